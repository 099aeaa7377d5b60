"""What is done for a visitor who does not wait for the end of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Coroutine

# Whoever clicks is not kept from where he is going by our bookkeeping.
PATIENCE = timedelta(seconds=2)


class Errands:
    """Work that goes on after the answer was given."""

    def __init__(self) -> None:
        """Start with none."""
        self._going: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin it, and wait for nothing."""
        task = asyncio.create_task(work)
        self._going.add(task)
        task.add_done_callback(self._going.discard)
        return task

    async def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin it, and return when it is done or patience is."""
        await asyncio.wait({self.begin(work)}, timeout=PATIENCE.total_seconds())

    async def finish(self) -> None:
        """Wait for all that was begun."""
        if self._going:
            await asyncio.wait(set(self._going))
