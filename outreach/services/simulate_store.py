"""Whom a simulation is about: who is under way in the store, and who could be enrolled."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outreach.core.forecast.world import Entrant, UnderWay
from outreach.core.model import LeadId, TouchState
from outreach.services.hold_off import hold_off
from outreach.services.simulate_course import course_of
from outreach.services.wait_out import rests_of
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import lead as leads
from outreach.store import lead_bulk
from outreach.store import suppression as suppressions
from outreach.store import touch as touches

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from outreach.core.forecast.world import Course
    from outreach.core.model import Lead
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row


BATCH = 1_000
GONE = (TouchState.SENT, TouchState.IN_DOUBT)


async def under_way(engine: Engine) -> AsyncIterator[UnderWay]:
    """Yield every unfinished enrollment, in the order of their ids.

    One whose version cannot be read stands still, as in the engine, and is left out.
    """
    found: list[tuple[int, UnderWay]] = []
    courses: dict[str, Course | None] = {}
    last = LeadId(0)
    while True:
        async with engine.database.reading() as connection:
            some = await lead_bulk.under_way(connection, last, BATCH)
            if not some:
                break
            found += await _under_way(engine, connection, some, courses)
        last = some[-1].id
    for _, each in sorted(found, key=lambda pair: pair[0]):
        yield each


async def _under_way(
    engine: Engine,
    connection: Connection,
    some: Sequence[Lead],
    courses: dict[str, Course | None],
) -> list[tuple[int, UnderWay]]:
    held = {lead.id: lead for lead in some}
    rows = await enrollments.open_of(connection, held)
    known = await events.of_leads(connection, held)
    secret = engine.house.secret
    suppressed = await suppressions.reasons(connection, some, secret)
    of_steps = await touches.of_steps(connection, [row["id"] for row in rows])
    said = await events.preferences(connection, held)
    rests = await rests_of(engine, connection, some)
    found = []
    for row in rows:
        version = row["version"]
        if version not in courses:
            release = await engine.catalogue.find(connection, version)
            courses[version] = None if release is None else course_of(engine, release)
        course = courses[version]
        if course is None or row["step"] not in (None, *course.sequence.steps):
            continue
        lead = held[row["lead_id"]]
        going = replace(
            _going(engine, row, lead, course, of_steps[row["id"]]),
            suppressed=suppressed.get(lead.id, ""),
            events=() if course.asks == frozenset() else tuple(known[lead.id]),
            said=said[lead.id],
            rest=rests.get(lead.id),
        )
        found.append((row["id"], going))
    return found


def _going(
    engine: Engine, row: Row, lead: Lead, course: Course, of_steps: Mapping[str, Row]
) -> UnderWay:
    due_at = row["due_at"]
    standing = of_steps.get(row["step"] or "")
    if standing is not None and standing["state"] == TouchState.CLAIMED:
        due_at = engine.now()  # about to leave
    return UnderWay(
        lead=lead,
        course=course,
        company=row["company_key"],
        ordinal=row["ordinal"],
        senders=row["senders"],
        enrolled_at=row["enrolled_at"],
        state=row["state"],
        reason=row["reason"],
        step=row["step"],
        anchor_at=row["anchor_at"],
        due_at=due_at,
        waits_for=row["waits_for"],
        touched=row["touched"],
        sent=tuple(step for step, each in of_steps.items() if each["state"] in GONE),
    )


async def entrants(
    engine: Engine, course: Course, where: Callable[[Lead], bool] | None
) -> AsyncIterator[Entrant]:
    """Yield the store's leads that are asked about, in id order, let in or not."""
    last = LeadId(0)
    while True:
        async with engine.database.reading() as connection:
            some = await lead_bulk.after(connection, last, BATCH)
            if not some:
                return
            last = some[-1].id
            chosen = [lead for lead in some if where is None or where(lead)]
            for each in await _entrants(engine, connection, course, chosen):
                yield each


async def _entrants(
    engine: Engine, connection: Connection, course: Course, chosen: Sequence[Lead]
) -> list[Entrant]:
    ids = [lead.id for lead in chosen]
    name = course.sequence.name
    ordinals = await enrollments.next_ordinals(connection, name, ids)
    companies = await leads.company_keys(connection, ids)
    suppressed = await suppressions.reasons(connection, chosen, engine.house.secret)
    said = await events.preferences(connection, ids)
    rests = await rests_of(engine, connection, chosen)
    answered = await hold_off(connection, chosen)
    return [
        Entrant(
            lead,
            course,
            companies[lead.id],
            ordinals.get(lead.id, 1),
            suppressed.get(lead.id, ""),
            said[lead.id],
            rests.get(lead.id),
            answered.get(lead.id, ("", ""))[1],
        )
        for lead in chosen
    ]
