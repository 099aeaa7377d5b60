"""Reads a list of leads for a simulation, as an import would, without a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from outreach.core.header_row import Header, read_header
from outreach.core.lead_row import Problem, Row, RowReader
from outreach.core.model import Lead, LeadId
from outreach.core.record import Broken
from outreach.errors import InputError
from outreach.services.sheet import open_sheet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from outreach.core.lead_row import Judges
    from outreach.core.pipeline import Pipeline
    from outreach.services.sheet import Sheet


@dataclass(slots=True)
class Listed:
    """The leads of a file, each with its company's key, and how many rows are none."""

    leads: list[tuple[Lead, str | None]] = field(default_factory=list)
    refused: int = 0


def read_leads(
    path: Path,
    *,
    declared: Collection[str],
    judges: Judges,
    pipeline: Pipeline,
    mapping: Mapping[str, str] | None = None,
) -> Listed:
    """Return the leads a file would give, numbered in its order; alike rows are one.

    Raises InputError for a file that cannot be read.
    """
    sheet = open_sheet(path)
    found: dict[str, Row] = {}
    listed = Listed()
    try:
        for row in _rows(sheet, declared, judges, pipeline, mapping, listed):
            known = found.get(row.identity)
            found[row.identity] = row if known is None else row.over(known)
    finally:
        sheet.close()
    listed.leads = [
        (_lead(LeadId(number), row, pipeline), row.company_key)
        for number, row in enumerate(found.values(), 1)
    ]
    return listed


def _rows(
    sheet: Sheet,
    declared: Collection[str],
    judges: Judges,
    pipeline: Pipeline,
    mapping: Mapping[str, str] | None,
    listed: Listed,
) -> Iterator[Row]:
    header = _header(sheet, declared, mapping)
    sheet.records.width = len(header)
    reader = RowReader(header, declared, pipeline.stages, judges)
    for record in sheet.records:
        read = None if isinstance(record, Broken) else reader.read(*record)
        if isinstance(read, Row):
            yield read
        elif isinstance(record, Broken) or isinstance(read, Problem):
            listed.refused += 1


def _header(
    sheet: Sheet, declared: Collection[str], mapping: Mapping[str, str] | None
) -> Header:
    for record in sheet.records:
        if isinstance(record, Broken):
            raise InputError(f"line {record.line}: the header: {record.reason}")
        _, titles = record
        if any(title.strip() for title in titles):
            return read_header(titles, declared, mapping)
    raise InputError("the file is empty: its first line names the columns")


def _lead(number: LeadId, row: Row, pipeline: Pipeline) -> Lead:
    given: dict[str, Any] = dict(row.given)
    return Lead(
        id=number,
        tags=row.tags,
        fields=row.fields,
        stage=row.stage or pipeline.first,
        **given,
    )
