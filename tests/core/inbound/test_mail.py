"""Any bytes are a mail, and a sound mail is read as it was meant."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.core.inbound.mail import MAX_SUBJECT, read_mail
from outreach.core.inbound.mime import MAX_DEPTH, MAX_PARTS
from outreach.core.inbound.reading import classify
from tests.core.inbound.letter import CORPORA, RECEIVED_AT, corpus, raw_mail

TOKENS = st.sampled_from(
    [
        b"From: a@b.example\r\n",
        b"Content-Type: multipart/mixed; boundary=b\r\n",
        b"Content-Type: message/rfc822\r\n",
        b"Content-Type: text/html; charset=utf-7\r\n",
        b"Content-Type: text/plain; charset=punycode\r\n",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n",
        b"Content-Type: message/delivery-status\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Transfer-Encoding: quoted-printable\r\n",
        b"Subject: =?utf-8?b?4pyT=?= =?x?q?=ff?=\r\n",
        b"Date: Thu, 31 Feb 2026 99:99:99 +9999\r\n",
        b"Auto-Submitted: auto-replied; x=y\r\n",
        b"Final-Recipient: rfc822; x@y.example\r\nAction: failed\r\nStatus: 9\r\n",
        b"back on 31.02. until 99/99/9999\r\n",
        b"&#99999999999999999999;<p><blockquote></div></p><!--\r\n",
        b"\r\n",
        b"--b\r\n",
        b"--b--\r\n",
        b"> quoted\r\n",
        b"On 1 Jan 2026, X <x@y.example> wrote:\r\n",
        b"=?\x1b$B\xff\x00",
    ]
)
HOSTILE = st.lists(TOKENS | st.binary(max_size=30), max_size=30).map(b"".join)


@given(HOSTILE)
@settings(max_examples=300, deadline=None)
def test_no_bytes_raise_and_the_verdict_is_a_function_of_them(raw: bytes) -> None:
    first = classify(read_mail(raw), received_at=RECEIVED_AT)

    assert first == classify(read_mail(raw), received_at=RECEIVED_AT)
    assert 0.0 <= first.confidence <= 1.0


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_real_mail_never_raises(data: st.DataObject) -> None:
    files = corpus("mime") + corpus("bounce", "sisimai", "mail")
    if not files:
        pytest.skip("the corpora are absent")
    raw = bytearray(data.draw(st.sampled_from(files)).read_bytes())
    for _ in range(data.draw(st.integers(0, 5))):
        at = data.draw(st.integers(0, max(len(raw) - 1, 0)))
        length = data.draw(st.integers(0, 200))
        raw[at : at + length] = data.draw(st.binary(max_size=20))

    assert classify(read_mail(bytes(raw)), received_at=RECEIVED_AT).kind


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are absent")
def test_every_hostile_message_of_the_corpora_is_classified() -> None:
    files = corpus("mime") + corpus("reply")

    assert len(files) > 250
    for file in files:
        assert classify(read_mail(file.read_bytes()), received_at=RECEIVED_AT).kind


def test_a_mail_is_read_as_it_was_meant() -> None:
    mail = read_mail(
        raw_mail(
            "Grüße",
            **{"from": "=?utf-8?q?L=C3=A9a?= Lead <Lea@Lead.example>"},
            cc="Bob <bob@lead.example>, undisclosed-recipients:;",
            subject="=?utf-8?b?R3LDvMOfZQ==?= aus\r\n =?iso-8859-1?q?K=F6ln?=",
            in_reply_to="<touch-1@acme.example>",
            references="<root@acme.example>\r\n <touch-1@acme.example>",
            date="Tue, 22 Dec 2026 10:00:00 +0100 (CET)",
            auto_submitted="Auto-Replied; owner-email=x",
            return_path="<>",
        )
    )

    assert (mail.from_name, mail.from_address) == ("Léa Lead", "lea@lead.example")
    assert mail.to == ("anna@acme.example", "bob@lead.example")
    assert mail.subject == "Grüße aus Köln"
    assert mail.in_reply_to == ("<touch-1@acme.example>",)
    assert mail.references == ("<root@acme.example>", "<touch-1@acme.example>")
    assert mail.sent_at == datetime(2026, 12, 22, 9, 0, tzinfo=UTC)
    assert mail.auto_submitted == "auto-replied"
    assert mail.return_path == ""
    assert mail.text == "Grüße"


def test_the_plain_part_of_an_alternative_is_the_text() -> None:
    mail = read_mail(
        raw_mail(
            "--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n"
            "--b\r\nContent-Type: text/html\r\n\r\n<p>rich</p>\r\n--b--\r\n",
            content_type='multipart/alternative; boundary="b"',
        )
    )

    assert (mail.text, mail.html) == ("plain", "<p>rich</p>")


def test_an_attached_message_is_not_the_persons_words() -> None:
    mail = read_mail(
        raw_mail(
            "--b\r\n\r\nsee below\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
            "Subject: old\r\n\r\nunsubscribe\r\n--b--\r\n",
            content_type="multipart/mixed; boundary=b",
        )
    )

    assert mail.text == "see below"


def test_thousands_of_parts_are_bounded() -> None:
    mail = read_mail(
        raw_mail(
            "--b\r\n\r\nx\r\n" * 20_000, content_type="multipart/mixed; boundary=b"
        )
    )

    assert len(list(mail.root.walk())) <= MAX_PARTS + 1


def test_deep_nesting_is_bounded() -> None:
    nested = b"Content-Type: message/rfc822\r\n\r\n" * 50_000
    depth, part = 0, read_mail(nested).root
    while part.children:
        depth, part = depth + 1, part.children[0]

    assert depth == MAX_DEPTH


def test_half_a_character_is_never_read() -> None:
    mail = read_mail(b"Subject: =?utf-7?q?a+2AA-b?=\r\n\r\nx")
    assert mail.subject == "a\ufffdb"


def test_a_subject_a_name_and_a_return_path_are_bounded() -> None:
    long = b"a" * 9_999
    head = b"Subject: " + long + b"\r\nReturn-Path: " + long
    mail = read_mail(head + b"\r\nFrom: " + long + b" <a@x.example>\r\n\r\n")
    assert (mail.from_name, mail.from_address) == ("a" * MAX_SUBJECT, "a@x.example")
    assert mail.subject == "a" * MAX_SUBJECT
    assert mail.return_path == "a" * MAX_SUBJECT
