"""Records events and does what follows: stages, reactions, waits that end, the CRM's outbox.

The caller holds the leads' locks; all of it is one transaction with the fact itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from outreach.core import pipeline, reaction
from outreach.core.model import EnrollmentState, Event, Finish, LeadId
from outreach.log import get_logger
from outreach.services import act
from outreach.services.finish import finish
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import lead as leads
from outreach.store import outbox
from outreach.store.database import passes, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from outreach.core.model import Lead
    from outreach.core.sequence import Action
    from outreach.services.engine import Engine, Release
    from outreach.store.database import Connection, Row

LONGEST_CHAIN = reaction.LONGEST_CHAIN
# What a CRM is told as a note, and under which title.
NOTES = {
    "sent": "Sent",
    "reply": "Reply",
    "auto_reply": "Automatic reply",
    "bounce": "Bounced",
    "opt_out": "Opted out",
    "complaint": "Complained",
    "relabelled": "Corrected by a person",
    "reclassified": "Read otherwise",
}


log = get_logger(__name__)


@dataclass(slots=True)
class Recorded:
    """What recording did: the leads as they now are, and what reactions made of it."""

    leads: dict[LeadId, Lead]
    paused: set[int] = field(default_factory=set)  # enrollments
    asked: set[LeadId] = field(default_factory=set)  # a person has a task about them


async def record(
    engine: Engine,
    connection: Connection,
    held: dict[LeadId, Lead],
    facts: Sequence[Event],
    *,
    inbound_id: int | None = None,
) -> Recorded:
    """Append facts about locked leads, and all that follows from them."""
    done = Recorded(dict(held))
    waiting = list(facts)
    hearing: dict[LeadId, list[Row]] | None = None
    for _ in range(LONGEST_CHAIN):
        if not waiting:
            break
        now = engine.now()
        if engine.crms:
            ids = await events.append(connection, waiting, now, inbound_id)
            await _tell_crms(engine, connection, waiting, ids)
        else:
            await events.add(connection, waiting, now, inbound_id)
        hearing = hearing or await _hearing(connection, waiting)
        if any(row["waits_for"] for rows in hearing.values() for row in rows):
            leads_, kinds = {e.lead_id for e in waiting}, {e.kind for e in waiting}
            await enrollments.wake(connection, leads_, kinds, now)
        moved = await _stages(engine, connection, done, waiting)
        following = await _reactions(engine, connection, done, waiting, hearing)
        following += await _exits(engine, connection, done, waiting, hearing)
        if following:
            hearing = None  # they have changed what it tells
        waiting = [*moved, *following]
    # What a chain without end brings about is recorded, and calls nothing more.
    await events.add(connection, waiting, engine.now(), inbound_id)
    return done


async def _stages(
    engine: Engine,
    connection: Connection,
    done: Recorded,
    facts: Sequence[Event],
) -> list[Event]:
    kinds: dict[LeadId, list[str]] = {}
    for event in facts:
        if not event.kind.startswith("stage."):
            kinds.setdefault(event.lead_id, []).append(event.kind)
    to: dict[LeadId, str] = {}
    for lead_id, each in kinds.items():
        stage = done.leads[lead_id].stage
        further = pipeline.advance(engine.pipeline, stage, *each)
        if further != stage:
            to[lead_id] = further
    return await _move(engine, connection, done, to, "rule")


async def move(
    engine: Engine,
    connection: Connection,
    done: Recorded,
    lead: Lead,
    stage: str,
    by: str,
) -> Event:
    """Write the lead's new stage; return the event that says so, not yet recorded."""
    return (await _move(engine, connection, done, {lead.id: stage}, by))[0]


async def _move(
    engine: Engine,
    connection: Connection,
    done: Recorded,
    to: Mapping[LeadId, str],
    by: str,
) -> list[Event]:
    now = engine.now()
    await leads.stage_many(connection, to, by, now)
    moved: list[Event] = []
    for lead_id, stage in to.items():
        lead = done.leads[lead_id]
        done.leads[lead_id] = replace(lead, stage=stage)
        data = {"from": lead.stage, "by": by}
        moved.append(Event(f"stage.{stage}", now, lead_id, data=data))
    return moved


async def _reactions(
    engine: Engine,
    connection: Connection,
    done: Recorded,
    facts: Sequence[Event],
    hearing: Mapping[LeadId, Sequence[Row]],
) -> list[Event]:
    following: list[Event] = []
    for event in facts:
        for row in hearing.get(event.lead_id, ()):
            if not reaction.concerns(event.kind, event.enrollment_id, row["id"]):
                continue
            release = await engine.catalogue.find(connection, row["version"])
            if release is None:
                continue
            for actions in reaction.reactions(release.sequence, event.kind):
                lead = done.leads[event.lead_id]
                scene = act.Scene(engine, connection, lead, row, event)
                following += await _react(scene, done, actions)
    return following


def ends(release: Release | None, kind: str) -> bool:
    """Tell whether an event of this kind ends an enrollment; unread, it is taken to."""
    return release is None or reaction.ends(release.sequence, kind)


async def _exits(
    engine: Engine,
    connection: Connection,
    done: Recorded,
    facts: Sequence[Event],
    hearing: Mapping[LeadId, Sequence[Row]],
) -> list[Event]:
    """End what a sequence's other events end; a reaction's pause stands instead."""
    following: list[Event] = []
    for event in facts:
        for row in hearing.get(event.lead_id, ()):
            if not reaction.concerns(event.kind, event.enrollment_id, row["id"]):
                continue
            release = await engine.catalogue.find(connection, row["version"])
            if release is None or row["id"] in done.paused:
                continue
            if reaction.ends_here(release.sequence, event.kind):
                following += await finish(engine, connection, [row], Finish.GOAL)
    return following


async def _hearing(
    connection: Connection, facts: Sequence[Event]
) -> dict[LeadId, list[Row]]:
    """Return all that the leads are in, and what these events name though it is over."""
    rows = await enrollments.open_of(connection, {event.lead_id for event in facts})
    named = {e.enrollment_id for e in facts if e.enrollment_id is not None}
    over = named - {row["id"] for row in rows}
    if over:
        rows += (await enrollments.get(connection, over)).values()
    found: dict[LeadId, list[Row]] = {}
    for row in rows:
        found.setdefault(LeadId(row["lead_id"]), []).append(row)
    return found


async def _react(
    scene: act.Scene, done: Recorded, actions: Iterable[Action]
) -> list[Event]:
    following: list[Event] = []
    for action in actions:
        here = replace(scene, lead=done.leads[scene.lead.id])
        try:
            async with scene.connection.begin_nested():
                result = await act.do(here, action)
        except Exception as error:
            if passes(error):
                raise
            # Whatever a sequence makes of a fact, the fact itself must be recorded.
            log.exception("reaction.failed", enrollment=scene.row["id"])
            continue
        done.leads[scene.lead.id] = result.lead
        following += result.events
        done.asked |= {e.lead_id for e in result.events if e.kind == "task.created"}
        if result.state is EnrollmentState.PAUSED:
            done.paused.add(scene.row["id"])
    return following


async def _tell_crms(
    engine: Engine,
    connection: Connection,
    facts: Sequence[Event],
    ids: Sequence[int],
) -> None:
    changed: dict[tuple[str, LeadId], dict[str, object]] = {}
    first: dict[tuple[str, LeadId], dict[str, object]] = {}
    notes: list[dict[str, object]] = []
    for event, event_id in zip(facts, ids, strict=True):
        title = NOTES.get(event.kind.partition(".")[0])
        for crm in engine.crms:
            row = _row(engine, crm, event, event_id)
            if event.kind.startswith("stage."):
                changed[crm, event.lead_id] = row
            elif title is not None:
                first.setdefault((crm, event.lead_id), row)
                notes.append(_note(row, event, event_id, title))
    await outbox.put(connection, list(changed.values()), again=True)
    await outbox.put(connection, list(first.values()), again=False)
    await outbox.put(connection, notes, again=False)


def _row(engine: Engine, crm: str, event: Event, event_id: int) -> dict[str, object]:
    return {
        "crm": crm,
        "lead_id": event.lead_id,
        "kind": "lead",
        "key": f"lead:{event.lead_id}",
        "event_id": event_id,
        "payload": {},
        "state": "pending",
        "created_at": engine.now(),
    }


def _note(
    row: dict[str, object], event: Event, event_id: int, title: str
) -> dict[str, object]:
    subject = str(event.data.get("subject", ""))
    body = str(event.data.get("text", "") or event.data.get("detail", ""))
    intent = event.kind.partition(".")[2]
    told = f"{title} ({intent})" if intent else title
    payload = {
        "title": text(f"{told}: {subject}" if subject else told),
        "body": text(body),
        "at": event.at.isoformat(),
    }
    return {**row, "kind": "note", "key": f"note:{event_id}", "payload": payload}
