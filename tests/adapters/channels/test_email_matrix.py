"""Each fault at each step of SMTP, and exactly what comes of it.

Two laws hold the matrix together: only a break after the final dot is in doubt, and nothing
that was accepted is ever told as unsent.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
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
    flood,
    hang_up,
    reply,
    reset,
    say,
    slowly,
    stall,
)

Offers = tuple[str, ...]
STEPS: list[Stage] = [
    "greeting", "ehlo", "starttls", "tls", "auth", "mail", "rcpt", "data", "dot",
]  # fmt: skip
# Both ways of asking: in turn, and ahead. Before MAIL they are the same.
PLAIN: Offers = ()
AHEAD_TOO: Offers = ("PIPELINING",)
WAYS = [
    *((PLAIN, step) for step in STEPS),
    *((AHEAD_TOO, step) for step in STEPS[STEPS.index("mail") :]),
]
HONEST: dict[Stage, bytes] = {
    "greeting": b"220 saboteur.example ESMTP\r\n",
    "ehlo": b"250-saboteur.example\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n",
    "starttls": b"220 2.0.0 Go ahead\r\n",
    "auth": b"235 2.7.0 Welcome\r\n",
    "mail": b"250 2.1.0 Ok\r\n",
    "rcpt": b"250 2.1.5 Ok\r\n",
    "data": b"354 Go\r\n",
    "dot": b"250 2.0.0 Ok\r\n",
}
LANE = (Deferred, Blame.SENDER, False)  # it rests, and its host is to blame
AGAIN = (Deferred, Blame.MESSAGE, False)
DOUBT = (Unknown, None, False)
Came = tuple[type, Blame | None, bool | None]

# Answers that are none: what they leave behind differs by how far the message has come.
FAULTS = {
    "hang up": hang_up(),
    "hang up in a reply": hang_up(after=b"25"),
    "hang up within many lines": hang_up(after=b"250-and more\r\n"),
    "reset": reset(),
    "stall": stall(),
    "stall in a reply": stall(after=b"250-and more\r\n25"),
    "drip without end": drip(b"250-and more\r\n"),
    "flood of lines": flood(b"250-and more\r\n"),
    "flood without lines": flood(b"250 and more"),
    "nul and beyond ascii": babble(b"\x00\xff\xfe\x80\r\n"),
    "empty line": babble(b"\r\n"),
    "http": babble(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    "over-long line": babble(b"250 " + b"x" * 10_000 + b"\r\n"),
    "over-long reply": babble(b"250-and more\r\n" * 10_000),
    "no such code": reply("999 5.1.1 User unknown"),
    "no such sort of code": reply("150 Wait"),
    "negative code": reply("-55 5.1.1 User unknown"),
    "codes that differ, yes first": reply("250-2.0.0 Ok\r\n550 5.1.1 User unknown"),
    "codes that differ, no first": reply("550-5.1.1 User unknown\r\n250 2.0.0 Ok"),
    "no hyphen and no space": reply("250x2.0.0 Ok"),
    "code and underscore": reply("2_5 2.0.0 Ok"),
}


@dataclass(frozen=True, slots=True)
class Faced:
    """What came of a mail that met a fault, and of one after it."""

    first: Outcome
    second: Outcome
    server: Saboteur


async def faced(script: Script, offers: Offers = PLAIN, **changes: Any) -> Faced:
    """Send a mail into a fault, and another over the same channel, secured and logged in."""
    server = Saboteur(
        script, users={"anna": "secret"}, tls="starttls", extensions=offers
    )
    secured = {
        "security": "starttls",
        "ca_file": str(CERTIFICATE),
        "username": "anna",
        "password": "secret",
        **changes,
    }
    async with server, channel(server, **secured) as out:
        first = await out.send(mail(1))
        return Faced(first, await out.send(mail(2)), server)


def came(outcome: Outcome) -> Came:
    match outcome:
        case Deferred(blame=blame, reached=reached):
            return Deferred, blame, reached
        case Rejected(blame=blame):
            return Rejected, blame, None
        case Unknown(reached=reached):
            return Unknown, None, reached
        case Sent():
            return Sent, None, None


def expected(step: Stage, fault: str = "") -> Came:
    """Return what comes of an answer that is none."""
    if (step, fault) == ("greeting", "codes that differ, yes first"):
        return Rejected, Blame.SENDER, None  # the last line's, and nothing is at stake
    if step == "dot":
        return DOUBT
    return LANE if STEPS.index(step) < STEPS.index("mail") else AGAIN


SILENT = ("stall", "stall in a reply", "drip without end")


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault not in SILENT])
@pytest.mark.parametrize(("offers", "step"), WAYS)
async def test_an_answer_that_is_none(offers: Offers, step: Stage, fault: str) -> None:
    it = await faced({step: [FAULTS[fault]]}, offers)
    assert came(it.first) == expected(step, fault)
    assert isinstance(it.second, Sent)
    assert [each.message_id for each in it.server.accepted] == ["<2@acme.example>"]


@pytest.mark.parametrize("fault", SILENT)
async def test_no_answer_at_all(fault: str) -> None:
    found = await asyncio.gather(
        *(
            faced({step: [FAULTS[fault]]}, offers, timeouts=IMPATIENT)
            for offers, step in WAYS
        )
    )
    assert [came(it.first) for it in found] == [expected(step) for _, step in WAYS]
    assert [len(it.server.accepted) for it in found] == [1] * len(WAYS)


@pytest.mark.parametrize("fault", FAULTS)
async def test_whatever_is_said_of_a_mail_that_was_taken_it_is_not_told_as_unsent(
    fault: str,
) -> None:
    act = replace(FAULTS[fault], record=True)
    it = await faced({"dot": [act]}, AHEAD_TOO, timeouts=IMPATIENT)
    assert came(it.first) == DOUBT
    assert it.server.duplicates == {}
    assert it.server.accepted[0].message_id == "<1@acme.example>"


AFTER: dict[Stage, Came] = {
    # What was said to the last command was a yes: it breaks before the next is answered.
    "greeting": LANE,
    "ehlo": LANE,
    "starttls": LANE,
    "auth": AGAIN,
    "mail": AGAIN,
    "rcpt": AGAIN,
    "data": AGAIN,
    "dot": (Sent, None, None),
}


@pytest.mark.parametrize(
    ("offers", "step"), [(offers, step) for offers, step in WAYS if step in AFTER]
)
@pytest.mark.parametrize("how", ["hang up", "reset"])
async def test_a_break_after_an_answer(offers: Offers, step: Stage, how: str) -> None:
    then = "hang up" if how == "hang up" else "reset"
    act = Act(HONEST[step], then, record=step == "dot")  # type: ignore[arg-type] # of Then
    it = await faced({step: [act]}, offers)
    # A reset may overtake the answer before it.
    known = {AFTER[step], expected(step)} if how == "reset" else {AFTER[step]}
    if step == "auth":
        known |= {LANE}  # seen before the first command, or at it
    assert came(it.first) in known
    assert isinstance(it.second, Sent)
    assert it.server.duplicates == {}


LATER, RESTS = (Deferred, Blame.MESSAGE, True), (Deferred, Blame.SENDER, True)
TEXT, PAUSES = (Rejected, Blame.MESSAGE, None), (Rejected, Blame.SENDER, None)
GONE = (Rejected, Blame.ADDRESS, None)
BEFORE_LOGIN: list[Stage] = ["greeting", "ehlo", "starttls"]
REPLIES: dict[str, dict[Stage, Came]] = {
    "421 4.3.2 Closing": dict.fromkeys(STEPS, RESTS),
    "450 4.2.0 Not now": {
        "auth": RESTS, "mail": RESTS, "rcpt": LATER, "data": LATER, "dot": LATER,
    },
    "451 4.3.0 Trouble": {
        "auth": RESTS, "mail": RESTS, "rcpt": LATER, "data": LATER, "dot": LATER,
    },
    "452 4.3.1 No room": dict.fromkeys(STEPS, RESTS),
    "451 4.7.1 Slow down": dict.fromkeys(STEPS, RESTS),
    "550 5.1.1 User unknown": {
        "auth": PAUSES, "mail": PAUSES, "rcpt": GONE, "data": GONE, "dot": GONE,
    },
    "550 5.7.1 Not you": dict.fromkeys(STEPS, PAUSES),
    "550 5.4.5 Daily sending limit exceeded": {
        "auth": PAUSES, "mail": RESTS, "rcpt": RESTS, "data": RESTS, "dot": RESTS,
    },
    "552 5.2.2 Mailbox full": {
        "auth": PAUSES, "mail": LATER, "rcpt": LATER, "data": LATER, "dot": LATER,
    },
    "552 5.3.4 Too big": {
        "auth": PAUSES, "mail": TEXT, "rcpt": TEXT, "data": TEXT, "dot": TEXT,
    },
    "554 No": {
        "auth": PAUSES, "mail": PAUSES, "rcpt": PAUSES, "data": PAUSES, "dot": TEXT,
    },
}  # fmt: skip


def refused(step: Stage, line: str) -> Came:
    if step in BEFORE_LOGIN:
        return LANE if line.startswith("4") else PAUSES
    return REPLIES[line][step]


@pytest.mark.parametrize("line", REPLIES)
@pytest.mark.parametrize(("offers", "step"), [way for way in WAYS if way[1] != "tls"])
async def test_a_refusal(offers: Offers, step: Stage, line: str) -> None:
    it = await faced({step: [reply(line)]}, offers)
    assert came(it.first) == refused(step, line)
    assert isinstance(it.second, Sent)
    assert [each.message_id for each in it.server.accepted] == ["<2@acme.example>"]


@pytest.mark.parametrize(
    "noise", [b"250 injected\r\n", b"250-SIZE 9\r\n250 injected\r\n", b"x" * 9]
)
async def test_what_is_injected_behind_starttls_is_not_believed(noise: bytes) -> None:
    it = await faced({"starttls": [say(HONEST["starttls"] + noise)]})
    assert (came(it.first), came(it.second)) == ((Sent, None, None),) * 2
    said = [line.split(" ")[0] for line in it.server.commands[:4]]
    assert said == ["EHLO", "STARTTLS", "EHLO", "AUTH"]


AHEAD: dict[Stage, bytes] = {
    "mail": b"250 Ok\r\n250 Ok\r\n354 Go\r\n250 2.0.0 Taken\r\n",
    "rcpt": b"250 Ok\r\n354 Go\r\n250 2.0.0 Taken\r\n",
    "data": b"354 Go\r\n250 2.0.0 Taken\r\n",
}


@pytest.mark.parametrize("step", AHEAD)
@pytest.mark.parametrize("trail", [b"", b"\x00\xff junk", b"550 5.1.1 No\r\n"])
@pytest.mark.parametrize("offers", [PLAIN, AHEAD_TOO])
async def test_answers_ahead_of_their_questions_are_none(
    offers: Offers, step: Stage, trail: bytes
) -> None:
    it = await faced({step: [say(AHEAD[step] + trail)]}, offers)
    assert came(it.first) == AGAIN
    assert isinstance(it.second, Sent)
    assert [each.message_id for each in it.server.accepted] == ["<2@acme.example>"]


@pytest.mark.parametrize("offers", [PLAIN, AHEAD_TOO])
async def test_a_yes_in_place_of_the_go_ahead_sends_nothing(offers: Offers) -> None:
    it = await faced({"data": [reply("250 2.0.0 Ok: queued as 1")]}, offers)
    assert came(it.first) == AGAIN
    assert [each.message_id for each in it.server.accepted] == ["<2@acme.example>"]


@pytest.mark.parametrize(("offers", "step"), [way for way in WAYS if way[1] != "tls"])
async def test_an_answer_that_drips_is_waited_for(offers: Offers, step: Stage) -> None:
    """A slow yes is a yes: cut short after the dot, it would be a mail sent and in doubt."""
    line = (
        HONEST[step]
        .decode()
        .removesuffix("\r\n")
        .replace("\r\n250 AUTH", "\r\n250 AUTH")
    )
    act = slowly(line)
    script: Script = {step: [replace(act, then="go on", record=False)]}
    it = await faced(script, offers)
    assert isinstance(it.first, Sent)
    assert it.server.duplicates == {}
    assert len(it.server.accepted) == 2


async def test_a_mailbox_that_has_sent_its_share_rests_and_no_other_does() -> None:
    for line in (
        "450 4.2.1 Rate limit exceeded",
        "452 4.5.3 Too many messages",
        "421 4.7.0 Too many messages from this mailbox",
    ):
        server = Saboteur(per_sender=(3, line))
        async with server, channel(server) as out:
            outcomes = [await out.send(mail(number)) for number in range(5)]
            other = await out.send(mail(9, mail_from="ben@acme.example"))
        assert [came(each) for each in outcomes] == [
            *[(Sent, None, None)] * 3,
            *[RESTS] * 2,
        ]
        assert isinstance(other, Sent)
        assert (len(server.accepted), server.duplicates) == (4, {})


async def test_a_connection_that_carries_few_messages_is_exchanged_in_time() -> None:
    server = Saboteur(per_session=3)
    async with server, channel(server) as out:
        outcomes = [await out.send(mail(number)) for number in range(10)]
    assert {type(outcome) for outcome in outcomes} == {Sent}
    assert (len(server.accepted), server.duplicates, server.sessions) == (10, {}, 4)


NOISE = st.one_of(
    st.binary(max_size=60),
    st.lists(
        st.sampled_from(
            [
                b"250",
                b"354",
                b"550",
                b"-",
                b" ",
                b"\r\n",
                b"\n",
                b"\r",
                b"2.0.0 Ok",
                b"\xff",
            ]
        ),
        max_size=12,
    ).map(b"".join),
)
WELL_FORMED = rb"(?s)(2\d\d-[^\n]*\n)*(2\d\d)([ \r\n][^\n]*)?\n.*"


@settings(max_examples=80, deadline=None)
@given(
    offers=st.sampled_from([PLAIN, AHEAD_TOO]),
    step=st.sampled_from(["mail", "rcpt", "data"]),
    noise=NOISE,
)
async def test_nothing_is_sent_by_noise_before_the_dot(
    offers: Offers, step: Stage, noise: bytes
) -> None:
    server = Saboteur({step: [hang_up(after=noise)]}, extensions=offers)
    async with server, channel(server) as out:
        assert isinstance(await out.send(mail()), Deferred | Rejected)
    assert server.accepted == []


@settings(max_examples=80, deadline=None)
@given(offers=st.sampled_from([PLAIN, AHEAD_TOO]), noise=NOISE)
async def test_a_mail_that_was_taken_is_sent_refused_in_words_or_in_doubt(
    offers: Offers, noise: bytes
) -> None:
    server = Saboteur({"dot": [hang_up(after=noise, record=True)]}, extensions=offers)
    async with server, channel(server) as out:
        outcome = await out.send(mail())
    codes = {line[:3] for line in noise.split(b"\n")[:-1]}
    first = noise[:3]
    match outcome:
        case Sent():
            assert first[:1] == b"2"
        case Deferred() | Rejected():
            assert first[:1] in {b"4", b"5"}
            assert first in codes
        case Unknown():
            pass
    assert len(server.accepted) == 1
