"""Lets leads into a sequence in a forecast, or says why not, as `enroll` would."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from outreach.core.forecast.end import park
from outreach.core.forecast.flight import Flight
from outreach.core.forecast.world import Entrant, Never, UnderWay
from outreach.core.model import EnrollmentState
from outreach.core.pool import pick_senders
from outreach.core.preference import objection
from outreach.core.refusal import refusal

if TYPE_CHECKING:
    from outreach.core.forecast.board import Board


def enter(board: Board, entrant: Entrant) -> Flight | None:
    """Enroll a lead now; None if it may not enter."""
    lead, course = entrant.lead, entrant.course
    lead = board.leads.setdefault(lead.id, lead)
    _know(board, entrant)
    mine = board.of_lead.setdefault(lead.id, [])
    name = course.sequence.name
    before = [each.ordinal for each in mine if each.course.sequence.name == name]
    ordinal = max([entrant.ordinal, *(last + 1 for last in before)])
    senders = pick_senders(board.weights(course), name, lead.id, ordinal)
    refused = refusal(
        lead,
        course.sequence,
        suppressed=board.suppressed.get(lead.id, ""),
        closed=board.world.pipeline.closed,
        been_in=ordinal > 1,
        senders=senders,
        objection=_objection(board, entrant),
    )
    if refused is not None:
        never = Never(lead.id, name, refused.code, refused.detail)
        board.tally.never.append(never)
        return None
    flight = Flight(
        index=len(board.flights),
        lead_id=lead.id,
        course=course,
        ordinal=ordinal,
        senders=board.shared(senders),
        company=entrant.company,
        enrolled_at=board.now,
        step=course.sequence.first,
        anchor_at=board.now,
        due_at=board.now,
    )
    _add(board, flight)
    board.place(flight, course.sequence.first, board.now)
    _rest(board, flight)
    return flight


def _rest(board: Board, flight: Flight) -> None:
    """Let it rest where its lead is away."""
    rest = board.rests.get(flight.lead_id)
    if rest is not None and (rest.until is None or board.now < rest.until):
        flight.state, flight.reason = EnrollmentState.PAUSED, rest.reason
        flight.due_at, flight.waits_for = rest.until, ""
        board.stand(flight)


def _know(board: Board, given: Entrant | UnderWay) -> None:
    """Note what is told of a lead with any of its enrollments."""
    lead_id = given.lead.id
    if given.suppressed:
        board.suppressed[lead_id] = given.suppressed
    if given.said:
        board.said[lead_id] = given.said
    if given.rest is not None:
        board.rests[lead_id] = given.rest


def _objection(board: Board, entrant: Entrant) -> tuple[str, str] | None:
    """Return why a lead is left alone that nobody has suppressed; its own choice goes first."""
    now = board.now.astimezone(ZoneInfo(board.world.zone))
    said = board.said.get(entrant.lead.id, ())
    told = objection(said, entrant.course.sequence.name, now) if said else None
    if told is None and entrant.answers_for:
        return "answers_for", entrant.answers_for
    return told


def go_on(board: Board, given: UnderWay) -> Flight:
    """Let an enrollment that exists go on from where it stands."""
    lead = board.leads.setdefault(given.lead.id, given.lead)
    board.of_lead.setdefault(lead.id, [])
    _know(board, given)
    if given.events:
        board.events[lead.id] = list(given.events)
    flight = Flight(
        index=len(board.flights),
        lead_id=lead.id,
        course=given.course,
        ordinal=given.ordinal,
        senders=board.shared(dict(given.senders)),
        company=given.company,
        enrolled_at=given.enrolled_at,
        step=given.step,
        anchor_at=given.anchor_at,
        due_at=given.due_at,
        state=EnrollmentState(given.state),
        reason=given.reason,
        waits_for=given.waits_for,
        touched=given.touched,
        sent=tuple(given.sent),
    )
    _add(board, flight)
    board.under_way += 1
    if flight.company_key is not None:
        board.active[flight.company_key] += flight.touched
    if given.waits_for == "company" and given.due_at is None:
        park(board, flight)
    else:
        board.stand(flight)
    return flight


def _add(board: Board, flight: Flight) -> None:
    board.flights.append(flight)
    board.of_lead[flight.lead_id].append(flight)
    if flight.company is not None and board.colleagues_matter:
        board.of_company[flight.company].append(flight)
    board.open_count += 1
