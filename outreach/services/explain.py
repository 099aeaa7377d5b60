"""Says why nothing is sent to a lead now, gate by gate, and when it will be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from outreach.core.gate import Answer
from outreach.core.planner import Do, Due, End, Hold, Plan, Send, Skip
from outreach.core.window import next_open
from outreach.errors import NotFound
from outreach.services.examine import Finding, examine
from outreach.store import enrollment as enrollments
from outreach.store import lead as leads
from outreach.store import suppression as suppressions

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.core.gate import Facts, Verdict
    from outreach.core.model import LeadId
    from outreach.services.engine import Engine


UNREADABLE = "none: its sequence version cannot be read"


@dataclass(frozen=True, slots=True)
class Explained:
    """One unfinished enrollment.

    `decision` is the planner's, in words; `gates` are those of the step's touch, in order,
    none for a step that only thinks. `next_at` is the earliest instant at which something
    happens, if what can be known stays as it is; None: not by time alone, and `why` says.
    """

    sequence: str
    ordinal: int
    version: str
    state: str
    reason: str
    step: str
    touch: str  # the state of the step's touch, "" before there is one
    due_at: datetime | None
    waits_for: str
    decision: str
    gates: tuple[Verdict, ...]
    next_at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A lead, and each of its unfinished enrollments."""

    lead_id: LeadId
    email: str
    stage: str
    suppressed: str
    at: datetime
    enrollments: tuple[Explained, ...]


async def explain(engine: Engine, lead_id: LeadId) -> Explanation:
    """Return why nothing is sent to a lead now and when it will be. Raises NotFound."""
    now = engine.now()
    async with engine.database.reading() as connection:
        lead = (await leads.get(connection, [lead_id])).get(lead_id)
        if lead is None:
            raise NotFound(f"no lead {lead_id}; `outreach leads export` lists them")
        suppressed = await suppressions.reasons(connection, [lead], engine.house.secret)
        rows = await enrollments.open_of(connection, [lead_id])
        found = await examine(engine, connection, rows, now, draft=True)
    return Explanation(
        lead_id,
        lead.email,
        lead.stage,
        suppressed.get(lead_id, ""),
        now,
        tuple(_explained(finding, now) for finding in found),
    )


def _explained(finding: Finding, now: datetime) -> Explained:
    row, touch = finding.row, finding.touch
    next_at, why = _outlook(finding, now)
    return Explained(
        sequence=row["sequence"],
        ordinal=row["ordinal"],
        version=row["version"],
        state=row["state"],
        reason=row["reason"],
        step=row["step"] or "",
        touch="" if touch is None else touch["state"],
        due_at=row["due_at"],
        waits_for=row["waits_for"],
        decision=UNREADABLE if finding.planned is None else told(finding.planned),
        gates=finding.gates,
        next_at=next_at,
        why=why,
    )


def told(planned: Plan) -> str:
    """Return a plan in words: what happens on the way, and what is decided there."""
    words = [_effect(effect) for effect in planned.effects]
    match planned.decision:
        case Send(step=step):
            words.append(f"send {step.key}")
        case Due(at=at, event=event):
            sooner = f", or sooner on {event}" if event else ""
            step_key = planned.position.step
            words.append(f"wait for {step_key} until {_clock(at)}{sooner}")
        case Hold(reason=reason, until=until):
            end = (
                "until a person resumes it" if until is None else f"to {_clock(until)}"
            )
            words.append(f"pause ({reason}) {end}")
        case End(how=how, detail=detail):
            words.append(f"finish as {how}" + (f" ({detail})" if detail else ""))
        case _:
            assert_never(planned.decision)
    return "; ".join(words)


def _effect(effect: Skip | Do) -> str:
    match effect:
        case Skip(step=step):
            return f"skip {step.key}"
        case Do(action=action, step=step):
            return f"do {step.key} ({type(action).__name__.lower()})"
        case _:
            assert_never(effect)


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _outlook(finding: Finding, now: datetime) -> tuple[datetime | None, str]:
    """Return when something happens next, and what it waits for till then."""
    row, touch = finding.row, finding.touch
    if finding.planned is None:
        return None, "the log says what is wrong with it"
    if row["state"] == "paused":
        if row["due_at"] is None:
            return None, f"paused ({row['reason']}) until a person resumes it"
        return max(row["due_at"], now), f"paused ({row['reason']}) for a while"
    if touch is not None and touch["state"] in UNDER_WAY:
        return None, UNDER_WAY[touch["state"]]
    if row["waits_for"] == "company":
        return None, "the company has as many under way as it may"
    if row["due_at"] is None:
        return None, "nothing is due"
    due_at = max(row["due_at"], now)
    if not finding.gates:
        waits = f" or {row['waits_for']}" if row["waits_for"] else ""
        return due_at, f"its delay{waits}" if due_at > now else "due now"
    return _passing(finding, due_at, now)


UNDER_WAY = {
    "claimed": "claimed: it is about to leave",
    "sending": "on the wire",
    "in_doubt": "in doubt: nobody knows if it went out, `outreach touches settle` tells",
}


def _passing(
    finding: Finding, due_at: datetime, now: datetime
) -> tuple[datetime | None, str]:
    refusal, facts = finding.refusal, finding.facts
    if refusal is not None and refusal.answer is not Answer.WAIT:
        return due_at, f"{refusal.answer} then ({refusal.reason}): {refusal.evidence}"
    waits = [gate for gate in finding.gates if _outlasts(gate, due_at, now)]
    stuck = next((gate for gate in waits if gate.passes_at is None), None)
    if stuck is not None:
        return None, f"{stuck.reason}: {stuck.evidence}"
    at = _opening(facts, max((g.passes_at or due_at for g in waits), default=due_at))
    if at is None:
        return None, "its window never opens"
    if waits:
        return at, f"{waits[0].reason}: {waits[0].evidence}"
    if at > due_at:
        return at, "window: closed when it is due"
    return at, "due now" if at <= now else "its delay"


def _outlasts(gate: Verdict, due_at: datetime, now: datetime) -> bool:
    """Tell whether a gate that says Wait now will still say so when the touch is due."""
    if gate.answer is not Answer.WAIT:
        return False
    if gate.passes_at is None:
        return due_at <= now or gate.gate != "inbox"  # it is read again by then
    return gate.passes_at > due_at


def _opening(facts: Facts | None, at: datetime) -> datetime | None:
    if facts is None or facts.window is None or facts.place is None:
        return at
    return next_open(facts.window, facts.place, at, facts.calendar)
