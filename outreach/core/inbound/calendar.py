"""Days of other calendars as days of ours: Persian, Islamic, Buddhist, Japanese eras, Minguo.

The Islamic one is the tabular (civil) one: it may be a day off the sighted moon.
Source: Reingold and Dershowitz, Calendrical Calculations; the Persian leap years are those
of the 33-year cycle, right from 1799 to 2256.
"""

from __future__ import annotations

from datetime import date, timedelta

BUDDHIST = 543  # years ahead of ours
MINGUO = 1911  # years behind ours
REIWA = 2018  # so that its first year is 2019
LONG_MONTHS = 6  # of 31 days, at the beginning of a Persian year

_JALALI_LEAPS = (1, 5, 9, 13, 17, 22, 26, 30)
_NOWRUZ = date(2021, 3, 21)  # 1 Farvardin 1400
_HIJRI_EPOCH = 227_014  # the ordinal of the day before 1 Muharram 1, 19 July 622
_MONTHS = 12
_LONG, _SHORT = 31, 30


def jalali(year: int, month: int, day: int) -> date | None:
    """Return the day of the Persian calendar; None where there is none such."""
    if not (1300 <= year <= 1500 and 1 <= month <= _MONTHS and 1 <= day <= _LONG):  # noqa: PLR2004 - years people live in
        return None
    if month > LONG_MONTHS and day > _SHORT:
        return None
    if month == _MONTHS and day == _SHORT and year % 33 not in _JALALI_LEAPS:
        return None
    before = sum(365 + (each % 33 in _JALALI_LEAPS) for each in range(1400, year))
    before -= sum(365 + (each % 33 in _JALALI_LEAPS) for each in range(year, 1400))
    passed = (month - 1) * _SHORT + min(month - 1, LONG_MONTHS)
    return _NOWRUZ + timedelta(days=before + passed + day - 1)


def hijri(year: int, month: int, day: int) -> date | None:
    """Return the day of the tabular Islamic calendar; None where there is none such."""
    if not (1300 <= year <= 1600 and 1 <= month <= _MONTHS and 1 <= day <= _SHORT):  # noqa: PLR2004 - years people live in
        return None
    passed = (year - 1) * 354 + (3 + 11 * year) // 30 + (59 * (month - 1) + 1) // 2
    return date.fromordinal(_HIJRI_EPOCH + passed + day)


def gregorian(year: int, month: int, day: int) -> date | None:
    """Return the day of our calendar; None where there is none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
