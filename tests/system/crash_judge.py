"""The judge: a slow SMTP server that writes down all it was offered, taken or broken off.

It takes a mail when it has read the final dot, at a random instant before it answers, and
also if nobody waits for the answer any more: as a real server may.
"""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from pathlib import Path
    from random import Random  # noqa: TID251 - a campaign is played by its dice
    from types import TracebackType

    from outreach.ports import Clock

_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\r\n]*>)", re.IGNORECASE | re.MULTILINE)
_OK = b"250 2.0.0 Ok\r\n"


@dataclass(slots=True)
class Passage:
    """One transaction, from MAIL on; each instant is None for what never came."""

    mail_from: str
    begun_at: datetime
    rcpt: str = ""
    message_id: str = ""
    taken_at: datetime | None = None
    answered_at: datetime | None = None
    broken_off: bool = False


@dataclass(slots=True)
class Judge:
    """A server on a port of its own; `slowest` is how long its answer to the dot may take."""

    clock: Clock
    dice: Random
    record: Path
    slowest: timedelta
    passages: list[Passage] = field(default_factory=list)
    port: int = 0
    under_way: int = 0  # transactions whose client may still wait for an answer
    _begun: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _server: asyncio.Server | None = None

    @property
    def taken(self) -> list[Passage]:
        """What it took, in the order in which it was offered."""
        return [each for each in self.passages if each.taken_at is not None]

    async def busy(self) -> None:
        """Wait until the next transaction begins."""
        self._begun.clear()
        await self._begun.wait()

    def begin(self, passage: Passage) -> None:
        """Note that a transaction has begun."""
        self.passages.append(passage)
        self.under_way += 1
        self._begun.set()

    def end(self) -> None:
        """Note that a transaction was answered, or broken off."""
        self.under_way -= 1

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with suppress(OSError, EOFError, asyncio.CancelledError):
            await _Session(self, reader, writer).run()
        writer.close()

    def note(self, did: str, passage: Passage) -> datetime:
        """Write down what came of a transaction, before anything else does; return when."""
        at = self.clock.now()
        line = {"did": did, "rcpt": passage.rcpt, "id": passage.message_id}
        with self.record.open("a", encoding="utf-8") as file:
            file.write(json.dumps({**line, "at": at.isoformat()}) + "\n")
        return at

    async def ponder(self, share: float) -> None:
        """Take that share of the longest time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self.slowest.total_seconds() * share):
                await asyncio.Event().wait()


@dataclass(slots=True)
class _Session:
    judge: Judge
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    passage: Passage | None = None

    async def run(self) -> None:
        self.writer.write(b"220 judge.example ESMTP\r\n")
        try:
            while line := await self.reader.readline():
                await self._obey(line.rstrip(b"\r\n").decode("latin-1"))
        finally:
            self._break_off()

    async def _obey(self, command: str) -> None:
        verb, _, rest = command.partition(" ")
        match verb.upper():
            case "EHLO":
                # Half of its connections bear commands that are sent ahead.
                ahead = b"PIPELINING" if self.judge.dice.random() < 0.5 else b"8BITMIME"
                self.writer.write(b"250-judge.example\r\n250-8BITMIME\r\n")
                self.writer.write(b"250 " + ahead + b"\r\n")
            case "MAIL":
                self._break_off()
                self.passage = Passage(_path(rest), self.judge.clock.now())
                self.judge.begin(self.passage)
                self.writer.write(_OK)
            case "RCPT" if self.passage is not None:
                self.passage.rcpt = _path(rest)
                self.judge.note("begun", self.passage)
                self.writer.write(_OK)
            case "DATA" if self.passage is not None:
                await self._data(self.passage)
            case "RSET":
                self._break_off()
                self.writer.write(_OK)
            case "QUIT":
                self.writer.write(b"221 2.0.0 Bye\r\n")
                raise EOFError
            case _:
                self.writer.write(b"500 5.5.2 What?\r\n")
        await self.writer.drain()

    async def _data(self, passage: Passage) -> None:
        judge = self.judge
        self.writer.write(b"354 Go ahead\r\n")
        await self.writer.drain()
        content = await self.reader.readuntil(b"\r\n.\r\n")
        found = _MESSAGE_ID.search(content)
        passage.message_id = found[1].decode() if found else ""
        before, after = judge.dice.random() / 2, judge.dice.random() / 2
        await judge.ponder(before)
        passage.taken_at = judge.note("taken", passage)
        await judge.ponder(after)
        self.writer.write(_OK)
        await self.writer.drain()
        passage.answered_at = judge.note("answered", passage)
        judge.end()
        self.passage = None

    def _break_off(self) -> None:
        if self.passage is not None:
            self.passage.broken_off = True
            self.judge.note("broken off", self.passage)
            self.judge.end()
            self.passage = None


def _path(rest: str) -> str:
    """Return the address between the angle brackets of MAIL or RCPT."""
    return rest.partition("<")[2].partition(">")[0]
