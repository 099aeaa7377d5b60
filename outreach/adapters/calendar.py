"""Working weeks and public holidays of countries, from the `holidays` library."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from holidays import country_holidays

if TYPE_CHECKING:
    from datetime import date

    from holidays import HolidayBase

_THURSDAY, _FRIDAY, _SATURDAY, _SUNDAY = 3, 4, 5, 6
_WEEK = frozenset(range(7))
_USUAL_WEEK = frozenset(range(5))
# The library knows the weekly day of rest in law. Offices rest two days a week: where the
# law names one, its neighbour too, for a mail held back a day costs less than a rude one.
_OFFICES_REST_TOO = {_FRIDAY: _THURSDAY, _SUNDAY: _SATURDAY, _SATURDAY: _SUNDAY}

# Where the library is behind: CLDR's weekData for Libya, the Palestinian Authority's own
# calendar, and Mauritania's decree of October 2014.
_WEEKS = {
    "LY": _WEEK - {_FRIDAY, _SATURDAY},
    "PS": _WEEK - {_FRIDAY, _SATURDAY},
    "MR": _USUAL_WEEK,
}


class HolidayCalendar:
    """The nationwide public holidays, kept in memory by country and year once asked for.

    Safe to share between threads. Countries are ISO 3166-1 alpha-2 codes in upper case.
    """

    def __init__(self) -> None:
        """Start empty: a country's rules are loaded when first asked for (1 to 100 ms)."""
        self._lock = Lock()  # the library imports and fills in lazily, unguarded
        self._weeks: dict[str, frozenset[int]] = {}
        self._holidays: dict[tuple[str, int], dict[date, str]] = {}

    def working_days(self, country: str) -> frozenset[int]:
        """Return the weekdays offices work, Monday 0; Monday to Friday if unknown."""
        week = _WEEKS.get(country) or self._weeks.get(country)
        if week is None:
            with self._lock:
                week = self._weeks[country] = _working_days(_load(country, None))
        return week

    def is_holiday(self, country: str, on: date) -> bool:
        """Tell whether `on` is a public holiday all over the country; False if unknown."""
        return on in self._of_year(country, on.year)

    def holiday_name(self, country: str, on: date) -> str:
        """Return what the holiday is called, in English where that is known; "" if none."""
        return self._of_year(country, on.year).get(on, "")

    def _of_year(self, country: str, year: int) -> dict[date, str]:
        days = self._holidays.get((country, year))
        if days is None:
            with self._lock:
                days = dict((_load(country, year) or {}).items())
                self._holidays[country, year] = days
        return days


def _load(country: str, year: int | None) -> HolidayBase | None:
    try:
        # A country that has no English names gives those of its own language.
        return country_holidays(country, years=year, language="en_US")
    except NotImplementedError:
        return None


def _working_days(rules: HolidayBase | None) -> frozenset[int]:
    if rules is None:
        return _USUAL_WEEK
    rest = set(rules.weekend)
    if len(rest) == 1:
        rest |= {_OFFICES_REST_TOO[day] for day in rest}
    return _WEEK - rest
