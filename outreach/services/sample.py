"""Chooses leads to look at: of every language, country and want of a field that it can."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from outreach.core.model import LeadId
from outreach.core.sample import Sample
from outreach.core.sequence import Branch, Email
from outreach.store import lead_bulk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from outreach.core.model import Lead
    from outreach.core.sequence import Step
    from outreach.services.engine import Engine, Release

PAGE = 1_000


async def sample(
    engine: Engine,
    release: Release,
    size: int,
    *,
    progress: Callable[[int], None] | None = None,
) -> list[Lead]:
    """Return at most `size` leads, as different as they are to this sequence."""
    named = fields_of(release)
    found, looked_at = Sample(size), 0
    async with engine.database.reading() as connection:
        last = LeadId(0)
        while page := await lead_bulk.after(connection, last, PAGE):
            for lead in page:
                found.add(lead.id, _traits(lead, named))
            last, looked_at = page[-1].id, looked_at + len(page)
            if progress is not None:
                progress(looked_at)
        chosen = found.chosen()
        leads = await lead_bulk.living(connection, chosen)
    return [leads[lead_id] for lead_id in chosen if lead_id in leads]


def fields_of(release: Release) -> tuple[str, ...]:
    """Return the fields of a lead that the sequence's texts and conditions name."""
    named = set(release.sequence.require)
    for step in release.sequence.steps.values():
        for text, is_expression in _texts(step, release.files):
            uses = release.templates.uses(text, expression=is_expression)
            named |= uses.present | uses.valued
    return tuple(sorted(named))


def _texts(step: Step, files: Mapping[str, bytes]) -> Iterator[tuple[str, bool]]:
    if step.condition is not None:
        yield step.condition, True
    match step.action:
        case Branch(expression=expression):
            yield expression, True
        case Email(variants=variants):
            for variant in variants:
                yield variant.subject or "", False
                yield _read(variant.body, files), False
        case action:
            values = (getattr(action, each.name) for each in fields(action))
            for value in values:
                if isinstance(value, str):
                    yield _read(value, files), False


def _read(text: str, files: Mapping[str, bytes]) -> str:
    content = files.get(text.strip())
    return text if content is None else content.decode("utf-8-sig", "replace")


def _traits(lead: Lead, named: tuple[str, ...]) -> tuple[str, ...]:
    values = lead.values()
    missing = [f"no {name}" for name in named if not values.get(name)]
    return (f"speaks {lead.language}", f"in {lead.country}", *missing)
