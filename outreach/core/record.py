"""Splits the lines of a CSV file into rows of cells, each with the line it starts in.

A row that cannot be split costs its first line alone: reading goes on with the next one, so
that one stray quote does not swallow what follows.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

DELIMITERS = (",", ";", "\t", "|")
MOST_LINES = 1_000  # of one row
# Lines read again after rows that could not be split: past this the file is no CSV.
MOST_REREAD = 200_000
_SEP = "sep="  # a line that spreadsheets write before the header


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that cannot be split into its columns' cells."""

    line: int
    code: str  # bad-quotes | too-long | too-many-cells
    text: str
    reason: str


def sniff(lines: Sequence[str]) -> tuple[str, int]:
    """Return the delimiter, judged by the header among the first lines, and lines to skip."""
    first = lines[0].strip().strip('"') if lines else ""
    if first.lower().startswith(_SEP) and len(first) == len(_SEP) + 1:
        return first[-1], 1
    return max(DELIMITERS, key=lambda mark: _width(lines, mark)), 0


def _width(lines: Sequence[str], delimiter: str) -> int:
    try:
        return len(next(csv.reader(lines, delimiter=delimiter), ()))
    except csv.Error:
        return 0


class Records:
    """The rows of one file. Iterating gives (line, cells) and Broken ones, in order.

    `width` is how many cells a row may have; set it once the header is read.
    """

    def __init__(self, lines: Iterable[str], delimiter: str, skipped: int = 0) -> None:
        self.width: int | None = None
        self._lines = _Lines(lines, skipped)
        self._delimiter = delimiter
        self._reread = 0

    def __iter__(self) -> Iterator[tuple[int, list[str]] | Broken]:
        """Return the rows not read yet."""
        lines = self._lines
        reader = self._reader()
        while True:
            line = lines.mark()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield self._broken(line, *_explained(error))
                reader = self._reader()
                continue
            if self.width is not None and len(cells) > self.width:
                extra = sum(1 for cell in cells[self.width :] if cell.strip())
                if extra:
                    reason = (
                        f"{len(cells)} cells in a file of {self.width} columns: put "
                        "quotes around a cell that has the separator in it"
                    )
                    yield self._broken(line, "too-many-cells", reason)
                    reader = self._reader()
                    continue
            yield line, cells

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(
            self._lines, delimiter=self._delimiter, strict=True, skipinitialspace=True
        )

    def _broken(self, line: int, code: str, reason: str) -> Broken:
        text = self._lines.taken[0] if self._lines.taken else ""
        self._reread += self._lines.give_back()
        if self._reread > MOST_REREAD:
            raise InputError(
                f"line {line}: too many rows cannot be split; is this a CSV file?"
            )
        return Broken(line, code, text.rstrip("\r\n"), reason)


def _explained(error: csv.Error) -> tuple[str, str]:
    if "limit" in str(error):
        return "too-long", (
            "a cell over 131,072 characters or 1,000 lines: is a quote left open? Close "
            "it, or double a quote that belongs to the text"
        )
    return "bad-quotes", (
        "a quote is left open or stands inside a cell: close it, or double a quote that "
        "belongs to the text"
    )


class _Lines:
    """Lines that can be given back as far as the row being read began."""

    def __init__(self, lines: Iterable[str], skipped: int) -> None:
        self.taken: list[str] = []
        self._line = skipped
        self._source = iter(lines)
        self._again: list[str] = []  # the next one last

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._source)
        self.taken.append(line)
        if len(self.taken) > MOST_LINES:
            raise csv.Error("over the limit of lines")
        return line

    def mark(self) -> int:
        """Begin a row; return the line it starts in."""
        self._line += len(self.taken)
        self.taken.clear()
        return self._line + 1

    def give_back(self) -> int:
        """Take the row to be its first line alone; return how many lines come again."""
        again = self.taken[1:]
        self._again += reversed(again)
        del self.taken[1:]
        return len(again)
