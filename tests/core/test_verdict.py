"""The table of SMTP replies: whom each one blames, and the laws that hold for any reply."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.model import Blame, Deferred, Outcome, Rejected, Sent, Unknown
from outreach.core.verdict import (
    GREYLIST_WAIT,
    MAILBOX_FULL_WAIT,
    NO_REPLY,
    QUOTA_REST,
    THROTTLE_REST,
    TROUBLE_REST,
    Stage,
    enhanced_status,
    legible,
    smtp_verdict,
)

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
STAGES = st.sampled_from(Stage)
CODES = st.one_of(st.integers(), st.integers(-1, 699))
STATUSES = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.from_regex(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}", fullmatch=True),
)
TEXTS = st.one_of(
    st.text(max_size=80),
    st.sampled_from(["user unknown", "blocked", "too many", "greylisted", "spam"]),
)

A, M, S = Blame.ADDRESS, Blame.MESSAGE, Blame.SENDER


def verdict(stage: Stage, line: str) -> Outcome:
    code, _, text = line.partition(" ")
    return smtp_verdict(stage, int(code), enhanced_status(text), text, NOW)


@pytest.mark.parametrize(
    ("stage", "line", "blame"),
    [
        (Stage.GREETING, "554 5.7.1 Your address is listed by Spamhaus", S),
        (Stage.GREETING, "554 No SMTP service here", S),
        (Stage.GREETING, "521 This host takes no mail", S),
        (Stage.EHLO, "501 5.5.4 Invalid name", S),
        (Stage.STARTTLS, "502 Not here", S),
        (Stage.AUTH, "535 5.7.8 Bad credentials", S),
        (Stage.AUTH, "534 5.7.9 Too weak", S),
        (Stage.AUTH, "550 5.7.30 Basic authentication is not supported", S),
        (Stage.AUTH, "550 5.1.1 User unknown", S),
        (Stage.MAIL, "530 5.7.0 Log in first", S),
        (Stage.MAIL, "550 Sender unknown", S),
        (Stage.MAIL, "550 5.1.1 User unknown", S),
        (Stage.MAIL, "553 5.1.8 Domain of sender does not exist", S),
        (Stage.MAIL, "503 5.5.1 Error", S),
        (Stage.MAIL, "552 5.3.4 Message size exceeds fixed limit", M),
        (Stage.MAIL, "552 Message size exceeds fixed limit", M),
        (Stage.MAIL, "550 5.6.7 SMTPUTF8 address", M),
        (Stage.RCPT, "550 5.1.1 <bo@far.example>: Recipient unknown", A),
        (Stage.RCPT, "550 5.1.2 Bad destination system", A),
        (Stage.RCPT, "501 5.1.3 Bad address syntax", A),
        (Stage.RCPT, "550 5.1.10 Null MX", A),
        (Stage.RCPT, "550 5.2.1 Mailbox disabled", A),
        (Stage.RCPT, "550 User unknown", A),
        (Stage.RCPT, "550 No such user here", A),
        (Stage.RCPT, "550 The mailbox bo does not exist", A),
        (Stage.RCPT, "550 5.5.0 That account doesn't exist", A),
        (Stage.RCPT, "550 Unknown user (#5.1.1)", A),
        (Stage.RCPT, "550 5.4.1 Recipient address rejected: Access denied", A),
        (Stage.RCPT, "550 5.7.17 Mailbox owner has changed", A),
        (Stage.RCPT, "551 User not local", A),
        (Stage.RCPT, "553 Mailbox name not allowed", A),
        (Stage.RCPT, "556 No mail here", A),
        (Stage.RCPT, "550 Sender address rejected: user unknown", S),
        (Stage.RCPT, "550 5.1.0 Sender address rejected: not found", S),
        (Stage.RCPT, "550 5.1.8 Bad sender's domain", S),
        (Stage.RCPT, "553 Sorry, not in my list of rcpthosts (#5.7.1)", S),
        (Stage.RCPT, "554 5.7.1 Client host blocked using zen.spamhaus.org", S),
        (Stage.RCPT, "554 5.7.1 Relay access denied", S),
        (Stage.RCPT, "550 5.7.1 Mailbox does not exist for you: policy", S),
        (Stage.RCPT, "554 Transaction failed", S),
        (Stage.RCPT, "550 Your IP is blacklisted", S),
        (Stage.RCPT, "550 5.7.133 Sender not authenticated for group", M),
        (Stage.RCPT, "550 Requested action not taken: mailbox unavailable", M),
        (Stage.RCPT, "550 5.1.0 Address rejected", M),
        (Stage.RCPT, "550 No", M),
        (Stage.RCPT, "552 5.3.4 Too big for you", M),
        (Stage.DATA, "554 5.5.1 No valid recipients", S),
        (Stage.DATA, "550 5.7.1 Not you", S),
        (Stage.BODY, "552 5.3.4 Too big", M),
        (Stage.DOT, "552 5.3.4 Too big", M),
        (Stage.DOT, "552 Too big", M),
        (Stage.DOT, "554 5.6.0 Cannot be parsed", M),
        (Stage.DOT, "554 5.7.1 Spam message rejected", M),
        (Stage.DOT, "550 5.7.0 Attachment type forbidden", M),
        (Stage.DOT, "554 Virus found", M),
        (Stage.DOT, "554 Transaction failed", M),
        (Stage.DOT, "550 5.7.1 Likely unsolicited mail, low reputation", S),
        (Stage.DOT, "550 5.7.26 Mail is unauthenticated: check its content", S),
        (Stage.DOT, "550 5.7.515 Access denied, headers lack DMARC", S),
        (Stage.DOT, "554 5.7.1 Rejected", S),
        (Stage.DOT, "550 5.1.1 User unknown", A),
    ],
)
def test_a_final_refusal_blames(stage: Stage, line: str, blame: Blame) -> None:
    outcome = verdict(stage, line)
    assert isinstance(outcome, Rejected)
    assert outcome.blame is blame


LANE = S


@pytest.mark.parametrize(
    ("stage", "line", "wait", "blame"),
    [
        (Stage.GREETING, "421 4.7.0 Too many connections", THROTTLE_REST, LANE),
        (Stage.GREETING, "450 Not now", TROUBLE_REST, LANE),
        (Stage.AUTH, "454 4.7.0 Temporary authentication failure", TROUBLE_REST, LANE),
        (Stage.MAIL, "421 Closing", TROUBLE_REST, LANE),
        (Stage.RCPT, "421 4.3.2 Closing", TROUBLE_REST, LANE),
        (Stage.DOT, "421 4.3.2 Closing", TROUBLE_REST, LANE),
        (Stage.MAIL, "452 4.3.1 No room", THROTTLE_REST, LANE),
        (Stage.RCPT, "451 4.7.1 Try later", THROTTLE_REST, LANE),
        (Stage.RCPT, "452 4.5.3 Too many recipients", THROTTLE_REST, LANE),
        (Stage.RCPT, "450 4.2.1 Rate limit exceeded", THROTTLE_REST, LANE),
        (Stage.RCPT, "450 4.1.8 Sender address rejected", THROTTLE_REST, LANE),
        (Stage.DOT, "452 No room", THROTTLE_REST, LANE),
        (Stage.RCPT, "450 4.7.1 Greylisted, come back", GREYLIST_WAIT, M),
        (Stage.RCPT, "451 Graylisting in action", GREYLIST_WAIT, M),
        (Stage.RCPT, "452 4.2.2 Mailbox full", MAILBOX_FULL_WAIT, M),
        (Stage.RCPT, "552 5.2.2 Mailbox full", MAILBOX_FULL_WAIT, M),
        (Stage.RCPT, "450 4.2.0 Try later", None, M),
        (Stage.RCPT, "452 Too little room", None, M),
        (Stage.RCPT, "552 Too many recipients", None, M),
        (Stage.DOT, "451 4.3.0 Queue trouble", None, M),
        (Stage.MAIL, "550 5.4.5 Daily user sending limit exceeded", QUOTA_REST, LANE),
        (Stage.DOT, "550 Daily sending quota exceeded", QUOTA_REST, LANE),
    ],
)
def test_a_refusal_for_now_waits(
    stage: Stage, line: str, wait: object, blame: Blame
) -> None:
    outcome = verdict(stage, line)
    assert isinstance(outcome, Deferred)
    waits = outcome.not_before - NOW if outcome.not_before else None
    assert (waits, outcome.blame) == (wait, blame)


@pytest.mark.parametrize("code", [NO_REPLY, 0, 25, 120, 354, 650])
def test_what_cannot_be_read_is_in_doubt_only_after_the_dot(code: int) -> None:
    outcomes = [type(smtp_verdict(stage, code, None, "", NOW)) for stage in Stage]
    assert outcomes == [Deferred] * 9 + [Unknown]


def test_a_yes_to_the_dot_is_sent_and_keeps_the_servers_words() -> None:
    assert verdict(Stage.DOT, "250 2.0.0 Ok: queued\r\nas 1") == Sent(
        "2.0.0 Ok: queued as 1"
    )


def test_a_refusal_says_where_and_what() -> None:
    assert verdict(Stage.RCPT, "550 5.1.1 No such user") == Rejected(
        A, "rcpt: 550 5.1.1 No such user", "550 5.1.1"
    )


@given(STAGES, CODES, STATUSES, TEXTS)
def test_every_reply_has_a_verdict_and_the_dot_decides_what_it_can_be(
    stage: Stage, code: int, status: str | None, text: str
) -> None:
    outcome = smtp_verdict(stage, code, status, text, NOW)
    kind = code // 100 if 200 <= code < 600 else None
    allowed: tuple[type, ...]
    match kind:
        case 4:
            allowed = (Deferred,)
        case 5:
            allowed = (Rejected, Deferred)
        case 2 if stage is Stage.DOT:
            allowed = (Sent,)
        case _ if stage is Stage.DOT:
            allowed = (Unknown,)
        case _:
            allowed = (Deferred,)
    assert isinstance(outcome, allowed)


@given(STAGES, CODES, STATUSES, TEXTS)
def test_the_lead_is_blamed_only_for_a_5xx_from_rcpt_on(
    stage: Stage, code: int, status: str | None, text: str
) -> None:
    outcome = smtp_verdict(stage, code, status, text, NOW)
    if isinstance(outcome, Rejected) and outcome.blame is Blame.ADDRESS:
        assert stage >= Stage.RCPT
        assert 500 <= code < 600


@given(STAGES, CODES, STATUSES, TEXTS)
def test_a_lane_that_rests_knows_until_when(
    stage: Stage, code: int, status: str | None, text: str
) -> None:
    outcome = smtp_verdict(stage, code, status, text, NOW)
    if isinstance(outcome, Deferred) and outcome.blame is Blame.SENDER:
        assert outcome.not_before is not None
        assert outcome.not_before > NOW


@given(st.text(st.characters(), max_size=500))
def test_a_servers_words_become_one_short_storable_line(text: str) -> None:
    line = legible(text)
    assert len(line) <= 300
    assert line == line.strip()
    assert not set(line) & {"\r", "\n", "\x00", "\x1b"}
    line.encode("utf-8")
