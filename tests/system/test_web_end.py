"""A web part that ends by itself does not go unnoticed: the process ends, in order, and says so."""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from outreach.daemon import run
from outreach.errors import Unavailable
from tests.services.running import Clock, opened, write

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.bootstrap import Deployment


def _end_web(_deployment: Deployment) -> None:
    """Break off what answers, as an error in it would."""
    for task in asyncio.all_tasks():
        if "Server.serve" in getattr(task.get_coro(), "__qualname__", ""):
            task.cancel()


async def test_a_web_part_that_ends_by_itself_ends_the_process_in_order(
    tmp_path: Path, sqlite_url: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    workspace = write(tmp_path, sqlite_url, extra=f"listen: 127.0.0.1:{port}\n")
    with pytest.raises(Unavailable, match="the web part ended by itself"):
        await run(workspace, ready=_end_web)
    long_ago = Clock(datetime(2020, 1, 6, tzinfo=UTC))
    async with opened(workspace, long_ago) as world:
        left = [row["role"] for row in await world.rows("workers")]
    # It has taken its leave, as after SIGTERM.
    assert left == ["tool"]
