"""Who must not be contacted: put on the list and taken off it by a person, by hand or by file."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.core.address import hashes_of
from outreach.core.block import key_of
from outreach.core.formula import neutral, plain
from outreach.core.lead_row import Problem
from outreach.core.model import Event, Finish, LeadId
from outreach.core.record import Broken
from outreach.core.source import shown
from outreach.errors import InputError, NotFound
from outreach.services import react
from outreach.services.finish import finish
from outreach.services.prefer import lift
from outreach.services.sheet import open_sheet
from outreach.services.target import writing
from outreach.store import enrollment as enrollments
from outreach.store import lead as leads
from outreach.store import lead_bulk
from outreach.store import suppression as suppressions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from outreach.core.model import Lead
    from outreach.services.engine import Engine
    from outreach.services.sheet import Sheet
    from outreach.store.database import Connection, Row

BATCH = 2_000  # suppressions a transaction
PAGE = 1_000  # leads looked at, or stopped, at once
MANUAL = "manual"
COLUMNS = ("kind", "value", "reason", "source", "created_at")
# What the column with the thing itself may be called; the first is ours.
_VALUES = ("value", "address", "email", "e-mail", "domain", "handle", "phone", "hash")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One entry of the list. `created_at` is None for one that is not in yet."""

    kind: str
    value: str
    reason: str = MANUAL
    source: str = "person"
    created_at: datetime | None = None


@dataclass(slots=True)
class Suppressed:
    """What came of it: entries added, those that stood already, enrollments stopped."""

    added: int = 0
    known: int = 0
    stopped: int = 0
    problems: list[Problem] = field(default_factory=list)


async def suppress(
    engine: Engine,
    what: Sequence[str],
    *,
    kind: str = "",
    reason: str = MANUAL,
    source: str = "person",
) -> Suppressed:
    """Put addresses, domains, handles or hashes on the list and stop whom they name.

    Everything is in one transaction a batch, under the leads' locks. Raises InputError.
    """
    done = Suppressed()
    keys = [key_of(text, kind) for text in what]
    entries = [Suppression(*key, reason, source) for key in dict.fromkeys(keys)]
    for start in range(0, len(entries), BATCH):
        await _add(engine, entries[start : start + BATCH], done)
    return done


async def unsuppress(engine: Engine, what: str, *, kind: str = "") -> list[Suppression]:
    """Take it off the list; return what was taken. Nothing resumes by itself.

    An address that was erased is known again by its hash; what its owner chose short of an
    end is lifted too. Raises NotFound.
    """
    key = key_of(what, kind)
    keys = [key]
    if key[0] in ("address", "handle"):
        keys += [("hash", each) for each in hashes_of(key[1], engine.house.secret)]
    async with engine.database.writing() as connection:
        lifted = await _lift(engine, connection, key)
        rows = await suppressions.of_keys(connection, keys)
        if not rows and not lifted:
            raise NotFound(f"{key[1]} is not suppressed as {key[0]}")
        for row in rows:
            await suppressions.remove(connection, row["kind"], row["value"])
    return [_entry(row) for row in rows]


async def _lift(engine: Engine, connection: Connection, key: tuple[str, str]) -> bool:
    if key[0] != "address":
        return False
    found = await leads.by_address(connection, [key[1]])
    held = await leads.lock(connection, [lead.id for lead in found])
    return any([await lift(engine, connection, lead) for lead in held.values()])


async def list_suppressions(engine: Engine) -> list[Suppression]:
    """Return every entry, oldest first."""
    async with engine.database.reading() as connection:
        rows = await suppressions.listed(connection)
    return [_entry(row) for row in rows]


async def export_suppressions(engine: Engine, path: Path) -> int:
    """Write the list to a CSV file; return how many entries. Raises InputError."""
    entries = await list_suppressions(engine)
    with writing(path) as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for each in entries:
            at = each.created_at.isoformat() if each.created_at else ""
            texts = (each.kind, each.value, each.reason, each.source)
            rows.writerow((*map(neutral, texts), at))
    return len(entries)


async def import_suppressions(
    engine: Engine, path: Path, *, reason: str = MANUAL, source: str = ""
) -> Suppressed:
    """Put a file's entries on the list: one a line, or a CSV file with a header.

    The header names a column value, address, email, domain or handle, and perhaps kind and
    reason. Lines that name nothing are told and leave the others alone. Raises InputError.
    """
    done = Suppressed()
    sheet = open_sheet(path)
    try:
        batch: list[Suppression] = []
        for entry in _entries(sheet, done, reason, source or path.name):
            batch.append(entry)
            if len(batch) >= BATCH:
                await _add(engine, batch, done)
                batch = []
        await _add(engine, batch, done)
    finally:
        sheet.close()
    return done


def _entries(
    sheet: Sheet, done: Suppressed, reason: str, source: str
) -> Iterator[Suppression]:
    columns: list[str] | None = None
    for record in sheet.records:
        if isinstance(record, Broken):
            value = shown(record.text)
            done.problems.append(
                Problem(record.line, record.code, "", value, record.reason)
            )
            continue
        line, cells = record
        cells = [plain(cell.strip()) for cell in cells]
        if not any(cells):
            continue
        if columns is None:
            titles = [cell.lower() for cell in cells]
            is_header = any(title in _VALUES for title in titles)
            columns = titles if is_header else ["value"]
            if is_header:
                continue
        row = dict(zip(columns, cells, strict=False))
        text = next((row[name] for name in _VALUES if row.get(name)), "")
        try:
            key = key_of(text, row.get("kind", ""))
        except InputError as error:
            problem = Problem(line, "bad-value", "", shown(text), str(error))
            done.problems.append(problem)
            continue
        yield Suppression(
            *key, row.get("reason") or reason, row.get("source") or source
        )


async def _add(
    engine: Engine, entries: Sequence[Suppression], done: Suppressed
) -> None:
    if not entries:
        return
    now = engine.now()
    async with engine.database.writing() as connection:
        # The leads first, as everybody locks them: a delivery under way ends before this
        # is committed, and the next one sees it.
        concerned = await _concerned(engine, connection, entries)
        held = await leads.lock(connection, concerned)
        rows = [
            {
                "kind": each.kind,
                "value": each.value,
                "reason": each.reason,
                "source": each.source,
                "created_at": now,
            }
            for each in entries
        ]
        added = await suppressions.add(connection, rows)
        done.added += added
        done.known += len(rows) - added
        done.stopped += await _stop(engine, connection, held, concerned)


async def _concerned(
    engine: Engine, connection: Connection, entries: Iterable[Suppression]
) -> dict[LeadId, Suppression]:
    """Return the leads under way that the entries name, each with the first that does."""
    named = {(each.kind, each.value): each for each in entries}
    secret = engine.house.secret
    found: dict[LeadId, Suppression] = {}
    async for lead in _candidates(connection, named):
        for key in suppressions.keys_of(lead, secret):
            if key in named:
                found.setdefault(lead.id, named[key])
    return found


async def _candidates(
    connection: Connection, named: Iterable[tuple[str, str]]
) -> AsyncIterator[Lead]:
    if all(kind == "address" for kind, _ in named):
        for lead in await leads.by_address(connection, [value for _, value in named]):
            yield lead
        return
    last = LeadId(0)
    while page := await lead_bulk.under_way(connection, last, PAGE):
        for lead in page:
            yield lead
        last = page[-1].id


async def _stop(
    engine: Engine,
    connection: Connection,
    held: dict[LeadId, Lead],
    concerned: dict[LeadId, Suppression],
) -> int:
    """End every unfinished enrollment of these leads; return how many."""
    stopped = 0
    ids = list(held)
    for start in range(0, len(ids), PAGE):
        some = {lead_id: held[lead_id] for lead_id in ids[start : start + PAGE]}
        rows = await enrollments.open_of(connection, some)
        stopped += len(rows)
        facts = [
            Event("suppressed", engine.now(), lead_id, data=_data(concerned[lead_id]))
            for lead_id in dict.fromkeys(LeadId(row["lead_id"]) for row in rows)
        ]
        facts += await finish(engine, connection, rows, Finish.STOPPED)
        await react.record(engine, connection, some, facts)
    return stopped


def _data(entry: Suppression) -> dict[str, object]:
    return {"kind": entry.kind, "reason": entry.reason, "source": entry.source}


def _entry(row: Row) -> Suppression:
    return Suppression(
        row["kind"], row["value"], row["reason"], row["source"], row["created_at"]
    )
