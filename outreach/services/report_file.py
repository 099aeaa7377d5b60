"""Writes the problems of an import to a CSV file as they come."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from outreach.core.formula import neutral
from outreach.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.core.lead_row import Problem

COLUMNS = ("line", "code", "column", "value", "reason", "row")


class ReportFile:
    """A report being written. Raises InputError if the file cannot be."""

    def __init__(self, path: Path) -> None:
        try:
            # With a mark, so that spreadsheets read it as UTF-8.
            self._file = path.open("w", encoding="utf-8-sig", newline="")
        except OSError as error:
            raise InputError(f"{path} cannot be written: {error.strerror}") from error
        self._rows = csv.writer(self._file)
        self._rows.writerow(COLUMNS)

    def add(self, problem: Problem) -> None:
        """Write one problem."""
        row = "kept" if problem.kept else "refused"
        texts = (problem.code, problem.column, problem.value, problem.reason, row)
        self._rows.writerow((problem.line, *map(neutral, texts)))

    def close(self) -> None:
        """Finish the file."""
        self._file.close()
