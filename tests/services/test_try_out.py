"""A trial goes to its author alone, and leaves nothing behind."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from outreach.bootstrap import release_of
from outreach.core.model import Lead, LeadId, Rejected, Sent
from outreach.errors import InputError, Refused, Unavailable
from outreach.services.find import find
from outreach.services.opt_out import read_opt_out
from outreach.services.preview import preview
from outreach.services.suppress import suppress
from outreach.services.try_out import approve, mails_of, trial_engine, try_out
from tests.saboteur.act import reply
from tests.saboteur.smtp import Saboteur
from tests.services.running import Clock, enroll, make, opened, write

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from outreach.bootstrap import Deployment
    from outreach.services.preview import Message

AUTHOR = "author@acme.example"
NOW = Clock().now()
WEB = 'public_url: https://go.acme.example\ntracking: {clicks: true}\npostal_address: "1 x"\n'


async def _trials(deployment: Deployment, lead_id: LeadId) -> list[Message]:
    engine = trial_engine(deployment.engine)
    async with engine.database.reading() as connection:
        lead = await find(connection, str(lead_id))
    found = await preview(
        engine,
        lead,
        "hello",
        lambda: release_of(deployment.bundle("hello")),
        trial=True,
    )
    return mails_of(found.on_path(0))


def _read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


async def test_trials_thread_among_themselves_and_touch_no_lead(
    tmp_path: Path, sqlite_url: str
) -> None:
    clock = Clock()
    async with Saboteur() as server:
        workspace = write(tmp_path / "w", sqlite_url, port=server.port, extra=WEB)
        async with opened(workspace, clock) as world:
            ids = await make(world.deployment, 1)
            await enroll(world.deployment, ids)
            await world.run()
            channel = world.deployment.channels["email"]
            for _ in range(2):
                mails = await _trials(world.deployment, ids[0])
                done = await try_out(channel, mails, AUTHOR, clock.now())
                assert [type(each.outcome) for each in done] == [Sent, Sent]
                clock.forward(seconds=1)
            touches = await world.states()
            clock.forward(days=4)
            await world.run()
            engine = world.deployment.engine
    real = [_read(t.content) for t in server.accepted if t.rcpt_to != (AUTHOR,)]
    tests = [_read(t.content) for t in server.accepted if t.rcpt_to == (AUTHOR,)]
    assert touches == [("sent", "")]
    assert [len(real), len(tests)] == [2, 4]
    assert len({mail["Message-ID"] for mail in (*real, *tests)}) == 6
    for intro, bump in (tests[:2], tests[2:]):
        assert bump["In-Reply-To"] == bump["References"] == intro["Message-ID"]
    for mail in tests:
        assert mail["To"] == AUTHOR
        assert mail["Subject"].startswith("[test] ")
        assert mail["X-Outreach-Test"] == "1"
        assert mail["List-Unsubscribe"] is None
        text = mail.as_string()
        assert "/c/" not in text
        token = text.partition("https://go.acme.example/u/")[2].split()[0]
        assert read_opt_out(engine, token) is None


@pytest.mark.parametrize(
    ("to", "error", "code"),
    [
        ("lead1@co1.example", Refused, "is_a_lead"),
        ("LEAD0@co0.example", Refused, "is_a_lead"),
        ("boss@co0.example", Refused, "is_at_a_lead"),
        ("left@other.example", Refused, "suppressed"),
        ("nobody", InputError, ""),
        ("a@b.example, c@d.example", InputError, ""),
    ],
)
async def test_nobody_but_the_author_is_mailed(
    tmp_path: Path, sqlite_url: str, to: str, error: type[Exception], code: str
) -> None:
    workspace = write(tmp_path / "w", sqlite_url)
    async with opened(workspace, Clock()) as world:
        ids = await make(world.deployment, 2)
        engine = world.deployment.engine
        await suppress(engine, ["left@other.example"])
        async with engine.database.reading() as connection:
            lead = await find(connection, str(ids[0]))
        with pytest.raises(error) as refused:
            await approve(engine, to, [lead])
        assert getattr(refused.value, "code", "") == code
        assert await approve(engine, " Me@Own.example ", [lead]) == "me@own.example"


async def test_our_own_address_may_always_be_tried_with(
    tmp_path: Path, sqlite_url: str
) -> None:
    workspace = write(tmp_path / "w", sqlite_url)
    async with opened(workspace, Clock()) as world:
        [sender] = world.deployment.engine.senders.values()
        colleague = Lead(LeadId(1), email=f"x@{sender.address.rpartition('@')[2]}")
        assert await approve(world.deployment.engine, sender.address, [colleague])


async def test_nothing_is_sent_where_a_sender_cannot_be_reached(
    tmp_path: Path, sqlite_url: str
) -> None:
    workspace = write(tmp_path / "w", sqlite_url, port=1)
    async with opened(workspace, Clock()) as world:
        [lead_id] = await make(world.deployment, 1)
        mails = await _trials(world.deployment, lead_id)
        with pytest.raises(Unavailable, match="anna cannot send now"):
            await try_out(world.deployment.channels["email"], mails, AUTHOR, NOW)


async def test_after_a_refusal_no_more_is_sent(tmp_path: Path, sqlite_url: str) -> None:
    async with Saboteur({"rcpt": [reply("550 5.1.1 no such user")]}) as server:
        workspace = write(tmp_path / "w", sqlite_url, port=server.port)
        async with opened(workspace, Clock()) as world:
            [lead_id] = await make(world.deployment, 1)
            mails = await _trials(world.deployment, lead_id)
            [done] = await try_out(
                world.deployment.channels["email"], mails, AUTHOR, NOW
            )
    assert isinstance(done.outcome, Rejected)
    assert server.accepted == []


def test_too_many_or_none_are_refused() -> None:
    with pytest.raises(Refused, match="no mail of this path"):
        mails_of([])
