"""Asks the planner and the gates about one enrollment, and changes nothing.

It is the planner's and the gates' own code that answers, so what is told is what decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from outreach.core.cap import KINDS
from outreach.core.gate import Answer, Verdict, deciding, verdicts
from outreach.core.model import EnrollmentState, TouchState
from outreach.core.planner import Due, End, Hold, Plan, Position, Send, plan
from outreach.errors import RenderError
from outreach.services.cap import cap_facts, toll_of
from outreach.services.permit import forbidden
from outreach.services.place import lane_of
from outreach.services.rank import EVERY
from outreach.services.survey import (
    OLDEST,
    Case,
    facts_of,
    survey_lane,
    unknown_lane,
)
from outreach.services.write import Occasion, write
from outreach.store import company as companies
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import lane as lanes
from outreach.store import lead as leads
from outreach.store import suppression as suppressions
from outreach.store import touch as touches

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from outreach.core.cap import CapFacts
    from outreach.core.gate import Facts
    from outreach.core.model import EnrollmentId, Event, Lead, LeadId
    from outreach.core.planner import Situation
    from outreach.core.sequence import Step
    from outreach.services.engine import Engine, Release
    from outreach.services.rank import Turn
    from outreach.store.database import Connection, Row


@dataclass(frozen=True, slots=True)
class Finding:
    """What the planner decides for one enrollment, and what each gate says of its next touch.

    `planned` is None where its sequence version cannot be read. `gates` are empty where the
    step it stands at asks nothing of the outside; in a draft they are those of `sends`, the
    message that comes next, not before `from_at`, if nothing happens on the way.
    """

    row: Row
    lead: Lead
    planned: Plan | None
    step: Step | None
    touch: Row | None
    facts: Facts | None
    gates: tuple[Verdict, ...]
    sends: Step | None = None
    from_at: datetime | None = None
    turn: Turn | None = None
    suppressed: str = ""

    @property
    def refusal(self) -> Verdict | None:
        """The verdict that decides, None when every gate passes."""
        return deciding(self.gates)


@dataclass(frozen=True, slots=True)
class _Look:
    """What was read for all of the enrollments at once."""

    engine: Engine
    connection: Connection
    now: datetime
    held: dict[LeadId, Lead]
    suppressed: dict[LeadId, str]
    known: dict[LeadId, list[Event]]
    standing: dict[EnrollmentId, dict[str, Row]]
    draft: bool
    turns: Mapping[EnrollmentId, Turn]


async def examine(
    engine: Engine,
    connection: Connection,
    rows: Sequence[Row],
    now: datetime,
    *,
    draft: bool = False,
    turns: Mapping[EnrollmentId, Turn] | None = None,
) -> list[Finding]:
    """Judge these enrollments as the tick would at `now`; `draft` also tries to write them.

    Those that `turns` knows are judged behind those that are before them.
    """
    held = await leads.get(connection, (row["lead_id"] for row in rows))
    secret = engine.house.secret
    look = _Look(
        engine,
        connection,
        now,
        held,
        await suppressions.reasons(connection, held.values(), secret),
        await events.of_leads(connection, held),
        await touches.of_steps(connection, [row["id"] for row in rows]),
        draft,
        turns or {},
    )
    return [
        replace(
            await _finding(look, row),
            turn=look.turns.get(row["id"]),
            suppressed=look.suppressed.get(row["lead_id"], ""),
        )
        for row in rows
    ]


async def _finding(look: _Look, row: Row) -> Finding:
    lead = look.held[row["lead_id"]]
    release = await look.engine.catalogue.find(look.connection, row["version"])
    if release is None:
        return Finding(row, lead, None, None, None, None, ())
    situation = _situation(look, release, lead, row)
    planned = plan(situation, Position(row["step"], row["anchor_at"]), _from(look, row))
    key = planned.position.step
    step = None if key is None else release.sequence.steps.get(key)
    sends, from_at = step, None
    if look.draft:
        sends, from_at = _foreseen(situation, planned, row, look.now)
    if sends is None or not sends.sends:
        return Finding(row, lead, planned, step, None, None, ())
    of_steps, turn = look.standing[row["id"]], look.turns.get(row["id"])
    touch = of_steps.get(sends.key)
    active = await _company(look.connection, row, release)
    follow_up = row["touched"] if touch is None else not touch["first"]
    case = Case(
        row,
        lead,
        release,
        sends,
        follow_up=follow_up,
        suppressed=look.suppressed.get(lead.id, ""),
        company_active=active + (turn.colleagues if turn else 0),
        policy=await _policy(look, row, lead, sends),
        caps=await _caps(look, row, release, sends, touch, follow_up=follow_up),
    )
    facts = await _facts(look, case, touch)
    if turn is not None and turn.queues:
        state = replace(facts.lane.state, queued=turn.ahead)
        facts = replace(facts, lane=replace(facts.lane, state=state))
    if look.draft:
        facts = replace(facts, missing=_missing(look.engine, case, of_steps))
    gates = verdicts(facts)
    return Finding(row, lead, planned, step, touch, facts, gates, sends, from_at)


def _from(look: _Look, row: Row) -> datetime:
    """Return when it is walked on from where it stands: once its pause is over, or now."""
    resumes_at: datetime | None = row["due_at"]
    if row["state"] != EnrollmentState.PAUSED or resumes_at is None:
        return look.now
    return max(resumes_at, look.now)


async def _caps(
    look: _Look,
    row: Row,
    release: Release,
    step: Step,
    touch: Row | None,
    *,
    follow_up: bool,
) -> tuple[CapFacts, ...]:
    engine, lead = look.engine, look.held[row["lead_id"]]
    company = row["company_key"]
    toll = toll_of(engine, release, step, lead, company, follow_up=follow_up)
    turn = look.turns.get(row["id"])
    claimed = touch is not None and touch["state"] == TouchState.CLAIMED
    return await cap_facts(
        look.connection,
        row,
        toll,
        look.now,
        follow_up=follow_up,
        own=int(claimed),
        ahead=None if turn is None else turn.takers,
    )


async def _policy(look: _Look, row: Row, lead: Lead, step: Step) -> str:
    lane = lane_of(step, row["senders"])
    return await forbidden(look.connection, lead, step, lane, look.now)


def _situation(look: _Look, release: Release, lead: Lead, row: Row) -> Situation:
    enrollment = enrollments.enrollment_of(row)
    return look.engine.situation(release, lead, enrollment, look.known[lead.id])


def _foreseen(
    situation: Situation, planned: Plan, row: Row, now: datetime
) -> tuple[Step | None, datetime | None]:
    """Return the message that comes next if nothing happens, and from when on it may."""
    at: datetime | None = max(row["due_at"] or now, now)
    if row["state"] == EnrollmentState.PAUSED:
        at = row["due_at"]
    for _ in range(2 * len(situation.sequence.steps)):  # each is waited for, then done
        following: datetime | None
        match planned.decision:
            case Send(step=step):
                return step, at
            case Due(at=following) | Hold(until=following):
                pass
            case End():
                return None, None
            case _:
                assert_never(planned.decision)
        if following is None:
            return None, None
        at = None if at is None else max(at, following)
        planned = plan(situation, planned.position, max(following, now))
    return None, None


async def _facts(look: _Look, case: Case, touch: Row | None) -> Facts:
    name = lane_of(case.step, case.row["senders"])
    row = (await lanes.rows(look.connection, [name])).get(name)
    lane = unknown_lane(name)
    if row is not None:
        lane = await survey_lane(
            look.engine,
            look.connection,
            row,
            look.now,
            oldest=EVERY if look.draft else OLDEST,
        )
    claimed = touch is not None and touch["state"] == TouchState.CLAIMED
    facts = facts_of(look.engine, case, lane, look.now, claimed=claimed)
    if lane.host is None or touch is None:
        return facts
    return replace(facts, probes=claimed and lane.host.probe == touch["id"])


async def _company(connection: Connection, row: Row, release: Release) -> int:
    most = release.sequence.company.max_active
    if most is None or row["company_key"] is None or row["touched"]:
        return 0
    return await companies.active(connection, row["sequence"], row["company_key"])


def _missing(engine: Engine, case: Case, of_steps: dict[str, Row]) -> str:
    """Return why the touch cannot be written, "" if it can."""
    row, step = case.row, case.step
    sent = {key for key, touch in of_steps.items() if touch["state"] == TouchState.SENT}
    sender = engine.sender(lane_of(step, row["senders"]), step.channel or "")
    occasion = Occasion(
        engine, case.release, case.lead, row["ordinal"], sender, sent=sent
    )
    try:
        write(occasion, step)
    except RenderError as error:
        return str(error)
    return ""


def is_ready(finding: Finding) -> bool:
    """Tell whether a tick would do something with it: send, stop, pause or move it on."""
    planned = finding.planned
    if planned is None or planned.moves_on:
        return True
    refusal = finding.refusal
    return (
        refusal is None
        or refusal.answer is not Answer.WAIT
        or refusal.gate in ("company", "window", "holiday", *KINDS)
    )
