"""Looks over a sequence and its mails for what is in vain or ill received.

Steps that no lead reaches are faults; all the rest are warnings.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from outreach.core.language.email import file_named
from outreach.core.language.reader import is_scalar
from outreach.core.language.step import comes_before
from outreach.core.lint import mail
from outreach.core.lint.cause import Watch, unmet
from outreach.core.lint.flow import idle_conditions, unreachable
from outreach.core.lint.tree import spots
from outreach.core.source import Complaint, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from outreach.core.language import Settings
    from outreach.core.lint.mail import Remark
    from outreach.core.lint.tree import Spot
    from outreach.core.source import Node
    from outreach.ports import Templates

_TEMPLATES = "templates/"
# A field may hold an address, too.
_LINK = re.compile(r"https?://|\]\(|href|www\.|url|link", re.IGNORECASE)


def lint(
    root: Node,
    templates: Mapping[str, bytes],
    settings: Settings,
    language: Templates,
) -> list[Complaint]:
    """Return what a sequence's own file does in vain."""

    def has_link(email: Node) -> bool:
        return any(_LINK.search(text) for text in _texts(email, templates, language))

    watch = Watch(settings.track_clicks, settings.track_opens, has_link)
    steps = list(spots(root))
    constant = cache(language.constant)
    return [
        *unreachable(root, constant),
        *idle_conditions(root, constant),
        *unmet(root, watch),
        *_of_mails(steps),
    ]


def lint_file(name: str, text: str, *, whole: bool) -> list[Complaint]:
    """Return what speaks against a body, be it a part of one, in a file under templates/."""
    path = f"{_TEMPLATES}{name}"
    whole = whole and "{% include" not in text
    return [
        Complaint(path, it.line, it.column, it.code, it.message, warning=True)
        for it in mail.of_body(text, whole=whole)
    ]


def bodies(root: Node) -> Iterator[str]:
    """Yield the files that the mails of a sequence name as their bodies."""
    for spot in spots(root):
        for part in _parts(spot.action) if spot.kind == "email" else ():
            body = part.get("body")
            if body is not None and (name := file_named(body.value)):
                yield name


def _parts(email: Node | None) -> tuple[Node, ...]:
    """Return the mappings that may hold a mail's subject and body."""
    if email is None:
        return ()
    variants = email.get("variants")
    return (email, *(value for _, value in (variants.pairs if variants else ())))


def _texts(
    email: Node, templates: Mapping[str, bytes], language: Templates
) -> Iterator[str]:
    for part in _parts(email):
        body = part.get("body")
        if body is None:
            continue
        name = file_named(body.value)
        text = _read(templates, name) if name else body.value
        yield text
        for included in language.includes(text):
            yield _read(templates, included)


def _read(templates: Mapping[str, bytes], name: str) -> str:
    return templates.get(name, b"").decode("utf-8-sig", "replace")


def _of_mails(steps: list[Spot]) -> Iterator[Complaint]:
    mails = [spot for spot in steps if spot.kind == "email" and spot.action]
    for spot in mails:
        answers = spot.action is not None and spot.action.get("thread") is not None
        for part in _parts(spot.action):
            yield from _of_part(part, answers=answers)
        if not any(comes_before(other.path, spot.path) for other in mails):
            yield from _burdened(spot)


def _of_part(part: Node, *, answers: bool) -> Iterator[Complaint]:
    subject, body = part.get("subject"), part.get("body")
    if subject is not None and is_scalar(subject):
        yield from _warned(subject, mail.of_subject(subject.value, answers=answers))
    if body is not None and is_scalar(body) and not file_named(body.value):
        whole = "{% include" not in body.value
        yield from _warned(body, mail.of_body(body.value, whole=whole))


def _warned(node: Node, remarks: Iterable[Remark]) -> Iterator[Complaint]:
    for it in remarks:
        where = place(node, it.line, it.column)
        yield Complaint(node.path, *where, it.code, it.message, warning=True)


def _burdened(spot: Spot) -> Iterator[Complaint]:
    """Warn of attachments on a mail to somebody who has had none before."""
    attachments = spot.action.get("attachments") if spot.action is not None else None
    for item in attachments.items[:1] if attachments is not None else ():
        message = (
            f"{item} goes with the first mail to a stranger, which filters distrust: "
            "offer it, and send it when asked"
        )
        where = (item.path, item.line, item.column)
        yield Complaint(*where, "first-attachment", message, warning=True)
