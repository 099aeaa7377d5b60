"""Whether this process can do its work: what it needs answers, and its own turns go on."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.errors import Unavailable
from outreach.log import get_logger
from outreach.ports import Countable
from outreach.services.status import SCHEDULING
from outreach.services.work import JOBS
from outreach.store import worker as workers
from outreach.store.migrate import is_current

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.services.engine import Engine

ANSWER_WITHIN = timedelta(seconds=4)  # of probes that give up after five
TICK_WITHIN = timedelta(minutes=1)  # one takes a second, or some when much is due

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Duties:
    """What this process does, and so what it must be able to do.

    The web part answers opt-outs though no scheduler runs and no broker answers.
    """

    schedules: bool = False
    works: bool = False


async def health(engine: Engine, duties: Duties) -> dict[str, bool | float]:
    """Return what works; `ready` is all that this process needs. Never raises."""
    found: dict[str, bool | float] = {"ready": False}
    needed = ["database", "migrated"]
    found |= await _database(engine)
    if duties.schedules or duties.works:
        found["broker"] = await _broker(engine)
        needed.append("broker")
    if duties.schedules:
        found |= _turn(engine, "tick", engine.meter.ticked_at, TICK_WITHIN)
        needed.append("ticks")
    if duties.works:
        found |= _turn(engine, "heartbeat", engine.meter.beat_at, workers.LEASE)
        needed.append("beats")
    found["ready"] = all(found[name] for name in needed)
    return found


async def _database(engine: Engine) -> dict[str, bool | float]:
    found: dict[str, bool | float] = dict.fromkeys(
        ("database", "migrated", "scheduler"), False
    )
    try:
        async with (
            asyncio.timeout(ANSWER_WITHIN.total_seconds()),
            engine.database.reading() as connection,
        ):
            found["migrated"] = await is_current(connection)
            found["database"] = True
            alive = await workers.alive(connection, engine.now())
            found["scheduler"] = any(row["role"] in SCHEDULING for row in alive)
    except Exception as error:  # noqa: BLE001 - whatever is wrong, it is not ready
        log.warning("health.not_ready", error=repr(error))
    return found


async def _broker(engine: Engine) -> bool:
    queue = engine.queue
    if not isinstance(queue, Countable):
        return True
    try:
        async with asyncio.timeout(ANSWER_WITHIN.total_seconds()):
            await queue.backlog(JOBS[0])
    except (Unavailable, TimeoutError) as error:
        log.warning("health.no_broker", error=repr(error))
        return False
    return True


def _turn(
    engine: Engine, name: str, at: datetime | None, within: timedelta
) -> dict[str, bool | float]:
    """Return whether a turn came round lately, and how long ago."""
    word = {"tick": "ticks", "heartbeat": "beats"}[name]
    if at is None:
        return {word: False}
    age = engine.now() - at
    return {word: age < within, f"{name}_age_seconds": age.total_seconds()}
