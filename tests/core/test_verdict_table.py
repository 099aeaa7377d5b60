"""The table of replies in the docs is what is decided, and every kind of verdict is in it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import assert_never

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.model import Blame, Deferred, Outcome, Rejected, Sent, Unknown
from outreach.core.verdict import NO_REPLY, Stage, enhanced_status, smtp_verdict

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "channels.md"
_ROW = re.compile(r"^\| (?P<stage>[a-z]+) \| (?P<says>.+?) \| (?P<follows>.+?) \|$")
_REPLY = re.compile(r"`(?P<code>\d{3}) ?(?P<text>[^`]*)`")
STOPS = {
    Blame.ADDRESS: "the lead stops",
    Blame.MESSAGE: "the step stops",
    Blame.SENDER: "the lane pauses",
}
FOLLOWS = [
    *STOPS.values(),
    *("sent", "in doubt", "later", "later, in 5 minutes", "later, in 1 hour"),
    *("later, in 6 hours", "the lane rests 1 minute", "the lane rests 15 minutes"),
    *("the lane rests 1 hour", "the lane rests 24 hours"),
]


def span(wait: timedelta) -> str:
    minutes = wait // timedelta(minutes=1)
    number, unit = (minutes // 60, "hour") if minutes % 60 == 0 else (minutes, "minute")
    return f"{number} {unit}" + ("" if number == 1 else "s")


def follows(outcome: Outcome) -> str:
    """Return what comes of an outcome, in the words of the docs."""
    match outcome:
        case Sent():
            return "sent"
        case Unknown():
            return "in doubt"
        case Rejected(blame=blame):
            return STOPS[blame]
        case Deferred(not_before=at, blame=blame):
            wait = "" if at is None else span(at - NOW)
            if blame is Blame.SENDER:
                return f"the lane rests {wait}"
            return f"later, in {wait}" if wait else "later"
        case _:
            assert_never(outcome)


def rows() -> list[tuple[str, str, str]]:
    """Return the table of the docs: the stage, what is said there, what follows."""
    section = PAGE.read_text().partition("#### What a mail server says")[2]
    table = section.partition("|---|---|---|\n")[2].partition("\n\n")[0]
    found = (_ROW.match(line) for line in table.splitlines())
    return [(row["stage"], row["says"], row["follows"]) for row in found if row]


@pytest.mark.parametrize(("stage", "says", "told"), rows())
def test_what_the_docs_tell_of_a_reply_is_what_follows(
    stage: str, says: str, told: str
) -> None:
    reply = _REPLY.fullmatch(says)
    code, text = (int(reply["code"]), reply["text"]) if reply else (NO_REPLY, says)
    enhanced = enhanced_status(text) if reply else None
    outcome = smtp_verdict(Stage[stage.upper()], code, enhanced, text, NOW)
    assert follows(outcome) == told


def test_every_stage_and_every_verdict_is_in_the_docs() -> None:
    told = rows()
    assert {stage for stage, _, _ in told} == {stage.name.lower() for stage in Stage}
    assert {follow for _, _, follow in told} == set(FOLLOWS)


@given(
    st.sampled_from(Stage),
    st.integers(-2, 999),
    st.one_of(st.none(), st.from_regex(r"[2-9]\.\d{1,3}\.\d{1,3}", fullmatch=True)),
    st.one_of(st.text(max_size=60), st.sampled_from([says for _, says, _ in rows()])),
)
def test_whatever_is_said_one_of_the_known_things_follows(
    stage: Stage, code: int, enhanced: str | None, text: str
) -> None:
    outcome = smtp_verdict(stage, code, enhanced, text, NOW)
    assert follows(outcome) in FOLLOWS
    assert outcome == smtp_verdict(stage, code, enhanced, text, NOW)


QUOTAS_AND_POLICIES = st.one_of(
    st.sampled_from(["4.5", "1.90", "7.232", "7.515", "7.26", "7.0", "7.1", "7.8"]),
    st.from_regex(r"7\.\d{1,3}", fullmatch=True),
)
OF_THE_LEAD = {"7.17", "7.18"}  # RFC 7293: somebody else's mailbox by now


@given(
    st.sampled_from(Stage),
    st.sampled_from([4, 5]),
    st.integers(0, 99),
    QUOTAS_AND_POLICIES,
    st.text(max_size=60),
)
def test_a_quota_or_a_policy_never_punishes_the_lead(
    stage: Stage, kind: int, rest: int, subject: str, text: str
) -> None:
    outcome = smtp_verdict(stage, kind * 100 + rest, f"{kind}.{subject}", text, NOW)
    if subject not in OF_THE_LEAD:
        assert follows(outcome) != STOPS[Blame.ADDRESS]


@given(
    st.sampled_from(Stage),
    st.sampled_from([(530, "5.7.0"), (534, "5.7.9"), (535, "5.7.8"), (550, "5.7.30")]),
    st.text(max_size=60),
)
def test_a_failed_login_pauses_the_lane_at_once(
    stage: Stage, said: tuple[int, str], text: str
) -> None:
    code, enhanced = said
    outcome = smtp_verdict(stage, code, enhanced, text, NOW)
    if stage <= Stage.MAIL and not isinstance(outcome, Deferred):
        assert follows(outcome) == STOPS[Blame.SENDER]
    if stage < Stage.MAIL:
        assert isinstance(outcome, Rejected)
