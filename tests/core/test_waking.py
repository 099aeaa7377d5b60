"""A North American number is texted by day alone, wherever its owner may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.adapters.calendar import HolidayCalendar
from outreach.core import zone
from outreach.core.model import Lead, LeadId
from outreach.core.sequence import Email, Sms, Step, Variant, Window, gate_of
from outreach.core.window import (
    Place,
    is_open,
    next_close,
    next_open,
    parse_key,
    place_of,
    window_key,
)

CALENDAR = HolidayCalendar()
THERE = (*zone.zones_of("US"), *zone.zones_of("CA"))
ALWAYS = Window(frozenset(range(7)), ((time(0), time(0)),), "lead", "none", waking=True)
OFFICE = Window(None, ((time(9), time(17, 30)),), "Europe/Paris", "none", waking=True)
START = datetime(2026, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 2 * 366 * 24 * 4).map(
    lambda quarters: START + quarters * timedelta(minutes=15)
)
WINDOWS = st.sampled_from([ALWAYS, OFFICE, replace(ALWAYS, timezone="Asia/Tokyo")])
LEADS = st.builds(
    Lead,
    st.just(LeadId(1)),
    phone=st.sampled_from(
        ["+12025550100", "+14165550100", "+18765550100", "+16715550100", "+17875550100"]
    ),
    timezone=st.sampled_from(["", "America/New_York", "Pacific/Honolulu", "nowhere"]),
    country=st.sampled_from(["", "US", "CA", "FR", "JM"]),
)


@given(LEADS, WINDOWS, INSTANTS)
def test_a_number_there_is_never_texted_at_night(
    lead: Lead, window: Window, at: datetime
) -> None:
    place = place_of(lead, window, "Europe/Paris")
    assert place.awake
    if is_open(window, place, at, CALENDAR):
        clocks = [at.astimezone(ZoneInfo(name)).time() for name in place.awake]
        assert all(time(8) <= clock < time(21) for clock in clocks)


@given(LEADS, WINDOWS, INSTANTS)
def test_it_opens_and_closes_when_it_says(
    lead: Lead, window: Window, at: datetime
) -> None:
    place = place_of(lead, window, "Europe/Paris")
    opens = next_open(window, place, at, CALENDAR)
    closes = next_close(window, place, at, CALENDAR)
    if opens is not None:
        assert is_open(window, place, opens, CALENDAR)
        assert opens == at or not is_open(window, place, at, CALENDAR)
    assert closes is not None
    assert not is_open(window, place, closes, CALENDAR)


@given(LEADS, WINDOWS, INSTANTS)
def test_a_key_opens_when_its_window_does(
    lead: Lead, window: Window, at: datetime
) -> None:
    place = place_of(lead, window, "Europe/Paris")
    read, there = parse_key(window_key(window, place))
    assert is_open(read, there, at, CALENDAR) == is_open(window, place, at, CALENDAR)
    assert window_key(read, there) == window_key(window, place)


@pytest.mark.parametrize(
    ("lead", "awake"),
    [
        ({"phone": "+33612345678"}, ()),
        ({"phone": ""}, ()),
        ({"phone": "+12025550100", "timezone": "Europe/Paris"}, ("Europe/Paris",)),
        ({"phone": "+12025550100", "country": "JM"}, zone.zones_of("JM")),
        ({"phone": "+12025550100"}, THERE),
        ({"phone": "+18765550100", "country": "JM"}, zone.zones_of("JM")),
        ({"phone": "+18765550100"}, (*THERE, *zone.zones_of("JM"))),
        # Guam's clock is a day ahead of the other states', and many write US for it.
        (
            {"phone": "+16715550100", "country": "US"},
            (*zone.zones_of("US"), *zone.zones_of("GU")),
        ),
        ({"phone": "+16845550100"}, (*THERE, *zone.zones_of("AS"))),
        (
            {"phone": "+17875550100", "country": "US"},
            (*zone.zones_of("US"), *zone.zones_of("PR")),
        ),
        ({"phone": "+16715550100", "timezone": "UTC"}, ("UTC",)),
    ],
)
def test_where_the_law_looks_at_the_clock(
    lead: dict[str, Any], awake: tuple[str, ...]
) -> None:
    found = place_of(Lead(LeadId(1), **lead), ALWAYS, "Europe/Paris")
    assert found.awake == awake


def test_only_a_text_wakes_people() -> None:
    calm = replace(ALWAYS, waking=False)
    text = Step("a", Sms("Hi"), None)  # type: ignore[arg-type] # a key is text
    mail = replace(text, action=Email((Variant("", 1, "Hi", "Hi"),)))
    assert gate_of(text, calm) == ALWAYS
    assert gate_of(replace(text, window=OFFICE), calm) == OFFICE
    assert gate_of(mail, calm) == calm
    lead = Lead(LeadId(1), phone="+12025550100")
    assert place_of(lead, calm, "UTC") == Place(("UTC",), "")


def test_of_a_person_who_may_be_anywhere_there_it_has_to_be_day_all_over() -> None:
    place = place_of(Lead(LeadId(1), phone="+12025550100"), ALWAYS, "UTC")
    opens = next_open(ALWAYS, place, datetime(2026, 7, 1, tzinfo=UTC), CALENDAR)
    closes = next_close(ALWAYS, place, opens or START, CALENDAR)
    # From eight in Honolulu to nine in St. John's.
    assert (opens, closes) == (
        datetime(2026, 7, 1, 18, tzinfo=UTC),
        datetime(2026, 7, 1, 23, 30, tzinfo=UTC),
    )
