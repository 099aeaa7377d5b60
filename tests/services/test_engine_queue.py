"""The queue carries ids to jobs on the running loop, in this process or through a broker."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from outreach.adapters.queue import DramatiqQueue
from outreach.errors import ConfigError, Unavailable
from tests.services_fixtures.valkey import running_valkey

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NAMES = ("poll", "deliver")


@pytest.fixture(params=["memory", "redis"])
def broker_url(request: pytest.FixtureRequest) -> str:
    if request.param == "memory":
        return "memory://"
    url: str = request.getfixturevalue("valkey_url")
    return url


class Office:
    """Notes what it is asked to do, and on which loop."""

    def __init__(self, expected: int) -> None:
        self.done: list[tuple[Any, ...]] = []
        self.loops: set[Any] = set()
        self._expected = expected
        self._all = asyncio.Event()

    async def deliver(self, *, ids: list[Any], **_later: object) -> None:
        self.loops.add(asyncio.get_running_loop())
        self.done.append(tuple(ids))
        if len(self.done) == self._expected:
            self._all.set()

    async def poll(self, *, ids: list[Any], **_later: object) -> None:
        await self.deliver(ids=ids)
        raise RuntimeError(ids)

    @asynccontextmanager
    async def open(self, url: str) -> AsyncIterator[DramatiqQueue]:
        queue = DramatiqQueue(url, NAMES)
        await queue.start({"deliver": self.deliver, "poll": self.poll})
        try:
            yield queue
        finally:
            await queue.stop()

    async def all(self) -> None:
        await self._all.wait()


async def test_a_message_reaches_its_job_on_the_running_loop(broker_url: str) -> None:
    office = Office(3)
    async with office.open(broker_url) as queue:
        for ids in ([1, 2], [3], ["anna"]):
            await queue.put("deliver", ids)
        await office.all()
    assert sorted(office.done, key=str) == [("anna",), (1, 2), (3,)]
    assert office.loops == {asyncio.get_running_loop()}


async def test_a_job_that_raises_is_not_done_again_and_stops_no_other(
    broker_url: str,
) -> None:
    office = Office(2)
    async with office.open(broker_url) as queue:
        await queue.put("poll", ["anna"])
        await queue.put("deliver", [1])
        await office.all()
    assert sorted(office.done, key=str) == [("anna",), (1,)]
    queue = DramatiqQueue(broker_url, NAMES)
    assert await queue.idle()
    await queue.stop()


async def test_it_is_idle_when_nothing_waits_or_runs(broker_url: str) -> None:
    office, hold = Office(1), asyncio.Event()

    async def slow(*, ids: list[int], **_later: object) -> None:
        await office.deliver(ids=ids)
        await hold.wait()

    queue = DramatiqQueue(broker_url, NAMES)
    before = await queue.idle()
    await queue.put("deliver", [1])
    waiting = await queue.idle()
    await queue.start({"deliver": slow})
    await office.all()
    running = await queue.idle()
    hold.set()
    await queue.stop()
    assert (before, waiting, running) == (True, False, False)


async def test_what_is_not_begun_when_it_stops_is_put_back(valkey_url: str) -> None:
    queue = DramatiqQueue(valkey_url, NAMES)
    first, office = Office(1), Office(29)

    async def held(*, ids: list[int], **_later: object) -> None:
        queue.hold()
        await first.deliver(ids=ids)

    for number in range(40):
        await queue.put("deliver", [number])
    await queue.start({"deliver": held})
    await first.all()
    await queue.stop()
    begun = len(first.done)
    office = Office(40 - begun)
    async with office.open(valkey_url):
        await office.all()
    assert sorted(first.done + office.done) == [(number,) for number in range(40)]


async def test_a_broker_that_is_gone_is_unavailable_and_comes_back() -> None:
    office = Office(1)
    with running_valkey() as valkey:
        async with office.open(valkey.url) as queue:
            valkey.kill()
            with pytest.raises(Unavailable):
                await queue.put("deliver", [1])
            with pytest.raises(Unavailable):
                await queue.idle()
            valkey.start()
            await queue.put("deliver", [2])
            await office.all()
    assert office.done == [(2,)]


async def test_it_stops_though_its_broker_is_gone() -> None:
    office, hold = Office(1), asyncio.Event()

    async def held(*, ids: list[int], **_later: object) -> None:
        await office.deliver(ids=ids)
        await hold.wait()

    with running_valkey() as valkey:
        queue = DramatiqQueue(valkey.url, NAMES)
        for number in range(30):
            await queue.put("deliver", [number])
        await queue.start({"deliver": held})
        await office.all()
        valkey.kill()
        queue.hold()
        hold.set()
        await queue.stop()
        valkey.start()
    assert office.done != []


def test_a_url_that_names_no_broker_is_refused() -> None:
    with pytest.raises(ConfigError, match="broker url"):
        DramatiqQueue("redis://[", NAMES)


async def test_two_workers_share_a_process_and_its_loop() -> None:
    one, other = Office(1), Office(2)
    async with one.open("memory://") as first:
        async with other.open("memory://") as second:
            await second.put("deliver", [1])
            await first.put("deliver", [1])
            await one.all()
            await second.put("deliver", [2])
            await other.all()
        one.done.clear()
        await first.put("deliver", [2])
        while not one.done:
            await asyncio.wait([asyncio.create_task(first.idle())])
    assert (one.done, sorted(other.done)) == ([(2,)], [(1,), (2,)])
