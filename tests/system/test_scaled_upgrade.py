"""Two releases side by side, on one database that the newer has migrated: all arrives once."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest

from outreach.core.model import LeadId
from tests.saboteur.smtp import Saboteur
from tests.services.running import Clock, enroll, make, opened, write
from tests.system import release
from tests.system.meter import Meter
from tests.system.outage import rest
from tests.system.release import ADDED, TAKEN, outreach

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.bootstrap import Workspace
    from tests.system.process import Program

LONG_AGO = datetime(2020, 1, 6, tzinfo=UTC)
SOME = 30
LEADS = 4 * SOME
MOMENT = timedelta(milliseconds=50)


async def _said(tree: Path, folder: Path, *command: str) -> tuple[int, str]:
    """Run a command to its end; return its status and all it said."""
    async with outreach(tree, folder, *command) as running:
        out, err = await running.process.communicate()
    return running.process.returncode or 0, (out + err).decode()


@dataclass(slots=True)
class Shop:
    """A workspace with leads, whom to enroll next, and who counts what is taken."""

    workspace: Workspace
    meter: Meter
    came: int = 0

    async def at_work(self, count: int) -> None:
        """Wait until so many processes say that they live."""
        url = self.workspace.database_url.replace("+psycopg", "")
        while await asyncio.to_thread(_count_workers, url) < count:
            await rest(timedelta(milliseconds=100))

    async def hold(self, program: Program) -> None:
        """Freeze a process, but not amid a transaction: nobody would get its locks."""
        url = self.workspace.database_url.replace("+psycopg", "")
        program.process.send_signal(signal.SIGSTOP)
        await rest(MOMENT)
        while await asyncio.to_thread(_in_transaction, url):
            _release(program)
            await rest(MOMENT)
            program.process.send_signal(signal.SIGSTOP)
            await rest(MOMENT)

    async def carried(self) -> None:
        """Enroll some more leads and wait until all of them were written to."""
        async with opened(self.workspace, Clock(LONG_AGO)) as world:
            if not self.came:
                await make(world.deployment, LEADS)
            ids = [LeadId(row["id"]) for row in await world.rows("leads")]
            await enroll(world.deployment, ids[self.came : self.came + SOME])
        self.came += SOME
        await self.meter.all(self.came)


def _count_workers(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM workers").fetchone()
    return 0 if row is None else int(row[0])


def _in_transaction(url: str) -> int:
    # Amid a pipeline of statements it counts as active, though nothing is asked of it.
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE xact_start IS NOT NULL"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    return 0 if row is None else int(row[0])


def _release(program: Program) -> None:
    program.process.send_signal(signal.SIGCONT)


def _pair(name: str, folder: Path) -> tuple[Path, Path]:
    if name == "the one to come":
        return release.this(), release.coming(folder)
    return release.before(folder), release.this()


async def _by_turns(shop: Shop, older: Path, newer: Path) -> list[tuple[int, str]]:
    """Let each scheduler work with each worker; return how all of them ended."""
    folder = shop.workspace.folder
    async with AsyncExitStack() as stack:

        async def start(tree: Path, part: str) -> Program:
            return await stack.enter_async_context(outreach(tree, folder, part))

        old = [await start(older, "scheduler"), await start(older, "worker")]
        # An older release may start only before the newer one has migrated.
        await shop.at_work(2)
        await shop.carried()
        assert (await _said(newer, folder, "status"))[0] == 0  # it migrates
        await shop.hold(old[0])
        new = [await start(newer, "scheduler")]
        await shop.carried()
        await shop.hold(old[1])
        await shop.hold(new[0])
        _release(old[0])
        new.append(await start(newer, "worker"))
        await shop.carried()
        _release(old[1])
        _release(new[0])
        await shop.carried()
        return await asyncio.gather(*(each.terminated() for each in (*old, *new)))


@pytest.mark.timeout(400)  # what a frozen worker holds is given up after its lease
@pytest.mark.parametrize("pair", ["the one before", "the one to come"])
async def test_old_and_new_parts_work_together_on_what_the_newer_has_migrated(
    pair: str, tmp_path: Path, postgres_url: str, valkey_url: str
) -> None:
    older, newer = _pair(pair, tmp_path / "tree")
    meter, folder = Meter(), tmp_path / "workspace"
    async with Saboteur(on_accepted=meter) as server:
        workspace = write(folder, postgres_url, port=server.port, broker=valkey_url)
        assert (await _said(older, folder, "status"))[0] == 0
        ended = await _by_turns(Shop(workspace, meter), older, newer)
        async with opened(workspace) as world:
            states = Counter(row["state"] for row in await world.rows("touches"))
    assert [status for status, _ in ended] == [0] * 4, ended
    assert (states, server.duplicates) == ({"sent": LEADS}, {})


async def test_an_older_release_is_refused_only_after_what_it_needs_is_gone(
    tmp_path: Path, postgres_url: str
) -> None:
    folder, newer = tmp_path / "workspace", release.coming(tmp_path / "tree")
    write(folder, postgres_url)
    older = release.this()
    assert (await _said(older, folder, "migrate"))[0] == 0
    added = await _said(newer, folder, "migrate")
    between = await _said(older, folder, "status")
    taken = await _said(newer, folder, "migrate", "--post")
    refused = await _said(older, folder, "status")
    goes_on = await _said(newer, folder, "status")
    assert f"Made: {ADDED}." in added[1]
    assert f"Waiting: {TAKEN}." in added[1]
    assert taken == (0, f"Made: {TAKEN}.\n")
    assert (between[0], goes_on[0], refused[0]) == (0, 0, 2)
    assert "a newer version of outreach has changed this database" in refused[1]
