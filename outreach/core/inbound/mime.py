"""Raw mail into a tree of parts, in linear time and within bounds, whatever the bytes are.

The standard library's parser recurses with the nesting and its modern policy raises on
real mail, so the tree is cut here: headers by line, bodies by boundary.
"""

from __future__ import annotations

import binascii
import codecs
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.core.inbound.charset import decode
from outreach.core.inbound.header import base64, parameters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

MAX_DEPTH = 12
MAX_PARTS = 500
MAX_HEADER = 256_000  # bytes of one header block that are read
MAX_FIELDS = 1_000
MAX_TEXT = 1_000_000  # bytes of one part that are decoded
MAX_FIRST = 1_000  # bytes of the first line that are looked at
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

_NO_HEADER = re.compile(rb"\r?\n(?:\r?\n)?")
_END_OF_HEADER = re.compile(rb"\n\r?\n")
_FIELD = re.compile(r"([!-9;-~]{1,100})[ \t]*:(.*)", re.DOTALL)
_FIRST_BOUNDARY = re.compile(rb"^--([^\r\n]{1,200}?)[ \t]*\r?$", re.MULTILINE)
_AFTER_BOUNDARY = re.compile(rb"(--)?[ \t]*(?:\r?\n|\r?\Z)")
# A mail that was sent has one of these, whatever stands before it.
_TRAVELLED = {"received", "return-path", "message-id", "date", "mime-version"}
_WRITTEN = {"from", "to", "cc", "subject", "sender", "reply-to", "delivered-to"}
_EXTENDED = ("x-", "content-", "resent-", "list-", "arc-", "dkim-")
_EMBEDDED = {"message/rfc822", "message/global", "text/rfc822-headers"}


@dataclass(frozen=True, slots=True)
class Part:
    """One node of the tree. Containers have children, leaves have a body, still encoded."""

    headers: Mapping[str, tuple[str, ...]]
    content_type: str
    parameters: Mapping[str, str]
    body: bytes
    children: tuple[Part, ...] = ()

    def header(self, name: str) -> str:
        """Return the first field of that (lower-case) name, unfolded; "" without one."""
        return self.headers.get(name, ("",))[0]

    def walk(self) -> Iterator[Part]:
        """Yield this part and all below it, in the order of the mail."""
        yield self
        for child in self.children:
            yield from child.walk()

    def walk_own(self) -> Iterator[Part]:
        """Yield this part and all below it that is not inside a message sent along."""
        yield self
        if self.content_type not in _EMBEDDED:
            for child in self.children:
                yield from child.walk_own()

    @property
    def is_attachment(self) -> bool:
        """Tell whether the part is a file sent along rather than words of the mail."""
        return parameters(self.header("content-disposition"))[0] == "attachment"

    def text(self) -> str:
        """Return a leaf's body as text, its line ends LF, cut at MAX_TEXT bytes."""
        content = transfer_decoded(self.body[: MAX_TEXT * 2], self._encoding)
        text = decode(content[:MAX_TEXT], self.parameters.get("charset", ""))
        return text.replace("\r\n", "\n").replace("\r", "\n")

    @property
    def _encoding(self) -> str:
        return self.header("content-transfer-encoding").strip().lower()


@dataclass(slots=True)
class _Budget:
    parts: int = field(default=MAX_PARTS)

    def spend(self) -> bool:
        self.parts -= 1
        return self.parts >= 0


def transfer_decoded(body: bytes, encoding: str) -> bytes:
    """Undo a content transfer encoding; an unknown one is taken for none."""
    match encoding.partition(";")[0].strip("\"' "):
        case "base64":
            return base64(body)
        case "quoted-printable":
            return binascii.a2b_qp(body)
        case _:
            return body


def parse(raw: bytes) -> Part:
    """Cut a whole message. Never raises; past the bounds a part stays one leaf."""
    if raw.startswith(_WIDE):  # as Windows saves a text
        raw = raw.decode("utf-16", "replace").encode("utf-8", "replace")
    if raw.startswith((b"From ", b">From ")):  # an mbox's separator, not a field
        raw = raw.partition(b"\n")[2]
    if b"\n" not in raw[:MAX_HEADER]:  # as Macs of old ended lines
        raw = raw.replace(b"\r", b"\n")
    raw = raw.removeprefix(codecs.BOM_UTF8)
    headers, body = _split(raw)
    if _is_bare_text(headers.keys(), raw):
        return Part({}, "text/plain", {}, raw)
    return _node(headers, body, "text/plain", 0, _Budget())


def _is_bare_text(names: AbstractSet[str], raw: bytes) -> bool:
    """Tell a text that was never a mail, though a line of it looks like a field."""
    if names & _TRAVELLED or any(name.startswith(_EXTENDED) for name in names):
        return False
    first = _legible(raw[:MAX_FIRST].partition(b"\n")[0])
    begins_with_field = first.startswith((" ", "\t")) or _FIELD.match(first)
    return not (begins_with_field and names & _WRITTEN)


def _part(raw: bytes, default_type: str, depth: int, budget: _Budget) -> Part:
    return _node(*_split(raw), default_type, depth, budget)


def _node(
    headers: Mapping[str, tuple[str, ...]],
    body: bytes,
    default_type: str,
    depth: int,
    budget: _Budget,
) -> Part:
    content_type, known = parameters(headers.get("content-type", ("",))[0])
    if "/" not in content_type:
        content_type = default_type
    children: tuple[Part, ...] = ()
    if depth < MAX_DEPTH:
        if content_type.startswith("multipart/"):
            children = _multipart(content_type, body, known, depth, budget)
        elif content_type in _EMBEDDED and budget.spend():
            children = (_embedded(headers, body, depth, budget),)
    return Part(headers, content_type, known, body, children)


def _embedded(
    headers: Mapping[str, tuple[str, ...]], body: bytes, depth: int, budget: _Budget
) -> Part:
    encoding = headers.get("content-transfer-encoding", ("",))[0].strip().lower()
    inner = transfer_decoded(body, encoding).lstrip(b"\r\n")
    return _part(inner, "text/plain", depth + 1, budget)


def _multipart(
    content_type: str,
    body: bytes,
    known: Mapping[str, str],
    depth: int,
    budget: _Budget,
) -> tuple[Part, ...]:
    boundary = known.get("boundary", "").strip().encode("utf-8", "replace")
    pieces = _pieces(body, boundary, budget) if boundary else []
    if not pieces and (sniffed := _FIRST_BOUNDARY.search(body[:20_000])):
        pieces = _pieces(body, sniffed[1], budget)
    default = "message/rfc822" if content_type.endswith("/digest") else "text/plain"
    return tuple(_part(piece, default, depth + 1, budget) for piece in pieces)


def _pieces(body: bytes, boundary: bytes, budget: _Budget) -> list[bytes]:
    pieces: list[bytes] = []
    start: int | None = None
    for opened, ended, is_last in _delimiters(body, boundary):
        if start is not None and budget.spend():
            pieces.append(body[start:opened].removesuffix(b"\r"))
        start = None if is_last else ended
        if is_last or budget.parts < 0:
            break
    if start is not None and budget.spend():  # cut short: the last part is still a part
        pieces.append(body[start:])
    return pieces


def _delimiters(body: bytes, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """Yield where each line of the boundary opens and ends, and whether it is the last.

    Sought as it is: no other mail has this boundary, so a pattern of it would be made for
    nothing.
    """
    text, mark = b"\n" + body, b"\n--" + boundary
    opened = text.find(mark)
    while opened >= 0:
        line = _AFTER_BOUNDARY.match(text, opened + len(mark))
        if line is not None:
            yield opened - 1, line.end() - 1, line[1] is not None
        # The line end that closes this delimiter may open the next one.
        opened = text.find(mark, opened + 1 if line is None else line.end() - 1)


def _split(raw: bytes) -> tuple[dict[str, tuple[str, ...]], bytes]:
    if start := _NO_HEADER.match(raw):
        return {}, raw[start.end() :]
    end = _END_OF_HEADER.search(raw)
    block, body = (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")
    headers = _fields(block.removesuffix(b"\r")[:MAX_HEADER])
    if not headers and block:  # a part that starts right with its text
        return headers, raw
    return headers, body


def _fields(block: bytes) -> dict[str, tuple[str, ...]]:
    text = _legible(block).replace("\r\n", "\n").replace("\r", "\n")
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in [*text.split("\n"), "-"]:
        if line.startswith((" ", "\t")):
            lines.append(line)
            continue
        _keep(found, "\n".join(lines))
        lines = [line]
        if len(found) >= MAX_FIELDS:
            break
    return {name: tuple(values[:MAX_FIELDS]) for name, values in found.items()}


def _legible(block: bytes) -> str:
    """Return a header as text, each line by itself where they differ in charset."""
    try:
        return block.decode("utf-8").replace("\0", "")
    except UnicodeDecodeError:
        return "\n".join(decode(line) for line in block.split(b"\n"))


def _keep(found: dict[str, list[str]], field_text: str) -> None:
    if match := _FIELD.match(field_text):
        value = match[2].replace("\n", "").strip()
        found.setdefault(match[1].lower(), []).append(value)
