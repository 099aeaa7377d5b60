"""Spans, hours, days and zones as people write them: read into the model, and back into words."""

from __future__ import annotations

import re
from datetime import time, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from outreach.core import zone
from outreach.core.sequence import Delay
from outreach.core.source import nearest, shown
from outreach.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = timedelta(days=731)  # two years, one of them a leap year
MOST_WORKING_DAYS = 522
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Hours = tuple[time, time]
"""From and to, `to` exclusive; midnight as `to` is the day's end."""

_UNITS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
SPELLINGS = {
    **{name: name for name in _UNITS},
    **{f"{name}s": name for name in _UNITS},
    **{name[0]: name for name in _UNITS},
    "sec": "second",
    "secs": "second",
    "min": "minute",
    "mins": "minute",
    "working day": "working day",
    "working days": "working day",
}
_WORDS = tuple(name for name in SPELLINGS if len(name) > 1)
_SPAN = re.compile(r"(?P<count>[0-9]{1,9})\s*(?P<unit>[a-z]+(?:\s+[a-z]+)?)\Z")
_CLOCK = re.compile(r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})\Z")
_SAMPLES = 'as in "90s", "6 hours", "3 days" or "2 working days"'
_END_OF_DAY = "24:00"
_LONGEST_TEXT = 60
# The machine's own names are no zones of a lead's.
_MACHINES_OWN = frozenset({"localtime", "Factory", "posixrules"})


class UnreadableError(InputError):
    """A value is not written as it must be. `code` is the complaint's.

    `str()` looks among the `known` names for the one that `name` may have been meant to be,
    which takes a while; `plain` does not.
    """

    def __init__(
        self,
        code: str,
        fact: str,
        remedy: str,
        name: str = "",
        known: Iterable[str] = (),
    ) -> None:
        super().__init__(code, fact, remedy)
        self.code = code
        self.plain = f"{fact}: {remedy}"
        self._fact = fact
        self._remedy = remedy
        self._name = name
        self._known = known

    def __str__(self) -> str:
        return f"{self._fact}{nearest(self._name, self._known)}: {self._remedy}"


def read_delay(text: str) -> Delay:
    """Read a span, at most two years. Raises UnreadableError with bad-duration.

    Working days give a zero span and a count.
    """
    match = _SPAN.match(text.strip().lower()) if len(text) <= _LONGEST_TEXT else None
    if match is None:
        raise _bad_duration(f'"{shown(text)}" is no duration', f"write it {_SAMPLES}")
    count = int(match["count"])
    written = " ".join(match["unit"].split())
    unit = SPELLINGS.get(written)
    if unit is None:
        raise UnreadableError(
            "bad-duration",
            f'no unit "{written}"',
            f"write it {_SAMPLES}",
            written,
            _WORDS,
        )
    return _bounded(count, unit)


def _bounded(count: int, unit: str) -> Delay:
    if unit == "working day":
        if count > MOST_WORKING_DAYS:
            raise _bad_duration(
                f"{count} working days are over two years", "shorten it"
            )
        return Delay(timedelta(0), count)
    if count * _UNITS[unit].total_seconds() > LONGEST.total_seconds():
        raise _bad_duration(f"{count} {unit}s are over two years", "shorten it")
    return Delay(count * _UNITS[unit])


def read_span(text: str) -> timedelta:
    """Read a span of clock time. Raises UnreadableError with bad-duration."""
    read = read_delay(text)
    if read.working_days:
        raise _bad_duration("working days do not fit here", "write clock time, as 90s")
    return read.span


def words(written: Delay) -> str:
    """Return a delay as `read_delay` reads it, in its largest whole unit."""
    if written.working_days:
        return _count(written.working_days, "working day")
    units = reversed(_UNITS.items())
    fits = ((name, unit) for name, unit in units if not written.span % unit)
    name, unit = next(fits, ("second", _UNITS["second"]))
    if not written.span:
        name, unit = "second", _UNITS["second"]
    return _count(written.span // unit, name)


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def read_clock(text: str) -> time:
    """Read a time of day, from 0:00 to 23:59. Raises UnreadableError with bad-hours."""
    match = _CLOCK.match(text.strip())
    if match is None or int(match["hour"]) > 23 or int(match["minute"]) > 59:  # noqa: PLR2004 - a clock's
        raise _bad_hours(f'"{shown(text)}" is no time of day', 'write it as "09:00"')
    return time(int(match["hour"]), int(match["minute"]))


def read_hours(text: str) -> Hours:
    """Read one range, as "09:00-17:30". Raises UnreadableError with bad-hours."""
    start, dash, end = text.partition("-")
    if not dash:
        fact = f'"{shown(text)}" is no range of hours'
        raise _bad_hours(fact, 'write it as "09:00-17:30"')
    first = read_clock(start)
    last = time.min if end.strip() == _END_OF_DAY else read_clock(end)
    if (last != time.min and first >= last) or end.strip() in ("0:00", "00:00"):
        raise _bad_hours(
            f'"{shown(text)}" does not end after it begins',
            'for hours over midnight write two ranges, as ["22:00-24:00", "00:00-06:00"]',
        )
    return first, last


def overlap(one: Hours, other: Hours) -> bool:
    """Tell whether two ranges share a minute."""
    first, second = sorted((one, other))
    return first[1] == time.min or second[0] < first[1]


def hours_words(range_: Hours) -> str:
    """Return a range as `read_hours` reads it."""
    end = _END_OF_DAY if range_[1] == time.min else f"{range_[1]:%H:%M}"
    return f"{range_[0]:%H:%M}-{end}"


_WORKING = ("weekday", "weekdays", "workday", "workdays", "business days")


def read_weekday(text: str) -> int:
    """Read a day, Monday 0. Raises UnreadableError with bad-value."""
    if text.lower() not in WEEKDAYS:
        remedy = f"write `working` or some of {', '.join(WEEKDAYS)}"
        fact = f'no day "{shown(text)}"'
        if text.lower() in _WORKING:
            raise UnreadableError("bad-value", fact, remedy, "working", ("working",))
        raise UnreadableError("bad-value", fact, remedy, text[:3], WEEKDAYS)
    return WEEKDAYS.index(text.lower())


def read_timezone(text: str) -> str:
    """Return the IANA zone `text` names. Raises UnreadableError with bad-timezone."""
    if not zone.is_zone(text) or text in _MACHINES_OWN:
        fact, remedy = f'no time zone "{shown(text)}"', "write one as Europe/Paris"
        raise UnreadableError("bad-timezone", fact, remedy, text, _zones())
    return text


def read_country(text: str) -> str:
    """Return a country's code in capitals. Raises UnreadableError with bad-value."""
    code = text.upper()
    if code not in zone.countries():
        fact = f'no country "{shown(text)}"'
        raise UnreadableError("bad-value", fact, "write two letters, as GB or DE")
    return code


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones()) - _MACHINES_OWN


def _bad_duration(fact: str, remedy: str) -> UnreadableError:
    return UnreadableError("bad-duration", fact, remedy)


def _bad_hours(fact: str, remedy: str) -> UnreadableError:
    return UnreadableError("bad-hours", fact, remedy)
