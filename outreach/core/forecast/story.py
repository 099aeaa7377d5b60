"""What follows from facts in a forecast: stages, reactions, exits, waits and companies.

The decisions are those of `core.reaction` and `core.pipeline`, which the services ask too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outreach.core.forecast import act
from outreach.core.forecast.end import fact, finish, pause
from outreach.core.model import EnrollmentState, Event, Finish
from outreach.core.reaction import (
    LONGEST_CHAIN,
    concerns,
    ends,
    of_colleagues,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outreach.core.forecast.board import Board
    from outreach.core.forecast.flight import Flight, Happening
    from outreach.core.model import LeadId

COMPANY_REPLIED = "company_replied"


def record(board: Board, facts: list[Event]) -> set[int]:
    """Do all that follows from facts; return the enrollments a reaction has paused."""
    paused: set[int] = set()
    if not facts:
        return paused
    waiting = _heard_by_some(board, facts)
    for _ in range(LONGEST_CHAIN):
        if not waiting:
            return paused
        _remember(board, waiting)
        _wake(board, waiting)
        moved = _stages(board, waiting)
        following = [
            *_reactions(board, waiting, paused),
            *_exits(board, waiting, paused),
        ]
        waiting = [*moved, *following]
        if not any(_calls(board, event) for event in waiting):
            break
    _remember(board, waiting)
    return paused


def _heard_by_some(board: Board, facts: list[Event]) -> list[Event]:
    """Return those that call for something; the others are only remembered."""
    calling: list[Event] = []
    silent: list[Event] = []
    for event in facts:
        (calling if _calls(board, event) else silent).append(event)
    _remember(board, silent)
    return calling


def passes_unheard(board: Board, flight: Flight, kind: str) -> bool:
    """Tell whether nothing follows from an event of an enrollment, now or later."""
    mine, course = board.of_lead[flight.lead_id], flight.course
    return (
        len(mine) == 1
        and not flight.waits_for
        and board.unheard(course, kind, board.leads[flight.lead_id].stage)
    )


def _calls(board: Board, event: Event) -> bool:
    mine = board.of_lead[event.lead_id]
    if len(mine) > 1 or mine[0].waits_for:
        return True
    stage = board.leads[event.lead_id].stage
    return board.follows(mine[0].course, event.kind, stage)


def hear(board: Board, happening: Happening) -> None:
    """Do what an answer calls for."""
    flight = board.flights[happening.flight]
    board.tally.heard(board.today, happening.kind)
    data: dict[str, object] = {"step": happening.step}
    match happening.kind:
        case "click":
            record(board, [fact(board, flight, "link.clicked", data)])
        case "bounce":
            record(board, [fact(board, flight, "bounce.hard", data)])
            board.suppressed[flight.lead_id] = "bounced"
            mine = board.of_lead[flight.lead_id]
            record(board, finish(board, mine, Finish.BOUNCED))
        case kind:
            _hear_reply(board, flight, kind, data)


def _hear_reply(
    board: Board, flight: Flight, kind: str, data: dict[str, object]
) -> None:
    board.rests.pop(flight.lead_id, None)  # whoever answers is there
    paused = record(board, [fact(board, flight, kind, data)])
    ending = [
        each
        for each in board.of_lead[flight.lead_id]
        if each.open and each.index not in paused and ends(each.course.sequence, kind)
    ]
    facts = finish(board, ending, Finish.REPLIED)
    facts += _colleagues_hear(board, flight)
    record(board, facts)


def _colleagues_hear(board: Board, flight: Flight) -> list[Event]:
    rule = of_colleagues({flight.course.sequence.company.on_reply})
    if rule == "nothing" or flight.company is None:
        return []
    colleagues = [
        each
        for each in board.of_company[flight.company]
        if each.open and each.lead_id != flight.lead_id
    ]
    if rule == "stop":
        return finish(board, colleagues, Finish.STOPPED)
    going_on = [
        each
        for each in colleagues
        if each.state is EnrollmentState.ACTIVE or each.due_at is not None
    ]
    return pause(board, going_on, COMPANY_REPLIED, None)


def _remember(board: Board, facts: Iterable[Event]) -> None:
    for event in facts:
        for flight in board.of_lead[event.lead_id]:
            if flight.open and board.asked(flight.course, event.kind):
                board.events.setdefault(event.lead_id, []).append(event)
                break


def _wake(board: Board, facts: Iterable[Event]) -> None:
    """Let those that wait for such an event look again now."""
    for event in facts:
        for flight in board.of_lead[event.lead_id]:
            if (
                flight.waits_for
                and event.is_a(flight.waits_for)
                and flight.state is EnrollmentState.ACTIVE
                and flight.due_at is not None
                and flight.due_at > board.now
            ):
                flight.due_at = board.now
                board.stand(flight)


def _stages(board: Board, facts: Iterable[Event]) -> list[Event]:
    kinds: dict[LeadId, list[str]] = {}
    for event in facts:
        if not event.kind.startswith("stage."):
            kinds.setdefault(event.lead_id, []).append(event.kind)
    moved = []
    for lead_id, each in kinds.items():
        lead = board.leads[lead_id]
        further = board.further(lead.stage, tuple(each))
        if further != lead.stage:
            board.leads[lead_id] = replace(lead, stage=further)
            data = {"from": lead.stage, "by": "rule"}
            moved.append(Event(f"stage.{further}", board.now, lead_id, data=data))
    return moved


def _reactions(board: Board, facts: Iterable[Event], paused: set[int]) -> list[Event]:
    following: list[Event] = []
    for event in facts:
        for flight in _hearing(board, event):
            if not concerns(event.kind, event.enrollment_id, flight.index):
                continue
            for actions in board.called(flight.course, event.kind):
                for action in actions:
                    acted = act.do(board, flight, action)
                    following += acted.events
                    if acted.paused:
                        paused.add(flight.index)
    return following


def _exits(board: Board, facts: Iterable[Event], paused: set[int]) -> list[Event]:
    """End what a sequence's other events end; a reaction's pause stands instead."""
    following: list[Event] = []
    for event in facts:
        for flight in _hearing(board, event):
            if (
                concerns(event.kind, event.enrollment_id, flight.index)
                and flight.index not in paused
                and board.ended_by(flight.course, event.kind)
            ):
                following += finish(board, [flight], Finish.GOAL)
    return following


def _hearing(board: Board, event: Event) -> list[Flight]:
    """Return all that the lead is in, and what the event names though it is over."""
    return [
        flight
        for flight in board.of_lead[event.lead_id]
        if flight.open or flight.index == event.enrollment_id
    ]
