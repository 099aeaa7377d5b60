"""Takes in a suppression list from a file, of ours or of a mail provider's."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from outreach.core.lead_row import Problem
from outreach.core.record import Broken
from outreach.core.source import shown
from outreach.core.suppression_row import BARE, Rows, Suppression, layout_of
from outreach.services.concern import Concern
from outreach.services.sheet import open_sheet
from outreach.services.suppress import Suppressed, put
from outreach.store import enrollment as enrollments
from outreach.store import suppression as suppressions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from outreach.services.engine import Engine
    from outreach.services.sheet import Sheet

# Entries held at once: for each such lot, all who are under way are looked at.
LOT = 200_000
TOLD_EVERY = 20_000  # rows between two looks at how far it has come
MOST_KEPT = 10_000  # problems kept in memory


@dataclass(slots=True)
class _Import:
    """One import under way."""

    engine: Engine
    sheet: Sheet
    done: Suppressed
    reason: str
    source: str
    progress: Callable[[int, int], None] | None


async def import_suppressions(
    engine: Engine,
    path: Path,
    *,
    reason: str = "",
    source: str = "",
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Suppressed:
    """Put a file's entries on the list: one a line, or a CSV file with a header.

    Lines that name nothing are told and leave the others alone. `reason` is for those that
    give none. With `dry_run` nothing is written, and what would be is counted. `progress` is
    told bytes read, of how many. Raises InputError.
    """
    sheet = open_sheet(path)
    run = _Import(engine, sheet, Suppressed(), reason, source or path.name, progress)
    try:
        entries = _entries(run)
        while lot := list(islice(entries, LOT)):
            if dry_run:
                await _weigh(engine, lot, run.done)
            else:
                await put(engine, lot, run.done)
    finally:
        sheet.close()
    return run.done


async def _weigh(engine: Engine, lot: list[Suppression], done: Suppressed) -> None:
    """Count what `put` would do."""
    keys = list(dict.fromkeys((each.kind, each.value) for each in lot))
    concern = Concern(engine)
    async with engine.database.reading() as connection:
        known = await suppressions.count(connection, keys)
        await concern.look(connection, lot)
        concerned = await concern.of(connection, lot)
        standing = await enrollments.open_of(connection, concerned)
    done.known += len(lot) - len(keys) + known
    done.added += len(keys) - known
    done.stopped += len(standing)


def _entries(run: _Import) -> Iterator[Suppression]:
    rows: Rows | None = None
    for number, record in enumerate(run.sheet.records):
        if run.progress is not None and number % TOLD_EVERY == 0:
            run.progress(run.sheet.done, run.sheet.total)
        if isinstance(record, Broken):
            text = shown(record.text)
            _note(run, Problem(record.line, record.code, "", text, record.reason))
            continue
        line, cells = record
        if not any(cell.strip() for cell in cells):
            continue
        if rows is None:
            layout = layout_of(cells)
            rows = Rows(layout or BARE, run.reason, run.source, run.engine.now())
            if layout is not None:
                continue
        entry, problem = rows.read(line, cells)
        if problem is not None:
            _note(run, problem)
        elif entry is None:
            run.done.passed_over += 1
        if entry is not None:
            yield entry


def _note(run: _Import, problem: Problem) -> None:
    run.done.refused += not problem.kept
    if len(run.done.problems) < MOST_KEPT:
        run.done.problems.append(problem)
