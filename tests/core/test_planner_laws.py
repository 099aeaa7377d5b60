"""What holds of any sequence, history and clock, however the lead moves about meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.core.planner import Position, plan, window_of
from outreach.core.zone import country_of, is_zone, zones_of
from tests.core.almanac import CALENDAR
from tests.core.drawn import EXITS, journeys
from tests.core.journey import HOME, Journey, drive

if TYPE_CHECKING:
    from outreach.core.sequence import Window

FEW = settings(max_examples=60, deadline=None)


@FEW
@given(journeys())
def test_nothing_leaves_outside_its_window(journey: Journey) -> None:
    for key, at in drive(journey).sends:
        window = window_of(journey.sequence, journey.sequence.steps[key])
        assert window is None or _inside(window, journey, at)


def _inside(window: Window, journey: Journey, at: datetime) -> bool:
    """Tell it again from the words of the language alone."""
    lead = journey.lead(at)
    own = lead.timezone if is_zone(lead.timezone) else ""
    country = lead.country or country_of(own)
    zones = (own,) if own else zones_of(country) or (HOME,)
    if window.timezone != "lead":
        zones = (window.timezone,)
    return all(_open(window, country, at.astimezone(ZoneInfo(name))) for name in zones)


def _open(window: Window, country: str, wall: datetime) -> bool:
    minutes = wall.hour * 60 + wall.minute
    hours = any(
        start.hour * 60 + start.minute <= minutes < _end(end)
        for start, end in window.hours
    )
    days = CALENDAR.working_days(country) if window.days is None else window.days
    return hours and wall.weekday() in days and not _rests(window, country, wall.date())


def _end(end: time) -> int:
    return 24 * 60 if end == time.min else end.hour * 60 + end.minute


def _rests(window: Window, country: str, day: date) -> bool:
    codes = {"lead": country, "none": ""}.get(window.holidays, window.holidays)
    return any(CALENDAR.is_holiday(code.strip(), day) for code in codes.split(","))


@FEW
@given(journeys())
def test_each_step_is_done_once_at_most_and_in_order(journey: Journey) -> None:
    story = drive(journey)
    order = {key: number for number, key in enumerate(journey.sequence.steps)}
    done = [order[key] for _, key, _ in story.done]
    assert done == sorted(set(done))
    times = [at for _, _, at in story.done]
    assert times == sorted(times)


@FEW
@given(journeys())
def test_it_ends_or_names_what_it_waits_for(journey: Journey) -> None:
    story = drive(journey)
    assert story.end in {
        "no_reply",
        "goal",
        "stopped",
        "exit",
        "paused sequence",
        "paused bad_expression",
        "paused window_never",
    }


@FEW
@given(journeys())
def test_no_step_is_sent_before_its_delay(journey: Journey) -> None:
    story = drive(journey)
    for (key, at), position in zip(story.sends, story.anchors, strict=True):
        after = journey.sequence.steps[key].after
        assert position.step == key
        assert at >= position.anchor_at + (after.span if after else timedelta(0))


@FEW
@given(journeys())
def test_events_at_once_and_one_by_one_decide_the_same(journey: Journey) -> None:
    assert drive(journey, at_once=True) == drive(journey)


@FEW
@given(journeys())
def test_a_look_too_many_changes_nothing(journey: Journey) -> None:
    settled = replace(journey, lives=journey.lives[:1])
    assert drive(settled, restless=True) == drive(settled)


@FEW
@given(journeys(exits=frozenset()))
def test_an_exit_changes_nothing_before_it_and_lets_nothing_after(
    journey: Journey,
) -> None:
    stopping = replace(journey, sequence=replace(journey.sequence, exit_on=EXITS))
    free, stopped = drive(journey), drive(stopping)
    if stopped.end != "exit":
        assert stopped == free
        return
    exits = [
        event.at
        for event in journey.history
        if event.at > journey.enrolled_at and any(event.is_a(kind) for kind in EXITS)
    ]
    assert stopped.ended_at == min(exits)
    assert stopped.done == free.until(min(exits))


@FEW
@given(journeys(), st.randoms(use_true_random=False), st.integers(0, 30 * 24))
def test_a_decision_is_of_what_has_happened_in_any_order(
    journey: Journey, dice: object, later: int
) -> None:
    now = journey.enrolled_at + timedelta(hours=later)
    shuffled = list(journey.history)
    dice.shuffle(shuffled)  # type: ignore[attr-defined] # Hypothesis' own
    happened = [event for event in shuffled if event.at <= now]
    start = Position(journey.sequence.first, journey.enrolled_at)
    plans = [
        plan(journey.situation(now, known), start, now)
        for known in (journey.history, shuffled, happened)
    ]
    assert plans[0] == plans[1] == plans[2]
