"""What Twilio tells is read for what it says, and nothing it could say breaks the reader."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.inbound.meaning import BounceType, Meaning
from outreach.core.inbound.notice import (
    Notice,
    pairs_of,
    read_notice,
    reading_of,
    sealed,
)
from outreach.core.inbound.reading import Kind, Reading
from outreach.core.signature import twilio_signature

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)
STOPS = [
    "STOP", "stop", " Stop! ", "STOPALL", "Stop all", "UNSUBSCRIBE", "Cancel.", "END",
    "quit", "REVOKE", "Opt-out", "optout", "ARRET", "Arrêt", "please stop", "STOP please",
    "Stop texting me", "do not text me", "don't text me again", "No more texts",
    "lose my number", "remove me", "Please remove me from your list", "unsub",
    "Stop. Who is this?", "stop, ok?", "STOP STOP", "Plz stop", "who dis, stop",
    "Can you please stop?", "Not interested, stop!", "I'd like you to stop", "stop u freak",
    "ＳＴＯＰ", "Never text this number again", "Fuck off", "🛑", "alto", "SAIR", "СТОП",
    "停止", "Desuscribir", "desabonner", "STOP 2", "STOP to end", "stop\u200b",
]  # fmt: skip
ANSWERS = {
    "yes": Kind.REPLY,
    "I can't stop thinking about it": Kind.REPLY,
    "Stop by our office on Monday": Kind.REPLY,
    "Let's meet at the bus stop": Kind.REPLY,
    "Will we ever stop? Tell me more": Kind.REPLY,
    "Our search came to a full stop.": Kind.REPLY,
    "Don't stop!": Kind.REPLY,
    "This is a one-stop shop, right?": Kind.REPLY,
    "In the end we chose another vendor": Kind.REPLY,
    "Please cancel our meeting on Monday": Kind.REPLY,
    "Who is this?": Kind.REPLY,
    "": Kind.REPLY,
    "HELP": Kind.REPLY,
    "START": Kind.OTHER,
    "unstop": Kind.OTHER,
}


def read(text: str, **more: str) -> Reading:
    said = {"From": "+15550101", "Body": text, "SmsStatus": "received", **more}
    notice = read_notice(sealed("", urlencode(said).encode()))
    return reading_of(notice, received_at=NOW)


@pytest.mark.parametrize("text", STOPS)
def test_a_wish_to_be_left_alone_is_heeded(text: str) -> None:
    assert read(text).kind is Kind.OPT_OUT


@pytest.mark.parametrize(("text", "kind"), ANSWERS.items())
def test_an_answer_is_no_such_wish(text: str, kind: Kind) -> None:
    assert read(text).kind is kind


def test_a_keyword_that_twilio_obeyed_itself_is_one_in_any_language() -> None:
    assert read("dość", OptOutType="STOP").kind is Kind.OPT_OUT
    assert read("znowu", OptOutType="START").kind is Kind.OTHER


def test_an_answer_means_what_it_means_by_mail() -> None:
    intent = read("Sounds great, let's talk on Thursday").intent
    assert intent is not None
    assert intent.meaning is Meaning.INTERESTED


def test_a_status_names_its_touch_and_its_fate() -> None:
    said = {
        "MessageSid": "SM1",
        "MessageStatus": "undelivered",
        "To": "whatsapp:+15550101",
        "ErrorCode": "30006",
    }
    notice = read_notice(sealed("touch=abc%40x", urlencode(said).encode()))
    assert notice == Notice(
        "SM1", "+15550101", "whatsapp", "", "undelivered", 30006, "<abc@x>"
    )
    reading = reading_of(notice, received_at=NOW)
    assert (reading.kind, reading.our_message_ids) == (Kind.BOUNCE, ("<abc@x>",))
    assert reading.bounce is not None
    assert [each.type for each in reading.bounce.recipients] == [BounceType.HARD]


@pytest.mark.parametrize("status", ["queued", "sent", "delivered", "read", "canceled"])
def test_what_has_not_failed_is_no_bounce(status: str) -> None:
    notice = Notice("SM1", "+15550101", "sms", status=status)
    assert reading_of(notice, received_at=NOW).kind is Kind.SYSTEM


@given(st.binary(max_size=300))
def test_any_bytes_are_a_notice(content: bytes) -> None:
    reading_of(read_notice(content), received_at=NOW)


@given(st.dictionaries(st.text(max_size=9), st.text(max_size=30), max_size=9))
def test_any_text_in_any_field_is_read(said: dict[str, str]) -> None:
    fields = ("From", "To", "Body", "MessageStatus", "ErrorCode", "OptOutType")
    known = dict(zip(fields, said.values(), strict=False))
    body = urlencode({**said, **known}, errors="replace").encode()
    reading_of(read_notice(sealed("", body)), received_at=NOW)


def test_a_signature_is_the_one_that_twilio_s_own_library_makes() -> None:
    # The example of its documentation (twilio.com/docs/usage/security).
    said = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert (
        twilio_signature("12345", url, said.items()) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    )


@given(st.text(max_size=40), st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_a_signature_keeps_no_order(url: str, pairs: list[tuple[str, str]]) -> None:
    one = twilio_signature("x", url, pairs)
    assert one == twilio_signature("x", url, reversed(pairs))


def test_a_body_of_too_many_parameters_has_none() -> None:
    assert pairs_of(b"a=1&" * 1_000) == []
