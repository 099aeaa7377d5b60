"""Exports leads to a CSV file: their fields, their stage, where they stand in each sequence."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.formula import neutral
from outreach.core.header_row import GIVEN
from outreach.core.model import LeadId
from outreach.services.target import writing
from outreach.store import enrollment as enrollments
from outreach.store import lead_bulk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from outreach.core.model import Lead
    from outreach.services.engine import Engine
    from outreach.store.database import Connection

PAGE = 1_000
STATE = "state"


@dataclass(slots=True)
class Exported:
    """How many leads were written, of how many looked at."""

    leads: int = 0
    looked_at: int = 0


async def export_leads(
    engine: Engine,
    path: Path,
    *,
    declared: Collection[str],
    where: Callable[[Lead], bool] | None = None,
    progress: Callable[[Exported], None] | None = None,
) -> Exported:
    """Write one row a lead; an import of the file gives the same values back.

    The column `state` has the lead's enrollments, "founders: active; nurture: finished
    (no_reply)". A cell that a spreadsheet would run gets a quote before it. The file is
    written whole or not at all. Raises InputError if it cannot be.
    """
    done = Exported()
    columns = [*GIVEN, *declared]
    with writing(path) as file:
        rows = csv.writer(file)
        rows.writerow([*columns, STATE])
        async with engine.database.reading() as connection:
            last = LeadId(0)
            while page := await lead_bulk.after(connection, last, PAGE):
                wanted = [lead for lead in page if where is None or where(lead)]
                states = await _states(connection, wanted)
                rows.writerows(
                    _row(lead, columns, states.get(lead.id, "")) for lead in wanted
                )
                done.leads += len(wanted)
                done.looked_at += len(page)
                last = page[-1].id
                if progress is not None:
                    progress(done)
    return done


async def _states(connection: Connection, some: list[Lead]) -> dict[LeadId, str]:
    """Return, by lead, the last state in each sequence."""
    found: dict[LeadId, dict[str, str]] = {}
    for row in await enrollments.of_leads(connection, [lead.id for lead in some]):
        reason = f" ({row['reason']})" if row["reason"] else ""
        by_sequence = found.setdefault(LeadId(row["lead_id"]), {})
        by_sequence[row["sequence"]] = f"{row['sequence']}: {row['state']}{reason}"
    return {lead_id: "; ".join(each.values()) for lead_id, each in found.items()}


def _row(lead: Lead, columns: list[str], state: str) -> list[str]:
    values = lead.values()
    cells = (_text(values.get(name, "")) for name in columns)
    return [neutral(cell) for cell in (*cells, state)]


def _text(value: object) -> str:
    match value:
        case tuple() as tags:
            return "; ".join(tags)
        case float() as score:
            return repr(score) if score else ""
        case _:
            return str(value)
