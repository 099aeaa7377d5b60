"""`at` is an hour of the lead's own clock: on an open day, through every change of it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.window import Place, at_clock, is_open
from outreach.core.zone import load, zones_of
from tests.core.almanac import (
    CALENDAR,
    INSTANTS,
    PLACES,
    TICK,
    TIMES,
    WINDOWS,
    ZONES,
    in_zone,
    local,
    window,
)

if TYPE_CHECKING:
    from outreach.core.sequence import Window

PARIS = in_zone("Europe/Paris", "FR")


@pytest.mark.parametrize(
    ("zone", "clock", "earliest", "expected"),
    [
        ("Europe/Paris", "10:30", "2026-03-02T10:30", "2026-03-02T10:30"),
        ("Europe/Paris", "10:30", "2026-03-02T10:31", "2026-03-03T10:30"),
        # The clock skips the hour, by half an hour at Lord Howe: that much later.
        ("Europe/Paris", "02:30", "2026-03-28T12:00", "2026-03-29T03:30"),
        ("Australia/Lord_Howe", "02:10", "2026-10-03T12:00", "2026-10-04T02:40"),
        # A leap day, and the day that Samoa left out.
        ("Europe/Paris", "10:30", "2028-02-28T11:00", "2028-02-29T10:30"),
        ("Pacific/Apia", "10:30", "2011-12-29T11:00", "2011-12-31T10:30"),
        ("Asia/Kathmandu", "00:00", "2026-03-02T00:01", "2026-03-03T00:00"),
    ],
)
def test_it_is_the_first_time_the_clock_shows_it(
    zone: str, clock: str, earliest: str, expected: str
) -> None:
    found = at_clock(
        time.fromisoformat(clock), local(zone, earliest), None, in_zone(zone), CALENDAR
    )
    assert found == local(zone, expected)


def test_an_hour_that_is_repeated_counts_twice() -> None:
    first = local("Europe/Paris", "2026-10-25T02:30")
    again = local("Europe/Paris", "2026-10-25T02:30", fold=1)
    found = [at_clock(time(2, 30), at, None, PARIS, CALENDAR) for at in (first, again)]
    assert at_clock(time(2, 30), first + TICK, None, PARIS, CALENDAR) == again
    assert found == [first, again]


@pytest.mark.parametrize(
    ("earliest", "expected"),
    [
        ("2026-03-06T10:31", "2026-03-09T10:30"),  # over a weekend
        ("2026-07-13T18:00", "2026-07-15T10:30"),  # over Bastille Day
        ("2026-12-24T18:00", "2026-12-28T10:30"),  # over Christmas and a weekend
    ],
)
def test_on_a_closed_day_it_is_the_same_hour_of_the_next_open_one(
    earliest: str, expected: str
) -> None:
    at = at_clock(
        time(10, 30), local("Europe/Paris", earliest), window(), PARIS, CALENDAR
    )
    assert at == local("Europe/Paris", expected)


def test_an_hour_outside_the_window_is_left_to_the_window() -> None:
    earliest = local("Europe/Paris", "2026-03-02T12:00")
    at = at_clock(time(18), earliest, window(), PARIS, CALENDAR)
    assert at == local("Europe/Paris", "2026-03-02T18:00")


def test_of_many_clocks_it_is_one_that_shows_it_while_all_are_open() -> None:
    # 12:30 in New York is before hours in Los Angeles and Honolulu, 12:30 in Denver is not.
    country = Place(zones_of("US"), "US")
    earliest = datetime(2026, 3, 2, tzinfo=UTC)
    at = at_clock(time(12, 30), earliest, window(), country, CALENDAR)
    assert at == local("America/Denver", "2026-03-02T12:30")
    assert is_open(window(), country, at, CALENDAR)


@given(clock=TIMES, earliest=INSTANTS, zone=st.sampled_from(ZONES))
def test_no_minute_before_it_shows_that_hour(
    clock: time, earliest: datetime, zone: str
) -> None:
    place, home = in_zone(zone), load(zone)
    at = at_clock(clock, earliest, None, place, CALENDAR)
    minute = earliest.replace(second=0, microsecond=0)
    before = int((at - minute) / timedelta(minutes=1))
    shown = [
        (minute + timedelta(minutes=each)).astimezone(home).time()
        for each in range(1 if minute < earliest else 0, before)
    ]
    assert earliest <= at <= earliest + timedelta(days=2)
    assert clock not in shown


@given(clock=TIMES, earliest=INSTANTS, hours=WINDOWS, place=PLACES)
def test_it_is_open_then_or_left_to_the_window(
    clock: time, earliest: datetime, hours: Window, place: Place
) -> None:
    at = at_clock(clock, earliest, hours, place, CALENDAR)
    plain = at_clock(clock, earliest, None, place, CALENDAR)
    assert at >= earliest
    assert is_open(hours, place, at, CALENDAR) or at == plain
