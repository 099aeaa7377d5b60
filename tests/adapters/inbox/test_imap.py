"""What an inbox makes of a server that hangs up, stalls, babbles and lies about UIDs."""

from __future__ import annotations

import asyncio
import base64
import ssl
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from outreach.adapters.inbox.imap import ImapAccount, ImapInbox, ImapTimeouts
from outreach.errors import InputError, Unavailable
from outreach.ports import Batch, Cursor, RawMessage
from tests.saboteur.imap import (
    CERTIFICATE,
    HOST,
    PASSWORD,
    ImapSaboteur,
    Then,
    given,
    searched,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.saboteur.imap import Lie, Stage

PATIENT = ImapTimeouts()
HASTY = ImapTimeouts(
    connect=timedelta(seconds=5),
    silence=timedelta(milliseconds=100),
    total=timedelta(milliseconds=300),
)
# Longer than a test may take: only what cuts the connection ends such a reading.
ENDLESS = ImapTimeouts(silence=timedelta(hours=1), total=timedelta(hours=1))
RECEIVED_AT = datetime(2026, 3, 1, 7, 30, tzinfo=UTC)
START = Cursor(7, 0)
OK = b"<tag> OK done\r\n"

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


@asynccontextmanager
async def opened(
    server: ImapSaboteur, timeouts: ImapTimeouts = PATIENT
) -> AsyncIterator[ImapInbox]:
    """Give an inbox over the saboteur."""
    account = ImapAccount(HOST, server.port, "none", "anna", PASSWORD)
    inbox = ImapInbox(replace(account, timeouts=timeouts))
    try:
        yield inbox
    finally:
        await inbox.close()


def raw(uid: int, content: bytes) -> RawMessage:
    """Return what the saboteur's mail comes to."""
    return RawMessage(7, uid, content, RECEIVED_AT)


def uids(batch: Batch) -> list[int]:
    """Return the UIDs of a batch, in its order."""
    return [message.uid for message in batch.messages]


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


async def test_the_last_message_named_below_what_was_asked_is_no_news() -> None:
    mails = {3: b"three"}
    async with ImapSaboteur(mails) as server, opened(server) as inbox:
        assert await inbox.fetch("INBOX", Cursor(7, 3), 10) == Batch((), Cursor(7, 3))
        assert "UID SEARCH UID 4:*" in server.heard


async def test_uids_in_disorder_come_in_order_and_once() -> None:
    mails = {uid: b"%d" % uid for uid in (1, 2, 3)}
    listed = b"* SEARCH 3 1 0 2 3 1 4294967296 99999999999999999999\r\n" + OK
    async with (
        ImapSaboteur(mails, {"search": listed}) as server,
        opened(server) as inbox,
    ):
        assert uids(await inbox.fetch("INBOX", START, 10)) == [1, 2, 3]


async def test_a_uid_that_is_no_number_hides_no_other() -> None:
    mails = {1: b"one", 3: b"three"}
    lies: dict[Stage, Lie] = {"search": b"* SEARCH 1 two 3\r\n" + OK}
    async with ImapSaboteur(mails, lies) as server, opened(server) as inbox:
        assert uids(await inbox.fetch("INBOX", START, 10)) == [1, 3]


@pytest.mark.parametrize("listed", [b"one two", b"-1", b"(1 2"])
async def test_a_list_of_no_uids_is_unavailable(listed: bytes) -> None:
    lies: dict[Stage, Lie] = {"search": b"* SEARCH " + listed + b"\r\n" + OK}
    async with ImapSaboteur({1: b"one"}, lies) as server, opened(server) as inbox:
        with pytest.raises(Unavailable):
            await inbox.fetch("INBOX", START, 10)


@pytest.mark.parametrize("stage", ["sizes", "bodies"])
async def test_brackets_without_end_are_unavailable(stage: Stage) -> None:
    lies: dict[Stage, Lie] = {stage: b"* 1 FETCH " + b"(" * 5000 + b"\r\n" + OK}
    async with ImapSaboteur({1: b"one"}, lies) as server, opened(server) as inbox:
        with pytest.raises(Unavailable):
            await inbox.fetch("INBOX", START, 10)


async def test_messages_that_nobody_asked_for_are_ignored() -> None:
    mails = {1: b"one", 2: b"two"}
    extra = (given(900, b"not asked"), b"* 2 EXISTS\r\n", given(1, b"again"))
    answer = (
        b"* 2 FETCH (FLAGS (\\Seen))\r\n",
        given(2, b"two"),
        given(1, b"one"),
        *extra,
        OK,
    )
    async with (
        ImapSaboteur(mails, {"bodies": answer}) as server,
        opened(server) as inbox,
    ):
        batch = await inbox.fetch("INBOX", START, 10)
    assert batch == Batch((raw(1, b"one"), raw(2, b"two")), Cursor(7, 2), more=False)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"* 1 FETCH (BODY[] {3}\r\none)\r\n",
        b"* 1 FETCH (UID 1 BODY[] NIL)\r\n",
        b"* 1 FETCH (UID one BODY[] {3}\r\none)\r\n",
        b"* 1 FETCH (UID 1 FLAGS ())\r\n",
        given(2, b"one"),
    ],
)
async def test_a_message_that_is_there_and_does_not_come_is_named(
    answer: bytes,
) -> None:
    lies: dict[Stage, Lie] = {"bodies": answer + OK}
    async with ImapSaboteur({1: b"one"}, lies) as server, opened(server) as inbox:
        with pytest.raises(Unavailable, match="UID 1 and does not give it out"):
            await inbox.fetch("INBOX", START, 10)


async def test_the_cursor_waits_before_a_message_that_does_not_come() -> None:
    mails = {uid: b"%d" % uid for uid in (1, 2, 3)}

    def without_two(asked: list[int]) -> Lie:
        return (*(given(uid, mails[uid]) for uid in asked if uid != 2), OK)

    async with (
        ImapSaboteur(mails, {"bodies": without_two}) as server,
        opened(server) as inbox,
    ):
        first = await inbox.fetch("INBOX", START, 10)
        assert first == Batch((raw(1, b"1"),), Cursor(7, 1), more=True)
        with pytest.raises(Unavailable, match="UID 2"):
            await inbox.fetch("INBOX", first.cursor, 10)


async def test_mail_before_one_that_kills_the_server_is_heard() -> None:
    mails = {uid: b"%d" % uid for uid in (1, 2, 3)}

    def poisoned(asked: list[int]) -> Lie:
        if 3 in asked:
            return Then.HANG_UP
        return (*(given(uid, mails[uid]) for uid in asked), OK)

    async with (
        ImapSaboteur(mails, {"bodies": poisoned}) as server,
        opened(server) as inbox,
    ):
        with pytest.raises(Unavailable):
            await inbox.fetch("INBOX", START, 10)
        then = await inbox.fetch("INBOX", START, 10)
        assert (uids(then), then.cursor, then.more) == ([1, 2], Cursor(7, 2), True)


@pytest.mark.parametrize("end", [OK, b"<tag> NO [EXPUNGEISSUED] some are gone\r\n"])
async def test_a_message_that_vanishes_meanwhile_is_passed_over(end: bytes) -> None:
    mails = {uid: b"%d" % uid for uid in (1, 2, 3)}

    def vanishing(asked: list[int]) -> Lie:
        mails.pop(2, None)
        return (*(given(uid, mails[uid]) for uid in asked if uid != 2), end)

    async with (
        ImapSaboteur(mails, {"bodies": vanishing}) as server,
        opened(server) as inbox,
    ):
        batch = await inbox.fetch("INBOX", START, 10)
    assert (uids(batch), batch.cursor, batch.more) == ([1, 3], Cursor(7, 3), False)


async def test_a_uidnext_that_is_too_high_deafens_nobody() -> None:
    async with ImapSaboteur({5: b"five"}) as server, opened(server) as inbox:
        lie = server.opened().replace(b"UIDNEXT 6", b"UIDNEXT 4294967295")
        server.lies["examine"] = lie + OK
        first = await inbox.fetch("INBOX", None, 10)
        server.mails[6] = b"six"
        then = await inbox.fetch("INBOX", first.cursor, 10)
    assert (first.cursor, uids(then)) == (Cursor(7, 5), [6])


async def test_a_server_that_counts_anew_in_secret_is_found_out() -> None:
    async with ImapSaboteur({1: b"new"}) as server, opened(server) as inbox:
        with pytest.raises(Unavailable, match="have the mailbox rebuilt"):
            await inbox.fetch("INBOX", Cursor(7, 40), 10)


async def test_a_uidnext_that_lags_behind_hides_no_mail() -> None:
    async with ImapSaboteur({8: b"eight"}) as server, opened(server) as inbox:
        lie = server.opened().replace(b"UIDNEXT 9", b"UIDNEXT 2")
        server.lies["examine"] = lie + OK
        assert uids(await inbox.fetch("INBOX", Cursor(7, 7), 10)) == [8]


async def test_a_large_folder_is_named_in_few_octets() -> None:
    mails = {uid: b"x" for uid in range(1, 60) if uid != 30}
    async with ImapSaboteur(mails) as server, opened(server) as inbox:
        batch = await inbox.fetch("INBOX", START, 100)
        assert uids(batch) == list(mails)
        assert "UID FETCH 1:29,31:59 (UID RFC822.SIZE)" in server.heard


async def test_another_uidvalidity_starts_the_folder_over() -> None:
    async with ImapSaboteur({1: b"one"}) as server, opened(server) as inbox:
        batch = await inbox.fetch("INBOX", Cursor(6, 40), 10)
    assert batch == Batch((raw(1, b"one"),), Cursor(7, 1), more=False)


@pytest.mark.parametrize("told", [b"0", b"-1", b"seven", b"4294967296", b""])
async def test_a_folder_without_uidvalidity_is_unavailable(told: bytes) -> None:
    async with ImapSaboteur({1: b"one"}) as server, opened(server) as inbox:
        lie = server.opened().replace(b"UIDVALIDITY 7", b"UIDVALIDITY " + told)
        server.lies["examine"] = lie + OK
        with pytest.raises(Unavailable):
            await inbox.fetch("INBOX", START, 10)


async def test_a_wide_gap_in_the_uids_is_crossed_in_a_few_steps() -> None:
    mails = {1: b"one", 4_000_000_000: b"far"}
    async with ImapSaboteur(mails) as server, opened(server) as inbox:
        batch = await inbox.fetch("INBOX", START, 10)
        assert uids(batch) == [1, 4_000_000_000]
        assert server.stages["search"] < 12


async def test_a_huge_mail_comes_cut_off() -> None:
    size = b"* 1 FETCH (UID 1 RFC822.SIZE 52428800)\r\n" + OK
    body = given(1, b"head").replace(b"BODY[]", b"BODY[]<0>") + OK
    lies: dict[Stage, Lie] = {"sizes": size, "bodies": body}
    async with ImapSaboteur({1: b"huge"}, lies) as server, opened(server) as inbox:
        batch = await inbox.fetch("INBOX", START, 10)
        assert batch.messages == (raw(1, b"head"),)
        wanted = "UID FETCH 1 (UID INTERNALDATE BODY.PEEK[]<0.26214400>)"
        assert wanted in server.heard


async def test_a_batch_ends_before_it_fills_the_memory() -> None:
    mails = dict.fromkeys((1, 2, 3), b"large")
    sizes = b"".join(
        b"* 1 FETCH (UID %d RFC822.SIZE 20000000)\r\n" % uid for uid in mails
    )
    async with (
        ImapSaboteur(mails, {"sizes": sizes + OK}) as server,
        opened(server) as inbox,
    ):
        batch = await inbox.fetch("INBOX", START, 10)
    assert (uids(batch), batch.cursor, batch.more) == ([1], Cursor(7, 1), True)


async def test_the_password_never_comes_back() -> None:
    plain = base64.b64encode(b"\0anna\0" + PASSWORD.encode())
    said = b"<tag> NO no %b, no %b\x07\r\n" % (PASSWORD.encode(), plain)
    async with ImapSaboteur(lies={"login": said}) as server, opened(server) as inbox:
        with pytest.raises(Unavailable) as caught:
            await inbox.fetch("INBOX", None, 10)
    assert str(caught.value) == (
        f"IMAP server {HOST}:{server.port}: it refuses the login "
        "(no ***, no ***): check username and password"
    )
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("password", ['pä"ss', "back\\slash'quote", "päss word"])
@pytest.mark.parametrize("verdict", [b"NO", b"BAD", b"NOPE"])
@pytest.mark.parametrize("stage", ["login", "examine"])
async def test_no_shape_of_an_echo_shows_the_password(
    stage: Stage, verdict: bytes, password: str, caplog: pytest.LogCaptureFixture
) -> None:
    octets = password.encode()
    echoes = (octets, repr(octets)[2:-1].encode(), base64.b64encode(octets))
    said = b"<tag> %b no %b\r\n" % (verdict, b", no ".join(echoes))
    capabilities = b"IMAP4rev1 AUTH=PLAIN"
    lies: dict[Stage, Lie] = {stage: said}
    async with ImapSaboteur(lies=lies, capabilities=capabilities) as server:
        inbox = ImapInbox(ImapAccount(HOST, server.port, "none", "anna", password))
        with pytest.raises(Unavailable) as caught:
            await inbox.fetch("INBOX", None, 10)
        await inbox.close()
    for echo in (password, *(echo.decode(errors="ignore") for echo in echoes)):
        assert echo not in str(caught.value) + caplog.text


async def test_a_server_that_wants_tls_first_is_told_so() -> None:
    capabilities = b"IMAP4rev1 STARTTLS LOGINDISABLED"
    async with (
        ImapSaboteur(capabilities=capabilities) as server,
        opened(server) as inbox,
    ):
        with pytest.raises(Unavailable, match="set security to starttls"):
            await inbox.fetch("INBOX", None, 10)
        assert not any(PASSWORD in command for command in server.heard)


async def test_starttls_is_never_given_up() -> None:
    async with ImapSaboteur() as server:
        account = ImapAccount(HOST, server.port, "starttls", "anna", PASSWORD)
        inbox = ImapInbox(account)
        with pytest.raises(Unavailable, match="STARTTLS"):
            await inbox.fetch("INBOX", None, 10)
        await inbox.close()
        assert not any(PASSWORD in command for command in server.heard)


async def test_words_spoken_before_tls_do_not_count_within_it() -> None:
    injected = OK + b"* BYE said by somebody on the way\r\n"
    lies: dict[Stage, Lie] = {"starttls": injected}
    capabilities = b"IMAP4rev1 STARTTLS"
    mails = {1: b"one"}
    async with ImapSaboteur(mails, lies, capabilities=capabilities) as server:
        account = ImapAccount(HOST, server.port, "starttls", "anna", PASSWORD)
        trusted = ssl.create_default_context(cafile=str(CERTIFICATE))
        inbox = ImapInbox(account, tls=trusted)
        assert uids(await inbox.fetch("INBOX", START, 10)) == [1]
        await inbox.close()


def test_a_line_break_in_a_credential_is_refused() -> None:
    odd = "x\r\na1 DELETE INBOX"
    with pytest.raises(InputError, match="the IMAP username holds a line break"):
        ImapAccount(HOST, 143, "none", odd, PASSWORD)
    with pytest.raises(InputError, match="the IMAP password holds a line break"):
        ImapAccount(HOST, 143, "none", "anna", odd)


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


UIDS = st.lists(st.integers(min_value=-2, max_value=40), max_size=12)


@for_all(
    listed=UIDS,
    given_out=UIDS,
    there=st.sets(st.integers(min_value=1, max_value=40), max_size=8),
    after=st.integers(min_value=0, max_value=20),
    limit=st.integers(min_value=1, max_value=5),
)
@settings(max_examples=60, deadline=None)
def test_no_lie_about_uids_moves_the_cursor_past_an_unread_message(
    listed: list[int], given_out: list[int], there: set[int], after: int, limit: int
) -> None:
    """What was listed, is there, and lies behind the cursor has been returned."""
    batch = asyncio.run(_read_from_liar(listed, given_out, there, after, limit))
    if batch is None:
        return
    returned = uids(batch)
    assert batch.cursor == Cursor(7, max(returned, default=after))
    assert returned == sorted(set(returned) & set(listed))
    assert all(uid > after for uid in returned)
    passed = {uid for uid in listed if after < uid <= batch.cursor.uid}
    assert passed <= set(returned)


async def _read_from_liar(
    listed: list[int], given_out: list[int], there: set[int], after: int, limit: int
) -> Batch | None:
    bodies = (*(given(uid, b"x") for uid in given_out), OK)
    lies: dict[Stage, Lie] = {"search": searched(listed) + OK, "bodies": bodies}
    mails = dict.fromkeys(there | {41}, b"x")
    async with ImapSaboteur(mails, lies) as server, opened(server) as inbox:
        try:
            return await inbox.fetch("INBOX", Cursor(7, after), limit)
        except Unavailable:
            return None
