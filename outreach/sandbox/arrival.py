"""The list of leads comes in and they are enrolled, through the use cases of the commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.bootstrap import judges, release_of
from outreach.services.enroll_where import enroll_where
from outreach.services.import_leads import import_leads
from outreach.services.publish import publish, reached

if TYPE_CHECKING:
    from outreach.sandbox.world import World

SEQUENCE = "founders"


async def arrive(world: World) -> None:
    """Import leads.csv and enroll everybody; a complaint of any kind is the demo's fault."""
    deployment = world.deployment
    engine = deployment.engine
    imported = await import_leads(
        engine,
        world.folder / "leads.csv",
        declared=deployment.workspace.config.fields,
        judges=judges(),
    )
    await publish(engine, reached(SEQUENCE, deployment.bundle, release_of))
    enrolled = await enroll_where(engine, SEQUENCE, by="demo")
    if imported.problems or enrolled.refused:
        raise RuntimeError(f"{imported.problems} {enrolled.left_out}")
