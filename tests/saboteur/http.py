"""An HTTP server that answers each request with given bytes, or breaks off on cue."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType


@dataclass(frozen=True, slots=True)
class Turn:
    """What one request gets: bytes, and what follows them."""

    say: bytes = b""
    then: Literal["hang up", "stall"] = "hang up"


def status(code: int, body: bytes = b"", **headers: str) -> Turn:
    """Answer in full; an underscore in a header's name stands for a hyphen."""
    lines = [f"HTTP/1.1 {code} Whatever", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return Turn("\r\n".join([*lines, "", ""]).encode() + body)


@dataclass(frozen=True, slots=True)
class Heard:
    """A request, as it came."""

    method: str
    path: str
    headers: dict[str, str]
    content: bytes


class HttpSaboteur:
    """A loopback server on a port of its own; the script gives each request its turn."""

    def __init__(self, script: Iterable[Turn] = ()) -> None:
        self.heard: list[Heard] = []
        self.url = ""
        self.asked = asyncio.Event()
        self._script = iter(script)
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            self.heard.append(await _request(reader))
            self.asked.set()
            turn = next(self._script, status(200))
            writer.write(turn.say)
            await writer.drain()
            if turn.then == "stall":
                await reader.read()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            # Over; swallowed so that asyncio logs no cancelled handler.
            pass
        finally:
            writer.close()


async def _request(reader: asyncio.StreamReader) -> Heard:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip("\r\n").split("\r\n")
    method, path, _ = first.split(" ")
    pairs = (line.split(": ", 1) for line in lines)
    headers = {name.lower(): value for name, value in pairs}
    content = await reader.readexactly(int(headers.get("content-length", "0")))
    return Heard(method, path, headers, content)
