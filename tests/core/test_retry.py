"""What follows an attempt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.model import Blame, Deferred, Rejected, Sent, Unknown
from outreach.core.retry import (
    FIRST_WAIT,
    LONGEST_ASKED,
    LONGEST_WAIT,
    MAX_ATTEMPTS,
    AskHuman,
    Done,
    RestLane,
    Stop,
    TryAgain,
    after,
    backoff,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTES = timedelta(minutes=1)
DEFERRALS = st.builds(
    Deferred,
    detail=st.just("later"),
    not_before=st.none() | st.datetimes(timezones=st.just(UTC)),
    blame=st.sampled_from(Blame),
)


def test_what_was_sent_is_done() -> None:
    assert after(Sent("ok"), attempt=1, now=NOW) == Done()


@pytest.mark.parametrize("blame", Blame)
def test_a_rejection_stops_what_is_to_blame(blame: Blame) -> None:
    assert after(Rejected(blame, "no"), attempt=1, now=NOW) == Stop(blame)


@pytest.mark.parametrize("attempt", range(1, MAX_ATTEMPTS + 2))
def test_what_may_have_been_sent_is_never_sent_again(attempt: int) -> None:
    assert after(Unknown("gone"), attempt=attempt, now=NOW) == AskHuman()


def test_waits_grow_from_two_minutes_to_six_hours() -> None:
    assert [backoff(attempt) // MINUTES for attempt in range(1, 7)] == [
        2,
        12,
        72,
        360,
        360,
        360,
    ]


def test_an_absurd_attempt_number_still_has_a_wait() -> None:
    assert (backoff(0), backoff(10**9)) == (FIRST_WAIT, LONGEST_WAIT)


def test_the_far_side_may_ask_for_a_longer_wait_but_not_for_a_shorter_one() -> None:
    assert [
        after(Deferred("later", NOW + asked), attempt=1, now=NOW)
        for asked in (-timedelta(days=1), timedelta(minutes=1), timedelta(hours=3))
    ] == [
        TryAgain(NOW + FIRST_WAIT),
        TryAgain(NOW + FIRST_WAIT),
        TryAgain(NOW + timedelta(hours=3)),
    ]


def test_the_far_side_cannot_park_a_touch_for_ever() -> None:
    outcome = Deferred("later", NOW + timedelta(days=36500))
    assert after(outcome, attempt=1, now=NOW) == TryAgain(NOW + LONGEST_ASKED)


def test_the_last_attempt_ends_with_a_person() -> None:
    last = after(Deferred("later"), attempt=MAX_ATTEMPTS, now=NOW)
    assert last == AskHuman()
    before = after(Deferred("later"), attempt=MAX_ATTEMPTS - 1, now=NOW)
    assert before == TryAgain(NOW + LONGEST_WAIT)


def test_a_throttle_rests_the_lane_and_never_uses_up_attempts() -> None:
    throttle = Deferred("4.7.0 slow down", blame=Blame.SENDER)
    assert [
        after(throttle, attempt=attempt, now=NOW, rests=2)
        for attempt in (1, MAX_ATTEMPTS, 10 * MAX_ATTEMPTS)
    ] == [RestLane(NOW + timedelta(minutes=72))] * 3


@given(DEFERRALS, st.integers(1, 10), st.integers(0, 10))
def test_every_wait_is_ahead_and_bounded(
    outcome: Deferred, attempt: int, rests: int
) -> None:
    match after(outcome, attempt=attempt, now=NOW, rests=rests):
        case TryAgain(at) | RestLane(at):
            assert NOW + FIRST_WAIT <= at <= NOW + LONGEST_ASKED
        case other:
            assert other == AskHuman()
            assert attempt >= MAX_ATTEMPTS
