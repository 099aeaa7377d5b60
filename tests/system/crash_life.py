"""Lives of the daemon's processes, as whoever ends them sees them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.system.process import ROOT

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator, Sequence
    from datetime import timedelta
    from pathlib import Path

    from tests.system.crash_point import Point


@dataclass(slots=True)
class Life:
    """One process; `name` is of it alone."""

    nursery: Nursery
    name: str
    pid: int
    point: Point | None
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    async def over(self, within: timedelta | None = None) -> bool:
        """Wait for its end, or so long; tell whether it is over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(
                None if within is None else within.total_seconds()
            ):
                await self._over.wait()
        return self._over.is_set()

    def signal(self, which: signal.Signals) -> None:
        """Send it a signal, which a process that is over does not hear."""
        if not self._over.is_set():
            os.kill(self.pid, which)

    async def kill(self) -> None:
        """End it as kill -9 does."""
        self.signal(signal.SIGKILL)
        await self._over.wait()

    async def buried(self) -> int:
        """Return its exit status, minus the signal that killed it; once, when it is over."""
        return await self.nursery.ask(do="bury", pid=self.pid)

    def watch(self) -> None:
        """Notice its end."""
        loop, eye = asyncio.get_running_loop(), os.pidfd_open(self.pid)

        def ended() -> None:
            loop.remove_reader(eye)
            os.close(eye)
            self._over.set()

        loop.add_reader(eye, ended)


@dataclass(slots=True)
class Nursery:
    """Bears lives in a workspace's folder."""

    process: Process
    folder: Path
    clock: Path
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _count: int = 0

    @property
    def log(self) -> Path:
        """What the lives have told, all of them."""
        return self.folder / "lives.log"

    async def bear(
        self,
        parts: Sequence[str],
        *,
        point: Point | None = None,
        late: bool = False,
        census: Path | None = None,
    ) -> Life:
        """Start a process with these parts, that dies at the point or counts its lines.

        If it is to die `late`, its point counts from when it is sent SIGUSR1.
        """
        self._count += 1
        name = f"life-{self._count}"
        pid = await self.ask(
            do="bear",
            name=name,
            parts=list(parts),
            folder=str(self.folder),
            clock=str(self.clock),
            log=str(self.log),
            point=str(point or ""),
            late=late,
            census=str(census or ""),
        )
        life = Life(self, name, pid, point)
        life.watch()
        return life

    async def ask(self, **order: object) -> int:
        """Give an order and return the answer."""
        to, back = self.process.stdin, self.process.stdout
        assert to is not None
        assert back is not None
        async with self._turn:
            to.write(json.dumps(order).encode() + b"\n")
            return int(await back.readline())


@asynccontextmanager
async def nursery(folder: Path, clock: Path) -> AsyncIterator[Nursery]:
    """Open one; at the end nobody it has borne is left."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.system.crash_nursery"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Nursery(process, folder, clock)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()
