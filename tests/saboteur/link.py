"""A stretch of network between programs and a server: a test cuts it, and mends it again.

While it is cut, nothing gets through and nobody is told, as with a cable that is pulled.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]

CHUNK = 65_536


class Link:
    """Carries bytes from a port of its own to a server, given by a port or a socket's path.

    `near` is a listening socket, where it is not to be any port of this machine's loopback.
    """

    def __init__(self, far: int | Path, *, near: socket.socket | None = None) -> None:
        self.port = 0
        self._far = far
        self._near = near or socket.create_server(("127.0.0.1", 0))
        self._open = asyncio.Event()
        self._open.set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._carry, sock=self._near)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        await self._drop()

    def cut(self) -> None:
        """Let nothing through any more."""
        self._open.clear()

    async def mend(self) -> None:
        """Let new connections through; those from before are dead."""
        await self._drop()
        self._open.set()

    async def _drop(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _carry(self, *near: *Ends) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        writers = [near[1]]
        # Swallowed, so that asyncio logs no cancelled handler.
        with suppress(OSError, asyncio.CancelledError):
            await self._open.wait()
            far = await self._reach()
            writers.append(far[1])
            async with asyncio.TaskGroup() as group:
                pumps = [
                    group.create_task(self._pump(near[0], far[1])),
                    group.create_task(self._pump(far[0], near[1])),
                ]
                await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
                for pump in pumps:
                    pump.cancel()
        for writer in writers:
            writer.transport.abort()

    async def _reach(self) -> Ends:
        if isinstance(self._far, int):
            return await asyncio.open_connection("127.0.0.1", self._far)
        return await asyncio.open_unix_connection(self._far)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                await self._open.wait()
                writer.write(data)
                await writer.drain()
