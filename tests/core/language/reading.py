"""Reads sequences for the tests, in a workspace of two mailboxes and one of each other kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outreach.adapters import source
from outreach.core.language import Reading, Settings, read
from outreach.core.sequence import Branch, Sequence, Step, WaitFor

if TYPE_CHECKING:
    from outreach.core.source import Complaint

SETTINGS = Settings(
    senders={
        "anna": "email",
        "ben": "email",
        "hook": "webhook",
        "desk": "sms",
        "chat": "whatsapp",
        "seat": "linkedin",
    },
    fields=("city",),
    sequences=frozenset({"founders", "nurture"}),
)
_MARK = re.compile(r"# <- (?P<codes>[a-z -]+)$")


def reading(text: str, settings: Settings = SETTINGS) -> Reading:
    """Return what a sequence's file says; its YAML has to be right."""
    root, complaints = source.read(text.encode(), "sequences/x.yaml")
    assert complaints == []
    assert root is not None
    return read(root, settings)


def complaints_of(text: str) -> list[Complaint]:
    """Return every complaint of the YAML and the language about a file."""
    root, complaints = source.read(text.encode(), "sequences/x.yaml")
    if root is not None:
        complaints += read(root, SETTINGS).complaints
    return sorted(complaints)


def found(text: str) -> list[tuple[int, str]]:
    """Return line and code of every complaint about a file."""
    return [(complaint.line, complaint.code) for complaint in complaints_of(text)]


def expected(text: str) -> list[tuple[int, str]]:
    """Return line and code of every mark `# <- code code` in a file."""
    return sorted(
        (number, code)
        for number, line in enumerate(text.split("\n"), start=1)
        if (mark := _MARK.search(line))
        for code in mark["codes"].split()
    )


def sequence(text: str, settings: Settings = SETTINGS) -> Sequence:
    """Return the sequence a file holds; it has to be right."""
    outcome = reading(text, settings)
    assert outcome.complaints == ()
    assert outcome.sequence is not None
    return outcome.sequence


def followers(step: Step) -> tuple[str | None, ...]:
    """Return what may follow a step: `next`, then the two ways of a fork."""
    match step.action:
        case (
            WaitFor(then=then, otherwise=otherwise)
            | Branch(then=then, otherwise=otherwise)
        ):
            return step.next, then, otherwise
        case _:
            return (step.next,)
