"""A large mailbox is looked through by its heads: nothing missed, nothing twice, little fetched."""

from __future__ import annotations

import asyncio
import tracemalloc
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.adapters.inbox.imap import ImapInbox
from outreach.errors import Unavailable
from outreach.ports import Cursor, Head, Listing, RawMessage
from outreach.services.poll import poll
from outreach.services.scan import scan
from tests.adapters.inbox.dovecot import Dovecot, running_dovecot
from tests.adapters.inbox.observer import Observer
from tests.services import deployment, ear
from tests.services.arena import arena

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from tests.services.arena import Arena

OLD, FRESH = 4_000, 40
MEGABYTE = 2**20
ALONE = deployment.SEQUENCE.replace("[anna, ben]", "[anna]")
ANNA = replace(deployment.sender("anna"), hears=True, folders=("INBOX",))


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    """One server; each test has a mailbox of its own."""
    with running_dovecot() as server:
        yield server


@dataclass
class Counting(ImapInbox):
    """Counts what is fetched whole."""

    taken: int = 0

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]

    async def take(
        self, folder: str, uidvalidity: int, uids: Sequence[int]
    ) -> Sequence[RawMessage]:
        found = await super().take(folder, uidvalidity, uids)
        self.taken += len(found)
        return found


def _mails(it: Arena) -> list[tuple[bytes, datetime]]:
    """Return a year of other people's mail, and answers since the first touch."""
    now = it.clock.now()
    old = [
        (
            ear.mail(f"old{n}@else.example", "x" * 2000),
            now - timedelta(days=2 + n % 300),
        )
        for n in range(OLD)
    ]
    fresh = [
        (ear.mail("lead0@co0.example", f"Answer {n}."), now + timedelta(minutes=n))
        for n in range(FRESH)
    ]
    return [*old[: OLD // 2], *fresh, *old[OLD // 2 :]]


async def test_of_a_large_mailbox_only_what_can_concern_us_is_fetched(
    sqlite_url: str, dovecot: Dovecot
) -> None:
    async with arena(sqlite_url, steps=ALONE, senders={"anna": ANNA}) as it:
        await it.enroll(1)
        await it.run()
        await asyncio.to_thread(dovecot.fill, "large", _mails(it))
        inbox = Counting(dovecot.account("large"))
        tracemalloc.start()
        kept = await poll(it.engine, {"anna": inbox}, "anna")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        again = await poll(it.engine, {"anna": inbox}, "anna")
        assert (kept, again) == (FRESH, 0)
        # The server goes by whole days: a day or so more than what is asked for.
        assert FRESH <= inbox.taken < FRESH + OLD // 50
        assert most < 16 * MEGABYTE
        assert len(await it.rows("inbound")) == FRESH
        assert (await it.kinds()).count("reply.other") == FRESH

        # The mailbox is rebuilt: other UIDs, another UIDVALIDITY.
        await inbox.close()
        inbox = Counting(dovecot.account("large"))
        await asyncio.to_thread(_renumber, dovecot, "large")
        await asyncio.to_thread(
            Observer(dovecot.account("large"))._deliver,
            "INBOX",
            ear.mail("lead0@co0.example", "After it."),
            it.clock.now(),
        )
        assert await poll(it.engine, {"anna": inbox}, "anna") == 1
        assert inbox.taken < 1 + OLD // 50
        assert (await it.kinds()).count("reply.other") == FRESH + 1
        await inbox.close()


def _renumber(dovecot: Dovecot, user: str) -> None:
    for path in (dovecot.folder / "mail" / user).glob("dovecot*"):
        path.unlink()


@dataclass
class Paper:
    """A mailbox on paper: heads by UID, whose bytes may be gone by the time they are asked."""

    heads: dict[int, str]
    gone: set[int] = field(default_factory=set)
    validity: int = 7
    stuck: set[int] = field(default_factory=set)

    async def look(
        self, _folder: str, after: Cursor | None, limit: int, _since: datetime | None
    ) -> Listing:
        if after is None or after.uidvalidity != self.validity:
            return Listing((), Cursor(self.validity, 0), more=True)
        left = sorted(uid for uid in self.heads if uid > after.uid)
        some = [Head(uid, self.heads[uid], 1) for uid in left[:limit]]
        last = some[-1].uid if some else after.uid
        return Listing(some, Cursor(self.validity, last), more=len(left) > limit)

    async def take(
        self, _folder: str, _uidvalidity: int, uids: Sequence[int]
    ) -> Sequence[RawMessage]:
        if uids[0] in self.stuck:
            raise Unavailable(f"UID {uids[0]} is stuck")
        until = min(self.stuck, default=10**9)
        there = [uid for uid in uids if uid not in self.gone and uid < until]
        return [
            RawMessage(self.validity, uid, b"%d" % uid, deployment.NOW)
            for uid in there[:3]  # a few at a time, as a server with large mails
        ]


async def _uids(it: Arena) -> list[int]:
    return sorted(row["uid"] for row in await it.rows("inbound"))


async def test_what_is_gone_or_known_is_passed_over_and_nothing_else(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        paper = Paper({uid: f"m{uid % 50}" for uid in range(1, 101)}, gone={3, 4, 50})
        place = ("anna", "INBOX")
        done = await scan(it.engine, paper, place, Cursor(7, 0), deployment.NOW)
        # Of each two of one mark the first, though it may be gone by then.
        assert done == (47, True)
        assert await _uids(it) == [u for u in range(1, 50) if u not in {3, 4}]


async def test_a_message_that_is_stuck_keeps_the_cursor_before_it(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        paper = Paper({uid: f"m{uid}" for uid in range(1, 10)}, stuck={5})
        place = ("anna", "INBOX")
        for _ in range(2):
            with pytest.raises(Unavailable, match="UID 5"):
                await scan(it.engine, paper, place, Cursor(7, 0), deployment.NOW)
        assert await _uids(it) == [1, 2, 3, 4]
        paper.stuck.clear()
        assert await scan(it.engine, paper, place, Cursor(7, 0), None) == (5, True)


async def test_a_folder_that_is_counted_anew_all_the_time_is_given_up(
    sqlite_url: str,
) -> None:
    class Restless(Paper):
        async def look(
            self, folder: str, after: Cursor | None, limit: int, since: datetime | None
        ) -> Listing:
            self.validity += 1
            return await super().look(folder, after, limit, since)

    async with arena(sqlite_url) as it:
        with pytest.raises(Unavailable, match="does not end"):
            await scan(it.engine, Restless({}), ("anna", "INBOX"), None, None)
