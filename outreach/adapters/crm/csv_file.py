"""A spreadsheet as the CRM: a CSV file with a row a lead, and another with a row a note.

People may edit the `stage` column, and add columns of their own, in any spreadsheet; the
column `outreach_stage` holds what this program wrote last, so that the two tell a person's
change from ours. One process at a time may write.
"""

from __future__ import annotations

import asyncio
import csv
import io
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from outreach.core.formula import neutral, plain
from outreach.errors import Unavailable
from outreach.ports import CrmChange, Pushed, PushLater, PushRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from outreach.ports import CrmLead, CrmNote, CrmOutcome

STAGE = "stage"
OURS = "outreach_stage"
COLUMNS = (
    "id",
    "email",
    "first_name",
    "last_name",
    "company",
    "title",
    "phone",
    STAGE,
    OURS,
)
NOTE_COLUMNS = ("key", "id", "at", "title", "body")
CELL_LIMIT = (
    32_767  # characters; what a spreadsheet takes, and well below csv's own limit
)
SIZE_LIMIT = 256 * 1024 * 1024  # bytes

Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file as read: its columns in order, its rows, the separator, the bytes' hash."""

    columns: tuple[str, ...]
    rows: Rows
    separator: str
    digest: str


class CsvFile:
    """Leads in `path`, notes beside it in `<stem>-notes.csv`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._notes = path.with_name(f"{path.stem}-notes.csv")
        self._lock = asyncio.Lock()

    async def push_lead(self, lead: CrmLead) -> CrmOutcome:
        """Write the lead's row, by id where known, else by address.

        A stage that a person changed and nobody has read back yet stays theirs.
        """
        async with self._lock:
            return await asyncio.to_thread(self._push_lead, lead)

    async def push_note(self, external_id: str, note: CrmNote) -> CrmOutcome:
        """Add the note, unless its key is in the file."""
        async with self._lock:
            return await asyncio.to_thread(self._push_note, external_id, note)

    async def pull(self, cursor: str) -> tuple[Sequence[CrmChange], str]:
        """Return the stages that differ from what we wrote, once a state of the file.

        The cursor is the hash of the file. Raises Unavailable when it cannot be read.
        """
        async with self._lock:
            return await asyncio.to_thread(self._pull, cursor)

    async def close(self) -> None:
        """Hold nothing, so let go of nothing."""

    def _push_lead(self, lead: CrmLead) -> CrmOutcome:
        if not lead.email:
            return PushRefused(f"{self._path}: a lead without an address has no row")
        try:
            sheet = _read(self._path, COLUMNS)
            row = _row_of(sheet.rows, lead)
            if row is None:
                row = {"id": _id(lead.email)}
                sheet.rows.append(row)
            before = dict(row)
            kept = _fill(row, lead)
            if row != before:
                _write(self._path, sheet, extra=lead.fields)
        except (OSError, ValueError, csv.Error) as error:
            return PushLater(f"{self._path}: {error}")
        written = {} if kept else {STAGE: lead.stage}
        return Pushed(plain(row["id"]), written, kept)

    def _push_note(self, external_id: str, note: CrmNote) -> CrmOutcome:
        try:
            leads = _read(self._path, COLUMNS).rows
            if all(plain(row["id"]) != external_id for row in leads):
                return PushRefused(f"{self._path}: no row has the id {external_id!r}")
            notes = _read(self._notes, NOTE_COLUMNS)
            if all(plain(row["key"]) != note.key for row in notes.rows):
                notes.rows.append(_note_row(external_id, note))
                _write(self._notes, notes, extra=())
        except (OSError, ValueError, csv.Error) as error:
            return PushLater(f"{self._notes}: {error}")
        return Pushed(external_id)

    def _pull(self, cursor: str) -> tuple[Sequence[CrmChange], str]:
        try:
            sheet = _read(self._path, COLUMNS)
            at = _modified_at(self._path)
        except (OSError, ValueError, csv.Error) as error:
            message = f"{self._path}: {error}"
            raise Unavailable(message) from error
        if sheet.digest == cursor:
            return (), cursor
        return [_change(row, at) for row in sheet.rows if _is_edited(row)], sheet.digest


def _row_of(rows: Rows, lead: CrmLead) -> dict[str, str] | None:
    """Return the lead's row; a person may have removed the one of the known id."""
    known = lead.external_id or _id(lead.email)
    by_id = (row for row in rows if plain(row["id"]) == known)
    email = lead.email.lower()
    by_email = (row for row in rows if plain(row["email"]).strip().lower() == email)
    return next(by_id, None) or next(by_email, None)


def _fill(row: dict[str, str], lead: CrmLead) -> dict[str, str]:
    """Write the lead into its row and return the stage of a person's, where it stays."""
    row["id"] = row.get("id") or _id(lead.email)
    values = {
        **lead.fields,
        "email": lead.email,
        "first_name": lead.first_name,
        "last_name": lead.last_name,
        "company": lead.company,
        "title": lead.title,
        "phone": lead.phone,
    }
    row |= {name: _cell(value) for name, value in values.items() if value}
    stage = plain(row.get(STAGE, "")).strip()
    if _is_edited(row) and stage != lead.stage:
        return {STAGE: stage}
    row |= {STAGE: _cell(lead.stage), OURS: _cell(lead.stage)}
    return {}


def _is_edited(row: Mapping[str, str]) -> bool:
    """Tell whether a person changed the stage since we wrote it; blank says nothing."""
    stage = plain(row.get(STAGE, "")).strip()
    return bool(stage) and stage != plain(row.get(OURS, ""))


def _change(row: Mapping[str, str], at: datetime) -> CrmChange:
    stage = plain(row[STAGE]).strip()
    return CrmChange(plain(row["id"]), plain(row["email"]), STAGE, stage, at)


def _id(email: str) -> str:
    """Return the id of a new row: of the address, so that a lost answer changes nothing."""
    return sha256(email.lower().encode(errors="replace")).hexdigest()[:12]


def _cell(text: str) -> str:
    """Return the text so that no spreadsheet runs it, and no NUL breaks the file."""
    text = text.replace("\0", "").encode(errors="replace").decode()
    return neutral(text)[:CELL_LIMIT]


def _read(path: Path, columns: Sequence[str]) -> Sheet:
    """Read a file, empty where there is none. Raises ValueError for what is no table."""
    content = _content(path)
    if not content:
        return Sheet(tuple(columns), [], ",", _digest(content))
    text = _decoded(content)
    separator = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    present = tuple(reader.fieldnames or columns)
    missing = [name for name in columns if name not in present]
    if missing:
        message = f"lacks the column {missing[0]!r}: put it back, or move the file away"
        raise ValueError(message)
    if len(set(present)) < len(present):
        message = "names a column twice: rename one of the two"
        raise ValueError(message)
    rows = [_whole(row, present) for row in reader]
    return Sheet(present, rows, separator, _digest(content))


def _content(path: Path) -> bytes:
    """Return the bytes of a file, none where there is none."""
    try:
        with path.open("rb") as file:
            content = file.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        return b""
    if len(content) > SIZE_LIMIT:
        message = "larger than a CSV file kept by this program may be"
        raise ValueError(message)
    return content


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"not UTF-8 at byte {error.start}: save it as CSV UTF-8"
        raise ValueError(message) from error


def _whole(row: Mapping[str | None, object], columns: Sequence[str]) -> dict[str, str]:
    """Return the cells of a row; short rows are filled up, cells too many refused."""
    if None in row:
        message = f"a row has more cells than there are columns: {row[None]!r:.80}"
        raise ValueError(message)
    return {name: str(row.get(name) or "") for name in columns}


def _write(path: Path, sheet: Sheet, extra: Iterable[str]) -> None:
    """Replace the file at once, so that no reader and no crash ever sees half of it."""
    columns = list(dict.fromkeys([*sheet.columns, *extra]))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(
        text, columns, delimiter=sheet.separator, restval="", lineterminator="\r\n"
    )
    writer.writeheader()
    writer.writerows(sheet.rows)
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("wb") as file:
        # The mark makes spreadsheets read UTF-8 instead of guessing.
        file.write(text.getvalue().encode("utf-8-sig"))
        file.flush()
        os.fsync(file.fileno())
    if _digest(_content(path)) != sheet.digest:
        message = "somebody saved it meanwhile: read again before writing"
        raise ValueError(message)
    fresh.replace(path)


def _note_row(external_id: str, note: CrmNote) -> dict[str, str]:
    at = note.at.astimezone(UTC).isoformat()
    cells = (note.key, external_id, at, note.title, note.body)
    return dict(zip(NOTE_COLUMNS, map(_cell, cells), strict=True))


def _modified_at(path: Path) -> datetime:
    try:
        stamp = path.stat().st_mtime
    except FileNotFoundError:
        stamp = 0.0
    return datetime.fromtimestamp(stamp, UTC)
