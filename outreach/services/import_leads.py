"""Imports a list of leads: streams it, keeps the good rows, tells why of each bad one.

A file that is no text is refused before anything is written. A row that is refused leaves
the others alone; batches that are in stay in if a later one fails, and running the import
again takes up where it ended, for a row that is in already changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from outreach.core.header_row import Ignored, read_header
from outreach.core.lead_row import Problem, Row, RowReader
from outreach.core.record import Broken
from outreach.core.source import shown
from outreach.errors import InputError
from outreach.services.report_file import ReportFile
from outreach.services.rewindow import rewindow
from outreach.services.sheet import open_sheet
from outreach.store import lead as leads
from outreach.store import lead_bulk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from outreach.core.lead_row import Judges
    from outreach.core.model import Lead, LeadId
    from outreach.services.engine import Engine
    from outreach.services.sheet import Sheet
    from outreach.store.database import Connection

# Rows a transaction. Each puts about every page of the indexes anew on the disk.
BATCH = 20_000
MOST_KEPT = 10_000  # problems kept in memory; a report file has them all
# A change of these may move the lead's windows.
PLACED_BY = frozenset({"country", "timezone"})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import has come."""

    rows: int
    done: int  # bytes
    total: int  # bytes


@dataclass(slots=True)
class Imported:
    """What came of it: every row that is not blank is counted once, `kept` cells apart."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    kept: int = 0  # cells left out of rows that were kept
    problems: list[Problem] = field(default_factory=list)
    ignored: tuple[Ignored, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return self.created + self.updated + self.unchanged + self.refused

    @property
    def untold(self) -> int:
        """How many problems are counted but not kept in `problems`."""
        return self.refused + self.kept - len(self.problems)


@dataclass(slots=True)
class _Entry:
    """What a batch says of one lead: its rows put together."""

    row: Row
    changing: int = 0  # rows after the first that add something
    alike: int = 0  # rows after the first that do not


@dataclass(slots=True)
class _Import:
    """One import under way."""

    engine: Engine
    sheet: Sheet
    result: Imported
    report: ReportFile | None
    progress: Callable[[Progress], None] | None


async def import_leads(
    engine: Engine,
    path: Path,
    *,
    declared: Collection[str],
    judges: Judges,
    mapping: Mapping[str, str] | None = None,
    report: Path | None = None,
    progress: Callable[[Progress], None] | None = None,
    batch: int = BATCH,
) -> Imported:
    """Create and update leads from a CSV file, by address, else by phone or profile.

    `declared` are the workspace's own fields; `mapping` is column -> field. With `report`,
    every problem is written there too; `batch` rows share a transaction. Raises InputError
    for a file that cannot be read.
    """
    sheet = open_sheet(path)
    told = None if report is None else ReportFile(report)
    try:
        run = _Import(engine, sheet, Imported(), told, progress)
        reader = _reader(run, declared, judges, mapping)
        for entries in _batches(run, reader, batch):
            await _store(run, entries)
            if progress is not None:
                progress(Progress(run.result.rows, sheet.done, sheet.total))
    finally:
        sheet.close()
        if told is not None:
            told.close()
    return run.result


def _reader(
    run: _Import,
    declared: Collection[str],
    judges: Judges,
    mapping: Mapping[str, str] | None,
) -> RowReader:
    for record in run.sheet.records:
        if isinstance(record, Broken):
            raise InputError(f"line {record.line}: the header: {record.reason}")
        _, titles = record
        if not any(title.strip() for title in titles):
            continue
        header = read_header(titles, declared, mapping)
        run.sheet.records.width = len(header)
        run.result.ignored = header.ignored
        return RowReader(header, declared, run.engine.pipeline.stages, judges)
    raise InputError("the file is empty: its first line names the columns")


def _batches(run: _Import, reader: RowReader, size: int) -> Iterator[dict[str, _Entry]]:
    """Yield what each batch says, by lead; report what is refused on the way."""
    entries: dict[str, _Entry] = {}
    count = 0
    for record in run.sheet.records:
        count += 1
        if isinstance(record, Broken):
            value = shown(record.text)
            _tell(run, Problem(record.line, record.code, "", value, record.reason))
        else:
            match reader.read(*record):
                case Row() as row:
                    _enter(run, entries, row)
                case Problem() as problem:
                    _tell(run, problem)
        if count >= size:
            yield entries
            entries, count = {}, 0
    yield entries


def _enter(run: _Import, entries: dict[str, _Entry], row: Row) -> None:
    for note in row.notes:
        _tell(run, note)
    entry = entries.get(row.identity)
    if entry is None:
        entries[row.identity] = _Entry(row)
        return
    both = row.over(entry.row)
    same = (both.given, both.tags, both.fields) == (
        entry.row.given,
        entry.row.tags,
        entry.row.fields,
    )
    entry.alike += same
    entry.changing += not same
    entry.row = both


def _tell(run: _Import, problem: Problem) -> None:
    if problem.kept:
        run.result.kept += 1
    else:
        run.result.refused += 1
    if len(run.result.problems) < MOST_KEPT:
        run.result.problems.append(problem)
    if run.report is not None:
        run.report.add(problem)


async def _store(run: _Import, entries: dict[str, _Entry]) -> None:
    """Write one batch, in one transaction."""
    engine, result = run.engine, run.result
    waiting = entries
    created: set[str] = set()
    changed: set[str] = set()
    async with engine.database.writing() as connection:
        await lead_bulk.take_turn(connection)
        while waiting:
            known = await lead_bulk.known(connection, waiting)
            new = [entry.row for key, entry in waiting.items() if key not in known]
            late = await lead_bulk.insert(
                connection, new, engine.pipeline.first, engine.now()
            )
            created |= {row.identity for row in new} - set(late)
            changed |= await _update(engine, connection, waiting, known)
            # Who was added by somebody else meanwhile is known the next time.
            waiting = {key: entries[key] for key in late}
    for identity, entry in entries.items():
        result.unchanged += entry.alike
        if identity in created:
            result.created += 1
            result.updated += entry.changing
        else:
            result.updated += identity in changed
            result.unchanged += entry.changing + (identity not in changed)


async def _update(
    engine: Engine,
    connection: Connection,
    entries: Mapping[str, _Entry],
    known: Mapping[str, Lead],
) -> set[str]:
    """Write what the rows change of leads that are known; return those leads' identities."""
    touched = {
        lead.id: identity
        for identity, lead in known.items()
        if entries[identity].row.changes(lead)
    }
    # Read again under their locks: somebody may have written them since.
    held = await leads.lock(connection, touched)
    changed: dict[LeadId, Lead] = {}
    moved: dict[LeadId, Lead] = {}
    for lead_id, lead in held.items():
        changes = entries[touched[lead_id]].row.changes(lead)
        if changes:
            changed[lead_id] = replace(lead, **changes)  # type: ignore[arg-type] # columns
        if PLACED_BY & changes.keys():
            moved[lead_id] = changed[lead_id]
    await lead_bulk.rewrite(connection, list(changed.values()), engine.now())
    await rewindow(engine, connection, moved)
    return {touched[lead_id] for lead_id in changed}
