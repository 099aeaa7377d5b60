"""Says why nothing is sent to a lead now, gate by gate, and when it will be."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never
from zoneinfo import ZoneInfo

from outreach.core.cap import KINDS
from outreach.core.gate import Answer
from outreach.core.model import TouchId, TouchState
from outreach.core.pacing import Limits
from outreach.core.planner import Do, Due, End, Hold, Plan, Send, Skip
from outreach.core.turn import Road, turn_at
from outreach.core.window import HORIZON, next_open
from outreach.errors import NotFound
from outreach.services.examine import Finding, examine
from outreach.services.list_doubts import evidence_for
from outreach.services.list_doubts import told as told_of
from outreach.services.rank import Turn, rank
from outreach.services.survey import opens_at
from outreach.store import doubt as doubts
from outreach.store import enrollment as enrollments
from outreach.store import lead as leads
from outreach.store import suppression as suppressions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from outreach.core.gate import Facts, Verdict
    from outreach.core.model import EnrollmentId, LeadId
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row


UNREADABLE = "none: its sequence version cannot be read"
READY = "ready"


@dataclass(frozen=True, slots=True)
class Explained:
    """One unfinished enrollment.

    `decision` is the planner's, in words; `gates` are those of `sends`, the message that
    comes next, in order, none where none does. `held` is the code of what holds it back,
    `ready` for what the next tick deals with. `next_at` is the earliest instant at which
    something happens if all stays as it is, `sends_at` that at which the message leaves;
    None: not by time alone, and `why` says. With `ahead`, which counts the due touches that
    leave before it, both are estimates. `zone` is the lead's, "" if it may be in several.
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
    held: str
    next_at: datetime | None
    why: str
    sends: str
    sends_at: datetime | None
    sender: str
    ahead: int
    zone: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A lead, and each of its unfinished enrollments. `zone` is the workspace's."""

    lead_id: LeadId
    email: str
    stage: str
    suppressed: str
    at: datetime
    zone: str
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
        turns = await _turns(engine, connection, rows, now)
        found = await examine(engine, connection, rows, now, draft=True, turns=turns)
        looked = await doubts.of_touches(connection, _in_doubt(found))
    return Explanation(
        lead_id,
        lead.email,
        lead.stage,
        suppressed.get(lead_id, ""),
        now,
        engine.house.zone,
        tuple(
            _with_evidence(
                engine,
                each,
                looked,
                _explained(engine, each, turns.get(each.row["id"]), now),
            )
            for each in found
        ),
    )


def _in_doubt(found: Sequence[Finding]) -> list[TouchId]:
    touches = [finding.touch for finding in found if finding.touch is not None]
    return [TouchId(t["id"]) for t in touches if t["state"] == TouchState.IN_DOUBT]


def _with_evidence(
    engine: Engine,
    finding: Finding,
    looked: Mapping[TouchId, Row],
    explained: Explained,
) -> Explained:
    """Tell of a touch in doubt what was looked for, and what can still settle it."""
    touch = finding.touch
    if touch is None or explained.why != UNDER_WAY["in_doubt"]:
        return explained
    seen = looked.get(touch["id"])
    words = [
        UNDER_WAY["in_doubt"],
        told_of(seen),
        f"waits for {evidence_for(engine, touch, seen)}",
        f"`outreach touches settle {touch['id']}` tells",
    ]
    why = "; ".join(each for each in words if each)
    return replace(explained, why=why, next_at=seen["due_at"] if seen else None)


async def _turns(
    engine: Engine, connection: Connection, rows: Sequence[Row], now: datetime
) -> dict[EnrollmentId, Turn]:
    """Return the turns of those that are due at a sending step."""
    wanted = {
        row["id"]
        for row in rows
        if row["state"] == "active" and row["lane"] and (row["due_at"] or now) <= now
    }
    found: dict[EnrollmentId, Turn] = {}
    if not wanted:
        return found
    async with aclosing(rank(engine, connection, now)) as turns:
        async for turn in turns:
            if turn.row["id"] in wanted:
                found[turn.row["id"]] = turn
            if len(found) == len(wanted):
                break
    return found


def _explained(
    engine: Engine, finding: Finding, turn: Turn | None, now: datetime
) -> Explained:
    row, touch, facts = finding.row, finding.touch, finding.facts
    turn_comes_at = _turn_at(engine, finding, turn, now)
    next_at, why = _outlook(finding, turn_comes_at, now)
    doomed = any(gate.answer in _ENDS for gate in finding.gates)
    zones = () if facts is None or facts.place is None else facts.place.zones
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
        decision=_decision(engine, finding),
        gates=finding.gates,
        held=held(finding, now),
        next_at=next_at,
        why=why,
        sends="" if finding.sends is None else finding.sends.key,
        sends_at=None if doomed else turn_comes_at,
        sender="" if facts is None else facts.lane.name,
        ahead=turn.ahead if turn and facts and facts.lane.limits != Limits() else 0,
        zone=zones[0] if len(zones) == 1 else "",
    )


def held(finding: Finding, now: datetime) -> str:
    """Return the code of what holds an enrollment back, `ready` where nothing does."""
    row, touch, refusal = finding.row, finding.touch, finding.refusal
    if row["state"] == "paused":
        return "paused"
    if row["lane"] and finding.suppressed:
        return "suppressed"
    if row["due_at"] is None:
        if row["waits_for"] == "company":
            return "company_full"
        return touch["state"] if touch is not None else "under_way"
    if row["due_at"] > now:
        if row["waits_for"] in KINDS:
            return str(row["waits_for"])
        return "event" if row["waits_for"] else "delay"
    if finding.planned is None:
        return "unreadable"
    if row["lane"] and finding.turn is not None and finding.turn.moves_on:
        return finding.turn.reason or READY  # no gate is asked, but a lane looked at
    if not row["lane"] or refusal is None:
        return READY
    return refusal.reason


def _decision(engine: Engine, finding: Finding) -> str:
    if finding.planned is None:
        return UNREADABLE
    return told(finding.planned, engine.house.zone)


def told(planned: Plan, zone: str) -> str:
    """Return a plan in words: what happens on the way, and what is decided there.

    Its times are those of the zone's clock.
    """
    words = [_effect(effect) for effect in planned.effects]
    match planned.decision:
        case Send(step=step):
            words.append(f"send {step.key}")
        case Due(at=at, event=event):
            sooner = f", or sooner on {event}" if event else ""
            step_key = planned.position.step
            words.append(f"wait for {step_key} until {_clock(at, zone)}{sooner}")
        case Hold(reason=reason, until=until):
            end = "until a person resumes it"
            if until is not None:
                end = f"to {_clock(until, zone)}"
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


def _clock(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M} in {zone}"


UNDER_WAY = {
    "claimed": "claimed: it is about to leave",
    "sending": "on the wire",
    "in_doubt": "in doubt: nobody knows if it went out",
}


def _turn_at(
    engine: Engine, finding: Finding, turn: Turn | None, now: datetime
) -> datetime | None:
    """Return when all that the next message waits for is over; None: not by time alone."""
    facts, touch, from_at = finding.facts, finding.touch, finding.from_at
    under_way = touch is not None and touch["state"] in UNDER_WAY
    if facts is None or from_at is None or under_way or _stuck(finding, now):
        return None
    lane = facts.lane
    state = lane.state
    if turn is not None and turn.ahead:
        state = replace(state, queued=turn.ahead)
    road = Road(
        lane.limits,
        state,
        facts.touch_key,
        ZoneInfo(engine.house.zone),
        lambda at: _open_from(engine, facts, at),
    )
    resting = lane.rest_until or now
    tried = lane.host.tries_at if lane.host is not None else now
    free = [cap.likely_at for cap in facts.caps if cap.likely_at is not None]
    return turn_at(road, now, max(from_at, resting, tried, *free))


def _stuck(finding: Finding, now: datetime) -> bool:
    """Tell whether a gate waits for what no clock brings."""
    due_later = finding.from_at is not None and finding.from_at > now
    for gate in finding.gates:
        if gate.answer is not Answer.WAIT or gate.passes_at is not None:
            continue
        if gate.gate == "inbox" and due_later:
            continue  # it is read again by then
        if gate.gate in ("state", "cap", "gap", "ramp"):
            continue  # a pause ends when it ends, and claims leave
        return True
    return bool(finding.row["waits_for"] == "company")


def _open_from(engine: Engine, facts: Facts, at: datetime) -> datetime | None:
    """Return from when on both the lead's and the sender's hours are open.

    A lead's that never open hold nothing up: its enrollment pauses when it is due.
    """
    sender = engine.senders.get(facts.lane.name)
    last = at + HORIZON
    while at <= last:
        mine = opens_at(engine, sender, at, facts.lane.freeze) or at
        both = mine
        if facts.window is not None and facts.place is not None:
            opens = next_open(facts.window, facts.place, mine, facts.calendar)
            both = mine if opens is None else opens
        if both == at:
            return at
        at = both
    return None


def _outlook(
    finding: Finding, sends_at: datetime | None, now: datetime
) -> tuple[datetime | None, str]:
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
        return None, "company_full: the company has as many under way as it may"
    if row["due_at"] is None:
        return None, "nothing is due"
    due_at = max(row["due_at"], now)
    if not row["lane"]:
        waits = f" or {row['waits_for']}" if row["waits_for"] else ""
        return due_at, f"its delay{waits}" if due_at > now else "due now"
    return _leaving(finding, due_at, sends_at, now)


def _leaving(
    finding: Finding, due_at: datetime, sends_at: datetime | None, now: datetime
) -> tuple[datetime | None, str]:
    """Return when a message leaves, or what a gate does about it instead, and why not now."""
    refusal = finding.refusal
    if refusal is not None and refusal.answer is not Answer.WAIT:
        return sends_at, f"{refusal.answer} then ({refusal.reason}): {refusal.evidence}"
    doomed = [gate for gate in finding.gates if gate.answer in _ENDS]
    then = "".join(
        f"; {gate.answer} then ({gate.reason}): {gate.evidence}" for gate in doomed
    )
    parked = finding.row["waits_for"] in KINDS and refusal is not None
    if due_at > now and not parked:
        return sends_at, _delay(finding, due_at, sends_at) + then
    if refusal is None:
        return sends_at, "due now"
    return sends_at, f"{refusal.reason}: {refusal.evidence}{then}"


_ENDS = (Answer.PAUSE, Answer.STOP)


def _delay(finding: Finding, due_at: datetime, sends_at: datetime | None) -> str:
    """Return why a message is not due yet, and if more follows when it is."""
    refusal = finding.refusal
    if sends_at is None and refusal is not None:
        more = f", then {refusal.reason}: {refusal.evidence}"
    else:
        more = ", then its turn" if sends_at is None or sends_at > due_at else ""
    touch = finding.touch
    if touch is not None and touch["state"] == TouchState.DEFERRED:
        said = f"{touch['status']} {touch['detail']}".strip()
        return f"put off till then: {said}{more}"
    return f"its delay{more}"
