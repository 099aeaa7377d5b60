"""From enrollment to the far side's answer: each lead gets each mail once, and it is told so."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.saboteur.smtp import Saboteur
from tests.services.running import opened, write

if TYPE_CHECKING:
    from pathlib import Path


async def test_each_lead_gets_exactly_one_mail(
    tmp_path: Path, database_url: str
) -> None:
    async with Saboteur() as server:
        workspace = write(tmp_path, database_url, port=server.port)
        async with opened(workspace) as world:
            done = await world.enroll(20)
            await world.run()
            states = await world.states()
    assert done.refused == []
    assert Counter(taken.rcpt_to[0] for taken in server.accepted) == {
        f"lead{n}@co{n}.example": 1 for n in range(20)
    }
    assert states == [("sent", "")] * 20
