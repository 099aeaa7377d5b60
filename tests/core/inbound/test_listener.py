"""Of several schedulers one listens to a mailbox, and each has its share."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from outreach.core.inbound.listener import listener_of

SOME = st.sets(st.text(min_size=1, max_size=12), min_size=1, max_size=6)


@given(st.text(max_size=12), SOME)
def test_all_find_the_same_one_of_them(mailbox: str, listeners: set[str]) -> None:
    found = {listener_of(mailbox, order) for order in (sorted(listeners), listeners)}
    assert len(found) == 1
    assert found <= listeners


@given(st.text(max_size=12), SOME, st.text(min_size=1, max_size=12))
def test_who_comes_or_goes_changes_nothing_between_the_others(
    mailbox: str, listeners: set[str], newcomer: str
) -> None:
    before = listener_of(mailbox, listeners)
    assert listener_of(mailbox, {*listeners, newcomer}) in (before, newcomer)


def test_each_has_its_share() -> None:
    listeners = ("one", "two", "three")
    shares = Counter(listener_of(f"sender{n}", listeners) for n in range(900))
    assert all(200 < shares[each] < 400 for each in listeners), shares
