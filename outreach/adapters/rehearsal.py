"""A world that is not there: a clock that is turned, a queue, ways out and inboxes in memory.

For rehearsals. Nothing here reaches beyond the process.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.core.model import Outcome, Sent
from outreach.ports import Batch, Cursor, Errand, RawMessage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from outreach.ports import Parcel

_UIDVALIDITY = 1


@dataclass(slots=True)
class TurnedClock:
    """A Clock that stands still until it is turned."""

    at: datetime

    def now(self) -> datetime:
        """Return the instant it was turned to."""
        return self.at

    def turn(self, at: datetime) -> None:
        """Let it be that instant."""
        self.at = at


@dataclass(slots=True)
class IdleQueue:
    """A Queue that carries nothing: who rehearses delivers what was claimed itself."""

    async def put(self, job: str, ids: Sequence[int | str]) -> None:
        """Take note of nothing."""


@dataclass(slots=True)
class Recorder:
    """A Channel of any kind that takes everything, and keeps it.

    What a person is to do by hand is handed over too, for that stays in the house.
    """

    sent: list[Parcel] = field(default_factory=list)
    hand_over: Callable[[Errand], Awaitable[Outcome]] | None = None

    async def send(self, parcel: Parcel) -> Outcome:
        """Keep the parcel and say that it was taken."""
        self.sent.append(parcel)
        if isinstance(parcel, Errand) and self.hand_over is not None:
            return await self.hand_over(parcel)
        return Sent("rehearsed")

    async def close(self) -> None:
        """Let go of nothing."""


@dataclass(slots=True)
class MemoryInbox:
    """An Inbox whose messages are put into it."""

    messages: list[RawMessage] = field(default_factory=list)

    def put(self, content: bytes, at: datetime) -> None:
        """Let a message have arrived."""
        uid = len(self.messages) + 1
        self.messages.append(RawMessage(_UIDVALIDITY, uid, content, at))

    async def fetch(self, folder: str, after: Cursor | None, limit: int) -> Batch:  # noqa: ARG002 - every folder is this one
        """Return up to `limit` messages past `after`; without one, only where it ends."""
        last = len(self.messages) if after is None else after.uid
        found = self.messages[last : last + limit]
        return Batch(
            found,
            Cursor(_UIDVALIDITY, last + len(found)),
            more=last + len(found) < len(self.messages),
        )

    async def close(self) -> None:
        """Let go of nothing."""
