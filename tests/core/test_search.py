"""What may have been sent is looked for at once, then ever more seldom, and not for ever."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from outreach.core.search import LOOKED_FOR, WAITS, look_again_at

SINCE = datetime(2026, 3, 2, 10, tzinfo=UTC)


@given(looks=st.integers(0, 1000), after=st.timedeltas(timedelta(0), LOOKED_FOR))
def test_the_next_look_is_later_and_never_after_the_last_day(
    looks: int, after: timedelta
) -> None:
    now = SINCE + after
    at = look_again_at(looks, since=SINCE, now=now)
    soonest = look_again_at(1, since=SINCE, now=now)
    assert at is None or now + WAITS[0] <= at <= SINCE + LOOKED_FOR
    assert at is None or (soonest is not None and at >= soonest)


def test_looks_come_ever_more_seldom_and_end() -> None:
    at: datetime | None = SINCE
    looked = []
    while at is not None:
        looked.append(at)
        at = look_again_at(len(looked), since=SINCE, now=at)
    waits = [b - a for a, b in itertools.pairwise(looked)]
    assert waits[: len(WAITS)] == list(WAITS)
    assert set(waits[len(WAITS) :]) == {WAITS[-1]}
    assert len(looked) == 15
