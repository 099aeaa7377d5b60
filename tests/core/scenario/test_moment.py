"""Moments in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.duration import UnreadableError
from outreach.core.scenario.moment import Origin, Spot, words

PARIS = ZoneInfo("Europe/Paris")
ORIGIN = Origin(PARIS, date(2026, 3, 2))
DAYS = st.dates(date(2026, 3, 2), date(2028, 2, 29))


@pytest.mark.parametrize(
    ("text", "on", "clock"),
    [
        ("2026-03-04 10:00", date(2026, 3, 4), time(10)),
        ("2026-03-04T10:00", date(2026, 3, 4), time(10)),
        ("2026-03-04", date(2026, 3, 4), None),
        ("Wed 4 Mar 10:00", date(2026, 3, 4), time(10)),
        ("wednesday, 4 March 2026", date(2026, 3, 4), None),
        ("March 4", date(2026, 3, 4), None),
        ("1 March", date(2027, 3, 1), None),
        ("29 Feb", date(2028, 2, 29), None),
        ("day 1", date(2026, 3, 2), None),
        ("day 3 9:30", date(2026, 3, 4), time(9, 30)),
        ("10:00", None, time(10)),
    ],
)
def test_a_moment_is_read(text: str, on: date | None, clock: time | None) -> None:
    assert ORIGIN.read(text) == Spot(on, clock, PARIS)


def test_a_moment_may_be_on_another_clock() -> None:
    read = ORIGIN.read("Wed 4 Mar 10:00 America/New_York")
    assert read.at() == datetime(2026, 3, 4, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("tomorrow", '"tomorrow" is no moment'),
        ("", '"" is no moment'),
        ("Tue 2 Mar", "Mon 2 Mar 2026 is a Monday"),
        ("31 Feb", '"31 Feb" is no day of the calendar'),
        ("2026-02-30", '"2026-02-30" is no day of the calendar'),
        ("day 0", '"day 0" is no day of a scenario'),
        ("day 9999", '"day 9999" is no day of a scenario'),
        ("4 March 25:00", '"4 March 25:00" has no time of day'),
        ("Wed 10:00", '"Wed 10:00" is no moment'),
        ("4 5 March 2026", '"4 5 March 2026" is no moment'),
        ("March", '"March" is no moment'),
        ("1 Jan 9999", "the year 9999 is too far away"),
        ("x" * 500, '"' + "x" * 60 + '…" is no moment'),
    ],
)
def test_what_is_no_moment_is_told(text: str, fact: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        ORIGIN.read(text)
    assert caught.value.code == "bad-moment"
    assert str(caught.value).startswith(fact)


def test_the_start_needs_its_year() -> None:
    with pytest.raises(UnreadableError, match="has no year"):
        Origin(PARIS).read("2 March")


def test_a_time_that_the_clocks_leave_out_is_refused() -> None:
    with pytest.raises(UnreadableError, match="02:30 is left out on Sun 29 Mar"):
        ORIGIN.read("29 March 02:30").at()


@given(st.text(max_size=90))
def test_any_text_is_a_moment_or_says_why_not(text: str) -> None:
    try:
        ORIGIN.read(text)
    except UnreadableError as error:
        assert error.code in {"bad-moment", "bad-timezone"}  # noqa: PT017 - both are fine


@given(DAYS, st.times())
def test_what_is_said_is_read_back(on: date, clock: time) -> None:
    at = datetime.combine(on, clock, PARIS).astimezone(UTC)
    said = words(at, PARIS, start_on=ORIGIN.start_on)
    assert ORIGIN.read(said).holds(at)
    assert not ORIGIN.read(said).holds(at + timedelta(days=1))
