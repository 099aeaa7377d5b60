"""HTML into the text a person would read, with what was quoted marked as plain mail marks it.

Quoted blocks come out as "> " lines, a client's "the old message starts here" as a
separator line and a marked signature after "-- ", so that one reader serves both kinds.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field

MAX_HTML = 1_000_000
MAX_OPEN = 200  # nested elements that are tracked

SEPARATOR = "-----Original Message-----"

_BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    }
)
_VOID = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "wbr",
    }
)
_SILENT = ("script", "style", "title", "head")
_QUOTES = re.compile(r"gmail_attr|moz-cite-prefix|protonmail_quote|zmail_extra_quote")
_SEPARATORS = re.compile(
    r"divRplyFwdMsg|appendonsend|stopSpelling|OLK_SRC_BODY_SECTION|yahoo_quoted"
    r"|mail-editor-reference-message|reply-intro|x_divRplyFwdMsg",
    re.IGNORECASE,
)
_SIGNATURES = re.compile(
    r"gmail_signature|moz-signature|ms-outlook-mobile-signature|id=[\"']?signature\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})")
_LONG_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{9,}")
_SPACES = re.compile(r"[ \t\r\n\f]+")


def html_to_text(source: str) -> str:
    """Return the readable text. Linear, and never raises; broken tags are text or nothing."""
    source = source[:MAX_HTML]
    writer = _Writer()
    position = 0
    while position < len(source):
        opened = source.find("<", position)
        if opened < 0:
            break
        writer.write(source[position:opened])
        position = _tag(source, opened, writer)
    writer.write(source[position:])
    return writer.finish()


def _tag(source: str, opened: int, writer: _Writer) -> int:
    """Act on what starts at the "<" and return where it ends."""
    if source.startswith("<!--", opened):
        return _past(source, "-->", opened)
    closed = source.find(">", opened)
    if closed < 0:
        return len(source)
    body = source[opened + 1 : closed]
    match = _NAME.match(body)
    if match is None:
        if body[:1] not in ("!", "?", "/"):  # "a < b", not a tag
            writer.write("<")
            return opened + 1
        return closed + 1
    name = match[2].lower()
    if name in _SILENT and not match[1]:
        return _past_element(source, name, closed + 1, writer.never_closed)
    writer.tag(name, body[match.end() :], closing=bool(match[1]))
    return closed + 1


def _past(source: str, end: str, start: int) -> int:
    found = source.find(end, start)
    return len(source) if found < 0 else found + len(end)


def _past_element(source: str, name: str, start: int, never_closed: set[str]) -> int:
    """Return where a silent element ends; one that is never closed ends at once."""
    if name in never_closed:
        return start
    end = re.compile(rf"</{name}\s{{0,50}}>", re.IGNORECASE).search(source, start)
    if end is None:
        never_closed.add(name)  # so that a thousand of them are not searched for again
        return start
    return end.end()


@dataclass(slots=True)
class _Writer:
    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    opened: list[tuple[str, bool]] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    never_closed: set[str] = field(default_factory=set)
    depth: int = 0
    preformatted: int = 0

    def write(self, raw: str) -> None:
        if not raw:
            return
        text = html.unescape(_LONG_REFERENCE.sub("", raw)).replace("\xa0", " ")
        if not self.preformatted:
            self.line.append(_SPACES.sub(" ", text))
            return
        first, *rest = text.split("\n")
        self.line.append(first)
        for one in rest:
            self.flush(keep_blank=True)
            self.line.append(one)

    def tag(self, name: str, attributes: str, *, closing: bool) -> None:
        if name == "br":
            self.flush(keep_blank=True)
            return
        if name in _BLOCKS:
            self.flush()
        elif name in ("td", "th"):
            self.line.append(" ")
        if closing:
            self._close(name)
        else:
            self._open(name, attributes)

    def _open(self, name: str, attributes: str) -> None:
        self._mark(attributes)
        if name in ("p", "h1", "h2", "h3"):
            self._blank()
        if name == "li":
            self.line.append("- ")
        if name in _VOID or attributes.endswith("/") or len(self.opened) >= MAX_OPEN:
            return
        quotes = name == "blockquote" or bool(_QUOTES.search(attributes))
        self.depth += quotes
        self.preformatted += name == "pre"
        self.opened.append((name, quotes))
        self.names[name] += 1

    def _mark(self, attributes: str) -> None:
        if self.depth or "=" not in attributes:
            return
        mark = SEPARATOR if _SEPARATORS.search(attributes) else ""
        mark = mark or ("-- " if _SIGNATURES.search(attributes) else "")
        if mark:
            self.flush()
            self.lines.append(mark)

    def _close(self, name: str) -> None:
        if not self.names[name]:
            return
        while True:
            opened, quotes = self.opened.pop()
            self.names[opened] -= 1
            if quotes:
                self.flush()
            self.depth -= quotes
            self.preformatted -= opened == "pre"
            if opened == name:
                break
        if name == "p":
            self._blank()

    def _blank(self) -> None:
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(self._prefix().rstrip())

    def _prefix(self) -> str:
        return "> " * self.depth

    def flush(self, *, keep_blank: bool = False) -> None:
        text = "".join(self.line)
        text = text.rstrip() if self.preformatted else _SPACES.sub(" ", text).strip()
        self.line.clear()
        if text or keep_blank:
            self.lines.append((self._prefix() + text).rstrip())

    def finish(self) -> str:
        self.flush()
        text = "\n".join(self.lines)
        return re.sub(r"\n{3,}", "\n\n", text).strip("\n")
