"""Spans, hours, days and zones as people write them."""

from __future__ import annotations

from contextlib import suppress
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core import duration
from outreach.core.duration import UnreadableError
from outreach.core.sequence import Delay
from outreach.errors import InputError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90s", Delay(timedelta(seconds=90))),
        ("15 minutes", Delay(timedelta(minutes=15))),
        ("15m", Delay(timedelta(minutes=15))),
        ("1 minute", Delay(timedelta(minutes=1))),
        ("6 hours", Delay(timedelta(hours=6))),
        ("6h", Delay(timedelta(hours=6))),
        ("3 days", Delay(timedelta(days=3))),
        (" 3  DAYS ", Delay(timedelta(days=3))),
        ("3d", Delay(timedelta(days=3))),
        ("2 weeks", Delay(timedelta(weeks=2))),
        ("2w", Delay(timedelta(weeks=2))),
        ("5 working days", Delay(timedelta(0), 5)),
        ("1 working day", Delay(timedelta(0), 1)),
        ("0s", Delay(timedelta(0))),
        ("730 days", Delay(timedelta(days=730))),
        ("522 working days", Delay(timedelta(0), 522)),
    ],
)
def test_a_delay_is_read_as_it_is_written(text: str, expected: Delay) -> None:
    assert duration.read_delay(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "3", "days", "-1 day", "1.5 days", "3 months", "3 years", "1h 30m"),
        *("732 days", "523 working days", "999999999 weeks", "9" * 400 + "s"),
        *("٣ days", "3 working weeks", "3 days\n3 days", "soon", "1e3 s"),
    ],
)
def test_what_is_no_delay_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(InputError, match=r": (write|shorten)") as refused:
        duration.read_delay(text)
    assert isinstance(refused.value, UnreadableError)
    assert refused.value.code == "bad-duration"


def test_a_misspelt_unit_is_guessed() -> None:
    with pytest.raises(InputError, match='did you mean "day'):
        duration.read_delay("3 dayz")


def test_a_span_of_clock_time_counts_no_working_days() -> None:
    assert duration.read_span("90s") == timedelta(seconds=90)
    with pytest.raises(UnreadableError, match="working days do not fit here"):
        duration.read_span("2 working days")


@pytest.mark.parametrize(
    ("delay", "expected"),
    [
        (Delay(timedelta(seconds=90)), "90 seconds"),
        (Delay(timedelta(seconds=60)), "1 minute"),
        (Delay(timedelta(hours=36)), "36 hours"),
        (Delay(timedelta(days=14)), "2 weeks"),
        (Delay(timedelta(0), 1), "1 working day"),
        (Delay(timedelta(0)), "0 seconds"),
    ],
)
def test_a_delay_is_told_in_its_largest_whole_unit(delay: Delay, expected: str) -> None:
    assert duration.words(delay) == expected


DELAYS = st.builds(
    lambda seconds: Delay(timedelta(seconds=seconds)),
    st.integers(0, int(duration.LONGEST.total_seconds())),
) | st.builds(
    lambda days: Delay(timedelta(0), days), st.integers(1, duration.MOST_WORKING_DAYS)
)


@given(DELAYS)
def test_what_is_told_is_read_as_the_same(delay: Delay) -> None:
    assert duration.read_delay(duration.words(delay)) == delay


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("09:00-17:30", (time(9), time(17, 30))),
        ("9:00 - 17:30", (time(9), time(17, 30))),
        ("00:00-24:00", (time(0), time.min)),
        ("22:00-24:00", (time(22), time.min)),
        ("23:59-24:00", (time(23, 59), time.min)),
    ],
)
def test_hours_are_read_to_the_end_of_the_day(
    text: str, expected: tuple[time, time]
) -> None:
    assert duration.read_hours(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "9-17", "09:00", "17:00-09:00", "09:00-09:00", "24:00-24:00"),
        *("22:00-06:00", "09:00-00:00", "09:00-24:01", "09:60-10:00", "٠٩:00-10:00"),
        *("09:00-10:00-11:00", "09:00—17:00"),
    ],
)
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        duration.read_hours(text)
    assert refused.value.code == "bad-hours"


CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@given(CLOCKS, CLOCKS | st.just(time.min))
def test_hours_are_told_as_they_are_read(start: time, end: time) -> None:
    if end not in (start, time.min):
        start, end = sorted((start, end))
    elif end != time.min:
        end = time.min
    assert duration.read_hours(duration.hours_words((start, end))) == (start, end)


def test_ranges_that_touch_do_not_overlap() -> None:
    morning, noon, rest = map(
        duration.read_hours, ("09:00-12:00", "12:00-14:00", "11:59-24:00")
    )
    assert not duration.overlap(morning, noon)
    assert duration.overlap(rest, noon)
    assert duration.overlap(morning, rest)


def test_a_time_of_day_ends_before_midnight() -> None:
    assert duration.read_clock("9:05") == time(9, 5)
    for text in ("24:00", "9", "noon", "09:5", "09:00:00", "-1:00"):
        with pytest.raises(UnreadableError, match="is no time of day"):
            duration.read_clock(text)


@pytest.mark.parametrize(
    "text", ["Europe/Paris", "America/Argentina/Buenos_Aires", "UTC"]
)
def test_a_zone_is_one_the_tz_database_knows(text: str) -> None:
    assert duration.read_timezone(text) == text


@pytest.mark.parametrize(
    "text",
    ["", "Paris", "Europe", "../../etc/passwd", "/etc/localtime", "localtime", "a\0b"],
)
def test_a_zone_nobody_knows_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        duration.read_timezone(text)
    assert refused.value.code == "bad-timezone"


def test_days_and_countries_are_read_in_either_case() -> None:
    assert [duration.read_weekday(day) for day in ("mon", "Sun")] == [0, 6]
    assert [duration.read_country(code) for code in ("fr", "DE")] == ["FR", "DE"]
    for read, text in (
        (duration.read_weekday, "someday"),
        (duration.read_country, "UK"),
    ):
        with pytest.raises(UnreadableError):
            read(text)


@given(st.text(max_size=40))
def test_no_text_makes_a_reader_raise_anything_else(text: str) -> None:
    for read in (
        duration.read_delay,
        duration.read_span,
        duration.read_clock,
        duration.read_hours,
        duration.read_weekday,
        duration.read_timezone,
        duration.read_country,
    ):
        with suppress(UnreadableError):
            read(text)
