"""Moves enrollments through the steps that ask nothing of the outside, in a forecast."""

from __future__ import annotations

from heapq import heappop
from typing import TYPE_CHECKING, assert_never

from outreach.core.forecast import act, story
from outreach.core.forecast.end import fact, finish, pause
from outreach.core.model import EnrollmentState
from outreach.core.planner import Do, Due, End, Hold, Position, Send, Skip, plan

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.core.forecast.board import Board
    from outreach.core.forecast.flight import Flight
    from outreach.core.model import Event
    from outreach.core.planner import Plan

BATCH = 200
MOST_BATCHES = 50  # a tick


def resume(board: Board) -> None:
    """Let those go on whose pause is over."""
    for _ in range(MOST_BATCHES):
        flights = _take(board, board.resuming, BATCH)
        facts: list[Event] = []
        for flight in sorted(_one_a_lead(board, flights), key=_index):
            was = flight.reason
            flight.state, flight.reason = EnrollmentState.ACTIVE, ""
            step, anchor_at = flight.step, flight.anchor_at
            board.place(flight, step, anchor_at, not_before=board.now)
            facts.append(fact(board, flight, "resumed", {"was": was}))
        story.record(board, facts)
        if len(flights) < BATCH:
            return


def think(board: Board) -> None:
    """Walk those that are due through their thinking steps."""
    for _ in range(MOST_BATCHES):
        flights = _take(board, board.thinking[True], BATCH)
        flights += _take(board, board.thinking[False], BATCH - len(flights))
        facts: list[Event] = []
        for flight in sorted(_one_a_lead(board, flights), key=_index):
            facts += _walk(board, flight)
        story.record(board, facts)
        if len(flights) < BATCH:
            return


def _index(flight: Flight) -> int:
    return flight.index


def _take(
    board: Board, heap: list[tuple[datetime, int, int]], most: int
) -> list[Flight]:
    """Take so many that are due, in order."""
    found: list[Flight] = []
    while heap and len(found) < most and heap[0][0] <= board.now:
        _, index, ticket = heappop(heap)
        flight = board.flights[index]
        if flight.ticket == ticket:
            found.append(flight)
    return found


def _one_a_lead(board: Board, flights: list[Flight]) -> list[Flight]:
    """Keep the first of each lead; the others are for the next time."""
    mine: dict[int, Flight] = {}
    for flight in flights:
        if mine.setdefault(flight.lead_id, flight) is not flight:
            board.stand(flight)
    return list(mine.values())


def _walk(board: Board, flight: Flight) -> list[Event]:
    """Plan one enrollment, do what the plan says on the way, put it where it then stands."""
    position = Position(flight.step, flight.anchor_at)
    planned = plan(board.situation(flight), position, board.now)
    facts: list[Event] = []
    for effect in planned.effects:
        match effect:
            case Skip(step=step):
                facts.append(fact(board, flight, "step.skipped", {"step": step.key}))
            case Do(action=action):
                facts += act.do(board, flight, action).events
            case _:
                assert_never(effect)
    return facts + _settle(board, flight, planned)


def _settle(board: Board, flight: Flight, planned: Plan) -> list[Event]:
    position = planned.position
    match planned.decision:
        case Due(at=at, event=event):
            flight.step, flight.anchor_at = position.step, position.anchor_at
            flight.due_at, flight.waits_for = at, event
            flight.placed_at = None
            board.stand(flight)
        case Hold(reason=reason, until=until):
            if until is None:
                flight.step = position.step
                board.tally.stop(flight, reason, "")
            board.place(flight, position.step, position.anchor_at)
            return pause(board, [flight], reason, until)
        case End(how=how):
            return finish(board, [flight], how)
        case Send():
            board.place(flight, position.step, position.anchor_at)
        case _:
            assert_never(planned.decision)
    return []
