"""The bounce guard's arithmetic: a share above the rate, from a sample on."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from outreach.core.guard import Guard, told


@given(
    hundredths=st.integers(0, 10_000),
    sample=st.integers(1, 100),
    contacted=st.integers(0, 5_000),
    bounced=st.integers(0, 5_000),
)
def test_it_trips_where_the_share_is_above_the_rate_and_the_sample_there(
    hundredths: int, sample: int, contacted: int, bounced: int
) -> None:
    guard = Guard(hundredths / 10_000, sample)
    above = bounced > Fraction(hundredths, 10_000) * contacted
    meant = above and contacted >= sample and bounced > 1
    assert guard.trips(contacted, bounced) == meant


def test_its_reason_names_the_numbers() -> None:
    assert told(40, 3) == "bounce_guard: 3 of 40 leads bounced in 28 days (7.5%)"
