"""When a touch's turn comes: the first instant at which all of its waits are over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.pacing import LaneState, Limits, Ramp, cap, gap_until
from outreach.core.turn import MOST_AHEAD, Road, midnight_after, turn_at

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def always(at: datetime) -> datetime | None:
    return at


def never(at: datetime) -> datetime | None:
    del at
    return None


def mornings(at: datetime) -> datetime | None:
    """Open from 9 to 10 in UTC."""
    opens = at.replace(hour=9, minute=0, second=0, microsecond=0)
    if at < opens:
        return opens
    return at if at < opens + HOUR else opens + DAY


ROAD = Road(Limits(), LaneState(), "touch", PARIS, always)


def road(limits: Limits, state: LaneState | None = None) -> Road:
    return replace(ROAD, limits=limits, state=state or LaneState())


@pytest.mark.parametrize(
    ("way", "not_before", "at"),
    [
        (ROAD, NOW, NOW),
        (ROAD, NOW + HOUR, NOW + HOUR),
        (replace(ROAD, opens=never), NOW, None),
        (replace(ROAD, opens=mornings), NOW + HOUR, NOW + DAY),
        # The cap frees at 12:00, when the window is closed again.
        (
            Road(
                Limits(per_day=1),
                LaneState(counted=1, oldest_counted=(NOW - 21 * HOUR,)),
                "touch",
                PARIS,
                mornings,
            ),
            NOW,
            NOW + DAY,
        ),
        (road(Limits(per_day=0)), NOW, None),
        (road(Limits(gap=HOUR), LaneState(queued=3)), NOW, NOW + 3 * HOUR),
        (road(Limits(gap=HOUR), LaneState(unsent_claims=1)), NOW, NOW + HOUR),
        (road(Limits(), LaneState(queued=9)), NOW, NOW),
        (road(Limits(per_day=2), LaneState(queued=5)), NOW, NOW + 2 * DAY),
        (road(Limits(per_day=2), LaneState(queued=MOST_AHEAD + 1)), NOW, None),
        # One today; two tomorrow, which begins at 23:00 UTC: one more than a day holds.
        (
            road(Limits(ramp=Ramp(1, 1)), LaneState(queued=1)),
            NOW,
            NOW.replace(hour=23),
        ),
        (
            road(
                Limits(ramp=Ramp(1, 1)),
                LaneState(
                    counted=1,
                    oldest_counted=(NOW - HOUR,),
                    grows_at=midnight_after(NOW, PARIS),
                ),
            ),
            NOW,
            NOW.replace(hour=23),
        ),
    ],
)
def test_it_leaves_when_the_last_of_its_waits_is_over(
    way: Road, not_before: datetime, at: datetime | None
) -> None:
    assert turn_at(way, NOW, not_before) == at


def test_the_next_day_begins_on_the_clock_that_is_asked() -> None:
    eve = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert midnight_after(eve, PARIS) == datetime(2026, 3, 28, 23, tzinfo=UTC)
    change = midnight_after(eve, PARIS) + HOUR
    assert midnight_after(change, PARIS) == datetime(2026, 3, 29, 22, tzinfo=UTC)


@given(
    per_day=st.integers(1, 4),
    gap=st.sampled_from([timedelta(0), MINUTE, 3 * HOUR]),
    jitter=st.sampled_from([timedelta(0), HOUR]),
    past=st.lists(st.integers(0, 23 * 60), max_size=4),
    queued=st.integers(0, 9),
)
def test_its_turn_keeps_cap_and_gap_and_comes_after_all_before_it(
    per_day: int, gap: timedelta, jitter: timedelta, past: list[int], queued: int
) -> None:
    sent = sorted(NOW - minutes * MINUTE for minutes in past)[:per_day]
    limits = Limits(per_day=per_day, gap=gap, jitter=jitter)
    state = LaneState(
        counted=len(sent),
        oldest_counted=tuple(sent),
        last_attempt_at=sent[-1] if sent else None,
    )
    turns = []
    for ahead in range(queued + 1):
        at = turn_at(road(limits, replace(state, queued=ahead)), NOW, NOW)
        assert at is not None
        turns.append(at)
    assert all(later >= sooner for sooner, later in pairwise(turns))
    within = [at for at in sent if at > turns[0] - DAY]
    assert len(within) < per_day
    distance = gap_until(limits, state, "touch")
    assert distance is None or turns[0] >= distance
    assert cap(limits, state) == per_day
