"""An ASGI application on a loopback port of its own, inside the running event loop."""

from __future__ import annotations

import asyncio
import socket
from datetime import timedelta
from typing import TYPE_CHECKING, Self

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope


GRACE = timedelta(seconds=1)


class Loopback:
    """Listens while it is entered. It leaves the signals of the process alone."""

    def __init__(self, app: ASGIApp) -> None:
        config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            proxy_headers=False,
            log_config=None,
            access_log=False,
        )
        self._server = uvicorn.Server(config)
        # asyncio turns Nagle's delays (40 ms an answer) off only where TCP is named.
        self._socket = socket.socket(proto=socket.IPPROTO_TCP)

    @property
    def url(self) -> str:
        """Where it answers, once entered."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    async def __aenter__(self) -> Self:
        """Bind and listen."""
        self._socket.bind(("127.0.0.1", 0))
        config = self._server.config
        config.load()
        self._server.lifespan = config.lifespan_class(config)
        # Not serve(): that takes over the signals of the process.
        await self._server.startup([self._socket])
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening, let what is being answered finish, close every connection.

        Not uvicorn's own shutdown: that sleeps a tenth of a second at the least.
        """
        for listener in self._server.servers:
            listener.close()
        state = self._server.server_state
        for connection in list(state.connections):
            connection.shutdown()
        if state.tasks:
            done = await asyncio.wait(state.tasks, timeout=GRACE.total_seconds())
            for task in done[1]:
                task.cancel()
        await _next_turn()
        self._socket.close()

    async def hang_up(self, scope: Scope, receive: Receive) -> None:
        """Break the connection of a request whose body was read, without an answer."""
        for connection in self._server.server_state.connections:
            if isinstance(connection, H11Protocol) and connection.scope is scope:
                connection.transport.abort()
        await receive()  # returns once the connection is gone


async def _next_turn() -> None:
    """Let the loop do what is scheduled: closed transports tell so in its next turn."""
    loop = asyncio.get_running_loop()
    turned = loop.create_future()
    loop.call_soon(turned.set_result, None)
    await turned
