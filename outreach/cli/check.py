"""`check`: every complaint of the workspace at once, each with its place, code and remedy."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.failure import NO
from outreach.cli.output import Json, print_json, print_text, say
from outreach.cli.place import FILE, Place, find
from outreach.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outreach.bootstrap import Workspace
    from outreach.core.source import Complaint

ENDINGS = (".yaml", ".yml")

Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH",
        help="Files or folders to check; else the whole workspace. A sequence from "
        "elsewhere is read as if it were the workspace's own.",
        show_default=False,
    ),
]


def check(paths: Paths = None, *, place: Place = None, json: Json = False) -> None:
    """Tell every complaint of the workspace at once.

    A line each: path:line:column: code: message. Exits with 1 if anything but a warning is
    complained of.
    """
    found = complaints(find(place), paths or [])
    for complaint in found:
        if json:
            print_json(complaint)
        else:
            print_text(str(complaint))
    warned = sum(complaint.warning for complaint in found)
    faults = len(found) - warned
    say(f"{_count(faults, 'complaint')}, {_count(warned, 'warning')}")
    if faults:
        raise typer.Exit(NO)


def complaints(folder: Path, paths: list[Path]) -> list[Complaint]:
    """Return all complaints of a workspace, or of these files read in it, by place.

    Their paths are relative to the current folder. Raises InputError for a path that leads
    nowhere.
    """
    from outreach.bootstrap import inspect_workspace

    workspace, about_settings = inspect_workspace(folder)
    here = _Here(folder)
    settings = [here.shown(complaint) for complaint in about_settings]
    if not paths:
        own = [] if workspace is None else _judged(here, workspace)
        return sorted({*settings, *own})
    chosen = _chosen(here, workspace, paths)
    if workspace is None:
        return settings
    named = {_whole(path) for path in chosen.named}
    kept = [c for c in (*settings, *_judged(here, workspace)) if _is_below(c, named)]
    return sorted({*kept, *_judged(here, workspace, chosen)})


@dataclass(slots=True)
class _Chosen:
    """What the paths name: sequences by the path they are shown under, and the rest."""

    sequences: dict[str, bytes] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    named: list[Path] = field(
        default_factory=list
    )  # settings, templates, whole folders


@dataclass(frozen=True, slots=True)
class _Here:
    """The workspace's folder as the user wrote it."""

    folder: Path

    def shown(self, complaint: Complaint) -> Complaint:
        """Return a complaint of the workspace with its path as seen from the current folder."""
        return replace(complaint, path=(self.folder / complaint.path).as_posix())

    def found(self, path: Path) -> Path:
        """Return a path as it leads from here, else from the workspace. Raises InputError."""
        for each in (path, self.folder / path):
            if os.path.lexists(each):
                return each
        raise InputError(f"no file or folder {path}")

    def inside(self, path: Path) -> PurePath | None:
        """Return a path's place in the workspace, None for one that is elsewhere."""
        inner, root = _whole(path), _whole(self.folder)
        return inner.relative_to(root) if inner.is_relative_to(root) else None


def _judged(
    here: _Here, workspace: Workspace, chosen: _Chosen | None = None
) -> list[Complaint]:
    """Return what is wrong with the chosen sequences, or with the workspace's own."""
    from outreach.bootstrap import complaints_of

    if chosen is None:
        own = complaints_of(workspace, workspace.sequences)
        return [here.shown(complaint) for complaint in own]
    found = complaints_of(workspace, chosen.sequences)
    told = [c if c.path in chosen.sequences else here.shown(c) for c in found]
    return [*chosen.complaints, *told]


def _whole(path: str | PurePath) -> PurePath:
    return PurePath(os.path.abspath(path))  # noqa: PTH100 - links stay as they are


def _is_below(complaint: Complaint, folders: set[PurePath]) -> bool:
    path = _whole(complaint.path)
    return any(path.is_relative_to(folder) for folder in folders)


def _chosen(here: _Here, workspace: Workspace | None, paths: list[Path]) -> _Chosen:
    chosen = _Chosen()
    for written in paths:
        path = here.found(written)
        inside = here.inside(path)
        if inside is not None and _is_read_whole(inside):
            chosen.named.append(path)
            continue
        for file in _files(path):
            place = here.inside(file)
            content = _content(workspace, place, file, chosen)
            if content is not None:
                chosen.sequences[file.as_posix()] = content
    return chosen


def _is_read_whole(inside: PurePath) -> bool:
    """Tell whether a path in the workspace is no sequence, so that all of it must be read."""
    return not inside.parts or inside.parts[0] != "sequences"


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for below in sorted(path.rglob("*")):
        if below.suffix in ENDINGS and below.name != FILE and not below.is_dir():
            yield below


def _content(
    workspace: Workspace | None, place: PurePath | None, file: Path, chosen: _Chosen
) -> bytes | None:
    from outreach.setting.folder import Folder

    if workspace is not None and place is not None:
        known = workspace.sequences.get(place.as_posix())
        if known is not None:
            return known
    folder = Folder(file.parent)
    content = folder.read(file.name)
    chosen.complaints += [replace(c, path=file.as_posix()) for c in folder.complaints]
    return content


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
