"""What the tests of the email channel share: a clock that stands, an account, a mail."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from outreach.adapters.channels.email import EmailChannel, SmtpAccount, SmtpTimeouts
from outreach.core.model import SenderName
from outreach.ports import Mail

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.saboteur.smtp import Saboteur

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ANNA = SenderName("anna")
SOON = timedelta(seconds=1)
IMPATIENT = SmtpTimeouts(SOON, SOON, SOON, SOON, SOON, SOON)
PATIENT = SmtpTimeouts()


@dataclass(frozen=True, slots=True)
class Standing:
    """A clock that stands still."""

    at: datetime = NOW

    def now(self) -> datetime:
        """Return the one instant it knows."""
        return self.at


def account(server: Saboteur, **changes: Any) -> SmtpAccount:
    plain = SmtpAccount("127.0.0.1", server.port, security="none", timeouts=PATIENT)
    return replace(plain, **changes)


def mail(number: int = 1, **changes: Any) -> Mail:
    content = (
        f"Message-ID: <{number}@acme.example>\r\nSubject: Hello\r\n\r\n"
        "Hello Bo\r\n.. and dots\r\n.\r\nBye\r\n"
    )
    plain = Mail(ANNA, "anna@acme.example", f"bo{number}@far.example", content.encode())
    return replace(plain, **changes)


@asynccontextmanager
async def channel(
    server: Saboteur, *, options: dict[str, Any] | None = None, **changes: Any
) -> AsyncIterator[EmailChannel]:
    """Open a channel to the server; every connection is gone when it is closed."""
    opened = EmailChannel(
        {ANNA: account(server, **changes)}, clock=Standing(), **(options or {})
    )
    try:
        yield opened
    finally:
        await opened.close()
        await server.emptied()
