"""Which holidays close a window, and where."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from hypothesis import given

from outreach.core.holiday import Holiday, holidays_at, without_holidays
from outreach.core.window import is_open
from tests.core.almanac import CALENDAR, INSTANTS, PLACES, WINDOWS, in_zone, window

if TYPE_CHECKING:
    from outreach.core.place import Place
    from outreach.core.sequence import Window

CHRISTMAS = datetime(2026, 12, 25, 10, tzinfo=UTC)
PARIS = in_zone("Europe/Paris", "FR")


class Named:
    """The few holidays of the almanac, by name."""

    def working_days(self, country: str) -> frozenset[int]:
        return CALENDAR.working_days(country)

    def is_holiday(self, country: str, on: date) -> bool:
        return CALENDAR.is_holiday(country, on)

    def holiday_name(self, country: str, on: date) -> str:
        return "Noel" if self.is_holiday(country, on) else ""


def test_a_holiday_is_told_with_its_country_its_day_and_its_name() -> None:
    found = holidays_at(window(), PARIS, CHRISTMAS, Named())
    assert found == (Holiday("FR", date(2026, 12, 25), "Noel"),)
    assert str(found[0]) == "Noel in FR (Fri 25 Dec)"
    (nameless,) = holidays_at(window(), PARIS, CHRISTMAS, CALENDAR)
    assert str(nameless) == "a public holiday in FR (Fri 25 Dec)"


def test_only_the_countries_that_the_window_keeps_are_told() -> None:
    both = holidays_at(window(holidays="US, FR"), PARIS, CHRISTMAS, CALENDAR)
    assert [each.country for each in both] == ["FR", "US"]
    assert holidays_at(window(holidays="DE"), PARIS, CHRISTMAS, CALENDAR) == ()
    assert holidays_at(window(holidays="none"), PARIS, CHRISTMAS, CALENDAR) == ()


@given(WINDOWS, PLACES, INSTANTS)
def test_a_window_is_open_if_its_hours_are_and_no_holiday_closes_it(
    given_window: Window, place: Place, at: datetime
) -> None:
    hours = is_open(without_holidays(given_window), place, at, CALENDAR)
    closed = bool(holidays_at(given_window, place, at, CALENDAR))
    assert is_open(given_window, place, at, CALENDAR) == (hours and not closed)
