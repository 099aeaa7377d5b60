"""Markdown to its two renditions, with marks where a lead's values go: data is never markup."""

from __future__ import annotations

import html as entity
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from markdown_it import MarkdownIt

from outreach.adapters.templates.sandbox import LINK_START, MARK_END, MARK_START
from outreach.core.body import Body

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

_MARK = re.compile(f"([{MARK_START}{LINK_START}])([0-9]+){MARK_END}")
_SAFE_IN_URL = ";/?:@&=+$,-_.!~*'()#%"
_SCHEMES = ("http://", "https://", "mailto:", "tel:")
_LINK_VALUE = re.compile(rf"(?<==\"){LINK_START}[0-9]+{MARK_END}[^\"]*")
_DIRECTED = frozenset(
    {"paragraph_open", "heading_open", "list_item_open", "bullet_list_open"}
    | {"ordered_list_open", "blockquote_open"}
)
_INDENT = "  "


def render(source: str, values: Sequence[str]) -> Body:
    """Return both renditions of marked Markdown, `values[n]` in place of mark n.

    The structure is that of the source alone: the same for every lead, so it is kept.
    """
    text, html = _parsed(source)
    in_html = [_html_value(value) for value in values]
    in_links = [quote(value, safe=_SAFE_IN_URL) for value in values]
    escaped = [entity.escape(value) for value in in_links]
    return Body(
        _filled(text, values, in_links),
        _filled(_checked(html, values), in_html, escaped),
    )


def _filled(marked: str, values: Sequence[str], in_links: Sequence[str]) -> str:
    pieces = _MARK.split(marked)
    for at in range(1, len(pieces), 3):
        source = values if pieces[at] == MARK_START else in_links
        pieces[at] = ""
        pieces[at + 1] = source[int(pieces[at + 1])]
    return "".join(pieces)


def _html_value(value: str) -> str:
    return entity.escape(value).replace("\n", "<br>\n")


def _checked(html: str, values: Sequence[str]) -> str:
    """Take out the links that begin with a value and go where no mail should lead."""
    if f'="{LINK_START}' not in html:
        return html

    def kept(link: re.Match[str]) -> str:
        begins = _filled(link[0], values, values).lower()
        return link[0] if begins.startswith(_SCHEMES) else "#"

    return _LINK_VALUE.sub(kept, html)


@lru_cache(maxsize=1024)
def _parsed(source: str) -> tuple[str, str]:
    tokens = _MARKDOWN.parse(source)
    for token in tokens:
        if token.type in _DIRECTED:
            token.attrSet("dir", "auto")
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return _Text(tokens).text(), html


def _normalise_link(url: str) -> str:
    pieces = _MARK.split(url)
    for at in range(1, len(pieces), 3):
        pieces[at] = LINK_START
        pieces[at + 1] += MARK_END
    pieces[::3] = [quote(piece, safe=_SAFE_IN_URL) for piece in pieces[::3]]
    return "".join(pieces)


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": False})
    markdown.normalizeLink = _normalise_link  # type: ignore[method-assign] # its way to change it
    markdown.normalizeLinkText = lambda link: link  # type: ignore[method-assign] # marks stay readable
    return markdown


_MARKDOWN = _markdown()


class _Text:
    """Writes the tokens as plain text: a blank line between blocks, links in full."""

    def __init__(self, tokens: list[Token]) -> None:
        self._lines: list[str] = []
        self._prefixes: list[str] = []
        self._bullet: str | None = None
        self._numbers: list[int | None] = []
        self._tight: list[bool] = []
        self._gap = False
        for token in tokens:
            self._token(token)

    def text(self) -> str:
        return "\n".join(self._lines) + "\n"

    def _token(self, token: Token) -> None:
        match token.type:
            case "inline":
                self._block(_inline(token.children or []))
            case "fence" | "code_block":
                self._block(token.content.rstrip("\n"))
            case "hr":
                self._block("---")
            case "blockquote_open":
                self._prefixes.append("> ")
            case "blockquote_close":
                self._prefixes.pop()
            case "bullet_list_open":
                self._numbers.append(None)
            case "ordered_list_open":
                self._numbers.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                self._numbers.pop()
            case "list_item_open":
                self._open_item()
            case "list_item_close":
                self._prefixes.pop()
                self._bullet = None

    def _open_item(self) -> None:
        number = self._numbers[-1]
        self._bullet = "- " if number is None else f"{number}. "
        if number is not None:
            self._numbers[-1] = number + 1
        self._prefixes.append(" " * len(self._bullet))

    def _block(self, text: str) -> None:
        if self._gap and self._lines:
            self._lines.append("".join(self._prefixes[: len(self._numbers)]).rstrip())
        lead = "".join(self._prefixes)
        first = lead
        if self._bullet is not None:
            first = lead[: len(lead) - len(self._bullet)] + self._bullet
            self._bullet = None
        for line in text.split("\n"):
            self._lines.append((first + line).rstrip())
            first = lead
        self._gap = True


def _inline(tokens: Sequence[Token]) -> str:
    return "".join(_spans(tokens))


def _spans(tokens: Sequence[Token]) -> Iterator[str]:
    links: list[tuple[str, int]] = []
    out: list[str] = []
    for token in tokens:
        match token.type:
            case "text" | "text_special" | "code_inline":
                out.append(token.content)
            case "softbreak" | "hardbreak":
                out.append("\n")
            case "image":
                out.append(token.content)
            case "link_open":
                links.append((str(token.attrGet("href") or ""), len(out)))
            case "link_close":
                href, since = links.pop()
                label = "".join(out[since:])
                if _unmarked(href) not in {
                    _unmarked(label),
                    f"mailto:{_unmarked(label)}",
                }:
                    out.append(f" ({href})" if label else href)
    return iter(out)


def _unmarked(text: str) -> str:
    return text.replace(LINK_START, MARK_START)
