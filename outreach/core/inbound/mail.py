"""A received message as the rest of the ear reads it: who, about what, in answer to what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.inbound.flowed import joined, without_files
from outreach.core.inbound.header import addresses, ids, instant, parameters, words
from outreach.core.inbound.markup import html_to_text
from outreach.core.inbound.mime import MAX_TEXT, Part, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

MAX_SUBJECT = 2_000  # characters, as of a name

_TAG = re.compile(
    r"<(?:!doctype|html|head|body|div|p|br|table|td|span|font|a|b|i|u|pre|ul"
    r"|h\d)[\s/>]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class InboundMail:
    """One message, read but not yet judged. Absent text is "", ids keep their brackets."""

    from_address: str  # lower case; "" where none can be read
    from_name: str
    to: tuple[str, ...]  # To, Cc and Delivered-To, lower case, each once
    reply_to: tuple[str, ...]
    subject: str
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    sent_at: datetime | None  # the Date field, UTC
    headers: Mapping[str, tuple[str, ...]]  # lower-case names, unfolded values
    auto_submitted: str  # RFC 3834's keyword without parameters, lower case
    return_path: str | None  # "" is the null path of RFC 5321; None: no such field
    text: str  # the best plain text of the words, "\n" line ends
    html: str
    root: Part
    size: int

    def header(self, name: str) -> str:
        """Return the first field of that lower-case name; "" without one."""
        return self.headers.get(name, ("",))[0]


def read_mail(raw: bytes) -> InboundMail:
    """Read any bytes as a mail. Never raises: what cannot be read is absent."""
    root = parse(raw)
    html = _joined(part for part in _shown(root) if part.content_type == "text/html")
    name, address = _author(root)
    return InboundMail(
        from_address=address,
        from_name=name,
        to=_recipients(root),
        reply_to=tuple(address for _, address in addresses(root.header("reply-to"))),
        subject=words(root.header("subject"))[:MAX_SUBJECT],
        message_id="".join(ids(root.header("message-id"))[:1]),
        in_reply_to=ids(root.header("in-reply-to")),
        references=ids(root.header("references")),
        sent_at=instant(root.header("date")),
        headers=root.headers,
        auto_submitted=_keyword(root.header("auto-submitted")),
        return_path=_return_path(root),
        text=_words(root),
        html=html,
        root=root,
        size=len(raw),
    )


def _author(root: Part) -> tuple[str, str]:
    found = addresses(root.header("from")) or addresses(root.header("sender"))
    name, address = found[0] if found else ("", "")
    return name[:MAX_SUBJECT], address


def _keyword(value: str) -> str:
    bare = parameters(value)[0].split()
    return bare[0] if bare else ""


def _recipients(root: Part) -> tuple[str, ...]:
    found = dict.fromkeys(
        address
        for name in ("to", "cc", "delivered-to", "x-original-to")
        for value in root.headers.get(name, ())[:10]
        for _, address in addresses(value)
    )
    return tuple(found)


def _return_path(root: Part) -> str | None:
    values = root.headers.get("return-path")
    if values is None:
        return None
    value = values[0][:MAX_SUBJECT]
    found = addresses(value)
    return found[0][1] if found else value.strip("<> \t").lower()


def _words(root: Part) -> str:
    """Return the plain text; HTML parts without a plain twin are turned into text."""
    return "\n".join(text for text in map(_plain, _chosen(root)) if text.strip())[
        :MAX_TEXT
    ]


def _plain(part: Part) -> str:
    text = part.text()
    if part.content_type == "text/html" and _TAG.search(text[:20_000]):
        return html_to_text(text)
    # Some mailers call plain reports HTML, and <addresses> are no tags.
    if part.parameters.get("format", "").lower() == "flowed":
        deletes = part.parameters.get("delsp", "").lower() == "yes"
        text = joined(text, delete_space=deletes)
    return without_files(text)


def _chosen(part: Part) -> Iterator[Part]:
    """Yield the text leaves a reader of plain text would see."""
    if part.content_type == "multipart/alternative":
        leaves = list(_shown(part))
        plain = [leaf for leaf in leaves if leaf.content_type != "text/html"]
        yield from plain if any(leaf.body.strip() for leaf in plain) else leaves
    elif part.content_type.startswith("multipart/") and part.children:
        for child in part.children:
            yield from _chosen(child)
    else:
        yield from _shown(part)


def _shown(part: Part) -> Iterator[Part]:
    """Yield the text leaves that are not files, nor inside a message sent along."""
    if part.content_type.startswith("multipart/") and part.children:
        for child in part.children:
            yield from _shown(child)
    elif _is_text(part) and not part.is_attachment:
        yield part


def _is_text(part: Part) -> bool:
    kind = part.content_type
    return kind in ("text/plain", "text/html") or kind.startswith("multipart/")


def _joined(parts: Iterator[Part]) -> str:
    return "\n".join(part.text() for part in parts)[:MAX_TEXT]
