"""Tells a login that is refused from a server that lets nobody in for now.

A person must mend the first, and providers lock an account that goes on trying; the second
passes by itself.
"""

from __future__ import annotations

import re

from imapclient.exceptions import IMAPClientError, LoginError

_CODE = re.compile(r"\s*\[([A-Z-]+)[^\]]*\]", re.IGNORECASE)
# RFC 5530 and, of LIMIT, RFC 9051 7.1. Other codes, and none, leave it to the words.
_PASSING = frozenset({"UNAVAILABLE", "INUSE", "SERVERBUG", "LIMIT"})
_LASTING = frozenset({"AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED"})
_CROWDED = re.compile(
    r"too many (?:\w+ ){0,2}(?:connections|sessions)"
    r"|(?:maximum|max\.?) (?:number of |\w+ )?(?:connections|sessions)"
    r"|(?:connection|session) limit",
    re.IGNORECASE,
)
# "Try again later" alone is no sign: so speaks a server of a locked account too.
_AWAY = re.compile(
    r"temporary (?:\w+ )?(?:failure|error|problem)"
    r"|(?:internal|system|server|backend) error|internal \w+ (?:failure|error)"
    r"|(?:server|service|backend) (?:is )?(?:temporarily )?(?:busy|overloaded|unavailable)",
    re.IGNORECASE,
)


class NotNow(IMAPClientError):  # type: ignore[misc] # it has no types
    """The server lets nobody in for now, whatever the login."""


class Unoffered(LoginError):  # type: ignore[misc] # it has no types
    """The server knows no such way to log in: another token would change nothing."""


class Crowded(NotNow):
    """The server has as many connections of this mailbox as it takes."""


def refusal(told: str, reason: str = "") -> IMAPClientError:
    """Return what a server's NO to a login means; `reason` is what it says besides."""
    words = f"{told}, {reason}" if reason else told
    found = _CODE.match(told)
    code = found[1].upper() if found else ""
    if code in _LASTING:
        return LoginError(words)
    if _CROWDED.search(told):
        return Crowded(words)
    away = code in _PASSING or _AWAY.search(told)
    return NotNow(words) if away else LoginError(words)
