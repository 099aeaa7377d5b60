"""Its broker and its database flushed, killed and cut off amid a drain: all arrive once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.system.outage import ride_out

if TYPE_CHECKING:
    from pathlib import Path

LEADS = 700


async def test_a_drain_rides_out_the_loss_of_its_broker_and_of_its_database(
    tmp_path: Path,
) -> None:
    report = await ride_out(tmp_path, LEADS, jumps=True, gone=timedelta(seconds=1))
    assert report.faults(LEADS) == [], report
    for said in report.said:
        # A line for what is lost, not one for each try.
        assert len(said.splitlines()) < 40, said
