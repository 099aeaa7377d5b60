"""No password is shown or sent in the clear, and TLS is never given up."""

from __future__ import annotations

import base64
import ssl
from typing import TYPE_CHECKING

import pytest

from outreach.adapters.inbox.imap import ImapAccount, ImapInbox
from outreach.errors import InputError, Unavailable
from tests.adapters.inbox.reading import OK, START, opened, uids
from tests.saboteur.imap import CERTIFICATE, HOST, PASSWORD, ImapSaboteur

if TYPE_CHECKING:
    from tests.saboteur.imap import Lie, Stage


async def test_the_password_never_comes_back() -> None:
    plain = base64.b64encode(b"\0anna\0" + PASSWORD.encode())
    said = b"<tag> NO no %b, no %b\x07\r\n" % (PASSWORD.encode(), plain)
    async with ImapSaboteur(lies={"login": said}) as server, opened(server) as inbox:
        with pytest.raises(Unavailable) as caught:
            await inbox.fetch("INBOX", None, 10)
    assert str(caught.value) == (
        f"IMAP server {HOST}:{server.port}: it refuses the login "
        "(no ***, no ***): check username and password"
    )
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("password", ['pä"ss', "back\\slash'quote", "päss word"])
@pytest.mark.parametrize("verdict", [b"NO", b"BAD", b"NOPE"])
@pytest.mark.parametrize("stage", ["login", "examine"])
async def test_no_shape_of_an_echo_shows_the_password(
    stage: Stage, verdict: bytes, password: str, caplog: pytest.LogCaptureFixture
) -> None:
    octets = password.encode()
    echoes = (octets, repr(octets)[2:-1].encode(), base64.b64encode(octets))
    said = b"<tag> %b no %b\r\n" % (verdict, b", no ".join(echoes))
    capabilities = b"IMAP4rev1 AUTH=PLAIN"
    lies: dict[Stage, Lie] = {stage: said}
    async with ImapSaboteur(lies=lies, capabilities=capabilities) as server:
        inbox = ImapInbox(ImapAccount(HOST, server.port, "none", "anna", password))
        with pytest.raises(Unavailable) as caught:
            await inbox.fetch("INBOX", None, 10)
        await inbox.close()
    for echo in (password, *(echo.decode(errors="ignore") for echo in echoes)):
        assert echo not in str(caught.value) + caplog.text


async def test_a_server_that_wants_tls_first_is_told_so() -> None:
    capabilities = b"IMAP4rev1 STARTTLS LOGINDISABLED"
    async with (
        ImapSaboteur(capabilities=capabilities) as server,
        opened(server) as inbox,
    ):
        with pytest.raises(Unavailable, match="set security to starttls"):
            await inbox.fetch("INBOX", None, 10)
        assert not any(PASSWORD in command for command in server.heard)


async def test_starttls_is_never_given_up() -> None:
    async with ImapSaboteur() as server:
        account = ImapAccount(HOST, server.port, "starttls", "anna", PASSWORD)
        inbox = ImapInbox(account)
        with pytest.raises(Unavailable, match="STARTTLS"):
            await inbox.fetch("INBOX", None, 10)
        await inbox.close()
        assert not any(PASSWORD in command for command in server.heard)


async def test_words_spoken_before_tls_do_not_count_within_it() -> None:
    injected = OK + b"* BYE said by somebody on the way\r\n"
    lies: dict[Stage, Lie] = {"starttls": injected}
    capabilities = b"IMAP4rev1 STARTTLS"
    mails = {1: b"one"}
    async with ImapSaboteur(mails, lies, capabilities=capabilities) as server:
        account = ImapAccount(HOST, server.port, "starttls", "anna", PASSWORD)
        trusted = ssl.create_default_context(cafile=str(CERTIFICATE))
        inbox = ImapInbox(account, tls=trusted)
        assert uids(await inbox.fetch("INBOX", START, 10)) == [1]
        await inbox.close()


def test_a_line_break_in_a_credential_is_refused() -> None:
    odd = "x\r\na1 DELETE INBOX"
    with pytest.raises(InputError, match="the IMAP username holds a line break"):
        ImapAccount(HOST, 143, "none", odd, PASSWORD)
    with pytest.raises(InputError, match="the IMAP password holds a line break"):
        ImapAccount(HOST, 143, "none", "anna", odd)
