"""The broker holds no more than the workers will take in a minute."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from outreach.core.pressure import SURE, Pressure

SECOND = timedelta(seconds=1)


def test_without_workers_nothing_is_put() -> None:
    assert Pressure().room(0, 0, SECOND) == 0


def test_workers_of_whom_nothing_is_known_get_what_they_surely_take() -> None:
    assert Pressure().room(0, 2, SECOND) == 2 * SURE


def test_what_waits_already_takes_room() -> None:
    pressure = Pressure()
    assert [pressure.room(waiting, 1, SECOND) for waiting in (SURE - 1, 1000)] == [1, 0]


def test_quick_workers_get_as_much_as_they_take_in_half_a_minute() -> None:
    pressure = Pressure()
    pressure.put(pressure.room(0, 1, SECOND))
    assert pressure.room(0, 1, 2 * SECOND) == 30 * SURE


def test_workers_that_took_long_ago_have_proven_nothing() -> None:
    pressure = Pressure()
    pressure.put(pressure.room(0, 1, SECOND))
    later = [pressure.room(0, 1, at * SECOND) for at in range(2, 12)]
    assert later[-1] == SURE
    assert later == sorted(later, reverse=True)


@given(
    st.lists(st.integers(0, 60), min_size=1, max_size=30),
    st.integers(1, 4),
    st.integers(1, 3),
)
def test_no_more_waits_than_is_taken_in_the_next_minute_at_the_pace_seen(
    taken: list[int], workers: int, seconds: int
) -> None:
    """Workers never slower than is sure, looked at every so often."""
    pressure, waiting, at = Pressure(), 0, timedelta(0)
    least = SURE * workers * seconds // 60 + 1
    for count in taken:
        room = pressure.room(waiting, workers, at)
        waiting += room
        pressure.put(room)
        quickest = max(SURE * workers, max(taken) * 60 // seconds, least * 60)
        assert waiting <= quickest
        waiting -= min(waiting, max(count, least))
        at += seconds * SECOND
