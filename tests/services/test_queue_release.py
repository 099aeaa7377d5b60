"""Messages of other releases: what they say more is passed over, what is not known is left."""

from __future__ import annotations

import asyncio
from typing import Any

from outreach.adapters.queue import DramatiqQueue
from outreach.services.work import JOBS, Work


class Clerk:
    """Notes what a job was asked for."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.done = asyncio.Event()

    async def deliver(self, **message: Any) -> None:
        self.asked.append(message)
        self.done.set()


async def test_a_newer_releases_message_reaches_an_older_job(valkey_url: str) -> None:
    newer, older = (DramatiqQueue(valkey_url, JOBS) for _ in range(2))
    clerk = Clerk()
    await older.start({"deliver": clerk.deliver})
    actor = newer.broker.get_actor("deliver")
    newer.broker.enqueue(actor.message("by position", ids=[1], trace="a-1"))
    await clerk.done.wait()
    await older.stop()
    await newer.stop()
    assert clerk.asked == [{"ids": [1], "trace": "a-1"}]


def test_every_job_passes_over_what_newer_releases_say() -> None:
    for name in JOBS:
        names = getattr(Work, name).__code__.co_varnames
        assert "_later" in names, name


async def test_a_job_that_an_older_release_does_not_know_waits_for_a_newer_worker(
    valkey_url: str,
) -> None:
    newer = DramatiqQueue(valkey_url, (*JOBS, "novelty"))
    await newer.put("novelty", [1])
    await newer.put("deliver", [2])
    older, clerk, other = DramatiqQueue(valkey_url, JOBS), Clerk(), Clerk()
    await older.start({"deliver": clerk.deliver})
    await clerk.done.wait()
    await older.stop()
    left = await newer.backlog("novelty")
    await newer.start({"novelty": other.deliver})
    await other.done.wait()
    await newer.stop()
    assert (left, other.asked) == (1, [{"ids": [1]}])
