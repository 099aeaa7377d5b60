"""What a new version of its sequence does to each lead in flight; reads, and writes nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from outreach.core.cap import MAX_NEW
from outreach.core.migration import Goes, Gone, Pins, Stops
from outreach.core.model import EnrollmentState, Lead, LeadId, StepKey, TouchState
from outreach.core.planner import Due, Position, plan
from outreach.core.sequence import WaitFor
from outreach.services.course import course
from outreach.services.enroll import pick_senders
from outreach.services.place import key_of, lane_of, placed
from outreach.services.survey import OPEN_LANES
from outreach.store import change as changes
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import lead as leads
from outreach.store.change import FACTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence as Several
    from datetime import datetime

    from outreach.core.model import EnrollmentId, Event
    from outreach.core.planner import Situation
    from outreach.core.sequence import Sequence
    from outreach.services.course import Course, Shift
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

    Facts = Mapping[Any, Any]  # a row, or what a flock shares of theirs

ON_THE_WIRE = (TouchState.SENDING, TouchState.IN_DOUBT)
UNSENT = (TouchState.DEFERRED, TouchState.CLAIMED)
MOVES, PINNED, STOPPED, LATER, GONE = "moves", "pinned", "stopped", "later", "gone"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happens to one enrollment.

    `columns` are what it is written with; `effects` are what its lead will notice: text,
    due, gains, loses, order, done, sender_gone. `due_at` is not clamped to the present.
    """

    row: Facts
    verdict: str
    step: StepKey | None = None
    effects: frozenset[str] = frozenset()
    due_at: datetime | None = None
    columns: Mapping[str, object] | None = None
    claimed: bool = False  # its claim is to be given back first
    dropped: bool = False  # what it has put off is of a step it leaves

    @property
    def is_felt(self) -> bool:
        """Whether its lead notices anything, or a person must know of it."""
        return self.verdict != MOVES or bool(self.effects)


@dataclass(frozen=True, slots=True)
class Flock:
    """Enrollments to which the very same happens: each one's id, and its lead's."""

    outcome: Outcome
    ids: list[tuple[EnrollmentId, LeadId]]


@dataclass(frozen=True, slots=True)
class Found:
    """What happens to a batch: to those alike together, to the others one by one."""

    flocks: list[Flock]
    singles: list[Outcome]


@dataclass(slots=True)
class Look:
    """What decides on outcomes, and what is kept of batches before."""

    engine: Engine
    shifts: Mapping[str, Shift]
    now: datetime
    alike: dict[tuple[object, ...], Outcome | None] = field(default_factory=dict)
    homes: dict[tuple[object, ...], tuple[Situation, str]] = field(default_factory=dict)
    # Of the batch that is looked at.
    touches: Mapping[EnrollmentId, Mapping[str, Row]] = field(default_factory=dict)
    leads: Mapping[LeadId, Lead] = field(default_factory=dict)
    known: Mapping[LeadId, Several[Event]] = field(default_factory=dict)


async def outcomes(
    look: Look, connection: Connection, ids: Several[EnrollmentId]
) -> Found:
    """Return what happens to those of these enrollments that are in one of the versions."""
    flocks: dict[tuple[object, ...], Flock] = {}
    alone: list[EnrollmentId] = []
    for enrollment_id, lead_id, *rest in await changes.facts(
        connection, ids, look.shifts
    ):
        facts = tuple(rest)
        if facts in flocks:
            flocks[facts].ids.append((enrollment_id, lead_id))
            continue
        if facts not in look.alike:
            look.alike[facts] = _together(look, dict(zip(FACTS, facts, strict=True)))
        outcome = look.alike[facts]
        if outcome is not None:
            flocks[facts] = Flock(outcome, [(enrollment_id, lead_id)])
        elif facts[0] in look.shifts and facts[2] != EnrollmentState.FINISHED:
            alone.append(enrollment_id)
    return Found(list(flocks.values()), await _singles(look, connection, alone))


def _together(look: Look, facts: Mapping[str, Any]) -> Outcome | None:
    """Return what happens to all who share these facts; None where it takes more to tell."""
    move = look.shifts.get(facts["version"])
    if move is None or facts["state"] == EnrollmentState.FINISHED:
        return None
    way = course(move, facts["step"])
    parked = _may_go_on(facts["waits_for"], move)
    if way.replaced or way.again or move.channels or parked:
        return None
    touch = {"state": facts["touch"], "reason": facts["reason"], "sending_at": look.now}
    row = {**facts, "senders": json.loads(facts["senders"])}
    row |= {"anchor_at": look.now, "due_at": None}  # not asked for
    standing = touch if facts["touch"] else None
    touches = {facts["step"]: standing} if standing else {}
    return _outcome(look, move, row, touches)


async def _singles(
    look: Look, connection: Connection, ids: Several[EnrollmentId]
) -> list[Outcome]:
    if not ids:
        return []
    rows = list((await enrollments.get(connection, ids)).values())
    await _read(look, connection, rows)
    return [
        _outcome(
            look, look.shifts[row["version"]], row, look.touches.get(row["id"], {})
        )
        for row in rows
    ]


async def _read(look: Look, connection: Connection, rows: Several[Row]) -> None:
    """Read what the outcomes of these ask for."""
    ways = [(row, course(look.shifts[row["version"]], row["step"])) for row in rows]
    extra = set[str]()
    for row, way in ways:
        if way.again:
            extra |= _old_names(look.shifts[row["version"]], row["step"], way.again)
    look.touches = await changes.standing(
        connection, [row["id"] for row in rows], extra
    )
    waiting = {
        row["lead_id"]
        for row, way in ways
        if way.replaced and _waits(look.shifts[row["version"]].new.sequence, way.step)
    }
    others = {row["lead_id"] for row, _ in ways} - waiting
    whole = await leads.get(connection, waiting)
    look.leads = {**await leads.places(connection, others), **whole}
    look.known = await events.of_leads(connection, waiting)


def _old_names(move: Shift, step: str, again: frozenset[StepKey]) -> set[str]:
    return {
        each for each in move.had.get(step, ()) if move.names.get(each, each) in again
    }


def _waits(sequence: Sequence, step: StepKey | None) -> bool:
    return step is not None and isinstance(sequence.steps[step].action, WaitFor)


def _outcome(
    look: Look, move: Shift, row: Facts, touches: Mapping[str, Facts]
) -> Outcome:
    way = course(move, row["step"])
    touch = touches.get(row["step"] or "")
    flying = touch is not None and touch["state"] in ON_THE_WIRE
    match way.fate:
        case Stops():
            return Outcome(row, STOPPED)
        case Pins():
            return Outcome(row, PINNED)
        case Gone():
            return Outcome(row, LATER if flying else GONE)
        case Goes() if flying:
            return Outcome(row, LATER)
        case _:
            done = _done(move, touches)
            return _moved(look, move, row, way, touch, done)


def _moved(
    look: Look,
    move: Shift,
    row: Facts,
    way: Course,
    touch: Facts | None,
    done: dict[str, datetime],
) -> Outcome:
    goes = isinstance(way.fate, Goes)
    position = Position(way.step, row["anchor_at"])
    if goes:
        position = _beyond(move.new.sequence, position, done)
    columns: dict[str, object] = {"version": move.new.version, "step": position.step}
    senders = dict(row["senders"])
    if move.channels:
        senders = _senders(look, move, row)
        columns["senders"] = senders
    parked = _may_go_on(row["waits_for"], move)
    claimed = touch is not None and touch["state"] == TouchState.CLAIMED
    due_at = look.now if claimed else row["due_at"]
    effects = _effects(look, way, done, senders, touch)
    if way.replaced or parked:
        kept = None if goes else touch
        put = _placed(look, move, row, senders, position, kept)
        if _differs(
            row, due_at, due_at := _due(look, move, row, position, put), look.now
        ):
            effects |= {"due"}
        columns |= put
    # A claim of a later attempt is put off again as it is given back.
    dropped = goes and touch is not None and touch["state"] in UNSENT
    back = claimed and (way.replaced or way.asks)
    return Outcome(row, MOVES, position.step, effects, due_at, columns, back, dropped)


def _done(move: Shift, touches: Mapping[str, Facts]) -> dict[str, datetime]:
    """Return the steps, as they are called now, that are accounted for, and since when."""
    return {
        move.names.get(step, step): touch["sending_at"] or touch["settled_at"]
        for step, touch in touches.items()
        if is_over(touch)
    }


def is_over(touch: Facts) -> bool:
    """Tell whether a touch is accounted for, so that its step is not done again."""
    if touch["state"] == TouchState.SKIPPED:
        return bool(touch["reason"] != "missing_data")
    return touch["state"] in (TouchState.SENT, TouchState.REJECTED)


def _beyond(
    sequence: Sequence, position: Position, done: Mapping[str, datetime]
) -> Position:
    """Pass over what is done; what follows counts from the last that went out."""
    here, anchor_at = position.step, position.anchor_at
    while here is not None and here in done:
        anchor_at = max(anchor_at, done[here])
        here = sequence.steps[here].next
    return Position(here, anchor_at)


def _senders(look: Look, move: Shift, row: Facts) -> dict[str, str]:
    """Return the lead's senders, one more for each channel that is new."""
    lead = Lead(LeadId(row["lead_id"]))  # its id is all that the hash asks for
    picked = pick_senders(look.engine, move.new, lead, row["ordinal"])
    return {**picked, **row["senders"]}


def _may_go_on(waits_for: str, move: Shift) -> bool:
    """Tell whether what it waits for is another thing in the new version."""
    old, new = move.old.sequence, move.new.sequence
    if waits_for == MAX_NEW:
        return old.max_new_per_day != new.max_new_per_day
    return waits_for == "company" and old.company != new.company


def _placed(
    look: Look,
    move: Shift,
    row: Facts,
    senders: Mapping[str, str],
    position: Position,
    touch: Facts | None,
) -> dict[str, object]:
    """Return where it is looked for from now on: its lane, its window, when it is due."""
    situation, key = _home(look, move, row, position)
    not_before = None if touch is None else touch["not_before"]
    columns = placed(
        situation, senders, position, not_before=not_before, window_key=key
    )
    if row["state"] == EnrollmentState.PAUSED:
        columns["due_at"] = row["due_at"]  # a pause ends when it ends
    elif touch is not None and touch["state"] in ON_THE_WIRE:
        columns["due_at"] = None  # what comes of it decides when it goes on
    return columns


def _home(
    look: Look, move: Shift, row: Facts, position: Position
) -> tuple[Situation, str]:
    """Return the situation of all who live where this one does, and their window's key."""
    lead = look.leads[row["lead_id"]]
    where = (move.new.version, position.step, lead.timezone, lead.country)
    if where not in look.homes:
        enrollment = enrollments.enrollment_of(row)
        situation = look.engine.situation(move.new, lead, enrollment, ())
        steps = move.new.sequence.steps
        step = None if position.step is None else steps[position.step]
        sends = step is not None and step.sends
        key = key_of(situation, step) if step is not None and sends else ""
        look.homes[where] = situation, key
    return look.homes[where]


def _due(
    look: Look, move: Shift, row: Facts, position: Position, columns: dict[str, object]
) -> datetime | None:
    """Return when something happens to it by time alone; one that waits waits on."""
    due_at: datetime | None = columns["due_at"]  # type: ignore[assignment] # a column's
    if row["state"] == EnrollmentState.PAUSED or due_at is None or due_at > look.now:
        return due_at
    if not _waits(move.new.sequence, position.step):
        return due_at
    enrollment = enrollments.enrollment_of(row)
    lead = look.leads[row["lead_id"]]
    known = look.known.get(lead.id, ())
    situation = look.engine.situation(move.new, lead, enrollment, known)
    planned = plan(situation, position, look.now)
    if isinstance(planned.decision, Due) and planned.position == position:
        due_at = planned.decision.at
        columns |= {"due_at": due_at, "waits_for": planned.decision.event}
    return due_at


def _effects(
    look: Look,
    way: Course,
    done: Mapping[str, datetime],
    senders: Mapping[str, str],
    touch: Facts | None,
) -> frozenset[str]:
    flying = way.step if touch is not None and touch["state"] in ON_THE_WIRE else None
    alike = (frozenset(done), tuple(senders.items()), flying)
    if alike not in way.felt:
        way.felt[alike] = _felt(look, way, done, senders, flying)
    return way.felt[alike]


def _felt(
    look: Look,
    way: Course,
    done: Mapping[str, datetime],
    senders: Mapping[str, str],
    flying: StepKey | None,
) -> frozenset[str]:
    lanes = {lane_of(step, senders) for step in way.sends if step.key not in done}
    found = {
        "text": way.rewritten - done.keys() - {flying},
        "gains": way.gains - done.keys(),
        "done": way.again & done.keys(),
        "loses": way.loses,
        "order": way.order,
        "sender_gone": lanes - look.engine.senders.keys() - OPEN_LANES.keys(),
    }
    return frozenset(name for name, there in found.items() if there)


def _differs(
    row: Facts, was: datetime | None, due_at: datetime | None, now: datetime
) -> bool:
    if row["state"] != EnrollmentState.ACTIVE or was is None or due_at is None:
        return False
    return max(due_at, now) != max(was, now)


def settled(outcome: Outcome, now: datetime) -> dict[str, object]:
    """Return what an enrollment is written with: never due before now."""
    columns = dict(outcome.columns or {})
    due_at = columns.get("due_at")
    if due_at is not None and outcome.row["state"] == EnrollmentState.ACTIVE:
        columns["due_at"] = max(now, due_at)  # type: ignore[call-overload] # an instant
    return columns
