"""A letter as the bytes of a MIME message: all but its Date a function of what it says."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from email.utils import format_datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from outreach.core import header
from outreach.core.address import display
from outreach.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

Attachment = tuple[str, str, bytes]  # file name, MIME type, content

# Set by the letter itself or by the servers on its way; matched in lower case.
STRUCTURAL = frozenset(
    """
    from to cc bcc sender reply-path return-path subject date message-id in-reply-to references
    received list-unsubscribe list-unsubscribe-post dkim-signature authentication-results
    delivered-to envelope-to x-original-to errors-to return-receipt-to
    disposition-notification-to apparently-to
    """.split()  # noqa: SIM905 - a table of words
)
_STRUCTURAL_STARTS = ("content-", "mime-", "resent-", "arc-", "received-", "dkim-")

_LONGEST_PLAIN_LINE = 76
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}\Z")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,900}>\Z")
_BOUNDARY = re.compile(r"=_[A-Za-z0-9._+-]{8,60}\Z")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-~]{1,900}\Z")
_MIME_TYPE = re.compile(r"(?!multipart/|message/)[a-z]+/[a-z0-9][a-z0-9.+-]{0,99}\Z")
_LONG_LINE = re.compile(rf"[^\n]{{{_LONGEST_PLAIN_LINE + 1}}}")
_NEWLINE = re.compile(r"\r\n?")
_UNWRITABLE = re.compile(r"[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message before it is bytes. `date` None leaves the field out, for comparing."""

    from_name: str
    from_address: str
    to_address: str
    subject: str
    text: str
    message_id: str
    boundary: str
    to_name: str = ""
    html: str | None = None
    date: datetime | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    list_unsubscribe: tuple[str, ...] = ()
    one_click: bool = False
    attachments: tuple[Attachment, ...] = ()


def compose(letter: Letter) -> bytes:
    """Return the message: CRLF lines of at most 998 bytes, ASCII throughout.

    Raises RenderError for whatever could add a header field, a recipient or a part.
    Source: RFC 5322, 2045 to 2047, 2231, 8058.
    """
    if not _BOUNDARY.match(letter.boundary):
        _refuse("the boundary", letter.boundary)
    head = "\r\n".join(_head(letter)).encode("ascii")
    return head + b"\r\n" + _content(letter)


def _head(letter: Letter) -> list[str]:
    recipient = display(letter.to_name, letter.to_address)
    lines = [
        _from(letter.from_name, letter.from_address),
        header.fold("To", recipient.split(" ")),
        header.unstructured("Subject", letter.subject),
    ]
    if letter.date is not None:
        lines.append(_date(letter.date, letter.date.utcoffset()))
    lines.append(header.fold("Message-ID", _ids((letter.message_id,))))
    if letter.in_reply_to is not None:
        lines.append(header.fold("In-Reply-To", _ids((letter.in_reply_to,))))
    if letter.references:
        lines.append(header.fold("References", _ids(letter.references)))
    lines += _unsubscribe(letter)
    lines += [_extra(name, value) for name, value in letter.headers.items()]
    return [*lines, "MIME-Version: 1.0"]


# Letters that leave together share these.
@lru_cache(maxsize=1024)
def _from(name: str, address: str) -> str:
    return header.fold("From", display(name, address).split(" "))


@lru_cache(maxsize=64)
def _date(date: datetime, _offset: timedelta | None) -> str:
    # The offset tells apart equal instants of other zones.
    return f"Date: {format_datetime(date)}"


def _ids(ids: tuple[str, ...]) -> list[str]:
    for one in ids:
        if not _MESSAGE_ID.match(one):
            _refuse("a Message-ID", one)
    return list(ids)


def _unsubscribe(letter: Letter) -> list[str]:
    uris = letter.list_unsubscribe
    for uri in uris:
        if not _URI.match(uri):
            _refuse("a List-Unsubscribe URI", uri)
    if not uris:
        return []
    words = [f"<{uri}>," for uri in uris[:-1]] + [f"<{uris[-1]}>"]
    lines = [header.fold("List-Unsubscribe", words)]
    if letter.one_click:
        if not any(uri.lower().startswith(("https:", "http:")) for uri in uris):
            _refuse("one-click without a URL", ", ".join(uris))
        lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    return lines


def _extra(name: str, value: str) -> str:
    lower = name.lower()
    if not _FIELD_NAME.match(name):
        _refuse("the name of a header", name)
    if lower in STRUCTURAL or lower.startswith(_STRUCTURAL_STARTS):
        message = f"the header {name} is set by the program: take it out of `headers`"
        raise RenderError(message)
    return header.unstructured(name, value)


def _content(letter: Letter) -> bytes:
    body = _part("plain", letter.text)
    if letter.html is not None:
        # Neither boundary begins with the other, so no parser takes one for the other.
        inner = f"=_a{letter.boundary[2:]}" if letter.attachments else letter.boundary
        body = _multipart("alternative", inner, [body, _part("html", letter.html)])
    if letter.attachments:
        attached = [_attachment(*one) for one in letter.attachments]
        body = _multipart("mixed", letter.boundary, [body, *attached])
    return body


def _multipart(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    mark = boundary.encode()
    opening = b'Content-Type: multipart/%b;\r\n boundary="%b"\r\n' % (
        kind.encode(),
        mark,
    )
    inner = b"".join(b"\r\n--%b\r\n%b" % (mark, part) for part in parts)
    return b"%b%b\r\n--%b--\r\n" % (opening, inner, mark)


def _part(subtype: str, text: str) -> bytes:
    if _UNWRITABLE.search(text):
        _refuse("the body", "a NUL or half a character")
    lines = _NEWLINE.sub("\n", text) if "\r" in text else text
    if not lines.endswith("\n"):
        lines += "\n"
    encoding, content = _encoded(lines)
    return (
        b'Content-Type: text/%b; charset="utf-8"\r\nContent-Transfer-Encoding: %b\r\n\r\n%b'
        % (subtype.encode(), encoding, content)
    )


def _encoded(text: str) -> tuple[bytes, bytes]:
    raw = text.encode()
    if text.isascii() and _travels_as_it_is(text):
        return b"7bit", raw.replace(b"\n", b"\r\n")
    # Quoted-printable takes three bytes for each beyond ASCII, base64 four for any three.
    if (len(raw) - len(text)) * 5 > len(raw):
        return b"base64", _base64(raw.replace(b"\n", b"\r\n"))
    quoted = binascii.b2a_qp(raw, istext=True)
    return b"quoted-printable", quoted.replace(b"\n", b"\r\n")


def _travels_as_it_is(text: str) -> bool:
    # A boundary holds "=_"; "From " at a line's start and a lone dot get mangled on the way.
    return not (
        "=_" in text
        or "\nFrom " in text
        or text.startswith("From ")
        or "\n.\n" in text
        or " \n" in text
        or _LONG_LINE.search(text)
    )


def _attachment(name: str, mime_type: str, content: bytes) -> bytes:
    kind = mime_type.lower()
    if not _MIME_TYPE.match(kind):
        _refuse("the type of an attachment", mime_type)
    head = (
        f"Content-Type: {kind}\r\n"
        f"Content-Disposition: attachment{header.parameter('filename', name)}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode("ascii") + _attached(content)


@lru_cache(maxsize=32)
def _attached(content: bytes) -> bytes:
    return _base64(content)


def _base64(content: bytes) -> bytes:
    return base64.encodebytes(content).replace(b"\n", b"\r\n")


def _refuse(what: str, value: str) -> None:
    message = f"{what} cannot be sent as it is: {value[:80]!r}"
    raise RenderError(message)
