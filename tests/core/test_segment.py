"""A text's segments are those that a network counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.segment import is_gsm, segments


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("é" * 160, 1),
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("ж" * 134, 2),
        ("ж" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        # 67 units hold 33 pairs, and half of one fits nowhere.
        ("😀" * 67, 3),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("a" * 70 + "’", 2),
    ],
)
def test_a_text_takes_the_segments_of_its_alphabet(text: str, count: int) -> None:
    assert segments(text) == count


@given(st.text(), st.text())
def test_a_longer_text_never_takes_fewer_segments(one: str, other: str) -> None:
    assert segments(one + other) >= segments(one)


@given(st.text(alphabet="abc €ж😀"))
def test_gsm_is_told_by_every_character(text: str) -> None:
    assert is_gsm(text) == (not {"ж", "😀"} & set(text))
