"""Claims what a lane may send now: as many as it has room for, follow-ups first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from outreach.core.gate import Answer, first_refusal
from outreach.core.model import EnrollmentId, LeadId, TouchId
from outreach.core.pacing import Limits, room
from outreach.core.planner import Position, Send, plan
from outreach.core.window import is_open, parse_key
from outreach.errors import InputError
from outreach.services.lateness import lateness
from outreach.services.permit import forbidden
from outreach.services.place import ALWAYS, UNDER_WAY, beyond, never_opens, placed
from outreach.services.quarantine import quarantine
from outreach.services.refuse import refuse
from outreach.services.spare import may_try, note_probe
from outreach.services.survey import Case, facts_of, survey_lane
from outreach.store import company as companies
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import lane as lanes
from outreach.store import lead as leads
from outreach.store import suppression as suppressions
from outreach.store import touch as touches
from outreach.store.database import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from outreach.core.gate import LaneFacts, Verdict
    from outreach.core.model import Event, Lead
    from outreach.core.planner import Situation
    from outreach.services.engine import Engine, Release
    from outreach.store.database import Connection, Row

# A lane without limits claims this much a transaction, so many times a tick, and never
# has more than so much waiting for a worker.
CHUNK = 1000
ROUNDS = 4
MOST_UNSENT = 5000
SPARE = 8  # candidates beyond the room, for those that turn out not to pass


@dataclass(slots=True)
class _Round:
    """One transaction's work on one lane."""

    engine: Engine
    connection: Connection
    lane: LaneFacts
    now: datetime
    room: int
    first: list[dict[str, object]] = field(default_factory=list)
    again: list[tuple[TouchId, EnrollmentId]] = field(default_factory=list)
    refused: list[tuple[Row, Verdict]] = field(default_factory=list)
    broken: list[tuple[EnrollmentId, Exception]] = field(default_factory=list)
    companies: dict[tuple[str, str], int | None] = field(default_factory=dict)
    claimed: list[TouchId] = field(default_factory=list)
    deaf: bool = False  # no follow-up may leave: nobody reads the lane's inbox
    over: bool = False  # nothing more may leave through this lane now

    @property
    def left(self) -> int:
        """How many more may be claimed."""
        return self.room - len(self.first) - len(self.again)


async def claim_lane(
    engine: Engine, name: str, most: int | None = None
) -> list[TouchId]:
    """Claim the lane's due touches that pass every gate, up to its room; return their ids.

    `most` is how many workers are there for; None: any number.
    """
    claimed: list[TouchId] = []
    for _ in range(ROUNDS):
        left = CHUNK if most is None else min(CHUNK, most - len(claimed))
        if left < 1 or not await _worth_it(engine, name, engine.now()):
            break
        async with engine.database.writing() as connection:
            work = await _claim_some(engine, connection, name, left)
        if work is None:
            break
        claimed += work.claimed
        # Only now: both lock leads, which must not be waited for under the lane's lock.
        if work.refused:
            await refuse(engine, work.refused)
        for enrollment_id, error in work.broken:
            await quarantine(engine, enrollment_id, error)
        if len(work.claimed) + len(work.refused) < CHUNK:
            break
    return claimed


async def _worth_it(engine: Engine, name: str, now: datetime) -> bool:
    """Look, without a lock, whether the lane has room and anything due in an open window."""
    async with engine.database.reading() as connection:
        row = (await lanes.rows(connection, [name])).get(name)
        if row is None:
            return False
        lane = await survey_lane(engine, connection, row, now)
        if await _room(connection, lane, now) < 1:
            return False
        for key in await open_keys(engine, connection, name, now):
            due = await enrollments.earliest_due(connection, name, key)
            if due is not None and due <= now:
                return True
    return False


async def _room(connection: Connection, lane: LaneFacts, now: datetime) -> int:
    rests_until = max(
        (at for at in (lane.rest_until, lane.opens_at) if at), default=now
    )
    if lane.paused or rests_until > now:
        return 0
    unsent, most = lane.state.unsent_claims, MOST_UNSENT
    if lane.limits == Limits():
        # Without limits it is held to what it gets rid of, or its claims only run out.
        unsent = (await lanes.unsent_claims(connection, [lane.name])).get(lane.name, 0)
        most = await lanes.most_unsent(connection, lane.name, now, CHUNK, MOST_UNSENT)
    if lane.host is not None:
        most = unsent if lane.host.holds(now) else unsent + 1
    return min(room(lane.limits, lane.state, now), CHUNK, most - unsent)


async def open_keys(
    engine: Engine, connection: Connection, lane: str, now: datetime
) -> list[str]:
    """Return the lane's window keys that are open now."""
    keys = await enrollments.window_keys(connection, lane)
    return [key for key in keys if opens(engine, key, now)]


def opens(engine: Engine, key: str, now: datetime) -> bool:
    """Tell whether a key's window lets its touches come up; one that cannot be read does not.

    It does while it is open, and where it never opens: then the gates have to say so.
    """
    if key in ("", ALWAYS):
        return True
    try:
        window, place = parse_key(key)
    except InputError:
        return False
    return is_open(window, place, now, engine.calendar) or never_opens(
        key, now.date(), engine.calendar
    )


async def _claim_some(
    engine: Engine, connection: Connection, name: str, most: int
) -> _Round | None:
    row = await lanes.try_lock(connection, name)
    if row is None:
        return None
    now = engine.now()
    lane = await survey_lane(engine, connection, row, now)
    free = min(most, await _room(connection, lane, now))
    host = lane.host
    if host is not None and free > 0:
        if not await may_try(connection, host.name, now):
            return None
        lane = replace(
            lane, host=None
        )  # one touch may: there is no more room than that
    work = _Round(engine, connection, lane, now, free)
    keys = await open_keys(engine, connection, name, now)
    for touched in (True, False):
        if work.left > 0 and not work.over:
            await _claim_kind(work, keys, touched=touched)
    ids = await touches.claim(connection, work.first)
    marked = [
        *(row["enrollment_id"] for row in work.first),
        *(enrollment_id for _, enrollment_id in work.again),
    ]
    await enrollments.write_many(
        connection,
        [
            {"id": each, "touched": True, "due_at": None, "waits_for": ""}
            for each in marked
        ],
    )
    work.claimed = [*ids, *(touch_id for touch_id, _ in work.again)]
    if host is not None and work.claimed:
        await note_probe(connection, host.name, work.claimed[0])
    return work


async def _claim_kind(work: _Round, keys: Sequence[str], *, touched: bool) -> None:
    rows: list[Row] = []
    for key in keys:
        rows += await enrollments.due(
            work.connection,
            work.lane.name,
            key,
            touched=touched,
            now=work.now,
            limit=work.left + SPARE,
        )
    rows.sort(key=lambda row: (row["due_at"], row["id"]))
    rows = rows[: work.left + SPARE]
    held = await leads.get(work.connection, (row["lead_id"] for row in rows))
    suppressed = await suppressions.reasons(
        work.connection, held.values(), work.engine.house.secret
    )
    known = await _events(work, rows, held)
    standing = await touches.of_steps(work.connection, [row["id"] for row in rows])
    for row in rows:
        if work.left < 1 or work.over or (touched and work.deaf):
            return
        lead = held[row["lead_id"]]
        touch = standing[row["id"]].get(row["step"])
        try:
            await _judge(
                work, row, lead, known[lead.id], touch, suppressed.get(lead.id, "")
            )
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001 - one that cannot be judged stops no other
            work.broken.append((EnrollmentId(row["id"]), error))


async def _events(
    work: _Round, rows: Sequence[Row], held: dict[LeadId, Lead]
) -> dict[LeadId, list[Event]]:
    """Read events for those leads whose step's condition may ask for them."""
    asking = set()
    for row in rows:
        release = await work.engine.catalogue.find(work.connection, row["version"])
        step = None if release is None else release.sequence.steps.get(row["step"])
        if step is not None and step.condition is not None:
            asking.add(LeadId(row["lead_id"]))
    known = await events.of_leads(work.connection, asking)
    return {lead_id: known.get(lead_id, []) for lead_id in held}


async def _judge(
    work: _Round,
    row: Row,
    lead: Lead,
    known: Sequence[Event],
    touch: Row | None,
    suppressed: str,
) -> None:
    release = await work.engine.catalogue.get(work.connection, row["version"])
    enrollment = enrollments.enrollment_of(row)
    situation = work.engine.situation(release, lead, enrollment, known)
    if touch is not None and await _stands(work, row, touch, situation):
        return
    position = Position(enrollment.step, enrollment.anchor_at)
    planned = plan(situation, position, work.now)
    if planned.moves_on or not isinstance(planned.decision, Send):
        # A condition failed or a delay changed: the thinking pass takes it from here.
        columns = {"lane": "", "window_key": "", "due_at": work.now}
        await enrollments.write(work.connection, enrollment.id, **columns)
        return
    step = planned.decision.step
    case = Case(
        row,
        lead,
        release,
        step,
        follow_up=not touch["first"] if touch is not None else row["touched"],
        suppressed=suppressed,
        company_active=await _company(work, row, release),
        policy=await forbidden(work.connection, lead, step, work.lane.name, work.now),
    )
    refusal = first_refusal(
        facts_of(work.engine, case, work.lane, work.now, claimed=False)
    )
    if refusal is None:
        await _claim(work, case, touch)
    else:
        await _refused(work, case, situation, refusal)


async def _stands(work: _Round, row: Row, touch: Row, situation: Situation) -> bool:
    """Tell whether this step's touch is not to be claimed now, and let things go on."""
    columns: dict[str, object]
    onward = beyond(situation, touch, work.now, row["anchor_at"])
    if onward is not None:
        # It is accounted for: never again, and the enrollment must not stand here for ever.
        columns = placed(situation, row["senders"], onward)
    elif touch["state"] in UNDER_WAY:
        columns = {"due_at": None}  # what comes of it decides when this goes on
    elif touch["not_before"] is not None and touch["not_before"] > work.now:
        columns = {"due_at": touch["not_before"]}
    else:
        return False
    await enrollments.write(work.connection, row["id"], **columns)
    return True


async def _company(work: _Round, row: Row, release: Release) -> int:
    """Count the company's others under way, under its lock; too many if that is not free."""
    most = release.sequence.company.max_active
    if most is None or row["company_key"] is None or row["touched"]:
        return 0
    key = (row["sequence"], row["company_key"])
    if key not in work.companies:
        free = await companies.try_lock(work.connection, *key)
        active = await companies.active(work.connection, *key)
        work.companies[key] = active if free else None
    active_now = work.companies[key]
    return most if active_now is None else active_now


async def _claim(work: _Round, case: Case, touch: Row | None) -> None:
    row = case.row
    work.engine.meter.claimed(lateness(work.lane, row, work.now))
    if touch is not None:
        claimed = await touches.claim_again(
            work.connection, touch["id"], work.lane.name, work.now
        )
        if claimed:
            work.again.append((touch["id"], row["id"]))
        return
    active = work.companies.get((row["sequence"], row["company_key"]))
    if active is not None:
        work.companies[row["sequence"], row["company_key"]] = active + 1
    work.first.append(_touch(work, case))


def _touch(work: _Round, case: Case) -> dict[str, object]:
    row, step = case.row, case.step
    return {
        "enrollment_id": row["id"],
        "lead_id": row["lead_id"],
        "sequence": row["sequence"],
        "step": step.key,
        "channel": step.channel,
        "lane": work.lane.name,
        "state": "claimed",
        "first": not case.follow_up,
        "attempt": 1,
        "claimed_at": work.now,
    }


async def _refused(
    work: _Round, case: Case, situation: Situation, refusal: Verdict
) -> None:
    row = case.row
    match refusal.answer, refusal.gate:
        case Answer.WAIT, "company":
            if work.companies[row["sequence"], row["company_key"]] is not None:
                parked = {"due_at": None, "waits_for": "company"}
                await enrollments.write(work.connection, row["id"], **parked)
        case Answer.WAIT, "window" | "holiday":
            # The lead has moved: it is looked for under the key it has now.
            here = Position(case.step.key, row["anchor_at"])
            columns = placed(situation, row["senders"], here)
            await enrollments.write(work.connection, row["id"], **columns)
        case Answer.WAIT, "inbox":
            work.deaf = True
        case Answer.WAIT, _:
            work.over = True
        case _:
            work.refused.append((row, refusal))
