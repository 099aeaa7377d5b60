"""An SMTP server that misbehaves on cue, and the judge of what was sent twice.

In a test: `async with Saboteur({"dot": [hang_up()]}) as server: ...`. As a process, honest but
slow: `python -m tests.saboteur.smtp --port 0 --delay 0.05 --record FILE` prints its port, then
writes one JSON line for each message it takes, before it answers.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from tests.saboteur.act import (
    Act,
    Script,
    Stage,
    babble,
    drip,
    flood,
    hang_up,
    reply,
    reset,
    say,
    slowly,
    stall,
)
from tests.saboteur.conversation import (
    CERTIFICATE,
    Conversation,
    Over,
    Transaction,
    server_context,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import TracebackType

__all__ = [
    "CERTIFICATE", "Accepted", "Act", "Saboteur", "Script", "Stage", "babble", "drip", "flood",
    "hang_up", "reply", "reset", "say", "server_context", "slowly", "stall",
]  # fmt: skip

_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\r\n]*>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message the server took responsibility for."""

    message_id: str
    mail_from: str
    rcpt_to: tuple[str, ...]
    content: bytes  # as it was before its dots were doubled
    at: datetime
    session: int


class Saboteur:
    """A loopback SMTP server on a port of its own; each stage of its script is used up in order.

    `script[stage]` gives, each time a session comes to the stage, the next Act, or None for the
    honest answer; once it has run out, all answers are honest. `users` makes login a duty;
    `limit` is how many connections may be open, `per_session` how many messages one carries,
    `per_sender` how many a mailbox may send, and what it is told then.
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
        per_session: int | None = None,
        per_sender: tuple[int, str] | None = None,
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
        self.per_session = per_session
        self.per_sender = per_sender
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

    def throttled(self, sender: str) -> str:
        """Return what a mailbox is told that has sent too much, "" if it has not."""
        if self.per_sender is None:
            return ""
        most, line = self.per_sender
        sent = sum(taken.mail_from == sender for taken in self.accepted)
        return line if sent >= most else ""

    def take(self, mail: Transaction, content: bytes, session: int) -> None:
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
            await Conversation(self, self.sessions, reader, writer).run()
        except (
            Over,
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
