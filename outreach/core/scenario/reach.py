"""Which steps, ways and reactions of a sequence scenarios came to, and which none did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.sequence import Branch, WaitFor

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from outreach.core.scenario.model import Entry
    from outreach.core.sequence import Sequence, Step

_KINDS = {
    "send": "sent",
    "task": "task.created",
    "notify": "task.created",
    "skip": "step.skipped",
    "tag": "tagged",
    "set": "fields.set",
    "pause": "paused",
    "resume": "resumed",
    "enroll": "enrolled",
}
_NAMED = {"finish": "finished", "stage": "stage", "goal": "goal"}


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a sequence: a step, a way of a fork, a reaction; `line` is its step's."""

    sequence: str
    kind: str  # step | way | reaction
    name: str
    reached: bool
    line: int = 0


def places(
    sequence: Sequence, seen: Collection[str], entries: Iterable[Entry]
) -> list[Place]:
    """Return every place of a sequence, in the file's order.

    `seen` are the steps that leads came to; one that reaches a person counts only once it
    did so.
    """
    told = list(entries)
    done = {entry.what for entry in told if entry.kind in ("send", "task")}
    heard = {_event(entry) for entry in told}
    found = []
    for key, step in sequence.steps.items():
        reached = key in (done if step.channel is not None else seen)
        found.append(Place(sequence.name, "step", key, reached, step.line))
        found += [
            Place(sequence.name, "way", f"{key}.{way}", first in seen, step.line)
            for way, first in _ways(step)
        ]
    for kind in sequence.reactions:
        reached = any(each == kind or each.startswith(f"{kind}.") for each in heard)
        found.append(Place(sequence.name, "reaction", kind, reached))
    return found


def _ways(step: Step) -> list[tuple[str, str]]:
    match step.action:
        case (
            Branch(then=then, otherwise=otherwise)
            | WaitFor(then=then, otherwise=otherwise)
        ):
            ways = (("then", then), ("else", otherwise))
            return [(name, str(first)) for name, first in ways if first is not None]
        case _:
            return []


def _event(entry: Entry) -> str:
    if entry.kind in _NAMED:
        return f"{_NAMED[entry.kind]}.{entry.what}"
    return _KINDS.get(entry.kind, entry.what)
