"""When a host that fails is left alone, and when it is tried again: laws of arithmetic."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from outreach.core.breaker import (
    FIRST_REST,
    LIMIT,
    LONGEST_REST,
    WELL,
    Failure,
    Health,
    blames_host,
    facts_of,
    failed,
    may_probe,
    reached,
    rest_after,
)
from outreach.core.model import (
    Blame,
    Deferred,
    Outcome,
    Rejected,
    Sent,
    TouchId,
    Unknown,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def fell(
    touch: int = 1, lane: str = "anna", at: datetime = NOW, said: str = "gone"
) -> Failure:
    return Failure(TouchId(touch), lane, at, said)


def after(failures: Iterable[Failure], health: Health = WELL) -> Health:
    """Let these failures come in, each as soon as it was put on the wire."""
    for failure in failures:
        health = failed(health, failure, failure.sending_at)
    return health


def opened(now: datetime = NOW) -> Health:
    return after(fell(n, at=now - (LIMIT - n) * MINUTE) for n in range(1, LIMIT + 1))


def test_so_many_failures_in_a_row_and_not_one_less_open_it() -> None:
    health = after(fell(n, at=NOW + n * MINUTE) for n in range(1, LIMIT))
    assert (health.failures, health.is_open) == (LIMIT - 1, False)
    now = NOW + LIMIT * MINUTE
    assert failed(health, fell(LIMIT, at=now, said="refused"), now) == Health(
        failures=LIMIT,
        opens=1,
        failed_at=now,
        failed_lanes=("anna",),
        failed_touch=TouchId(LIMIT),
        said="refused",
        since=now,
        rests_until=now + FIRST_REST,
    )


def test_lanes_fail_together_and_open_it_at_once() -> None:
    assert after(fell(n, f"lane{n}") for n in range(LIMIT)).is_open


def test_what_a_lane_had_under_way_together_counts_once() -> None:
    health = after([fell(1, at=NOW + MINUTE)])
    for number in range(2, 20):
        health = failed(health, fell(number, at=NOW), NOW + 2 * MINUTE)
    assert health.failures == 1


def test_of_several_lanes_each_counts_once_for_what_it_had_under_way() -> None:
    health = WELL
    for number in range(20):
        lane = ("anna", "ben")[number % 2]
        health = failed(health, fell(number, lane, NOW), NOW + MINUTE)
    assert (health.failures, health.failed_lanes) == (2, ("anna", "ben"))
    again = failed(health, fell(99, "ben", NOW + 2 * MINUTE), NOW + 3 * MINUTE)
    assert (again.failures, again.failed_lanes) == (3, ("ben",))


def test_what_was_under_way_when_it_opened_does_not_lengthen_its_rest() -> None:
    health = opened()
    assert failed(health, fell(99, "ben", NOW + MINUTE), NOW + 2 * MINUTE) == health


def test_a_failed_probe_doubles_the_rest_and_the_next_one_is_free() -> None:
    health = opened()
    since = health.since
    waits = []
    now = NOW
    for number in range(10, 18):
        assert health.rests_until is not None
        now = health.rests_until
        trying = replace(health, probe=TouchId(number))
        health = failed(trying, fell(number, at=now), now)
        assert health.rests_until is not None
        waits.append(health.rests_until - now)
        assert (health.probe, health.since) == (None, since)
    assert waits[:4] == [FIRST_REST * 2, FIRST_REST * 4, FIRST_REST * 8, LONGEST_REST]
    assert set(waits[3:]) == {LONGEST_REST}


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_a_rest_is_never_shorter_than_one_before_it_and_never_endless(
    one: int, other: int
) -> None:
    sooner, later = sorted((one, other))
    assert FIRST_REST <= rest_after(sooner) <= rest_after(later) <= LONGEST_REST


@given(
    st.lists(
        st.tuples(
            st.integers(1, 6), st.sampled_from(["anna", "ben"]), st.integers(0, 400)
        )
    )
)
def test_it_opens_only_after_as_many_failures_and_knows_why(
    told: list[tuple[int, str, int]],
) -> None:
    health, now = WELL, NOW
    for number, (touch, lane, later) in enumerate(told, 1):
        now += timedelta(seconds=later)
        health = failed(health, fell(touch, lane, now - MINUTE, f"no {number}"), now)
        assert health.failures <= min(number, LIMIT)
        assert health.is_open == (health.failures == LIMIT)
        assert health.is_open == (health.since is not None)
        assert health.said.startswith("no ")


def test_a_host_is_tried_when_its_rest_is_over_and_nobody_tries_it() -> None:
    health = opened()
    over = NOW + FIRST_REST
    asked = [
        may_probe(health, at, probing=probing)
        for at in (NOW, over - timedelta(microseconds=1), over)
        for probing in (False, True)
    ]
    assert asked == [False, False, False, False, True, False]
    assert not may_probe(WELL, over, probing=False)


def test_a_break_within_a_message_is_the_hosts_once_another_broke() -> None:
    health = after([fell(1)])
    assert not blames_host(WELL, TouchId(1))
    assert not blames_host(health, TouchId(1))
    assert blames_host(health, TouchId(2))


def test_what_holds_touches_back_is_told() -> None:
    facts = facts_of("smtp.acme.example:587", opened(), probing=False)
    assert facts is not None
    assert facts.told == (
        "smtp.acme.example:587 has been failing since 2026-11-02 09:00 UTC: gone"
    )
    assert (facts.holds(NOW), facts.holds(NOW + FIRST_REST)) == (True, False)
    assert facts_of("smtp.acme.example:587", after([fell()]), probing=False) is None


def test_what_an_outcome_tells_of_the_host() -> None:
    told: list[tuple[Outcome, bool | None]] = [
        (Sent(), True),
        (Rejected(Blame.ADDRESS, "rcpt: 550 no", "550 5.1.1"), True),
        (Rejected(Blame.MESSAGE, "the message has a NUL"), None),
        (Deferred("its mark was not confirmed"), None),
        (Deferred("rcpt: 450 later", reached=True), True),
        (Deferred("connect: refused", reached=False), False),
        (Unknown("dot: no answer", reached=False), False),
        (Unknown("dot: cancelled before the server had answered"), None),
    ]
    assert [reached(outcome) for outcome, _ in told] == [known for _, known in told]
