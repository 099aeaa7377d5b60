"""Makes the logins of mailboxes that have no password: one source of tokens an account."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from outreach.adapters.http import http_client
from outreach.adapters.registry import adapter

if TYPE_CHECKING:
    from contextlib import AsyncExitStack

    from httpx import AsyncClient

    from outreach.config import Workspace
    from outreach.ports import Clock, Tokens
    from outreach.setting import Auth, EmailSender, Imap, Smtp

TIMEOUT = timedelta(seconds=15)


class Logins:
    """The sources of tokens that were made so far: who logs in alike shares one."""

    def __init__(
        self, workspace: Workspace, clock: Clock, stack: AsyncExitStack
    ) -> None:
        self._workspace = workspace
        self._clock = clock
        self._stack = stack
        self._http: AsyncClient | None = None
        self._made: dict[Auth, Tokens] = {}

    def of(self, sender: EmailSender, server: Smtp | Imap) -> dict[str, Any]:
        """Return what an account is told of its login beside name and password."""
        auth = server.auth
        if auth is None and not server.password.get_secret_value():
            auth = sender.auth
        if auth is None:
            return {}
        tokens = self._made.get(auth)
        if tokens is None:
            tokens = self._made[auth] = self._make(auth)
        return {"tokens": tokens, "mechanism": auth.kind}

    def _make(self, auth: Auth) -> Tokens:
        client = None
        if auth.token_url is not None:
            url, scope = auth.endpoint()
            client = adapter("tokens.client")(
                token_url=url,
                client_id=auth.client_id,
                client_secret=auth.client_secret.get_secret_value(),
                refresh_token=auth.refresh_token.get_secret_value(),
                scope=scope,
            )
        path = None
        if auth.token_file is not None:
            path = self._workspace.path(auth.token_file)
        tokens: Tokens = adapter("tokens.oauth")(
            self._client(),
            clock=self._clock,
            client=client,
            path=path,
            command=auth.token_command or (),
        )
        return tokens

    def _client(self) -> AsyncClient:
        if self._http is None:
            self._http = http_client(timeout=TIMEOUT)
            self._stack.push_async_callback(self._http.aclose)
        return self._http
