"""Working weeks and holidays, as offices keep them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.adapters.calendar import HolidayCalendar
from outreach.core.zone import countries

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


@pytest.mark.parametrize(
    ("country", "week"),
    [
        *(
            (code, {MON, TUE, WED, THU, FRI})
            for code in ["FR", "US", "GB", "AE", "TR", "MA", "MR"]
        ),
        *(
            (code, {SUN, MON, TUE, WED, THU})
            for code in [
                "IL",
                "SA",
                "KW",
                "QA",
                "BH",
                "OM",
                "EG",
                "JO",
                "IQ",
                "LY",
                "PS",
                "DZ",
                "BD",
            ]
        ),
        ("IR", {SAT, SUN, MON, TUE, WED}),
        ("HK", {MON, TUE, WED, THU, FRI}),
        ("BN", {MON, TUE, WED, THU, SAT}),
        ("XX", {MON, TUE, WED, THU, FRI}),
        ("", {MON, TUE, WED, THU, FRI}),
    ],
)
def test_each_country_has_its_own_working_week(country: str, week: set[int]) -> None:
    assert HolidayCalendar().working_days(country) == week


def test_no_country_works_more_than_five_days_or_not_at_all() -> None:
    calendar = HolidayCalendar()
    lengths = {code: len(calendar.working_days(code)) for code in countries()}
    assert {code: n for code, n in lengths.items() if n != 5} == {}


@pytest.mark.parametrize(
    ("country", "on", "holiday"),
    [
        ("FR", date(2026, 7, 14), True),
        ("FR", date(2026, 7, 15), False),
        ("US", date(2026, 11, 26), True),
        ("US", date(2027, 11, 25), True),
        ("GB", date(2026, 12, 28), True),  # Boxing Day, observed
        ("IL", date(2026, 9, 21), True),  # Yom Kippur
        ("XX", date(2026, 12, 25), False),
        ("", date(2026, 12, 25), False),
        ("../FR", date(2026, 12, 25), False),
        ("FR", date(9999, 12, 24), False),
    ],
)
def test_public_holidays_are_known(country: str, on: date, *, holiday: bool) -> None:
    assert HolidayCalendar().is_holiday(country, on) is holiday


@given(st.text(max_size=4), st.dates())
def test_no_country_or_date_is_too_odd(country: str, on: date) -> None:
    calendar = HolidayCalendar()
    assert calendar.is_holiday(country, on) in {True, False}
    assert calendar.working_days(country) <= set(range(7))


def test_threads_that_ask_at_once_hear_the_same() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(0, 1500, 30)]
    asked = [(code, day) for day in days for code in ("FR", "US", "JP", "IR")]
    alone, shared = HolidayCalendar(), HolidayCalendar()
    with ThreadPoolExecutor(8) as pool:
        heard = list(pool.map(lambda ask: shared.is_holiday(*ask), asked))
    assert heard == [alone.is_holiday(*ask) for ask in asked]


def test_a_holiday_is_named_in_english_and_what_is_none_is_not_named() -> None:
    calendar = HolidayCalendar()
    assert calendar.holiday_name("FR", date(2026, 7, 14)) == "National Day"
    assert calendar.holiday_name("FR", date(2026, 7, 15)) == ""
    assert calendar.holiday_name("XX", date(2026, 7, 14)) == ""
