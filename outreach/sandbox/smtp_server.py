"""An SMTP server on the loopback, in the running loop: the judge's eyes. It sends nothing on."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from aiosmtpd.smtp import SMTP

from outreach.sandbox.judge import Judge, Taken

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from aiosmtpd.smtp import Envelope, Session

    from outreach.sandbox.clock import VirtualClock

HOST = "127.0.0.1"
_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\r\n]*>)", re.IGNORECASE | re.MULTILINE)


class SmtpServer:
    """Takes mail for everybody but those `refuse` has a line for, as long as it is entered."""

    host = HOST

    def __init__(
        self,
        clock: VirtualClock,
        judge: Judge,
        *,
        refuse: Callable[[str], str | None],
        arrived: Callable[[Taken], None],
    ) -> None:
        self.port = 0  # known once it is entered
        self._clock = clock
        self._judge = judge
        self._refuse = refuse
        self._arrived = arrived
        self._server: asyncio.Server | None = None
        self._open: set[_Conversation] = set()

    async def __aenter__(self) -> Self:
        """Listen on a free port of the loopback."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: _Conversation(self, self._open), HOST, 0
        )
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
        for conversation in list(self._open):
            conversation.hang_up()
        await self._server.wait_closed()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Refuse the dead before any of the message is spoken."""
        refused = self._refuse(address.lower())
        if refused is not None:
            return refused
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Record the mail, and only then answer."""
        content = envelope.content
        if not isinstance(content, bytes):
            return "554 5.6.0 no content"
        found = _MESSAGE_ID.search(content)
        for recipient in envelope.rcpt_tos:
            taken = Taken(
                message_id=found[1].decode(errors="replace") if found else "",
                mail_from=envelope.mail_from or "",
                rcpt_to=recipient,
                content=content,
                moment=self._clock.moment(),
            )
            self._judge.taken.append(taken)
            self._arrived(taken)
        return f"250 2.0.0 taken as {len(self._judge.taken)}"


class _Conversation(SMTP):
    """One connection, which can be ended from outside."""

    def __init__(self, handler: SmtpServer, everyone: set[_Conversation]) -> None:
        super().__init__(
            handler,
            hostname="sandbox.example",  # else it asks the name server for this machine's
            ident="sandbox",
            enable_SMTPUTF8=True,
            loop=asyncio.get_running_loop(),
        )
        self._everyone = everyone

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        self._everyone.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the conversation."""
        self._everyone.discard(self)
        super().connection_lost(error)

    def hang_up(self) -> None:
        """End the conversation now."""
        if self.transport is not None:
            self.transport.close()
