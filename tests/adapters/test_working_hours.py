"""When a window of office hours first opens, in countries whose weeks and clocks differ."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from outreach.adapters.calendar import HolidayCalendar
from outreach.core.language.settings import DEFAULT_WINDOW
from outreach.core.model import Lead, LeadId
from outreach.core.window import next_close, next_open, place_of
from outreach.core.zone import countries

CALENDAR = HolidayCalendar()
WORKSPACE = "Europe/Rome"


def _opening(since: str, **lead: Any) -> str:
    """Return from when to when a window is first open, in UTC, and with the weekday."""
    place = place_of(Lead(LeadId(1), **lead), DEFAULT_WINDOW, WORKSPACE)
    at = datetime.fromisoformat(f"{since}+00:00")
    opens = next_open(DEFAULT_WINDOW, place, at, CALENDAR)
    if opens is None:
        return "never"
    closes = next_close(DEFAULT_WINDOW, place, opens, CALENDAR) or opens
    return f"{opens:%a %d %H:%M}-{closes:%H:%M}"


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        # From Friday noon in UTC, 2026-01-16.
        ("FR", "Fri 16 12:00-16:30"),
        ("AE", "Fri 16 12:00-13:30"),
        ("IL", "Sun 18 07:00-15:30"),
        ("SA", "Sun 18 06:00-14:30"),
        ("KW", "Sun 18 06:00-14:30"),
        ("QA", "Sun 18 06:00-14:30"),
        ("BH", "Sun 18 06:00-14:30"),
        ("OM", "Mon 19 05:00-13:30"),  # Sunday was Al Isra'a wal Miraj
        ("EG", "Sun 18 07:00-15:30"),
        ("JO", "Sun 18 06:00-14:30"),
        ("IR", "Sun 18 05:30-14:00"),  # Saturday was Mab'ath
        ("JP", "Mon 19 00:00-08:30"),
        ("IN", "Mon 19 03:30-12:00"),
        # Where clocks differ, the hours that all of them share.
        ("US", "Fri 16 19:00-22:30"),
        ("CA", "Fri 16 17:00-21:00"),
        ("BR", "Fri 16 14:00-19:30"),
        ("PT", "Fri 16 12:00-17:30"),
        ("ID", "Mon 19 02:00-08:30"),
        ("NZ", "Sun 18 20:00-03:45"),
        ("RU", "never"),
    ],
)
def test_offices_are_open_on_their_own_week_and_clocks(
    country: str, expected: str
) -> None:
    assert _opening("2026-01-16T12:00", country=country) == expected


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ({"timezone": "Asia/Vladivostok", "country": "RU"}, "Sun 18 23:00-07:30"),
        ({"timezone": "America/Los_Angeles", "country": "US"}, "Fri 16 17:00-01:30"),
        ({"timezone": "Asia/Riyadh"}, "Sun 18 06:00-14:30"),
        ({"timezone": "Nowhere/Else", "country": "JP"}, "Mon 19 00:00-08:30"),
        ({}, "Fri 16 12:00-16:30"),
    ],
)
def test_a_lead_s_own_zone_comes_before_its_country_and_that_before_the_workspace(
    lead: dict[str, str], expected: str
) -> None:
    assert _opening("2026-01-16T12:00", **lead) == expected


@pytest.mark.parametrize(
    ("country", "since", "expected"),
    [
        ("FR", "2026-07-14T08:00", "Wed 15 07:00-15:30"),  # Bastille Day
        ("US", "2026-11-26T15:00", "Fri 27 19:00-22:30"),  # Thanksgiving
        ("GB", "2026-12-24T18:00", "Tue 29 09:00-17:30"),  # Boxing Day, observed
        ("IL", "2026-09-20T16:00", "Tue 22 06:00-14:30"),  # Yom Kippur
        ("SA", "2026-09-22T16:00", "Thu 24 06:00-14:30"),  # National Day
        ("AE", "2026-12-01T16:00", "Fri 04 05:00-13:30"),  # Eid Al Etihad
        ("FR", "2028-02-28T17:00", "Tue 29 08:00-16:30"),  # a leap day is a day
    ],
)
def test_public_holidays_are_kept(country: str, since: str, expected: str) -> None:
    assert _opening(since, country=country) == expected


def test_only_russia_and_antarctica_are_too_wide_for_office_hours() -> None:
    never = {
        code
        for code in countries()
        if _opening("2026-01-12T00:00", country=code) == "never"
    }
    assert never == {"AQ", "RU"}
