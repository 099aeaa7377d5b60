"""Letters: what is written is what a mail reader reads, and nothing can be smuggled in."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.header import decode_header, make_header
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.compose import STRUCTURAL, Letter, compose
from outreach.core.dice import boundary, message_id
from outreach.errors import RenderError

if TYPE_CHECKING:
    from email.message import EmailMessage

ID = message_id(7, "founders", 1, "intro", "acme.example")
LETTER = Letter(
    from_name="Anna Lee",
    from_address="anna@acme.example",
    to_address="ada@lovelace.example",
    subject="Lovelace Engines and its first AE",
    text="Hi Ada\n",
    message_id=ID,
    boundary=boundary(ID),
)
LINE = st.text(
    st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), max_size=200
)
TEXT = st.text(
    st.characters(
        blacklist_categories=("Cc", "Cs", "Zl", "Zp"), whitelist_characters="\n\r\t"
    ),
    max_size=400,
) | st.lists(
    st.sampled_from(
        ["", ".", "From me", "--" + LETTER.boundary, "=_x", "a" * 1500, "é" * 300]
    ),
    max_size=6,
).map("\n".join)


def read(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)


def changed(**fields: Any) -> Letter:
    return replace(LETTER, **fields)


def lines(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.endswith("\n") else text + "\n"


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    payload = found.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode().replace("\r\n", "\n")


@given(
    LINE.map(str.strip),
    LINE.map(str.strip),
    LINE,
    TEXT,
    st.none() | TEXT,
    st.lists(
        st.tuples(LINE.filter(bool), st.just("image/png"), st.binary()), max_size=2
    ),
)
def test_what_is_written_is_what_is_read(
    from_name: str,
    to_name: str,
    subject: str,
    text: str,
    html: str | None,
    attachments: list[tuple[str, str, bytes]],
) -> None:
    letter = replace(
        LETTER,
        from_name=from_name,
        to_name=to_name,
        subject=subject,
        text=text,
        html=html,
        attachments=tuple(attachments),
        references=tuple(f"<{n}@acme.example>" for n in range(9)),
    )
    content = compose(letter)
    message = read(content)
    old = email.message_from_bytes(content)
    assert (part(message, "plain"), html and part(message, "html")) == (
        lines(text),
        html and lines(html),
    )
    assert (
        str(make_header(decode_header(old["Subject"].replace("\r\n", "")))) == subject
    )
    assert [
        (found.get_filename(), found.get_payload(decode=True))
        for found in old.walk()
        if found.get_content_disposition()
    ] == [(name.strip(), raw) for name, _, raw in attachments]  # the reader strips
    assert (message["Message-ID"], old["References"].split()) == (
        ID,
        list(letter.references),
    )
    assert parseaddr(old["To"])[1] == "ada@lovelace.example"
    assert_well_formed(content)


def assert_well_formed(content: bytes) -> None:
    assert content.isascii()
    assert content.endswith(b"\r\n")
    assert b"\0" not in content
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert not any(found.defects for found in read(content).walk())


@given(LINE)
def test_a_subject_is_read_as_it_was_written(subject: str) -> None:
    message = read(compose(replace(LETTER, subject=subject)))
    assert " ".join(str(message["Subject"]).split()) == " ".join(subject.split())


def test_all_but_the_date_follows_from_the_letter() -> None:
    dated = replace(LETTER, date=datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    later = replace(LETTER, date=datetime(2026, 11, 24, 9, 30, tzinfo=UTC))
    assert compose(LETTER) == compose(replace(LETTER))
    one, other = compose(dated).split(b"\r\n"), compose(later).split(b"\r\n")
    assert [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]] == [
        (
            b"Date: Mon, 23 Nov 2026 09:30:00 +0000",
            b"Date: Tue, 24 Nov 2026 09:30:00 +0000",
        )
    ]


PLAIN = f"""From: Anna Lee <anna@acme.example>
To: ada@lovelace.example
Subject: Lovelace Engines and its first AE
Message-ID: {ID}
In-Reply-To: <a@b.example>
References: <a@b.example>
List-Unsubscribe: <https://go.acme.example/u/x>,
 <mailto:anna@acme.example?subject=stop>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
X-Note: =?utf-8?q?n=C3=A4h?=
MIME-Version: 1.0
Content-Type: multipart/alternative;
 boundary="{LETTER.boundary}"

--{LETTER.boundary}
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: 7bit

Hi Ada

--{LETTER.boundary}
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

<p>Hi Ada =C3=A9</p>

--{LETTER.boundary}--
"""


def test_a_plain_letter_byte_for_byte() -> None:
    letter = replace(
        LETTER,
        html="<p>Hi Ada é</p>",
        in_reply_to="<a@b.example>",
        references=("<a@b.example>",),
        list_unsubscribe=(
            "https://go.acme.example/u/x",
            "mailto:anna@acme.example?subject=stop",
        ),
        one_click=True,
        headers={"X-Note": "näh"},
    )
    assert compose(letter).decode().replace("\r\n", "\n") == PLAIN


def test_attachments_go_beside_the_two_renditions() -> None:
    letter = replace(
        LETTER,
        html="<p>Hi</p>",
        attachments=(
            ('Über uns; "neu".pdf', "application/pdf", b"%PDF" * 40),
            ("a" * 100 + ".txt", "text/plain", b""),
        ),
    )
    message = read(compose(letter))
    assert [found.get_content_type() for found in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
        "text/plain",
    ]
    assert [found.get_filename() for found in message.iter_attachments()] == [
        'Über uns; "neu".pdf',
        "a" * 100 + ".txt",
    ]


def test_text_far_from_ascii_travels_as_base64() -> None:
    content = compose(replace(LETTER, text="สวัสดี " * 40))
    assert b"Transfer-Encoding: base64" in content
    assert part(read(content), "plain") == "สวัสดี " * 40 + "\n"


BREAKS = [
    "a\r\nBcc: x@y.example",
    "a\nb",
    "a\rb",
    "a\0b",
    "a\x0bb",
    "a\x85b",
    "a\u2028b",
    "\ud800",
]


@pytest.mark.parametrize("bad", BREAKS)
@pytest.mark.parametrize(
    "field",
    [
        "from_name",
        "from_address",
        "to_name",
        "to_address",
        "subject",
        "message_id",
        "boundary",
        "in_reply_to",
    ],
)
def test_no_field_holds_a_line_break(field: str, bad: str) -> None:
    with pytest.raises(RenderError):
        compose(changed(**{field: bad}))


@pytest.mark.parametrize("bad", BREAKS)
def test_no_list_of_fields_holds_a_line_break(bad: str) -> None:
    for letter in (
        replace(LETTER, references=("<a@b>", bad)),
        replace(LETTER, list_unsubscribe=(f"https://a.example/{bad}",)),
        replace(LETTER, headers={"X-A": bad}),
        replace(LETTER, headers={bad: "x"}),
        replace(LETTER, attachments=((bad, "text/plain", b""),)),
        replace(LETTER, attachments=(("a", bad, b""),)),
    ):
        with pytest.raises(RenderError):
            compose(letter)


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_a_body_that_no_mail_can_carry_is_refused(text: str) -> None:
    for letter in (replace(LETTER, text=text), replace(LETTER, html=text)):
        with pytest.raises(RenderError):
            compose(letter)


@pytest.mark.parametrize(
    "name",
    [
        *sorted(STRUCTURAL),
        "Content-Type",
        "MIME-Version",
        "Resent-To",
        "DKIM-Signature",
        "BCC",
        "X A",
        "X:A",
        "",
        "Xé",
        "X" * 100,
    ],
)
def test_the_programs_own_headers_cannot_be_set(name: str) -> None:
    with pytest.raises(RenderError):
        compose(replace(LETTER, headers={name: "x"}))


@pytest.mark.parametrize(
    "letter",
    [
        replace(LETTER, to_address="a@b.example, c@d.example"),
        replace(LETTER, message_id="no brackets"),
        replace(LETTER, references=("<a@b> <c@d>",)),
        replace(LETTER, boundary="without the mark"),
        replace(LETTER, list_unsubscribe=("https://a.example/>, <https://b.example",)),
        replace(LETTER, list_unsubscribe=("mailto:a@b.example",), one_click=True),
        replace(LETTER, attachments=(("a", "multipart/mixed", b""),)),
        replace(LETTER, attachments=(("a", "message/rfc822", b""),)),
    ],
)
def test_what_would_be_read_as_something_else_is_refused(letter: Letter) -> None:
    with pytest.raises(RenderError):
        compose(letter)


def test_a_date_keeps_the_zone_it_is_given_in() -> None:
    paris = timezone(timedelta(hours=2))
    at = datetime(2026, 7, 1, 9, 30, tzinfo=paris)
    lines = [
        next(
            line
            for line in compose(replace(LETTER, date=each)).split(b"\r\n")
            if line.startswith(b"Date:")
        )
        for each in (at, at.astimezone(UTC))
    ]
    assert lines == [
        b"Date: Wed, 01 Jul 2026 09:30:00 +0200",
        b"Date: Wed, 01 Jul 2026 07:30:00 +0000",
    ]
