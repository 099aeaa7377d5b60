"""A trial of a mail: marked and readdressed, and not a byte else of it changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.compose import Letter, compose
from outreach.core.trial import marked, secret_of_trials
from outreach.errors import RenderError

LETTER = Letter(
    from_name="Anna Lee",
    from_address="anna@acme.example",
    to_name="Ada Lovelace",
    to_address="ada@lovelace.example",
    subject="A question",
    text="Hi Ada\n\nTo: nobody@evil.example\nSubject: x\n",
    html="<p>Hi Ada</p>",
    message_id="<a1@acme.example>",
    boundary="=_0123456789abcdef",
    in_reply_to="<a0@acme.example>",
    references=("<a0@acme.example>",),
    headers={"X-Campaign": "founders"},
    list_unsubscribe=("https://go.acme.example/u/x", "mailto:anna@acme.example"),
    one_click=True,
    attachments=(("a.txt", "text/plain", b"To: x"),),
)
LATER = replace(LETTER, date=datetime(2026, 3, 20, 9, tzinfo=UTC))
GONE = ["To", "Subject", "Date", "List-Unsubscribe", "List-Unsubscribe-Post"]
MINE = ("X-Outreach-Test", "Date")
NOW = datetime(2026, 3, 1, 20, tzinfo=UTC)


def test_a_trial_is_marked_and_offers_no_way_to_stop() -> None:
    trial = message_from_bytes(
        marked(compose(LATER), LETTER.subject, "me@acme.example", NOW),
        policy=policy.default,
    )
    assert trial.items() == [
        ("To", "me@acme.example"),
        ("Subject", "[test] A question"),
        ("Date", "Sun, 01 Mar 2026 20:00:00 +0000"),
        ("X-Outreach-Test", "1"),
        ("From", "Anna Lee <anna@acme.example>"),
        ("Message-ID", "<a1@acme.example>"),
        ("In-Reply-To", "<a0@acme.example>"),
        ("References", "<a0@acme.example>"),
        ("X-Campaign", "founders"),
        ("MIME-Version", "1.0"),
        ("Content-Type", 'multipart/mixed; boundary="=_0123456789abcdef"'),
    ]


@given(
    subject=st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp"))
    ),
    name=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp"))),
)
def test_all_else_of_a_mail_stays_to_the_byte(subject: str, name: str) -> None:
    letter = replace(LATER, subject=subject, to_name=name)
    real = compose(letter)
    trial = marked(real, subject, "me@acme.example", NOW)
    assert trial.partition(b"\r\n\r\n")[2] == real.partition(b"\r\n\r\n")[2]
    assert [field for field in _read(trial) if field[0] not in (*GONE, *MINE)] == [
        field for field in _read(real) if field[0] not in GONE
    ]  # fmt: skip


def _read(content: bytes) -> list[tuple[str, str]]:
    return message_from_bytes(content, policy=policy.compat32).items()


@pytest.mark.parametrize(
    "to", ["", "me", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example"]
)
def test_a_trial_goes_to_one_address(to: str) -> None:
    with pytest.raises(RenderError):
        marked(compose(LETTER), "x", to, NOW)


def test_trials_are_sealed_apart_from_mails_and_from_each_other() -> None:
    secret = b"s" * 32
    sealed = [secret_of_trials(secret, once) for once in ("1", "2")]
    assert len({secret, *sealed}) == 3
    assert secret_of_trials(secret, "1") == sealed[0]
