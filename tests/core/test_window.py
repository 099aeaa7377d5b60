"""When a window is open, in every kind of zone."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outreach.core.sequence import Window
from outreach.core.window import HORIZON, Place, is_open, next_close, next_open
from outreach.core.zone import zones_of
from tests.core.almanac import (
    ALL_DAY,
    CALENDAR,
    CHANGES,
    INSTANTS,
    MIDNIGHT,
    PLACES,
    TICK,
    WINDOWS,
    in_zone,
    local,
    window,
)


def samples(start: datetime, end: datetime) -> list[datetime]:
    """Return some 300 instants of [start, end), the first and the last of them too."""
    step = max(timedelta(minutes=7), (end - start) / 300)
    count = int((end - start) / step)
    inner = [start + n * step for n in range(count + 1)]
    return [at for at in (*inner, end - TICK) if start <= at < end]


@given(WINDOWS, PLACES, INSTANTS)
@example(window(*ALL_DAY), in_zone("Pacific/Apia"), local("Pacific/Apia", "2011-12-29"))
def test_the_next_opening_is_the_first_open_instant(
    window: Window, place: Place, at: datetime
) -> None:
    opens_at = next_open(window, place, at, CALENDAR)
    before = samples(at, at + HORIZON if opens_at is None else opens_at)
    assert [t for t in before if is_open(window, place, t, CALENDAR)] == []
    if opens_at is not None:
        assert opens_at >= at
        assert is_open(window, place, opens_at, CALENDAR)
        assert next_open(window, place, opens_at, CALENDAR) == opens_at


@given(WINDOWS, PLACES, INSTANTS)
def test_the_next_closing_is_the_first_closed_instant(
    window: Window, place: Place, at: datetime
) -> None:
    closes_at = next_close(window, place, at, CALENDAR)
    before = samples(at, at + HORIZON if closes_at is None else closes_at)
    assert [t for t in before if not is_open(window, place, t, CALENDAR)] == []
    if closes_at is not None:
        assert closes_at >= at
        assert not is_open(window, place, closes_at, CALENDAR)


@given(WINDOWS, PLACES, INSTANTS, st.timedeltas(timedelta(0), timedelta(days=10)))
def test_a_later_instant_never_opens_sooner(
    window: Window, place: Place, at: datetime, later: timedelta
) -> None:
    first = next_open(window, place, at, CALENDAR)
    second = next_open(window, place, at + later, CALENDAR)
    if first is not None and second is not None:
        assert first <= second
        assert first == second or first < at + later


def test_a_country_of_many_zones_is_open_where_all_of_them_are() -> None:
    place = Place(zones_of("US"), "US")
    at = local("America/New_York", "2026-07-13T00:00")
    opens_at = next_open(window(), place, at, CALENDAR)
    assert opens_at == local("Pacific/Honolulu", "2026-07-13T09:00")
    closes_at = next_close(window(), place, opens_at, CALENDAR)
    assert closes_at == local("America/New_York", "2026-07-13T17:30")


def test_zones_without_a_common_hour_never_open() -> None:
    place = Place(zones_of("RU"), "RU")
    assert next_open(window(), place, CHANGES[0], CALENDAR) is None


def test_no_zone_no_hours_and_no_days_never_open() -> None:
    at = CHANGES[0]
    paris = in_zone("Europe/Paris", "FR")
    assert [
        next_open(spec, place, at, CALENDAR)
        for spec, place in (
            (window(), Place((), "FR")),
            (Window(None, (), "lead", "lead"), paris),
            (window(days=set()), paris),
            (window(), in_zone("Europe/Paris", "XN")),
        )
    ] == [None] * 4
    assert not is_open(window(), Place((), "FR"), at, CALENDAR)
    assert next_close(window(), Place((), "FR"), at, CALENDAR) == at


def test_a_window_of_all_days_and_hours_never_closes() -> None:
    spec = window(*ALL_DAY, days=set(range(7)), holidays="none")
    at = CHANGES[0]
    assert next_open(spec, in_zone("Europe/Paris"), at, CALENDAR) == at
    assert next_close(spec, in_zone("Europe/Paris"), at, CALENDAR) is None


@pytest.mark.parametrize(
    ("at", "opens_at"),
    [
        ("2026-07-10T08:59:59", "2026-07-10T09:00"),
        ("2026-07-10T09:00", "2026-07-10T09:00"),
        ("2026-07-10T17:29:59.999999", "2026-07-10T17:29:59.999999"),
        ("2026-07-10T17:30", "2026-07-13T09:00"),  # a Friday
        ("2026-07-13T18:00", "2026-07-15T09:00"),  # Bastille Day
        ("2026-12-24T18:00", "2026-12-28T09:00"),  # Christmas, a Friday
    ],
)
def test_nights_weekends_and_holidays_are_closed(at: str, opens_at: str) -> None:
    found = next_open(
        window(), in_zone("Europe/Paris", "FR"), local("Europe/Paris", at), CALENDAR
    )
    assert found == local("Europe/Paris", opens_at)


def test_a_week_may_start_on_sunday() -> None:
    friday = local("Asia/Jerusalem", "2026-07-10T10:00")
    found = next_open(window(), in_zone("Asia/Jerusalem", "IL"), friday, CALENDAR)
    assert found == local("Asia/Jerusalem", "2026-07-12T09:00")


def test_a_lunch_break_is_closed_and_the_evening_lasts_to_midnight() -> None:
    spec = window((time(9), time(12)), (time(14), MIDNIGHT))
    place, zone = in_zone("Asia/Kathmandu"), "Asia/Kathmandu"
    noon, night = (
        next_close(spec, place, local(zone, text), CALENDAR)
        for text in ("2026-07-09T09:00", "2026-07-09T14:00")
    )
    assert (noon, night) == (
        local(zone, "2026-07-09T12:00"),
        local(zone, "2026-07-10T00:00"),
    )
    assert next_open(spec, place, local(zone, "2026-07-09T12:00"), CALENDAR) == local(
        zone, "2026-07-09T14:00"
    )
