"""A reply is read to the letter: one code on all its lines, in the shape of RFC 5321."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.adapters.channels.smtp_reply import flaw_of

TWO_CODES = "the server's answer has two codes"
NO_REPLY = "the server's answer is no SMTP reply"
CODES = st.from_regex(rb"[2-5][0-9]{2}", fullmatch=True)
WORDS = st.binary(max_size=20).map(lambda words: words.replace(b"\n", b""))


def said(code: bytes, words: list[bytes]) -> bytes:
    lines = [code + b"-" + each for each in words[:-1]] + [code + b" " + words[-1]]
    return b"".join(line + b"\r\n" for line in lines)


@pytest.mark.parametrize(
    ("received", "flaw"),
    [
        (b"250\r\n", ""),
        (b"250 \r\n", ""),
        (b"250 Ok\n", ""),
        (b"250-Ok\r\n250\r\n", ""),
        (b"250 \xff\x00\r\n", ""),
        (b"25", ""),
        (b"250-Ok\r\n", ""),
        (b"250 Ok\r\n550 that is the next one's\r\n", ""),
        (b"250-Ok\r\n550 No\r\n", TWO_CODES),
        (b"250-Ok\r\n550-No\r\n", TWO_CODES),
        (b"250x\r\n", NO_REPLY),
        (b"2500 Ok\r\n", NO_REPLY),
        (b"25\r\n", NO_REPLY),
        (b" 250 Ok\r\n", NO_REPLY),
        (b"250-Ok\r\nand more\r\n", NO_REPLY),
        (b"\r\n", NO_REPLY),
    ],
)
def test_what_is_wrong_with_a_reply(received: bytes, flaw: str) -> None:
    assert flaw_of(received) == flaw


@given(CODES, st.lists(WORDS, min_size=1, max_size=5), st.binary(max_size=20))
def test_a_reply_in_shape_has_no_flaw_whatever_follows_it(
    code: bytes, words: list[bytes], next_one: bytes
) -> None:
    assert flaw_of(said(code, words) + next_one) == ""


@given(CODES, st.lists(WORDS, min_size=1, max_size=5), st.data())
def test_a_part_of_a_reply_has_no_flaw_yet(
    code: bytes, words: list[bytes], data: st.DataObject
) -> None:
    whole = said(code, words)
    part = whole[: data.draw(st.integers(0, len(whole)))]
    assert flaw_of(part) == ""


@given(CODES, CODES, st.lists(WORDS, min_size=1, max_size=3), WORDS)
def test_two_codes_are_a_flaw(
    one: bytes, other: bytes, words: list[bytes], last: bytes
) -> None:
    lines = b"".join(one + b"-" + each + b"\r\n" for each in words)
    flaw = flaw_of(lines + other + b" " + last + b"\r\n")
    assert flaw == ("" if one == other else TWO_CODES)
