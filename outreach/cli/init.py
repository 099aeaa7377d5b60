"""`init`: writes a small workspace that passes `check`."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.output import print_line
from outreach.errors import InputError, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

# A package takes no file along whose name begins with a dot.
DOTTED = {"env.example": ".env.example", "gitignore": ".gitignore"}

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="A folder, made if it is not there.")
]


def init(folder: Folder) -> None:
    """Write a small workspace that passes `check`.

    Nothing that is there is written over.
    """
    start = dict((*_below(files("outreach.cli") / "start", ""), _schema()))
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file: name a folder")
    there = [name for name in start if (folder / name).exists()]
    if there:
        message = f"{folder} holds {', '.join(there)} already: name another folder"
        raise Refused("exists", message)
    for name, content in start.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    print_line(f"A workspace is in {folder}. Next:")
    for step in _next(folder):
        print_line(f"  {step}")


def _schema() -> tuple[str, bytes]:
    """Return the schema of sequences, which an editor completes them by."""
    from outreach.bootstrap import schemas

    name, text = schemas()["sequence"]
    return name, text.encode()


def _below(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _below(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + DOTTED.get(entry.name, entry.name), entry.read_bytes()


def _next(folder: Path) -> list[str]:
    return [
        f"cd {folder}",
        "outreach check",
        "outreach leads import leads.csv",
        "outreach preview hello --lead ada@lovelace.example",
        "put your mailbox into outreach.yaml and its password into the environment,",
        "outreach doctor    tells whether it answers",
        "outreach enroll hello",
        "outreach run",
    ]
