"""Every fault at every stage of SMTP: what comes of it, and that nothing is sent twice."""

from __future__ import annotations

import asyncio
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

BEFORE_MAIL: list[Stage] = ["greeting", "ehlo", "starttls", "tls", "auth"]
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
REFUSALS = {
    "421": (Deferred, "421 4.3.2 Closing"),
    "4xx": (Deferred, "450 4.0.0 Not now"),
    "5xx": (Rejected, "550 5.0.0 No"),
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


@pytest.mark.parametrize(("stage", "fault"), list(product(BEFORE_MAIL, FAULTS)))
async def test_before_mail_the_lane_rests(stage: Stage, fault: str) -> None:
    first, second, server = await first_and_second(
        {stage: [FAULTS[fault]]}, {}, secure=True
    )
    assert kind(first) == (Deferred, Blame.SENDER)
    assert isinstance(second, Sent)
    assert [taken.message_id for taken in server.accepted] == ["<2@acme.example>"]


@pytest.mark.parametrize(("stage", "fault"), list(product(BEFORE_DOT, FAULTS)))
async def test_before_the_dot_it_is_certainly_not_sent(
    stage: Stage, fault: str
) -> None:
    first, second, server = await first_and_second({stage: [FAULTS[fault]]}, {})
    assert kind(first) == (Deferred, Blame.MESSAGE)
    assert isinstance(second, Sent)
    assert [taken.message_id for taken in server.accepted] == ["<2@acme.example>"]


@pytest.mark.parametrize("fault", FAULTS)
async def test_after_the_dot_it_is_in_doubt(fault: str) -> None:
    first, second, server = await first_and_second({"dot": [FAULTS[fault]]}, {})
    assert isinstance(first, Unknown)
    assert isinstance(second, Sent)
    assert [taken.message_id for taken in server.accepted] == ["<2@acme.example>"]


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


@pytest.mark.parametrize("silence", SILENCES)
async def test_silence_is_borne_no_longer_than_agreed(silence: str) -> None:
    stages: list[Stage] = [*BEFORE_MAIL, *BEFORE_DOT, "dot"]
    results = await asyncio.gather(
        *(
            first_and_second(
                {stage: [SILENCES[silence]]}, {"timeouts": IMPATIENT}, secure=True
            )
            for stage in stages
        )
    )
    assert [kind(first) for first, _, _ in results] == [
        *[(Deferred, Blame.SENDER)] * len(BEFORE_MAIL),
        *[(Deferred, Blame.MESSAGE)] * len(BEFORE_DOT),
        (Unknown, None),
    ]
    for _, second, server in results:
        assert isinstance(second, Sent)
        assert [taken.message_id for taken in server.accepted] == ["<2@acme.example>"]


@pytest.mark.parametrize(
    "act", [hang_up(record=True), reset(record=True), stall(record=True)], ids=str
)
async def test_taken_but_not_answered_is_in_doubt_and_not_sent_again(act: Act) -> None:
    first, second, server = await first_and_second(
        {"dot": [act]}, {"timeouts": IMPATIENT}
    )
    assert isinstance(first, Unknown)
    assert isinstance(second, Sent)
    assert (len(server.accepted), server.duplicates) == (2, {})


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


LANE: list[Stage] = [*BEFORE_MAIL, "mail"]
STAGES: list[Stage] = [*LANE, "rcpt", "data", "dot"]


def blamed(stage: Stage, refusal: str) -> Blame:
    if stage in LANE or refusal == "421":
        return Blame.SENDER
    if stage == "data" and refusal == "5xx":
        return Blame.SENDER
    return Blame.MESSAGE


@pytest.mark.parametrize(
    ("stage", "refusal"),
    [pair for pair in product(STAGES, REFUSALS) if pair[0] != "tls"],
)
async def test_a_refusal_is_definite_at_every_stage(stage: Stage, refusal: str) -> None:
    outcome, line = REFUSALS[refusal]
    script: Script = {stage: [reply(line)]}
    first, second, server = await first_and_second(script, {}, secure=True)
    assert kind(first) == (outcome, blamed(stage, refusal))
    assert isinstance(second, Sent)
    assert [taken.message_id for taken in server.accepted] == ["<2@acme.example>"]


NOISE = st.one_of(
    st.binary(max_size=40),
    st.from_regex(rb"[1-5][0-9]{2}[ -][a-z0-9. ]{0,12}\r\n", fullmatch=True),
    st.lists(st.sampled_from([b"250-", b"250 ", b"354 ", b"5", b"\r\n", b"x"])).map(
        b"".join
    ),
)


@settings(max_examples=60, deadline=None)
@given(stage=st.sampled_from(BEFORE_DOT), noise=NOISE)
async def test_no_noise_before_the_dot_makes_a_mail_sent(
    stage: Stage, noise: bytes
) -> None:
    server = Saboteur({stage: [hang_up(after=noise)]})
    async with server, channel(server) as out:
        assert isinstance(await out.send(mail()), Deferred | Rejected)
    assert server.accepted == []


@settings(max_examples=60, deadline=None)
@given(noise=NOISE)
async def test_only_a_2xx_to_the_dot_makes_a_mail_sent(noise: bytes) -> None:
    server = Saboteur({"dot": [hang_up(after=noise, record=True)]})
    async with server, channel(server) as out:
        outcome = await out.send(mail())
    if isinstance(outcome, Sent):
        assert noise.startswith(b"2")
    if isinstance(outcome, Deferred | Rejected):
        assert noise[:1] in {b"4", b"5"}
    assert len(server.accepted) == 1


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
