"""Markdown to its two renditions, with marks where a lead's values go: data is never markup."""

from __future__ import annotations

import html as entity
import re
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING
from urllib.parse import quote

from markdown_it import MarkdownIt

from outreach.adapters.templates.sandbox import LINK_START, MARK_END, MARK_START
from outreach.core.body import Body
from outreach.errors import BoundExceeded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markdown_it.token import Token

MAX_MARKDOWN = 40_000
MAX_SIGNS = 1_000

_SIGNS = re.compile(r"[\[\]!*_`<>&\\\n]")
_MARK = re.compile(f"([{MARK_START}{LINK_START}])([0-9]+){MARK_END}")
_SAFE_IN_URL = ";/?:@&=+$,-_.!~*'()#%"
_SCHEMES = ("http://", "https://", "mailto:", "tel:")
_LINK_VALUE = re.compile(rf"(?<==\"){LINK_START}[0-9]+{MARK_END}[^\"]*")
_LISTS = frozenset(
    {"bullet_list_open", "bullet_list_close", "ordered_list_open", "ordered_list_close"}
)
_DIRECTED = frozenset({"paragraph_open", "heading_open", "blockquote_open"}) | _LISTS


def render(source: str, values: Sequence[str]) -> Body:
    """Return both renditions of marked Markdown, `values[n]` in place of mark n.

    The structure is that of the source alone: the same for every lead, so it is kept.
    """
    text, html = _parsed(source)
    return Body(
        _filled(text, values, str, _link_value),
        _filled(_checked(html, values), values, _html_value, _html_link_value),
    )


def _filled(
    marked: str,
    values: Sequence[str],
    plain: Callable[[str], str],
    linked: Callable[[str], str],
) -> str:
    pieces = list(_split(marked))
    for at in range(1, len(pieces), 3):
        write = plain if pieces[at] == MARK_START else linked
        pieces[at] = ""
        pieces[at + 1] = write(values[int(pieces[at + 1])])
    return "".join(pieces)


@lru_cache(maxsize=1024)
def _split(marked: str) -> tuple[str, ...]:
    return tuple(_MARK.split(marked))


def _html_value(value: str) -> str:
    return entity.escape(value).replace("\n", "<br>\n")


def _link_value(value: str) -> str:
    return quote(value, safe=_SAFE_IN_URL)


def _html_link_value(value: str) -> str:
    return entity.escape(_link_value(value))


def _checked(html: str, values: Sequence[str]) -> str:
    """Take out the links that begin with a value and go where no mail should lead."""
    if f'="{LINK_START}' not in html:
        return html

    def kept(link: re.Match[str]) -> str:
        begins = _filled(link[0], values, str, str).lower()
        return link[0] if begins.startswith(_SCHEMES) else "#"

    return _LINK_VALUE.sub(kept, html)


@lru_cache(maxsize=1024)
def _parsed(source: str) -> tuple[str, str]:
    _bounded(source)
    tokens = _MARKDOWN.parse(source)
    _direct(tokens)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return _Text(tokens).text(), html


def _direct(tokens: Sequence[Token]) -> None:
    """Let each block run as its own text does; a list as a whole, as its bullets stand beside.

    A browser leaves out of what decides it whatever decides for itself.
    """
    lists = 0
    for token in tokens:
        if token.type in _DIRECTED and not lists:
            token.attrSet("dir", "auto")
        if token.type in _LISTS:
            lists += token.nesting


def _bounded(source: str) -> None:
    """Raise BoundExceeded for what would be read for long: each sign may begin something."""
    signs = len(_SIGNS.findall(source))
    if len(source) > MAX_MARKDOWN or signs > MAX_SIGNS:
        message = (
            f"more than {MAX_MARKDOWN} characters, or {MAX_SIGNS} signs and lines, "
            "of Markdown: make it shorter, or write it as .html"
        )
        raise BoundExceeded(message)


def _normalise_link(url: str) -> str:
    pieces = _MARK.split(url)
    for at in range(1, len(pieces), 3):
        pieces[at] = LINK_START
        pieces[at + 1] += MARK_END
    pieces[::3] = [quote(piece, safe=_SAFE_IN_URL) for piece in pieces[::3]]
    return "".join(pieces)


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt(
        "commonmark", {"html": False, "linkify": False, "maxNesting": 100}
    )
    markdown.normalizeLink = _normalise_link  # type: ignore[method-assign] # its way to change it
    markdown.normalizeLinkText = lambda link: link  # type: ignore[method-assign] # marks stay readable
    return markdown


_MARKDOWN = _markdown()


class _Text:
    """Writes the tokens as plain text: a blank line between blocks, links in full."""

    def __init__(self, tokens: list[Token]) -> None:
        self._lines: list[str] = []
        self._prefixes: list[str] = []
        self._lead_before = ""
        self._numbers: list[int | None] = []  # of the next item; None: bullets
        self._bullet = ""
        self._list_starts = False
        self._gap = False
        for token in tokens:
            self._token(token)

    def text(self) -> str:
        return "\n".join(self._lines) + "\n"

    def _token(self, token: Token) -> None:
        match token.type:
            case "inline" | "fence" | "code_block" | "hr":
                self._block(_content(token))
            case "blockquote_open":
                self._prefixes.append("> ")
            case "bullet_list_open" | "ordered_list_open":
                ordered = token.type == "ordered_list_open"
                self._numbers.append(_start(token) if ordered else None)
                self._list_starts = len(self._numbers) == 1
            case "bullet_list_close" | "ordered_list_close":
                self._numbers.pop()
            case "list_item_open":
                self._open_item()
            case "list_item_close" | "blockquote_close":
                self._prefixes.pop()
            case "paragraph_open" if token.hidden:
                # A tight list: no blank line but before the whole of it.
                self._gap = self._gap and self._list_starts
                self._list_starts = False

    def _open_item(self) -> None:
        number = self._numbers[-1]
        self._bullet = "- " if number is None else f"{number}. "
        if number is not None:
            self._numbers[-1] = number + 1
        self._prefixes.append(" " * len(self._bullet))

    def _block(self, text: str) -> None:
        lead = "".join(self._prefixes)
        if self._gap:
            self._lines.append(_shared(self._lead_before, lead).rstrip())
        first = lead[: len(lead) - len(self._bullet)] + self._bullet
        for number, line in enumerate(text.split("\n")):
            self._lines.append(((lead if number else first) + line).rstrip())
        self._bullet, self._gap = "", True
        self._lead_before = lead


def _shared(one: str, other: str) -> str:
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(character for character, _ in pairs)


def _start(token: Token) -> int:
    return int(token.attrs.get("start", 1))


def _content(token: Token) -> str:
    if token.type == "inline":
        return _inline(token.children or [])
    return "---" if token.type == "hr" else token.content.rstrip("\n")


def _inline(tokens: Sequence[Token]) -> str:
    links: list[tuple[str, int]] = []
    out: list[str] = []
    for token in tokens:
        match token.type:
            case "text" | "text_special" | "code_inline" | "image":
                out.append(token.content)
            case "softbreak" | "hardbreak":
                out.append("\n")
            case "link_open":
                links.append((str(token.attrs.get("href", "")), len(out)))
            case "link_close":
                href, since = links.pop()
                out.append(_target(href, "".join(out[since:])))
    return "".join(out)


def _target(href: str, label: str) -> str:
    """Return what follows a link's label: where it goes, unless the label says it."""
    said = label.replace(MARK_START, LINK_START)
    if href in {said, f"mailto:{said}"}:
        return ""
    return f" ({href})" if label else href
