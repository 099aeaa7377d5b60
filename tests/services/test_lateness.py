"""Waiting for what is to be waited for is not being late."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.gate import LaneFacts
from outreach.core.model import Blame, Deferred, Outcome, Rejected, Sent, Unknown
from outreach.core.pacing import LaneState, Limits
from outreach.core.sequence import Window
from outreach.core.window import Place, window_key
from outreach.services.lateness import lateness
from outreach.services.meter import Histogram, Meter
from tests.services.running import opened, write

if TYPE_CHECKING:
    from pathlib import Path

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def lane(limits: Limits | None = None, state: LaneState | None = None) -> LaneFacts:
    return LaneFacts(
        name="anna",
        known=True,
        paused="",
        rest_until=None,
        opens_at=None,
        hears=False,
        inbox_read_at=None,
        limits=limits or Limits(),
        state=state or LaneState(),
    )


def row(due_at: datetime, key: str = "") -> Any:
    return {"due_at": due_at, "window_key": key}


def test_it_counts_from_when_its_delay_was_over() -> None:
    assert lateness(lane(), row(MONDAY - HOUR), MONDAY) == HOUR


def test_it_counts_from_when_its_window_opened() -> None:
    window = Window(None, ((time(9), time(17)),), "lead", "none")
    key = window_key(window, Place(("Europe/Paris",), "FR"))
    # Ten in London's winter is eleven in Paris.
    friday = MONDAY - timedelta(days=3)
    assert lateness(lane(), row(friday, key), MONDAY) == 2 * HOUR


def test_it_counts_from_when_its_sender_had_kept_its_gap() -> None:
    limits = Limits(gap=timedelta(minutes=2), jitter=timedelta(minutes=1))
    state = LaneState(last_attempt_at=MONDAY - timedelta(minutes=10))
    late = lateness(lane(limits, state), row(MONDAY - HOUR), MONDAY)
    assert late == timedelta(minutes=7)


def test_one_that_may_have_waited_for_its_cap_is_not_judged() -> None:
    limits = Limits(per_day=40)
    full, free = LaneState(counted=39), LaneState(counted=38)
    assert lateness(lane(limits, full), row(MONDAY - HOUR), MONDAY) is None
    assert lateness(lane(limits, free), row(MONDAY - HOUR), MONDAY) == HOUR


@given(st.timedeltas(-HOUR, HOUR), st.text(max_size=20))
def test_it_is_never_early_and_any_key_is_taken(off: timedelta, key: str) -> None:
    late = lateness(lane(), row(MONDAY + off, key), MONDAY)
    assert late is not None
    assert late >= timedelta(0)


@given(st.lists(st.timedeltas(-HOUR, timedelta(days=9))))
def test_a_histogram_counts_each_once(spans: list[timedelta]) -> None:
    histogram = Histogram((1, 60))
    for each in spans:
        histogram.observe(each)
    zero = timedelta(0)
    seconds = [max(each, zero).total_seconds() for each in spans]
    assert histogram.counts == [
        sum(each <= 1 for each in seconds),
        sum(1 < each <= 60 for each in seconds),
        sum(each > 60 for each in seconds),
    ]
    assert histogram.total == sum((max(each, zero) for each in spans), zero)


def test_outcomes_are_counted_by_channel_and_blame() -> None:
    meter = Meter()
    outcomes: list[Outcome] = [Sent("ok"), Deferred("x"), Unknown("y"), Sent("ok")]
    for each in (*outcomes, Rejected(Blame.SENDER, "no")):
        meter.flown("email", each, HOUR)
    assert dict(meter.outcomes) == {
        ("email", "sent"): 2,
        ("email", "deferred"): 1,
        ("email", "in_doubt"): 1,
        ("email", "rejected_sender"): 1,
    }
    assert sum(meter.sending["email"].counts) == 5


@pytest.mark.parametrize("minutes", [0, 30])
async def test_a_run_notes_how_late_it_is(
    tmp_path: Path, sqlite_url: str, minutes: int
) -> None:
    async with opened(write(tmp_path, sqlite_url)) as world:
        await world.enroll(2)
        world.clock.forward(minutes=minutes)
        await world.tick()
        world.clock.forward(seconds=5)
        await world.deliver()
        meter = world.deployment.engine.meter
    assert meter.claims["claimed"] == 2
    assert meter.claim_late.total == 2 * timedelta(minutes=minutes)
    assert meter.mark_late.total == timedelta(seconds=10)
