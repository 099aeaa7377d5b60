"""One of two machines has its wall clock set wrong, amid a drain: caps hold and nothing stands."""

from __future__ import annotations

from collections import Counter
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from outreach import config
from outreach.adapters.clock import SystemClock
from outreach.core.model import LeadId
from tests.saboteur.smtp import Saboteur
from tests.services.running import Clock, enroll, opened, write
from tests.system.meter import Meter
from tests.system.process import program
from tests.system.wrong_clock import WrongClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from outreach.bootstrap import Workspace
    from tests.system.process import Program

LONG_AGO = datetime(2020, 1, 6, tzinfo=UTC)
CAP = 20
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATE = """\
name: late
senders: {email: [ben]}
window: {days: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00", holidays: none}
steps:
  - id: intro
    email: {subject: "Hello {{ first_name }}", body: "Hi {{ first_name }}, a question."}
"""


@dataclass(slots=True)
class Shop:
    """Two machines at work, and what they have."""

    workspace: Workspace
    server: Saboteur
    meter: Meter
    sound: list[Program]
    wrong: list[Program]
    clock: WrongClock

    async def beaten(self, rounds: int) -> None:
        """Wait until every process has said so often more that it lives."""
        async with opened(self.workspace, Clock(SystemClock().now())) as world:
            seen: dict[str, set[datetime]] = {}
            while len(seen) < 4 or any(len(v) <= rounds for v in seen.values()):
                for row in await world.rows("workers"):
                    if row["role"] != "tool":
                        seen.setdefault(row["id"], set()).add(row["heartbeat_at"])


@asynccontextmanager
async def _shop(folder: Path, database: str, broker: str) -> AsyncIterator[Shop]:
    meter, clock = Meter(), WrongClock(folder)
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        server = await enter(
            Saboteur(on_accepted=meter, delay=timedelta(milliseconds=30))
        )
        workspace = write(
            folder,
            database,
            port=server.port,
            broker=broker,
            senders=("anna", "ben"),
            limits=f"{{per_day: {CAP}}}",
        )
        async with opened(workspace, Clock(LONG_AGO)) as world:
            await world.enroll(3 * CAP)
        (folder / "sequences" / "late.yaml").write_text(LATE)
        workspace = config.load(folder, {})
        parts = ("scheduler", "worker")
        sound = [await enter(program(folder, part)) for part in parts]
        wrong = [await enter(program(folder, part, env=clock.env)) for part in parts]
        for each in (*sound, *wrong):
            await each.ready()
        yield Shop(workspace, server, meter, sound, wrong, clock)


async def test_a_machine_whose_clock_is_set_wrong_breaks_no_cap_and_goes_on(
    tmp_path: Path, postgres_url: str, valkey_url: str
) -> None:
    async with _shop(tmp_path, postgres_url, valkey_url) as shop:
        await shop.meter.all(CAP // 4)
        shop.clock.step(DAY)
        await shop.meter.all(CAP)
        await shop.beaten(1)
        taken = len(shop.server.accepted)
        # Now the wrong machine is alone, and its clock is put back behind the true time.
        ended = [await each.terminated() for each in shop.sound]
        shop.clock.step(-DAY - HOUR)
        async with opened(shop.workspace, Clock(LONG_AGO)) as world:
            ids = [LeadId(row["id"]) for row in await world.rows("leads")]
            await enroll(world.deployment, ids[-5:], "late")
        await shop.meter.all(CAP + 5)
        ended += [await each.terminated() for each in shop.wrong]
        async with opened(shop.workspace) as world:
            states = await world.states()
    assert (taken, Counter(states), shop.server.duplicates) == (
        CAP,
        {("sent", ""): CAP + 5},
        {},
    )
    assert [status for status, _ in ended] == [0] * 4
