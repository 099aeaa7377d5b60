"""How a plan reads: for people, line by line, and for machines."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from outreach.core.difference import Difference
    from outreach.services.plan_change import ChangePlan, SequencePlan

_MARKS = {"added": "+", "removed": "-", "renamed": ">", "moved": "^"}
LONGEST = 60  # of an old or a new value on the line
MOST_DIFF = 200  # lines of one text
_SPECIAL = {
    "moves": "move to the new version",
    "pinned": "stay in theirs: `pin`",
    "stopped": "finish as stopped: `stop`",
    "later": "have a message under way at a step that is gone: apply again once it is settled",
    "gone": "stand on a step that is gone",
    "unreadable": "are in a version that cannot be read: they are left alone",
}
_EFFECTS = {
    "text": "get a changed text",
    "due": "are due at another time",
    "gains": "get a step that is new to them",
    "loses": "do not get a step any more",
    "order": "get steps in another order",
    "done": "pass over a step that lies ahead again: they have had it",
    "sender_gone": "have a sender that is gone: `outreach senders reassign` gives them one",
    "unchanged": "notice nothing",
}


def lines(plan: ChangePlan, *, diff: bool, done: bool = False) -> Iterator[str]:
    """Yield a plan, line by line; one that is `done` is no promise any more."""
    concerned = [each for each in plan.sequences if each.is_change]
    for each in concerned:
        yield from _sequence(each, diff=diff)
        yield ""
    same = [each.sequence for each in plan.sequences if not each.is_change]
    if same:
        yield f"unchanged: {', '.join(same)}"
    if not concerned or done:
        return
    moves = sum(each.counts.get("moves", 0) for each in concerned)
    if plan.is_clear:
        yield f"Plan: {leads(moves)} to move. Nothing is changed until `outreach apply`."
    else:
        yield "This cannot be applied before the files say where those leads go."


def leads(count: int) -> str:
    """Return how many leads, in words."""
    return f"{count} lead" if count == 1 else f"{count} leads"


def _sequence(plan: SequencePlan, *, diff: bool) -> Iterator[str]:
    was = "new" if plan.current is None else plan.current[:8]
    if plan.current == plan.version:
        yield f"{plan.sequence}: new leads get {plan.version[:8]} already"
    else:
        yield f"{plan.sequence}: {was} -> {plan.version[:8]} for new leads"
    standing = {each.version for each in plan.standing}
    if plan.current not in standing:
        yield from _changes(plan.changes, diff=diff)
    for each in plan.standing:
        day = f"{each.created_at:%Y-%m-%d}"
        yield f"  {leads(each.leads)} in {each.version[:8]} of {day}"
        yield from _changes(each.changes, diff=diff)
    if plan.counts:
        yield "  so that"
        yield from _counts(plan)
    if plan.gone:
        yield from _unclear(plan)


def _changes(changes: tuple[Difference, ...], *, diff: bool) -> Iterator[str]:
    if not changes:
        yield "    nothing that a lead notices"
    for each in changes:
        mark = _MARKS.get(each.what, "~")
        yield f"    {mark} {each.step or each.what}{_said(each)}"
        if diff:
            yield from _diff(each)


def _said(change: Difference) -> str:
    match change.what:
        case "added" | "moved":
            return "" if change.what == "added" else ": moved"
        case "removed":
            return f": its leads go to {change.now}" if change.now else ""
        case "renamed":
            return f": was {change.was}"
        case "text":
            return f": text {', '.join(each.name for each in change.texts)}"
        case _:
            what = f" {change.what}" if change.step else ""
            return f":{what} {_short(change.was)} -> {_short(change.now)}"


def _short(text: str) -> str:
    text = " ".join(text.split()) or "none"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _diff(change: Difference) -> Iterator[str]:
    for text in change.texts:
        found = unified_diff(
            text.was.splitlines(),
            text.now.splitlines(),
            f"{text.name} as it is",
            f"{text.name} in the file",
            lineterm="",
            n=1,
        )
        for number, line in enumerate(found):
            if number == MOST_DIFF:
                yield "        ..."
                break
            yield f"        {line}"


def _counts(plan: SequencePlan) -> Iterator[str]:
    for name, words in (*_SPECIAL.items(), *_EFFECTS.items()):
        count = plan.counts.get(name, 0)
        if not count:
            continue
        yield f"    {count:>7} {words}{_dates(plan) if name == 'due' else ''}"
    for name, count in plan.lacks.items():
        yield f"    {count:>7} have no `{name}`: they would pause at a text that is new to them"


def _dates(plan: SequencePlan) -> str:
    if plan.due_from is None or plan.due_to is None:
        return ""
    spans = [
        " to ".join(dict.fromkeys(f"{at:%Y-%m-%d %H:%M}" for at in span))
        for span in (plan.due_from, plan.due_to)
    ]
    return f": {spans[0]} -> {spans[1]} UTC"


def _unclear(plan: SequencePlan) -> Iterator[str]:
    where = ", ".join(f"{n} on {step}" for step, n in plan.gone.items())
    yield f"  Leads stand on steps that are gone: {where}."
    yield "  Say in the file where they go: a step of it, `stop` or `pin`, as"
    yield "    migrate:"
    for old, new in plan.migrate.items():
        yield f"      {_key(old)}: {new}"


def _key(step: str) -> str:
    return f'"{step}"' if step[:1].isdigit() or "." in step else step


def summary(counts: Mapping[str, int]) -> str:
    """Return the counts of a plan on one line."""
    names = (*_SPECIAL, *_EFFECTS)
    return ", ".join(f"{counts[n]} {n}" for n in names if counts.get(n)) or "published"


def rows(plan: ChangePlan) -> list[tuple[object, ...]]:
    """Return each lead that notices something, as a table's row."""
    return [
        (
            lead.lead,
            each.sequence,
            lead.step
            if lead.step == lead.step_from
            else _way(lead.step_from, lead.step),
            ", ".join((lead.verdict, *lead.effects)),
            lead.due_from,
            lead.due_at,
        )
        for each in plan.sequences
        for lead in each.leads
    ]


def _way(was: str, now: str) -> str:
    return f"{was or '-'} -> {now or '-'}"


def object_of(plan: ChangePlan) -> dict[str, object]:
    """Return a plan as one JSON object."""
    return {
        "at": plan.at,
        "digest": plan.digest,
        "change": plan.is_change,
        "clear": plan.is_clear,
        "sequences": plan.sequences,
    }
