"""Windows on the days when clocks change, and on days that never were."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from outreach.core.window import next_close, next_open
from tests.core.almanac import CALENDAR, EVERY_DAY, in_zone, local, window

if TYPE_CHECKING:
    from outreach.core.sequence import Window


def spans(spec: Window, zone: str, start: str, days: int) -> list[tuple[str, str]]:
    """Return the open spans of some days, in UTC."""
    at, found = local(zone, start), []
    end = at + timedelta(days=days)
    while (opens_at := next_open(spec, in_zone(zone), at, CALENDAR)) is not None:
        closes_at = next_close(spec, in_zone(zone), opens_at, CALENDAR)
        assert closes_at is not None
        if opens_at >= end:
            break
        found.append((f"{opens_at:%d %H:%M}", f"{closes_at:%d %H:%M}"))
        at = closes_at
    return found


def test_an_hour_that_is_skipped_is_never_open() -> None:
    spec = window((time(2), time(3)), days=EVERY_DAY)
    assert spans(spec, "Europe/Paris", "2026-03-28T12:00", 2) == [
        ("30 00:00", "30 01:00")
    ]


def test_a_window_that_starts_in_a_skipped_hour_opens_after_it() -> None:
    spec = window((time(2, 30), time(4)), days=EVERY_DAY)
    assert spans(spec, "Europe/Paris", "2026-03-28T12:00", 1) == [
        ("29 01:00", "29 02:00")
    ]


def test_the_end_of_a_skipped_hour_is_met_exactly_from_any_fraction_of_a_second() -> (
    None
):
    spec = window((time(2, 30), time(4)), days=EVERY_DAY)
    at = local("Europe/Paris", "2026-03-29T01:59:58.700001")
    assert next_open(spec, in_zone("Europe/Paris"), at, CALENDAR) == local(
        "Europe/Paris", "2026-03-29T03:00"
    )


def test_an_hour_that_is_repeated_is_open_twice() -> None:
    spec = window((time(2), time(2, 30)), days=EVERY_DAY)
    assert spans(spec, "Europe/Paris", "2026-10-24T12:00", 1) == [
        ("25 00:00", "25 00:30"),
        ("25 01:00", "25 01:30"),
    ]


def test_lord_howe_changes_by_half_an_hour() -> None:
    spec = window((time(1, 30), time(2)), days=EVERY_DAY)
    zone = "Australia/Lord_Howe"
    assert spans(spec, zone, "2026-04-04T12:00", 1) == [("04 14:30", "04 15:30")]
    spec = window((time(2), time(2, 30)), days=EVERY_DAY)
    assert spans(spec, zone, "2026-10-03T12:00", 2) == [("04 15:00", "04 15:30")]


def test_apia_had_no_30_december_2011() -> None:
    spec = window((time(9), time(10)), days=EVERY_DAY)
    assert spans(spec, "Pacific/Apia", "2011-12-29T00:00", 2) == [
        ("29 19:00", "29 20:00"),
        ("30 19:00", "30 20:00"),
    ]


def test_casablanca_works_by_winter_time_in_ramadan() -> None:
    spec = window((time(9), time(10)), days=EVERY_DAY)
    assert spans(spec, "Africa/Casablanca", "2026-02-14T00:00", 3) == [
        ("14 08:00", "14 09:00"),
        ("15 09:00", "15 10:00"),
        ("16 09:00", "16 10:00"),
    ]
