"""A lane's lines: nobody who stands in one is lost from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from outreach.core.forecast.flight import Flight
from outreach.core.forecast.lane import Lane
from outreach.core.forecast.opening import Openings
from outreach.core.forecast.world import Course, Sender
from outreach.core.model import LeadId, StepKey
from outreach.core.sequence import CompanyRule, Sequence, Window
from tests.core.almanac import CALENDAR

NINE = datetime(2026, 3, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
COURSE = Course(
    sequence=Sequence(
        name="x",
        description="",
        senders={},
        window=Window(None, (), "lead", "none"),
        require=(),
        exit_on=frozenset(),
        company=CompanyRule(),
        steps={},
        first=None,
        reactions={},
    ),
    version="",
    holds=lambda *_: True,
    missing=lambda _: "",
    fill=lambda text, _: text,
    asks=None,
    mails=1,
)


def _flight(index: int, due_at: datetime) -> Flight:
    key, lead_id = StepKey("a"), LeadId(index)
    return Flight(index, lead_id, COURSE, 1, {}, None, NINE, key, NINE, due_at)


def test_who_is_put_back_sooner_while_judged_is_not_taken_for_who_stood_there() -> None:
    flights = [_flight(0, NINE), _flight(1, NINE)]
    lane, always = Lane(Sender("anna", "email"), None), Openings(NINE, CALENDAR)
    for each in flights:
        lane.join(always.of("always"), each)
    line = lane.first(flights, NINE, touched=False)
    assert line is not None
    judged = flights[0]
    judged.due_at, judged.ticket = NINE - HOUR, judged.ticket + 1
    lane.join(always.of("always"), judged)
    lane.take(line, flights, touched=False)
    standing = lane.first(flights, NINE, touched=False)
    assert standing is not None
    valid = [entry for entry in standing.heap if flights[entry[1]].ticket == entry[2]]
    assert sorted(valid) == [(NINE - HOUR, 0, 1), (NINE, 1, 0)]
    assert standing.heap[0] == (NINE - HOUR, 0, 1)
