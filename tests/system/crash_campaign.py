"""A crash campaign: processes at work are killed with -9 again and again, then all is judged."""

from __future__ import annotations

import asyncio
import json
import signal
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.bootstrap import open_engine
from outreach.services.settle_doubt import Evidence, settle_doubt
from outreach.services.sync import push
from outreach.services.tick import tick
from tests.system.crash_eye import Eye, suppress_passing
from tests.system.crash_point import Point
from tests.system.crash_stage import lift
from tests.system.crash_verdict import (
    Broken,
    Facts,
    judge_caps,
    judge_end,
    judge_ledger,
)
from tests.system.crash_wire import Kill, Reading, by_address, read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from random import Random  # noqa: TID251 - a campaign is played by its dice

    from tests.saboteur.http import HttpSaboteur
    from tests.system.crash_judge import Judge
    from tests.system.crash_life import Life, Nursery
    from tests.system.crash_stage import Stage
    from tests.system.crash_stop import People

TABLES = ("leads", "enrollments", "touches", "events", "crm_outbox")
LEASES = timedelta(minutes=6)  # later than every lease, that of the CRM's outbox too
PATIENCE = timedelta(seconds=5)  # with a life that does not come to its point
# Of those killed at an instant, while they start; of those at a line, amid their work.
YOUNG, LATE = 0.1, 0.7
SOON = 0.15  # seconds: judge and worker are amid those marks
MAILS_A_STOP = 5
LONGEST_END = 100  # rounds until everything is done
EARLY = ("services/reap.py", "services/resume.py", "services/beat.py")  # done once


@dataclass(frozen=True, slots=True)
class Pace:
    """What a process takes to start, and by how much the clock jumps after a kill: in seconds."""

    start: float
    jumps: Sequence[int]


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a campaign; `broken` is empty where every promise was kept."""

    seed: int
    kills: Sequence[Kill]
    broken: Sequence[Broken]
    counts: dict[str, int]


@dataclass(slots=True)
class Campaign:
    """What goes on while processes are killed."""

    stage: Stage
    judge: Judge
    crm: HttpSaboteur
    nursery: Nursery
    people: People
    dice: Random
    pace: Pace
    stock: int  # of leads that are due, at least
    progress: Callable[[int], None] = lambda _done: None
    kills: list[Kill] = field(default_factory=list)

    @property
    def most(self) -> int:
        """How many mails a life is waited for, at most: more would use up the stock."""
        return self.stock // 2

    @property
    def eye(self) -> Eye:
        """What sees how far lives have come."""
        return Eye(self.stage, self.judge)

    async def census(self, parts: Sequence[str], work: Path) -> list[Point]:
        """Return every line that such a process comes to, with the hits it had.

        It is watched from its start, after one that was killed, to its orderly end.
        """
        path = work / f"census-{'-'.join(parts)}.json"
        life = await self.nursery.bear(parts, census=path)
        for span in (20, 3_600, 90, 2 * 3_600):
            await self.supply()
            await rest(self.dice.uniform(0.6, 0.9))
            self.stage.clock.forward(timedelta(seconds=span))
        life.signal(signal.SIGTERM)
        await life.over()
        if await life.buried():
            raise RuntimeError(self.nursery.log.read_text())
        return [Point(*row) for row in json.loads(path.read_text())]

    async def supply(self) -> None:
        """Enroll more leads where few are due."""
        with suppress_passing():
            if await self.stage.waiting() < self.stock:
                await self.stage.enroll(self.stock)

    async def supplies(self) -> None:
        """Enroll more and more leads."""
        while True:
            await self.supply()
            await rest(0.2)

    async def trouble(self) -> None:
        """Let people stop leads at random instants, on and on."""
        while True:
            await rest(self.dice.uniform(0.02, 0.25))
            if len(self.people.stops) < len(self.judge.passages) / MAILS_A_STOP:
                await self.people.act()

    async def one(
        self,
        parts: Sequence[str],
        point: Point | None = None,
        *,
        until: asyncio.Event | None = None,
    ) -> bool:
        """Let a process live until it is killed; False where it ended by itself instead.

        That is at its point, else when something has happened, else at a random instant.
        """
        late = self._is_late(parts, point)
        since = await self._last_move()
        life = await self.nursery.bear(parts, point=point, late=late)
        if point is not None:
            how = await self._reach(life, point, since, late=late)
        elif until is not None:
            how = "in the end"
            await until.wait()
        else:
            how = await self._instant(life, parts, since)
        at, under_way = self.stage.clock.now(), self.judge.under_way
        await life.kill()
        if await life.buried() != -signal.SIGKILL:
            return False
        marked = await self._marked(life)
        self.note(Kill("+".join(parts), how, at, under_way, marked))
        self.stage.clock.forward(timedelta(seconds=self.dice.choice(self.pace.jumps)))
        return True

    def _is_late(self, parts: Sequence[str], point: Point | None) -> bool:
        if point is None or "worker" not in parts or point.module in EARLY:
            return False
        return self.dice.random() < LATE

    async def _last_move(self) -> int:
        """Return the number of the last move, once the database is there."""
        while True:
            with suppress_passing():
                return await self.eye.last_move()
            await rest(0.02)

    async def _instant(self, life: Life, parts: Sequence[str], since: int) -> str:
        """Wait for a random instant: of a start, or amid work."""
        if self.dice.random() < YOUNG:
            seconds = self.dice.uniform(0, self.pace.start)
            await rest(seconds)
            return f"{seconds:.3f} s after its birth"
        await self.eye.started(life)
        goal = self.dice.randint(1, self.most)
        if "worker" in parts:
            there = await self.eye.worked(life, since, goal)
        else:
            there = await self.eye.moved(life, goal)
        seconds = self.dice.uniform(0, SOON)
        await rest(seconds)
        return f"{seconds:.3f} s after {goal} mails" if there else "idle"

    def note(self, kill: Kill) -> None:
        """Count a kill."""
        self.kills.append(kill)
        self.progress(len(self.kills))

    async def _reach(self, life: Life, point: Point, since: int, *, late: bool) -> str:
        """Wait until a life has come to its point, which may stand in what is done at the end."""
        if late:
            await self.eye.worked(life, since, self.dice.randint(1, self.most))
            since = await self._last_move()
            life.signal(signal.SIGUSR1)
        else:
            await self.eye.started(life)
        await self.eye.worked(life, since, self.most, PATIENCE)
        if await life.over(timedelta(0)):
            return str(point)
        life.signal(signal.SIGTERM)
        return str(point) if await life.over(PATIENCE) else "at its end"

    async def _marked(self, life: Life) -> frozenset[tuple[int, int]]:
        """Return what a dead process had marked, once the database has let go of it."""
        while True:
            with suppress_passing():
                if not await self._still_connected(life):
                    rows = await self.stage.ask(
                        "SELECT id, attempt FROM touches WHERE worker LIKE :worker "
                        "AND state IN ('sending', 'in_doubt')",
                        worker=f"%-{life.pid}-%",
                    )
                    return frozenset((row["id"], row["attempt"]) for row in rows)
            await rest(0.02)

    async def _still_connected(self, life: Life) -> bool:
        if self.stage.witness.is_sqlite:
            return False
        return bool(
            await self.stage.ask(
                "SELECT pid FROM pg_stat_activity WHERE application_name = :name",
                name=life.name,
            )
        )

    async def end(self, lives: Sequence[Sequence[str]]) -> Report:
        """Restart everything, let it drain, and judge."""
        self.judge.slowest /= 20
        broken = await self._drain(lives)
        facts = await self._facts()
        broken += [*judge_ledger(facts), *judge_caps(facts)]
        counts = self._count(facts)
        await self._settle(facts)
        await self._finish()
        facts = await self._facts()
        broken += [each for each in judge_ledger(facts) if each not in broken]
        broken += judge_end(facts)
        return Report(0, self.kills, broken, counts)

    async def _drain(self, lives: Sequence[Sequence[str]]) -> list[Broken]:
        """Run everything once more, with nobody killed, until nothing is under way."""
        self.stage.clock.forward(LEASES)
        borne = [await self.nursery.bear(parts) for parts in lives]
        for life in borne:
            await self.eye.started(life)
        while await self.stage.ask(
            "SELECT id FROM touches WHERE state IN ('claimed', 'sending') LIMIT 1"
        ) or (await self.stage.waiting() and await self._moves()):
            await rest(0.1)
        broken = []
        for life in borne:
            life.signal(signal.SIGTERM)
            await life.over()
            status = await life.buried()
            if status:
                broken.append(Broken("ends well", f"{life.name} ended with {status}"))
        return broken

    async def _moves(self) -> bool:
        """Tell whether anything has moved in the last moment."""
        moved = "SELECT max(id) AS last FROM crash_moves"
        before = await self.stage.ask(moved)
        await rest(2)
        return before != await self.stage.ask(moved)

    async def _facts(self) -> Facts:
        stage, people = self.stage, self.people
        moves = await stage.ask("SELECT * FROM crash_moves ORDER BY id")
        stopped = {stop.lead_id for stop in people.stops}
        return Facts(
            tables={name: await stage.rows(name) for name in TABLES},
            moves=moves,
            passages=list(self.judge.passages),
            stops=people.stops,
            uncertain=frozenset(people.known - stopped),
            wire=frozenset[tuple[int, int]]().union(*(k.marked for k in self.kills)),
            heard=self.crm.heard,
        )

    def _count(self, facts: Facts) -> dict[str, int]:
        states = Counter(row["state"] for row in facts.mails)
        readings = self._readings(facts)
        total = sum(readings, Reading())
        amid = [
            kill for kill, each in zip(self.kills, readings, strict=True) if each.begun
        ]
        return {
            "mails taken": len(self.judge.taken),
            "sent": states["sent"],
            "in doubt": states["in_doubt"],
            "marked at the kills": total.marked,
            "  begun, says the judge": total.begun,
            "  without a connection yet": total.ahead,
            "  on the way to one": total.underway,
            "kills with mails on the wire": len(amid),
            "  at different lines": len({kill.line for kill in amid if kill.line}),
            "kills while the judge had any": sum(k.under_way > 0 for k in self.kills),
            "killed idle": sum(kill.how == "idle" for kill in self.kills),
            "stops": len(facts.stops),
            "broken off": sum(each.broken_off for each in facts.passages),
        }

    def _readings(self, facts: Facts) -> list[Reading]:
        mails = {row["id"]: row for row in facts.mails}
        emails = {row["id"]: row["email"] for row in facts.tables["leads"]}
        offered = by_address(facts.passages)
        return [read(kill, mails, emails, offered) for kill in self.kills]

    async def _settle(self, facts: Facts) -> None:
        """Let a person settle what is in doubt, by what the judge has taken."""
        taken = {each.message_id for each in self.judge.taken}
        for row in facts.mails:
            if row["state"] == "in_doubt":
                found = row["message_id"] in taken
                evidence = Evidence.SENT if found else Evidence.NOT_SENT
                engine = self.stage.deployment.engine
                await settle_doubt(engine, row["id"], evidence, by="campaign")

    async def _finish(self) -> None:
        """Let every enrollment come to its end, with no caps, and the CRM be told of it."""
        stage, clock = self.stage, self.stage.clock
        workspace = lift(stage.workspace.folder)
        async with open_engine(workspace, clock=clock, queue=stage.shelf) as opened:
            await opened.heart.beat()
            for _ in range(LONGEST_END):
                while not (await tick(opened.engine)).idle:
                    await opened.courier.deliver(stage.shelf.taken("deliver"))
                if not await stage.ask(
                    "SELECT id FROM enrollments WHERE due_at IS NOT NULL LIMIT 1"
                ):
                    break
                clock.forward(timedelta(hours=1))
                await opened.heart.beat()
            clock.forward(LEASES)
            while await push(opened.engine, opened.crms, "webhook"):
                pass


async def rest(seconds: float) -> None:
    """Let others go on for so long."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.Event().wait()
