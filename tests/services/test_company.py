"""When one of a company answers, its colleagues are left in peace."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.model import LeadId
from outreach.services.company import REASON, colleagues_hear
from outreach.services.finish import pause
from outreach.store import enrollment as enrollments
from outreach.store import lead as leads
from tests.services.running import STEPS, opened, write

if TYPE_CHECKING:
    from pathlib import Path

ANSWERED, AWAY, ACTIVE, HELD = (LeadId(n) for n in (1, 2, 3, 4))
PAUSING = STEPS + "company: {on_reply: pause}\n"


async def test_an_answer_pauses_whoever_would_go_on_by_itself(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url, steps=PAUSING)) as world:
        await world.enroll(4)
        engine = world.deployment.engine
        later = engine.now() + timedelta(days=5)
        async with engine.database.writing() as connection:
            for lead_id, reason, until in (
                (AWAY, "out_of_office", later),
                (HELD, "gone", None),
            ):
                rows = await enrollments.open_of(connection, [lead_id])
                await pause(engine, connection, rows, reason, until)
            held = await leads.lock(connection, (ANSWERED, AWAY, ACTIVE, HELD))
            await colleagues_hear(engine, connection, ANSWERED, held, None)
        assert [
            (row["state"], row["reason"], row["due_at"] is None)
            for row in await world.rows("enrollments")
        ] == [
            ("active", "", False),
            ("paused", REASON, True),
            ("paused", REASON, True),
            ("paused", "gone", True),
        ]
