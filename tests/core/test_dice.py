"""Dice: the same question has the same answer, and the answers are spread evenly."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.dice import boundary, choose, fraction, message_id

PARTS = st.lists(st.text() | st.integers() | st.binary(), max_size=4).map(tuple)
WEIGHTS = st.dictionaries(
    st.text(max_size=5), st.floats(0.5, 100), min_size=1, max_size=6
)


@given(PARTS)
def test_a_fraction_is_at_least_zero_and_below_one(parts: tuple[str, ...]) -> None:
    assert 0 <= fraction(*parts) < 1
    assert fraction(*parts) == fraction(*parts)


@given(PARTS, PARTS)
def test_other_parts_draw_another_fraction(
    one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    assert (fraction(*one) == fraction(*other)) == (one == other)


def test_parts_do_not_run_together() -> None:
    draws = {
        fraction(*parts)
        for parts in [
            ("a", "bc"),
            ("ab", "c"),
            ("abc",),
            ("abc", ""),
            (1,),
            ("1",),
            (b"1",),
        ]
    }
    assert len(draws) == 7


def test_fractions_are_spread_evenly() -> None:
    tenths = Counter(int(fraction("spread", n) * 10) for n in range(10_000))
    assert all(850 < tenths[tenth] < 1_150 for tenth in range(10))


def test_a_draw_never_changes_between_releases() -> None:
    assert message_id(7, "founders", 1, "intro", "acme.example") == PINNED_ID
    assert boundary(PINNED_ID) == PINNED_BOUNDARY


PINNED_ID = "<03a539d047a6eab96a7e65c0c14667a2117f@acme.example>"
PINNED_BOUNDARY = "=_f13f7333232411988b8b0952e3f02c"


@given(WEIGHTS, st.integers())
def test_a_choice_is_one_of_the_names(weights: dict[str, float], lead: int) -> None:
    assert choose(weights, lead) in weights


@given(WEIGHTS, st.text(max_size=5), st.integers())
def test_a_name_that_is_added_only_takes(
    weights: dict[str, float], added: str, lead: int
) -> None:
    before = choose(weights, lead)
    after = choose({added: 3.0, **weights}, lead)
    assert after in {before, added}


@given(WEIGHTS, st.integers())
def test_the_order_of_names_is_nothing(weights: dict[str, float], lead: int) -> None:
    backwards = dict(reversed(weights.items()))
    assert choose(weights, lead) == choose(backwards, lead)


def test_each_name_is_chosen_by_its_weight() -> None:
    chosen = Counter(
        choose({"anna": 40, "ben": 20, "none": 0}, n) for n in range(6_000)
    )
    assert set(chosen) == {"anna", "ben"}
    assert 3_800 < chosen["anna"] < 4_200


@pytest.mark.parametrize("weights", [{}, {"anna": 0}, {"anna": -1.0}])
def test_there_must_be_something_to_choose(weights: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="nothing to choose"):
        choose(weights, 1)


@given(st.integers(1), st.text(), st.integers(1), st.text(), st.text())
def test_a_message_id_belongs_to_one_touch(
    lead: int, sequence: str, ordinal: int, step: str, salt: str
) -> None:
    touch = message_id(lead, sequence, ordinal, step, "acme.example", salt=salt)
    others = {
        message_id(lead + 1, sequence, ordinal, step, "acme.example", salt=salt),
        message_id(lead, sequence + "x", ordinal, step, "acme.example", salt=salt),
        message_id(lead, sequence, ordinal + 1, step, "acme.example", salt=salt),
        message_id(lead, sequence, ordinal, step + "x", "acme.example", salt=salt),
        message_id(lead, sequence, ordinal, step, "acme.example", salt=salt + "x"),
    }
    assert len({touch, *others}) == 6
    assert touch.startswith("<")
    assert touch.endswith("@acme.example>")


@given(st.integers(1, 60), st.integers(0, 10**6), st.sampled_from([1.0, 330.0]))
def test_of_equal_weights_the_highest_draw_wins(
    count: int, lead: int, weight: float
) -> None:
    names = [f"s{number}" for number in range(count)]
    drawn = {name: fraction("sender", lead, name) for name in names}
    chosen = choose(dict.fromkeys(names, weight), "sender", lead)
    assert drawn[chosen] == max(drawn.values())
