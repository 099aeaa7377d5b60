"""What an inbox makes of a server that hangs up, stalls, babbles and refuses."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.adapters.inbox.imap import ImapAccount, ImapInbox
from outreach.errors import Unavailable
from outreach.ports import Batch, Cursor
from tests.adapters.inbox.reading import ENDLESS, HASTY, START, opened, raw, uids
from tests.saboteur.imap import HOST, PASSWORD, ImapSaboteur, Then

if TYPE_CHECKING:
    from tests.saboteur.imap import Lie, Stage

PATIENCE = 20.0
STAGES: tuple[Stage, ...] = (
    "greeting", "capability", "login", "examine", "search", "sizes", "bodies"
)  # fmt: skip
BABBLE: dict[str, Lie] = {
    "hangs up": Then.HANG_UP,
    "hangs up within a line": (b"* 12 EXI", Then.HANG_UP),
    "says good-bye": b"* BYE overloaded\r\n",
    "speaks HTTP": b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "speaks in octets": bytes(range(256)) * 3 + b"\r\n",
    "answers another tag": b"Z999 OK done\r\n",
    "announces a petabyte": b"* 1 FETCH (UID 1 BODY[] {1125899906842624}\r\nxx",
    "announces a number without end": b"* 1 FETCH (X {" + b"9" * 5000 + b"}\r\n",
    "sends lines without end": Then.FLOOD,
    "sends a line without end": Then.GUSH,
}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("how", BABBLE)
async def test_a_server_that_babbles_is_unavailable(stage: Stage, how: str) -> None:
    async with (
        ImapSaboteur({1: b"one"}, {stage: BABBLE[how]}) as server,
        opened(server) as inbox,
    ):
        with pytest.raises(Unavailable, match=f"{HOST}:{server.port}"):
            await inbox.fetch("INBOX", START, 10)
        server.lies.clear()
        good = await inbox.fetch("INBOX", START, 10)
    assert good == Batch((raw(1, b"one"),), Cursor(7, 1), more=False)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("how", [Then.STALL, Then.DRIP])
async def test_a_server_that_stalls_is_unavailable(stage: Stage, how: Then) -> None:
    async with (
        ImapSaboteur({1: b"one"}, {stage: how}) as server,
        opened(server, HASTY) as inbox,
    ):
        with pytest.raises(Unavailable, match="no answer in time"):
            await inbox.fetch("INBOX", START, 10)


@pytest.mark.parametrize("verdict", [b"NO", b"BAD"])
@pytest.mark.parametrize("stage", STAGES)
async def test_a_server_that_refuses_is_unavailable(
    stage: Stage, verdict: bytes
) -> None:
    lie = b"<tag> %b not today\r\n" % verdict
    async with (
        ImapSaboteur({1: b"one"}, {stage: lie}) as server,
        opened(server) as inbox,
    ):
        if (stage, verdict) == ("sizes", b"NO"):
            assert uids(await inbox.fetch("INBOX", START, 10)) == [1]
        else:
            with pytest.raises(Unavailable):
                await inbox.fetch("INBOX", START, 10)


async def test_nobody_listening_is_unavailable() -> None:
    async with ImapSaboteur() as server:
        pass
    async with opened(server) as inbox:
        with pytest.raises(Unavailable, match="tried again later"):
            await inbox.fetch("INBOX", None, 10)


async def test_one_connection_serves_many_readings() -> None:
    async with ImapSaboteur({1: b"one"}) as server, opened(server) as inbox:
        for _ in range(3):
            await inbox.fetch("INBOX", START, 10)
        assert server.stages["greeting"] == 1


async def test_a_connection_that_died_meanwhile_is_made_anew() -> None:
    async with ImapSaboteur({1: b"one"}) as server, opened(server) as inbox:
        await inbox.fetch("INBOX", START, 10)
        await server.hang_up()
        assert uids(await inbox.fetch("INBOX", START, 10)) == [1]
        assert server.stages["greeting"] == 2


async def test_a_cancelled_reading_lets_the_next_one_through() -> None:
    async with (
        ImapSaboteur({1: b"one"}, {"search": Then.STALL}) as server,
        opened(server, ENDLESS) as inbox,
    ):
        reading = asyncio.create_task(inbox.fetch("INBOX", START, 10))
        await server.stalling.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        server.lies.clear()
        assert uids(await inbox.fetch("INBOX", START, 10)) == [1]


async def test_closing_ends_a_reading_that_hangs() -> None:
    async with (
        ImapSaboteur({1: b"one"}, {"search": Then.STALL}) as server,
        opened(server, ENDLESS) as inbox,
    ):
        reading = asyncio.create_task(inbox.fetch("INBOX", START, 10))
        await server.stalling.wait()
        await inbox.close()
        with pytest.raises(Unavailable):
            await reading


async def test_closing_minds_no_server_that_hangs_up() -> None:
    async with ImapSaboteur({1: b"one"}, {"logout": Then.HANG_UP}) as server:
        async with opened(server) as inbox:
            await inbox.fetch("INBOX", START, 10)
        assert server.heard[-1] == "LOGOUT"


async def test_a_connection_that_nobody_uses_is_ended_and_made_anew() -> None:
    async with ImapSaboteur({1: b"one"}) as server:
        account = ImapAccount(HOST, server.port, "none", "anna", PASSWORD)
        inbox = ImapInbox(account, unused=timedelta(0))
        assert uids(await inbox.fetch("INBOX", START, 10)) == [1]
        async with asyncio.timeout(PATIENCE):
            await server.gone.wait()
        assert server.heard[-1] == "LOGOUT"
        assert uids(await inbox.fetch("INBOX", START, 10)) == [1]
        assert server.stages["greeting"] == 2
        await inbox.close()


async def test_one_that_is_used_again_in_time_is_kept() -> None:
    async with ImapSaboteur({1: b"one"}) as server:
        account = ImapAccount(HOST, server.port, "none", "anna", PASSWORD)
        inbox = ImapInbox(account, unused=timedelta(0))
        readings = (inbox.fetch("INBOX", START, 10) for _ in range(5))
        # Each has the next one wait for its turn when it ends.
        assert [uids(each) for each in await asyncio.gather(*readings)] == [[1]] * 5
        assert server.stages["greeting"] == 1
        await inbox.close()
        assert server.stages["logout"] == 1
