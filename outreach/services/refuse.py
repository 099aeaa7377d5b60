"""Ends or pauses enrollments whose next touch the gates refuse, under their leads' locks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.gate import Answer
from outreach.core.model import EnrollmentId, Finish
from outreach.log import get_logger
from outreach.services import react
from outreach.services.finish import finish, pause
from outreach.services.quarantine import quarantine
from outreach.store import enrollment as enrollments
from outreach.store import lead as leads
from outreach.store import touch as touches
from outreach.store.database import passes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach.core.gate import Verdict
    from outreach.core.model import Event
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

# What must be as it was when the gates refused.
SAME = ("state", "step", "due_at")

log = get_logger(__name__)


async def refuse(engine: Engine, refused: Sequence[tuple[Row, Verdict]]) -> None:
    """Do what these verdicts ask for; one whose enrollment has moved since asks nothing.

    Where that fails, for each by itself, and who fails alone pauses. What the database gets
    over is asked for again with the next tick: claims wait to be sent on their way.
    """
    try:
        await _refuse(engine, refused)
    except Exception as error:  # noqa: BLE001 - one that cannot be refused stops no other
        if passes(error):
            log.warning("refuse.waits", error=repr(error))
        elif len(refused) > 1:
            for each in refused:
                await refuse(engine, [each])
        else:
            ((row, _),) = refused
            await quarantine(engine, EnrollmentId(row["id"]), error)


async def _refuse(engine: Engine, refused: Sequence[tuple[Row, Verdict]]) -> None:
    async with engine.database.writing() as connection:
        held = await leads.lock(connection, (row["lead_id"] for row, _ in refused))
        fresh = await enrollments.get(connection, [row["id"] for row, _ in refused])
        facts: list[Event] = []
        for row, verdict in refused:
            here = fresh.get(row["id"])
            if here is not None and all(here[name] == row[name] for name in SAME):
                facts += await one(engine, connection, here, verdict)
        await react.record(engine, connection, held, facts)


async def one(
    engine: Engine, connection: Connection, row: Row, verdict: Verdict
) -> list[Event]:
    """Pause or end one enrollment; return the facts to record. Its lead is held."""
    if verdict.answer is Answer.PAUSE:
        return await pause(
            engine, connection, [row], verdict.reason, None, detail=verdict.evidence
        )
    standing = await touches.of_steps(connection, [row["id"]])
    if row["step"] not in standing[row["id"]]:
        await touches.claim(connection, [_unsent(engine, row, verdict)])
    await touches.drop(connection, [row["id"]], verdict.reason, engine.now())
    return await finish(engine, connection, [row], Finish.STOPPED)


def _unsent(engine: Engine, row: Row, verdict: Verdict) -> dict[str, object]:
    """Return the entry of a touch that was due and will never be sent."""
    now = engine.now()
    channel = next((c for c, s in row["senders"].items() if s == row["lane"]), "")
    return {
        "enrollment_id": row["id"],
        "lead_id": row["lead_id"],
        "sequence": row["sequence"],
        "step": row["step"],
        "channel": channel or row["lane"],
        "lane": row["lane"],
        "state": "skipped",
        "reason": verdict.reason,
        "first": not row["touched"],
        "attempt": 1,
        "claimed_at": now,
        "settled_at": now,
    }
