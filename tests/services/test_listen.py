"""What a mailbox says by itself has it read; what it does not say keeps nobody waiting."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from outreach.core.hearing import DEAF_AFTER
from outreach.core.inbound.backoff import (
    FIRST,
    LONGEST,
    LONGEST_REFUSED,
    STEADY,
    Streak,
    rest_after,
)
from outreach.core.inbound.listener import listener_of
from outreach.core.model import SenderName
from outreach.errors import Unavailable
from outreach.ports import Batch, Cursor
from outreach.services.listen import Listener, listeners
from outreach.services.work import POLLS, Work
from outreach.store import worker as workers
from tests.services.arena import arena

if TYPE_CHECKING:
    from collections.abc import Sequence

PATIENCE = 20.0


@dataclass
class Bell:
    """An inbox that rings as it is told to: True, False, or an error."""

    rings_: list[bool | Exception]
    rung: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def rings(self, _folder: str) -> bool:
        self.rung += 1
        if not self.rings_:
            self.over.set()
            await asyncio.Event().wait()
        what = self.rings_.pop(0)
        if isinstance(what, Exception):
            raise what
        return what

    async def fetch(self, _folder: str, after: Cursor | None, _limit: int) -> Batch:
        return Batch((), after or Cursor(1, 1))

    async def close(self) -> None:
        """Let go of nothing."""


@dataclass
class Told:
    """A queue that only remembers."""

    put_: list[tuple[str, tuple[int | str, ...]]] = field(default_factory=list)

    async def put(self, job: str, ids: Sequence[int | str]) -> None:
        self.put_.append((job, tuple(ids)))


async def _heard(bell: Bell, within: asyncio.Event) -> Told:
    told = Told()
    listener = Listener({"anna": bell}, told, gap=timedelta(0))
    listener.start()
    async with asyncio.timeout(PATIENCE):
        await within.wait()
    await listener.stop()
    return told


async def test_each_ring_has_the_mailbox_read() -> None:
    bell = Bell([True, True])
    told = await _heard(bell, bell.over)
    assert told.put_ == [("poll", ("anna",))] * 2


async def test_a_connection_that_breaks_once_is_made_anew_at_once() -> None:
    bell = Bell([True, Unavailable("gone"), True])
    told = await _heard(bell, bell.over)
    assert told.put_ == [("poll", ("anna",))] * 2


@dataclass
class Ears:
    """Mailboxes of which it is known how many listen to each."""

    at: Counter[str] = field(default_factory=Counter)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def of(self, name: str) -> Ear:
        return Ear(self, name)

    async def until(self, wanted: dict[str, int]) -> None:
        async with asyncio.timeout(PATIENCE):
            while +self.at != wanted:
                await self.changed.wait()
                self.changed.clear()


@dataclass
class Ear:
    """One of them, which never rings."""

    ears: Ears
    name: str

    async def rings(self, _folder: str) -> bool:
        self.ears.at[self.name] += 1
        self.ears.changed.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.ears.at[self.name] -= 1
            self.ears.changed.set()
        raise AssertionError

    async def fetch(self, _folder: str, after: Cursor | None, _limit: int) -> Batch:
        return Batch((), after or Cursor(1, 1))

    async def close(self) -> None:
        """Let go of nothing."""


NAMES = [f"s{n}" for n in range(20)]


async def test_of_two_schedulers_one_listens_to_a_mailbox_and_takes_over() -> None:
    ears, alive = Ears(), {"one", "two"}
    inboxes = {name: ears.of(name) for name in NAMES}

    async def peers() -> set[str]:
        return alive

    def listener(me: str) -> Listener:
        return Listener(inboxes, Told(), peers=peers, me=me, look=timedelta(0))

    one, two = listener("one"), listener("two")
    one.start()
    mine = {n: 1 for n in NAMES if listener_of(n, alive) == "one"}
    await ears.until(mine)
    assert 0 < len(mine) < len(NAMES)
    two.start()
    await ears.until(dict.fromkeys(NAMES, 1))
    alive.discard("two")  # it hangs: nobody hears of it
    await two.stop()
    await ears.until(dict.fromkeys(NAMES, 1))
    alive.add("two")  # and comes to itself
    await ears.until(mine)
    await one.stop()
    assert not +ears.at


async def test_who_cannot_ask_keeps_the_share_it_had() -> None:
    ears, asked = Ears(), asyncio.Event()
    inboxes = {name: ears.of(name) for name in NAMES}
    answers = [{"one", "two"}]

    async def peers() -> set[str]:
        if answers:
            return answers.pop()
        asked.set()
        raise Unavailable("gone")

    one = Listener(inboxes, Told(), peers=peers, me="one", look=timedelta(0))
    one.start()
    mine = {n: 1 for n in NAMES if listener_of(n, {"one", "two"}) == "one"}
    await ears.until(mine)
    async with asyncio.timeout(PATIENCE):
        await asked.wait()
    assert +ears.at == mine
    await one.stop()


async def test_the_schedulers_that_live_are_those_that_listen(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        now = it.clock.now()
        async with it.engine.database.writing() as connection:
            for name, role, at in (
                ("a", "scheduler", now),
                ("b", "run", now),
                ("c", "worker", now),
                ("d", "web", now),
                ("e", "scheduler", now - workers.LEASE),
            ):
                await workers.beat(connection, name, role, "host", 1, at)
        assert await listeners(it.engine) == {"a", "b"}


@dataclass
class Crowd:
    """A thousand mailboxes that note how many are read at once."""

    now: int = 0
    most: int = 0
    reads: int = 0
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def fetch(self, _folder: str, after: Cursor | None, _limit: int) -> Batch:
        self.now += 1
        self.reads += 1
        self.most = max(self.most, self.now)
        await self.go.wait()
        self.now -= 1
        return Batch((), after or Cursor(1, 1))

    async def close(self) -> None:
        """Let go of nothing."""


async def test_a_thousand_mailboxes_are_read_some_at_a_time(sqlite_url: str) -> None:
    names = [f"s{n}" for n in range(200)]
    async with arena(sqlite_url) as it:
        crowd = Crowd()
        anna = it.engine.senders["anna"]

        senders = {
            name: replace(anna, name=SenderName(name), hears=True, folders=("INBOX",))
            for name in names
        }
        engine = replace(it.engine, senders=senders)
        work = Work(engine, it.courier, dict.fromkeys(names, crowd), {})
        await work.poll(ids=names)
        while crowd.now < POLLS:
            await _turn()
        crowd.go.set()
        async with asyncio.timeout(PATIENCE):
            while not work.idle:
                await _turn()
        assert (crowd.most, crowd.reads) == (POLLS, len(names))


async def test_one_that_is_asked_for_while_it_is_read_is_read_again(
    sqlite_url: str,
) -> None:
    async with arena(sqlite_url) as it:
        crowd = Crowd()

        anna = replace(it.engine.senders["anna"], hears=True, folders=("INBOX",))
        engine = replace(it.engine, senders={"anna": anna})
        work = Work(engine, it.courier, {"anna": crowd}, {})
        await work.poll(ids=["anna"])
        while not crowd.now:
            await _turn()
        for _ in range(3):
            await work.poll(ids=["anna"])
        crowd.go.set()
        async with asyncio.timeout(PATIENCE):
            while not work.idle:
                await _turn()
        assert (crowd.most, crowd.reads) == (1, 2)


@dataclass
class Restless:
    """Mailboxes that something comes into while they are read, until the last one is, too."""

    last: str
    work: Work | None = None
    over: bool = False

    def of(self, name: str) -> RestlessOne:
        return RestlessOne(self, name)


@dataclass
class RestlessOne:
    """One of them."""

    crowd: Restless
    name: str

    async def fetch(self, _folder: str, after: Cursor | None, _limit: int) -> Batch:
        self.crowd.over = self.crowd.over or self.name == self.crowd.last
        if self.crowd.work is not None and not self.crowd.over:
            await self.crowd.work.poll(ids=[self.name])
        return Batch((), after or Cursor(1, 1))

    async def close(self) -> None:
        """Let go of nothing."""


async def test_mailboxes_that_always_ring_keep_no_other_from_being_read(
    sqlite_url: str,
) -> None:
    names = [f"s{n}" for n in range(POLLS + 1)]
    async with arena(sqlite_url) as it:
        crowd = Restless(names[-1])
        anna = it.engine.senders["anna"]
        senders = {
            name: replace(anna, name=SenderName(name), hears=True, folders=("INBOX",))
            for name in names
        }
        engine = replace(it.engine, senders=senders)
        inboxes = {name: crowd.of(name) for name in names}
        crowd.work = Work(engine, it.courier, inboxes, {})
        await crowd.work.poll(ids=names)
        async with asyncio.timeout(PATIENCE):
            while not crowd.work.idle:
                await _turn()
        assert crowd.over


async def _turn() -> None:
    """Let everybody else go on for a turn of the loop."""
    turned = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(turned.set_result, None)
    await turned


@given(st.integers(0, 100), st.booleans())
def test_rests_grow_and_end_before_the_sender_is_deaf(
    failures: int,
    refused: bool,  # noqa: FBT001 - Hypothesis gives it
) -> None:
    rest = rest_after(failures, refused=refused)
    assert timedelta(0) <= rest <= rest_after(failures + 1, refused=refused)
    assert rest <= (LONGEST_REFUSED if refused else LONGEST) < DEAF_AFTER
    assert rest_after(1) == timedelta(0) < rest_after(2) == FIRST


def test_a_server_that_lets_in_and_hangs_up_is_left_alone_longer_each_time() -> None:
    streak, at, rests = Streak(), timedelta(hours=1), list[timedelta]()
    for _ in range(8):
        rests.append(streak.failed(at))
        at += rests[-1] + timedelta(seconds=1)
    assert rests == sorted(rests)
    assert (rests[0], rests[1], rests[-1]) == (timedelta(0), FIRST, LONGEST)
    assert streak.failed(at + LONGEST + STEADY) == timedelta(0)
