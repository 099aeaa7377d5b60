"""An IMAP server that is honest but for the lies it is told to tell."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

HOST = "127.0.0.1"
CERTIFICATE = Path(__file__).with_name("loopback.pem")
PASSWORD = "hunter2"
DRIP_PAUSE = 0.01  # seconds
HIGHEST_UID = 2**32 - 1

Stage = Literal[
    "greeting", "capability", "login", "examine", "search", "sizes", "bodies",
    "noop", "logout", "starttls",
]  # fmt: skip


class Then(Enum):
    """What else a server can do than answer."""

    HANG_UP = "hang up"
    STALL = "stall"
    DRIP = "send one byte now and then, without end"
    FLOOD = "send lines without end"
    GUSH = "send one line without end"


Part = bytes | Then
# Of the UIDs that were asked for, where the stage has any. `<tag>` becomes the tag.
Lie = Part | tuple[Part, ...] | Callable[[list[int]], "Lie"]


@dataclass(slots=True)
class ImapSaboteur:
    """Listens on a free port of the loopback for as long as its block lasts.

    `mails` is the one folder, by UID; `lies` replace the honest answers of a stage.
    """

    mails: dict[int, bytes] = field(default_factory=dict)
    lies: dict[Stage, Lie] = field(default_factory=dict)
    uidvalidity: int = 7
    capabilities: bytes = b"IMAP4rev1"
    heard: list[str] = field(default_factory=list)
    stages: Counter[Stage] = field(default_factory=Counter)
    stalling: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)  # one has hung up
    port: int = 0
    _server: asyncio.Server | None = None
    _open: dict[asyncio.Task[None], asyncio.StreamWriter] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        """Begin to listen."""
        self._server = await asyncio.start_server(self._talk, HOST, 0, limit=2**24)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up on everybody."""
        if self._server is None:
            return
        self._server.close()
        await self.hang_up()
        await self._server.wait_closed()

    async def hang_up(self) -> None:
        """Break every connection now."""
        open_now = dict(self._open)
        for task, writer in open_now.items():
            writer.transport.abort()
            task.cancel()
        await asyncio.gather(*open_now, return_exceptions=True)

    async def _talk(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._open[task] = writer
            task.add_done_callback(lambda done: self._open.pop(done, None))
        try:
            await self._serve(reader, writer)
        except (ConnectionError, _HangUp):
            pass
        finally:
            writer.transport.abort()
            self.gone.set()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await self._say(writer, "greeting", b"*", [], b"* OK ready\r\n")
        while line := await reader.readline():
            tag, _, command = line.rstrip(b"\r\n").partition(b" ")
            self.heard.append(command.decode())
            if command.startswith(b"AUTHENTICATE"):
                writer.write(b"+ \r\n")
                await reader.readline()
            stage, uids, honest = self._answer(command.decode())
            await self._say(writer, stage, tag, uids, honest)
            if stage == "starttls":
                await writer.start_tls(_certified())

    async def _say(
        self,
        writer: asyncio.StreamWriter,
        stage: Stage,
        tag: bytes,
        uids: list[int],
        honest: bytes,
    ) -> None:
        self.stages[stage] += 1
        lie: Lie = self.lies.get(stage, honest)
        while callable(lie):
            lie = lie(uids)
        for part in lie if isinstance(lie, tuple) else (lie,):
            if isinstance(part, bytes):
                writer.write(part.replace(b"<tag>", tag))
                await writer.drain()
            else:
                await self._misbehave(writer, part)

    async def _misbehave(self, writer: asyncio.StreamWriter, part: Then) -> None:
        match part:
            case Then.HANG_UP:
                raise _HangUp
            case Then.STALL:
                self.stalling.set()
                await asyncio.Event().wait()
            case Then.DRIP:
                await _forever(writer, b"*", DRIP_PAUSE)
            case Then.FLOOD:
                await _forever(writer, (b"* OK " + b"x" * 2000 + b"\r\n") * 20, 0)
            case Then.GUSH:
                await _forever(writer, b"x" * 60_000, 0)

    def _answer(self, command: str) -> tuple[Stage, list[int], bytes]:
        done = b"<tag> OK done\r\n"
        words = command.upper().split(" ")
        match words:
            case ["CAPABILITY"]:
                return (
                    "capability",
                    [],
                    b"* CAPABILITY %b\r\n" % self.capabilities + done,
                )
            case ["LOGIN" | "AUTHENTICATE", *_]:
                return "login", [], done
            case ["EXAMINE", *_]:
                return "examine", [], self.opened() + done
            case ["UID", "SEARCH", "UID", asked]:
                uids = self._asked(asked)
                return "search", uids, searched(uids) + done
            case ["UID", "FETCH", asked, "(UID", "RFC822.SIZE)"]:
                uids = self._asked(asked)
                return "sizes", uids, b"".join(map(self.size, uids)) + done
            case ["UID", "FETCH", asked, *_]:
                uids = self._asked(asked)
                return "bodies", uids, b"".join(map(self.body, uids)) + done
            case ["STARTTLS"]:
                return "starttls", [], done
            case ["LOGOUT"]:
                return "logout", [], b"* BYE\r\n" + done
            case _:
                return "noop", [], done

    def opened(self) -> bytes:
        """Return the honest answer to EXAMINE, but for its last line."""
        uidnext = max(self.mails, default=0) + 1
        return (
            b"* FLAGS (\\Seen)\r\n* %d EXISTS\r\n* 0 RECENT\r\n"
            b"* OK [UIDVALIDITY %d] yes\r\n* OK [UIDNEXT %d] yes\r\n"
        ) % (len(self.mails), self.uidvalidity, uidnext)

    def size(self, uid: int) -> bytes:
        """Return the honest FETCH answer that tells a mail's size."""
        return b"* 1 FETCH (UID %d RFC822.SIZE %d)\r\n" % (uid, len(self.mails[uid]))

    def body(self, uid: int) -> bytes:
        """Return the honest FETCH answer that holds a mail."""
        return given(uid, self.mails[uid])

    def _asked(self, uids: str) -> list[int]:
        last = max(self.mails, default=0)
        found: set[int] = set()
        for part in uids.split(","):
            first, _, until = part.replace("*", str(last)).partition(":")
            low, high = sorted((int(first), int(until or first)))
            found |= {uid for uid in self.mails if low <= uid <= high}
        return sorted(found)


def _certified() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    return context


class _HangUp(Exception):
    """Break the connection."""


def searched(uids: list[int]) -> bytes:
    """Return an untagged answer to SEARCH."""
    return b" ".join([b"* SEARCH", *(b"%d" % uid for uid in uids)]) + b"\r\n"


def given(uid: int, content: bytes) -> bytes:
    """Return an untagged answer to FETCH that holds a mail."""
    return (
        b'* 1 FETCH (UID %d INTERNALDATE "01-Mar-2026 09:30:00 +0200" BODY[] {%d}\r\n%b)\r\n'
        % (uid, len(content), content)
    )


async def _forever(writer: asyncio.StreamWriter, data: bytes, pause: float) -> None:
    while True:
        writer.write(data)
        await writer.drain()
        if pause:
            pacer = asyncio.get_running_loop().create_future()
            asyncio.get_running_loop().call_later(pause, pacer.set_result, None)
            await pacer
