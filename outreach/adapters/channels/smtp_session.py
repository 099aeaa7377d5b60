"""One SMTP connection, spoken in steps, so that it is known whether the final dot went out.

aiosmtplib's own `data()` raises one and the same error before the go-ahead, within the body and
after the dot, so from the login on the connection is a `Wire`.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from outreach.adapters.channels.smtp_fault import Fault, faults
from outreach.adapters.channels.smtp_wire import HUNG_UP
from outreach.core.verdict import GOING_AWAY, NO_REPLY, Stage, is_refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.adapters.channels.envelope import Envelope
    from outreach.adapters.channels.smtp_wire import Wire
    from outreach.core.sasl import Mechanism
    from outreach.ports import Tokens

CHUNK = 65_536
_SIZE = re.compile(r"[0-9]{1,20}")  # RFC 1870 section 4
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")  # would end a command, or hide in one
_OK, _GO_AHEAD = 2, 3  # a reply code's first digit
_DISORDER = (500, 503)  # RFC 5321 4.2.2: no such command, bad sequence of commands
PLAIN_FOR = timedelta(hours=1)  # after a break, which may have been any other's

_Question = tuple[Stage, bytes, timedelta, int]  # its time, its answer's first digit


@dataclass(frozen=True, slots=True)
class SmtpTimeouts:
    """How long to wait for each answer; the defaults are those of RFC 5321 4.5.3.2."""

    connect: timedelta = timedelta(minutes=5)
    command: timedelta = timedelta(minutes=5)
    data: timedelta = timedelta(minutes=2)
    block: timedelta = timedelta(minutes=3)
    dot: timedelta = timedelta(minutes=10)
    quit: timedelta = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class SmtpAccount:
    """How to reach a sender's outgoing server. Without a username there is no login.

    `starttls` is a demand: where the server does not offer it, nothing is sent.
    """

    host: str
    port: int
    security: Literal["none", "starttls", "tls"] = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    ca_file: str | None = None
    verify: bool = True
    # Like Thunderbird, do not tell the world this machine's name.
    hello: str = "[127.0.0.1]"
    timeouts: SmtpTimeouts = field(default_factory=SmtpTimeouts)
    tokens: Tokens | None = field(default=None, repr=False)  # instead of the password
    mechanism: Mechanism = "xoauth2"


@dataclass(slots=True)
class Habit:
    """What was learned of a host, for all sessions with it. Times are the loop's."""

    plain_until: float = 0.0

    def avoid_pipelining(self) -> None:
        """Ask one thing at a time for a while: more was offered, and muddled."""
        now = asyncio.get_running_loop().time()
        self.plain_until = now + PLAIN_FOR.total_seconds()

    def pipelines(self) -> bool:
        """Tell whether commands may be sent ahead, where the host has offered it."""
        if not self.plain_until:
            return True
        return self.plain_until <= asyncio.get_running_loop().time()


class Session:
    """A connection that is ready for MAIL. For what goes wrong it raises Fault alone."""

    def __init__(
        self,
        wire: Wire,
        offers: Mapping[str, str],
        timeouts: SmtpTimeouts,
        habit: Habit,
    ) -> None:
        self.stage = Stage.AUTH
        self.messages = 0
        self.idle_since = 0.0
        self._wire = wire
        self._offers = offers
        self._timeouts = timeouts
        self._habit = habit
        self._usable = True
        self._envelope_open = False

    @property
    def alive(self) -> bool:
        """Whether another message may be tried on it; not once it spoke out of turn."""
        return self._usable and self._wire.alive and not self._wire.unread

    async def deliver(self, envelope: Envelope) -> str:
        """Put one message on the wire and return the server's words on taking it.

        `stage` is DOT from just before the final dot is written, and never earlier.
        """
        self.messages += 1
        self.stage = Stage.MAIL
        try:
            return await self._steps(envelope)
        except Fault as fault:
            if not _leaves_usable(fault):
                self.abort()
            raise
        except BaseException:
            self.abort()
            raise

    async def quit(self) -> None:
        """Take leave; a server that does not answer is left all the same."""
        with suppress(OSError, ValueError):
            self._wire.write(b"QUIT\r\n")
            await self._wire.reply(self._timeouts.quit)
        self.abort()

    def leave(self) -> None:
        """Say QUIT and do not wait for the answer."""
        self._usable = False
        self._wire.leave(b"QUIT\r\n")

    def abort(self) -> None:
        """Drop the connection at once, whatever is still unwritten."""
        self._usable = False
        self._wire.abort()

    def supports(self, extension: str) -> bool:
        """Tell whether the server offered an extension."""
        return extension in self._offers

    def size_limit(self) -> int:
        """Return the octets the server takes in a message, 0 when it did not say (RFC 1870)."""
        said = self._offers.get("size", "").strip()
        return int(said) if _SIZE.fullmatch(said) else 0

    async def _steps(self, envelope: Envelope) -> str:
        wait = self._timeouts
        self._expect_silence(Stage.MAIL)
        if self._envelope_open:
            await self._step(Stage.MAIL, b"RSET", wait.command, _OK)
        self._envelope_open = True
        if not await self._sent_ahead(envelope):
            for stage, command, within, digit in self._asked(envelope):
                await self._step(stage, command, within, digit)
        await self._body(envelope.stuffed)
        said = await self._step(Stage.DOT, b".", wait.dot, _OK)
        self._envelope_open = False
        return said

    async def _sent_ahead(self, envelope: Envelope) -> bool:
        """Ask everything up to the go-ahead at once; False when it is to be asked in turn."""
        if not (self.supports("pipelining") and self._habit.pipelines()):
            return False
        try:
            await self._pipelined(envelope)
        except Fault as fault:
            if self._is_muddled(fault):
                self._habit.avoid_pipelining()
            if fault.code not in _DISORDER or not self.alive:
                raise
        else:
            return True
        await self._step(Stage.MAIL, b"RSET", self._timeouts.command, _OK)
        return False

    async def _pipelined(self, envelope: Envelope) -> None:
        """Send three commands in one write (RFC 2920), and read their answers in order.

        Raises what the first of them met. The others' are read all the same, so that the
        connection stays in step; where they say go ahead, or do not come, it is dropped.
        """
        asked = self._asked(envelope)
        self._write(Stage.MAIL, *(command for _, command, _, _ in asked))
        met: Fault | None = None
        for stage, _, within, digit in asked:
            soon = within if met is None else self._timeouts.quit
            fault = await self._refusal(stage, soon, digit)
            goes_ahead = fault is None and stage is Stage.DATA
            met = met or fault
            if met and (goes_ahead or not (fault is None or _leaves_usable(fault))):
                self.abort()
                break
        if met is not None:
            raise met
        self._expect_silence(Stage.DATA)

    async def _refusal(
        self, stage: Stage, within: timedelta, digit: int
    ) -> Fault | None:
        try:
            await self._answer(stage, within, digit)
        except Fault as fault:
            return fault
        return None

    def _is_muddled(self, fault: Fault) -> bool:
        """Tell whether a server may not bear what it offered; one found dead tells nothing."""
        found_dead = fault.stage is Stage.MAIL and self.messages > 1
        return fault.code in _DISORDER or (fault.code == NO_REPLY and not found_dead)

    def _asked(self, envelope: Envelope) -> tuple[_Question, ...]:
        wait = self._timeouts
        return (
            (Stage.MAIL, self._mail(envelope), wait.command, _OK),
            (Stage.RCPT, envelope.rcpt, wait.command, _OK),
            (Stage.DATA, b"DATA", wait.data, _GO_AHEAD),
        )

    def _mail(self, envelope: Envelope) -> bytes:
        command = envelope.mail
        if self.supports("size"):
            command += b" SIZE=%d" % envelope.size
        if envelope.eight_bit and self.supports("8bitmime"):
            command += b" BODY=8BITMIME"
        if envelope.international:
            command += b" SMTPUTF8"
        return command

    async def _step(
        self, stage: Stage, command: bytes, within: timedelta, digit: int
    ) -> str:
        self._write(stage, command)
        said = await self._answer(stage, within, digit)
        if stage is not Stage.DOT:
            self._expect_silence(stage)
        return said

    def _write(self, stage: Stage, *commands: bytes) -> None:
        self.stage = stage
        for command in commands:
            if _CONTROL.search(command):
                raise Fault(stage, NO_REPLY, "a command with a control character")
        with faults(stage):
            self._wire.write(b"".join(command + b"\r\n" for command in commands))

    async def _answer(self, stage: Stage, within: timedelta, digit: int) -> str:
        self.stage = stage
        with faults(stage):
            code, words = await self._wire.reply(within)
        if code // 100 != digit:
            raise Fault(stage, code, words)
        return words

    def _expect_silence(self, stage: Stage) -> None:
        if self._wire.unread:
            raise Fault(stage, NO_REPLY, "more answers than questions")

    async def _body(self, stuffed: bytes) -> None:
        """Hand the whole body to the kernel, and make sure that nobody has hung up on it."""
        self.stage = Stage.BODY
        wire, wait = self._wire, self._timeouts
        with faults(Stage.BODY):
            for start in range(0, len(stuffed), CHUNK):
                wire.write(stuffed[start : start + CHUNK])
                await wire.flushed(wait.block)
            # One turn of the loop, so that a hang-up that has come in is seen.
            await asyncio.sleep(0)  # noqa: TID251 - waits for nothing
            if wire.unread:
                # An answer before the dot is one: the server will not give it again.
                early = await wire.reply(wait.quit)
                raise Fault(Stage.BODY, *early)
            if not wire.alive:
                raise Fault(Stage.BODY, NO_REPLY, HUNG_UP)


def _leaves_usable(fault: Fault) -> bool:
    """Tell whether the conversation is still in step, so that RSET clears it."""
    in_step = is_refusal(fault.code) and fault.code != GOING_AWAY
    return in_step and fault.stage is not Stage.BODY
