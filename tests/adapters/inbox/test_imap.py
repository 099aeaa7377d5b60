"""What an inbox makes of a server that lies about its UIDs, sizes and messages."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from outreach.errors import Unavailable
from outreach.ports import Batch, Cursor
from tests.adapters.inbox.reading import OK, START, opened, raw, uids
from tests.saboteur.imap import ImapSaboteur, Then, given, searched

if TYPE_CHECKING:
    from tests.saboteur.imap import Lie, Stage


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
