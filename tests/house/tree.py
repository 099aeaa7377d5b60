"""The checkout as the house rules see it: its own files, parsed once."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
CODE = ("outreach", "tests", "benchmarks")
MADE = frozenset({"__pycache__", "build", "dist", "outreach-demo", "node_modules"})
Function = ast.FunctionDef | ast.AsyncFunctionDef


def entries() -> list[str]:
    """Return the names at the top of the checkout that somebody wrote."""
    return sorted(
        path.name
        for path in ROOT.iterdir()
        if path.name not in MADE
        and not path.name.endswith(".egg-info")
        and (path.is_file() or any(_below(path)))
    )


@cache
def files() -> tuple[Path, ...]:
    """Return every file of the checkout that somebody wrote, outside dot folders but .ci."""
    top = [ROOT / name for name in entries() if name == ".ci" or name[0] != "."]
    found = [path for path in top if path.is_file()]
    for folder in (path for path in top if path.is_dir()):
        found.extend(_below(folder))
    return tuple(found)


@cache
def modules() -> tuple[Path, ...]:
    """Return every Python module, of the program and of its tests."""
    return tuple(
        path
        for path in files()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in CODE
    )


@cache
def parsed(module: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(module.read_text("utf-8"))


def functions(module: Path) -> Iterator[Function]:
    """Yield the functions of a module, nested ones and methods too."""
    for node in ast.walk(parsed(module)):
        if isinstance(node, Function):
            yield node


def name_of(path: Path) -> str:
    """Return a path as a complaint prints it."""
    return path.relative_to(ROOT).as_posix()


def docs() -> str:
    """Return all of docs/ and the README in one text."""
    pages = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"]
    return "\n".join(page.read_text("utf-8") for page in pages)


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in MADE or path.is_symlink():
            continue
        if path.is_dir():
            yield from _below(path)
        else:
            yield path
