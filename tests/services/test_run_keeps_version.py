"""A daemon whose folder is edited sends what was published, until somebody applies the edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.saboteur.smtp import Saboteur
from tests.services.running import STEPS, Clock, opened, write

if TYPE_CHECKING:
    from pathlib import Path


async def test_an_edited_file_changes_nothing_for_leads_in_flight(
    tmp_path: Path, sqlite_url: str
) -> None:
    clock = Clock()
    async with Saboteur() as server:
        workspace = write(tmp_path, sqlite_url, port=server.port)
        async with opened(workspace, clock) as world:
            await world.enroll(1)
            await world.run()
        edited = STEPS.replace("Did you see it", "EDITED").replace("3 days", "9 days")
        workspace = write(tmp_path, sqlite_url, port=server.port, steps=edited)
        async with opened(workspace, clock) as world:
            clock.forward(days=3)
            await world.deployment.heart.beat()
            await world.run()
            versions = await world.rows("versions")
    assert len(versions) == 1
    contents = [taken.content for taken in server.accepted]
    assert [b"EDITED" in content for content in contents] == [False, False]
