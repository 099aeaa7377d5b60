"""What the tests of windows share: odd zones, a calendar of few holidays, instants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from outreach.core.sequence import Window
from outreach.core.window import Place
from outreach.core.zone import zones_of

MIDNIGHT = time.min
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
OFFICE = ((time(9), time(17, 30)),)
ALL_DAY = ((MIDNIGHT, MIDNIGHT),)
EVERY_DAY = set(range(7))


@dataclass(frozen=True)
class FewHolidays:
    """Christmas and Bastille Day; Israel works from Sunday, Nowhere not at all."""

    def working_days(self, country: str) -> frozenset[int]:
        """Return the week of a made-up world."""
        weeks = {"IL": {6, 0, 1, 2, 3}, "XN": set[int]()}
        return frozenset(weeks.get(country, range(5)))

    def is_holiday(self, country: str, on: date) -> bool:
        """Tell the holidays of the same world."""
        day = on.month, on.day
        return (day == (12, 25) and country in {"FR", "US"}) or (
            day == (7, 14) and country == "FR"
        )


CALENDAR = FewHolidays()


def window(
    *hours: tuple[time, time],
    days: set[int] | None = None,
    timezone: str = "lead",
    holidays: str = "lead",
) -> Window:
    return Window(
        None if days is None else frozenset(days), hours or OFFICE, timezone, holidays
    )


def in_zone(zone: str, country: str = "") -> Place:
    return Place((zone,), country)


def local(zone: str, text: str, fold: int = 0) -> datetime:
    wall = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return wall.astimezone(UTC)


# Half-hour daylight saving, odd offsets, a skipped day (Apia, 2011-12-30), daylight saving
# turned off for Ramadan, changes at midnight, and clocks that no longer change.
ZONES = (
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Europe/Paris",
    "America/New_York",
    "America/Havana",
    "Asia/Beirut",
    "Asia/Gaza",
    "America/Scoresbysund",
    "Antarctica/Troll",
    "Asia/Tehran",
    "Pacific/Kiritimati",
    "Pacific/Chatham",
    "America/St_Johns",
    "UTC",
)
# Clocks change on a Sunday or a Friday night, mostly: so half of the instants are near one.
CHANGES = tuple(
    datetime.fromisoformat(text).replace(tzinfo=UTC)
    for text in (
        "2026-03-29T01:00",
        "2026-10-25T01:00",
        "2026-04-04T15:00",
        "2026-10-03T15:30",
        "2026-03-08T06:00",
        "2026-11-01T05:00",
        "2026-02-15T02:00",
        "2026-03-22T02:00",
        "2026-03-28T22:00",
        "2026-10-24T21:00",
        "2011-12-30T10:00",
    )
)
INSTANTS = st.datetimes(
    datetime(2011, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    datetime(2031, 1, 1),  # noqa: DTZ001 - likewise
    timezones=st.just(UTC),
) | st.builds(
    lambda change, seconds: change + timedelta(seconds=seconds),
    st.sampled_from(CHANGES),
    st.integers(-2 * 86400, 2 * 86400),
)
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 0, 0, 15, 30, 59]))
RANGES = st.tuples(TIMES, TIMES | st.just(MIDNIGHT)).filter(
    lambda pair: pair[0] < pair[1] or pair[1] == MIDNIGHT
)
WINDOWS = st.builds(
    Window,
    days=st.none() | st.frozensets(st.integers(0, 6)),
    hours=st.lists(RANGES, max_size=3).map(tuple),
    timezone=st.just("lead"),
    holidays=st.sampled_from(["lead", "none", "FR", "US,FR", "FR, US"]),
)
COUNTRIES = st.sampled_from(["", "FR", "IL", "US", "AU", "XN"])
PLACES = st.builds(
    Place,
    st.lists(st.sampled_from(ZONES), min_size=1, max_size=3).map(
        lambda zones: tuple(sorted(set(zones)))
    ),
    COUNTRIES,
) | st.sampled_from(["US", "AU", "BR", "RU"]).map(
    lambda code: Place(zones_of(code), code)
)
