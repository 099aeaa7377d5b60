"""Opens SMTP sessions: aiosmtplib connects, secures and logs in, then lets go of the wire.

It is pinned exactly, and tests/contract/test_aiosmtplib.py holds what is relied on.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiosmtplib

from outreach.adapters.channels.smtp_fault import Fault, faults
from outreach.adapters.channels.smtp_login import log_in, may_be_stale, token_of
from outreach.adapters.channels.smtp_reply import read_strictly
from outreach.adapters.channels.smtp_session import Session
from outreach.adapters.channels.smtp_wire import HUNG_UP, Wire
from outreach.core.verdict import NO_REPLY, Stage

if TYPE_CHECKING:
    import ssl
    from datetime import timedelta

    from outreach.adapters.channels.smtp_session import Habit, SmtpAccount

_UNSUPPORTED = 502


async def open_session(
    account: SmtpAccount, tls_context: ssl.SSLContext | None, habit: Habit
) -> Session:
    """Connect, secure and log in. Raises Fault, and then leaves no connection behind.

    An access token that is refused is replaced by a fresh one, once.
    """
    token = await token_of(account)
    try:
        return await _open(account, tls_context, habit, token)
    except Fault as fault:
        if not token or not may_be_stale(fault):
            raise
        fresh = await token_of(account, refused=token)
        if fresh == token:
            raise
    return await _open(account, tls_context, habit, fresh)


async def _open(
    account: SmtpAccount, tls_context: ssl.SSLContext | None, habit: Habit, token: str
) -> Session:
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
        return await _opened(smtp, account, habit, token)
    except BaseException:
        if smtp.transport is not None:
            smtp.transport.close()
        smtp.close()
        raise


async def _opened(
    smtp: aiosmtplib.SMTP, account: SmtpAccount, habit: Habit, token: str
) -> Session:
    wait = account.timeouts
    with faults(Stage.CONNECT):
        async with _within(wait.connect):
            await smtp.connect()
    if smtp.protocol is not None:
        read_strictly(smtp.protocol)
    with faults(Stage.EHLO):
        async with _within(wait.command):
            await smtp.ehlo()
    if account.security == "starttls":
        await _secure(smtp, wait.command)
    if account.username:
        with faults(Stage.AUTH):
            async with _within(account.timeouts.command):
                await log_in(smtp, account, token)
    protocol = smtp.protocol
    if protocol is None or not isinstance(protocol.transport, asyncio.Transport):
        raise Fault(Stage.EHLO, NO_REPLY, HUNG_UP)
    if protocol._buffer:  # noqa: SLF001 - it has no other word for "more than one answer came"
        raise Fault(Stage.EHLO, NO_REPLY, "more answers than questions")
    offers = dict(smtp.esmtp_extensions)
    return Session(Wire(protocol.transport), offers, account.timeouts, habit)


async def _secure(smtp: aiosmtplib.SMTP, wait: timedelta) -> None:
    if not smtp.supports_extension("starttls"):
        raise Fault(Stage.STARTTLS, _UNSUPPORTED, "the server does not offer STARTTLS")
    with faults(Stage.STARTTLS):
        async with _within(wait):
            await smtp.starttls()
            await smtp.ehlo()


def _within(wait: timedelta) -> asyncio.Timeout:
    """Bound a step.

    aiosmtplib's own timeouts are wait_for's, which on Python 3.11 may swallow a cancellation
    (bpo-37658), so that a send which was to stop would go on.
    """
    return asyncio.timeout(wait.total_seconds())
