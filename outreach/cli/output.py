"""How answers are printed: JSON for machines, tables and lines for people."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outreach.core.source import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.table import Table

# What JSON lets through and a terminal obeys: DEL, the C1 controls, turns of direction.
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

WIDE = 200  # columns, where nobody looks on
_FOLDED = 3  # lines that a row may take on average, and still be read across

Json = Annotated[
    bool, typer.Option("--json", help="Print JSON, one object or one a line.")
]


def plain(value: Any) -> Any:
    """Return a value as JSON can say it: instants in ISO 8601, spans in seconds."""
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case bytes():
            return value.decode("utf-8", "replace")
        case Mapping():
            return {str(key): plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case set() | frozenset():
            return sorted(plain(each) for each in value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            named = {each.name: getattr(value, each.name) for each in fields(value)}
            return plain(named)
        case _:
            return value


def print_json(value: object, *, indent: int | None = None) -> None:
    """Print one value, on a line of its own unless it is indented, harmless to a terminal."""
    text = json.dumps(plain(value), ensure_ascii=False, default=str, indent=indent)
    print_text(_UNSEEN.sub(_spelled, text))


def _spelled(match: re.Match[str]) -> str:
    return json.dumps(match.group())[1:-1]


def print_text(text: str) -> None:
    """Print text as it is; half characters, which no stream takes, are spelled out."""
    typer.echo(text.encode("utf-8", "backslashreplace").decode())


def say(text: str) -> None:
    """Tell the person at the terminal something that is no answer, on standard error."""
    typer.echo(visible(text), err=True)


def ask(question: str) -> None:
    """Ask the person at the terminal, and end the command unless the answer is yes."""
    try:
        agreed = typer.confirm(question, err=True)
    except typer.Abort:
        if not sys.stdin.isatty():
            typer.echo(err=True)  # the question stands without an answer
            say("nobody is at a terminal to answer: --yes does")
        raise
    if not agreed:
        raise typer.Abort


def print_line(text: str) -> None:
    """Print one line: line breaks and controls in it are spelled out."""
    print_text(visible(text))


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str = ""
) -> None:
    """Print rows under their columns; nothing is cut off, long cells are folded.

    Where that would make towers of them, each row is told as lines of its own. Where there
    are none, `empty` says so in words. Instants are in UTC, and so says their column's head.
    """
    found = list(rows)
    if empty and not found:
        print_line(empty)
        return
    heads = [
        f"{column} (UTC)"
        if any(isinstance(row[n], datetime) for row in found)
        else column
        for n, column in enumerate(columns)
    ]
    cells = [[_within(each) for each in row] for row in found]
    lines = _table(heads, cells)
    if len(lines) - 1 > _FOLDED * len(cells) and cells:
        lines = _records(heads, cells)
    print_text("\n".join(lines))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return _drawn(table)


def _records(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a line for each cell that says anything, a gap between rows."""
    from rich.table import Table
    from rich.text import Text

    lines: list[str] = []
    wide = max(map(len, heads))
    for row in rows:
        grid = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        grid.add_column(min_width=wide, no_wrap=True)
        grid.add_column(overflow="fold")
        for head, text in zip(heads, row, strict=True):
            if text:
                grid.add_row(Text(head, style="bold"), Text(text))
        lines += [*([""] if lines else []), *_drawn(grid)]
    return lines


def _drawn(table: Table) -> list[str]:
    from rich.console import Console

    width = None if sys.stdout.isatty() else WIDE
    console = Console(width=width, soft_wrap=False, highlight=False, markup=False)
    with console.capture() as captured:
        console.print(table)
    return [line.rstrip() for line in captured.get().splitlines()]


def _within(value: object) -> str:
    """Return a value as a cell shows it; the head of its column names the clock."""
    return minute(value) if isinstance(value, datetime) else cell(value)


def minute(at: datetime) -> str:
    """Return an instant in UTC, to the minute, for where the clock is named beside it."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"


def cell(value: object) -> str:
    """Return a value as a person reads it, harmless to a terminal; an instant with its clock."""
    match value:
        case None:
            return ""
        case datetime():
            return f"{minute(value)} UTC"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
        case list() | tuple():
            return ", ".join(cell(each) for each in value)
        case Mapping():
            told = (f"{name}={cell(each)}" for name, each in value.items())
            return ", ".join(told)
        case _:
            return visible(str(value))


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """Show a bar while it lasts, to a person only; call it with what is done and the whole."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
