"""Bounces and complaints that Amazon SES mails as JSON, and complaints in all their forms."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.inbound.complaint import Complaint, read_complaint
from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.meaning import Reason
from outreach.core.inbound.reading import Kind
from tests.core.inbound.report import (
    BLOCK,
    HARD,
    LENA,
    OURS,
    SOFT,
    Heard,
    heard,
    plain,
    recipients,
)

SNS = "AWS Notifications <no-reply@sns.amazonaws.example>"
MAIL = {
    "messageId": "0100018c-ses",
    "destination": [LENA],
    "headers": [{"name": "Message-ID", "value": OURS}],
}
FOOTER = (
    "\n\n--\nIf you wish to stop receiving notifications from this topic, please click or "
    "visit the link below to unsubscribe:\nhttps://sns.example/unsubscribe.html\n"
)


def notice(kind: str, **content: Any) -> dict[str, Any]:
    return {"notificationType": kind, "mail": MAIL, **content}


def bounced(kind: str, subtype: str, **told: str) -> dict[str, Any]:
    who = {"emailAddress": LENA, "action": "failed", **told}
    return notice(
        "Bounce",
        bounce={
            "bounceType": kind,
            "bounceSubType": subtype,
            "bouncedRecipients": [who],
        },
    )


def mailed(content: object) -> bytes:
    text = content if isinstance(content, str) else json.dumps(content)
    return plain(text + FOOTER, SNS, "AWS Notification Message")


USER_UNKNOWN = {"status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 user unknown"}
BOUNCES = {
    "no such user": (
        bounced("Permanent", "General", **USER_UNKNOWN),
        Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1"),
    ),
    "permanent, and nothing said": (
        bounced("Permanent", "General"),
        Heard(LENA, HARD, Reason.USER_UNKNOWN),
    ),
    "on the suppression list": (
        bounced("Permanent", "OnAccountSuppressionList", status="5.1.1"),
        Heard(LENA, HARD, Reason.SUPPRESSED, "5.1.1"),
    ),
    "full": (
        bounced(
            "Transient", "MailboxFull", status="5.2.2", diagnosticCode="smtp; 552 5.2.2"
        ),
        Heard(LENA, SOFT, Reason.MAILBOX_FULL, "5.2.2"),
    ),
    "transient, whatever the words": (
        bounced("Transient", "General", **USER_UNKNOWN),
        Heard(LENA, SOFT, Reason.USER_UNKNOWN, "5.1.1"),
    ),
    "content rejected": (
        bounced("Transient", "ContentRejected", status="5.6.0"),
        Heard(LENA, BLOCK, Reason.POLICY, "5.6.0"),
    ),
    "blocked, told by the words": (
        bounced(
            "Permanent",
            "General",
            status="5.7.1",
            diagnosticCode="smtp; 550 5.7.1 blocked using zen.spamhaus.org",
        ),
        Heard(LENA, BLOCK, Reason.BLOCKED, "5.7.1"),
    ),
    "a virus in it": (
        notice("Reject", reject={"reason": "Bad content"}),
        Heard(LENA, BLOCK, Reason.VIRUS),
    ),
}


@pytest.mark.parametrize("name", list(BOUNCES))
def test_a_notice_is_read_bare_or_in_an_envelope(name: str) -> None:
    content, wanted = BOUNCES[name]
    envelope = {"Type": "Notification", "Message": json.dumps(content)}

    for raw in (
        mailed(content),
        mailed(envelope),
        mailed(json.dumps(content, indent=2)),
    ):
        reading = heard(raw)
        assert (reading.kind, recipients(reading)) == (Kind.BOUNCE, [wanted])
        assert reading.our_message_ids[0] == OURS


def test_an_event_of_delay_is_a_delay() -> None:
    who = {"emailAddress": LENA, "status": "4.4.1", "diagnosticCode": "smtp; 421 busy"}
    delay = {"delayType": "TransientCommunicationFailure", "delayedRecipients": [who]}
    event = {"eventType": "DeliveryDelay", "mail": MAIL, "deliveryDelay": delay}
    reading = heard(mailed(event))

    wanted = Heard(LENA, SOFT, Reason.NETWORK, "4.4.1", delayed=True)
    assert (reading.kind, recipients(reading)) == (Kind.DELAY, [wanted])


@pytest.mark.parametrize("kind", ["Delivery", "Open", "Click", "Send", "Received"])
def test_a_notice_of_success_is_a_machines_mail(kind: str) -> None:
    assert heard(mailed(notice(kind))).kind is Kind.SYSTEM


def test_a_line_an_old_server_broke_is_joined_again() -> None:
    text = json.dumps(bounced("Permanent", "General", **USER_UNKNOWN))
    broken = f"{text[:120]}!\n {text[120:]}"

    assert heard(mailed(broken)).kind is Kind.BOUNCE


def test_a_notice_of_complaint_is_a_complaint() -> None:
    about = {
        "complainedRecipients": [{"emailAddress": LENA}],
        "complaintFeedbackType": "abuse",
    }
    reading = heard(mailed(notice("Complaint", complaint=about)))

    assert reading.kind is Kind.COMPLAINT
    assert reading.complaint == Complaint("abuse", (LENA,), OURS, "ses notice")


def test_a_notice_that_it_is_no_spam_stops_nobody() -> None:
    about = {"complainedRecipients": [], "complaintFeedbackType": "not-spam"}

    assert heard(mailed(notice("Complaint", complaint=about))).kind is Kind.SYSTEM


@pytest.mark.parametrize(
    "content",
    [
        '{"notificationType": "Bounce"',
        '{"notificationType": "Bounce", "bounce": []}',
        '{"notificationType": ["Bounce"]}',
        '{"Message": "{\\"notificationType\\": 1}"}',
        '{"notificationType": ' * 5_000,
        '{"notificationType": "Bounce", "a": ' + "[" * 100_000,
    ],
)
def test_a_broken_notice_is_no_bounce_and_no_crash(content: str) -> None:
    reading = heard(mailed(content))

    assert recipients(reading) == []


RETURNED = (
    "Message-ID: <t1@acme.example>\nFrom: Anna <anna@acme.example>\nTo: {to}\n"
    "{fields}Subject: Your first AE\n\nHi"
)


def arf(
    fields: str,
    to: str = LENA,
    head: str = "",
    part: str = "message/feedback-report",
    kind: str = "multipart/report; report-type=feedback-report",
    returned: str = "message/rfc822",
    **around: str,
) -> bytes:
    reported = f"--b\nContent-Type: {part}\n\n{fields}\n\n" if part else ""
    words = around.get("words", "This is an email abuse report.")
    subject = around.get("subject", "Email Feedback Report for IP 192.0.2.7")
    sender = around.get("sender", "Feedback <feedback@fbl.example>")
    text = (
        f"--b\nContent-Type: text/plain\n\n{words}\n\n{reported}"
        f"--b\nContent-Type: {returned}\n\n{RETURNED.format(to=to, fields=head)}\n--b--\n"
    )
    return plain(text, sender, subject, kind=f"{kind}; boundary=b")


ABUSE = "Feedback-Type: abuse\nUser-Agent: Loop/1.0\nVersion: 1\n"
FORMS = {
    "by the book": (arf(f"{ABUSE}Original-Rcpt-To: <{LENA}>\n"), "abuse", (LENA,)),
    "no recipient but the mail's": (arf(ABUSE), "abuse", (LENA,)),
    "headers alone": (arf(ABUSE, returned="text/rfc822-headers"), "abuse", (LENA,)),
    "yahoo, to a hidden recipient": (
        arf(f"{ABUSE}Original-Rcpt-To: {LENA}\n", "undisclosed"),
        "abuse",
        (LENA,),
    ),
    "aol, redacted, but the server's field tells": (
        arf(
            f"{ABUSE}Redacted-Address: redacted\nRedacted-Address: redacted@\n"
            "Original-Rcpt-To: redacted@aol.example\n",
            "redacted@aol.example",
            f"Delivered-To: {LENA}\n",
        ),
        "abuse",
        (LENA,),
    ),
    "hotmail, no report but the mail": (
        arf(
            "",
            "undisclosed",
            f"X-HmXmrOriginalRecipient: {LENA}\n",
            "",
            "multipart/mixed",
            subject="complaint about message from 192.0.2.7",
            sender="staff@hotmail.example",
        ),
        "abuse",
        (LENA,),
    ),
    "the type of the part is lost": (
        arf(f"{ABUSE}Original-Rcpt-To: {LENA}\n", part="text/plain"),
        "abuse",
        (LENA,),
    ),
    "the type of all is lost": (
        arf(
            f"{ABUSE}Original-Rcpt-To: {LENA}\n",
            part="text/plain",
            kind="multipart/mixed",
        ),
        "abuse",
        (LENA,),
    ),
    "words alone": (
        arf(
            "",
            part="",
            kind="multipart/mixed",
            subject="Abuse report",
            sender="abuse@provider.example",
        ),
        "abuse",
        (LENA,),
    ),
    "fraud": (arf("Feedback-Type: fraud\nVersion: 1\n"), "fraud", (LENA,)),
    "virus": (arf("Feedback-Type: virus\nVersion: 1\n"), "virus", (LENA,)),
    "opt-out": (
        arf(f"Feedback-Type: opt-out\nRemoval-Recipient: {LENA}\n", "list@x.example"),
        "opt-out",
        (LENA,),
    ),
    "other": (arf("Feedback-Type: other\n"), "other", (LENA,)),
}


@pytest.mark.parametrize("name", list(FORMS))
def test_a_complaint_names_its_mail_and_its_recipient(name: str) -> None:
    raw, kind, named = FORMS[name]
    reading = heard(raw)

    assert reading.kind is Kind.COMPLAINT
    assert reading.complaint is not None
    assert (
        reading.complaint.feedback_type,
        reading.complaint.recipients,
        reading.our_message_ids,
    ) == (kind, named, (OURS,))


def test_a_redacted_complaint_keeps_what_tells_whose_it_was() -> None:
    link = "<https://go.acme.example/u/sealed>, <mailto:u@acme.example>"
    raw = arf(ABUSE, "redacted@aol.example", f"List-Unsubscribe: {link}\n")
    complaint = read_complaint(read_mail(raw))

    assert complaint == Complaint(
        "abuse",
        ("redacted@aol.example",),
        OURS,
        "message/feedback-report",
        unsubscribe=link,
    )


def test_the_id_may_stand_in_the_words_alone() -> None:
    raw = arf(
        ABUSE, returned="text/plain", words=f"a message with the message-id {OURS}"
    )

    assert heard(raw).our_message_ids == (OURS,)


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure", "dmarc"])
def test_a_report_against_nobody_stops_nobody(kind: str) -> None:
    assert heard(arf(f"Feedback-Type: {kind}\nVersion: 1\n")).kind is Kind.SYSTEM


def test_a_person_who_writes_of_spam_complains_to_us_and_to_no_provider() -> None:
    raw = plain(
        "Hi Anna, we marked it as spam by mistake, sorry. Call me!",
        "Lena <lena@lead.example>",
        "Re: spam report",
        "In-Reply-To: <t1@acme.example>\n",
    )

    assert read_complaint(read_mail(raw)) is None


@given(st.text(max_size=400), st.sampled_from(["abuse@x.example", "lena@x.example"]))
def test_no_text_makes_reading_a_complaint_raise(text: str, sender: str) -> None:
    for kind in ("text/plain", "multipart/report; report-type=feedback-report"):
        read_complaint(read_mail(plain(text, sender, "spam report", kind=kind)))
