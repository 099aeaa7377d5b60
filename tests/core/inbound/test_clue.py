"""What a mail names of ours is found wherever it stands, and no bytes make it fail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.inbound.clue import MAX_FOUND, Clues, clues_of
from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.match import keys
from outreach.core.inbound.reading import classify
from tests.core.inbound.letter import RECEIVED_AT

SEAL = "Ab-_" * 14
HEAD = b"From: <sam@partner.example>\r\nTo: <anna@acme.example>\r\n"


def clues(body: str, head: bytes = HEAD) -> Clues:
    return clues_of(read_mail(head + b"\r\n" + body.encode()))


@pytest.mark.parametrize(
    "text",
    [
        f"see https://go.acme.example/u/{SEAL} there",
        f"> https://go.acme.example/c/{SEAL}.",
        f"https%3A%2F%2Fgo.acme.example%2Fo%2F{SEAL}&data=05",
        f"> > https://go.acme.example/u/{SEAL[:40]}\n> > {SEAL[40:]}",
        f"https://filter.example/v3/__https://go.acme.example/u/{SEAL}__;!!",
    ],
)
def test_a_link_is_found_however_it_is_wrapped(text: str) -> None:
    assert SEAL.rstrip("_") in {each.rstrip("_") for each in clues(text).seals}


@pytest.mark.parametrize(
    ("name", "quote"),
    [
        ("Message-ID", "> "),
        ("Message-Id", "  "),
        ("X-Microsoft-Original-Message-ID", ""),
        ("Original-Message-ID", "| "),
    ],
)
def test_an_id_in_a_quoted_head_is_found(name: str, quote: str) -> None:
    text = f"Hi\n\n{quote}Subject: Hello\n{quote}{name}: <t1@acme.example>\n"
    assert clues(text).returned == ("<t1@acme.example>",)


def test_mails_inside_are_told_from_what_they_answer() -> None:
    head = HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n'
    inner = (
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        "Message-ID: <inner@a.example>\r\nIn-Reply-To: <t1@acme.example>\r\n"
        "References: <t0@acme.example> <t1@acme.example>\r\n\r\n--b--\r\n"
    )
    found = clues(inner, head)
    assert (found.returned, found.threads) == (
        ("<inner@a.example>",),
        ("<t1@acme.example>", "<t0@acme.example>"),
    )


STEM = "0123456789abcdef" * 2 + "0123"


@pytest.mark.parametrize(
    "field",
    [
        f"In-Reply-To: {STEM}@acme.example",
        f"References: <a@b.example> <{STEM}@acme.exa",
        f"References: <{STEM[:20]}\r\n {STEM[20:]}@acme.example>",
        f"X-Google-Original-Message-ID: {STEM}@acme.example",
    ],
)
def test_an_id_of_ours_is_known_bare_cut_and_broken(field: str) -> None:
    mail = read_mail(field.encode() + b"\r\n" + HEAD + b"\r\nYes")
    assert clues_of(mail).stems == (STEM,)
    reading = classify(mail, received_at=RECEIVED_AT)
    wanted = keys(mail, reading, domains=["acme.example"])
    assert f"<{STEM}@acme.example>" in wanted.message_ids


def test_a_digest_of_another_length_is_no_id() -> None:
    assert clues(f"{STEM}0 {STEM[1:]} {STEM}f@acme.example").stems == ()


@pytest.mark.parametrize(
    "field",
    [
        "To: <anna+o.abcdefgh23456777@acme.example>",
        "Delivered-To: anna+O.ABCDEFGH23456777@acme.example",
        "Received: from mx by acme for <anna+o.abcdefgh23456777@acme.example>; Tue",
    ],
)
def test_the_return_path_it_came_by_is_found(field: str) -> None:
    found = clues("Not delivered.", field.encode() + b"\r\n" + HEAD)
    assert found.paths == ("abcdefgh23456777",)


def test_no_more_is_found_than_anybody_looks_up() -> None:
    text = "\n".join(
        f"Message-ID: <{n}@a.example> /u/{SEAL}{n} p{n}@a.example" for n in range(99)
    )
    found = clues(text)
    sizes = {len(found.returned), len(found.seals), len(found.quoted)}
    assert sizes == {MAX_FOUND}


_PIECES = st.sampled_from(
    [
        b"\r\n",
        b"\n> ",
        b"Message-ID: <a@b>",
        b"/u/",
        b"%2Fu%2F",
        SEAL.encode(),
        b"\0\xff\xed\xa0",
        b"+o.",
        b"@acme.example",
        b"Content-Type: message/rfc822\r\n\r\n",
        b"References: <",
        b"--b",
    ]
)


@given(st.lists(_PIECES, max_size=30).map(b"".join) | st.binary(max_size=300))
def test_no_bytes_make_it_fail(content: bytes) -> None:
    assert isinstance(clues_of(read_mail(content)), Clues)
