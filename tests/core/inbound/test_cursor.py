"""The cursor law: never past an unread message, never back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from outreach.core.inbound.cursor import (
    HIGHEST_UID,
    advance,
    begin,
    from_now_on,
    readable,
    unread,
    went_back,
)

UIDS = st.integers(min_value=1, max_value=30)
ANYTHING = st.integers(min_value=-(2**40), max_value=2**40)


def test_a_known_folder_is_read_on() -> None:
    assert begin((7, 40), uidvalidity=7) == 40


def test_a_folder_made_anew_is_read_from_its_start() -> None:
    assert begin((7, 40), uidvalidity=8) == 0


def test_a_folder_never_seen_is_read_from_its_start() -> None:
    assert begin(None, uidvalidity=8) == 0


def test_from_now_on_is_after_the_last_message() -> None:
    assert from_now_on(9, uidnext=10) == 9


def test_from_now_on_believes_no_uidnext_that_is_too_high() -> None:
    assert from_now_on(3, uidnext=HIGHEST_UID) == 3


def test_from_now_on_in_an_empty_folder_hears_everything() -> None:
    assert from_now_on(0, uidnext=50) == 0


def test_mail_that_came_while_looking_is_new() -> None:
    assert from_now_on(4, uidnext=4) == 3


def test_uidnext_at_or_below_the_cursor_went_back() -> None:
    assert [went_back(5, uidnext=n) for n in (None, 4, 5, 6)] == [
        False, True, True, False,
    ]  # fmt: skip


@given(listed=st.lists(ANYTHING), after=st.integers(0, HIGHEST_UID))
def test_unread_uids_ascend_past_the_cursor_and_fit_32_bits(
    listed: list[int], after: int
) -> None:
    found = unread(listed, after=after)
    assert found == sorted(set(found))
    assert set(found) == {uid for uid in listed if after < uid <= HIGHEST_UID}


@given(
    wanted=st.sets(UIDS).map(sorted),
    got=st.sets(UIDS),
    gone=st.sets(UIDS),
    at=st.integers(min_value=0, max_value=30),
)
def test_the_cursor_passes_no_message_that_is_there_and_unread(
    wanted: list[int], got: set[int], gone: set[int], at: int
) -> None:
    fresh = unread(wanted, after=at)
    read = readable(fresh, got=got, gone=gone)
    cursor = advance(at, read)
    assert cursor == max(read, default=at) >= at
    assert {uid for uid in fresh if uid <= cursor} <= set(read) | gone
    assert set(read) <= got
