"""What a mail names of ours: ids of the mails in it, links, return paths, quoted addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from outreach.core.inbound.header import ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from outreach.core.inbound.mail import InboundMail
    from outreach.core.inbound.mime import Part

MAX_TEXT = 400_000  # characters that are searched, of a mail and of all it holds
MAX_PARTS = 60
MAX_FOUND = 20

# What servers that give a mail an id of their own keep the sender's under.
ORIGINAL_IDS = (
    "x-microsoft-original-message-id",
    "x-google-original-message-id",
    "x-original-message-id",
    "original-message-id",
)
# Where a server notes the address that a mail came to.
_DELIVERED = (
    "to",
    "cc",
    "delivered-to",
    "x-delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-rcpt-to",
    "received",
)
_ID_LINE = re.compile(
    r"^[>|\s*]{0,40}(?:X-[A-Za-z-]{1,30}-)?(?:Original-)?Message-I[Dd]\*?\s{0,5}:"
    r"\s{0,80}<([^<>\s]{3,500})>",
    re.MULTILINE,
)
# What our Message-IDs begin with, wherever a server or a program has cut or bared one: 18
# bytes of a keyed digest, which nobody has by chance. Digests in use are longer or shorter.
_STEM = re.compile(r"(?<![0-9A-Fa-f])[0-9a-f]{36}(?![0-9A-Fa-f])")
_LINK = re.compile(r"/[uco]/([A-Za-z0-9_-]{32,8192})")
_PATH = re.compile(r"\+o\.([a-z2-7]{16,60})@", re.IGNORECASE)
_BROKEN = re.compile(r"\s*\n[>|\s]{0,20}")
_ADDRESS = re.compile(
    r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"
)
# What our `List-Unsubscribe: <mailto:...>` has mail programs put into a subject.
_SEAL = re.compile(r"(?<![\w/-])[A-Za-z0-9_-]{32,}(?![\w-])")
_LONGEST_LINK = 900  # characters in which a link that was broken into lines may go on


@dataclass(frozen=True, slots=True)
class Clues:
    """What stands in a mail below its own header, each once, in the order it is found."""

    returned: tuple[str, ...]  # ids of mails that are in it, with brackets
    threads: tuple[str, ...]  # ids of what those answer
    seals: tuple[str, ...]  # what may be the sealed part of a link
    stems: tuple[str, ...]  # what may be the local part of a Message-ID of ours
    paths: tuple[str, ...]  # what may be the sealed part of a return path, lower case
    quoted: tuple[str, ...]  # addresses in its words, lower case


def clues_of(mail: InboundMail) -> Clues:
    """Return what a mail names. In time linear in its size, and never raises."""
    texts = list(_texts(mail))
    returned = [*_originals(mail.root), *_returned(mail.root)]
    returned += [f"<{each}>" for text in texts for each in _ID_LINE.findall(text)]
    answered = [
        each
        for part in _inner(mail.root)
        for name in ("in-reply-to", "references")
        for each in reversed(ids(part.header(name)))
    ]
    return Clues(
        returned=_first(returned),
        threads=_first(answered),
        seals=_first(
            (
                *_SEAL.findall(mail.subject[:_LONGEST_LINK]),
                *(seal for text in texts for seal in _seals(text)),
            )
        ),
        stems=_first(_stems(mail, texts)),
        paths=_first(_paths(mail)),
        quoted=_first(
            each.lower() for text in texts for each in _ADDRESS.findall(text[:50_000])
        ),
    )


def _first(found: Iterable[str]) -> tuple[str, ...]:
    several: dict[str, None] = {}
    for each in found:
        several.setdefault(each)
        if len(several) >= MAX_FOUND:
            break
    return tuple(several)


def _inner(root: Part) -> Iterator[Part]:
    """Yield the heads of the mails that are in it."""
    for count, part in enumerate(root.walk()):
        if count > MAX_PARTS:
            return
        if part is not root and {"message-id", "from", "date"} & part.headers.keys():
            yield part


def _returned(root: Part) -> Iterator[str]:
    for part in _inner(root):
        yield from ids(part.header("message-id"))[:1]
        yield from _originals(part)


def _originals(part: Part) -> Iterator[str]:
    for name in ORIGINAL_IDS:
        yield from ids(part.header(name))[:1]


def _texts(mail: InboundMail) -> Iterator[str]:
    """Yield all that can be read in it, as far as MAX_TEXT goes."""
    left = MAX_TEXT
    for count, part in enumerate(mail.root.walk()):
        if count > MAX_PARTS or left <= 0:
            return
        kind = part.content_type
        if part.children or not kind.startswith(("text/", "message/", "multipart/")):
            continue
        text = part.text()[:left]
        left -= len(text)
        yield text


def _seals(text: str) -> Iterator[str]:
    """Yield what follows the path of a link of ours, be it wrapped in another's link."""
    for shape in (text, unquote(text)) if "%2F" in text or "%2f" in text else (text,):
        for found in _LINK.finditer(shape):
            yield found[1]
            if found[1].endswith(
                "_"
            ):  # "__", by which a filter ends what it has wrapped
                yield found[1].rstrip("_")
            whole = _rejoined(shape, found)
            if whole is not None:
                yield whole


def _rejoined(text: str, found: re.Match[str]) -> str | None:
    """Return a link's sealed part whole where a mail program has broken the line in it."""
    start, end = found.span(1)
    if text[end : end + 1] not in ("\n", " ", "\r"):
        return None
    joined = _BROKEN.sub("", text[start : start + _LONGEST_LINK])
    match = re.match(r"[A-Za-z0-9_-]+", joined)
    return match.group() if match and match.group() != found[1] else None


def _stems(mail: InboundMail, texts: Iterable[str]) -> Iterator[str]:
    for part in (mail.root, *_inner(mail.root)):
        for name in ("in-reply-to", "references", "message-id", *ORIGINAL_IDS):
            for value in part.headers.get(name, ())[:MAX_FOUND]:
                # A fold may stand in the middle of an id.
                yield from _STEM.findall("".join(value[:20_000].split()))
    for text in texts:
        yield from _STEM.findall(text)


def _paths(mail: InboundMail) -> Iterator[str]:
    for name in _DELIVERED:
        for value in mail.root.headers.get(name, ())[:MAX_FOUND]:
            yield from (each.lower() for each in _PATH.findall(value[:20_000]))
