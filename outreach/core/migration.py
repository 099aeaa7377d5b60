"""Where an enrollment goes when its sequence changes. Pure: ids are what steps are known by.

A step without an id is known by its place, so it is looked for among its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from outreach.core.model import StepKey
from outreach.core.sequence import Branch, Goal, Stop, WaitFor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Sequence as Several

    from outreach.core.sequence import Sequence, Step


@dataclass(frozen=True, slots=True)
class Stay:
    """The same step, under this key: what was sent of it counts as sent."""

    step: StepKey


@dataclass(frozen=True, slots=True)
class Goes:
    """Another step that was there before: only who stands here goes there."""

    step: StepKey


@dataclass(frozen=True, slots=True)
class Stops:
    """Who stands here is finished as stopped."""


@dataclass(frozen=True, slots=True)
class Pins:
    """Who stands here stays in the version it is in."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The step is not there any more, and nobody has said where its leads go."""


Fate = Stay | Goes | Stops | Pins | Gone
Pair = tuple["Step", "Step"]


def fates(old: Sequence, new: Sequence) -> dict[StepKey, Fate]:
    """Return what becomes of each step of the old version.

    An id that both have is the same step, unless the new version's `migrate` gives that step
    a new id. One that is gone goes where `migrate` says: to a new id as the same step, or over
    to a step that both have. What the old version's own `migrate` had renamed is called again
    as before in a file that has the name before.
    """
    found: dict[StepKey, Fate] = {}
    for key in old.steps:
        if is_named(key):
            keeps = key in new.steps and not _is_renamed(old, new, key)
            found[key] = Stay(key) if keeps else _said(old, new, key)
    placed = _paired(old, new, found)
    for key in old.steps:
        if not is_named(key):
            found[key] = Stay(placed[key]) if key in placed else _said(old, new, key)
    return {key: found[key] for key in old.steps}


def _is_renamed(old: Sequence, new: Sequence, key: StepKey) -> bool:
    word = new.migrate.get(key)
    return word is not None and word in new.steps and word not in old.steps


def _before(old: Sequence, new: Sequence, key: StepKey) -> Fate:
    """Return what a step was called before the old version renamed it, if it is again."""
    names = [
        was
        for was, now in old.migrate.items()
        if now == key and was in new.steps and was not in old.steps
    ]
    return Stay(StepKey(names[0])) if len(names) == 1 else Gone()


def _said(old: Sequence, new: Sequence, key: StepKey) -> Fate:
    word = new.migrate.get(key)
    match word:
        case None:
            return _before(old, new, key)
        case "stop":
            return Stops()
        case "pin":
            return Pins()
        case _ if word not in new.steps:
            return Gone()
        case _:
            there = StepKey(word)
            return Goes(there) if word in old.steps else Stay(there)


def is_named(key: str) -> bool:
    """Tell whether a key is an id that the author gave; others are places in the file."""
    return "." not in key and not key.isdigit()


def renames(moved: Mapping[StepKey, Fate], version: str) -> dict[str, str]:
    """Return the names under which old steps' touches are kept in the new version.

    Places that mean another step now are put away under a name that no step has.
    """
    found: dict[str, str] = {}
    for key, fate in moved.items():
        if isinstance(fate, Stay):
            if fate.step != key:
                found[key] = fate.step
        elif not is_named(key):
            found[key] = f"{key}@{version[:8]}"
    return found


def ahead(sequence: Sequence, start: StepKey | None) -> frozenset[StepKey]:
    """Return the steps that may be done from here on, this one with them, on any way."""
    found: set[StepKey] = set()
    waiting = [start]
    while waiting:
        key = waiting.pop()
        if key is None or key in found or key not in sequence.steps:
            continue
        found.add(key)
        waiting += _following(sequence.steps[key])
    return frozenset(found)


def _following(step: Step) -> tuple[StepKey | None, ...]:
    match step.action:
        case Goal() | Stop():
            return ()
        case WaitFor(then=then, otherwise=otherwise):
            return (then or step.next, otherwise or step.next)
        case Branch(then=then, otherwise=otherwise):
            return (then or step.next, otherwise or step.next)
        case _:
            return (step.next,)


def successor(old: Sequence, moved: Mapping[StepKey, Fate], key: StepKey) -> str:
    """Return the first step after a gone one that is still there: what to propose; or stop."""
    here: StepKey | None = key
    seen: set[StepKey] = set()
    while here is not None and here not in seen:
        seen.add(here)
        fate = moved.get(here)
        if isinstance(fate, Stay) and is_named(fate.step):
            return fate.step
        here = old.steps[here].next if here in old.steps else None
    return "stop"


def arms(sequence: Sequence) -> dict[StepKey, tuple[str, ...]]:
    """Return on which ways of which forks each step lies, in the file's order."""
    found: dict[StepKey, tuple[str, ...]] = {}

    def walk(key: StepKey | None, end: StepKey | None, path: tuple[str, ...]) -> None:
        while key is not None and key != end and key not in found:
            step = sequence.steps[key]
            found[key] = path
            if isinstance(step.action, WaitFor | Branch):
                walk(step.action.then, step.next, (*path, f"{key}.then"))
                walk(step.action.otherwise, step.next, (*path, f"{key}.else"))
            key = step.next

    walk(sequence.first, None, ())
    return found


def content(step: Step) -> Step:
    """Return a step without its name, its place and what follows it."""
    action = step.action
    if isinstance(action, WaitFor | Branch):
        action = replace(action, then=None, otherwise=None)
    return replace(step, key=StepKey(""), action=action, next=None, line=0)


def _paired(
    old: Sequence, new: Sequence, named: Mapping[StepKey, Fate]
) -> dict[StepKey, StepKey]:
    """Return which steps without an id are which, by what they say and stand between."""
    olds, news = list(old.steps.values()), list(new.steps.values())
    left = [_token(step, named.get(step.key)) for step in olds]
    right = [_token(step, Stay(step.key)) for step in news]
    found: dict[StepKey, StepKey] = {}
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        same = tag == "equal"
        gap = _alike(olds[i1:i2], news[j1:j2])
        pairs = zip(olds[i1:i2], news[j1:j2], strict=True) if same else gap
        found |= {one.key: other.key for one, other in pairs if not is_named(one.key)}
    return found | _strayed(old, new, found)


def _token(step: Step, fate: Fate | None) -> str:
    if not is_named(step.key):
        return f"{step.key.count('.')} {content(step)!r}"
    return f"id {fate.step}" if isinstance(fate, Stay) else f"gone {step.key}"


def _alike(olds: Several[Step], news: Several[Step]) -> Iterator[Pair]:
    """Pair the steps of one gap that do the same kind of thing, in order."""
    olds = [step for step in olds if not is_named(step.key)]
    news = [step for step in news if not is_named(step.key)]
    matcher = SequenceMatcher(
        None,
        [_kind(step) for step in olds],
        [_kind(step) for step in news],
        autojunk=False,
    )
    for block in matcher.get_matching_blocks():
        yield from zip(
            olds[block.a : block.a + block.size],
            news[block.b : block.b + block.size],
            strict=True,
        )


def _kind(step: Step) -> str:
    return f"{step.key.count('.')} {type(step.action).__name__}"


def _strayed(
    old: Sequence, new: Sequence, found: Mapping[StepKey, StepKey]
) -> dict[StepKey, StepKey]:
    """Return those that were moved elsewhere, where just one there says the same."""
    taken = set(found.values())
    lost = [s for k, s in old.steps.items() if not is_named(k) and k not in found]
    free = [s for k, s in new.steps.items() if not is_named(k) and k not in taken]
    strayed: dict[StepKey, StepKey] = {}
    for step in lost:
        same = [other for other in free if content(other) == content(step)]
        twins = [other for other in lost if content(other) == content(step)]
        if len(same) == len(twins) == 1:
            strayed[step.key] = same[0].key
    return strayed
