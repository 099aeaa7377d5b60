"""A mail is matched by what it answers before whom it comes from."""

from __future__ import annotations

from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.match import (
    How,
    LeadRef,
    Match,
    MatchKeys,
    TouchRef,
    choose,
    keys,
)
from outreach.core.inbound.reading import classify
from outreach.core.model import LeadId, TouchId
from tests.core.inbound.letter import RECEIVED_AT, raw_mail

LENA = LeadRef(LeadId(1), "lena@lead.example")
BEN = LeadRef(LeadId(2), "ben@lead.example")
FIRST = TouchRef(TouchId(10), LeadId(1), "<t1@acme.example>")
SECOND = TouchRef(TouchId(11), LeadId(1), "<t2@acme.example>")


def keys_of(raw: bytes) -> MatchKeys:
    mail = read_mail(raw)
    return keys(mail, classify(mail, received_at=RECEIVED_AT))


def test_the_nearest_message_is_looked_up_first() -> None:
    found = keys_of(
        raw_mail(
            "Yes",
            in_reply_to="<t2@acme.example>",
            references="<t1@acme.example> <t2@acme.example>",
        )
    )

    assert found == MatchKeys(
        ("<t2@acme.example>", "<t1@acme.example>"), ("lena@lead.example",)
    )
    assert choose(found, [FIRST, SECOND], [LENA]) == Match(
        LeadId(1), TouchId(11), How.MESSAGE_ID
    )


def test_a_bounce_is_matched_by_its_recipient_not_its_sender() -> None:
    found = keys_of(
        raw_mail(
            "Delivery failed permanently:\n\n  ben@lead.example\n\n550 user unknown\n",
            **{"from": "mailer-daemon@mx.example"},
            subject="Delivery Status Notification (Failure)",
        )
    )

    assert found == MatchKeys((), ("ben@lead.example",))
    assert choose(found, [], [LENA, BEN]) == Match(LeadId(2), None, How.ADDRESS)


def test_a_colleague_in_the_thread_answers_for_the_lead() -> None:
    found = MatchKeys(("<t1@acme.example>",), ("tom@lead.example",))

    assert choose(found, [FIRST], [LENA]) == Match(
        LeadId(1), TouchId(10), How.MESSAGE_ID, other_sender=True
    )


def test_a_stranger_matches_nobody() -> None:
    found = MatchKeys(("<x@other.example>",), ("someone@other.example",))

    assert choose(found, [FIRST], [LENA, BEN]) is None
