"""When a window is open, in every kind of zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outreach.core.model import Lead, LeadId
from outreach.core.sequence import Delay, Window
from outreach.core.window import (
    HORIZON,
    Place,
    add,
    is_open,
    next_close,
    next_open,
    parse_key,
    place_of,
    window_key,
)
from outreach.core.zone import countries, country_of, is_zone, zones_of
from outreach.errors import InputError

MIDNIGHT = time.min
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
OFFICE = ((time(9), time(17, 30)),)
ALL_DAY = ((MIDNIGHT, MIDNIGHT),)


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
    datetime(2031, 1, 1),  # noqa: DTZ001
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


@given(WINDOWS, PLACES, st.lists(INSTANTS, min_size=1, max_size=20))
def test_a_key_says_all_that_openness_depends_on(
    window: Window, place: Place, instants: list[datetime]
) -> None:
    key = window_key(window, place)
    again = parse_key(key)
    assert window_key(*again) == key
    assert parse_key(window_key(*again)) == again
    assert [is_open(*again, at, CALENDAR) for at in instants] == [
        is_open(window, place, at, CALENDAR) for at in instants
    ]
    assert len(key) < 200


@pytest.mark.parametrize(
    ("key", "spec", "place"),
    [
        (
            "working:FR 09:00-17:30 Europe/Paris FR",
            window(),
            in_zone("Europe/Paris", "FR"),
        ),
        (
            "01234 09:00-12:00,13:00-24:00 *US none",
            window(
                (time(13), MIDNIGHT),
                (time(9), time(12)),
                days={4, 3, 2, 1, 0},
                holidays="none",
            ),
            Place(tuple(reversed(zones_of("US"))), "US"),
        ),
        (
            "0 00:00-24:00 UTC FR,US",
            window(
                (time(1), MIDNIGHT), (MIDNIGHT, time(2)), days={0}, holidays="us,FR"
            ),
            in_zone("UTC", "IL"),
        ),
        (
            "working: - Asia/Tokyo,UTC none",
            window((time(9), time(9)), (time(18), time(9))),
            Place(("UTC", "Asia/Tokyo"), ""),
        ),
        (
            "- 09:00-09:00:30 UTC none",
            window((time(9), time(9, 0, 30)), days=set(), holidays="none"),
            in_zone("UTC", "FR"),
        ),
    ],
)
def test_keys_are_short_lines_to_read(key: str, spec: Window, place: Place) -> None:
    assert window_key(spec, place) == key


@given(WINDOWS, PLACES)
def test_the_order_and_the_cut_of_the_hours_do_not_change_a_key(
    window: Window, place: Place
) -> None:
    cut = tuple(
        piece
        for start, end in window.hours
        for piece in (
            ((start, time(12)), (time(12), end))
            if start < time(12) and (end > time(12) or end == MIDNIGHT)
            else ((start, end),)
        )
    )
    same = Window(window.days, cut[::-1], window.timezone, window.holidays)
    assert window_key(same, place) == window_key(window, place)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "working:FR",
        "working:FR 09:00-17:30 Europe/Paris",
        "xyz 09:00-17:30 Europe/Paris FR",
        "01 9-5pm UTC none",
        "01 09:00 UTC none",
        "01 09:00-25:00 UTC none",
        "01 09:00-17:30 Mars/Base none",
        "01 09:00-17:30 *XX none",
    ],
)
def test_a_line_that_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(InputError, match="not a window key"):
        parse_key(key)


@pytest.mark.parametrize(
    ("lead", "timezone", "place"),
    [
        ({}, "lead", in_zone("Europe/Rome", "")),
        ({"country": "FR"}, "lead", in_zone("Europe/Paris", "FR")),
        ({"country": " fr"}, "lead", in_zone("Europe/Paris", "FR")),
        ({"country": "US"}, "lead", Place(zones_of("US"), "US")),
        ({"country": "US", "timezone": "America/Boise"}, "lead", None),
        ({"country": "AR"}, "lead", in_zone("America/Argentina/Buenos_Aires", "AR")),
        ({"timezone": "Asia/Riyadh"}, "lead", in_zone("Asia/Riyadh", "SA")),
        ({"timezone": "Mars/Base"}, "lead", in_zone("Europe/Rome", "")),
        (
            {"timezone": "Mars/Base", "country": "FR"},
            "lead",
            in_zone("Europe/Paris", "FR"),
        ),
        ({"timezone": "../../etc"}, "lead", in_zone("Europe/Rome", "")),
        ({"country": "Atlantis"}, "lead", in_zone("Europe/Rome", "")),
        ({"country": "XX"}, "lead", in_zone("Europe/Rome", "XX")),
        ({"country": "FR"}, "Asia/Tokyo", in_zone("Asia/Tokyo", "FR")),
        (
            {"timezone": "Europe/Paris"},
            "Asia/Tokyo",
            in_zone("Asia/Tokyo", "FR"),
        ),
    ],
)
def test_a_lead_is_placed_by_what_is_known_of_it(
    lead: dict[str, str], timezone: str, place: Place | None
) -> None:
    found = place_of(Lead(LeadId(1), **lead), window(timezone=timezone), "Europe/Rome")  # type: ignore[arg-type]
    assert found == (place or in_zone("America/Boise", "US"))


@given(st.text(), st.text())
def test_no_lead_is_too_odd_to_be_placed(timezone: str, country: str) -> None:
    lead = Lead(LeadId(1), timezone=timezone, country=country)
    place = place_of(lead, window(), "Europe/Rome")
    assert parse_key(window_key(window(), place))[1] == place


def test_every_zone_of_the_table_is_in_the_database() -> None:
    zones = {zone for code in countries() for zone in zones_of(code)}
    assert [zone for zone in sorted(zones) if not is_zone(zone)] == []
    assert {code for code in countries() if not zones_of(code)} == set()
    assert {zone for zone in zones if country_of(zone) not in countries()} == set()


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


EVERY_DAY = set(range(7))


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
