"""What people set in a CRM is obeyed once, and our own writing is never read as theirs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.model import LeadId
from outreach.ports import CrmChange
from outreach.services.obey import obey
from outreach.store import lead as leads
from outreach.store import outbox
from tests.services.running import opened, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.running import World

CRM = "crm: {csv: {path: crm.csv}}\n"
LEAD = LeadId(1)


async def _wrote(world: World, stage: str) -> None:
    """Enter that we told the CRM this stage."""
    engine = world.deployment.engine
    async with engine.database.writing() as connection:
        await outbox.link(connection, "csv", LEAD, "r1")
        told = {"stage": stage}
        await outbox.note_writes(connection, "csv", "r1", told, engine.now())


async def _stands(world: World, stage: str) -> None:
    engine = world.deployment.engine
    async with engine.database.writing() as connection:
        await leads.change(connection, LEAD, engine.now(), stage=stage)


async def _reads(world: World, stage: str) -> bool:
    """Read this stage back from the CRM."""
    engine = world.deployment.engine
    change = CrmChange("r1", "", "stage", stage, engine.now())
    return await obey(engine, "csv", change)


async def _stage(world: World) -> str:
    return str((await world.rows("leads"))[0]["stage"])


async def test_what_we_wrote_long_ago_is_no_persons_word(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url, extra=CRM)) as world:
        await world.enroll(1)
        await _wrote(world, "contacted")
        world.clock.forward(days=30)
        await _stands(world, "qualified")
        assert not await _reads(world, "contacted")
        assert await _stage(world) == "qualified"


async def test_a_person_may_set_back_what_we_once_wrote(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url, extra=CRM)) as world:
        await world.enroll(1)
        await _wrote(world, "contacted")
        world.clock.forward(hours=1)
        await _wrote(world, "qualified")
        await _stands(world, "qualified")
        assert not await _reads(world, "contacted"), "the index may lag"
        world.clock.at += outbox.ECHO_WINDOW + timedelta(hours=1)
        assert await _reads(world, "contacted")
        assert await _stage(world) == "contacted"


async def test_a_persons_word_is_heard_once(tmp_path: Path, database_url: str) -> None:
    async with opened(write(tmp_path, database_url, extra=CRM)) as world:
        await world.enroll(1)
        await _wrote(world, "contacted")
        await _stands(world, "contacted")
        assert await _reads(world, "meeting")
        await _stands(world, "won")
        world.clock.forward(days=3)
        assert not await _reads(world, "meeting")
        assert await _stage(world) == "won"
