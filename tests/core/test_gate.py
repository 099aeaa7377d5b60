"""The gates: each closes for its own reason, fails closed, and names when it opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.gate import (
    Answer,
    CompanyFacts,
    Facts,
    LaneFacts,
    first_refusal,
    verdicts,
)
from outreach.core.hearing import DEAF_AFTER
from outreach.core.model import EnrollmentState
from outreach.core.pacing import LaneState, Limits
from outreach.core.sequence import Window
from outreach.core.window import Place

if TYPE_CHECKING:
    from datetime import date

NOW = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)  # a Wednesday
OFFICE = Window(None, ((time(9), time(17)),), "lead", "none")
LONDON = Place(("Europe/London",), "GB")
ORDER = (
    *("state", "window", "holiday", "per_domain", "per_company", "max_new_per_day"),
    *("cap", "gap", "ramp", "company", "suppression"),
    *("sender", "breaker", "inbox", "policy", "data"),
)


class PlainCalendar:
    """Monday to Friday, no holidays."""

    def working_days(self, country: str) -> frozenset[int]:
        del country
        return frozenset(range(5))

    def is_holiday(self, country: str, on: date) -> bool:
        del country, on
        return False


LANE = LaneFacts(
    name="anna",
    known=True,
    paused="",
    rest_until=None,
    opens_at=None,
    hears=True,
    inbox_read_at=NOW - timedelta(minutes=5),
    limits=Limits(per_day=40, gap=timedelta(seconds=90)),
    state=LaneState(),
)
OPEN = Facts(
    now=NOW,
    state=EnrollmentState.ACTIVE,
    state_reason="",
    suppressed="",
    policy="",
    missing="",
    lane=LANE,
    company=CompanyFacts(0, 2),
    follow_up=True,
    window=OFFICE,
    place=LONDON,
    calendar=PlainCalendar(),
    touch_key="1/s/1/a",
)


def refused(facts: Facts) -> tuple[str, Answer, str, datetime | None] | None:
    verdict = first_refusal(facts)
    if verdict is None:
        return None
    return verdict.gate, verdict.answer, verdict.reason, verdict.passes_at


def with_lane(**changes: object) -> Facts:
    return replace(OPEN, lane=replace(LANE, **changes))  # type: ignore[arg-type] # each test's own


TEXT = replace(OFFICE, timezone="Europe/London", waking=True)
NIGHT = "night where the number may be, texts leave 08:00-21:00 there"
NEVER = (
    "while the window is open it is never day wherever the number may be: "
    "give the lead a time zone, or the window other hours"
)
STATES = ("America/New_York", "Pacific/Honolulu")


@pytest.mark.parametrize(
    ("window", "awake", "answer", "evidence"),
    [
        (
            replace(TEXT, hours=((time(0), time(0)),)),
            ("America/New_York",),
            Answer.WAIT,
            f"Wed 05:30 in America/New_York: {NIGHT}",
        ),
        (
            replace(TEXT, hours=((time(0), time(0)),)),
            STATES,
            Answer.WAIT,
            f"Wed 00:30 to Wed 05:30 in the 2 zones of North America: {NIGHT}",
        ),
        (
            TEXT,
            STATES,
            Answer.PAUSE,
            NEVER,
        ),
    ],
)
def test_a_number_asleep_is_said_to_be(
    window: Window, awake: tuple[str, ...], answer: Answer, evidence: str
) -> None:
    place = Place(("Europe/London",), "", awake)
    told = {v.gate: v for v in verdicts(replace(OPEN, window=window, place=place))}
    assert (told["window"].answer, told["window"].evidence) == (answer, evidence)


def test_an_open_road_passes_every_gate_in_order() -> None:
    assert tuple(verdict.gate for verdict in verdicts(OPEN)) == ORDER
    assert first_refusal(OPEN) is None


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            replace(OPEN, state=EnrollmentState.PAUSED, state_reason="out_of_office"),
            ("state", Answer.WAIT, "paused", None),
        ),
        (
            replace(OPEN, state=EnrollmentState.FINISHED, state_reason="replied"),
            ("state", Answer.STOP, "replied", None),
        ),
        (
            replace(OPEN, suppressed="opt_out"),
            ("suppression", Answer.STOP, "suppressed", None),
        ),
        (
            replace(OPEN, policy="no postal address"),
            ("policy", Answer.PAUSE, "policy", None),
        ),
        (with_lane(known=False), ("sender", Answer.PAUSE, "sender_gone", None)),
        (with_lane(paused="blocked"), ("sender", Answer.WAIT, "sender_paused", None)),
        (
            with_lane(rest_until=NOW + timedelta(minutes=3)),
            (
                "breaker",
                Answer.WAIT,
                "sender_resting",
                NOW + timedelta(minutes=3),
            ),
        ),
        (
            with_lane(opens_at=NOW + timedelta(hours=2)),
            ("sender", Answer.WAIT, "sender_closed", NOW + timedelta(hours=2)),
        ),
        (with_lane(inbox_read_at=None), ("inbox", Answer.WAIT, "inbox_stale", None)),
        (
            with_lane(inbox_read_at=NOW - DEAF_AFTER - timedelta.resolution),
            ("inbox", Answer.WAIT, "inbox_stale", None),
        ),
        (  # by a clock that was wrong, or by nobody who can be understood
            with_lane(inbox_read_at=datetime.max.replace(tzinfo=UTC)),
            ("inbox", Answer.WAIT, "inbox_stale", None),
        ),
        (
            replace(OPEN, company=CompanyFacts(2, 2), follow_up=False),
            ("company", Answer.WAIT, "company_full", None),
        ),
        (
            replace(OPEN, now=NOW.replace(hour=18)),
            ("inbox", Answer.WAIT, "inbox_stale", None),
        ),
        (
            replace(OPEN, now=NOW.replace(hour=18), follow_up=False),
            ("window", Answer.WAIT, "window", datetime(2026, 3, 5, 9, tzinfo=UTC)),
        ),
        (
            replace(OPEN, missing="first_name is empty"),
            ("data", Answer.PAUSE, "missing_data", None),
        ),
        (
            with_lane(
                state=LaneState(last_attempt_at=NOW - timedelta(seconds=60)),
            ),
            ("gap", Answer.WAIT, "gap", NOW + timedelta(seconds=30)),
        ),
        (
            with_lane(state=LaneState(unsent_claims=1)),
            ("gap", Answer.WAIT, "gap", None),
        ),
    ],
)
def test_each_gate_closes_for_its_own_reason(
    facts: Facts, expected: tuple[str, Answer, str, datetime | None]
) -> None:
    assert refused(facts) == expected


def test_the_gap_tells_of_an_attempt_ahead_of_a_clock_that_was_put_back() -> None:
    for ago, told in ((5, "the last left 5 s ago"), (-70, "70 s ahead of this clock")):
        state = LaneState(last_attempt_at=NOW - timedelta(seconds=ago))
        found = {each.gate: each for each in verdicts(with_lane(state=state))}
        assert found["gap"].evidence.endswith(told)


def test_a_full_cap_opens_when_the_oldest_is_a_day_old() -> None:
    oldest = NOW - timedelta(hours=20)
    state = LaneState(counted=40, oldest_counted=(oldest,))
    facts = with_lane(state=state)
    assert refused(facts) == ("cap", Answer.WAIT, "cap", NOW + timedelta(hours=4))


def test_a_follow_up_takes_no_new_place_in_its_company() -> None:
    assert first_refusal(replace(OPEN, company=CompanyFacts(9, 2))) is None


def test_a_claimed_touch_keeps_the_place_its_claim_took() -> None:
    facts = replace(OPEN, company=CompanyFacts(2, 2), follow_up=False, claimed=True)
    assert first_refusal(facts) is None


def test_a_sender_without_an_inbox_of_its_own_is_not_deaf() -> None:
    assert first_refusal(with_lane(hears=False, inbox_read_at=None)) is None


@given(
    state=st.sampled_from(list(EnrollmentState)),
    suppressed=st.sampled_from(["", "opt_out"]),
    paused=st.sampled_from(["", "blocked"]),
    known=st.booleans(),
    follow_up=st.booleans(),
    minute=st.integers(0, 7 * 24 * 60),
    used=st.integers(0, 60),
)
def test_nothing_passes_that_any_rule_forbids(
    *,
    state: EnrollmentState,
    suppressed: str,
    paused: str,
    known: bool,
    follow_up: bool,
    minute: int,
    used: int,
) -> None:
    now = NOW + timedelta(minutes=minute)
    lane = replace(
        LANE,
        paused=paused,
        known=known,
        inbox_read_at=now,
        state=LaneState(counted=used),
    )
    facts = replace(
        OPEN,
        now=now,
        state=state,
        suppressed=suppressed,
        follow_up=follow_up,
        lane=lane,
    )
    allowed = (
        state is EnrollmentState.ACTIVE
        and not suppressed
        and not paused
        and known
        and now.weekday() < 5
        and time(9) <= now.time() < time(17)
        and used < 40
    )
    assert (first_refusal(facts) is None) == allowed
