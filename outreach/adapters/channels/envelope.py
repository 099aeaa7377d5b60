"""What a mail needs on the wire: its commands, its stuffed body, the extensions it asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import idna

from outreach.core.model import Blame, Rejected

if TYPE_CHECKING:
    from outreach.ports import Mail

# A space or an angle bracket would end the address within its command; a control begins another.
_ADDRESS = re.compile(r"[^\x00-\x20\x7f-\xa0<>\u2028\u2029]+")
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class Offer(Protocol):
    """What a server said it can do."""

    def supports(self, extension: str) -> bool:
        """Tell whether the server offered an extension, by its lower-case name."""
        ...

    def size_limit(self) -> int:
        """Return the largest message taken, in octets; 0 for no limit said."""
        ...


@dataclass(frozen=True, slots=True)
class Envelope:
    """A mail as SMTP takes it. `size` is that of the message before its dots were doubled."""

    mail: bytes
    rcpt: bytes
    stuffed: bytes
    size: int
    eight_bit: bool
    international: bool  # needs SMTPUTF8, RFC 6531


def enveloped(mail: Mail) -> Envelope | Rejected:
    """Make a mail ready for the wire, or say why it can never be sent as it is."""
    mail_from = _encoded(mail.mail_from)
    if mail_from is None:
        return Rejected(Blame.SENDER, f"not an address: {mail.mail_from!r}")
    rcpt_to = _encoded(mail.rcpt_to)
    if rcpt_to is None:
        return Rejected(Blame.ADDRESS, f"not an address: {mail.rcpt_to!r}")
    flaw = _flaw(mail.content)
    if flaw:
        return Rejected(Blame.MESSAGE, flaw)
    eight_bit = not mail.content.isascii()
    return Envelope(
        mail=b"MAIL FROM:<" + mail_from + b">",
        rcpt=b"RCPT TO:<" + rcpt_to + b">",
        stuffed=_LEADING_DOT.sub(b"..", mail.content),
        size=len(mail.content),
        eight_bit=eight_bit,
        international=not (mail_from.isascii() and rcpt_to.isascii())
        or (eight_bit and not _header(mail.content).isascii()),
    )


def unfit(envelope: Envelope, offer: Offer) -> Rejected | None:
    """Return why this server would not take the message whole, None when it may."""
    limit = offer.size_limit()
    if 0 < limit < envelope.size:
        return Rejected(
            Blame.MESSAGE,
            f"the message has {envelope.size} bytes, the server takes {limit}",
        )
    if envelope.international and not offer.supports("smtputf8"):
        return Rejected(
            Blame.MESSAGE,
            "the address or a header is beyond ASCII, and the server has no SMTPUTF8",
        )
    if envelope.eight_bit and not offer.supports("8bitmime"):
        return Rejected(
            Blame.MESSAGE,
            "the message has 8-bit text, and the server has no 8BITMIME",
        )
    return None


def _encoded(address: str) -> bytes | None:
    """Return an address as it goes on the wire, its domain in ASCII; None when it cannot."""
    local, at, domain = address.rpartition("@")
    if not (local and at and domain and _ADDRESS.fullmatch(address)):
        return None
    try:
        if not domain.isascii():
            domain = idna.encode(domain, uts46=True).decode("ascii")
        return f"{local}@{domain}".encode()
    except (idna.IDNAError, UnicodeError):
        return None


def _flaw(content: bytes) -> str | None:
    """Return what in the bytes another server could read as an end of message or a command."""
    breaks = content.count(b"\r\n")
    if not content.endswith(b"\r\n"):
        return "the message does not end in CRLF"
    if content.count(b"\n") != breaks or content.count(b"\r") != breaks:
        # What the next hop makes of a bare CR or LF is how mails are smuggled.
        return "the message has a bare CR or LF"
    if b"\x00" in content:
        return "the message has a NUL"
    return None


def _header(content: bytes) -> bytes:
    return content.partition(b"\r\n\r\n")[0]
