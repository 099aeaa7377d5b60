"""Claims what lanes may send now: as many as each has room for, follow-ups first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from outreach.core.cap import KINDS
from outreach.core.gate import Answer, first_refusal
from outreach.core.model import EnrollmentId, LeadId, TouchId
from outreach.core.planner import Position, Send, plan
from outreach.services.cap import FREE, Budget, Toll, evened, tolls_of
from outreach.services.headcount import Headcount
from outreach.services.lateness import lateness
from outreach.services.lull import Standing
from outreach.services.permit import forbidden
from outreach.services.place import UNDER_WAY, beyond, placed
from outreach.services.quarantine import quarantine
from outreach.services.refuse import refuse
from outreach.services.scout import CHUNK, open_lines, room_of, survey
from outreach.services.spare import may_try, note_probe
from outreach.services.survey import Case, facts_of
from outreach.store import due as dues
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import lane as lanes
from outreach.store import lead as leads
from outreach.store import suppression as suppressions
from outreach.store import touch as touches
from outreach.store.database import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from outreach.core.gate import LaneFacts, Verdict
    from outreach.core.model import Event, Lead
    from outreach.core.planner import Situation
    from outreach.services.engine import Engine
    from outreach.services.lull import Line
    from outreach.services.scout import Prospect
    from outreach.store.database import Connection, Row

ROUNDS = 4  # transactions of a group of lanes a tick
WALKS = 50  # while some step out of their line, for a cap that is full
# Candidates beyond the room, for those that turn out not to pass: shared by all lanes.
SPARE = 8
# An opening moves many lanes at once: so many, and so many touches, share a transaction.
LANES = 100


@dataclass(slots=True)
class _Round:
    """One transaction's work on one lane."""

    engine: Engine
    connection: Connection
    lane: LaneFacts
    now: datetime
    room: int
    line: Line  # what is due
    headcount: Headcount  # the transaction's
    budget: Budget  # the transaction's
    first: list[dict[str, object]] = field(default_factory=list)
    again: list[tuple[TouchId, EnrollmentId]] = field(default_factory=list)
    refused: list[tuple[Row, Verdict]] = field(default_factory=list)
    broken: list[tuple[EnrollmentId, Exception]] = field(default_factory=list)
    parked: list[dict[str, object]] = field(default_factory=list)
    shut_out: list[dict[str, object]] = field(default_factory=list)  # company full
    deaf: bool = False  # no follow-up may leave: nobody reads the lane's inbox
    over: bool = False  # nothing more may leave through this lane now

    @property
    def left(self) -> int:
        """How many more may be claimed."""
        return self.room - len(self.first) - len(self.again)


def grouped(prospects: Sequence[Prospect]) -> Iterator[list[str]]:
    """Yield the lanes whose claims share a transaction, in order."""
    group: list[str] = []
    total = 0
    for prospect in prospects:
        crowded = len(group) == LANES or total + prospect.room > CHUNK
        if group and (crowded or prospect.alone):
            yield group
            group, total = [], 0
        group.append(prospect.name)
        total += CHUNK if prospect.alone else prospect.room
    if group:
        yield group


async def claim_lanes(
    engine: Engine, names: Sequence[str], most: int | None = None
) -> list[TouchId]:
    """Claim the lanes' due touches that pass every gate, up to their room; return their ids.

    `most` is how many workers are there for; None: any number.
    """
    claimed: list[TouchId] = []
    for turn in range(WALKS):
        left = CHUNK if most is None else min(CHUNK, most - len(claimed))
        if left < 1:
            break
        async with engine.database.writing() as connection:
            rounds, ids = await _claim_some(engine, connection, names, left)
        claimed += ids
        # Only now: both lock leads, which must not be waited for under a lane's lock.
        refused = [each for work in rounds for each in work.refused]
        if refused:
            await refuse(engine, refused)
        for enrollment_id, error in (each for work in rounds for each in work.broken):
            await quarantine(engine, enrollment_id, error)
        if any(work.parked for work in rounds):
            continue  # they made way for those behind them
        if turn + 1 >= ROUNDS or len(ids) + len(refused) < CHUNK:
            break
    return claimed


async def _claim_some(
    engine: Engine, connection: Connection, names: Sequence[str], most: int
) -> tuple[list[_Round], list[TouchId]]:
    rows = await lanes.try_lock(connection, names)
    now = engine.now()
    facts = await survey(engine, connection, rows, now)
    lines = await open_lines(engine, connection, facts, now)
    rounds, headcount, budget = list[_Round](), Headcount(), Budget(now)
    for name, lane in facts.items():
        free = min(most, await room_of(connection, lane, now)) if name in lines else 0
        if free > 0 and await _admitted(connection, lane, now, alone=len(names) == 1):
            most -= free
            # One touch may try a host that fails: there is no more room than that.
            freed = replace(lane, host=None)
            mine = lines[name]
            rounds.append(
                _Round(engine, connection, freed, now, free, mine, headcount, budget)
            )
    for touched in (True, False):
        going_on = [work for work in rounds if work.left > 0 and not work.over]
        for several in _alike(going_on):
            await _claim_kind(several, touched=touched)
    ids = await _write(connection, rounds)
    await budget.close(connection)
    hosts = [lane.host for lane in facts.values() if lane.host is not None]
    if hosts and ids and len(names) == 1:  # of several, no lane of such a host claims
        await note_probe(connection, hosts[0].name, ids[0])
    return rounds, ids


async def _admitted(
    connection: Connection, lane: LaneFacts, now: datetime, *, alone: bool
) -> bool:
    """Tell whether its host lets the lane claim: one that fails, for one lane at a time."""
    if lane.host is None:
        return True
    return alone and await may_try(connection, lane.host.name, now)


async def _write(connection: Connection, rounds: Sequence[_Round]) -> list[TouchId]:
    """Write the claims of all lanes; return their ids."""
    first = [row for work in rounds for row in work.first]
    again = [each for work in rounds for each in work.again]
    marked = [
        *(row["enrollment_id"] for row in first),
        *(enrollment_id for _, enrollment_id in again),
    ]
    ids = await touches.claim(connection, evened(first))
    for parked in ([w.parked for w in rounds], [w.shut_out for w in rounds]):
        moved = [each for several in parked for each in several]
        await enrollments.write_many(connection, moved)
    await enrollments.write_many(
        connection,
        [
            {"id": each, "touched": True, "due_at": None, "waits_for": ""}
            for each in marked
        ],
    )
    return [*ids, *(touch_id for touch_id, _ in again)]


def _alike(rounds: Iterable[_Round]) -> list[list[_Round]]:
    """Return lanes by about how much they want: those of a list are asked for as much."""
    found: dict[int, list[_Round]] = {}
    for work in rounds:
        found.setdefault(work.left.bit_length(), []).append(work)
    return list(found.values())


async def _claim_kind(rounds: Sequence[_Round], *, touched: bool) -> None:
    connection, now, engine = rounds[0].connection, rounds[0].now, rounds[0].engine
    spare = max(1, SPARE // len(rounds))
    candidates = await dues.first_due(
        connection,
        [(work.lane.name, key) for work in rounds for key in work.line.keys],
        touched=touched,
        now=now,
        most=max(work.left for work in rounds) + spare,
    )
    by_lane: dict[str, list[Row]] = {work.lane.name: [] for work in rounds}
    for row in candidates:
        by_lane.get(row["lane"], []).append(row)
    chosen = {
        work.lane.name: by_lane[work.lane.name][: work.left + spare] for work in rounds
    }
    judged = [row for each in chosen.values() for row in each]
    file = await _file(engine, connection, judged)
    await rounds[0].budget.look(connection, file.tolls.values(), wait=False)
    await rounds[0].headcount.look(engine, connection, judged)
    for work in rounds:
        await _judge_all(work, chosen[work.lane.name], file, touched=touched)


@dataclass(frozen=True, slots=True)
class _File:
    """What is known of the candidates, read for all of them at once."""

    held: dict[LeadId, Lead]
    known: dict[LeadId, list[Event]]
    standing: dict[EnrollmentId, dict[str, Row]]
    suppressed: dict[LeadId, str]
    tolls: dict[EnrollmentId, Toll]


async def _file(engine: Engine, connection: Connection, rows: Sequence[Row]) -> _File:
    held = await leads.get(connection, (row["lead_id"] for row in rows))
    standing = await touches.of_steps(connection, [row["id"] for row in rows])
    return _File(
        held,
        await _events(engine, connection, rows, held),
        standing,
        await suppressions.reasons(connection, held.values(), engine.house.secret),
        await tolls_of(engine, connection, rows, held, standing),
    )


async def _judge_all(
    work: _Round, rows: Sequence[Row], file: _File, *, touched: bool
) -> None:
    for row in rows:
        if work.left < 1 or work.over or (touched and work.deaf):
            return
        lead = file.held[row["lead_id"]]
        touch = file.standing[row["id"]].get(row["step"])
        suppressed = file.suppressed.get(lead.id, "")
        toll = file.tolls.get(row["id"], FREE)
        if not work.budget.holds(toll):
            continue  # another has its cap just now
        try:
            await _judge(work, row, lead, file.known[lead.id], touch, suppressed, toll)
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001 - one that cannot be judged stops no other
            work.broken.append((EnrollmentId(row["id"]), error))


async def _events(
    engine: Engine,
    connection: Connection,
    rows: Sequence[Row],
    held: dict[LeadId, Lead],
) -> dict[LeadId, list[Event]]:
    """Read events for those leads whose step's condition may ask for them."""
    asking = set()
    for row in rows:
        release = await engine.catalogue.find(connection, row["version"])
        step = None if release is None else release.sequence.steps.get(row["step"])
        if step is not None and step.condition is not None:
            asking.add(LeadId(row["lead_id"]))
    known = await events.of_leads(connection, asking)
    return {lead_id: known.get(lead_id, []) for lead_id in held}


async def _judge(
    work: _Round,
    row: Row,
    lead: Lead,
    known: Sequence[Event],
    touch: Row | None,
    suppressed: str,
    toll: Toll,
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
        company_active=work.headcount.active(row, release),
        policy=await forbidden(work.connection, lead, step, work.lane.name, work.now),
        caps=work.budget.facts(toll),
    )
    refusal = first_refusal(
        facts_of(work.engine, case, work.lane, work.now, claimed=False)
    )
    if refusal is None:
        await _claim(work, case, touch, toll)
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


async def _claim(work: _Round, case: Case, touch: Row | None, toll: Toll) -> None:
    row = case.row
    work.budget.take(toll)
    work.engine.meter.claimed(lateness(work.lane, row, work.now))
    if touch is not None:
        claimed = await touches.claim_again(
            work.connection, touch["id"], work.lane.name, work.now
        )
        if claimed:
            work.again.append((touch["id"], row["id"]))
        return
    work.headcount.take(row)
    work.first.append({**_touch(work, case), **(toll.columns if toll.caps else {})})


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
            if work.headcount.is_counted(row):
                parked = {"id": row["id"], "due_at": None, "waits_for": "company"}
                work.shut_out.append(parked)
        case Answer.WAIT, "window" | "holiday":
            # The lead has moved: it is looked for under the key it has now.
            here = Position(case.step.key, row["anchor_at"])
            columns = placed(situation, row["senders"], here)
            await enrollments.write(work.connection, row["id"], **columns)
        case Answer.WAIT, "inbox":
            work.deaf = True
        case Answer.WAIT, gate if gate in KINDS:
            work.parked.append(await work.budget.park(work.connection, case, gate))
        case Answer.WAIT, gate:
            work.over = True
            if gate == "gap" and refusal.passes_at is not None:
                limits, last = work.lane.limits, work.lane.state.last_attempt_at
                standing = Standing(limits, last, work.line)
                until = refusal.passes_at
                work.engine.lulls.note(work.lane.name, standing, row["id"], until)
        case _:
            work.refused.append((row, refusal))
