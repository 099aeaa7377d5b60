"""A first look at raw bytes: what they name, by patterns alone.

For what the reader proper fails at: it finds too much rather than too little.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 512 * 1024  # octets looked at: a bounce names our mail further down
MOST = 200  # names of a kind
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_AUTHORS = re.compile(
    rb"^(?:from|reply-to|sender|return-path|x-failed-recipients)[ \t]*:"
    rb"((?:[^\r\n]|\r?\n[ \t]){0,2000})",
    re.IGNORECASE | re.MULTILINE,
)
_SENT_TO = re.compile(
    rb"^(?:delivered-to|x-original-to|to|cc)[ \t]*:((?:[^\r\n]|\r?\n[ \t]){0,2000})",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESS = re.compile(rb"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
_IN_BRACKETS = re.compile(rb"<[!-;=?-~]{1,250}@[!-;=?-~]{1,250}>")
_RECIPIENT = re.compile(
    rb"^(?:final|original)-recipient[ \t]*:[^\r\n;]{0,40};[ \t]*([^\r\n]{1,320})",
    re.IGNORECASE | re.MULTILINE,
)
_SUBJECT = re.compile(rb"^subject[ \t]*:([^\r\n]{0,300})", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Glance:
    """What some bytes name: addresses in lower case, ids with their brackets."""

    addresses: tuple[str, ...]
    ids: tuple[str, ...]
    subject: str


def glance(content: bytes) -> Glance:
    """Look at the beginning of a mail. Never raises."""
    seen = content[:LONGEST]
    end = _END_OF_HEAD.search(seen)
    head = seen if end is None else seen[: end.start()]
    named = [*_AUTHORS.findall(head), *_RECIPIENT.findall(seen)]
    found = [address for part in named for address in _ADDRESS.findall(part)]
    subject = _SUBJECT.search(head)
    return Glance(
        tuple(dict.fromkeys(_text(each).lower() for each in found))[:MOST],
        tuple(dict.fromkeys(map(_text, _IN_BRACKETS.findall(seen))))[:MOST],
        "" if subject is None else _text(subject.group(1)).strip(),
    )


def sent_to(content: bytes) -> tuple[str, ...]:
    """Return the addresses a mail says it went to, in its order. Never raises."""
    seen = content[:LONGEST]
    end = _END_OF_HEAD.search(seen)
    fields = _SENT_TO.findall(seen if end is None else seen[: end.start()])
    found = [address for part in fields for address in _ADDRESS.findall(part)]
    return tuple(dict.fromkeys(_text(each).lower() for each in found))[:MOST]


def _text(octets: bytes) -> str:
    return octets.replace(b"\0", b"").decode("latin-1")
