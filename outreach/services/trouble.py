"""What a server's answer to a try means, in words, and what to do about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, assert_never

from outreach.core.model import Deferred, Rejected, Sent, Unknown
from outreach.errors import Unavailable
from outreach.ports import SentFolder
from outreach.services.finding import Finding, Health

if TYPE_CHECKING:
    from outreach.core.model import Outcome
    from outreach.ports import Inbox

# What stands in an answer, what it means, and what helps; the first that fits.
MEANINGS = (
    (
        r"too many connections",
        "it has as many connections of this account as it takes",
        "close other programs that use the account, or try again later",
    ),
    (
        r"lets nobody in for now|\bauth: 4[0-9]{2}\b",
        "it lets nobody in for now",
        "try again later: it says nothing against the password",
    ),
    (
        r"token server .*\((?:invalid_grant|interaction_required)\)",
        "consent was withdrawn, or has run out",
        "grant access anew with the provider, and set the new refresh token",
    ),
    (
        r"token server .* refuses",
        "the token server refuses the client",
        "look at client_id, client_secret and scope with the provider",
    ),
    (
        r"token server|token_command|token_file",
        "there is no access token",
        "look at `auth`: docs/howto/log-in-by-token.md",
    ),
    (
        r"access token|xoauth2|oauthbearer",
        "it does not take the access token",
        "see that the token is for this mailbox, and that IMAP and SMTP are allowed it",
    ),
    (
        r"\b534\b|5\.7\.9|application.specific|app password",
        "it wants an app password",
        "make one with the provider, and use it as the password",
    ),
    (
        r"\b535\b|5\.7\.8|authenticat|credential|login|invalid.*password",
        "it does not take the login",
        "mend the username and the password; many providers want an app password",
    ),
    (
        r"\b530\b",
        "it wants the connection encrypted",
        "set `security: starttls` (587) or `tls` (465)",
    ),
    (
        r"starttls",
        "it offers no STARTTLS there",
        "take its TLS port, with `security: tls`",
    ),
    (
        r"certificate|self.signed|hostname mismatch|ssl|tls",
        "no connection that can be trusted",
        "name it as its certificate does; trust a private one by `ca_file`",
    ),
    (
        r"name or service|nodename|getaddrinfo|name resolution|no address",
        "there is no server of that name",
        "look at `host`",
    ),
    (
        r"refused|errno 111|connect call failed",
        "nothing listens there",
        "look at `host` and `port`",
    ),
    (
        r"timed? ?out|no answer|timeout",
        "it does not answer",
        "a firewall may be between: many hosters close ports 25 and 587",
    ),
    (r"\b421\b|too many", "it has enough of us for now", "try again later"),
    (
        r"\b55[04]\b|5\.7\.1|block|spamhaus|blacklist",
        "it will not have this machine",
        "ask it why, or send through another",
    ),
    (
        r"no such (?:mailbox|folder)|nonexistent|doesn't exist|does not exist",
        "it has no such folder",
        "name folders as the server does",
    ),
)
UNKNOWN = "ask whoever runs the server, in these words"


def meaning_of(said: str) -> tuple[str, str]:
    """Return what was said with its meaning before it, and what helps."""
    for pattern, meaning, remedy in MEANINGS:
        if re.search(pattern, said, re.IGNORECASE):
            return f"{meaning} ({said})", remedy
    return said, UNKNOWN


def reached(what: str, outcome: Outcome) -> Finding:
    """Return what a try to log in came to."""
    match outcome:
        case Sent(reference=reference):
            return Finding(what, Health.OK, reference)
        case Rejected(detail=detail, status=status):
            said = detail if status in detail else f"{status} {detail}"
        case Deferred(detail=detail) | Unknown(detail=detail):
            said = detail
        case _:
            assert_never(outcome)
    return Finding(what, Health.FAIL, *meaning_of(said))


async def folder_finding(inbox: Inbox, name: str, folder: str) -> Finding:
    """Return whether a folder can be read."""
    what = f"imap {name} {folder}"
    try:
        await inbox.fetch(folder, None, 1)
    except Unavailable as error:
        return Finding(what, Health.FAIL, *meaning_of(str(error)))
    return Finding(what, Health.OK, "it can be read")


async def sent_finding(
    inbox: object, name: str, named: str, *, copies: bool
) -> Finding:
    """Return whether there is a folder of what was sent, `named` in the settings or found."""
    what = f"imap {name} Sent"
    if not isinstance(inbox, SentFolder):
        return Finding(what, Health.WARN, "it shows nothing of what was sent")
    try:
        folder = named or await inbox.sent_folder()
        if folder:
            await inbox.find(folder, "<nothing@outreach.invalid>")
    except Unavailable as error:
        return Finding(what, Health.FAIL, *meaning_of(str(error)))
    if not folder:
        detail = "no folder is marked as Sent, or has a usual name"
        lost = "; copies cannot be put there" if copies else ""
        health = Health.FAIL if copies else Health.WARN
        remedy = f"name it as senders.{name}.imap.sent, or create it"
        return Finding(what, health, detail + lost, remedy)
    kept = " and copies are put there" if copies else ""
    detail = f"touches in doubt are looked for in {folder!r}{kept}"
    return Finding(what, Health.OK, detail)
