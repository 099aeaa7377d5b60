"""The instants and the orders on which a decision turns."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.core.consequence import Change
from outreach.core.gate import CompanyFacts, Facts, first_refusal
from outreach.core.hearing import DEAF_AFTER
from outreach.core.migration import Stay, ahead, successor
from outreach.core.model import Lead, StepKey
from outreach.core.pacing import LaneState, Limits
from outreach.core.planner import Position, Send, plan
from outreach.core.sequence import (
    Action,
    Branch,
    Delay,
    Goal,
    Stop,
    Tag,
    Wait,
    WaitFor,
)
from outreach.core.window import add
from tests.core.test_gate import LONDON, NOW, OFFICE, OPEN, PlainCalendar, with_lane
from tests.core.test_planner import (
    HOUR,
    START,
    at_start,
    chain,
    happened,
    hours,
    mail,
    situation,
)

WAITING = WaitFor("reply", hours(5), None, None)


def test_an_event_of_the_very_instant_of_enrolling_meets_a_wait() -> None:
    what = chain(("w", WAITING, {}), ("a", mail(), {}))
    events = (happened("reply", timedelta(0)),)
    result = plan(situation(what, *events), at_start(what), START + HOUR)
    assert result.decision == Send(what.steps[StepKey("a")])


def test_the_first_of_two_events_is_what_the_next_delay_counts_from() -> None:
    what = chain(("w", WAITING, {}), ("a", mail(), {"after": hours(9)}))
    events = (happened("reply", 2 * HOUR), happened("reply", HOUR))
    result = plan(situation(what, *events), at_start(what), START + 3 * HOUR)
    assert result.position == Position(StepKey("a"), START + HOUR)


def test_what_a_step_does_is_seen_by_those_behind_it_in_the_same_walk() -> None:
    what = chain(
        ("t", Tag("hot"), {}),
        ("a", mail("tagged"), {"condition": "is hot"}),
        ("z", mail(), {}),
    )

    def tag(action: Action, lead: Lead) -> Change:
        del action
        return Change(replace(lead, tags=("hot",)), kind="tag.hot")

    one = replace(
        situation(what),
        changes=tag,
        holds=lambda _text, lead, _events, _now: "hot" in lead.tags,
    )
    assert plan(one, at_start(what), START).position.step == "a"


@pytest.mark.parametrize(
    "facts",
    [
        with_lane(opens_at=NOW),
        with_lane(rest_until=NOW),
        with_lane(inbox_read_at=NOW - DEAF_AFTER),
        with_lane(limits=Limits(gap=HOUR), state=LaneState(last_attempt_at=NOW - HOUR)),
    ],
)
def test_a_wait_is_over_at_its_very_end(facts: Facts) -> None:
    assert first_refusal(facts) is None


def test_a_stop_decides_before_a_pause_and_the_lane_before_the_company() -> None:
    both = replace(OPEN, suppressed="opt_out", policy="no consent")
    deaf = replace(
        with_lane(inbox_read_at=None), follow_up=True, company=CompanyFacts(2, 2)
    )
    told = [first_refusal(facts) for facts in (both, deaf)]
    assert [each and each.gate for each in told] == ["suppression", "inbox"]


def test_a_delay_of_days_and_hours_counts_both() -> None:
    delay = Delay(HOUR, working_days=1)
    at = add(delay, NOW, OFFICE, LONDON, PlainCalendar())
    assert at == NOW + timedelta(days=1, hours=1)


@pytest.mark.parametrize("end", [Goal("met"), Stop("enough")])
def test_nothing_is_ahead_of_an_end(end: Action) -> None:
    what = chain(("e", end, {}), ("a", mail(), {}))
    assert ahead(what, StepKey("e")) == {"e"}


@pytest.mark.parametrize("fork", [WAITING, Branch("lead.phone", None, None)])
def test_what_follows_a_fork_without_ways_is_ahead_of_it(fork: Action) -> None:
    what = chain(("f", fork, {}), ("a", mail(), {}))
    assert ahead(what, StepKey("f")) == {"f", "a"}


def test_a_step_without_an_id_is_proposed_to_nobody() -> None:
    what = chain(("a", mail(), {}), ("1", Wait(hours(1)), {}), ("b", mail(), {}))
    moved = {StepKey(key): Stay(StepKey(key)) for key in ("1", "b")}
    assert successor(what, moved, StepKey("a")) == "b"
