"""Each touch of a simulated calendar, a row of a CSV file."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from outreach.cli.output import say
from outreach.core.formula import neutral
from outreach.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.services.simulate import Simulated

COLUMNS = ("at", "sequence", "step", "sender", "lead", "first")


def write_touches(done: Simulated, path: Path) -> None:
    """Write the touches in the order in which they leave, on the workspace's clock.

    Raises InputError where that cannot be done.
    """
    board = done.board
    world, home = board.world, ZoneInfo(board.world.zone)
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(COLUMNS)
            for tick, index, step, lane, first in board.tally.touches.each():
                flight = board.flights[index]
                lead = board.leads[flight.lead_id]
                at = (world.start_at + tick * world.tick).astimezone(home)
                who = neutral(lead.email or f"#{lead.id}")
                name = flight.course.sequence.name
                told = "yes" if first else "no"
                rows.writerow((at.isoformat(), name, step, lane, who, told))
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}") from error
    say(f"{path} written: {len(board.tally.touches)} touches")
