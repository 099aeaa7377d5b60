"""Mail leaves through servers that take access tokens alone, as Gmail and Microsoft 365 do."""

from __future__ import annotations

import asyncio
import base64
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import pytest

from outreach.adapters.channels.email import EmailChannel, SmtpAccount
from outreach.core.model import Blame, Deferred, Rejected, Sent
from outreach.core.sasl import first_words, reason_of
from outreach.errors import InputError, Unauthorized, Unavailable
from tests.adapters.channels.post import ANNA, Standing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from types import TracebackType

    from outreach.core.sasl import Mechanism

USER = "anna@acme.example"
CHALLENGE = {"status": "400", "schemes": "Bearer", "scope": "https://mail.example/"}


@dataclass(slots=True)
class TokenServer:
    """An SMTP server that takes one access token, word for word, and tells why it refuses."""

    good: str
    mechanism: Mechanism = "xoauth2"
    echoes: bool = False
    port: int = 0
    said: list[bytes] = field(default_factory=list)
    _server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(b"220 ready\r\n")
        while line := await reader.readline():
            self.said.append(line)
            match line.split()[:1]:
                case [b"EHLO"]:
                    name = self.mechanism.upper().encode()
                    writer.write(b"250-mx\r\n250 AUTH %b\r\n" % name)
                case [b"AUTH"]:
                    await self._auth(line.split()[2], reader, writer)
                case [b"QUIT"]:
                    writer.write(b"221 bye\r\n")
                    break
                case _:
                    writer.write(b"500 what?\r\n")
        writer.close()

    async def _auth(
        self, words: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if base64.b64decode(words) == self.expected():
            writer.write(b"235 2.7.0 Accepted\r\n")
            return
        challenge = base64.b64encode(json.dumps(CHALLENGE).encode())
        writer.write(b"334 %b\r\n" % challenge)
        self.said.append(await reader.readline())
        echo = b" " + words if self.echoes else b""
        writer.write(b"535 5.7.8 Username and Password not accepted%b\r\n" % echo)

    def expected(self) -> bytes:
        if self.mechanism == "xoauth2":
            return b"user=%b\x01auth=Bearer %b\x01\x01" % (
                USER.encode(),
                self.good.encode(),
            )
        return b"n,a=%b,\x01host=127.0.0.1\x01port=%d\x01auth=Bearer %b\x01\x01" % (
            USER.encode(),
            self.port,
            self.good.encode(),
        )


@dataclass(slots=True)
class Tokens:
    """Gives these one after another: the next once one is refused."""

    given: list[str | Unavailable]
    refused: list[str] = field(default_factory=list)

    async def token(self, *, refused: str = "") -> str:
        if refused:
            self.refused.append(refused)
            if len(self.given) > 1:
                self.given.pop(0)
        if isinstance(self.given[0], Unavailable):
            raise self.given[0]
        return self.given[0]


@asynccontextmanager
async def channel(server: TokenServer, tokens: Tokens) -> AsyncIterator[EmailChannel]:
    account = SmtpAccount(
        "127.0.0.1",
        server.port,
        security="none",
        username=USER,
        tokens=tokens,
        mechanism=server.mechanism,
    )
    it = EmailChannel({ANNA: account}, clock=Standing())
    try:
        yield it
    finally:
        await it.close()


@pytest.mark.parametrize("mechanism", ["xoauth2", "oauthbearer"])
async def test_it_logs_in_by_token_word_for_word(mechanism: Mechanism) -> None:
    async with (
        TokenServer("abc.d-e_f", mechanism) as server,
        channel(server, Tokens(["abc.d-e_f"])) as out,
    ):
        assert isinstance(await out.reach(ANNA), Sent)


async def test_a_refused_token_is_replaced_once() -> None:
    tokens = Tokens(["stale", "fresh"])
    async with TokenServer("fresh") as server, channel(server, tokens) as out:
        assert isinstance(await out.reach(ANNA), Sent)
    assert tokens.refused == ["stale"]
    assert server.said.count(b"\r\n") == 1  # the empty answer to the challenge


@pytest.mark.parametrize(
    ("mechanism", "last"), [("xoauth2", b"\r\n"), ("oauthbearer", b"AQ==\r\n")]
)
async def test_a_login_that_stays_refused_pauses_the_sender_and_tells_no_token(
    mechanism: Mechanism, last: bytes
) -> None:
    tokens = Tokens(["one", "two"])
    async with TokenServer("else", mechanism) as server, channel(server, tokens) as out:
        outcome = await out.reach(ANNA)
    assert outcome == Rejected(
        Blame.SENDER,
        "auth: 535 5.7.8 Username and Password not accepted (status 400)",
        "535 5.7.8",
    )
    assert [line for line in server.said if line == last] == [last, last]


@pytest.mark.parametrize("mechanism", ["xoauth2", "oauthbearer"])
async def test_a_server_that_repeats_what_was_said_tells_no_token(
    mechanism: Mechanism,
) -> None:
    server = TokenServer("else", mechanism, echoes=True)
    async with server, channel(server, Tokens(["hush"])) as out:
        outcome = await out.reach(ANNA)
    assert isinstance(outcome, Rejected)
    assert outcome.detail == (
        "auth: 535 5.7.8 Username and Password not accepted *** (status 400)"
    )


async def test_consent_that_was_withdrawn_pauses_the_sender() -> None:
    tokens = Tokens([Unauthorized("token server t.example refuses (invalid_grant)")])
    async with TokenServer("any") as server, channel(server, tokens) as out:
        outcome = await out.reach(ANNA)
    assert isinstance(outcome, Rejected)
    assert (outcome.blame, server.said) == (Blame.SENDER, [])
    assert "invalid_grant" in outcome.detail


async def test_a_token_server_that_is_away_blames_nobody() -> None:
    tokens = Tokens([Unavailable("token server t.example does not answer")])
    async with TokenServer("any") as server, channel(server, tokens) as out:
        outcome = await out.reach(ANNA)
    assert isinstance(outcome, Deferred)
    assert outcome.reached is None
    assert server.said == []


@pytest.mark.parametrize("token", ["", "a b", "a\r\nMAIL", "a\x01b", "é", "x" * 20_000])
def test_what_is_no_token_is_never_said(token: str) -> None:
    with pytest.raises(InputError):
        first_words("xoauth2", USER, token, host="h", port=1)


@pytest.mark.parametrize(
    ("challenge", "reason"),
    [
        (json.dumps(CHALLENGE).encode(), "status 400"),
        (base64.b64encode(b'{"status": "invalid_token"}'), "status invalid_token"),
        (b"[" * 100_000, ""),
        (b"\xff\xfe", ""),
        (b'{"status": {}}', ""),
        (b"", ""),
    ],
)
def test_a_challenge_is_read_as_far_as_it_is_legible(
    challenge: bytes, reason: str
) -> None:
    assert reason_of(challenge) == reason
