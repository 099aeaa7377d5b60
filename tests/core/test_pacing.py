"""How much a lane may send: cap, gap, jitter, ramp, whatever ticks and deliveries do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.gate import (
    Answer,
    CompanyFacts,
    Facts,
    LaneFacts,
    Verdict,
    first_refusal,
)
from outreach.core.model import EnrollmentState
from outreach.core.pacing import (
    BOUNDLESS,
    ROLLING,
    LaneState,
    Limits,
    Ramp,
    cap,
    gap_until,
    room,
    room_returns_at,
)
from tests.core.almanac import CALENDAR

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TICK = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def refused(
    limits: Limits, state: LaneState, now: datetime, touch: str
) -> Verdict | None:
    """Return why the gates keep back a claimed touch that only its lane may keep back."""
    return first_refusal(
        Facts(
            now=now,
            state=EnrollmentState.ACTIVE,
            state_reason="",
            suppressed="",
            policy="",
            missing="",
            lane=LaneFacts(
                name="anna",
                known=True,
                paused="",
                rest_until=None,
                opens_at=None,
                hears=False,
                inbox_read_at=None,
                limits=limits,
                state=state,
            ),
            company=CompanyFacts(0, None),
            follow_up=False,
            window=None,
            place=None,
            calendar=CALENDAR,
            touch_key=touch,
            claimed=True,
        )
    )


def ago(*hours: float) -> tuple[datetime, ...]:
    return tuple(NOW - timedelta(hours=past) for past in hours)


@pytest.mark.parametrize(
    ("limits", "sent_days", "most"),
    [
        (Limits(), 0, None),
        (Limits(per_day=40), 9, 40),
        (Limits(per_day=40, ramp=Ramp(5, 3)), 0, 5),
        (Limits(per_day=40, ramp=Ramp(5, 3)), 2, 11),
        (Limits(per_day=40, ramp=Ramp(5, 3)), 100, 40),
        (Limits(ramp=Ramp(5, 3)), 100, 305),
    ],
)
def test_a_ramp_grows_with_the_days_of_sending_up_to_the_cap(
    limits: Limits, sent_days: int, most: int | None
) -> None:
    assert cap(limits, LaneState(sent_days=sent_days)) == most


@pytest.mark.parametrize(
    ("limits", "state", "free"),
    [
        (Limits(), LaneState(unsent_claims=9, counted=900), BOUNDLESS),
        (Limits(per_day=40), LaneState(), 40),
        (Limits(per_day=40), LaneState(unsent_claims=5, counted=20), 15),
        (Limits(per_day=40), LaneState(unsent_claims=5, counted=50), 0),
        (Limits(per_day=0), LaneState(), 0),
        (Limits(per_day=40, gap=MINUTE), LaneState(), 1),
        (Limits(per_day=40, jitter=MINUTE), LaneState(), 1),
        (Limits(gap=MINUTE), LaneState(unsent_claims=1), 0),
        (Limits(per_day=1, gap=MINUTE), LaneState(counted=1), 0),
        (Limits(gap=MINUTE), LaneState(last_attempt_at=NOW - MINUTE + TICK), 0),
        (Limits(gap=MINUTE), LaneState(last_attempt_at=NOW - MINUTE), 1),
    ],
)
def test_room_is_what_cap_claims_and_gap_leave(
    limits: Limits, state: LaneState, free: int
) -> None:
    assert room(limits, state, NOW) == free


@pytest.mark.parametrize(
    ("limits", "state", "at"),
    [
        (Limits(per_day=3), LaneState(counted=2, oldest_counted=ago(5, 4)), NOW),
        (
            Limits(per_day=3),
            LaneState(counted=3, oldest_counted=ago(5, 4, 3)),
            NOW + 19 * HOUR,
        ),
        (
            Limits(per_day=3),
            LaneState(unsent_claims=1, counted=3, oldest_counted=ago(5, 4, 3)),
            NOW + 20 * HOUR,
        ),
        (
            Limits(per_day=3),
            LaneState(counted=5, oldest_counted=ago(5, 4)),
            NOW + 20 * HOUR,
        ),
        (Limits(per_day=3), LaneState(unsent_claims=3), None),
        (Limits(per_day=3), LaneState(unsent_claims=4, counted=1), None),
        (Limits(per_day=0), LaneState(counted=1, oldest_counted=ago(5)), None),
        (Limits(gap=MINUTE), LaneState(unsent_claims=1), None),
        (Limits(gap=HOUR), LaneState(last_attempt_at=NOW - MINUTE), NOW + 59 * MINUTE),
        (Limits(gap=HOUR), LaneState(last_attempt_at=NOW - 2 * HOUR), NOW),
        (Limits(), LaneState(counted=900), NOW),
    ],
)
def test_it_is_known_when_room_returns(
    limits: Limits, state: LaneState, at: datetime | None
) -> None:
    assert room_returns_at(limits, state, NOW) == at


def test_the_gap_counts_from_the_last_attempt_and_its_jitter_is_the_touchs_own() -> (
    None
):
    limits = Limits(gap=90 * MINUTE, jitter=60 * MINUTE)
    state = LaneState(last_attempt_at=NOW)
    found = [gap_until(limits, state, f"touch {n}") for n in range(200)]
    again = [gap_until(limits, state, f"touch {n}") for n in range(200)]
    assert found == again
    waits = sorted(at - NOW for at in found if at is not None)
    assert len(set(waits)) == 200
    assert 90 * MINUTE <= waits[0] < 96 * MINUTE
    assert 112 * MINUTE < waits[100] < 128 * MINUTE
    assert 144 * MINUTE < waits[-1] <= 150 * MINUTE


@pytest.mark.parametrize(
    ("limits", "state"),
    [
        (Limits(gap=MINUTE), LaneState()),
        (Limits(), LaneState(last_attempt_at=NOW)),
    ],
)
def test_without_a_gap_or_an_attempt_there_is_no_distance_to_keep(
    limits: Limits, state: LaneState
) -> None:
    assert gap_until(limits, state, "touch") is None


@pytest.mark.parametrize(
    ("limits", "state", "verdict"),
    [
        (Limits(), LaneState(), None),
        (Limits(per_day=1), LaneState(), None),
        (
            Limits(per_day=1),
            LaneState(counted=1, oldest_counted=ago(1)),
            ("cap", NOW + 23 * HOUR),
        ),
        (Limits(per_day=2), LaneState(unsent_claims=2), ("cap", None)),
        (Limits(gap=MINUTE), LaneState(unsent_claims=1), ("gap", None)),
        (
            Limits(gap=MINUTE),
            LaneState(last_attempt_at=NOW),
            ("gap", NOW + MINUTE),
        ),
        (Limits(gap=MINUTE), LaneState(last_attempt_at=NOW - MINUTE), None),
    ],
)
def test_a_claimed_touch_is_judged_again_before_the_wire(
    limits: Limits, state: LaneState, verdict: tuple[str, datetime | None] | None
) -> None:
    found = refused(limits, state, NOW, "touch")
    assert (found and (found.reason, found.passes_at)) == verdict
    assert found is None or found.answer is Answer.WAIT


@dataclass
class Lane:
    """A lane as the database would hold it: due touches, claims, and what was marked."""

    limits: Limits
    due: list[str]
    now: datetime = NOW
    claims: list[str] = field(default_factory=list)
    sent_at: list[datetime] = field(default_factory=list)

    def state(self, *, besides: int = 0) -> LaneState:
        """Count, as the store does."""
        counted = tuple(at for at in self.sent_at if self.now - at < ROLLING)
        days = {at.date() for at in self.sent_at} - {self.now.date()}
        return LaneState(
            unsent_claims=len(self.claims) - besides,
            counted=len(counted),
            oldest_counted=counted,
            last_attempt_at=self.sent_at[-1] if self.sent_at else None,
            sent_days=len(days),
        )

    def tick(self) -> None:
        """Claim as many of the due as there is room for."""
        free = room(self.limits, self.state(), self.now)
        self.claims, self.due = self.claims + self.due[:free], self.due[free:]

    def deliver(self, which: int) -> None:
        """Mark one claimed touch, or release it where the lane says so."""
        if not self.claims:
            return
        touch = self.claims[which % len(self.claims)]
        kept_back = refused(self.limits, self.state(besides=1), self.now, touch)
        self.claims.remove(touch)
        if kept_back is None:
            self.sent_at.append(self.now)
        else:
            self.due.append(touch)

    def drain(self) -> None:
        """Go on until all is sent, each time from the instant that was foretold."""
        for _ in range(20 * (len(self.due) + len(self.claims)) + 20):
            while self.claims:
                self.deliver(0)
            if not self.due:
                return
            at = room_returns_at(self.limits, self.state(), self.now)
            assert at is not None
            self.now = max(at, self.now + 10 * MINUTE)
            self.tick()


LIMITS = st.builds(
    Limits,
    per_day=st.integers(1, 6),
    gap=st.sampled_from([timedelta(0), MINUTE, 90 * MINUTE]),
    jitter=st.sampled_from([timedelta(0), MINUTE, 10 * MINUTE]),
    ramp=st.none() | st.builds(Ramp, from_=st.integers(1, 3), by=st.integers(0, 2)),
)
MOVES = st.lists(
    st.one_of(
        st.just("tick"),
        st.integers(0, 5),  # deliver this claim
        st.sampled_from([TICK, MINUTE, HOUR, 8 * HOUR, ROLLING - TICK, ROLLING]),
    ),
    max_size=60,
)


def play(limits: Limits, moves: list[str | int | timedelta], touches: int) -> Lane:
    lane = Lane(limits, [f"touch {n}" for n in range(touches)])
    for move in moves:
        match move:
            case timedelta():
                lane.now += move
            case int():
                lane.deliver(move)
            case _:
                lane.tick()
        if limits.spaced:
            assert len(lane.claims) <= 1
    return lane


@given(LIMITS, MOVES)
def test_no_24_hours_ever_hold_more_than_the_cap(
    limits: Limits, moves: list[str | int | timedelta]
) -> None:
    sent = play(limits, moves, touches=40).sent_at
    days: list[date] = []
    for n, at in enumerate(sent):
        days = sorted({*days, at.date()})
        state = LaneState(sent_days=len(days) - 1)
        within = [past for past in sent[: n + 1] if at - past < ROLLING]
        most = cap(limits, state)
        assert most is not None
        assert len(within) <= most


@given(LIMITS, MOVES)
def test_two_attempts_are_never_closer_than_the_gap(
    limits: Limits, moves: list[str | int | timedelta]
) -> None:
    sent = play(limits, moves, touches=40).sent_at
    gaps = [b - a for a, b in pairwise(sent)]
    assert [gap for gap in gaps if gap < limits.gap] == []


@given(LIMITS, MOVES)
def test_every_due_touch_leaves_in_the_end(
    limits: Limits, moves: list[str | int | timedelta]
) -> None:
    lane = play(limits, moves, touches=12)
    lane.drain()
    assert (len(lane.sent_at), lane.due, lane.claims) == (12, [], [])


@given(LIMITS, MOVES)
def test_room_returns_when_it_was_foretold_and_not_before(
    limits: Limits, moves: list[str | int | timedelta]
) -> None:
    lane = play(limits, moves, touches=40)
    at = room_returns_at(limits, lane.state(), lane.now)
    if at is None:
        assert lane.claims
        return
    before, lane.now = lane.now, at
    assert room(limits, lane.state(), at) > 0
    lane.now = at - TICK
    if lane.now >= before and (limits.ramp is None or lane.now.date() == before.date()):
        assert room(limits, lane.state(), lane.now) == 0
