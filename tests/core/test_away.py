"""A rest for who is away: its laws."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from outreach.core.away import Away

NOW = datetime(2026, 3, 27, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")

spans = st.timedeltas(timedelta(0), timedelta(days=30))
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def test_a_day_after_the_return_is_a_midnight_though_the_clocks_change() -> None:
    assert Away().until(date(2026, 3, 28), BERLIN, NOW) == datetime(
        2026, 3, 28, 23, tzinfo=UTC
    )
    assert Away().until(date(2026, 3, 29), BERLIN, NOW) == datetime(
        2026, 3, 29, 22, tzinfo=UTC
    )


@given(days, spans, spans)
def test_nobody_is_written_to_before_the_return_or_in_the_past(
    back: date, after: timedelta, longest: timedelta
) -> None:
    until = Away(after=after, longest=longest).until(back, BERLIN, NOW)

    if until is not None:
        assert NOW <= until <= NOW + longest
        assert until.astimezone(BERLIN).date() >= back


@given(spans)
def test_without_a_date_it_is_the_time_that_is_set(undated: timedelta) -> None:
    assert Away(undated=undated).until(None, BERLIN, NOW) == NOW + undated
