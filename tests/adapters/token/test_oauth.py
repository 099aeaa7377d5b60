"""A token is fetched once, used until it is stale, and never told to anybody."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.adapters.http import http_client
from outreach.adapters.token.lock import alone
from outreach.adapters.token.oauth import Client, OAuthTokens
from outreach.errors import Unauthorized, Unavailable
from tests.adapters.token.provider import Provider
from tests.saboteur.http import HttpSaboteur, Turn, status

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import httpx

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(slots=True)
class Clock:
    """Moves when it is told to."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """Give a client, closed after."""
    async with http_client() as client:
        yield client


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    """Give a provider that is up."""
    async with Provider() as it:
        yield it


def client_of(url: str, known: str = "first", **more: str) -> Client:
    return Client(f"{url}/token", "client-1", "hush", known, **more)


async def test_many_who_ask_at_once_cost_one_refresh(
    http: httpx.AsyncClient, provider: Provider
) -> None:
    client = client_of(provider.url, scope="mail")
    tokens = OAuthTokens(http, clock=Clock(), client=client)
    found = await asyncio.gather(*(tokens.token() for _ in range(20)))
    assert set(found) == {"access-1"}
    assert provider.asked == [
        {
            "client_id": "client-1",
            "client_secret": "hush",
            "grant_type": "refresh_token",
            "refresh_token": "first",
            "scope": "mail",
        }
    ]


async def test_it_is_refreshed_before_it_expires_and_when_refused(
    http: httpx.AsyncClient, provider: Provider
) -> None:
    clock = Clock()
    tokens = OAuthTokens(http, clock=clock, client=client_of(provider.url))
    first = await tokens.token()
    clock.at += timedelta(minutes=57)
    same = await tokens.token()
    clock.at += timedelta(minutes=2)
    before_its_end = await tokens.token()
    refused = await tokens.token(refused=before_its_end)
    late = await tokens.token(refused=first)
    assert (first, same, before_its_end, refused, late) == (
        *("access-1", "access-1", "access-2", "access-3", "access-3"),
    )


async def test_a_token_that_is_rotated_follows_the_old_one(
    http: httpx.AsyncClient, provider: Provider
) -> None:
    provider.rotates, provider.life = True, 1
    clock = Clock()
    tokens = OAuthTokens(http, clock=clock, client=client_of(provider.url))
    for _ in range(3):
        await tokens.token()
        clock.at += timedelta(seconds=5)
    assert [form["refresh_token"] for form in provider.asked] == [
        *("first", "refresh-1", "refresh-2"),
    ]


async def test_the_file_keeps_it_private_for_the_next_process(
    http: httpx.AsyncClient, provider: Provider, tmp_path: Path
) -> None:
    provider.rotates = True
    path = tmp_path / "anna.json"
    path.write_text('{"note": "mine"}')
    path.chmod(0o644)
    first, second = (
        OAuthTokens(http, clock=Clock(), client=client_of(provider.url), path=path)
        for _ in range(2)
    )
    assert await first.token() == await second.token() == "access-1"
    assert json.loads(path.read_text()) == {
        "note": "mine",
        "access_token": "access-1",
        "refresh_token": "refresh-1",
        "expires_at": "2026-03-02T10:00:00+00:00",
    }
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    beside = await asyncio.to_thread(os.listdir, tmp_path)
    assert sorted(beside) == [".anna.json.lock", "anna.json"]
    assert await second.token(refused="access-1") == "access-2"


async def test_of_two_processes_one_refreshes_and_both_are_served(
    http: httpx.AsyncClient, provider: Provider, tmp_path: Path
) -> None:
    """A refresh token that is used twice may cost the whole consent (RFC 9700 4.14.2)."""
    provider.rotates = True
    path = tmp_path / "anna.json"
    both = [
        OAuthTokens(http, clock=Clock(), client=client_of(provider.url), path=path)
        for _ in range(2)
    ]
    found = await asyncio.gather(*(each.token() for each in both))
    refused = await asyncio.gather(*(each.token(refused="access-1") for each in both))
    assert (found, refused) == (["access-1"] * 2, ["access-2"] * 2)
    asked = [form["refresh_token"] for form in provider.asked]
    assert asked == ["first", "refresh-1"]


async def test_a_token_file_that_stays_locked_is_told(tmp_path: Path) -> None:
    path = tmp_path / "anna.json"
    async with alone(path):
        with pytest.raises(Unavailable, match=r"another process holds .*anna\.json"):
            async with alone(path, timedelta(0)):
                pass
    async with alone(path, timedelta(seconds=5)):
        pass


async def test_a_newly_set_refresh_token_mends_what_the_file_lost(
    http: httpx.AsyncClient, provider: Provider, tmp_path: Path
) -> None:
    path = tmp_path / "anna.json"
    path.write_text('{"refresh_token": "withdrawn"}')
    client = client_of(provider.url)
    tokens = OAuthTokens(http, clock=Clock(), client=client, path=path)
    assert await tokens.token() == "access-2"


async def test_without_a_refresh_token_the_client_asks_for_itself(
    http: httpx.AsyncClient, provider: Provider
) -> None:
    client = client_of(provider.url, "")
    await OAuthTokens(http, clock=Clock(), client=client).token()
    assert provider.asked[0]["grant_type"] == "client_credentials"


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        ((400, {"error": "invalid_grant"}), Unauthorized, "consent was withdrawn"),
        ((401, {"error": "invalid_client"}), Unauthorized, "id or secret is wrong"),
        ((400, {"error": "whatever"}), Unauthorized, "client's settings"),
        ((400, {"error": "temporarily_unavailable"}), Unavailable, "tried again"),
        ((503, {"error": "invalid_grant"}), Unavailable, "tried again"),
        ((404, {}), Unavailable, "answers 404"),
        ((400, {"error": "first\r\nsecond"}), Unavailable, "answers 400"),
        ((200, {"access_token": "a b\r\n"}), Unavailable, "sends no access token"),
    ],
)
async def test_an_error_is_told_in_plain_words_and_no_secret(
    http: httpx.AsyncClient,
    provider: Provider,
    error: tuple[int, dict[str, object]],
    kind: type[Exception],
    words: str,
) -> None:
    provider.error = error
    tokens = OAuthTokens(http, clock=Clock(), client=client_of(provider.url))
    with pytest.raises(Unavailable, match=words) as caught:
        await tokens.token()
    assert type(caught.value) is kind
    assert not {"first", "hush"} & set(str(caught.value).split())
    assert "hush" not in repr(client_of(provider.url))
    provider.error = None
    assert await tokens.token() == "access-2"


@pytest.mark.parametrize(
    "turn",
    [
        Turn(),
        status(200, b"no json"),
        status(200, b"[" * 100_000),
        status(302, b"", Location="http://127.0.0.1:1/"),
        status(200, b'{"access_token": "' + b"x" * 200_000),
    ],
)
async def test_a_babbling_token_server_is_unavailable(
    http: httpx.AsyncClient, turn: Turn
) -> None:
    async with HttpSaboteur([turn]) as server:
        tokens = OAuthTokens(http, clock=Clock(), client=client_of(server.url))
        with pytest.raises(Unavailable) as caught:
            await tokens.token()
    assert type(caught.value) is Unavailable
    assert caught.value.__cause__ is None


async def test_a_command_prints_a_token(http: httpx.AsyncClient) -> None:
    program = 'print(\'{"access_token": "abc.def", "expires_in": 3600}\')'
    command = (sys.executable, "-c", program)
    tokens = OAuthTokens(http, clock=Clock(), command=command)
    assert await tokens.token() == "abc.def"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("/nowhere/at-all",), "cannot be run"),
        ((sys.executable, "-c", "import sys; sys.exit(3)"), "ended with 3"),
        ((sys.executable, "-c", "print('two words')"), "holds no access token"),
        ((sys.executable, "-c", "print('x' * 10**7)"), "ended with|no access token"),
    ],
)
async def test_a_command_that_fails_wants_a_person(
    http: httpx.AsyncClient, command: tuple[str, ...], words: str
) -> None:
    tokens = OAuthTokens(http, clock=Clock(), command=command)
    with pytest.raises(Unauthorized, match=words):
        await tokens.token()


async def test_a_file_that_another_program_writes_is_read_anew(
    http: httpx.AsyncClient, tmp_path: Path
) -> None:
    path = tmp_path / "token"
    tokens = OAuthTokens(http, clock=Clock(), path=path)
    with pytest.raises(Unauthorized, match="no token_file"):
        await tokens.token()
    path.write_text("one\n")
    assert await tokens.token() == "one"
    path.write_text("two\n")
    assert (await tokens.token(), await tokens.token(refused="one")) == ("one", "two")
    path.write_text("\n")
    with pytest.raises(Unauthorized, match="holds no token: write one"):
        await tokens.token(refused="two")
    path.write_text("{")
    with pytest.raises(Unauthorized, match="no JSON"):
        await tokens.token(refused="two")
