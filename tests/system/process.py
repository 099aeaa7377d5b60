"""Processes of the program's, started by tests and always ended."""

from __future__ import annotations

import asyncio
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator, Mapping, Sequence

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Program:
    """A running one."""

    process: Process

    async def ready(self) -> None:
        """Wait until it says that it has started."""
        out = self.process.stdout
        line = b"" if out is None else await out.readline()
        if line != b"ready\n":
            raise RuntimeError((await self.ended())[1])

    async def ended(self) -> tuple[int, str]:
        """Wait for its end; return its exit status and what it complained of."""
        _, err = await self.process.communicate()
        return self.process.returncode or 0, err.decode()

    async def terminated(self) -> tuple[int, str]:
        """Ask it to end, and wait for that."""
        self.process.terminate()
        return await self.ended()

    async def kill(self) -> None:
        """End it as kill -9 does."""
        self.process.kill()
        await self.process.communicate()


@asynccontextmanager
async def program(
    *arguments: str | Path,
    module: str = "tests.system.program",
    env: Mapping[str, str] | None = None,
    tree: Path = ROOT,
    within: Sequence[str] = (),
) -> AsyncIterator[Program]:
    """Run a module of a source tree, `within` what another command sets up around it.

    It is killed if the block leaves it running.
    """
    process = await asyncio.create_subprocess_exec(
        *within,
        sys.executable,
        "-m",
        module,
        *map(str, arguments),
        cwd=tree,
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Program(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
