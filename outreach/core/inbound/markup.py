"""HTML into the text a person would read, with what was quoted marked as plain mail marks it.

Quoted blocks come out as "> " lines, a client's "the old message starts here" as a
separator line and a marked signature after "-- ", so that one reader serves both kinds.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field

from outreach.core.inbound.hidden import hides, shades

MAX_HTML = 1_000_000
MAX_OPEN = 200  # nested elements that are tracked

SEPARATOR = "-----Original Message-----"

_BLOCKS = frozenset(
    [
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
    ]
)
_VOID = frozenset(
    [
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
    ]
)
_SILENT = ("script", "style", "title", "head", "template", "svg")
_QUOTES = re.compile(r"gmail_attr|moz-cite-prefix|protonmail_quote|zmail_extra_quote")
_SEPARATORS = re.compile(
    r"divRplyFwdMsg|appendonsend|stopSpelling|OLK_SRC_BODY_SECTION|yahoo_quoted"
    r"|mail-editor-reference-message|reply-intro|OutlookMessageHeader|moz-forward-container"
    r"|zmail_extra[\s\"'_]|zwchr|messageReplySection|gmail_quote_attribution"
    # Word's line above an old message: #B5C4DF to Outlook 2013, #E1E1E1 since.
    r"|border-top:\s?(?:solid #(?:E1E1E1|B5C4DF) 1|#(?:E1E1E1|B5C4DF) 1pt solid)",
    re.IGNORECASE,
)
_TOLD = re.compile(r"class|id\s?=|name|border-top|data-marker", re.IGNORECASE)
_SIGNATURES = re.compile(
    r"(?:class|id|name)\s{0,3}=\s{0,3}[\"']?[^\"'>]{0,60}signature(?!_prefix)",
    re.IGNORECASE,
)
_HREF = re.compile(
    r"href\s{0,3}=\s{0,3}[\"']?(https?://[^\s\"'<>]{1,500})", re.IGNORECASE
)
_SCHEME = re.compile(r"^https?://(?:www\.)?")
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


@dataclass(frozen=True, slots=True)
class _Look:
    """What attributes make of an element."""

    quotes: bool = False
    hides: bool = False
    shades: bool = False
    mark: str = ""  # the line it stands for: a separator or the start of a signature


_BARE = _Look()  # of an element without attributes


@dataclass(slots=True)
class _Element:
    """An element that is open: what it does to the words within."""

    name: str
    quotes: bool
    hides: bool
    shades: bool
    link: str = ""
    began: int = 0  # pieces of the line there were when a link began


@dataclass(slots=True)
class _Writer:
    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    opened: list[_Element] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    never_closed: set[str] = field(default_factory=set)
    # A newsletter says the same of each cell; with whether the ground is shaded.
    looks: dict[tuple[str, bool], _Look] = field(default_factory=dict)
    depth: int = 0
    preformatted: int = 0
    hidden: int = 0
    shaded: int = 0

    def write(self, raw: str) -> None:
        if not raw or self.hidden:
            return
        text = raw
        if "&" in raw:
            text = html.unescape(_LONG_REFERENCE.sub("", raw))
        text = text.replace("\xa0", " ")
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
            if not self.hidden:
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
        look = self._look(attributes) if attributes else _BARE
        if look.mark and not (self.depth or self.hidden):
            self.flush()
            self.lines.append(look.mark)
        if name in ("p", "h1", "h2", "h3") and not self.hidden:
            self._blank()
        if name == "li" and not self.hidden:
            self.line.append("- ")
        if name in _VOID or attributes.endswith("/") or len(self.opened) >= MAX_OPEN:
            return
        one = _Element(
            name,
            quotes=name == "blockquote" or look.quotes,
            hides=look.hides,
            shades=look.shades,
            link=_href(attributes) if name == "a" else "",
            began=len(self.line),
        )
        self._weigh(one, 1)
        self.opened.append(one)

    def _weigh(self, one: _Element, step: int) -> None:
        self.names[one.name] += step
        if one.name == "pre":
            self.preformatted += step
        if one.quotes or one.hides or one.shades:
            self.depth += step * one.quotes
            self.hidden += step * one.hides
            self.shaded += step * one.shades

    def _look(self, attributes: str) -> _Look:
        known = (attributes, self.shaded > 0)
        look = self.looks.get(known)
        if look is None:
            look = self.looks[known] = _Look(
                quotes=_QUOTES.search(attributes) is not None,
                hides=hides(attributes, shaded=self.shaded > 0),
                shades=shades(attributes),
                mark=_mark(attributes),
            )
        return look

    def _close(self, name: str) -> None:
        if not self.names[name]:
            return
        while True:
            one = self.opened.pop()
            if one.link and not self.hidden:
                self._point(one)
            if one.quotes:
                self.flush()
            self._weigh(one, -1)
            if one.name == name:
                break
        if name == "p" and not self.hidden:
            self._blank()

    def _point(self, one: _Element) -> None:
        """Write where a link leads, unless its words say so themselves."""
        words = "".join(self.line[one.began :]).strip()
        if words and _without_scheme(words) not in _without_scheme(one.link):
            self.line.append(f" <{one.link}>")

    def _blank(self) -> None:
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(self._prefix().rstrip())

    def _prefix(self) -> str:
        return "> " * self.depth

    def flush(self, *, keep_blank: bool = False) -> None:
        if not self.line and not keep_blank:
            return
        text = "".join(self.line)
        text = text.rstrip() if self.preformatted else _SPACES.sub(" ", text).strip()
        self.line.clear()
        if text or keep_blank:
            self.lines.append((self._prefix() + text).rstrip())

    def finish(self) -> str:
        self.flush()
        text = "\n".join(self.lines)
        return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def _mark(attributes: str) -> str:
    """Return the line for what a client marks as an old message or a signature; else ""."""
    if not _TOLD.search(attributes):
        return ""
    if _SEPARATORS.search(attributes):
        return SEPARATOR
    return "-- " if _SIGNATURES.search(attributes) else ""


def _href(attributes: str) -> str:
    """Return a link's address on the web; "" for any other."""
    found = _HREF.search(attributes)
    return html.unescape(found[1]) if found else ""


def _without_scheme(address: str) -> str:
    return _SCHEME.sub("", address.lower()).rstrip("/")
