"""Mail as odd as the world sends it reads as it was meant, and nothing makes the reader raise."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.inbound.flowed import joined, without_files
from outreach.core.inbound.header import parameters, words
from outreach.core.inbound.hidden import hides
from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.mime import Part, parse
from outreach.core.inbound.reading import classify
from tests.core.inbound.letter import CORPORA, corpus

HEAD = b"From: Lena <lena@client.example>\r\nSubject: Re: Hi\r\n"
NOW = datetime(2026, 2, 2, tzinfo=UTC)
LINE = "Content-Type: text/plain; charset="


def body(kind: str, content: bytes) -> str:
    """Return the text of a mail with this content type."""
    return read_mail(HEAD + kind.encode() + b"\r\n\r\n" + content).text


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("iso-2022-jp", "配信停止"),
        ("gb18030", "退订"),
        ("euc-kr", "수신거부"),
        ("koi8-r", "отпишите меня"),
        ("windows-874", "ยกเลิกรับ"),
        ("windows-1256", "إلغاء الاشتراك"),
        ("iso-8859-1", "désabonner"),
        ("utf-8", "退订"),
    ],
)
def test_a_charset_is_read_as_labelled(charset: str, text: str) -> None:
    codec = {"windows-874": "cp874"}.get(charset, charset)

    assert body(LINE + charset, text.encode(codec)) == text


@pytest.mark.parametrize("label", ["us-ascii", "iso-8859-1", "x-unknown", ""])
def test_utf_8_is_read_whatever_its_label(label: str) -> None:
    assert body(f'{LINE}"{label}"', "désolé 退订".encode()) == "désolé 退订"


def test_flowed_lines_are_joined_within_their_depth() -> None:
    text = (
        "> Would \n> Thursday\n> suit?\nYes, \nit would.\n \n-- \nLena \n>> deep \n> up"
    )

    assert joined(text, delete_space=False) == (
        "> Would Thursday\n> suit?\nYes, it would.\n\n-- \nLena \n>> deep \n> up"
    )


def test_a_flowed_mail_deletes_the_space_it_says_it_added() -> None:
    kind = "Content-Type: text/plain; format=flowed; delsp=yes; charset=utf-8"

    assert body(kind, "配信 \r\n停止".encode()) == "配信停止"


def test_a_uuencoded_file_is_named_and_not_read() -> None:
    text = "See:\nbegin 644 a.txt\n+:&5L;&\\@=V]R;&0*\n`\nend\nBye"

    assert without_files(text) == "See:\n[a.txt]\nBye"


def test_talk_of_beginning_and_end_is_no_file() -> None:
    text = "begin 644 things\nwith lower case\nend"

    assert without_files(text) == text


def test_a_winmail_file_is_not_read() -> None:
    raw = (
        HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nYes\r\n"
        b"--x\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n\r\n"
        b"unsubscribe\r\n--x--\r\n"
    )

    assert read_mail(raw).text.strip() == "Yes"


def test_a_mail_of_bare_carriage_returns_has_a_body() -> None:
    mail = read_mail(b"From: lena@client.example\rSubject: Hi\r\rYes.\rLena")

    assert (mail.subject, mail.text) == ("Hi", "Yes.\nLena")


def test_one_bad_field_does_not_spoil_the_others() -> None:
    raw = "Subject: Grüße\r\n".encode() + b"X-Bad: \xff\xfe\r\n\r\nYes"

    assert read_mail(raw).subject == "Grüße"


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("=?utf-8?B?4oI=?= =?UTF-8?B?rA==?=", "€"),  # cut within a character
        ("=?utf-8?Q?a_b?=\r\n =?utf-8?Q?=20c?=", "a b c"),
        ("=?utf-8*en?Q?hi?= there", "hi there"),
        ("=?x-none?Q?hi?=", "hi"),
        ("=?utf-8?X?hi?=", "=?utf-8?X?hi?="),
        ("=?iso-2022-jp?B?GyRCR1s/LhsoQg==?=", "配信"),
    ],
)
def test_encoded_words_are_read(value: str, read: str) -> None:
    assert words(value) == read


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("a/b; name*=utf-8''%e2%82%ac.txt", "€.txt"),
        ("a/b; name*1*=%ac; name*0*=utf-8'en'%e2%82", "€"),
        ("a/b; name*0*=utf-8''%e2%82; name*1*=%ac.txt", "€.txt"),
        ("a/b; name*1=b; name*0=a", "ab"),
        ('a/b; name="x \\"y\\""', 'x "y"'),
        ("a/b; name*=%zz", "%zz"),
    ],
)
def test_extended_parameters_are_read(value: str, name: str) -> None:
    assert parameters(value)[1]["name"] == name


@pytest.mark.parametrize(
    ("attributes", "shaded", "hidden"),
    [
        (' style="display: none !important"', False, True),
        (" style='visibility:hidden'", False, True),
        (' style="font-size:0"', False, True),
        (' style="font-size:0.9em"', False, False),
        (' style="opacity:0.8"', False, False),
        (' style="max-height:0px;overflow:hidden"', False, True),
        (' color="white"', False, True),
        (' color="white"', True, False),
        (' style="color:#fff;background:#c00"', False, False),
        (" hidden", False, True),
        (' class="hidden-phone"', False, False),
    ],
)
def test_what_the_eye_cannot_see_is_hidden(
    attributes: str,
    shaded: bool,  # noqa: FBT001 - a case's value
    hidden: bool,  # noqa: FBT001 - a case's value
) -> None:
    assert hides(attributes, shaded=shaded) == hidden


@pytest.mark.parametrize(
    "raw",
    [
        HEAD
        + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
        + b"--x\r\n\r\nhi\r\n" * 20_000,
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
            for n in range(2_000)
        ),
        HEAD + b"X: " + b"a " * 500_000 + b"\r\n\r\nhi",
        HEAD + b"\r\n" + b"From: x@y.example\nTo: y\n" * 20_000,
        HEAD + b"\r\n" + b"On 2026 :\n" * 50_000,
        HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div style='" * 50_000,
        HEAD + b"\r\nhi\0there\x80\xff",
        b"",
        b"\0",
    ],
    ids=[
        "parts",
        "depth",
        "header",
        "blocks",
        "colons",
        "tags",
        "bytes",
        "none",
        "nul",
    ],
)
def test_hostile_mail_is_judged(raw: bytes) -> None:
    assert classify(read_mail(raw), received_at=NOW).kind is not None


@given(st.binary(max_size=400))
def test_any_bytes_are_a_mail(raw: bytes) -> None:
    read_mail(HEAD + raw).text.encode("utf-8")


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are absent")
def test_every_hostile_message_is_judged() -> None:
    files = [*corpus("mime", "mikel"), *corpus("mime", "stalwart")]
    kinds = [
        classify(read_mail(one.read_bytes()), received_at=NOW).kind for one in files
    ]

    assert len(kinds) >= 210


@pytest.mark.parametrize(
    "text",
    [
        b"Hey:)\n\nOn Monday Anna wrote:\n> Hi",
        b"Thanks :-)\n\nLea",
        b"One: yes.\nTwo: no.\n\nThree: later.",
        b"A reply.\n________\nFrom: Anna\nTo: Lea\nSubject: Hi\n\nHello",
    ],
)
def test_a_text_that_was_never_a_mail_is_all_words(text: bytes) -> None:
    assert parse(text) == Part({}, "text/plain", {}, text)


@pytest.mark.parametrize(
    "header",
    [
        b"From: lea@lovelace.example\nSubject: yes",
        b"\xef\xbb\xbfSubject: yes",
        b"X-Mailer: a thing",
        b"what is this\nReceived: from a by b; 1 Jan 2026 00:00:00 +0000",
        b" folded\nSubject: yes",
    ],
)
def test_a_mail_with_few_or_odd_fields_is_still_a_mail(header: bytes) -> None:
    part = parse(header + b"\n\nHello")
    assert part.headers
    assert part.body == b"Hello"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("head", [b"", b"From lena Mon Jan  5 10:00:00 2026\r\n"])
def test_a_mail_that_was_saved_in_utf_16_reads_as_it_was_sent(
    codec: str, head: bytes
) -> None:
    sent = HEAD + LINE.encode() + "utf-8\r\n\r\nBitte löschen, 退订.\r\n".encode()
    saved = ("\ufeff" + (head + sent).decode()).encode(codec)
    assert read_mail(saved).from_address == "lena@client.example"
    assert read_mail(saved).text == read_mail(sent).text != ""


@given(st.binary(max_size=200))
def test_no_bytes_behind_a_mark_of_utf_16_make_it_raise(rest: bytes) -> None:
    for mark in (b"\xff\xfe", b"\xfe\xff"):
        assert read_mail(mark + rest).size == len(rest) + 2
