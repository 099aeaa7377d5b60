"""Rotation across a pool: shares follow the caps, and a lead keeps who it got."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.core.language import Settings
from outreach.core.model import LeadId
from outreach.core.pacing import Limits
from outreach.core.pool import pick_senders, weights_of
from outreach.core.sequence import CompanyRule, Sequence

LEADS = 2000
POOL = ("anna", "ben", "cleo", "dan")
HELLO = Sequence(
    name="hello",
    description="",
    senders={"email": POOL},
    window=Settings().window,
    require=(),
    exit_on=frozenset(),
    company=CompanyRule(),
    steps={},
    first=None,
    reactions={},
)
CAPS = st.lists(st.integers(5, 200), min_size=4, max_size=4)
AWAY = st.sets(st.sampled_from(POOL))


def shares(caps: list[int], away: set[str]) -> Counter[str]:
    limits = {name: Limits(per_day=most) for name, most in zip(POOL, caps, strict=True)}
    weights = weights_of(HELLO, limits, away)
    return Counter(
        pick_senders(weights, "hello", LeadId(lead), 1)["email"]
        for lead in range(LEADS)
    )


@settings(max_examples=20)
@given(caps=CAPS, away=AWAY)
def test_shares_follow_the_caps_of_those_who_are_there(
    caps: list[int], away: set[str]
) -> None:
    found = shares(caps, away)
    there = set(POOL) - away or set(POOL)
    whole = sum(most for name, most in zip(POOL, caps, strict=True) if name in there)
    assert set(found) <= there
    for name, most in zip(POOL, caps, strict=True):
        expected = most / whole if name in there else 0
        # Five standard deviations of 2,000 draws, at most.
        assert abs(found[name] / LEADS - expected) < 0.06


@settings(max_examples=20)
@given(caps=CAPS, away=st.sampled_from(POOL), lead=st.integers(0, 10**9))
def test_who_has_another_sender_keeps_it_when_one_goes_away(
    caps: list[int], away: str, lead: int
) -> None:
    limits = {name: Limits(per_day=most) for name, most in zip(POOL, caps, strict=True)}
    whole = pick_senders(weights_of(HELLO, limits), "hello", LeadId(lead), 1)
    fewer = pick_senders(weights_of(HELLO, limits, {away}), "hello", LeadId(lead), 1)
    assert fewer["email"] != away
    assert fewer == whole or whole["email"] == away


def test_a_pool_that_is_all_away_is_still_drawn_from() -> None:
    limits = dict.fromkeys(POOL, Limits(per_day=10))
    every = weights_of(HELLO, limits)
    assert weights_of(HELLO, limits, POOL) == every
    alone = replace(HELLO, senders={"email": ("anna",), "sms": ()})
    assert weights_of(alone, limits, ["anna"]) == {"email": {"anna": 10.0}}
