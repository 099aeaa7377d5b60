"""Reads SMTP replies to the letter: one whose lines disagree is none at all.

aiosmtplib takes the code of the last line and does not look at what follows the digits, so that
a yes and a no in one reply would be whichever comes last.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import aiosmtplib

from outreach.core.verdict import NO_REPLY

if TYPE_CHECKING:
    from aiosmtplib.protocol import SMTPProtocol

# RFC 5321 4.2: digits, then a hyphen where more lines follow, else a space or nothing.
_LINE = re.compile(rb"([0-9]{3})(?:([ -])[^\n]*)?\r?\n")


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
