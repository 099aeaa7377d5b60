"""One connection of the sabotaged SMTP server: honest, but where its script says otherwise."""

from __future__ import annotations

import base64
import binascii
import ssl
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio

    from tests.saboteur.act import Act, Stage
    from tests.saboteur.smtp import Saboteur

CERTIFICATE = Path(__file__).with_name("loopback.pem")

# Longer than any client's patience in a test; reading is how a server learns of a hang-up.
_DEAF_PAUSE = timedelta(seconds=1)
_DRIP_PAUSE = timedelta(milliseconds=5)
_FLOOD = 1000  # at once


class Over(Exception):
    """The session has ended."""


@dataclass(slots=True)
class Transaction:
    """What MAIL and RCPT have said so far."""

    mail_from: str = ""
    rcpt_to: list[str] = field(default_factory=list)


class Conversation:
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
        self._mail: Transaction | None = None
        self._taken = 0
        self._answered = False  # by an act, on our behalf
        self._secure = server._tls == "implicit"
        self._known = server._users is None

    async def run(self) -> None:
        if self._server.limit is not None and self._server.open > self._server.limit:
            await self._say(b"421 4.7.0 Too many connections\r\n")
            return
        if not await self._staged("greeting"):
            await self._answer(b"220 saboteur.example ESMTP\r\n")
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
                raise Over
            case _:
                await self._say(b"500 5.5.2 What?\r\n")

    async def _staged(
        self, stage: Stage, content: bytes | None = None, *, deaf: bool = False
    ) -> bool:
        """Play the script's act for a stage; False when the honest answer is due.

        "go on" returns False too: its bytes are out in place of the honest answer's. A deaf
        stall does not read.
        """
        act = self._server.act(stage)
        if act is None:
            return False
        if act.record and content is not None and self._mail is not None:
            self._server.take(self._mail, content, self._number)
        await self._put(act)
        match act.then:
            case "stall":
                if deaf:
                    await self._server.pause(_DEAF_PAUSE)
                await self._until_gone()
            case "go on":
                self._answered = True
                return False
            case "stay":
                pass
            case _:
                await self._break(act)
        return True

    async def _put(self, act: Act) -> None:
        """Say what an act says, at its pace."""
        if act.drip:
            await self._drip(act.say)
        elif act.slowly:
            await self._slowly(act.say)
        else:
            await self._say(act.say)

    async def _break(self, act: Act) -> None:
        """End the session, or flood it until it ends."""
        while act.then == "flood":
            await self._say(act.say * _FLOOD)
        if act.then == "reset":
            self._writer.transport.abort()
        raise Over

    async def _honestly(self, stage: Stage, line: str) -> None:
        if not await self._staged(stage):
            await self._answer(line.encode() + b"\r\n")

    async def _answer(self, data: bytes) -> None:
        """Say the honest answer, unless an act has answered for it."""
        if not self._answered:
            await self._say(data)
        self._answered = False

    async def _say(self, data: bytes) -> None:
        if data:
            self._writer.write(data)
            await self._writer.drain()

    async def _drip(self, data: bytes) -> None:
        while True:
            await self._slowly(data)

    async def _slowly(self, data: bytes) -> None:
        for at in range(len(data)):
            await self._server.pause(_DRIP_PAUSE)
            await self._say(data[at : at + 1])

    async def _until_gone(self) -> None:
        """Say nothing until the other side hangs up."""
        while await self._reader.read(65_536):
            pass
        raise Over

    async def _ehlo(self) -> None:
        if await self._staged("ehlo"):
            return
        offers = ["saboteur.example", *self._server._extensions]
        if self._server._tls == "starttls" and not self._secure:
            offers.append("STARTTLS")
        if self._server._users is not None:
            offers.append(f"AUTH {self._server._auth}")
        lines = [f"250-{offer}\r\n" for offer in offers[:-1]]
        await self._answer("".join([*lines, f"250 {offers[-1]}\r\n"]).encode())

    async def _starttls(self) -> None:
        if await self._staged("starttls"):
            return
        await self._answer(b"220 2.0.0 Go ahead\r\n")
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
        await self._answer(good if self._known else bad)

    async def _ask(self, question: str) -> str:
        await self._say(b"334 " + base64.b64encode(question.encode()) + b"\r\n")
        return (await self._reader.readuntil(b"\n")).decode().strip()

    async def _mail_from(self, rest: str) -> None:
        if await self._staged("mail"):
            return
        if not self._known:
            await self._say(b"530 5.7.0 Log in first\r\n")
        elif self._server.per_session == self._taken:
            await self._say(b"421 4.4.5 Too many messages on this connection\r\n")
            raise Over
        elif throttled := self._server.throttled(_path(rest)):
            await self._say(throttled.encode() + b"\r\n")
        elif self._mail is not None:
            await self._say(b"503 5.5.1 Already in a transaction\r\n")
        else:
            self._mail = Transaction(_path(rest))
            await self._answer(b"250 2.1.0 Ok\r\n")

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
            await self._answer(b"250 2.1.5 Ok\r\n")

    async def _data(self) -> None:
        if await self._staged("data"):
            return
        if self._mail is None or not self._mail.rcpt_to:
            await self._say(b"503 5.5.1 RCPT first\r\n")
            return
        await self._answer(b"354 End data with <CR><LF>.<CR><LF>\r\n")
        content = await self._content()
        if await self._staged("dot", content):
            self._mail = None
            return
        self._server.take(self._mail, content, self._number)
        self._taken += 1
        if self._server._delay:
            await self._server.pause(self._server._delay)
        self._mail = None
        await self._answer(
            b"250 2.0.0 Ok: queued as %d\r\n" % len(self._server.accepted)
        )

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
