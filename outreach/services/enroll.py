"""Enrolls leads in a sequence: each gets its sender for good, or a refusal with its code."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from outreach.core import pool
from outreach.core.model import Enrollment, EnrollmentId, EnrollmentState, Event, LeadId
from outreach.core.planner import Position
from outreach.core.preference import objection
from outreach.core.refusal import Refusal, refusal
from outreach.errors import NotFound
from outreach.services.goal import GOAL_MET, goals_met
from outreach.services.hold_off import hold_off
from outreach.services.place import placed
from outreach.services.wait_out import rests_of
from outreach.store import absence as absences
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import lead as leads
from outreach.store import suppression as suppressions
from outreach.store import version as versions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from outreach.core.model import Lead
    from outreach.core.rest import Rest
    from outreach.services.engine import Engine, Release
    from outreach.store.database import Connection


@dataclass(slots=True)
class Enrolled:
    """What came of it: how many were let in; `facts` are events the caller records."""

    count: int = 0
    facts: list[Event] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


async def enroll_leads(
    engine: Engine,
    connection: Connection,
    sequence: str,
    held: Sequence[Lead],
    *,
    by: str,
    again: bool = False,
    met: bool = False,
) -> Enrolled:
    """Enroll leads, whose locks the caller holds, in the sequence's present version.

    `again` lets in who was in it or answered for another, `met` who met its goal. Raises NotFound.
    """
    release = await _release(engine, connection, sequence)
    ids = [lead.id for lead in held]
    suppressed = await suppressions.reasons(connection, held, engine.house.secret)
    ordinals = await enrollments.next_ordinals(connection, sequence, ids)
    inside = await _inside(connection, sequence, ordinals)
    keys = await leads.company_keys(connection, ids)
    away = await absences.away(connection, engine.now())
    barred = await _barred(engine, connection, release, held, again=again, met=met)
    judge = partial(refusal, sequence=release.sequence, closed=engine.pipeline.closed)
    rows, refusals = list[dict[str, object]](), list[Refusal]()
    for lead in held:
        ordinal = ordinals.get(lead.id, 1)
        senders = pick_senders(engine, release, lead, ordinal, away)
        refused = judge(
            lead,
            suppressed=suppressed.get(lead.id, ""),
            been_in=lead.id in inside or (ordinal > 1 and not again),
            senders=senders,
            objection=barred.get(lead.id),
        )
        if refused is not None:
            refusals.append(refused)
        else:
            rows.append(_row(engine, release, lead, ordinal, senders, keys[lead.id]))
    facts = await _add(engine, connection, held, rows, by)
    return Enrolled(len(rows), facts, refusals)


async def _barred(
    engine: Engine,
    connection: Connection,
    release: Release,
    held: Sequence[Lead],
    *,
    again: bool,
    met: bool,
) -> dict[LeadId, tuple[str, str]]:
    """Return why leads are left alone that nobody has suppressed; their own word goes first."""
    sequence, ids = release.sequence, [lead.id for lead in held]
    answered = {} if again else await hold_off(connection, held)
    if again and not met:
        reached = await goals_met(engine, connection, sequence, held)
        answered = {
            lead_id: (GOAL_MET, f"its goal is met already: {kind}; --met lets it in")
            for lead_id, kind in reached.items()
        }
    return answered | await objections(engine, connection, sequence.name, ids)


async def objections(
    engine: Engine,
    connection: Connection,
    sequence: str,
    ids: Sequence[LeadId],
    *,
    at: datetime | None = None,
) -> dict[LeadId, tuple[str, str]]:
    """Return, for those whom their own choice keeps out, now or at an instant, code and reason."""
    said = await events.preferences(connection, ids)
    then = (at or engine.now()).astimezone(ZoneInfo(engine.house.zone))
    told = {lead_id: objection(each, sequence, then) for lead_id, each in said.items()}
    return {lead_id: each for lead_id, each in told.items() if each is not None}


async def _inside(
    connection: Connection, sequence: str, been_in: Iterable[LeadId]
) -> set[LeadId]:
    """Return those who are in the sequence now, who may not be let in again."""
    rows = await enrollments.open_of(connection, been_in)
    return {LeadId(row["lead_id"]) for row in rows if row["sequence"] == sequence}


async def _release(engine: Engine, connection: Connection, sequence: str) -> Release:
    version = await versions.current(connection, sequence)
    if version is None:
        raise NotFound(
            f"no sequence {sequence!r} in this database; `outreach enroll {sequence}` "
            "in its workspace makes it known"
        )
    return await engine.catalogue.get(connection, version)


def pick_senders(
    engine: Engine,
    release: Release,
    lead: Lead,
    ordinal: int,
    away: Collection[str] = (),
) -> dict[str, str]:
    """Return the sender of each channel, by capacity, the same at every call.

    One who is `away` is passed over while the pool has others.
    """
    limits = {name: sender.limits for name, sender in engine.senders.items()}
    sequence = release.sequence
    weights = pool.weights_of(sequence, limits, away)
    return pool.pick_senders(weights, sequence.name, lead.id, ordinal)


def _row(
    engine: Engine,
    release: Release,
    lead: Lead,
    ordinal: int,
    senders: Mapping[str, str],
    company_key: str | None,
) -> dict[str, object]:
    sequence, now = release.sequence, engine.now()
    start = Position(sequence.first, now)
    situation = engine.situation(release, lead, coming(release, lead, ordinal, now), ())
    return {
        "lead_id": lead.id,
        "sequence": sequence.name,
        "version": release.version,
        "ordinal": ordinal,
        "state": EnrollmentState.ACTIVE,
        "senders": dict(senders),
        "enrolled_at": now,
        "touched": False,
        "company_key": company_key,
        **placed(situation, senders, start),
    }


def coming(release: Release, lead: Lead, ordinal: int, now: datetime) -> Enrollment:
    """Return the enrollment that a lead would have, were it made now."""
    return Enrollment(
        id=EnrollmentId(0),
        lead_id=lead.id,
        sequence=release.sequence.name,
        version=release.version,
        ordinal=ordinal,
        state=EnrollmentState.ACTIVE,
        reason="",
        step=release.sequence.first,
        senders={},
        anchor_at=now,
        due_at=now,
        enrolled_at=now,
    )


async def _add(
    engine: Engine,
    connection: Connection,
    held: Sequence[Lead],
    rows: Sequence[Mapping[str, Any]],
    by: str,
) -> list[Event]:
    """Add these enrollments; return the facts. Of leads that are away, they rest."""
    entering = {row["lead_id"] for row in rows}
    entered = [lead for lead in held if lead.id in entering]
    rests = await rests_of(engine, connection, entered)
    rows = [{**row, **_resting(rests.get(row["lead_id"]))} for row in rows]
    added = zip(rows, await enrollments.add(connection, rows), strict=True)
    return [fact for row, new in added for fact in _facts(row, new, by)]


def _resting(rest: Rest | None) -> dict[str, object]:
    """Return the columns of an enrollment whose lead is away: it rests as all it is in does."""
    if rest is None:
        return {"reason": ""}
    return {
        "state": EnrollmentState.PAUSED,
        "reason": rest.reason,
        "due_at": rest.until,
        "waits_for": "",
    }


def _facts(row: Mapping[str, Any], new: EnrollmentId, by: str) -> Iterator[Event]:
    at, lead_id = row["enrolled_at"], row["lead_id"]
    data = {"sequence": row["sequence"], "by": by}
    yield Event("enrolled", at, lead_id, new, data=data)
    if row["state"] == EnrollmentState.PAUSED:
        until = row["due_at"]
        rest = {"reason": row["reason"], "until": until and until.isoformat()}
        yield Event("paused", at, lead_id, new, data={**rest, "detail": ""})
