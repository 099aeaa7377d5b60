"""The two renditions of a message: their footer, their links, and text drawn from HTML."""

from __future__ import annotations

import html as entity
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from unicodedata import bidirectional

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

# Possessive and never past the next "<": no input makes these look often at a character.
_TAG = re.compile(
    r"""<(?P<end>/?)(?P<tag>[A-Za-z][A-Za-z0-9]*+)"""
    r"""(?P<rest>(?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>"""
)
_ATTRIBUTE = re.compile(
    r"""(?<![^\s"'/])(?P<name>[^\s"'<>/=]++)(?P<equals>\s*+=\s*+)"""
    r"""(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s"'<>]++))"""
)
_FROM_THE_RIGHT = ("R", "AL")  # classes of letters in Unicode's annex 9
_BODY_END = re.compile(r"</body\s*>", re.IGNORECASE)
_SILENT = frozenset({"script", "style", "head", "title", "template", "svg"})
_PARAGRAPHS = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre hr form section article".split()  # noqa: SIM905 - a line of words
)
_LINES = frozenset(
    "div tr li dt dd header footer main nav aside address body html".split()  # noqa: SIM905 - a line of words
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


def with_pixel(html: str, url: str) -> str:
    """Return the HTML with an image of one pixel at its end."""
    image = (
        f'<img src="{entity.escape(url)}" width="1" height="1" alt="" '
        'style="border:0;width:1px;height:1px">\n'
    )
    return _before_end(html, image)


def rewrite_links(
    html: str, rewrite: Callable[[str, int], str], *, keep: Collection[str] = ()
) -> str:
    """Return the HTML with the target of each http(s) link replaced by `rewrite(url, index)`.

    `index` counts the rewritten links from 0; the URLs in `keep` (the opt-out) are left.
    """
    index = -1

    def relinked(attribute: re.Match[str]) -> str:
        nonlocal index
        url = _value(attribute)
        if attribute["name"].lower() != "href" or not _is_web(url) or url in keep:
            return attribute[0]
        index += 1
        target = entity.escape(rewrite(url, index))
        return f'{attribute["name"]}{attribute["equals"]}"{target}"'

    def tag_relinked(tag: re.Match[str]) -> str:
        if tag["end"] or tag["tag"].lower() != "a":
            return tag[0]
        return f"<{tag['tag']}{_ATTRIBUTE.sub(relinked, tag['rest'])}>"

    return _TAG.sub(tag_relinked, html)


def text_of(html: str) -> str:
    """Return the text of an HTML body: its paragraphs, its items, its links in full."""
    reader = _Reader()
    html = _without_comments(html)
    read = 0
    for tag in _TAG.finditer(html):
        reader.data(entity.unescape(html[read : tag.start()]))
        reader.tag(tag)
        read = tag.end()
    reader.data(entity.unescape(html[read:]))
    return reader.text()


def _without_comments(html: str) -> str:
    kept, read = [], 0
    while (start := html.find("<!", read)) >= 0:
        mark = "-->" if html.startswith("<!--", start) else ">"
        end = html.find(mark, start)
        if end < 0:
            break
        kept.append(html[read:start])
        read = end + len(mark)
    return "".join([*kept, html[read:]])


def _value(attribute: re.Match[str]) -> str:
    raw = attribute["double"] or attribute["single"] or attribute["bare"] or ""
    return entity.unescape(raw).strip()


def _is_web(url: str) -> bool:
    return url.lower().startswith(("http://", "https://"))


def _html_footer(postal_address: str, url: str | None, opt_out_text: str) -> str:
    lines = [entity.escape(line) for line in postal_address.splitlines()]
    if url:
        lines.append(
            f'<a href="{entity.escape(url)}" style="color:#666">{entity.escape(opt_out_text)}</a>'
        )
    way = "auto"
    if opt_out_text and bidirectional(opt_out_text[0]) in _FROM_THE_RIGHT:
        # It belongs to the letter above it; a Latin address in it keeps its own order.
        way, lines = "rtl", [f"<bdi>{line}</bdi>" for line in lines]
    joined = "<br>\n".join(lines)
    return f'<p dir="{way}" style="font-size:12px;color:#666">{joined}</p>\n'


def _before_end(html: str, foot: str) -> str:
    ends = list(_BODY_END.finditer(html))
    if not ends:
        return f"{html.rstrip()}\n{foot}"
    at = ends[-1].start()
    return f"{html[:at]}{foot}{html[at:]}"


def _attribute(rest: str, name: str) -> str:
    for attribute in _ATTRIBUTE.finditer(rest):
        if attribute["name"].lower() == name:
            return _value(attribute)
    return ""


class _Reader:
    """Gathers text; a gap is the line breaks owed before the next word."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._gap = 0
        self._space = False
        self._silent: list[str] = []
        self._preformatted = 0
        self._links: list[tuple[str, int]] = []

    def text(self) -> str:
        return "".join(self._out).strip("\n") + "\n"

    def tag(self, tag: re.Match[str]) -> None:
        name = tag["tag"].lower()
        if tag["end"]:
            self._close(name)
            self._block(name)
        else:
            self._block(name)
            self._open(name, tag["rest"])

    def data(self, data: str) -> None:
        if self._silent:
            return
        if self._preformatted:
            self._put(data)
            return
        for number, word in enumerate(re.split(r"[ \t\r\n\f]+", data)):
            self._space = self._space or number > 0
            if word:
                self._put(word)

    def _open(self, name: str, rest: str) -> None:
        match name:
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
                self.data(_attribute(rest, "alt"))
            case "a":
                self._links.append((_attribute(rest, "href"), len(self._out)))
            case _ if name in _SILENT:
                self._silent.append(name)

    def _close(self, name: str) -> None:
        if name == "a" and self._links:
            self._close_link(*self._links.pop())
        if name == "pre":
            self._preformatted = max(0, self._preformatted - 1)
        if self._silent and self._silent[-1] == name:
            self._silent.pop()

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
