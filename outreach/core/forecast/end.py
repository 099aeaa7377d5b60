"""Ends and pauses enrollments in a forecast, and lets the next of a company in."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from outreach.core.model import EnrollmentId, EnrollmentState, Event, Finish

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from outreach.core.forecast.board import Board
    from outreach.core.forecast.flight import Flight


def fact(
    board: Board, flight: Flight, kind: str, data: Mapping[str, object] | None = None
) -> Event:
    """Return an event of now about an enrollment."""
    named = EnrollmentId(flight.index)
    return Event(kind, board.now, flight.lead_id, named, data=data or {})


def finish(board: Board, flights: Iterable[Flight], how: Finish) -> list[Event]:
    """End those that are not over; return the facts to record."""
    facts = []
    for flight in flights:
        if not flight.open:
            continue
        flight.state, flight.reason = EnrollmentState.FINISHED, how
        flight.due_at, flight.waits_for = None, ""
        flight.ticket += 1
        board.open_count -= 1
        company = flight.company_key
        if company is not None:
            board.active[company] -= flight.touched
            let_in(board, company)
        if not any(each.open for each in board.of_lead[flight.lead_id]):
            board.events.pop(flight.lead_id, None)  # nobody asks for them any more
        board.tally.ended(board.today, board.now, how)
        facts.append(fact(board, flight, f"finished.{how}"))
    return facts


def pause(
    board: Board, flights: Iterable[Flight], reason: str, until: datetime | None
) -> list[Event]:
    """Pause those that are not over until an instant, or (None) for good."""
    facts = []
    for flight in flights:
        if not flight.open:
            continue
        flight.state, flight.reason = EnrollmentState.PAUSED, reason
        flight.due_at, flight.waits_for = until, ""
        board.stand(flight)
        company = flight.company_key
        if company is not None and not flight.touched:
            let_in(board, company)
        facts.append(fact(board, flight, "paused", {"reason": reason}))
    return facts


def let_in(board: Board, company: tuple[str, str]) -> None:
    """Let the next of the company that waits for room look again."""
    waiting = board.full.get(company)
    while waiting:
        _, index, ticket = heappop(waiting)
        flight = board.flights[index]
        if flight.ticket == ticket:
            flight.due_at, flight.waits_for = board.now, ""
            board.stand(flight)
            return


def park(board: Board, flight: Flight) -> None:
    """Let an enrollment wait until its company has room."""
    company = flight.company_key
    if company is None:
        return
    flight.due_at, flight.waits_for = None, "company"
    flight.ticket += 1
    entry = (flight.enrolled_at, flight.index, flight.ticket)
    heappush(board.full.setdefault(company, []), entry)
