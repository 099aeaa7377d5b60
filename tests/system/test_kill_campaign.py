"""Whatever is killed with -9, wherever it stands: the promises hold, by the judge's word."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.system.crash import Plan, embedded, scaled

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.timeout(1_800)  # half a minute, unless the machine is busy


async def test_the_one_process_of_a_small_deployment_may_be_killed_anywhere(
    tmp_path: Path,
) -> None:
    report = await embedded(tmp_path, Plan(kills=12, seed=1, stock=24))
    assert report.broken == []
    assert len(report.kills) >= 12
    assert report.counts["in doubt"] <= report.counts["marked at the kills"]
    assert report.counts["sent"] > 0


async def test_every_part_of_a_scaled_deployment_may_be_killed_anywhere(
    tmp_path: Path,
) -> None:
    report = await scaled(tmp_path, Plan(kills=10, seed=2, stock=24))
    assert report.broken == []
    assert set(Counter(kill.victim for kill in report.kills)) == {
        *("scheduler", "worker", "broker", "database")
    }
    assert report.counts["in doubt"] <= report.counts["marked at the kills"]
