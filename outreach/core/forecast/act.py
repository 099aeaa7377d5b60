"""Does one action of a sequence in a forecast: a stage, a tag, a field, another sequence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.core.forecast.end import fact, finish, pause
from outreach.core.forecast.enter import enter
from outreach.core.forecast.world import Entrant, Never
from outreach.core.model import EnrollmentState, Event, Finish
from outreach.core.preference import outlasts
from outreach.core.sequence import (
    Enroll,
    Goal,
    Notify,
    Pause,
    SetFields,
    SetStage,
    Stop,
    Tag,
    Task,
)
from outreach.core.window import add, place_of

if TYPE_CHECKING:
    from outreach.core.forecast.board import Board
    from outreach.core.forecast.flight import Flight
    from outreach.core.sequence import Action


@dataclass(slots=True)
class Acted:
    """What it did: facts to record, and whether the enrollment is paused by it."""

    events: list[Event] = field(default_factory=list)
    paused: bool = False


def do(board: Board, flight: Flight, action: Action) -> Acted:
    """Do one action. What only a step can do (a mail, a wait) does nothing here."""
    match action:
        case SetStage() | Tag() | SetFields():
            return Acted(_change(board, flight, action))
        case Task() | Notify():
            board.tally.asked(board.today)
            return Acted([fact(board, flight, "task.created")])
        case Enroll(sequence=sequence):
            return Acted(_enroll(board, flight, sequence))
        case Pause():
            return _pause(board, flight, action)
        case Goal(name=name):
            goal = fact(board, flight, f"goal.{name}")
            return Acted([goal, *finish(board, [flight], Finish.GOAL)])
        case Stop():
            return Acted(finish(board, [flight], Finish.STOPPED))
        case _:
            return Acted()


def _change(board: Board, flight: Flight, action: Action) -> list[Event]:
    """Write what the planner foresaw: a stage, a tag, fields."""
    change = board.changes(flight.course)(action, board.leads[flight.lead_id])
    if not change.kind:
        return []
    board.leads[flight.lead_id] = change.lead
    if isinstance(action, SetFields):
        for each in board.of_lead[flight.lead_id]:
            each.moved = True
    return [fact(board, flight, change.kind, change.data)]


def _enroll(board: Board, flight: Flight, sequence: str) -> list[Event]:
    lead, course = board.leads[flight.lead_id], board.world.courses.get(sequence)
    if course is None:
        board.tally.never.append(Never(lead.id, sequence, "unknown_sequence"))
        return []
    new = enter(board, Entrant(lead, course, flight.company))
    if new is None:
        return [Event("enroll.refused", board.now, lead.id)]
    facts = [fact(board, new, "enrolled", {"sequence": sequence})]
    if new.state is EnrollmentState.PAUSED:  # of one that is away
        facts.append(fact(board, new, "paused", {"reason": new.reason}))
    return facts


def _pause(board: Board, flight: Flight, action: Pause) -> Acted:
    until = None
    if action.delay is not None:
        window = flight.course.sequence.window
        lead = board.leads[flight.lead_id]
        place = place_of(lead, window, board.world.zone)
        calendar = board.world.calendar
        until = add(action.delay, board.now, window, place, calendar)
    if flight.state is EnrollmentState.PAUSED and outlasts(
        flight.reason, flight.due_at, until
    ):
        return Acted(paused=True)
    facts = pause(board, [flight], "sequence", until)
    return Acted(facts, paused=bool(facts))
