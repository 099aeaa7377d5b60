"""The `email` of a step: its texts, variants, thread, attachments and headers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outreach.core.language.reader import Role, misspelt
from outreach.core.model import StepKey
from outreach.core.sequence import Email, Variant

if TYPE_CHECKING:
    from outreach.core.language.reader import Reader
    from outreach.core.source import Node

KEYS = ("subject", "body", "thread", "variants", "attachments", "headers")
VARIANT_KEYS = ("weight", "subject", "body")
MOST_VARIANTS = 50
HEAVIEST = 10_000

_FILE = re.compile(r"[^\n]*\.(?:md|txt|html)\Z")
_HEADER = re.compile(r"[!-9;-~]{1,64}\Z")
# The program writes these itself, or they would change what a message is.
_OURS = re.compile(
    r"(?:from|sender|to|cc|bcc|subject|date|message-id|in-reply-to|references|return-path"
    r"|received|reply-to|mime-version|auto-submitted|precedence|content-.*|list-.*|resent-.*"
    r"|dkim-.*|arc-.*|authentication-results)\Z",
    re.IGNORECASE,
)


def file_named(body: str) -> str | None:
    """Return the file that a body names, or None where it is inline Markdown."""
    text = body.strip()
    return text if _FILE.match(text) else None


def read_email(reader: Reader, node: Node) -> Email | None:
    """Return the mail of a step. A slip in a key is one complaint, not several."""
    if not reader.mapping(node, "email", KEYS):
        return None
    several = node.get("variants")
    strange = [key for key, _ in node.pairs if key.value not in KEYS]
    threaded = node.get("thread") is not None or misspelt("thread", strange)
    texts = _Texts(reader, node, threaded=threaded)
    variants = texts.several(several) if several else texts.one()
    return Email(
        variants=tuple(variants),
        thread=_thread(reader, node.get("thread")),
        attachments=_attachments(reader, node.get("attachments")),
        headers=_headers(reader, node.get("headers")),
    )


class _Texts:
    """Reads the subjects and bodies of an email; what a variant lacks, the email may have."""

    def __init__(self, reader: Reader, node: Node, *, threaded: bool) -> None:
        self._reader = reader
        self._node = node
        self._threaded = threaded
        self._subject = self._read_subject(node)
        self._body = self._read_body(node)

    def one(self) -> list[Variant]:
        """Return the email's own text as its only variant."""
        strange = [key for key, _ in self._node.pairs if key.value not in KEYS]
        if not misspelt("variants", strange):
            self._require(self._node, "email", KEYS)
        return [Variant("", 1, self._subject, self._body)]

    def several(self, node: Node) -> list[Variant]:
        """Return the variants by name."""
        if node.kind != "mapping" or not node.pairs:
            what = "empty" if node.kind == "mapping" else str(node)
            remedy = "write `a: {weight: 1, subject: ..., body: ...}`"
            self._reader.complain(node, "bad-value", f"variants is {what}: {remedy}")
            return []
        if len(node.pairs) > MOST_VARIANTS:
            message = f"{len(node.pairs)} variants are too many: keep {MOST_VARIANTS}"
            self._reader.complain(node, "bad-value", message)
            return []
        read = [self._variant(name, value) for name, value in node.pairs]
        variants = [variant for variant in read if variant is not None]
        if variants and not any(variant.weight for variant in variants):
            message = "every variant weighs 0: give one of them a weight"
            self._reader.complain(node, "bad-value", message)
        return variants

    def _variant(self, name: Node, node: Node) -> Variant | None:
        reader = self._reader
        known = reader.name(name, "a variant's name")
        if not reader.mapping(node, f"variant {name}", VARIANT_KEYS):
            return None
        self._require(node, f"variant {name}", VARIANT_KEYS)
        weight = node.get("weight")
        strange = [key for key, _ in node.pairs if key.value not in VARIANT_KEYS]
        if weight is None and not node.partial and not misspelt("weight", strange):
            remedy = "add one, as `weight: 1` for each to be equally frequent"
            message = f"variant {name} has no `weight`: {remedy}"
            reader.complain_of_new(node, "missing-key", message)
        weighs = reader.number(weight, "weight", 0, HEAVIEST) if weight else 1
        subject = self._read_subject(node) or self._subject
        body = self._read_body(node) or self._body
        weighs = 1 if weighs is None else weighs  # complained of already
        return Variant(known or "", weighs, subject, body)

    def _require(self, node: Node, what: str, known: tuple[str, ...]) -> None:
        wanted = ("body",) if self._threaded else ("subject", "body")
        places = (node, self._node)
        absent = [name for name in wanted if not any(at.get(name) for at in places)]
        self._reader.lacks(node, what, absent, known)

    def _read_subject(self, node: Node) -> str | None:
        subject = node.get("subject")
        return (
            self._reader.template(subject, "subject", Role.SUBJECT) if subject else None
        )

    def _read_body(self, node: Node) -> str:
        body = node.get("body")
        if body is None:
            return ""
        text = self._reader.text(body, "body") or ""
        text = file_named(text) or text
        return self._reader.keep(Role.BODY, body, text) or ""


def _thread(reader: Reader, node: Node | None) -> StepKey | None:
    text = reader.text(node, "thread") if node else None
    return StepKey(text) if text else None


def _attachments(reader: Reader, node: Node | None) -> tuple[str, ...]:
    if node is None:
        return ()
    read = [
        reader.keep(Role.ATTACHMENT, item, reader.line(item, "an attachment"))
        for item in reader.items(node, "attachments")
    ]
    return tuple(name for name in read if name is not None)


def _headers(reader: Reader, node: Node | None) -> dict[str, str]:
    if node is None:
        return {}
    found = read_headers(reader, node)
    for name, _ in node.pairs:
        if _OURS.match(name.value):
            message = f"{name} is written by the program itself: take it out"
            reader.complain(name, "bad-value", message)
    return found


def read_headers(reader: Reader, node: Node) -> dict[str, str]:
    """Return header fields: names as RFC 5322 has them, values templates of one line."""
    if node.kind != "mapping":
        message = f"headers is {node}: write a mapping of names to values"
        reader.complain(node, "bad-value", message)
        return {}
    found = {}
    for name, value in node.pairs:
        if not _HEADER.match(name.value):
            message = f"{name} is no header's name: use ASCII letters, digits and -"
            reader.complain(name, "bad-value", message)
        text = reader.template(value, f"header {name}")
        if text is not None:
            found[name.value] = text
    return found
