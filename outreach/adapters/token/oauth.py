"""Keeps an access token fresh, whether a command, a file or a token endpoint gives it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from outreach.adapters.token import token_file
from outreach.adapters.token.command import ASK_AGAIN, run
from outreach.adapters.token.grant import Client, Granted, ask
from outreach.adapters.token.lock import alone
from outreach.errors import Unauthorized
from outreach.log import get_logger

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import httpx

    from outreach.adapters.token.token_file import Kept
    from outreach.ports import Clock

__all__ = ["Client", "OAuthTokens"]

EARLY = timedelta(
    minutes=2
)  # before it expires: a login takes a while, and clocks differ

log = get_logger(__name__)


class OAuthTokens:
    """The tokens of one account. Of many who ask at once, one refreshes and all are served.

    With a client, `path` keeps the tokens between runs and for other processes: what a
    provider hands out anew at each refresh, as Microsoft does, would else be lost. Without
    one, another program writes it.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        clock: Clock,
        client: Client | None = None,
        path: Path | None = None,
        command: Sequence[str] = (),
    ) -> None:
        self._http = http
        self._clock = clock
        self._client = client
        self._path = path
        self._command = tuple(command)
        self._turn = asyncio.Lock()
        self._token = ""
        self._stale_at: datetime | None = None

    async def token(self, *, refused: str = "") -> str:
        """Return a token that is good for a while yet, and not the one that was `refused`.

        Raises Unauthorized where a person must act, else Unavailable.
        """
        async with self._turn:
            if not self._is_good(refused):
                self._token, self._stale_at = await self._fresh(refused)
            return self._token

    def _is_good(self, refused: str) -> bool:
        fresh = self._stale_at is not None and self._clock.now() < self._stale_at
        return fresh and self._token not in ("", refused)

    async def _fresh(self, refused: str) -> tuple[str, datetime]:
        if self._client is not None:
            return await self._refreshed(self._client, refused)
        granted = await run(self._command) if self._command else self._read()
        return granted.access_token, self._stale(granted.life)

    def _read(self) -> Granted:
        """Take what another program wrote, for as long as it says."""
        kept = self._kept()
        if not kept.access_token:
            raise Unauthorized(f"token_file {self._path} holds no token: write one")
        if kept.expires_at is None:
            return Granted(kept.access_token, ASK_AGAIN)
        return Granted(kept.access_token, kept.expires_at - self._clock.now())

    async def _refreshed(self, client: Client, refused: str) -> tuple[str, datetime]:
        if self._path is None:
            return await self._refreshed_alone(client, refused)
        async with alone(self._path):
            return await self._refreshed_alone(client, refused)

    async def _refreshed_alone(
        self, client: Client, refused: str
    ) -> tuple[str, datetime]:
        kept = self._kept(missing=True)
        if kept.expires_at is not None and kept.access_token not in ("", refused):
            stale_at = kept.expires_at - EARLY
            if self._clock.now() < stale_at:  # another process was first
                return kept.access_token, stale_at
        granted = await self._ask(client, kept.refresh_token)
        if granted.refresh_token:
            self._client = replace(client, refresh_token=granted.refresh_token)
        self._keep(kept, granted)
        return granted.access_token, self._stale(granted.life)

    async def _ask(self, client: Client, kept: str) -> Granted:
        """Ask with the token that was kept, then with the one that is set: it may be newer."""
        if kept and kept != client.refresh_token:
            try:
                return await ask(self._http, replace(client, refresh_token=kept))
            except Unauthorized:
                if not client.refresh_token:
                    raise
        return await ask(self._http, client)

    def _kept(self, *, missing: bool = False) -> Kept:
        try:
            return token_file.Kept() if self._path is None else self._from(self._path)
        except FileNotFoundError:
            if missing:
                return token_file.Kept()
            message = f"no token_file {self._path}: have it written"
            raise Unauthorized(message) from None

    @staticmethod
    def _from(path: Path) -> Kept:
        return token_file.read(path)

    def _keep(self, kept: Kept, granted: Granted) -> None:
        if self._path is None:
            return
        expires_at = self._clock.now() + granted.life
        after = kept.with_token(granted.access_token, granted.refresh_token, expires_at)
        try:
            token_file.write(self._path, after)
        except OSError as error:
            # It works on from memory; what is lost is told, and is not the token.
            log.warning("token.not_kept", file=str(self._path), error=error.strerror)

    def _stale(self, life: timedelta) -> datetime:
        """Return when to ask again: some time before the end of a life."""
        return self._clock.now() + max(life - EARLY, life / 2)
