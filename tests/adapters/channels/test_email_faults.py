"""Faults on kept connections, within bodies and in offers: nothing is sent twice.

Each fault at each step is in test_email_matrix.py.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.core.model import Blame, Deferred, Outcome, Rejected, Sent, Unknown
from tests.adapters.channels.post import IMPATIENT, channel, mail
from tests.saboteur.smtp import (
    CERTIFICATE,
    Act,
    Saboteur,
    Script,
    Stage,
    babble,
    drip,
    hang_up,
    reply,
    reset,
    stall,
)

BEFORE_DOT: list[Stage] = ["mail", "rcpt", "data"]
FAULTS = {
    "hang up": hang_up(),
    "hang up in a reply": hang_up(after=b"25"),
    "hang up in a line": hang_up(after=b"250-and more\r\n"),
    "reset": reset(),
    "babble": babble(),
    "http": babble(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    "endless line": babble(b"2" * 100_000 + b"\r\n"),
    "endless reply": babble(b"250-and more\r\n" * 10_000),
    "no such code": reply("999 5.1.1 User unknown"),
    "negative code": reply("-55 5.1.1 User unknown"),
    "wrong digit": reply("150 Wait"),
}
BIG = mail(
    content=b"Message-ID: <1@acme.example>\r\n\r\n" + (b"x" * 76 + b"\r\n") * 200_000
)
SILENCES = {
    "stall": stall(),
    "stall in a reply": stall(after=b"250-and more\r\n25"),
    "drip": drip(b"250-and more\r\n"),
}


def kind(outcome: Outcome) -> tuple[type, Blame | None]:
    match outcome:
        case Deferred(blame=blame) | Rejected(blame=blame):
            return type(outcome), blame
        case _:
            return type(outcome), None


async def first_and_second(
    script: Script, changes: dict[str, Any], *, secure: bool = False
) -> tuple[Outcome, Outcome, Saboteur]:
    """Send a mail into the fault and another after it, over the same channel."""
    users = {"anna": "secret"} if secure else None
    if secure:
        changes = {
            **changes,
            "security": "starttls",
            "ca_file": str(CERTIFICATE),
            "username": "anna",
            "password": "secret",
        }
    server = Saboteur(script, users=users, tls="starttls" if secure else "none")
    async with server, channel(server, **changes) as out:
        return await out.send(mail(1)), await out.send(mail(2)), server


async def second_of_two(stage: Stage, act: Act) -> tuple[Outcome, Saboteur]:
    """Send a mail, and another into the fault over the same connection."""
    server = Saboteur({stage: [None, act]})
    async with server, channel(server) as out:
        assert isinstance(await out.send(mail(1)), Sent)
        return await out.send(mail(2)), server


WARM: list[Stage] = ["rcpt", "data"]


@pytest.mark.parametrize(("stage", "fault"), list(product(WARM, FAULTS)))
async def test_a_kept_connection_that_breaks_past_mail_is_not_tried_again(
    stage: Stage, fault: str
) -> None:
    outcome, server = await second_of_two(stage, FAULTS[fault])
    assert kind(outcome) == (Deferred, Blame.MESSAGE)
    assert (len(server.accepted), server.sessions) == (1, 1)


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_kept_connection_that_breaks_after_the_dot_is_in_doubt(
    fault: str,
) -> None:
    taken = replace(FAULTS[fault], record=True)
    outcome, server = await second_of_two("dot", taken)
    assert isinstance(outcome, Unknown)
    assert (len(server.accepted), server.duplicates) == (2, {})
    assert server.sessions == 1


async def test_a_421_after_the_dot_is_definite_and_not_tried_again() -> None:
    outcome, server = await second_of_two("dot", reply("421 4.3.2 Closing"))
    assert kind(outcome) == (Deferred, Blame.SENDER)
    assert (len(server.accepted), server.sessions) == (1, 1)


@pytest.mark.parametrize("fault", ["babble", "no such code", "wrong digit", "421"])
@pytest.mark.parametrize("stage", [*BEFORE_DOT, "dot"])
async def test_a_conversation_out_of_step_is_not_gone_on_with(
    stage: Stage, fault: str
) -> None:
    act = FAULTS.get(fault, reply("421 4.3.2 Closing"))
    server = Saboteur({stage: [act]})
    async with server, channel(server) as out:
        await out.send(mail(1))
        await server.emptied()


@pytest.mark.parametrize("fault", ["hang up", "reset", "stall", "drip"])
async def test_a_body_cut_short_is_certainly_not_sent(fault: str) -> None:
    script: Script = {"body": [{**FAULTS, **SILENCES}[fault]]}
    server = Saboteur(script, extensions=())
    async with server, channel(server, timeouts=IMPATIENT) as out:
        assert kind(await out.send(BIG)) == (Deferred, Blame.MESSAGE)
    assert server.accepted == []


async def test_a_refusal_within_the_body_is_heard() -> None:
    script: Script = {"body": [reply("552 5.3.4 Too big")]}
    server = Saboteur(script, extensions=())
    async with server, channel(server) as out:
        assert await out.send(BIG) == Rejected(
            Blame.MESSAGE, "body: 552 5.3.4 Too big", "552 5.3.4"
        )
    assert server.accepted == []


async def test_a_hang_up_right_after_the_go_ahead_is_certainly_not_sent() -> None:
    script: Script = {"data": [hang_up(after=b"354 Go\r\n")]}
    first, second, server = await first_and_second(script, {})
    assert kind(first) == (Deferred, Blame.MESSAGE)
    assert isinstance(second, Sent)
    assert [taken.message_id for taken in server.accepted] == ["<2@acme.example>"]


async def test_two_answers_to_one_command_are_not_taken_for_the_next_ones() -> None:
    script: Script = {"data": [reply("354 Go\r\n250 2.0.0 Taken")]}
    first, second, server = await first_and_second(script, {})
    assert kind(first) == (Deferred, Blame.MESSAGE)
    assert isinstance(second, Sent)
    assert [taken.message_id for taken in server.accepted] == ["<2@acme.example>"]


OFFERS = st.lists(
    st.one_of(
        st.from_regex(
            r"(SIZE|AUTH|STARTTLS|8BITMIME)[ =]?[^\r\n]{0,20}", fullmatch=True
        ),
        st.sampled_from(["SIZE " + "9" * 5000, "SIZE 1", "SIZE -1", "AUTH", "AUTH ="]),
        st.text(st.characters(exclude_characters="\r\n", codec="utf-8"), max_size=9),
    ),
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(OFFERS)
async def test_no_offer_of_a_server_upsets_it(offers: list[str]) -> None:
    lines = "".join(f"250-{offer}\r\n" for offer in offers) + "250 ok"
    server = Saboteur({"ehlo": [reply("250-far.example\r\n" + lines)]})
    async with server, channel(server, username="anna", password="secret") as out:
        assert isinstance(await out.send(mail()), Deferred | Rejected)
    assert server.accepted == []


@settings(max_examples=60, deadline=None)
@given(OFFERS)
async def test_an_odd_offer_is_no_reason_not_to_send(offers: list[str]) -> None:
    lines = "".join(f"250-{offer}\r\n" for offer in offers) + "250 ok"
    server = Saboteur({"ehlo": [reply("250-far.example\r\n" + lines)]})
    async with server, channel(server) as out:
        assert isinstance(await out.send(mail()), Sent | Rejected | Deferred)
    assert len(server.accepted) <= 1
