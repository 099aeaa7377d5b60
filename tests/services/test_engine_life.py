"""What a process does beside sending: it opens one deployment, beats, stops and takes up."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.log import QUIET, Once
from outreach.scheduler import Pace, Scheduler
from outreach.services.reap import reap
from outreach.services.resume import give_back_claims, resume_claims
from outreach.services.tick import Ticked
from outreach.store import worker as workers
from tests.saboteur.smtp import Saboteur
from tests.services.running import opened, write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from outreach.bootstrap import Workspace
    from outreach.services.beat import Heart


async def test_processes_that_open_at_once_share_one_secret(
    tmp_path: Path, database_url: str
) -> None:
    workspace = write(tmp_path, database_url)
    inside = asyncio.Barrier(3)

    async def secret() -> bytes:
        async with opened(workspace) as world:
            await inside.wait()
            return world.deployment.engine.house.secret

    secrets = await asyncio.gather(*(secret() for _ in range(3)))
    assert (len(set(secrets)), len(secrets[0])) == (1, 32)


async def test_a_lease_is_renewed_with_what_is_marked(
    tmp_path: Path, database_url: str
) -> None:
    stalled = asyncio.Event()
    async with Saboteur(on_accepted=lambda _: stalled.set()) as server:
        workspace = write(tmp_path, database_url, port=server.port)
        async with opened(workspace) as world:
            await world.enroll(1)
            claimed = await world.tick()
            # Farther than any lease, and no heartbeat in between.
            world.clock.forward(minutes=1)
            delivery = asyncio.create_task(world.deliver())
            await stalled.wait()
            reaped = await reap(world.deployment.engine)
            await delivery
            states = await world.states()
    assert len(claimed.claimed) == 1
    assert (reaped.in_doubt, states) == (0, [("sent", "")])


async def test_a_lease_that_was_undone_is_renewed_again(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url)) as world:
        heart = world.deployment.heart
        await heart.beat()
        world.clock.forward(minutes=1)
        with suppress(ZeroDivisionError):
            async with heart.engine.database.writing() as connection:
                await heart.renew(connection)
                raise ZeroDivisionError
        async with heart.engine.database.writing() as connection:
            await heart.renew(connection)
        assert await _alive(heart) == 1


async def test_a_process_that_stops_leaves_no_row(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url)) as world:
        heart = world.deployment.heart
        await heart.start()
        alive = await _alive(world.deployment.heart)
        await heart.stop()
        gone = await _alive(world.deployment.heart)
    assert (alive, gone) == (1, 0)


async def _alive(heart: Heart) -> int:
    async with heart.engine.database.reading() as connection:
        return len(await workers.alive(connection, heart.engine.now()))


async def test_what_is_claimed_is_given_back_and_claimed_anew(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url)) as world:
        await world.enroll(120)
        first = await world.tick()
        await give_back_claims(world.deployment.engine)
        between = await world.states()
        again = await world.tick()
    assert (len(first.claimed), between, len(again.claimed)) == (120, [], 120)


async def test_what_an_earlier_process_claimed_is_enqueued_again(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url)) as world:
        await world.enroll(60)
        claimed = (await world.tick()).claimed
        world.shelf.messages.clear()
        count = await resume_claims(world.deployment.engine)
        assert (count, world.shelf.taken("deliver")) == (60, claimed)


async def test_a_scheduler_goes_on_when_its_broker_is_back(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with opened(_hearing(tmp_path, sqlite_url)) as world:
        await world.enroll(1)
        broker = Broken(world.shelf.messages)
        engine = replace(world.deployment.engine, queue=broker)
        pace = Pace(*[timedelta(milliseconds=20)] * 4)
        scheduler = Scheduler(engine, broker.backlog, pace)
        scheduler.start()
        await broker.failed.wait()
        broker.up = True
        await broker.done.wait()
        await scheduler.stop()
    jobs = Counter(job for job, _ in world.shelf.messages)
    assert set(jobs) >= {"poll", "interpret"}


def _hearing(folder: Path, database_url: str) -> Workspace:
    imap = "    imap: {host: 127.0.0.1, port: 1, security: none, username: anna}\n"
    return write(folder, database_url, after=imap)


class Broken:
    """A queue that refuses until it is up."""

    def __init__(self, messages: list[tuple[str, list[object]]]) -> None:
        self.up = False
        self.failed = asyncio.Event()
        self.done = asyncio.Event()
        self._messages = messages
        self._refused = 0

    async def backlog(self, _job: str) -> int:
        return 0

    async def put(self, job: str, ids: Sequence[int | str]) -> None:
        if not self.up:
            self._refused += 1
            if self._refused > 5:
                self.failed.set()
            raise OSError(job)
        self._messages.append((job, list(ids)))
        if len({name for name, _ in self._messages}) > 1:
            self.done.set()


def test_a_tick_that_claimed_a_chunk_says_that_there_may_be_more() -> None:
    many = Ticked(claimed=list(range(1000)))  # type: ignore[arg-type] # ids are numbers
    assert (Ticked().more, Ticked().idle, many.more, many.idle) == (
        False,
        True,
        True,
        False,
    )


def test_a_library_says_the_same_once_in_a_while() -> None:
    once = Once()

    def said(name: str, text: str, at: float) -> bool:
        record = logging.LogRecord(name, logging.ERROR, "", 0, text, (at,), None)
        record.created = at
        return once.filter(record)

    later = QUIET.total_seconds() + 1
    assert [
        said("worker.ConsumerThread(poll)", "gone: %s", 0),
        said("worker.ConsumerThread(deliver)", "gone: %s", 1),
        said("worker.ConsumerThread(poll)", "other: %s", 2),
        said("worker.ConsumerThread(poll)", "gone: %s", later),
    ] == [True, False, True, True]
