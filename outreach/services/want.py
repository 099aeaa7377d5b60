"""Tells how many leads in flight lack what the texts of a new version need and theirs did not.

The template language itself decides, once for all who lack the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.lint.crowd import is_full
from outreach.core.migration import ahead
from outreach.errors import MissingData, RenderError
from outreach.services.course import course
from outreach.services.edition import edition_of
from outreach.services.outcome import MOVES
from outreach.store import lead as leads
from outreach.store.many import batched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from outreach.core.model import Lead, LeadId, StepKey
    from outreach.services.course import Shift
    from outreach.services.engine import Release
    from outreach.services.outcome import Found
    from outreach.store.database import Connection

_SENDER = {"name": "Sender", "address": "sender@sender.example"}


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that is new to those on a step, the fields it names, and those it goes by."""

    text: str
    release: Release
    fields: tuple[str, ...]
    valued: tuple[str, ...]


async def wanted(
    connection: Connection, shifts: dict[str, Shift], drawn: Iterable[Found]
) -> dict[str, int]:
    """Return, by field, how many leads would pause for want of it, and would not have."""
    texts: dict[tuple[str, StepKey | None], list[_Text]] = {}
    who: dict[tuple[str, StepKey | None], list[LeadId]] = defaultdict(list)
    for version, step, lead_ids in _moving(drawn):
        key = version, step
        if key not in texts:
            texts[key] = list(_new_texts(shifts[version], step))
        if texts[key]:
            who[key] += lead_ids
    count: Counter[str] = Counter()
    known: dict[tuple[object, ...], str] = {}
    for key, lead_ids in who.items():
        for some in batched(lead_ids):
            for lead in (await leads.get(connection, some)).values():
                count.update(_lacked(texts[key], lead, known))
    return dict(sorted(count.items()))


def _moving(
    drawn: Iterable[Found],
) -> Iterator[tuple[str, StepKey | None, list[LeadId]]]:
    for found in drawn:
        for flock in found.flocks:
            if flock.outcome.verdict == MOVES:
                row = flock.outcome.row
                yield row["version"], row["step"], [each for _, each in flock.ids]
        for single in found.singles:
            if single.verdict == MOVES:
                row = single.row
                yield row["version"], row["step"], [row["lead_id"]]


def _new_texts(move: Shift, step: StepKey | None) -> Iterator[_Text]:
    """Yield what those on a step are told that names a field they were not asked for."""
    way = course(move, step)
    old, new = edition_of(move.old), edition_of(move.new)
    before: set[str] = set()
    for key in ahead(move.old.sequence, step):
        for text in old.texts[key].values():
            before |= _fields(move.old, text)
    for key in sorted(way.rewritten | way.gains):
        if move.new.sequence.steps[key].sends:
            for text in new.texts[key].values():
                fields = _fields(move.new, text)
                if fields - before:
                    valued = move.new.templates.uses(text).valued
                    told = tuple(sorted(fields)), tuple(sorted(valued))
                    yield _Text(text, move.new, *told)


def _fields(release: Release, text: str) -> frozenset[str]:
    uses = release.templates.uses(text)
    return frozenset(uses.present | uses.valued)


def _lacked(
    texts: Iterable[_Text], lead: Lead, known: dict[tuple[object, ...], str]
) -> set[str]:
    """Return the fields for want of which one of these texts cannot be written."""
    values = lead.values()
    found = set()
    for each in texts:
        empty = tuple(name for name in each.fields if not is_full(values.get(name)))
        if empty:
            key = (each.text, empty, *(str(values.get(n)) for n in each.valued))
            if key not in known:
                known[key] = _missing(each, lead)
            found.add(known[key])
    return found - {""}


def _missing(text: _Text, lead: Lead) -> str:
    values = {
        "lead": lead,
        "sender": _SENDER,
        "sequence": {"name": text.release.sequence.name},
        "step": {"id": "step"},
        "unsubscribe_url": "https://stop.example/",
        "events": (),
    }
    try:
        text.release.templates.render(text.text, values, dice="")
    except MissingData as error:
        return error.field
    except RenderError:
        return ""
    return ""
