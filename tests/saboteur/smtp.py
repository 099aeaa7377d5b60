"""An SMTP server that misbehaves on cue, and the judge of what was sent twice.

In a test: `async with Saboteur({"dot": [hang_up()]}) as server: ...`. As a process, honest but
slow: `python -m tests.saboteur.smtp --port 0 --delay 0.05 --record FILE` prints its port, then
writes one JSON line for each message it takes, before it answers.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import binascii
import json
import os
import re
import ssl
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

CERTIFICATE = Path(__file__).with_name("loopback.pem")

Stage = Literal[
    "greeting", "ehlo", "starttls", "tls", "auth", "mail", "rcpt", "data", "body",
    "dot", "rset", "quit",
]  # fmt: skip
Script = Mapping[Stage, Iterable["Act | None"]]
Then = Literal["go on", "stay", "hang up", "reset", "stall"]

_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\r\n]*>)", re.IGNORECASE | re.MULTILINE)
# Longer than any client's patience in a test; reading is how a server learns of a hang-up.
_DEAF_PAUSE = timedelta(seconds=1)
_DRIP_PAUSE = timedelta(milliseconds=5)


@dataclass(frozen=True, slots=True)
class Act:
    """What the server does in place of its honest answer.

    "go on" carries on as though the honest answer had been given, "stay" as though the command
    had not been; "record" says whether, at the dot, the message was taken all the same.
    """

    say: bytes = b""
    then: Then = "stay"
    record: bool = False
    drip: bool = False


def reply(line: str) -> Act:
    """Answer with this line, or these, and stay for more."""
    return Act(line.encode() + b"\r\n")


def hang_up(*, after: bytes = b"", record: bool = False) -> Act:
    """Close the connection, perhaps after some bytes."""
    return Act(after, "hang up", record=record)


def reset(*, record: bool = False) -> Act:
    """Break the connection so that the other side sees a reset."""
    return Act(then="reset", record=record)


def stall(*, after: bytes = b"", record: bool = False) -> Act:
    """Say no more, and keep the connection."""
    return Act(after, "stall", record=record)


def babble(noise: bytes = b"\x00\xff\x01 what?\r\n") -> Act:
    """Say something that is not SMTP."""
    return Act(noise)


def drip(line: bytes) -> Act:
    """Say it a byte at a time, for ever."""
    return Act(line, "stall", drip=True)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message the server took responsibility for."""

    message_id: str
    mail_from: str
    rcpt_to: tuple[str, ...]
    content: bytes  # as it was before its dots were doubled
    at: datetime
    session: int


class _Over(Exception):
    """The session has ended."""


@dataclass(slots=True)
class _Mail:
    mail_from: str = ""
    rcpt_to: list[str] = field(default_factory=list)


class Saboteur:
    """A loopback SMTP server on a port of its own; each stage of its script is used up in order.

    `script[stage]` gives, each time a session comes to the stage, the next Act, or None for the
    honest answer; once it has run out, all answers are honest. `users` makes login a duty.
    """

    def __init__(
        self,
        script: Script | None = None,
        *,
        extensions: tuple[str, ...] = ("SIZE 1000000", "8BITMIME", "SMTPUTF8"),
        users: Mapping[str, str] | None = None,
        auth: str = "PLAIN LOGIN",
        tls: Literal["none", "starttls", "implicit"] = "none",
        limit: int | None = None,
        delay: timedelta = timedelta(0),
        refuse: Callable[[str], str | None] = lambda _rcpt: None,
        on_accepted: Callable[[Accepted], None] = lambda _accepted: None,
    ) -> None:
        self.accepted: list[Accepted] = []
        self.commands: list[str] = []
        self.sessions = 0
        self.open = 0
        self.most_open = 0
        self.port = 0
        self._script: dict[str, Iterator[Act | None]] = {
            stage: iter(acts) for stage, acts in (script or {}).items()
        }
        self._extensions = extensions
        self._users = users
        self._auth = auth
        self._tls = tls
        self.limit = limit
        self._delay = delay
        self._refuse = refuse
        self._on_accepted = on_accepted
        self._closing = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._came: dict[str, asyncio.Event] = {}
        self._idle = asyncio.Event()
        self._idle.set()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    @property
    def duplicates(self) -> dict[str, int]:
        """The Message-IDs taken more than once, with their counts."""
        counts = Counter(taken.message_id for taken in self.accepted)
        return {name: count for name, count in counts.items() if count > 1}

    async def start(self, port: int = 0) -> None:
        """Listen, on any free port unless one is given."""
        context = server_context() if self._tls == "implicit" else None
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", port, ssl=context
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close every connection and the port."""
        self._closing.set()
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def reached(self, stage: Stage) -> None:
        """Wait until some session has come to a stage."""
        await self._came.setdefault(stage, asyncio.Event()).wait()

    async def emptied(self) -> None:
        """Wait until no connection is open."""
        await self._idle.wait()

    def act(self, stage: Stage) -> Act | None:
        """Return the next act of a stage's script."""
        self._came.setdefault(stage, asyncio.Event()).set()
        return next(self._script.get(stage, iter(())), None)

    def take(self, mail: _Mail, content: bytes, session: int) -> None:
        """Record a message as accepted."""
        found = _MESSAGE_ID.search(content)
        taken = Accepted(
            found[1].decode(errors="replace") if found else "",
            mail.mail_from,
            tuple(mail.rcpt_to),
            content,
            datetime.now(UTC),  # noqa: TID251 - a judge has a clock of its own
            session,
        )
        self.accepted.append(taken)
        self._on_accepted(taken)

    async def pause(self, delay: timedelta) -> None:
        """Wait, but no longer than the server lives."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), delay.total_seconds())

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        self.sessions += 1
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        self._idle.clear()
        try:
            await _Session(self, self.sessions, reader, writer).run()
        except (
            _Over,
            OSError,
            EOFError,
            asyncio.LimitOverrunError,
            asyncio.CancelledError,
        ):
            # Over, by whoever's doing; swallowed so that asyncio logs no cancelled handler.
            pass
        finally:
            self.open -= 1
            if not self.open:
                self._idle.set()
            writer.close()


class _Session:
    """One connection."""

    def __init__(
        self,
        server: Saboteur,
        number: int,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._server = server
        self._number = number
        self._reader = reader
        self._writer = writer
        self._mail: _Mail | None = None
        self._secure = server._tls == "implicit"
        self._known = server._users is None

    async def run(self) -> None:
        if self._server.limit is not None and self._server.open > self._server.limit:
            await self._say(b"421 4.7.0 Too many connections\r\n")
            return
        if not await self._staged("greeting"):
            await self._say(b"220 saboteur.example ESMTP\r\n")
        while True:
            line = await self._reader.readuntil(b"\n")
            command = line.rstrip(b"\r\n").decode("utf-8", "surrogateescape")
            self._server.commands.append(command)
            await self._obey(command)

    async def _obey(self, command: str) -> None:
        verb, _, rest = command.partition(" ")
        match verb.upper():
            case "EHLO" | "HELO":
                await self._ehlo()
            case "STARTTLS":
                await self._starttls()
            case "AUTH":
                await self._auth(rest)
            case "MAIL":
                await self._mail_from(rest)
            case "RCPT":
                await self._rcpt_to(rest)
            case "DATA":
                await self._data()
            case "RSET":
                self._mail = None
                await self._honestly("rset", "250 2.0.0 Forgotten")
            case "QUIT":
                await self._honestly("quit", "221 2.0.0 Bye")
                raise _Over
            case _:
                await self._say(b"500 5.5.2 What?\r\n")

    async def _staged(
        self, stage: Stage, content: bytes | None = None, *, deaf: bool = False
    ) -> bool:
        """Play the script's act for a stage; False when the honest answer is due.

        "go on" returns False too, once the act's bytes are out. A deaf stall does not read.
        """
        act = self._server.act(stage)
        if act is None:
            return False
        if act.record and content is not None and self._mail is not None:
            self._server.take(self._mail, content, self._number)
        if act.drip:
            await self._drip(act.say)
        else:
            await self._say(act.say)
        match act.then:
            case "hang up":
                raise _Over
            case "reset":
                self._writer.transport.abort()
                raise _Over
            case "stall":
                if deaf:
                    await self._server.pause(_DEAF_PAUSE)
                await self._until_gone()
            case "go on":
                return False
            case "stay":
                pass
        return True

    async def _honestly(self, stage: Stage, line: str) -> None:
        if not await self._staged(stage):
            await self._say(line.encode() + b"\r\n")

    async def _say(self, data: bytes) -> None:
        if data:
            self._writer.write(data)
            await self._writer.drain()

    async def _drip(self, data: bytes) -> None:
        while True:
            for at in range(len(data)):
                await self._say(data[at : at + 1])
                await self._server.pause(_DRIP_PAUSE)

    async def _until_gone(self) -> None:
        """Say nothing until the other side hangs up."""
        while await self._reader.read(65_536):
            pass
        raise _Over

    async def _ehlo(self) -> None:
        if await self._staged("ehlo"):
            return
        offers = ["saboteur.example", *self._server._extensions]
        if self._server._tls == "starttls" and not self._secure:
            offers.append("STARTTLS")
        if self._server._users is not None:
            offers.append(f"AUTH {self._server._auth}")
        lines = [f"250-{offer}\r\n" for offer in offers[:-1]]
        await self._say("".join([*lines, f"250 {offers[-1]}\r\n"]).encode())

    async def _starttls(self) -> None:
        if await self._staged("starttls"):
            return
        await self._say(b"220 2.0.0 Go ahead\r\n")
        if await self._staged("tls"):
            return
        await self._writer.start_tls(server_context())
        self._secure = True

    async def _auth(self, rest: str) -> None:
        if await self._staged("auth"):
            return
        method, _, initial = rest.partition(" ")
        match method.upper():
            case "PLAIN":
                _, user, password = (*_decoded(initial).split("\0"), "", "")[:3]
            case "LOGIN":
                user = _decoded(initial or await self._ask("Username:"))
                password = _decoded(await self._ask("Password:"))
            case _:
                await self._say(b"504 5.5.4 No such method\r\n")
                return
        users = self._server._users or {}
        self._known = users.get(user) == password
        good, bad = b"235 2.7.0 Welcome\r\n", b"535 5.7.8 Bad credentials\r\n"
        await self._say(good if self._known else bad)

    async def _ask(self, question: str) -> str:
        await self._say(b"334 " + base64.b64encode(question.encode()) + b"\r\n")
        return (await self._reader.readuntil(b"\n")).decode().strip()

    async def _mail_from(self, rest: str) -> None:
        if await self._staged("mail"):
            return
        if not self._known:
            await self._say(b"530 5.7.0 Log in first\r\n")
        elif self._mail is not None:
            await self._say(b"503 5.5.1 Already in a transaction\r\n")
        else:
            self._mail = _Mail(_path(rest))
            await self._say(b"250 2.1.0 Ok\r\n")

    async def _rcpt_to(self, rest: str) -> None:
        if await self._staged("rcpt"):
            return
        refusal = self._server._refuse(_path(rest))
        if self._mail is None:
            await self._say(b"503 5.5.1 MAIL first\r\n")
        elif refusal:
            await self._say(refusal.encode() + b"\r\n")
        else:
            self._mail.rcpt_to.append(_path(rest))
            await self._say(b"250 2.1.5 Ok\r\n")

    async def _data(self) -> None:
        if await self._staged("data"):
            return
        if self._mail is None or not self._mail.rcpt_to:
            await self._say(b"503 5.5.1 RCPT first\r\n")
            return
        await self._say(b"354 End data with <CR><LF>.<CR><LF>\r\n")
        content = await self._content()
        if await self._staged("dot", content):
            self._mail = None
            return
        self._server.take(self._mail, content, self._number)
        if self._server._delay:
            await self._server.pause(self._server._delay)
        self._mail = None
        await self._say(b"250 2.0.0 Ok: queued as %d\r\n" % len(self._server.accepted))

    async def _content(self) -> bytes:
        """Read up to the final dot; the body's act comes once its first byte is in."""
        line = await self._reader.readexactly(1)
        if await self._staged("body", deaf=True):
            await self._until_gone()
        line += await self._reader.readuntil(b"\n")
        lines = []
        while line != b".\r\n":
            lines.append(line.removeprefix(b"."))
            line = await self._reader.readuntil(b"\n")
        return b"".join(lines)


def server_context() -> ssl.SSLContext:
    """Return the context of a server whose self-signed certificate is `CERTIFICATE`."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    return context


def _path(rest: str) -> str:
    """Return the address between the angle brackets of MAIL or RCPT."""
    return rest.partition("<")[2].partition(">")[0]


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _recorder(path: str) -> Callable[[Accepted], None]:
    """Append one JSON line a message; it is on the disk before the server answers."""
    file = Path(path).open("a", encoding="utf-8")  # noqa: SIM115 - open as long as the process is

    def record(taken: Accepted) -> None:
        line = {
            "message_id": taken.message_id,
            "rcpt": taken.rcpt_to[0],
            "at": taken.at.isoformat(),
        }
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())

    return record


async def _main(options: argparse.Namespace) -> None:
    record = _recorder(options.record) if options.record else lambda _taken: None
    server = Saboteur(delay=timedelta(seconds=options.delay), on_accepted=record)
    await server.start(options.port)
    sys.stdout.write(f"{server.port}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.saboteur.smtp")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before 250")
    parser.add_argument("--record", default="", help="file to append JSON lines to")
    return parser.parse_args()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(_main(_options()))
