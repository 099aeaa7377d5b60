"""Asks the planner and the gates about one enrollment, and changes nothing.

It is the planner's and the gates' own code that answers, so what is told is what decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from outreach.core.gate import Answer, LaneFacts, Verdict, verdicts
from outreach.core.model import TouchState
from outreach.core.pacing import LaneState, Limits
from outreach.core.planner import Plan, Position, Send, plan
from outreach.errors import RenderError
from outreach.services.place import lane_of
from outreach.services.survey import OLDEST, Case, facts_of, survey_lane
from outreach.services.write import Occasion, write
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import lane as lanes
from outreach.store import lead as leads
from outreach.store import suppression as suppressions
from outreach.store import touch as touches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from outreach.core.gate import Facts
    from outreach.core.model import Event, Lead
    from outreach.core.sequence import Step
    from outreach.services.engine import Engine, Release
    from outreach.store.database import Connection, Row


@dataclass(frozen=True, slots=True)
class Finding:
    """What the planner decides for one enrollment, and what each gate says of its next touch.

    `gates` are empty where the step it stands at asks nothing of the outside.
    """

    row: Row
    lead: Lead
    planned: Plan
    step: Step | None
    touch: Row | None
    facts: Facts | None
    gates: tuple[Verdict, ...]

    @property
    def refusal(self) -> Verdict | None:
        """The verdict that decides, None when every gate passes."""
        return next((g for g in self.gates if g.answer is not Answer.PASS), None)


async def examine(
    engine: Engine,
    connection: Connection,
    rows: Sequence[Row],
    now: datetime,
    *,
    draft: bool = False,
) -> list[Finding]:
    """Judge these enrollments as the tick would at `now`; `draft` also tries to write them."""
    held = await leads.get(connection, (row["lead_id"] for row in rows))
    suppressed = await suppressions.reasons(
        connection, held.values(), engine.house.secret
    )
    known = await events.of_leads(connection, held)
    standing = await touches.of_steps(connection, [row["id"] for row in rows])
    found = []
    for row in rows:
        lead = held[row["lead_id"]]
        release = await engine.catalogue.get(connection, row["version"])
        planned = _plan(engine, release, lead, row, known[lead.id], now)
        key = planned.position.step
        step = None if key is None else release.sequence.steps.get(key)
        of_steps = standing[row["id"]]
        touch = None if step is None else of_steps.get(step.key)
        facts = None
        if step is not None and step.sends:
            facts = await _facts(
                engine,
                connection,
                Case(
                    row,
                    lead,
                    release,
                    step,
                    follow_up=row["touched"] if touch is None else not touch["first"],
                    suppressed=suppressed.get(lead.id, ""),
                    company_active=await _company(connection, row, release),
                ),
                touch,
                now,
            )
            if draft:
                missing = _missing(engine, release, lead, row, step, of_steps)
                facts = replace(facts, missing=missing)
        gates = () if facts is None else verdicts(facts)
        found.append(Finding(row, lead, planned, step, touch, facts, gates))
    return found


def _plan(
    engine: Engine,
    release: Release,
    lead: Lead,
    row: Row,
    known: Sequence[Event],
    now: datetime,
) -> Plan:
    enrollment = enrollments.enrollment_of(row)
    situation = engine.situation(release, lead, enrollment, known)
    return plan(situation, Position(enrollment.step, enrollment.anchor_at), now)


async def _facts(
    engine: Engine,
    connection: Connection,
    case: Case,
    touch: Row | None,
    now: datetime,
) -> Facts:
    name = lane_of(case.step, case.row["senders"])
    row = (await lanes.rows(connection, [name])).get(name)
    lane = _unknown(name)
    if row is not None:
        lane = await survey_lane(engine, connection, row, now, oldest=OLDEST)
    claimed = touch is not None and touch["state"] == TouchState.CLAIMED
    return facts_of(engine, case, lane, now, claimed=claimed)


def _unknown(name: str) -> LaneFacts:
    return LaneFacts(name, False, "", None, False, None, Limits(), LaneState())  # noqa: FBT003 - known, hears


async def _company(connection: Connection, row: Row, release: Release) -> int:
    most = release.sequence.company.max_active
    if most is None or row["company_key"] is None or row["touched"]:
        return 0
    return await enrollments.company_active(
        connection, row["sequence"], row["company_key"]
    )


def _missing(
    engine: Engine,
    release: Release,
    lead: Lead,
    row: Row,
    step: Step,
    of_steps: dict[str, Row],
) -> str:
    """Return why the touch cannot be written, "" if it can."""
    sent = {key for key, touch in of_steps.items() if touch["state"] == TouchState.SENT}
    sender = engine.sender(lane_of(step, row["senders"]), step.channel or "")
    try:
        write(Occasion(engine, release, lead, row["ordinal"], sender, sent=sent), step)
    except RenderError as error:
        return str(error)
    return ""


def is_ready(finding: Finding) -> bool:
    """Tell whether a tick would do something with it: send, stop, pause or move it on."""
    if finding.planned.effects or not isinstance(finding.planned.decision, Send):
        return True
    refusal = finding.refusal
    return (
        refusal is None
        or refusal.answer is not Answer.WAIT
        or refusal.gate in ("company", "window")
    )
