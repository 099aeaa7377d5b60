"""Who is away, as their events tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from outreach.core.away import Away
from outreach.core.model import Event, LeadId
from outreach.core.rest import GONE, OUT_OF_OFFICE, Rest, rest_of

ZONE = ZoneInfo("Europe/Paris")
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
BACK = datetime(2026, 3, 19, 23, tzinfo=UTC)  # a day after, at midnight in Paris
WEEK = AT + timedelta(days=7)


def note(day: str | None = None, **more: object) -> Event:
    """Return a note of absence until a day."""
    data = {"absent": True, "gone": False, "return_on": day, **more}
    return Event("auto_reply", AT, LeadId(1), data=data)


def said(kind: str, **data: object) -> Event:
    """Return what came after it."""
    return Event(kind, AT, LeadId(1), data=data)


DATED, UNDATED = note("2026-03-19"), note()
AWAY = Rest(OUT_OF_OFFICE, BACK)


@pytest.mark.parametrize(
    ("events", "rest"),
    [
        ([], None),
        ([DATED], AWAY),
        ([UNDATED], Rest(OUT_OF_OFFICE, WEEK)),
        ([DATED, UNDATED], AWAY),
        ([UNDATED, DATED], AWAY),
        ([note("2026-04-30"), DATED], AWAY),
        ([DATED, note("2026-03-01")], None),
        ([note(gone=True)], Rest(GONE, None)),
        ([note(gone=True), UNDATED], Rest(GONE, None)),
        ([DATED, note(absent=False)], AWAY),
        ([DATED, said("reply.other")], None),
        ([DATED, said("resumed", by="eva")], None),
        ([DATED, said("resumed", was="out_of_office")], AWAY),
        ([DATED, note(until=WEEK.isoformat())], Rest(OUT_OF_OFFICE, WEEK)),
        ([DATED, note(until=None)], None),
        ([note("2029-01-01")], Rest(OUT_OF_OFFICE, None)),
    ],
)
def test_the_last_note_counts_until_an_answer_or_a_person(
    events: list[Event], rest: Rest | None
) -> None:
    assert rest_of(events, Away(), ZONE, AT) == rest


@pytest.mark.parametrize("events", [[DATED], [UNDATED], [note("2029-01-01")]])
def test_it_is_over_on_its_day(events: list[Event]) -> None:
    assert rest_of(events, Away(), ZONE, datetime(2029, 1, 3, tzinfo=UTC)) is None
