"""Caps over all senders: who counts against which, and the places that are promised."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush

from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.core.cap import (
    GIVES_WAY,
    MAX_NEW,
    NO_CAPS,
    PER_COMPANY,
    PER_DOMAIN,
    WORKSPACE,
    Bound,
    Cap,
    Caps,
    Queue,
    promise,
)

DAY = timedelta(hours=24)
START = datetime(2026, 3, 3, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ARRIVALS = st.lists(
    st.tuples(st.integers(0, 60 * 24 * 3), st.booleans()), min_size=1, max_size=40
)


def play(most: int, arrivals: list[tuple[int, bool]]) -> list[datetime]:
    """Let each come when it is due, as the engine does; return when each left."""
    due = [
        (START + MINUTE * minute, not follow_up, number, False)
        for number, (minute, follow_up) in enumerate(arrivals)
    ]
    heapify(due)
    left: list[datetime] = []
    queue = Queue()
    while due:
        now, new, number, again = heappop(due)
        recent = [at for at in left if at > now - DAY]
        if len(recent) < most:
            left.append(now)
            continue
        places = sorted(recent)[-most:]
        at, queue = promise(queue, places, now, follow_up=not new, again=again)
        assert at > now
        heappush(due, (at, new, number, True))
    return left


def at_best(most: int, arrivals: list[tuple[int, bool]]) -> list[datetime]:
    """Return when those would leave who go the moment that there is a place."""
    left: list[datetime] = []
    for minute, _ in sorted(arrivals):
        at = START + MINUTE * minute
        if len(left) >= most:
            at = max(at, left[-most] + DAY)
        left.append(at)
    return left


@settings(max_examples=150)
@given(most=st.integers(1, 6), arrivals=ARRIVALS)
def test_no_day_holds_more_and_no_place_is_left_unused(
    most: int, arrivals: list[tuple[int, bool]]
) -> None:
    left = sorted(play(most, arrivals))
    for first in left:
        assert sum(first <= at < first + DAY for at in left) <= most
    best = at_best(most, arrivals)
    assert len(left) == len(best)
    for number, (at, soonest) in enumerate(zip(left, best, strict=True)):
        # One never written to gives way for a second each day that it waits.
        assert soonest <= at <= soonest + (number // most + 1) * GIVES_WAY


@given(count=st.integers(1, 30), most=st.integers(1, 5))
def test_places_are_promised_in_turn_each_a_day_after_it_was_taken(
    count: int, most: int
) -> None:
    places = [START + MINUTE * each for each in range(most)]
    queue, found = Queue(), []
    for _ in range(count):
        at, queue = promise(queue, places, START + DAY / 2, follow_up=True, again=False)
        found.append(at)
    wanted = [places[n % most] + DAY * (n // most + 1) for n in range(count)]
    assert found == wanted


def test_places_taken_at_one_instant_are_as_many_when_they_are_free() -> None:
    places = [START] * 3
    queue, found = Queue(), []
    for _ in range(7):
        at, queue = promise(queue, places, START + DAY / 2, follow_up=True, again=False)
        found.append((at - START) // DAY)
    assert found == [1, 1, 1, 2, 2, 2, 3]


def test_one_never_written_to_stands_behind_every_follow_up() -> None:
    places = [START]
    queue = Queue()
    for _ in range(2):
        _, queue = promise(queue, places, START + MINUTE, follow_up=True, again=False)
    at, queue = promise(queue, places, START + MINUTE, follow_up=False, again=False)
    assert at == START + 3 * DAY + GIVES_WAY
    at, _ = promise(queue, places, START + MINUTE, follow_up=True, again=True)
    assert at == START + DAY


def test_a_touch_counts_for_what_it_is_bound_for() -> None:
    caps = Caps({"gmail.com": 5}, 2, 3, 50)
    bound = Bound("gmail.com", "acme.example", "hello", 10)
    assert caps.of(bound) == (
        Cap(MAX_NEW, WORKSPACE, 50),
        Cap(MAX_NEW, "hello", 10),
        Cap(PER_COMPANY, "acme.example", 3),
        Cap(PER_DOMAIN, "gmail.com", 5),
    )
    assert [cap.most for cap in caps.of(bound)] == [50, 10, 3, 5]
    assert [cap.most for cap in caps.of(Bound("acme.example"))] == [2]
    assert caps.of(Bound()) == ()
    assert NO_CAPS.of(Bound("gmail.com", "acme.example", "hello")) == ()
    assert NO_CAPS.of(Bound(new_in="hello", max_new_per_day=1)) == (
        Cap(MAX_NEW, "hello", 1),
    )


@given(
    minutes=st.lists(st.integers(0, 60 * 24 - 1), min_size=1, max_size=8),
    count=st.integers(1, 40),
)
def test_places_come_round_each_day_whenever_they_were_taken(
    minutes: list[int], count: int
) -> None:
    places = sorted(START + MINUTE * each for each in minutes)
    queue, found, now = Queue(), [], START + DAY - MINUTE
    for _ in range(count):
        at, queue = promise(queue, places, now, follow_up=True, again=False)
        found.append(at)
    days = range(1, count + 2)
    assert (
        found == sorted(place + DAY * day for place in places for day in days)[:count]
    )
