"""Moments in words: "Mon 2 Mar 09:00", "day 3", "2026-03-04 10:00", read and said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from outreach.core import duration, zone
from outreach.core.duration import UnreadableError
from outreach.core.source import shown

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
DAYS = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)
LAST_DAY = 731  # of a scenario: two years, one of them a leap year
NOON = time(12)

_LONGEST_TEXT = 80
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\Z")
_NUMBER = re.compile(r"\d{1,4}\Z")
_SHORTEST_NAME = 3
_LEAP_YEARS = 8  # the 29th of February comes again within so many
_SAMPLES = 'as in "Mon 2 Mar 09:00", "2026-03-02 09:00" or "day 3"'


@dataclass(frozen=True, slots=True)
class Spot:
    """What a moment in words pins down: a day, a time of that day, or both."""

    on: date | None
    clock: time | None
    zone: ZoneInfo

    def at(self, default: time = NOON) -> datetime:
        """Return the instant, in UTC; a day alone is taken at `default`."""
        if self.on is None:
            raise bad_moment("a time without a day", f"write the day too, {_SAMPLES}")
        local = datetime.combine(self.on, self.clock or default, self.zone)
        instant = local.astimezone(UTC)
        if instant.astimezone(self.zone).replace(tzinfo=None) != local.replace(
            tzinfo=None
        ):
            clock = f"{local:%H:%M}"
            fact = (
                f"{clock} is left out on {day_words(self.on)}, when the clocks change"
            )
            raise bad_moment(fact, "choose another time")
        return instant

    def holds(self, at: datetime) -> bool:
        """Tell whether an instant is on this day, or in this minute."""
        local = at.astimezone(self.zone)
        same_day = self.on is None or local.date() == self.on
        return same_day and (
            self.clock is None
            or local.time().replace(second=0, microsecond=0) == self.clock
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """What words are read from: the clock they are on, and the day a scenario starts."""

    zone: ZoneInfo
    start_on: date | None = None  # None: the year must be written

    def read(self, text: str) -> Spot:
        """Read a moment. Raises UnreadableError with bad-moment."""
        return read_spot(text, self)


def read_spot(text: str, origin: Origin) -> Spot:
    """Read a moment. Raises UnreadableError with bad-moment."""
    if len(text) > _LONGEST_TEXT:
        raise _no_moment(text)
    words = text.replace(",", " ").replace("T", " ", 1 if _is_iso(text) else 0).split()
    named = origin.zone
    if words and ("/" in words[-1] or words[-1] == "UTC"):
        named = zone.load(duration.read_timezone(words.pop()))
    clock = None
    if words and ":" in words[-1]:
        clock = _clock(words.pop(), text)
    weekday = None
    if words and _index(words[0], DAYS) is not None:
        weekday = _index(words.pop(0), DAYS)
    if not words:
        if clock is None or weekday is not None:
            raise _no_moment(text)
        return Spot(None, clock, named)
    on = _date(words, text, origin)
    if weekday is not None and on.weekday() != weekday:
        fact = f"{day_words(on)} {on.year} is a {DAYS[on.weekday()].title()}"
        raise bad_moment(fact, f"it is no {DAYS[weekday].title()}, so correct one")
    return Spot(on, clock, named)


def _is_iso(text: str) -> bool:
    return "T" in text and _ISO.match(text.partition("T")[0].strip()) is not None


def _clock(word: str, text: str) -> time:
    try:
        return duration.read_clock(word)
    except UnreadableError as error:
        fact = f'"{shown(text)}" has no time of day'
        raise bad_moment(fact, 'write it as "09:00"') from error


def _date(words: list[str], text: str, origin: Origin) -> date:
    first = words[0].lower()
    if first == "day" and len(words) == 2:  # noqa: PLR2004 - "day" and its number
        return _nth_day(words[1], text, origin)
    if len(words) == 1 and (iso := _ISO.match(first)):
        return _real(int(iso["year"]), int(iso["month"]), int(iso["day"]), text)
    day, month, year = _parts(words, text)
    if year is not None:
        return _real(year, month, day, text)
    if origin.start_on is None:
        raise bad_moment(f'"{shown(text)}" has no year', 'write it as "2026-03-02"')
    return _next(day, month, origin.start_on, text)


def _nth_day(word: str, text: str, origin: Origin) -> date:
    if origin.start_on is None:
        raise _no_moment(text)
    if not _NUMBER.match(word) or not 1 <= int(word) <= LAST_DAY:
        fact = f'"{shown(text)}" is no day of a scenario'
        raise bad_moment(fact, f"day 1 is that of its start, {LAST_DAY} the last")
    return origin.start_on + timedelta(days=int(word) - 1)


def _parts(words: list[str], text: str) -> tuple[int, int, int | None]:
    """Return day, month and year of "2 March 2026" or "March 2"."""
    numbers = [word for word in words if _NUMBER.match(word)]
    months = [m for word in words if (m := _index(word, MONTHS)) is not None]
    if len(months) != 1 or len(numbers) + 1 != len(words) or not 1 <= len(numbers) <= 2:  # noqa: PLR2004 - day and year
        raise _no_moment(text)
    year = int(numbers[1]) if len(numbers) > 1 else None
    return int(numbers[0]), months[0] + 1, year


def _index(word: str, names: tuple[str, ...]) -> int | None:
    short = word.lower().removesuffix(".")
    if len(short) < _SHORTEST_NAME:
        return None
    return next((n for n, name in enumerate(names) if name.startswith(short)), None)


def _real(year: int, month: int, day: int, text: str) -> date:
    try:
        on = date(year, month, day)
    except ValueError as error:
        fact = f'"{shown(text)}" is no day of the calendar'
        raise bad_moment(fact, "correct it") from error
    if not 1970 < year < 2200:  # noqa: PLR2004 - what time zones are known for
        raise bad_moment(f"the year {year} is too far away", "choose one near now")
    return on


def _next(day: int, month: int, start_on: date, text: str) -> date:
    """Return the first such day from the start on."""
    for year in range(start_on.year, start_on.year + _LEAP_YEARS + 1):
        try:
            on = date(year, month, day)
        except ValueError:
            continue
        if on >= start_on:
            return on
    fact = f'"{shown(text)}" is no day of the calendar'
    raise bad_moment(fact, "correct it")


def _no_moment(text: str) -> UnreadableError:
    return bad_moment(f'"{shown(text)}" is no moment', f"write it {_SAMPLES}")


def bad_moment(fact: str, remedy: str) -> UnreadableError:
    """Return the error of a moment that cannot be read or never comes."""
    return UnreadableError("bad-moment", fact, remedy)


def day_words(on: date) -> str:
    """Return a day as people say it: "Mon 2 Mar"."""
    weekday, month = DAYS[on.weekday()][:3].title(), MONTHS[on.month - 1][:3].title()
    return f"{weekday} {on.day} {month}"


def words(at: datetime, place: ZoneInfo, *, start_on: date | None = None) -> str:
    """Return an instant in words; its year only where it is not the start's."""
    local = at.astimezone(place)
    year = f" {local.year}" if start_on and local.year != start_on.year else ""
    return f"{day_words(local.date())}{year} {local:%H:%M}"


def city(place: ZoneInfo) -> str:
    """Return a zone as people say it: "Paris"."""
    return place.key.rpartition("/")[2].replace("_", " ")
