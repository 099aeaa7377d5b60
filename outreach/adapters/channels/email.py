"""Email over SMTP: one pool of connections an account, one message at a time on each."""

from __future__ import annotations

import asyncio
import ssl
from collections import defaultdict
from datetime import timedelta
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from outreach.adapters.channels.envelope import Envelope, enveloped, unfit
from outreach.adapters.channels.smtp_fault import Fault
from outreach.adapters.channels.smtp_opening import open_session
from outreach.adapters.channels.smtp_pool import SmtpPool
from outreach.adapters.channels.smtp_session import (
    Habit,
    Session,
    SmtpAccount,
    SmtpTimeouts,
)
from outreach.core.model import Blame, Rejected, Sent, Unknown
from outreach.core.verdict import GOING_AWAY, NO_REPLY, Stage, legible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.core.model import Outcome, SenderName
    from outreach.ports import Clock, Mail

__all__ = ["EmailChannel", "SmtpAccount", "SmtpTimeouts"]

AT_REST = 256  # accounts whose connections rest as long as they may; of more, shorter


class EmailChannel:
    """A Channel of Mail: each sender leaves through its own account."""

    def __init__(
        self,
        accounts: Mapping[SenderName, SmtpAccount],
        *,
        clock: Clock,
        max_connections_per_account: int = 8,
        max_messages_per_connection: int = 100,
        max_idle: timedelta = timedelta(seconds=30),
    ) -> None:
        self._clock = clock
        # Thousands of accounts that each keep one for so long are more than a process may
        # have open, and what cannot be opened looks like a server that does not answer.
        idle = max_idle * min(1.0, AT_REST / max(1, len(accounts)))
        habits: defaultdict[tuple[str, int], Habit] = defaultdict(Habit)
        self._pools = {
            name: SmtpPool(
                partial(_connect, account, habits[account.host, account.port]),
                size=max_connections_per_account,
                messages=max_messages_per_connection,
                idle=idle,
            )
            for name, account in accounts.items()
        }

    async def send(self, parcel: Mail) -> Outcome:
        """Put one mail on the wire, once, and say what came of it.

        Never raises for what the server said or failed to say. Cancelled before the final dot
        is written it is not sent, and the cancellation goes on; from the dot on it returns
        Unknown, and only the task's `cancelling()` still tells that it was to stop.
        """
        pool = self._pools.get(parcel.sender)
        if pool is None:
            return Rejected(Blame.SENDER, f'no account for sender "{parcel.sender}"')
        envelope = enveloped(parcel)
        if isinstance(envelope, Rejected):
            return envelope
        try:
            session = await pool.take()
        except Fault as fault:
            return fault.verdict(self._clock.now())
        return await self._deliver(_Loan(pool, session), envelope)

    async def reach(self, sender: SenderName) -> Outcome:
        """Connect and log in as for a mail, and send none; Sent says that one could go."""
        pool = self._pools.get(sender)
        if pool is None:
            return Rejected(Blame.SENDER, f'no account for sender "{sender}"')
        try:
            session = await pool.take()
        except Fault as fault:
            return fault.verdict(self._clock.now())
        pool.give(session)
        return Sent("the server takes mail")

    async def close(self) -> None:
        """Let go of every connection, politely."""
        await asyncio.gather(*(pool.close() for pool in self._pools.values()))

    async def _deliver(self, loan: _Loan, envelope: Envelope) -> Outcome:
        try:
            return await _attempt(loan, envelope)
        except Fault as fault:
            return fault.verdict(self._clock.now())
        except asyncio.CancelledError:
            if loan.session.stage is not Stage.DOT:
                raise
            return Unknown("dot: cancelled before the server had answered")
        finally:
            loan.pool.give(loan.session)


class _Loan:
    """A session out of its pool; a stale one may be exchanged while it is lent."""

    def __init__(self, pool: SmtpPool, session: Session) -> None:
        self.pool = pool
        self.session = session

    async def renew(self) -> None:
        self.session = await self.pool.renew(self.session)


async def _attempt(loan: _Loan, envelope: Envelope) -> Outcome:
    reused = loan.session.messages > 0
    try:
        return await _put(loan.session, envelope)
    except Fault as fault:
        if not (reused and _stale(fault)):
            raise
    # It had died in the pool. Nothing of this message was heard, so a new one may be tried.
    await loan.renew()
    return await _put(loan.session, envelope)


async def _put(session: Session, envelope: Envelope) -> Outcome:
    return unfit(envelope, session) or Sent(legible(await session.deliver(envelope)))


def _stale(fault: Fault) -> bool:
    return fault.stage is Stage.MAIL and fault.code in (NO_REPLY, GOING_AWAY)


async def _connect(account: SmtpAccount, habit: Habit) -> Session:
    context = None
    if account.security != "none":
        try:
            context = _tls_context(account.ca_file, verify=account.verify)
        except OSError as error:
            text = f"cannot use {account.ca_file}: {error}"
            raise Fault(Stage.CONNECT, NO_REPLY, text, ours=True) from error
    return await open_session(account, context, habit)


@lru_cache
def _tls_context(ca_file: str | None, *, verify: bool) -> ssl.SSLContext:
    """Build a client's context; loading the machine's authorities takes tens of milliseconds."""
    context = ssl.create_default_context(cafile=ca_file)
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
