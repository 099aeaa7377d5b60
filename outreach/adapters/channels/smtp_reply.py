"""Reads SMTP replies to the letter: one whose lines disagree is none at all.

aiosmtplib takes the code of the last line and does not look at what follows the digits, so that
a yes and a no in one reply would be whichever comes last.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import aiosmtplib

from outreach.core.verdict import NO_REPLY

if TYPE_CHECKING:
    from aiosmtplib.protocol import SMTPProtocol

LONGEST_LINE = 8_192  # sixteen times what RFC 5321 4.5.3.1.5 allows
LONGEST_REPLY = 4 * LONGEST_LINE
# RFC 5321 4.2: digits, then a hyphen where more lines follow, else a space or nothing.
_LINE = re.compile(rb"([0-9]{3})(?:([ -])[^\n]*)?\r?\n")
# Nearly every reply is of one line.
_ONLY_LINE = re.compile(rb"([0-9]{3})(?: ([^\n]*?))?\r?\n")


class Reply(NamedTuple):
    """What a server answered: its code, and its words, a line of theirs each."""

    code: int
    words: str


def reply_of(received: bytearray) -> Reply | None:
    """Take the first reply from `received`; None while it is not whole.

    Raises ValueError where it is none, or longer than any honest one.
    """
    if not received:
        return None
    found = _ONLY_LINE.match(received)
    if found is not None and found.end() <= LONGEST_LINE:
        reply = Reply(int(found[1]), _legible(found[2] or b""))
        del received[: found.end()]
        return reply
    return _of_many_lines(received)


def _of_many_lines(received: bytearray) -> Reply | None:
    flaw = flaw_of(received)
    if flaw:
        raise ValueError(flaw)
    words: list[bytes] = []
    at = 0
    while (end := received.find(b"\n", at)) != -1:
        line = bytes(received[at : end + 1])
        if len(line) > LONGEST_LINE:
            raise ValueError("the server's answer is too long")
        words.append(line[4:].strip())
        at = end + 1
        if line[3:4] != b"-":
            del received[:at]
            return Reply(int(line[:3]), _legible(b"\n".join(words)))
    return None


def _legible(words: bytes) -> str:
    return words.strip().decode("utf-8", "surrogateescape")


def read_strictly(protocol: SMTPProtocol) -> None:
    """Have a connection raise for a reply that says two things, or says them in no shape.

    tests/contract/test_aiosmtplib.py holds what is relied on.
    """
    read = protocol._read_response_from_buffer  # noqa: SLF001 - there is no public place to look

    def checked() -> aiosmtplib.SMTPResponse | None:
        flaw = flaw_of(protocol._buffer)  # noqa: SLF001 - see above
        if flaw:
            raise aiosmtplib.SMTPResponseException(NO_REPLY, flaw)
        return read()

    protocol._read_response_from_buffer = checked  # type: ignore[method-assign] # noqa: SLF001 - see above


def flaw_of(received: bytes | bytearray) -> str:
    """Return what is wrong with the first reply in `received`, as far as it goes; "" if nothing."""
    code, at = b"", 0
    while (end := received.find(b"\n", at)) != -1:
        line = _LINE.fullmatch(received, at, end + 1)
        if line is None:
            return "the server's answer is no SMTP reply"
        if code and line[1] != code:
            return "the server's answer has two codes"
        if line[2] != b"-":
            return ""
        code, at = bytes(line[1]), end + 1
    return ""
