"""What outreach.adapters.channels.smtp_opening relies on within aiosmtplib, pinned exactly."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

import aiosmtplib
import pytest

from tests.saboteur.smtp import Saboteur, Script, babble, hang_up, reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiosmtplib.protocol import SMTPProtocol


@asynccontextmanager
async def connected(
    script: Script | None = None,
) -> AsyncIterator[tuple[SMTPProtocol, aiosmtplib.SMTP, Saboteur]]:
    async with Saboteur(script) as server:
        smtp = aiosmtplib.SMTP(
            hostname="127.0.0.1",
            port=server.port,
            local_hostname="[127.0.0.1]",
            start_tls=False,
            timeout=None,
        )
        await smtp.connect()
        assert smtp.protocol is not None
        yield smtp.protocol, smtp, server
        smtp.close()
        await server.emptied()


def test_it_is_the_version_that_was_read() -> None:
    # Read protocol.py and smtp.py anew before changing this, and requirements/ with it.
    assert version("aiosmtplib") == "5.1.3"


async def test_commands_go_out_as_given_and_the_dot_is_one_of_them() -> None:
    async with connected() as (protocol, _, server):
        await protocol.execute_command(b"MAIL FROM:<a@acme.example>")
        await protocol.execute_command(b"RCPT TO:<b@far.example>")
        assert (await protocol.execute_command(b"DATA")).code == 354
        protocol.write(b"Message-ID: <1@acme.example>\r\n\r\n..\r\n")
        assert server.accepted == []
        taken = await protocol.execute_command(b".")
    assert (taken.code, taken.message) == (250, "2.0.0 Ok: queued as 1")
    assert server.accepted[0].content == b"Message-ID: <1@acme.example>\r\n\r\n.\r\n"


async def test_a_command_with_a_control_character_is_refused_unsent() -> None:
    async with connected() as (protocol, _, server):
        with pytest.raises(ValueError, match="control character"):
            await protocol.execute_command(b"MAIL FROM:<a@acme.example>\r\nDATA")
    assert server.commands == []


async def test_an_unreadable_reply_has_code_minus_one() -> None:
    async with connected({"mail": [babble()]}) as (protocol, _, _):
        with pytest.raises(aiosmtplib.SMTPResponseException) as raised:
            await protocol.execute_command(b"MAIL FROM:<a@acme.example>")
    assert raised.value.code == -1


async def test_a_hang_up_raises_disconnected_and_shows() -> None:
    async with connected({"mail": [hang_up()]}) as (protocol, _, server):
        with pytest.raises(aiosmtplib.SMTPServerDisconnected):
            await protocol.execute_command(b"MAIL FROM:<a@acme.example>")
        await server.emptied()
        assert not protocol.is_connected


async def test_a_second_answer_stays_in_the_buffer() -> None:
    script: Script = {"mail": [reply("250 one\r\n550 two")]}
    async with connected(script) as (protocol, _, _):
        answer = await protocol.execute_command(b"MAIL FROM:<a@acme.example>")
        assert (answer.code, bytes(protocol._buffer)) == (250, b"550 two\r\n")


async def test_an_answer_that_comes_before_its_command_is_kept_when_one_is_pending() -> (
    None
):
    async with connected() as (protocol, _, _):
        protocol._response_pending = True
        protocol.write(b"RSET\r\n")
        waiter = protocol._response_waiter
        assert waiter is not None
        assert (await waiter).code == 250
        assert protocol._response_waiter is waiter


async def test_a_full_kernel_pauses_the_protocol_and_draining_waits() -> None:
    async with connected({"mail": [reply("250 Ok")]}) as (protocol, _, _):
        transport = protocol.transport
        assert isinstance(transport, asyncio.WriteTransport)
        transport.set_write_buffer_limits(high=1)
        before = protocol._paused
        protocol.write(b"x" * 20_000_000)
        assert (before, protocol._paused) == (False, True)
        transport.abort()
        # It comes back without an error, too, when the connection is gone.
        await protocol._drain_helper()
        assert not protocol.is_connected


async def test_closing_forgets_the_protocol_and_the_offers() -> None:
    async with connected() as (_, smtp, _):
        await smtp.ehlo()
        assert smtp.supports_extension("8bitmime")
        assert smtp.esmtp_extensions["size"] == "1000000"
        smtp.close()
        assert (smtp.protocol, smtp.esmtp_extensions) == (None, {})


async def test_its_reader_of_replies_may_be_looked_over_the_shoulder() -> None:
    async with connected({"mail": [reply("250-one\r\n550 two")]}) as (protocol, _, _):
        seen: list[bytes] = []
        read = protocol._read_response_from_buffer

        def looked() -> aiosmtplib.SMTPResponse | None:
            seen.append(bytes(protocol._buffer))
            return read()

        protocol._read_response_from_buffer = looked  # type: ignore[method-assign]
        answer = await protocol.execute_command(b"MAIL FROM:<a@acme.example>")
    # The code is the last line's: read_strictly is there for this.
    assert (answer.code, seen) == (550, [b"250-one\r\n550 two\r\n"])
