"""One SMTP connection, spoken in steps, so that it is known whether the final dot went out.

aiosmtplib's own `data()` raises one and the same error before the go-ahead, within the body and
after the dot; its protocol is driven a command at a time here instead. It is pinned exactly, and
tests/contract/test_aiosmtplib.py holds what is relied on.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import aiosmtplib

from outreach.adapters.channels.smtp_reply import read_strictly
from outreach.core.model import Deferred
from outreach.core.verdict import (
    GOING_AWAY,
    NO_REPLY,
    Stage,
    enhanced_status,
    is_refusal,
    smtp_verdict,
)

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator
    from datetime import datetime

    from aiosmtplib.protocol import SMTPProtocol

    from outreach.adapters.channels.envelope import Envelope
    from outreach.core.model import Outcome

CHUNK = 65_536
LOGIN_METHODS = ("plain", "login", "cram-md5")
_AUTH_FAILED = 535
_UNSUPPORTED = 502
_SIZE = re.compile(r"[0-9]{1,20}")  # RFC 1870 section 4
_OK, _GO_AHEAD = 2, 3  # a reply code's first digit


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


class Fault(Exception):
    """An SMTP step did not lead to the next one: why, where, and what was said.

    `ours` says that the server was not even asked: it tells nothing of it.
    """

    def __init__(
        self, stage: Stage, code: int, text: str, *, ours: bool = False
    ) -> None:
        super().__init__(stage, code, text)
        self.stage = stage
        self.code = code
        self.text = text
        self.ours = ours

    def verdict(self, now: datetime) -> Outcome:
        """Return what it means for the message in hand."""
        enhanced = enhanced_status(self.text) if self.code != NO_REPLY else None
        outcome = smtp_verdict(self.stage, self.code, enhanced, self.text, now)
        if self.ours and isinstance(outcome, Deferred):
            return replace(outcome, reached=None)
        return outcome


class Session:
    """A connection that is ready for MAIL. For what goes wrong it raises Fault alone."""

    def __init__(
        self, smtp: aiosmtplib.SMTP, protocol: SMTPProtocol, timeouts: SmtpTimeouts
    ) -> None:
        self.stage = Stage.AUTH
        self.messages = 0
        self.idle_since = 0.0
        self._smtp = smtp
        self._protocol = protocol
        self._timeouts = timeouts
        self._usable = True
        self._envelope_open = False

    @property
    def alive(self) -> bool:
        """Whether another message may be tried on it."""
        return self._usable and self._protocol.is_connected

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
        with suppress(aiosmtplib.SMTPException, OSError):
            async with _within(self._timeouts.quit):
                await self._smtp.quit()
        self.abort()

    def leave(self) -> None:
        """Say QUIT and do not wait for the answer."""
        self._usable = False
        with suppress(aiosmtplib.SMTPException):
            self._protocol.write(b"QUIT\r\n")
        self._smtp.close()

    def abort(self) -> None:
        """Drop the connection at once, whatever is still unwritten."""
        self._usable = False
        transport = self._protocol.transport
        if isinstance(transport, asyncio.WriteTransport):
            # A close() would go on trying to flush to a server that does not read.
            transport.abort()
        self._smtp.close()

    def supports(self, extension: str) -> bool:
        """Tell whether the server offered an extension."""
        return self._smtp.supports_extension(extension)

    def size_limit(self) -> int:
        """Return the octets the server takes in a message, 0 when it did not say (RFC 1870)."""
        said = self._smtp.esmtp_extensions.get("size", "").strip()
        return int(said) if _SIZE.fullmatch(said) else 0

    async def _steps(self, envelope: Envelope) -> str:
        wait = self._timeouts
        if self._envelope_open:
            await self._step(Stage.MAIL, b"RSET", wait.command, _OK)
        self._envelope_open = True
        await self._step(Stage.MAIL, self._mail(envelope), wait.command, _OK)
        await self._step(Stage.RCPT, envelope.rcpt, wait.command, _OK)
        await self._step(Stage.DATA, b"DATA", wait.data, _GO_AHEAD)
        await self._body(envelope.stuffed)
        said = await self._step(Stage.DOT, b".", wait.dot, _OK)
        self._envelope_open = False
        return said

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
        self, stage: Stage, command: bytes, wait: timedelta, expected: int
    ) -> str:
        self.stage = stage
        with _faults(stage):
            async with _within(wait):
                reply = await self._protocol.execute_command(command)
        if reply.code // 100 != expected:
            raise Fault(stage, reply.code, reply.message)
        if self._protocol._buffer and stage is not Stage.DOT:  # noqa: SLF001 - it has no other word for "more than one answer came"
            raise Fault(stage, NO_REPLY, "two answers to one command")
        return reply.message

    async def _body(self, stuffed: bytes) -> None:
        """Hand the whole body to the kernel, and make sure that nobody has hung up on it."""
        self.stage = Stage.BODY
        protocol = self._protocol
        # An answer that comes before the dot is one: the server will not give it again.
        protocol._response_pending = True  # noqa: SLF001 - as its own execute_data_command does
        with _faults(Stage.BODY):
            for start in range(0, len(stuffed), CHUNK):
                protocol.write(stuffed[start : start + CHUNK])
                await self._drain()
            # One turn of the loop, so that a hang-up that has come in is seen.
            await asyncio.sleep(0)  # noqa: TID251 - waits for nothing
            waiter = protocol._response_waiter  # noqa: SLF001 - the only place where an early answer shows
            if waiter is None or not protocol.is_connected:
                raise Fault(Stage.BODY, NO_REPLY, "the server hung up")
            if waiter.done():
                early = waiter.result()
                raise Fault(Stage.BODY, early.code, early.message)

    async def _drain(self) -> None:
        protocol = self._protocol
        if protocol._paused:  # noqa: SLF001 - aiosmtplib has flow control but no public drain
            async with _within(self._timeouts.block):
                await protocol._drain_helper()  # noqa: SLF001 - see above


async def open_session(
    account: SmtpAccount, tls_context: ssl.SSLContext | None
) -> Session:
    """Connect, secure and log in. Raises Fault, and then leaves no connection behind."""
    smtp = aiosmtplib.SMTP(
        hostname=account.host,
        port=account.port,
        local_hostname=account.hello,
        timeout=None,
        use_tls=account.security == "tls",
        start_tls=False,
        tls_context=tls_context,
    )
    try:
        return await _opened(smtp, account)
    except BaseException:
        if smtp.transport is not None:
            smtp.transport.close()
        smtp.close()
        raise


async def _opened(smtp: aiosmtplib.SMTP, account: SmtpAccount) -> Session:
    wait = account.timeouts
    with _faults(Stage.CONNECT):
        async with _within(wait.connect):
            await smtp.connect()
    if smtp.protocol is not None:
        read_strictly(smtp.protocol)
    with _faults(Stage.EHLO):
        async with _within(wait.command):
            await smtp.ehlo()
    if account.security == "starttls":
        await _secure(smtp, wait.command)
    if account.username:
        await _login(smtp, account)
    protocol = smtp.protocol
    if protocol is None or not isinstance(protocol.transport, asyncio.WriteTransport):
        raise Fault(Stage.EHLO, NO_REPLY, "the server hung up")
    # Pause whenever the kernel does not take all, so that a drained body is a body sent.
    protocol.transport.set_write_buffer_limits(high=1)
    return Session(smtp, protocol, account.timeouts)


async def _secure(smtp: aiosmtplib.SMTP, wait: timedelta) -> None:
    if not smtp.supports_extension("starttls"):
        raise Fault(Stage.STARTTLS, _UNSUPPORTED, "the server does not offer STARTTLS")
    with _faults(Stage.STARTTLS):
        async with _within(wait):
            await smtp.starttls()
            await smtp.ehlo()


async def _login(smtp: aiosmtplib.SMTP, account: SmtpAccount) -> None:
    """Log in by one method only: three refusals a connection would lock the account sooner."""
    offered = smtp.server_auth_methods
    method = next((name for name in LOGIN_METHODS if name in offered), None)
    with _faults(Stage.AUTH):
        async with _within(account.timeouts.command):
            match method:
                case "plain":
                    await smtp.auth_plain(account.username, account.password)
                case "login":
                    await smtp.auth_login(account.username, account.password)
                case "cram-md5":
                    await smtp.auth_crammd5(account.username, account.password)
                case _:
                    text = "the server offers no login that is spoken here"
                    raise Fault(Stage.AUTH, _AUTH_FAILED, text)


def _leaves_usable(fault: Fault) -> bool:
    """Tell whether the conversation is still in step, so that RSET clears it."""
    in_step = is_refusal(fault.code) and fault.code != GOING_AWAY
    return in_step and fault.stage is not Stage.BODY


def _within(wait: timedelta) -> asyncio.Timeout:
    """Bound a step.

    aiosmtplib's own timeouts are wait_for's, which on Python 3.11 may swallow a cancellation
    (bpo-37658), so that a send which was to stop would go on.
    """
    return asyncio.timeout(wait.total_seconds())


@contextmanager
def _faults(stage: Stage) -> Iterator[None]:
    """Translate whatever aiosmtplib and the socket raise."""
    try:
        yield
    except aiosmtplib.SMTPConnectResponseError as error:
        raise Fault(Stage.GREETING, error.code, error.message) from error
    except aiosmtplib.SMTPResponseException as error:
        raise Fault(stage, error.code, error.message) from error
    except TimeoutError as error:
        raise Fault(stage, NO_REPLY, "no answer in the time allowed") from error
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise Fault(stage, NO_REPLY, str(error) or type(error).__name__) from error
