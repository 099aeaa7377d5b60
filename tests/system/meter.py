"""Counts the messages a server takes, and tells when enough of them have come."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.saboteur.smtp import Accepted


class Meter:
    """To be called with each."""

    def __init__(self) -> None:
        self._count = 0
        self._goal = 0
        self._there = asyncio.Event()

    def __call__(self, _taken: Accepted) -> None:
        self._count += 1
        if self._count >= self._goal:
            self._there.set()

    async def all(self, goal: int) -> None:
        """Wait until so many have come in all."""
        self._goal = goal
        if self._count < goal:
            self._there.clear()
            await self._there.wait()

    async def more(self, count: int) -> None:
        """Wait until so many more have come."""
        await self.all(self._count + count)
