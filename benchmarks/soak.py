"""One day in simulated time at 1,000 senders x 50 touches: lateness, memory, processor time.

    python -m benchmarks.soak [--senders 1000] [--each 50] [--step 5]

The real tick, courier, marking, settling and hearing over a SQLite file; in the place of
servers a channel in this process that notes and answers, and of the clock one that is put
forward by `--step` seconds, in the window, with a tick at each, and by a minute at night.
The window is 9 to 17 in Paris; each lane keeps 90 seconds and up to 60 more, drawn by touch.
Of a lane's leads three in five are new and due when it opens; two in five are due a
follow-up at some instant spread over the day. Of 50 who are written to one answers within
two hours, and one of 100 addresses is refused: by chance that pauses lanes that have written
to few before, so the bounce guard is set to 10% of 50.

A touch's lateness is the instant at which it came to the channel, less the first at which
every gate let it: the latest of when it was due, when the window opened, and when the lane's
attempt before it was over its gap and the touch's own jitter. Time stands still while the
program works, so what is measured is what its decisions cost, to a step: the processor time
printed says whether a real second holds a second's work.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from pathlib import Path
from statistics import linear_regression, quantiles
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from sqlalchemy import text

from benchmarks.fleet import EVE, Nowhere, Still, fill, workspace_of
from outreach.bootstrap import open_engine
from outreach.core.dice import fraction
from outreach.core.model import Blame, Rejected, Sent
from outreach.ports import Batch, Cursor, Mail, RawMessage
from outreach.sandbox.world import breathe
from outreach.services.deliver import Courier
from outreach.services.ingest import interpret
from outreach.services.tick import tick
from outreach.services.write import touch_key
from outreach.store import inbound
from outreach.store.column import EPOCH

if TYPE_CHECKING:
    from outreach.core.model import Outcome
    from outreach.ports import Parcel
    from outreach.services.engine import Engine

NINE = EVE + timedelta(seconds=10)
DAY = timedelta(hours=24)
OPEN = timedelta(hours=8)
HOUR = timedelta(hours=1)
NIGHT_STEP = timedelta(minutes=1)
GAP, JITTER = timedelta(seconds=90), timedelta(seconds=60)
LIMITS = "{{per_day: {each}, gap: 90s, jitter: 60s}}"
NEW, OF = 3, 5
ANSWER_IN, REFUSE_IN = 50, 100
# Follow-ups: their first touch left three days before they are due.
_SENT = """
INSERT INTO touches (enrollment_id, lead_id, sequence, step, version, channel, lane, state,
  first, attempt, claimed_at, sending_at, settled_at, message_id, subject)
SELECT id, lead_id, sequence, 'intro', version, 'email', lane, 'sent', 1, 1,
  :nine - :days + :spread * ((lead_id * 7919) % 9973) / 9973,
  :nine - :days + :spread * ((lead_id * 7919) % 9973) / 9973,
  :nine - :days + :spread * ((lead_id * 7919) % 9973) / 9973,
  '<m' || lead_id || '@acme.example>', 'Hello'
FROM enrollments WHERE (lead_id - 1) / :lanes % :of >= :new
"""
_DUE = """
UPDATE enrollments SET step = 'bump', touched = 1,
  anchor_at = (SELECT sending_at FROM touches WHERE enrollment_id = enrollments.id),
  due_at = (SELECT sending_at + :days FROM touches WHERE enrollment_id = enrollments.id)
WHERE (lead_id - 1) / :lanes % :of >= :new
"""


@dataclass(slots=True)
class World:
    """The far side: takes what comes, notes how late it is, and answers now and then."""

    clock: Still
    due: dict[
        str, tuple[int, str, datetime]
    ]  # by address: the lead, its step, since when
    last: dict[str, datetime] = field(default_factory=dict)  # attempts, by lane
    late: list[float] = field(default_factory=list)
    answers: list[tuple[datetime, str, str, str]] = field(default_factory=list)
    heard: int = 0
    refused: int = 0

    async def send(self, parcel: Parcel) -> Outcome:
        """Take a mail."""
        if not isinstance(parcel, Mail):
            raise TypeError(parcel)
        now, lane = self.clock.now(), str(parcel.sender)
        lead, step, due = self.due.pop(
            parcel.rcpt_to
        )  # once each, or the soak ends here
        free = max(due, NINE)
        if lane in self.last:
            draw = fraction("jitter", touch_key(lead, "fleet", 1, step))
            free = max(free, self.last[lane] + GAP + JITTER * draw)
        self.last[lane] = now
        self.late.append((now - free).total_seconds())
        chance = lead * 7919 % 9973  # spread over the lanes, or some are paused for it
        if chance % REFUSE_IN == 0:
            self.refused += 1
            return Rejected(Blame.ADDRESS, "no such person", "550 5.1.1")
        if chance % ANSWER_IN == 1:
            found = parcel.content.split(b"Message-ID: ", 1)[1].split(b"\r\n", 1)[0]
            at = now + timedelta(seconds=lead * 7919 % 7200)
            heappush(self.answers, (at, lane, parcel.rcpt_to, found.decode()))
        return Sent()

    async def close(self) -> None:
        """Let go of nothing."""

    async def answer(self, engine: Engine) -> None:
        """Put into their mailboxes the answers that have come by now, and interpret them."""
        now = self.clock.now()
        while self.answers and self.answers[0][0] <= now:
            _, lane, address, message_id = heappop(self.answers)
            self.heard += 1
            raw = (
                f"From: <{address}>\r\nTo: <s0@acme.example>\r\nSubject: Re: Hello\r\n"
                f"Message-ID: <a{self.heard}@c.example>\r\nIn-Reply-To: {message_id}\r\n"
                "\r\nThank you, we have chosen somebody else already.\r\n"
            )
            message = RawMessage(1, self.heard, raw.encode(), now)
            batch = Batch([message], Cursor(1, self.heard))
            async with engine.database.writing() as connection:
                await inbound.keep(connection, lane, "INBOX", batch, now)
        await interpret(engine)


@dataclass(slots=True)
class Soak:
    """A day's run, and what it measured."""

    engine: Engine
    clock: Still
    world: World
    courier: Courier
    ticks: list[float] = field(default_factory=list)  # processor seconds
    hours: list[tuple[int, int, float, float]] = field(default_factory=list)

    async def run(self, step: timedelta) -> None:
        """Run from ten seconds before the window opens for 24 hours; print each hour."""
        begins, hour = self.clock.at, 0
        worked, sent = process_time(), 0
        while self.clock.at < begins + DAY:
            await self.turn()
            closed = not NINE <= self.clock.at < NINE + OPEN + timedelta(minutes=1)
            night = closed and self.clock.at > NINE
            self.clock.at += NIGHT_STEP if night else step
            if self.clock.at >= begins + (hour + 1) * HOUR:
                hour += 1
                count = len(self.world.late)
                self._note(hour, count - sent, process_time() - worked)
                worked, sent = process_time(), count

    async def turn(self) -> None:
        """Hear what has come, tick and deliver until nothing more is to be done now."""
        if self.world.answers and self.world.answers[0][0] <= self.clock.at:
            await self.world.answer(self.engine)
        while True:
            began = process_time()
            ticked = await tick(self.engine)
            self.ticks.append(process_time() - began)
            await self.courier.deliver(ticked.claimed)
            while not self.courier.idle:
                await breathe()
            if not ticked.more:
                return

    def _note(self, hour: int, sent: int, worked: float) -> None:
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        self.hours.append((hour, sent, worked, pages * 4096 / 1e6))
        print(
            f"  hour {hour:>2}: {sent:>6,} touches, {worked:6.1f} CPU s, "
            f"{self.hours[-1][3]:6.1f} MB",
            flush=True,
        )


async def expected(engine: Engine) -> dict[str, tuple[int, str, datetime]]:
    """Return by address who is to be written to, at which step and since when it is due."""
    async with engine.database.reading() as connection:
        rows = await connection.execute(
            text(
                "SELECT l.email, l.id, e.step, e.due_at FROM enrollments e "
                "JOIN leads l ON l.id = e.lead_id"
            )
        )
        return {
            email: (lead, step, EPOCH + timedelta(microseconds=due))
            for email, lead, step, due in rows
        }


async def spread(engine: Engine, lanes: int) -> None:
    """Make two in five follow-ups, due at instants spread over the window."""
    micro = timedelta(microseconds=1)
    values = {
        "nine": (NINE - EPOCH) // micro,
        "days": timedelta(days=3) // micro,
        # The last may wait for others of its lane, and is to leave today.
        "spread": (OPEN - HOUR) // micro,
        "lanes": lanes,
        "of": OF,
        "new": NEW,
    }
    async with engine.database.writing() as connection:
        for query in (_SENT, _DUE):
            used = {name: at for name, at in values.items() if f":{name}" in query}
            await connection.execute(text(query), used)


async def main(senders: int, each: int, step: timedelta) -> None:
    """Prepare, run and print."""
    with tempfile.TemporaryDirectory() as name:
        limits = LIMITS.format(each=each)
        workspace = workspace_of(Path(name), senders, limits=limits)
        clock = Still(NINE - HOUR)
        async with open_engine(workspace, clock=clock, queue=Nowhere()) as deployment:
            engine = deployment.engine
            await fill(deployment, senders, each)
            await spread(engine, senders)
            world = World(clock, await expected(engine))
            courier = Courier(engine, {"email": world}, deployment.heart)
            clock.at = EVE
            print(
                f"{senders:,} senders x {each} a day, step {step.total_seconds():g} s"
            )
            soak = Soak(engine, clock, world, courier)
            began, worked = perf_counter(), process_time()
            await soak.run(step)
            show(soak, perf_counter() - began, process_time() - worked)
            await courier.close()


def show(soak: Soak, took: float, worked: float) -> None:
    """Print what came of it."""
    late, world = sorted(soak.world.late), soak.world
    cuts = quantiles(late, n=100)
    ticks = sorted(soak.ticks)
    print(
        f"{len(late):,} touches, {world.refused} refused, {world.heard} answers, "
        f"{len(world.due):,} never due or stopped; {took:.0f} s, "
        f"{worked / len(late) * 1000:.2f} CPU s per 1,000 touches"
    )
    print(
        f"lateness p50 {cuts[49]:.1f} s, p99 {cuts[98]:.1f} s, max {late[-1]:.1f} s "
        f"(earliest {late[0]:+.1f} s; goal p99 under 120 s)"
    )
    print(
        f"a tick: median {ticks[len(ticks) // 2] * 1e3:.0f}, "
        f"p99 {ticks[int(len(ticks) * 0.99)] * 1e3:.0f} CPU ms, {len(ticks):,} ticks"
    )
    settled = soak.hours[1:]
    if len(settled) > 1:
        slope, _ = linear_regression(
            [hour for hour, *_ in settled], [memory for *_, memory in settled]
        )
        print(f"memory from the second hour on: {slope:+.2f} MB an hour")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--senders", type=int, default=1000)
    parser.add_argument("--each", type=int, default=50)
    parser.add_argument("--step", type=float, default=5)
    given = parser.parse_args()
    asyncio.run(main(given.senders, given.each, timedelta(seconds=given.step)))
