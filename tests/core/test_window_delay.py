"""Delays by hours, and by days on which the window opens."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.sequence import Delay, Window
from outreach.core.window import Place, add, is_open, next_open
from tests.core.almanac import (
    CALENDAR,
    CHANGES,
    COUNTRIES,
    DAY,
    EVERY_DAY,
    INSTANTS,
    MIDNIGHT,
    PLACES,
    WINDOWS,
    ZONES,
    in_zone,
    local,
    window,
)


@given(WINDOWS, PLACES, INSTANTS, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_three_days_are_72_hours_wherever_they_fall(
    window: Window, place: Place, at: datetime, span: timedelta
) -> None:
    assert add(Delay(span), at, window, place, CALENDAR) == at + span


@pytest.mark.parametrize(
    ("days", "to", "end"),
    [
        (1, "2026-07-09T10:15", "2026-07-10T10:15"),
        (1, "2026-07-10T10:15", "2026-07-13T10:15"),
        (1, "2026-07-10T23:15", "2026-07-13T23:15"),
        (1, "2026-07-11T10:15", "2026-07-13T10:15"),
        (2, "2026-07-10T10:15", "2026-07-15T10:15"),  # over Bastille Day
        (10, "2026-07-13T10:15", "2026-07-28T10:15"),
        (1, "2026-03-27T10:15", "2026-03-30T10:15"),  # over a change of clocks
    ],
)
def test_working_days_keep_the_local_time_of_day(days: int, to: str, end: str) -> None:
    place, zone = in_zone("Europe/Paris", "FR"), "Europe/Paris"
    found = add(Delay(timedelta(0), days), local(zone, to), window(), place, CALENDAR)
    assert found == local(zone, end)


def test_a_working_day_that_ends_in_a_skipped_hour_ends_after_it() -> None:
    place, zone = in_zone("Europe/Paris"), "Europe/Paris"
    start = local(zone, "2026-03-28T02:30")
    spec = window(days=EVERY_DAY)
    found = add(Delay(timedelta(0), 1), start, spec, place, CALENDAR)
    assert found == local(zone, "2026-03-29T03:30")


def test_a_working_day_that_ends_in_a_repeated_hour_ends_the_first_time() -> None:
    place, zone = in_zone("Europe/Paris"), "Europe/Paris"
    start = local(zone, "2026-10-24T02:30")
    spec = window(days=EVERY_DAY)
    found = add(Delay(timedelta(0), 1), start, spec, place, CALENDAR)
    assert found == local(zone, "2026-10-25T02:30", fold=0)


def test_working_days_of_a_window_that_never_opens_are_days() -> None:
    place = in_zone("UTC", "XN")
    at = CHANGES[0]
    found = add(Delay(timedelta(0), 3), at, window(), place, CALENDAR)
    assert found == at + 3 * DAY


@given(WINDOWS, st.sampled_from(ZONES), COUNTRIES, INSTANTS, st.integers(1, 8))
def test_working_days_count_the_days_on_which_the_window_opens(
    window: Window, zone: str, country: str, at: datetime, count: int
) -> None:
    place = in_zone(zone, country)
    if next_open(window, place, at + DAY, CALENDAR) is None:
        return
    end = add(Delay(timedelta(0), count), at, window, place, CALENDAR)
    home = ZoneInfo(zone)
    first, last = at.astimezone(home).date(), end.astimezone(home).date()
    days = {first + n * DAY for n in range(1, (last - first).days + 1)}
    opened = {day for day in days if opens_on(day, window, zone, country)}
    assert len(opened) == count
    assert last in opened


def opens_on(day: date, window: Window, zone: str, country: str) -> bool:
    """Look at every quarter of an hour of a local day."""
    start = datetime.combine(day, MIDNIGHT, ZoneInfo(zone)).astimezone(UTC)
    quarters = (start + n * timedelta(minutes=15) for n in range(-4, 4 * 26))
    return any(
        at.astimezone(ZoneInfo(zone)).date() == day
        and is_open(window, in_zone(zone, country), at, CALENDAR)
        for at in quarters
    )
