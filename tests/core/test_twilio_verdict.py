"""Whatever Twilio answers has a verdict, and no verdict sends twice or punishes the wrong one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.inbound.fate import FATE, twilio_fate
from outreach.core.inbound.meaning import BounceType
from outreach.core.model import Blame, Deferred, Rejected, Sent, Unknown
from outreach.core.twilio_verdict import BLAME, THROTTLED, twilio_verdict

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
CODES = st.one_of(st.none(), st.integers(), st.sampled_from([*BLAME, *THROTTLED]))


@given(st.integers(0, 999), CODES, st.text())
def test_any_answer_has_a_verdict(status: int, code: int | None, text: str) -> None:
    said = twilio_verdict(status, code, text, now=NOW)
    match said:
        case Sent():
            assert status // 100 == 2
        case Deferred():
            assert said.blame is Blame.SENDER
            assert said.not_before is not None
            assert said.not_before > NOW
            assert status == 429 or code in THROTTLED
        case Rejected():
            assert status // 100 in (1, 3, 4)
        case Unknown():
            assert status // 100 not in (2, 4) or status in (408, 409)


@given(CODES)
def test_only_what_names_the_number_blames_the_lead(code: int | None) -> None:
    said = twilio_verdict(400, code, "", now=NOW)
    blamed = isinstance(said, Rejected) and said.blame is Blame.ADDRESS
    assert blamed == (BLAME.get(code or 0) is Blame.ADDRESS)


def test_no_code_is_both_a_throttle_and_a_refusal() -> None:
    assert THROTTLED & set(BLAME) == set()


@pytest.mark.parametrize(
    ("code", "fate"),
    [
        (None, BounceType.SOFT),
        (0, BounceType.SOFT),
        (30003, BounceType.SOFT),
        (30005, BounceType.HARD),
        (30006, BounceType.HARD),
        (30007, BounceType.BLOCK),
        (30008, BounceType.SOFT),
        (99999, BounceType.SOFT),
    ],
)
def test_a_fate_follows_from_its_code(code: int | None, fate: BounceType) -> None:
    assert twilio_fate(code) is fate


def test_what_is_refused_for_its_number_never_comes_back_as_less() -> None:
    both = set(FATE) & {code for code, blame in BLAME.items() if blame is Blame.ADDRESS}
    assert {FATE[code] for code in both} == {BounceType.HARD}
