"""When a message may leave: windows on the lead's own clock, working days, holidays.

Instants are aware, UTC when they come out. A window is written in local wall time: an hour
that daylight saving skips is never open, one that it repeats is open twice.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from outreach.core import zone
from outreach.core.place import Place, place_of
from outreach.core.sequence import Delay, Window
from outreach.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zoneinfo import ZoneInfo

__all__ = [
    "HORIZON",
    "Calendar",
    "Place",
    "add",
    "at_clock",
    "is_open",
    "next_close",
    "next_open",
    "parse_key",
    "place_of",
    "window_key",
]

HORIZON = timedelta(days=400)
LONGEST_LOOK = timedelta(days=60)  # for an hour of day; no holidays last as long
_DAY = timedelta(days=1)
_MIDNIGHT = time.min
# 47 CFR 64.1200(c)(1): not before 8 in the morning nor after 9 at night, where they are.
_DAYTIME = Window(frozenset(range(7)), ((time(8), time(21)),), "lead", "none")
_NONE = "-"


class Calendar(Protocol):
    """The working weeks and public holidays of countries. Hashable, and never raises."""

    def working_days(self, country: str) -> frozenset[int]:
        """Return the weekdays offices work, Monday 0; Monday to Friday if unknown."""
        ...

    def is_holiday(self, country: str, on: date) -> bool:
        """Tell whether `on` is a public holiday all over the country; False if unknown."""
        ...

    def __hash__(self) -> int:
        """Return what tells calendars apart, so that answers can be kept."""
        ...


def is_open(window: Window, place: Place, at: datetime, calendar: Calendar) -> bool:
    """Tell whether the window is open at that instant in every zone of the place."""
    return bool(place.zones) and all(
        _is_open_on(at.astimezone(home), each, country, calendar)
        for each, country, home in _all_of(window, place)
    )


def open_at(window: Window, clock: time) -> bool:
    """Tell whether a time of day is inside the window's hours."""
    return any(
        start <= clock and (clock < end or end == _MIDNIGHT)
        for start, end in window.hours
    )


def next_open(
    window: Window, place: Place, at: datetime, calendar: Calendar
) -> datetime | None:
    """Return the first instant not before `at` that is open; None if none in 400 days."""
    at = at.astimezone(UTC)
    last = at + HORIZON
    while at <= last and place.zones:
        opens_at = max(
            _first(each, country, home, at, last, calendar, wanted=True)
            for each, country, home in _all_of(window, place)
        )
        if opens_at == at:
            return at
        at = opens_at
    return None


def next_close(
    window: Window, place: Place, at: datetime, calendar: Calendar
) -> datetime | None:
    """Return the first instant not before `at` that is closed; None if none in 400 days."""
    at = at.astimezone(UTC)
    last = at + HORIZON
    closes_at = min(
        (
            _first(each, country, home, at, last, calendar, wanted=False)
            for each, country, home in _all_of(window, place)
        ),
        default=at,
    )
    return closes_at if closes_at <= last else None


def _all_of(window: Window, place: Place) -> Iterator[tuple[Window, str, ZoneInfo]]:
    """Yield every window that has to be open, with its country and its clock."""
    for name in place.zones:
        yield window, place.country, zone.load(name)
    for name in place.awake:
        yield _DAYTIME, "", zone.load(name)


def add(
    delay: Delay,
    to: datetime,
    window: Window,
    place: Place,
    calendar: Calendar,
) -> datetime:
    """Return the instant `delay` after `to`, be it open or not.

    A span is exact: 3 days are 72 hours. A working day is one on which the window opens;
    counting them keeps the local time of day, moved on by the change where the clock skips
    it. Where the window never opens again, every day counts.
    """
    if not delay.working_days:
        return to.astimezone(UTC) + delay.span
    home = zone.load(place.zones[0])
    local = to.astimezone(home)
    day = local.date()
    for left in range(delay.working_days, 0, -1):
        opens_on = _next_day(day, window, place, home, calendar)
        if opens_on is None:
            day += left * _DAY
            break
        day = opens_on
    return _instant(day, local.time(), home) + delay.span


def at_clock(
    clock: time,
    earliest: datetime,
    window: Window | None,
    place: Place,
    calendar: Calendar,
) -> datetime:
    """Return the first instant from `earliest` on at which a clock of the place shows this.

    With a window, the first at which it is open too, so that a closed day is passed over
    for the same hour of the next. Where it is never open at that hour, the window is left
    to its gate. A time that the clock skips is that much later, one that it repeats counts
    twice.
    """
    first = next(_clock_times(clock, earliest, place.zones[:1]), earliest)
    if window is None:
        return first
    open_at = (
        at
        for at in _clock_times(clock, earliest, place.zones)
        if is_open(window, place, at, calendar)
    )
    return next(open_at, first)


def _clock_times(
    clock: time, earliest: datetime, zones: Iterable[str]
) -> Iterator[datetime]:
    """Yield, in order, when these clocks show a time, from `earliest` on, for a while."""
    homes = [zone.load(name) for name in zones]
    start = earliest.astimezone(UTC)
    for _ in range(LONGEST_LOOK.days):
        end = start + _DAY
        found = {
            at
            for home in homes
            for day in _days(start.astimezone(home).date(), end.astimezone(home).date())
            for at in _instants(day, clock, home)
        }
        yield from sorted(at for at in found if start <= at < end)
        start = end


def window_key(window: Window, place: Place) -> str:
    """Return all that openness depends on as one short line, the same for the same openness.

    It reads `DAYS HOURS ZONES HOLIDAYS`: `working:FR 09:00-17:30 Europe/Paris FR`, or
    `01234 09:00-12:00,13:00-24:00 *US none` where `*US` stands for all zones of the US. The
    zones in which it has to be day follow, where there are any.
    """
    if window.days is None:
        days = f"working:{place.country}"
    else:
        days = "".join(str(day) for day in sorted(window.days)) or _NONE
    hours = ",".join(f"{_clock(a)}-{_clock(b, end=True)}" for a, b in _merged(window))
    holidays = ",".join(_holiday_countries(window, place.country)) or "none"
    parts = (days, hours or _NONE, _zones_text(place), holidays)
    return " ".join((*parts, ",".join(sorted(place.awake))) if place.awake else parts)


def parse_key(key: str) -> tuple[Window, Place]:
    """Return a window and a place that are open just when those of the key are.

    Raises InputError for what `window_key` never wrote, and for a zone or a country that
    this machine's tables do not know.
    """
    try:
        days, hours, zones, holidays, *awake = key.split(" ")
        week, _, country = days.partition(":")
        window = Window(
            days=None if week == "working" else _parse_days(days),
            hours=_parse_hours(hours),
            timezone="lead",
            holidays=holidays,
        )
        listed = _parse_zones(zones)
        waking = tuple(each for text in awake for each in _parse_zones(text))
    except ValueError as error:
        message = f"not a window key: {key!r}; recompute the due times"
        raise InputError(message) from error
    country = zones[1:] if zones.startswith("*") else country
    return window, Place(listed, country, waking)


def _is_open_on(
    local: datetime, window: Window, country: str, calendar: Calendar
) -> bool:
    return open_at(window, local.time()) and _is_open_day(
        local.date(), window, country, calendar
    )


def _is_open_day(day: date, window: Window, country: str, calendar: Calendar) -> bool:
    days = calendar.working_days(country) if window.days is None else window.days
    return day.weekday() in days and not any(
        calendar.is_holiday(code, day) for code in _holiday_countries(window, country)
    )


def _holiday_countries(window: Window, country: str) -> tuple[str, ...]:
    match window.holidays:
        case "none":
            return ()
        case "lead":
            return (country,) if country else ()
        case codes:
            return tuple(sorted({code.strip().upper() for code in codes.split(",")}))


def _first(
    window: Window,
    country: str,
    home: ZoneInfo,
    at: datetime,
    last: datetime,
    calendar: Calendar,
    *,
    wanted: bool,
) -> datetime:
    """Return the first instant not before `at` whose openness in one zone is `wanted`.

    An instant past `last` means that there is none up to then.
    """
    while at <= last:
        local = at.astimezone(home)
        if _is_open_on(local, window, country, calendar) == wanted:
            break
        at = _reach(at, _next_edge(local, window), home)
    return at


def _next_edge(local: datetime, window: Window) -> datetime:
    """Return the next wall time at which the window may open or close."""
    clock, day = local.time(), local.date()
    edges = [edge for hours in window.hours for edge in hours if edge > clock]
    if edges:
        return datetime.combine(day, min(edges))
    return datetime.combine(day + _DAY, _MIDNIGHT)


def _reach(at: datetime, wall: datetime, home: ZoneInfo) -> datetime:
    """Return when the zone's clock first shows `wall`, or when it is changed, if sooner."""
    offset = at.astimezone(home).utcoffset()
    reached = (wall - (offset or timedelta(0))).replace(tzinfo=UTC)
    if reached.astimezone(home).utcoffset() == offset:
        return reached
    # zoneinfo does not tell when clocks change, but they do so on whole seconds, and
    # never twice between two edges, which are at most a day apart.
    start = at.replace(microsecond=0)
    seconds = bisect_left(
        range(int((reached - start).total_seconds())),
        True,  # noqa: FBT003 - what the key is to say
        key=lambda s: (
            (start + timedelta(seconds=s)).astimezone(home).utcoffset() != offset
        ),
    )
    return start + timedelta(seconds=seconds)


@lru_cache(maxsize=16_384)  # leads that share a window share its days
def _next_day(
    day: date, window: Window, place: Place, home: ZoneInfo, calendar: Calendar
) -> date | None:
    """Return the first day after `day` on which the window opens; None if it never does."""
    midnight = _instant(day + _DAY, _MIDNIGHT, home)
    opens_at = next_open(window, place, midnight, calendar)
    return None if opens_at is None else opens_at.astimezone(home).date()


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _DAY


def _instants(day: date, clock: time, home: ZoneInfo) -> Iterator[datetime]:
    """Yield when the zone's clock shows this on a day, the second time too."""
    first = _instant(day, clock, home)
    yield first
    again = datetime.combine(day, clock).replace(fold=1, tzinfo=home).astimezone(UTC)
    if again > first:  # in a gap it would be before it
        yield again


def _instant(day: date, clock: time, home: ZoneInfo) -> datetime:
    """Return when the zone's clock shows this: the first time of two, or after the gap."""
    wall = datetime.combine(day, clock).replace(fold=0, tzinfo=home)
    return wall.astimezone(UTC)


def _merged(window: Window) -> list[tuple[time, time]]:
    """Return the hours in order, overlapping and touching ranges as one, empty ones gone."""
    merged: list[tuple[time, time]] = []
    for start, end in sorted(window.hours):
        if start >= end != _MIDNIGHT:
            continue
        if not merged or _MIDNIGHT != merged[-1][1] < start:
            merged.append((start, end))
        elif merged[-1][1] != _MIDNIGHT:
            first, old = merged[-1]
            merged[-1] = (first, _MIDNIGHT if end == _MIDNIGHT else max(old, end))
    return merged


def _clock(clock: time, *, end: bool = False) -> str:
    if end and clock == _MIDNIGHT:
        return "24:00"
    whole = not (clock.second or clock.microsecond)
    return clock.isoformat("minutes" if whole else "auto")


def _zones_text(place: Place) -> str:
    zones = set(place.zones)
    if len(zones) > 1 and zones == set(zone.zones_of(place.country)):
        return f"*{place.country}"
    return ",".join(sorted(zones)) or _NONE


def _parse_days(text: str) -> frozenset[int]:
    return frozenset(int(day) for day in text.replace(_NONE, ""))


def _parse_hours(text: str) -> tuple[tuple[time, time], ...]:
    if text == _NONE:
        return ()
    pairs = (pair.split("-") for pair in text.split(","))
    return tuple(
        (time.fromisoformat(start), time.fromisoformat(end.replace("24:00", "00:00")))
        for start, end in pairs
    )


def _parse_zones(text: str) -> tuple[str, ...]:
    if text == _NONE:
        return ()
    zones = zone.zones_of(text[1:]) if text.startswith("*") else tuple(text.split(","))
    if not zones or not all(zone.is_zone(name) for name in zones):
        message = f"unknown zones {text!r}"
        raise ValueError(message)
    return zones
