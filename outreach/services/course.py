"""What a new version of a sequence means for all who stand on one step of an old one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.core.difference import THREAD, Edition, differences
from outreach.core.migration import (
    Fate,
    Goes,
    Gone,
    Stay,
    ahead,
    fates,
    renames,
    successor,
)
from outreach.core.model import StepKey
from outreach.core.sequence import Wait, WaitFor
from outreach.services.edition import edition_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from outreach.core.difference import Difference
    from outreach.core.sequence import Sequence, Step
    from outreach.services.engine import Release


@dataclass(frozen=True, slots=True)
class Course:
    """What is the same for all who stand on one step of one version.

    `replaced`: when, or through whom, the step is done may change; `asks`: whether it is.
    `again` are steps ahead that some of them have had already.
    """

    fate: Fate
    step: StepKey | None
    replaced: bool = False
    asks: bool = False
    rewritten: frozenset[StepKey] = frozenset()
    gains: frozenset[StepKey] = frozenset()
    again: frozenset[StepKey] = frozenset()
    loses: bool = False
    order: bool = False
    sends: tuple[Step, ...] = ()
    # What those feel who are alike in what they have had and through whom.
    felt: dict[tuple[object, ...], frozenset[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Shift:
    """One version of a sequence made into another."""

    old: Release
    new: Release
    changes: tuple[Difference, ...]
    fates: dict[StepKey, Fate]
    names: dict[str, str]  # of old steps' touches in the new version
    channels: frozenset[str]  # that the old version had no senders for
    # Of which steps those who stand on one have touches, as they are called in the old one.
    had: Mapping[str | None, Collection[str]]
    courses: dict[StepKey | None, Course] = field(default_factory=dict)


def shift(
    old: Release,
    new: Release,
    was: Edition,
    now: Edition,
    had: Mapping[str | None, Collection[str]],
) -> Shift:
    """Return how one version becomes another."""
    moved = fates(old.sequence, new.sequence)
    return Shift(
        old,
        new,
        differences(was, now),
        moved,
        renames(moved, old.version),
        frozenset(new.sequence.senders) - frozenset(old.sequence.senders),
        had,
    )


def course(move: Shift, step: StepKey | None) -> Course:
    """Return what the new version means for whoever stands on this step."""
    known = move.courses.get(step)
    if known is None:
        known = move.courses[step] = _course(move, step)
    return known


def _course(move: Shift, step: StepKey | None) -> Course:
    if step is None:
        return Course(Stay(StepKey("")), None)
    fate = move.fates.get(step, Gone())
    if not isinstance(fate, Stay | Goes):
        return Course(fate, None)
    old, new = move.old.sequence, move.new.sequence
    here = fate.step
    onward = ahead(new, here)
    before = ahead(old, step)
    kept = {
        f.step for k, f in move.fates.items() if k in before and isinstance(f, Stay)
    }
    others = frozenset(
        StepKey(move.names.get(each, each))
        for each in move.had.get(step, ())
        if each != step
    )
    told = {StepKey(each.step) for each in move.changes if each.what == "text"}
    moved = {StepKey(each.step) for each in move.changes if each.what == "moved"}
    return Course(
        fate,
        here,
        isinstance(fate, Goes) or _replaced(move, old.steps[step], new.steps[here]),
        old.steps[step].condition != new.steps[here].condition,
        frozenset(onward & told),
        frozenset(onward - kept),
        onward & others,
        any(not isinstance(move.fates[key], Stay) for key in before)
        or bool(kept - onward),
        bool(onward & moved),
        tuple(
            new.steps[key]
            for key in new.steps
            if key in onward and new.steps[key].sends
        ),
    )


def _replaced(move: Shift, old: Step, new: Step) -> bool:
    one, other = move.old.sequence, move.new.sequence
    return new.channel in move.channels or _footing(one, old) != _footing(other, new)


def _footing(sequence: Sequence, step: Step) -> tuple[object, ...]:
    """Return all of a step that decides on when and through whom it is done."""
    kind: object = type(step.action)
    match step.action:
        case Wait(delay=delay):
            kind = delay
        case WaitFor(event=event, within=within):
            kind = (event, within)
        case _:
            pass
    window = step.window or sequence.window
    return (kind, step.channel, step.after, step.at, window, step.sender)


def proposed(move: Shift, step: StepKey) -> str:
    """Return a new step that says most of the same, which was renamed; else what followed."""
    old, now = edition_of(move.old), edition_of(move.new)
    kind = type(old.sequence.steps[step].action) if step in old.sequence.steps else None
    said = {text for name, text in old.texts.get(step, {}).items() if name != THREAD}
    alike = {
        each.step: len(said & set(now.texts[StepKey(each.step)].values()))
        for each in move.changes
        if each.what == "added"
        and type(now.sequence.steps[StepKey(each.step)].action) is kind
    }
    best = max(alike, key=alike.__getitem__, default="")
    if best and alike[best]:
        return best
    return successor(move.old.sequence, move.fates, step)
