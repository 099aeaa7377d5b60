"""The parts of a forecast: openings, chances, and what is made of the counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from outreach.core.forecast.chance import BOUNCE_AFTER, REPLY_AFTER, drawn
from outreach.core.forecast.opening import FOR_EVER, Openings
from outreach.core.forecast.outlook import _short_by
from outreach.core.forecast.tally import Shift
from outreach.core.forecast.world import Assumed
from outreach.core.sequence import Email, Webhook, Window
from outreach.core.window import Place, is_open, next_open, window_key
from tests.core.almanac import CALENDAR

START = datetime(2026, 3, 20, tzinfo=UTC)
MAIL = Email(())
INSTANTS = st.integers(0, 40 * 24 * 60).map(lambda m: START + timedelta(minutes=m))
WINDOWS = st.builds(
    Window,
    days=st.none() | st.frozensets(st.integers(0, 6)),
    hours=st.sampled_from(
        [
            ((time(9), time(17, 30)),),
            ((time(1, 30), time(3)), (time(22), time(0))),
            ((time(0), time(0)),),
        ]
    ),
    timezone=st.just("lead"),
    holidays=st.sampled_from(["lead", "none"]),
)
PLACES = st.sampled_from(
    [
        Place(("Europe/Paris",), "FR"),
        Place(("America/New_York", "America/Los_Angeles"), "US"),
        Place(("Australia/Lord_Howe",), "AU"),
    ]
)


@given(WINDOWS, PLACES, st.lists(INSTANTS, min_size=1, max_size=8))
def test_an_opening_is_open_when_its_window_is(
    window: Window, place: Place, instants: list[datetime]
) -> None:
    opening = Openings(START, CALENDAR).of(window_key(window, place))
    for at in instants:
        assert opening.is_open(at) == is_open(window, place, at, CALENDAR)
        assert opening.next_open(at) == next_open(window, place, at, CALENDAR)
        closes_at = opening.closes_at(at)
        if closes_at not in (at, FOR_EVER):
            assert not is_open(window, place, closes_at, CALENDAR)


def test_as_many_answer_as_is_assumed() -> None:
    assumed = Assumed(reply_rate=0.1, bounce_rate=0.2, seed=3)
    replies = bounces = 0
    for lead in range(4000):
        for step in range(3):
            first = step == 0
            found = dict(drawn(assumed, f"{lead}/{step}", MAIL, first=first, mails=3))
            if "bounce" in found:
                assert found == {"bounce": BOUNCE_AFTER}
                bounces += 1
                break
            if found:
                [(_, after)] = found.items()
                assert REPLY_AFTER[0] <= after <= REPLY_AFTER[1]
                replies += 1
                break
    assert 700 <= bounces <= 900
    assert 260 <= replies <= 380  # a tenth of those whom it reached


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    def draws(seed: int) -> list[object]:
        assumed = Assumed(0.5, 0.1, 0.5, seed)
        return [
            list(drawn(assumed, str(n), MAIL, first=False, mails=2)) for n in range(50)
        ]

    assert draws(1) == draws(1)
    assert draws(1) != draws(2)


def test_nobody_answers_a_webhook() -> None:
    sure = Assumed(1, 1, 1)
    assert (
        list(drawn(sure, "x", Webhook("https://x.example"), first=True, mails=1)) == []
    )


@given(st.integers(1, 50), st.lists(st.integers(0, 400), min_size=1, max_size=30))
def test_with_what_a_lane_lacks_nobody_would_wait_over_a_week(
    per_day: int, waiting: list[int]
) -> None:
    shifts = {
        date(2026, 3, 2) + timedelta(days=n): Shift(
            follow_ups=per_day, capped=True, waiting_follow_ups=count
        )
        for n, count in enumerate(waiting)
    }
    more = _short_by(shifts, per_day)
    span = 0
    for count in waiting:
        span = span + 1 if count else 0
        assert count - more * span <= 5 * (per_day + more)
    assert more == 0 or any(count > 5 * per_day for count in waiting)


@given(st.lists(st.booleans(), min_size=2, max_size=9))
def test_a_lane_that_is_not_capped_lacks_nothing(capped: list[bool]) -> None:
    days = [date(2026, 3, 2) + timedelta(days=n) for n in range(len(capped))]
    assert all(a < b for a, b in pairwise(days))
    shifts = {day: Shift(capped=each) for day, each in zip(days, capped, strict=True)}
    assert _short_by(shifts, 10) == 0
