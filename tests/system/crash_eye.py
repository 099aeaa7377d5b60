"""Sees how far a life has come, so that it is killed amid its work and not after a time."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.store.database import passes

if TYPE_CHECKING:
    from tests.system.crash_judge import Judge
    from tests.system.crash_life import Life
    from tests.system.crash_stage import Stage

MOMENT = timedelta(milliseconds=20)
# Nothing is judged by it: a life that does nothing for so long is killed idle.
LONGEST_WAIT = timedelta(seconds=60)
_MARKS = """\
SELECT count(*) AS many FROM crash_moves
WHERE id > :since AND "to" = 'sending' AND worker LIKE :worker"""


@dataclass(frozen=True, slots=True)
class Eye:
    """Looks at the database and at the judge, which may both be away for a while."""

    stage: Stage
    judge: Judge

    async def last_move(self) -> int:
        """Return the number of the last move of a touch so far."""
        rows = await self.stage.ask("SELECT max(id) AS last FROM crash_moves")
        return int(rows[0]["last"] or 0)

    async def started(self, life: Life) -> None:
        """Wait until a life's heart beats, or it is over."""
        beats = "SELECT id FROM workers WHERE id LIKE :worker"
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_WAIT.total_seconds()):
                while not await life.over(MOMENT):
                    with suppress_passing():
                        if await self.stage.ask(beats, worker=f"%-{life.pid}-%"):
                            return

    async def marks(self, life: Life, since: int) -> int:
        """Return how many touches a life has marked; 0 too while the database is away."""
        with suppress_passing():
            values = {"since": since, "worker": f"%-{life.pid}-%"}
            rows = await self.stage.ask(_MARKS, **values)
            return int(rows[0]["many"])
        return 0

    async def worked(
        self, life: Life, since: int, goal: int, within: timedelta = LONGEST_WAIT
    ) -> bool:
        """Wait until a life has marked so many; False where it is over or idle instead."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within.total_seconds()):
                while not await life.over(MOMENT):
                    if await self.marks(life, since) >= goal:
                        return True
        return False

    async def moved(self, life: Life, mails: int) -> bool:
        """Wait until the judge was offered so many more; False as above."""
        goal = len(self.judge.passages) + mails
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_WAIT.total_seconds()):
                while not await life.over(MOMENT):
                    if len(self.judge.passages) >= goal:
                        return True
        return False

    async def busy(self) -> bool:
        """Wait until something is on the wire; False where nothing comes."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_WAIT.total_seconds()):
                while not self.judge.under_way:
                    await self.judge.busy()
                return True
        return False


def suppress_passing() -> suppress:
    """Pass over the errors of a database that is away for now."""
    return _Passing()


class _Passing(suppress):
    def __exit__(self, kind: object, error: object, trace: object) -> bool:
        return isinstance(error, Exception) and passes(error)
