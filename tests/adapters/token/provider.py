"""An OAuth provider of the tests' own: a token endpoint, and the introspection Dovecot asks."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from types import TracebackType


@dataclass(slots=True)
class Provider:
    """Grants tokens for one refresh token after another; counts what it was asked."""

    user: str = "anna@acme.example"
    refresh_token: str = "first"
    rotates: bool = False
    life: int = 3600
    error: tuple[int, dict[str, object]] | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    good: set[str] = field(default_factory=set)
    url: str = ""
    _server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
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

    def revoke(self) -> None:
        """Let no token count that was given out so far."""
        self.good.clear()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(
            line.split(": ", 1) for line in head.decode().split("\r\n")[1:] if line
        )
        length = int({k.lower(): v for k, v in fields.items()}.get("content-length", 0))
        form = dict(parse_qsl((await reader.readexactly(length)).decode()))
        status, said = self._answer(head.decode().split(" ")[1], form)
        body = json.dumps(said).encode()
        writer.write(
            b"HTTP/1.1 %d Whatever\r\nContent-Type: application/json\r\n"
            b"Connection: close\r\nContent-Length: %d\r\n\r\n%b"
            % (status, len(body), body)
        )
        await writer.drain()
        writer.close()

    def _answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        if path.startswith("/introspect"):
            active = form.get("token", "") in self.good
            return 200, {"active": active, "username": self.user}
        self.asked.append(form)
        if self.error is not None:
            return self.error
        refreshes = form["grant_type"] == "refresh_token"
        if refreshes and form["refresh_token"] != self.refresh_token:
            return 400, {"error": "invalid_grant"}
        token = f"access-{len(self.asked)}"
        self.good.add(token)
        said: dict[str, object] = {"access_token": token, "expires_in": self.life}
        if self.rotates:
            self.refresh_token = f"refresh-{len(self.asked)}"
            said["refresh_token"] = self.refresh_token
        return 200, said
