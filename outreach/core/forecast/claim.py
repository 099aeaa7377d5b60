"""Claims what each lane may send now, in a forecast, and delivers it at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from outreach.core.cap import KINDS
from outreach.core.forecast import story
from outreach.core.forecast.board import NEVER_AT
from outreach.core.forecast.chance import drawn
from outreach.core.forecast.end import fact, finish, park, pause
from outreach.core.forecast.world import Letter
from outreach.core.gate import (
    DECIDING,
    Answer,
    CompanyFacts,
    Facts,
    first_refusal,
)
from outreach.core.model import EnrollmentState, Finish
from outreach.core.pacing import cap, room
from outreach.core.planner import Position, Send, plan, window_of

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.core.cap import Cap, CapFacts
    from outreach.core.forecast.board import Board
    from outreach.core.forecast.flight import Flight
    from outreach.core.forecast.lane import Lane, Line
    from outreach.core.gate import Verdict
    from outreach.core.model import Event
    from outreach.core.pacing import LaneState
    from outreach.core.sequence import Step

# As the tick does: so many a transaction and so many transactions, candidates to spare.
CHUNK = 1000
ROUNDS = 4
WALKS = 50
SPARE = 8
# The gates that one candidate may pass and the next may not.
CHANGING = ("company", *KINDS, "cap", "ramp", "gap")


@dataclass(slots=True, eq=False)
class Claim:
    """A touch that may leave now."""

    flight: Flight
    step: Step
    lane: Lane
    first: bool
    due_at: datetime
    caps: tuple[Cap, ...] = ()  # that it counts against


@dataclass(slots=True)
class _Round:
    """One look at one lane."""

    board: Board
    lane: Lane
    state: LaneState
    left: int
    claims: list[Claim] = field(default_factory=list)
    refused: list[tuple[Flight, Verdict]] = field(default_factory=list)
    again_at: datetime | None = None  # when the first in order may go
    over: bool = False
    parked: bool = False  # somebody has stepped out of the line, for a cap that is full


def claim(board: Board, lane: Lane) -> list[Claim]:
    """Claim the lane's due touches that pass every gate, up to its room."""
    lane.wake = None
    lane.not_before = board.tick + 1
    lane.show_open(board.now)
    claims: list[Claim] = []
    again_at = None
    for turn in range(WALKS):
        work = _look(board, lane, len(claims))
        claims += work.claims
        again_at = work.again_at
        _refuse(board, work.refused)
        if work.parked:
            continue
        if turn + 1 >= ROUNDS or len(work.claims) + len(work.refused) < CHUNK:
            break
    lane.again_at = again_at
    board.looked.append(lane)
    return claims


def rest(board: Board) -> None:
    """Have each lane that was looked at looked at again when it may have more to send."""
    now, today = board.now, board.dated
    for lane in board.looked:
        state = lane.state(now, today, 0)
        found = []
        for touched in (True, False):
            line = lane.first(board.flights, now, touched=touched)
            if line is None:
                continue
            if line.heap[0][0] <= now:
                _note_shortage(board, lane, state, touched=touched)
            found.append(_may_go_at(board, lane, line, state))
        opens_at = lane.opens_at()  # of what was just put out of sight, too
        if opens_at is not None:
            found.append(opens_at)
        ready = lane.ready_at(state, now, today, board.tomorrow_at)
        lane.ready = NEVER_AT if ready is None else ready
        if found:
            board.wake(lane, min(found))
    board.looked.clear()


def _note_shortage(
    board: Board, lane: Lane, state: LaneState, *, touched: bool
) -> None:
    """Note where the cap leaves what is due and could go."""
    most = cap(lane.limits, state)
    if most is not None and state.counted >= most:
        shift = board.tally.shift(board.today, lane.name)
        shift.capped = True
        shift.new_waited = shift.new_waited or not touched


def _may_go_at(board: Board, lane: Lane, line: Line, state: LaneState) -> datetime:
    """Return when the first in order may go, as far as its own distance is concerned.

    Only where it is certain to be what the lane waits for: any other is looked at before.
    """
    due_at = line.heap[0][0]
    at = lane.again_at if due_at <= board.now else None
    due_at = max(due_at, board.now)
    flight = board.flights[line.heap[0][1]]
    if at is None and flight.step is not None and lane.spaced:
        course = flight.course
        step = course.sequence.steps[flight.step]
        free = flight.touched or course.sequence.company.max_active is None
        free = free and not board.purse.of(flight, step, board.leads[flight.lead_id])
        plain = free and step.condition is None and not flight.moved
        if plain and lane.sender.known and flight.lead_id not in board.suppressed:
            at = lane.apart_at(line, state, partial(_touch_key, flight, step))
    if at is None or at <= due_at:
        return due_at
    return min(at, line.opening.closes_at(due_at))


def _look(board: Board, lane: Lane, claims: int) -> _Round:
    now = board.now
    state = lane.state(now, board.dated, claims)
    work = _Round(board, lane, state, min(CHUNK, room(lane.limits, state, now)))
    if lane.sender.paused or lane.rests_until(now) > now:
        return work
    for touched in (True, False):
        candidates = work.left + SPARE
        while work.left > 0 and candidates > 0 and not work.over:
            line = lane.first(board.flights, now, touched=touched)
            if line is None or line.heap[0][0] > now:
                break
            candidates -= 1
            if _judge(work, line, board.flights[line.heap[0][1]]):
                lane.take(line, board.flights, touched=touched)
    return work


def _judge(work: _Round, line: Line, flight: Flight) -> bool:
    """Judge the first of an open line; tell whether it leaves the line."""
    board, lane = work.board, work.lane
    step = _to_send(board, flight)
    if step is None:
        board.think(flight, board.now)
        return True
    # The window of an open line is open, unless its lead has moved or it never opens.
    doubtful = flight.moved or line.opening.never()
    # What a lane that is at work asks of every candidate has been answered already.
    plain = lane.plain and not doubtful and flight.lead_id not in board.suppressed
    caps = board.purse.of(flight, step, board.leads[flight.lead_id])
    if plain and not caps and flight.course.sequence.company.max_active is None:
        # Cap and ramp have left room, so that of the gates one remains.
        at = lane.apart_at(line, work.state, partial(_touch_key, flight, step))
        if at is not None and at > board.now:
            return _holds_up(work, flight, at)
    else:
        facts = _facts(work, flight, step, caps, doubtful=doubtful)
        refusal = first_refusal(facts, CHANGING if plain else DECIDING)
        if refusal is not None:
            return _turned_away(work, flight, refusal, facts.caps)
    _take(work, flight, step, caps)
    return True


def _take(work: _Round, flight: Flight, step: Step, caps: tuple[Cap, ...]) -> None:
    board, first = work.board, not flight.touched
    board.purse.take(caps, board.now)
    work.left -= 1
    work.claims.append(
        Claim(flight, step, work.lane, first, flight.due_at or board.now, caps)
    )
    if first and flight.company_key is not None:
        board.active[flight.company_key] += 1
        _tell_stuck(board, flight.company_key)
    flight.touched, flight.due_at, flight.waits_for = True, None, ""
    flight.ticket += 1


def _to_send(board: Board, flight: Flight) -> Step | None:
    """Return the step to send, as the planner says; None: it says otherwise."""
    step = board.certain(flight)
    if step is not None:
        return step
    position = Position(flight.step, flight.anchor_at)
    planned = plan(board.situation(flight), position, board.now)
    if isinstance(planned.decision, Send) and not planned.effects:
        return planned.decision.step
    return None


def _turned_away(
    work: _Round, flight: Flight, refusal: Verdict, caps: tuple[CapFacts, ...]
) -> bool:
    board = work.board
    match refusal.answer, refusal.gate:
        case Answer.WAIT, "company":
            park(board, flight)
        case Answer.WAIT, "window" | "holiday":
            # The lead has moved: it stands under the key it has now.
            board.place(flight, flight.step, flight.anchor_at)
        case Answer.WAIT, gate if gate in KINDS:
            full = next(c.cap for c in caps if c.cap.kind == gate and c.is_full)
            flight.due_at = board.purse.park(flight, full, board.now)
            flight.waits_for, work.parked = gate, True
            board.stand(flight)
        case Answer.WAIT, _:
            return _holds_up(work, flight, refusal.passes_at)
        case _:
            flight.ticket += 1
            work.refused.append((flight, refusal))
    return True


def _holds_up(work: _Round, flight: Flight, until: datetime | None) -> bool:
    """Let the lane wait for its first in order."""
    work.over = True
    work.again_at = until
    if not flight.touched and flight.company_key is not None:
        stuck = work.board.stuck.setdefault(flight.company_key, set())
        stuck.add(work.lane.name)
    return False


def _tell_stuck(board: Board, company: tuple[str, str]) -> None:
    """Have lanes looked at whose first in order, of this company, may have to step back."""
    for name in sorted(board.stuck.pop(company, ())):
        board.wake(board.lanes[name], board.now)


def _facts(
    work: _Round, flight: Flight, step: Step, caps: tuple[Cap, ...], *, doubtful: bool
) -> Facts:
    board, course = work.board, flight.course
    most = course.sequence.company.max_active
    key = flight.company_key
    active = 0
    if most is not None and key is not None and not flight.touched:
        active = board.active[key]
    window = place = None
    if doubtful:
        window = window_of(course.sequence, step)
        if window is not None:
            place = board.situation(flight).place(window)
    return Facts(
        now=board.now,
        state=flight.state,
        state_reason=flight.reason,
        suppressed=board.suppressed.get(flight.lead_id, ""),
        policy="",
        missing="",
        lane=work.lane.facts(board.now, work.state),
        company=CompanyFacts(active, most),
        follow_up=flight.touched,
        window=window,
        place=place,
        calendar=board.world.calendar,
        touch_key=_touch_key(flight, step),
        caps=board.purse.facts(caps, board.now),
    )


def _touch_key(flight: Flight, step: Step) -> str:
    name = flight.course.sequence.name
    return f"{flight.lead_id}/{name}/{flight.ordinal}/{step.key}"


def _refuse(board: Board, refused: list[tuple[Flight, Verdict]]) -> None:
    """Pause or end those whose next touch the gates refuse."""
    for flight, verdict in refused:
        board.tally.stop(flight, verdict.reason, verdict.evidence)
        if verdict.answer is Answer.PAUSE:
            facts = pause(board, [flight], verdict.reason, None)
        else:
            facts = finish(board, [flight], Finish.STOPPED)
        story.record(board, facts)


def deliver(board: Board, claims: list[Claim]) -> None:
    """Write and send what was claimed; let their enrollments go on."""
    events: list[Event] = []
    gone: list[Claim] = []
    for claimed in claims:
        flight, step = claimed.flight, claimed.step
        lead = board.leads[flight.lead_id]
        letter = Letter(lead, flight.ordinal, step, claimed.lane.name, flight.sent)
        missing = flight.course.missing(letter)
        if missing:
            board.purse.give(claimed.caps, board.now)
            board.tally.stop(flight, "missing_data", missing)
            events += pause(board, [flight], "missing_data", None)
        else:
            claimed.lane.note(board.now, board.dated)
            gone.append(claimed)
    story.record(board, events)
    facts = [told for claimed in gone if (told := _sent(board, claimed)) is not None]
    story.record(board, facts)


def _sent(board: Board, claimed: Claim) -> Event | None:
    """Send one; return the event, if anything follows from it."""
    flight, step, lane = claimed.flight, claimed.step, claimed.lane.name
    first = claimed.first
    waited = board.now - max(claimed.due_at, board.world.start_at)
    board.tally.left(board.today, lane, waited, first=first)
    board.tally.touches.add(board.tick, flight.index, step.key, lane, first=first)
    flight.sent = board.same((*flight.sent, step.key))
    if flight.state is EnrollmentState.ACTIVE:
        board.place(flight, step.next, board.now)
    else:
        flight.step, flight.anchor_at = step.next, board.now
    if not flight.answered:
        _draw(board, claimed)
    if story.passes_unheard(board, flight, "sent"):
        return None
    return fact(board, flight, "sent", board.told(step.key, lane))


def _draw(board: Board, claimed: Claim) -> None:
    """Draw what the person will do about it."""
    flight, step = claimed.flight, claimed.step
    key = _touch_key(flight, step)
    for kind, after in drawn(
        board.world.assumed,
        key,
        step.action,
        first=claimed.first,
        mails=flight.course.mails,
    ):
        flight.answered = flight.answered or kind != "click"
        board.hear(board.now + after, kind, flight, step.key)
