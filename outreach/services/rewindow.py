"""Moves unfinished enrollments to the window key of where their leads are now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.services.place import key_of
from outreach.store import enrollment as enrollments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.core.model import Lead, LeadId
    from outreach.services.engine import Engine
    from outreach.store.database import Connection


async def rewindow(
    engine: Engine, connection: Connection, held: Mapping[LeadId, Lead]
) -> None:
    """Write the window keys of these leads' enrollments anew, and nothing else of them.

    The leads are given as they are now and held locked.
    """
    if not held:
        return
    moved: list[dict[str, object]] = []
    for row in await enrollments.open_of(connection, held):
        if not row["window_key"]:
            continue
        release = await engine.catalogue.get(connection, row["version"])
        enrollment = enrollments.enrollment_of(row)
        situation = engine.situation(release, held[enrollment.lead_id], enrollment, ())
        key = key_of(situation, release.sequence.steps[row["step"]])
        if key != row["window_key"]:
            moved.append({"id": row["id"], "window_key": key})
    await enrollments.write_many(connection, moved)
