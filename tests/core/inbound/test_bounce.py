"""Bounces are found, read and told from everything else."""

from __future__ import annotations

import csv
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.inbound.bounce import (
    BouncedRecipient,
    Reason,
    read_bounce,
)
from outreach.core.inbound.mail import InboundMail, read_mail
from outreach.core.inbound.meaning import BounceType
from outreach.core.inbound.reading import Kind, classify
from tests.core.inbound import report
from tests.core.inbound.letter import CORPORA, RECEIVED_AT, judged, raw_mail

SISIMAI = CORPORA / "bounce" / "sisimai"
NO_BOUNCE = {"feedback", "vacation", "delivered"}
DSN = (
    "--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
    "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; Lena@lead.example\r\n"
    "Action: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; {said}\r\n\r\n"
    "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <t1@acme.example>\r\n\r\n"
    "--b--\r\n"
)


def dsn(action: str, status: str, said: str) -> bytes:
    return raw_mail(
        DSN.format(action=action, status=status, said=said),
        **{"from": "MAILER-DAEMON@mx.example"},
        auto_submitted="auto-replied",
        content_type="multipart/report; report-type=delivery-status; boundary=b",
    )


def test_a_standard_report_names_recipient_status_and_the_mail_that_came_back() -> None:
    said = "550 5.1.1 <lena@lead.example> User unknown"
    reading = classify(read_mail(dsn("failed", "5.1.1", said)), received_at=RECEIVED_AT)

    assert (reading.kind, reading.our_message_ids) == (
        Kind.BOUNCE,
        ("<t1@acme.example>",),
    )
    assert reading.bounce is not None
    assert reading.bounce.recipients == (
        BouncedRecipient(
            address="lena@lead.example",
            type=BounceType.HARD,
            reason=Reason.USER_UNKNOWN,
            status="5.1.1",
            reply="550",
            diagnostic=said,
        ),
    )


@pytest.mark.parametrize(
    ("action", "status", "said", "kind", "bounce_type"),
    [
        ("delayed", "4.4.1", "451 timed out", Kind.DELAY, BounceType.SOFT),
        ("failed", "4.4.7", "451 message expired", Kind.BOUNCE, BounceType.SOFT),
        ("failed", "4.1.1", "450 user unknown", Kind.BOUNCE, BounceType.SOFT),
        ("failed", "5.2.2", "552 mailbox full", Kind.BOUNCE, BounceType.SOFT),
        ("failed", "5.7.1", "550 blocked by spamhaus", Kind.BOUNCE, BounceType.BLOCK),
        ("failed", "5.7.26", "550 fails DMARC policy", Kind.BOUNCE, BounceType.BLOCK),
        ("failed", "5.1.2", "550 host unknown", Kind.BOUNCE, BounceType.HARD),
    ],
)
def test_action_status_and_words_decide_what_follows(
    action: str, status: str, said: str, kind: Kind, bounce_type: BounceType
) -> None:
    reading = classify(read_mail(dsn(action, status, said)), received_at=RECEIVED_AT)

    assert reading.bounce is not None
    assert (reading.kind, reading.bounce.recipients[0].type) == (kind, bounce_type)


def test_a_delivered_report_is_no_bounce() -> None:
    mail = read_mail(dsn("delivered", "2.0.0", "250 ok"))

    assert classify(mail, received_at=RECEIVED_AT).kind is Kind.SYSTEM


def test_a_plain_report_is_read_by_its_layout() -> None:
    reading = judged(
        "Hi. I wasn't able to deliver your message to the following addresses.\n\n"
        "<ben@lead.example>:\nRemote host said: 550 no such user here\n\n"
        "--- Below this line is a copy of the message.\n\n"
        "Message-ID: <t2@acme.example>\nTo: ben@lead.example\n\nHello",
        **{"from": "MAILER-DAEMON@mx.example"},
        subject="failure notice",
    )

    assert (reading.kind, reading.our_message_ids) == (
        Kind.BOUNCE,
        ("<t2@acme.example>",),
    )
    assert reading.bounce is not None
    assert [(one.address, one.type) for one in reading.bounce.recipients] == [
        ("ben@lead.example", BounceType.HARD)
    ]


def test_a_person_writing_of_bounces_does_not_bounce() -> None:
    reading = judged(
        "My mail could not be delivered to bob@lead.example, user unknown. Any idea?",
        subject="Re: Undelivered Mail Returned to Sender",
    )

    assert reading.kind is Kind.REPLY


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", "Relayed (x)"])
def test_no_word_around_a_success_makes_it_a_bounce(action: str) -> None:
    raw = report.dsn(
        "Your message was delivered to the next server, which may not confirm it. The "
        "mailer could not deliver a receipt to lena@lead.example.",
        report.group(action=action, status="2.0.0"),
        "postmaster@lead.example",
        "Delivery Status Notification (Relay)",
    )

    assert report.heard(raw).kind is Kind.SYSTEM


def test_a_report_that_a_person_sends_on_is_no_bounce_of_ours() -> None:
    raw = report.dsn(
        "Look what I got when I wrote to Bob. Is it you?",
        report.group("bob@lead.example"),
        "Lena <lena@lead.example>",
        "Fwd: Undelivered Mail Returned to Sender",
        "In-Reply-To: <t1@acme.example>\n",
        kind="multipart/mixed",
    )

    assert report.heard(raw).kind is Kind.REPLY


def test_a_list_that_bounces_names_no_member_of_it() -> None:
    raw = report.plain(
        "The mail could not be delivered: not a valid user.\n\n--- Below this line is a "
        "copy of the message.\n\n{returned}",
        returned="Received: by x\nList-Id: <l.lists.example>\nTo: l@lists.example\n"
        "Message-ID: <l1@lists.example>\n\nHi",
    )
    bounce = read_bounce(read_mail(raw))

    assert bounce is not None
    assert [one.address for one in bounce.recipients] == [""]
    assert bounce.message_id == "<l1@lists.example>"


@given(
    st.sampled_from(["failed", "delayed", "delivered", "relayed", "expanded", ""]),
    st.sampled_from(["2.0.0", "4.4.1", "4.1.1", "5.1.1", "5.2.2", "5.7.1", ""]),
    st.text(max_size=60),
)
def test_a_delay_or_a_temporary_status_never_kills_an_address(
    action: str, status: str, said: str
) -> None:
    words = " ".join(said.split())
    raw = report.dsn("x", report.group(action=action, status=status, said=words))
    bounce = read_bounce(read_mail(raw))

    for one in bounce.recipients if bounce else ():
        lasting = one.type is BounceType.HARD
        assert not (lasting and (one.delayed or one.status.startswith("4.")))
        assert action not in {"delivered", "relayed", "expanded"}


@given(st.text(max_size=600))
def test_no_text_makes_reading_a_bounce_raise(text: str) -> None:
    read_bounce(read_mail(report.plain(text)))
    read_bounce(read_mail(report.dsn(text, text)))


def test_a_note_of_absence_on_the_null_path_is_no_bounce() -> None:
    raw = report.plain(
        "I am out of the office and will not be reachable until 5 January. Mails could not "
        "be sent on. Please contact ben@lead.example.",
        "Lena <lena@lead.example>",
        "Automatic reply: Your first AE",
        "Return-Path: <>\nAuto-Submitted: auto-replied\n",
    )

    assert report.heard(raw).kind is Kind.AUTO_REPLY


def test_a_person_who_asks_about_bounces_is_no_bounce() -> None:
    raw = report.plain(
        "Hi Anna,\n\nlast week we could not reach half of our list. Can you help?\n\n"
        "Lena\nlena.lead@lead.example",
        "Lena <lena@lead.example>",
        "Your bounce rates",
    )

    assert report.heard(raw).kind is Kind.REPLY


def labelled(name: str) -> dict[str, list[dict[str, str]]]:
    rows = defaultdict(list)
    with (SISIMAI / name).open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            rows[row["file"]].append(row)
    return rows


def bounced(file: str) -> tuple[InboundMail, tuple[BouncedRecipient, ...]]:
    mail = read_mail((SISIMAI / "mail" / file).read_bytes())
    bounce = read_bounce(mail)
    return mail, bounce.recipients if bounce else ()


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are absent")
def test_real_bounces_are_found_with_type_and_status() -> None:
    found = right = statuses = files = total = with_status = 0
    for file, rows in labelled("labels.tsv").items():
        if rows[0]["reason"] in NO_BOUNCE:
            continue
        recipients = bounced(file)[1]
        content = (SISIMAI / "mail" / file).read_bytes().replace(b"=\n", b"")
        files, found, total = files + 1, found + bool(recipients), total + len(rows)
        for index, row in enumerate(rows if recipients else []):
            one = recipients[min(index, len(recipients) - 1)]
            is_hard = row["hard_bounce"] == "true"
            right += (one.type is BounceType.HARD) == is_hard
            if row["dsn_status"] and row["dsn_status"].encode() in content:
                with_status += 1
                statuses += one.status == row["dsn_status"]

    # Measured: 300 of 300 files, 95% of types, 99% of the statuses that stand in the mail.
    assert (files, found >= 0.985 * files) == (300, True)
    assert right >= 0.93 * total
    assert statuses >= 0.97 * with_status


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are absent")
def test_the_recipients_of_real_bounces_are_named() -> None:
    exact = total = 0
    for file, rows in labelled("recipients_silver.tsv").items():
        if rows[0]["reason"] in NO_BOUNCE or not rows[0]["recipient"]:
            continue
        recipients = bounced(file)[1]
        known = {one.address for one in recipients}
        finals = {one.final_address or one.address for one in recipients}
        expected = {row["recipient"].lower() for row in rows}
        total, exact = total + 1, exact + (expected in (known, finals))

    assert exact >= 0.95 * total  # measured: 98%


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are absent")
def test_real_complaints_and_vacation_notes_are_told_from_bounces() -> None:
    kinds = {
        file: classify(
            read_mail((SISIMAI / "mail" / file).read_bytes()), received_at=RECEIVED_AT
        ).kind
        for file, rows in labelled("labels.tsv").items()
        if rows[0]["reason"] in {"feedback", "vacation"} and file[:3] in {"arf", "rfc"}
    }
    expected = {
        file: Kind.AUTO_REPLY if file.startswith("rfc3834") else Kind.COMPLAINT
        for file in kinds
    }
    expected["arf-19.eml"] = Kind.SYSTEM  # an authentication report stops nobody

    assert kinds == expected
