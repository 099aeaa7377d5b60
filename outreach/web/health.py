"""Whether the deployment can do its work: the database, its tables, a scheduler."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.log import get_logger
from outreach.services.status import SCHEDULING
from outreach.store import worker as workers
from outreach.store.migrate import is_current

if TYPE_CHECKING:
    from outreach.services.engine import Engine

ANSWER_WITHIN = timedelta(seconds=5)

log = get_logger(__name__)


async def health(engine: Engine) -> dict[str, bool]:
    """Return what works: `ready` is all of it. Never raises."""
    found = {"ready": False, "database": False, "migrated": False, "scheduler": False}
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
    found["ready"] = all(found[name] for name in ("database", "migrated", "scheduler"))
    return found
