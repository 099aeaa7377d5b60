"""Which public holidays keep a window closed, told by name where the calendar knows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from outreach.core import zone
from outreach.core.window import Place, is_open

if TYPE_CHECKING:
    from outreach.core.sequence import Window
    from outreach.core.window import Calendar

_EVERY_DAY = frozenset(range(7))
_ALL_DAY = ((time.min, time.min),)


@runtime_checkable
class Names(Protocol):
    """A calendar that can name the holidays it knows."""

    def holiday_name(self, country: str, on: date) -> str:
        """Return what a country's holiday is called, "" if unknown; never raises."""
        ...


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day of rest in a country."""

    country: str
    on: date
    name: str

    def __str__(self) -> str:
        """Return it as a person reads it."""
        called = self.name or "a public holiday"
        return f"{called} in {self.country} ({self.on:%a %d %b})"


def holidays_at(
    window: Window, place: Place, at: datetime, calendar: Calendar
) -> tuple[Holiday, ...]:
    """Return the holidays that close the window at an instant, in any of its zones."""
    if window.holidays == "none":
        return ()
    closing = _only_holidays(window)
    asked = [place.country] if window.holidays == "lead" else window.holidays.split(",")
    codes = sorted({code.strip().upper() for code in asked} - {""})
    found = {}
    for name in place.zones:
        here = Place((name,), place.country)
        if is_open(closing, here, at, calendar):
            continue
        on = at.astimezone(zone.load(name)).date()
        for code in codes:
            alone = replace(closing, holidays=code)
            if not is_open(alone, here, at, calendar):
                found[code, on] = Holiday(code, on, _name(calendar, code, on))
    return tuple(found.values())


def without_holidays(window: Window) -> Window:
    """Return the same hours and days as if no day were a holiday."""
    return replace(window, holidays="none")


def _only_holidays(window: Window) -> Window:
    return replace(window, days=_EVERY_DAY, hours=_ALL_DAY)


def _name(calendar: Calendar, country: str, on: date) -> str:
    return calendar.holiday_name(country, on) if isinstance(calendar, Names) else ""
