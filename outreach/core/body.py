"""The two renditions of a message: their footer, their links, and text drawn from HTML."""

from __future__ import annotations

import html as entity
import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

# Possessive throughout: no input makes these look twice at a character.
_ANCHOR = re.compile(r"""<a(?=\s)(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>""", re.IGNORECASE)
_HREF = re.compile(
    r"""(?P<before>\shref\s*+=\s*+)(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s"'<>]++))""",
    re.IGNORECASE,
)
_BODY_END = re.compile(r"</body\s*>", re.IGNORECASE)
_SILENT = frozenset({"script", "style", "head", "title", "template", "svg"})
_PARAGRAPHS = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre hr form section article".split()  # noqa: SIM905
)
_LINES = frozenset(
    "div tr li dt dd header footer main nav aside address body html".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Body:
    """A message's content: plain text, and HTML where there is any."""

    text: str
    html: str | None = None


def with_footer(
    body: Body,
    postal_address: str,
    opt_out_url: str | None,
    *,
    opt_out_text: str = "Unsubscribe",
) -> Body:
    """Return the body with who writes and how to stop it at the end of both renditions.

    An opt-out link that the body itself already has is not given twice.
    """
    url = opt_out_url if opt_out_url and opt_out_url not in body.text else None
    if not postal_address and not url:
        return body
    text = [postal_address] if postal_address else []
    text += [f"{opt_out_text}: {url}"] if url else []
    footed = f"{body.text.rstrip()}\n\n-- \n{chr(10).join(text)}\n"
    if body.html is None:
        return replace(body, text=footed)
    foot = _html_footer(postal_address, url, opt_out_text)
    return Body(footed, _before_end(body.html, foot))


def rewrite_links(
    html: str, rewrite: Callable[[str, int], str], *, keep: Collection[str] = ()
) -> str:
    """Return the HTML with the target of each http(s) link replaced by `rewrite(url, index)`.

    `index` counts the rewritten links from 0; the URLs in `keep` (the opt-out) are left.
    """
    index = -1

    def relinked(href: re.Match[str]) -> str:
        nonlocal index
        url = entity.unescape(
            href["double"] or href["single"] or href["bare"] or ""
        ).strip()
        if not url.lower().startswith(("http://", "https://")) or url in keep:
            return href[0]
        index += 1
        return f'{href["before"]}"{entity.escape(rewrite(url, index))}"'

    return _ANCHOR.sub(lambda tag: _HREF.sub(relinked, tag[0], count=1), html)


def text_of(html: str) -> str:
    """Return the text of an HTML body: its paragraphs, its items, its links in full."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


def _html_footer(postal_address: str, url: str | None, opt_out_text: str) -> str:
    lines = [entity.escape(line) for line in postal_address.splitlines()]
    if url:
        lines.append(
            f'<a href="{entity.escape(url)}" style="color:#666">{entity.escape(opt_out_text)}</a>'
        )
    joined = "<br>\n".join(lines)
    return f'<p dir="auto" style="font-size:12px;color:#666">{joined}</p>\n'


def _before_end(html: str, foot: str) -> str:
    ends = list(_BODY_END.finditer(html))
    if not ends:
        return f"{html.rstrip()}\n{foot}"
    at = ends[-1].start()
    return f"{html[:at]}{foot}{html[at:]}"


class _Reader(HTMLParser):
    """Gathers text; a gap is the line breaks owed before the next word."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._gap = 0
        self._space = False
        self._silent: list[str] = []
        self._preformatted = 0
        self._links: list[tuple[str, int]] = []

    def text(self) -> str:
        return "".join(self._out).strip("\n") + "\n"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._block(tag)
        values = dict(attrs)
        match tag:
            case "br":
                self._gap += 1
            case "li":
                self._put("- ")
            case "hr":
                self._put("---")
                self._gap = 2
            case "pre":
                self._preformatted += 1
            case "img":
                self.handle_data(values.get("alt") or "")
            case "a":
                self._links.append(((values.get("href") or "").strip(), len(self._out)))
            case _ if tag in _SILENT:
                self._silent.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links:
            self._close_link(*self._links.pop())
        if tag == "pre":
            self._preformatted = max(0, self._preformatted - 1)
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()
        self._block(tag)

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._preformatted:
            self._put(data)
            return
        for number, word in enumerate(re.split(r"[ \t\r\n\f]+", data)):
            self._space = self._space or number > 0
            if word:
                self._put(word)

    def _block(self, tag: str) -> None:
        gap = 2 if tag in _PARAGRAPHS else 1 if tag in _LINES else 0
        self._gap = max(self._gap, gap)

    def _put(self, text: str) -> None:
        if self._gap:
            self._out.append("\n" * min(self._gap, 2))
        elif self._space and self._out and not self._out[-1].endswith((" ", "\n")):
            self._out.append(" ")
        self._gap, self._space = 0, False
        self._out.append(text)

    def _close_link(self, href: str, since: int) -> None:
        label = "".join(self._out[since:]).strip()
        shown = href.removeprefix("mailto:")
        if not href or href.startswith("#") or label in {href, shown}:
            return
        self._space = bool(label)
        self._put(f"({href})" if label else href)
