"""What goes on the wire for a mail, and what may never."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.adapters.channels.envelope import Envelope, enveloped, unfit
from outreach.core.model import Blame, Rejected
from tests.adapters.channels.post import mail

LINES = st.lists(st.binary(max_size=8).map(lambda b: b.translate(None, b"\r\n\0")))


def content(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\r\n" for line in [b"Subject: x", b"", *lines])


class Server:
    """What a server offers."""

    def __init__(self, *extensions: str, limit: int = 0) -> None:
        self._extensions = extensions
        self._limit = limit

    def supports(self, extension: str) -> bool:
        return extension in self._extensions

    def size_limit(self) -> int:
        return self._limit


def fit(**changes: Any) -> Envelope:
    envelope = enveloped(mail(**changes))
    assert isinstance(envelope, Envelope)
    return envelope


@given(LINES)
def test_no_line_ends_the_message_early_and_none_is_lost(lines: list[bytes]) -> None:
    stuffed = fit(content=content(lines)).stuffed.split(b"\r\n")[:-1]
    assert b"." not in stuffed
    assert [line.removeprefix(b".") for line in stuffed] == content(lines).split(
        b"\r\n"
    )[:-1]


@given(st.binary(max_size=30), st.binary(max_size=30))
def test_a_bare_cr_or_lf_or_a_nul_is_never_sent(before: bytes, after: bytes) -> None:
    for bare in (b"\r", b"\n", b"\r\n.\n", b"\n.\r\n", b"\0"):
        whole = content([]) + before + b"x" + bare + b"x" + after + b"\r\n"
        outcome = enveloped(mail(content=whole))
        assert isinstance(outcome, Rejected)
        assert outcome.blame is Blame.MESSAGE


def test_a_message_that_does_not_end_its_last_line_is_never_sent() -> None:
    outcome = enveloped(mail(content=b"Subject: x\r\n\r\nhello"))
    assert outcome == Rejected(Blame.MESSAGE, "the message does not end in CRLF")


HOSTILE = [
    "",
    "bo",
    "@far.example",
    "bo@",
    "bo@far.example\r\nRCPT TO:<eve@far.example",
    "bo@far.example> SIZE=1",
    "bo @far.example",
    "<bo@far.example>",
    "bo@far.example\n",
    "bo\x00@far.example",
    "bo\x85@far.example",
    "bo\u2028@far.example",
    "bo\ud800@far.example",
    "bo@\u2028.example",
    "bo@-\u00fc.example",
    "bo@" + "\u00fc" * 80 + ".example",
]


@pytest.mark.parametrize("address", HOSTILE)
def test_what_is_no_address_is_never_sent(address: str) -> None:
    to = enveloped(mail(rcpt_to=address))
    of = enveloped(mail(mail_from=address))
    assert isinstance(to, Rejected)
    assert isinstance(of, Rejected)
    assert (to.blame, of.blame) == (Blame.ADDRESS, Blame.SENDER)


@given(st.text(max_size=20))
def test_no_address_can_add_to_its_command(text: str) -> None:
    envelope = enveloped(mail(rcpt_to=f"{text}@far.example"))
    if isinstance(envelope, Envelope):
        address = envelope.rcpt.removeprefix(b"RCPT TO:<").removesuffix(b">")
        assert not set(address) & set(range(33)) | set(address) & set(b"<>\x7f")


def test_a_domain_goes_out_in_ascii_and_needs_no_extension() -> None:
    envelope = fit(rcpt_to="bo@bücher.example")
    assert (envelope.rcpt, envelope.international) == (
        b"RCPT TO:<bo@xn--bcher-kva.example>",
        False,
    )


@pytest.mark.parametrize(
    ("changes", "needs"),
    [
        ({}, (False, False)),
        ({"rcpt_to": "jörg@far.example"}, (False, True)),
        ({"mail_from": "jörg@acme.example"}, (False, True)),
        ({"content": "Subject: ü\r\n\r\nx\r\n".encode()}, (True, True)),
        ({"content": "Subject: u\r\n\r\nü\r\n".encode()}, (True, False)),
    ],
)
def test_it_asks_for_the_extensions_it_needs(
    changes: dict[str, Any], needs: tuple[bool, bool]
) -> None:
    envelope = fit(**changes)
    assert (envelope.eight_bit, envelope.international) == needs


EIGHT_BIT = "Subject: u\r\n\r\nü\r\n".encode()


@pytest.mark.parametrize(
    ("changes", "server", "words"),
    [
        ({"content": b"Subject: x\r\n\r\n"}, Server(limit=13), "takes 13"),
        ({"rcpt_to": "jörg@far.example"}, Server("8bitmime"), "SMTPUTF8"),
        ({"content": EIGHT_BIT}, Server(), "8BITMIME"),
    ],
)
def test_what_the_server_cannot_take_whole_is_not_sent(
    changes: dict[str, Any], server: Server, words: str
) -> None:
    outcome = unfit(fit(**changes), server)
    assert isinstance(outcome, Rejected)
    assert outcome.blame is Blame.MESSAGE
    assert words in outcome.detail


@pytest.mark.parametrize(
    ("changes", "server"),
    [
        ({"content": b"Subject: x\r\n\r\n"}, Server(limit=14)),
        ({"content": EIGHT_BIT}, Server("8bitmime")),
        ({"rcpt_to": "jörg@far.example"}, Server("smtputf8")),
        ({}, Server()),
    ],
)
def test_what_the_server_can_take_is_sent(
    changes: dict[str, Any], server: Server
) -> None:
    assert unfit(fit(**changes), server) is None
