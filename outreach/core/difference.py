"""What an author changed between two versions of a sequence, step by step, in their words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from outreach.core import duration
from outreach.core.migration import Goes, Gone, Pins, Stay, Stops, arms, fates
from outreach.core.sequence import Branch, Wait, WaitFor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from outreach.core.migration import Fate
    from outreach.core.model import StepKey
    from outreach.core.sequence import Delay, Sequence, Step, Window

Texts = dict[str, str]  # a step's texts, each by what it is or its file's name

THREAD = "thread"  # the text that names the step whose thread a mail goes on

# Where a lead stands on a step, these of it decide on when and through whom it is done.
TIMING = ("kind", "delay", "at", "window", "sender", "event")


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of a sequence, and what each of its steps says."""

    sequence: Sequence
    texts: Mapping[StepKey, Texts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """One text of a step, as it was and as it is now."""

    name: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed; `step` is "" for what concerns the whole sequence.

    `what` is added, removed, renamed, moved, text, or the key that was changed.
    """

    what: str
    step: str = ""
    was: str = ""
    now: str = ""
    texts: tuple[Rewritten, ...] = ()


def differences(old: Edition, new: Edition) -> tuple[Difference, ...]:
    """Return all that changed, in the file's order, what is gone in the end."""
    moved = fates(old.sequence, new.sequence)
    before = {fate.step: key for key, fate in moved.items() if isinstance(fate, Stay)}
    strayed = _moved(old.sequence, new.sequence, before)
    found = list(_settings(old.sequence, new.sequence))
    called = _as_called(old, before)
    for key in new.sequence.steps:
        if key not in before:
            found.append(Difference("added", key))
            continue
        if before[key] != key:
            found.append(Difference("renamed", key, before[key], key))
        if key in strayed:
            found.append(Difference("moved", key))
        found += step_differences(called, new, before[key], key)
    found += [
        Difference("removed", key, now=_fate(fate))
        for key, fate in moved.items()
        if not isinstance(fate, Stay)
    ]
    return tuple(found)


def _as_called(old: Edition, before: Mapping[StepKey, StepKey]) -> Edition:
    """Return an edition whose threads name steps as they are called now."""
    names = {str(was): str(now) for now, was in before.items()}
    texts = {
        key: {
            name: names.get(text, text) if name == THREAD else text
            for name, text in each.items()
        }
        for key, each in old.texts.items()
    }
    return replace(old, texts=texts)


def step_differences(
    old: Edition, new: Edition, was: StepKey, now: StepKey
) -> list[Difference]:
    """Return what changed in one step."""
    one, other = old.sequence.steps[was], new.sequence.steps[now]
    found = []
    for what, before, after in _facts(old.sequence, new.sequence, one, other):
        if before != after:
            found.append(Difference(what, now, before, after))
    texts = _rewritten(old.texts.get(was, {}), new.texts.get(now, {}))
    if texts and type(one.action) is type(other.action):
        found.append(Difference("text", now, texts=texts))
    return found


def _facts(
    old: Sequence, new: Sequence, one: Step, other: Step
) -> Iterator[tuple[str, str, str]]:
    yield "kind", _kind(one), _kind(other)
    yield "delay", _delays(one), _delays(other)
    yield "at", str(one.at or ""), str(other.at or "")
    yield "if", one.condition or "", other.condition or ""
    yield "event", _event(one), _event(other)
    yield "branch", _expression(one), _expression(other)
    own = one.window is not None or other.window is not None
    if own:
        yield (
            "window",
            window_words(one.window or old.window),
            window_words(other.window or new.window),
        )
    yield "sender", one.sender or "", other.sender or ""


def _kind(step: Step) -> str:
    return type(step.action).__name__.lower()


def _event(step: Step) -> str:
    return step.action.event if isinstance(step.action, WaitFor) else ""


def _expression(step: Step) -> str:
    return step.action.expression if isinstance(step.action, Branch) else ""


def _delays(step: Step) -> str:
    """Return how long is waited before and in a step."""
    spans = [step.after]
    match step.action:
        case Wait(delay=delay) | WaitFor(within=delay):
            spans.append(delay)
        case _:
            pass
    return " + ".join(delay_words(each) for each in spans if each is not None) or "none"


def delay_words(delay: Delay) -> str:
    """Return a delay as an author writes it."""
    return duration.words(delay)


def window_words(window: Window) -> str:
    """Return a window as one line."""
    days = "working days"
    if window.days is not None:
        days = " ".join(duration.WEEKDAYS[day] for day in sorted(window.days))
    hours = ", ".join(duration.hours_words(pair) for pair in window.hours)
    return f"{days}, {hours}, zone {window.timezone}, holidays {window.holidays}"


def _rewritten(was: Texts, now: Texts) -> tuple[Rewritten, ...]:
    names = dict.fromkeys((*now, *was))
    return tuple(
        Rewritten(name, was.get(name, ""), now.get(name, ""))
        for name in names
        if was.get(name) != now.get(name)
    )


def _moved(
    old: Sequence, new: Sequence, before: Mapping[StepKey, StepKey]
) -> set[StepKey]:
    """Return the steps that stand elsewhere among those that both versions have."""
    now = {was: key for key, was in before.items()}
    left = [now[key] for key in old.steps if key in now]
    right = [key for key in new.steps if key in before]
    kept: set[StepKey] = set()
    for block in SequenceMatcher(
        None, left, right, autojunk=False
    ).get_matching_blocks():
        kept.update(left[block.a : block.a + block.size])
    olds, news = arms(old), arms(new)
    elsewhere = {
        key
        for key in right
        if _arm(olds.get(before[key], ()), now) != _arm(news.get(key, ()), {})
    }
    return {key for key in right if key not in kept} | elsewhere


def _arm(path: tuple[str, ...], now: Mapping[StepKey, StepKey]) -> tuple[str, ...]:
    """Return the ways a step lies on, their forks called as they are now."""
    found = []
    names: Mapping[str, str] = {str(was): str(key) for was, key in now.items()}
    for way in path:
        fork, _, side = way.rpartition(".")
        found.append(f"{names.get(fork, fork)}.{side}")
    return tuple(found)


def _fate(fate: Fate) -> str:
    match fate:
        case Goes(step=step):
            return step
        case Stops():
            return "stop"
        case Pins():
            return "pin"
        case Gone() | Stay():
            return ""


def _settings(old: Sequence, new: Sequence) -> Iterator[Difference]:
    pairs = (
        ("window", window_words(old.window), window_words(new.window)),
        ("senders", _pools(old), _pools(new)),
        ("require", ", ".join(old.require), ", ".join(new.require)),
        ("exit_on", ", ".join(sorted(old.exit_on)), ", ".join(sorted(new.exit_on))),
        ("company", _company(old), _company(new)),
        ("max_new_per_day", _max_new(old), _max_new(new)),
        ("on", _reactions(old), _reactions(new)),
        ("description", old.description, new.description),
    )
    for what, was, now in pairs:
        if was != now:
            yield Difference(what, "", was, now)


def _pools(sequence: Sequence) -> str:
    return "; ".join(
        f"{channel}: {', '.join(pool)}" for channel, pool in sequence.senders.items()
    )


def _company(sequence: Sequence) -> str:
    rule = sequence.company
    most = "no limit" if rule.max_active is None else f"max_active {rule.max_active}"
    return f"on_reply {rule.on_reply}, {most}"


def _max_new(sequence: Sequence) -> str:
    most = sequence.max_new_per_day
    return "no limit" if most is None else str(most)


def _reactions(sequence: Sequence) -> str:
    return "; ".join(
        f"{kind}: {', '.join(_words(action) for action in actions)}"
        for kind, actions in sequence.reactions.items()
    )


def _words(action: object) -> str:
    name = type(action).__name__.lower()
    told = [str(getattr(action, each)) for each in getattr(action, "__slots__", ())]
    return " ".join([name, *(each for each in told if each not in ("", "None"))])
