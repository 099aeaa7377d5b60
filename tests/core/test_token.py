"""Tokens: what we sign we read, and nobody else's is believed."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.token import LONGEST_TOKEN, read, sign

SECRET = b"of this workspace"
PAYLOADS = st.lists(st.text() | st.integers(), max_size=6).map(tuple)
TOUCH = (7, "founders", 1, "intro")


@given(PAYLOADS, st.text(alphabet=string.printable))
def test_what_is_signed_is_read(payload: tuple[str | int, ...], purpose: str) -> None:
    assert read(SECRET, purpose, sign(SECRET, purpose, payload)) == payload


@given(PAYLOADS)
def test_a_token_stands_in_a_url_as_it_is(payload: tuple[str | int, ...]) -> None:
    assert set(sign(SECRET, "click", payload)) <= {
        *string.ascii_letters,
        *string.digits,
        *"-_",
    }


@given(PAYLOADS, st.data())
def test_a_token_that_was_touched_is_nothing(
    payload: tuple[str | int, ...], data: st.DataObject
) -> None:
    token = sign(SECRET, "click", payload)
    at = data.draw(st.integers(0, len(token)))
    other = data.draw(st.text(alphabet=string.printable, max_size=3))
    touched = token[:at] + other + token[at + data.draw(st.integers(0, 3)) :]
    assert read(SECRET, "click", touched) == (payload if touched == token else None)


@given(st.text(max_size=200))
def test_no_text_makes_reading_raise(token: str) -> None:
    assert read(SECRET, "click", token) is None


@pytest.mark.parametrize(
    "token", ["", "=", "A" * 22, "A" * LONGEST_TOKEN, "A" * 10**6, "é"]
)
def test_nonsense_is_nothing(token: str) -> None:
    assert read(SECRET, "opt-out", token) is None


def test_a_token_serves_one_purpose_and_one_workspace() -> None:
    token = sign(SECRET, "opt-out", TOUCH)
    assert read(SECRET, "opt-out", token) == TOUCH
    assert read(SECRET, "click", token) is None
    assert read(b"of another", "opt-out", token) is None


def test_a_token_tells_its_bearer_nothing() -> None:
    one, other = (
        sign(SECRET, "opt-out", TOUCH),
        sign(SECRET, "opt-out", (8, *TOUCH[1:])),
    )
    assert one == sign(SECRET, "opt-out", TOUCH)
    assert sum(a == b for a, b in zip(one, other, strict=True)) < len(one) / 4


def test_an_empty_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="secret is empty"):
        sign(b"", "opt-out", TOUCH)
