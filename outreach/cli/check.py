"""`check`: every complaint of the workspace at once, each with its place, code and remedy."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated, assert_never

import typer

from outreach.cli.failure import NO
from outreach.cli.output import Json, print_json, print_text, say
from outreach.cli.place import FILE, Place, find
from outreach.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outreach.bootstrap import Workspace
    from outreach.core.source import Complaint
    from outreach.services.lack import Each

ENDINGS = (".yaml", ".yml")
READ = (FILE, "sequences", "templates")
_READ = f"that is {FILE}, and what is below sequences/ and templates/"
SCENARIO_ENDINGS = (".test.yaml", ".test.yml")

# The first comes first: the others bring it in.
_DATA = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_PROPERTY = (*_DATA, (":", "%3A"), (",", "%2C"))

Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH",
        help="Files or folders to check; else the whole workspace. A sequence from "
        "elsewhere is read as if it were the workspace's own.",
        show_default=False,
    ),
]


class Format(StrEnum):
    """How complaints are printed."""

    TEXT = "text"
    GITHUB = "github"
    JSON = "json"


Strict = Annotated[bool, typer.Option("--strict", help="Take warnings for complaints.")]
Form = Annotated[
    Format,
    typer.Option(
        "--format",
        help="`text`, a line each; `github`, which marks the lines of a pull request; "
        "or `json`, an object a line.",
    ),
]
LeadsFile = Annotated[
    Path | None,
    typer.Option(
        "--leads",
        metavar="FILE.csv",
        help="Tell what the leads of a list lack; else those of the database.",
    ),
]
Alone = Annotated[bool, typer.Option("--no-leads", help="Look at no leads.")]


def check(
    paths: Paths = None,
    *,
    strict: Strict = False,
    form: Form = Format.TEXT,
    leads: LeadsFile = None,
    alone: Alone = False,
    place: Place = None,
    json: Json = False,
) -> None:
    """Tell every complaint of the workspace at once.

    A line each: path:line:column: code: message. Exits with 1 if anything but a warning is
    complained of; with --strict, if anything is. What known leads lack is told too: of the
    database, which is not changed for it, or of a list.
    """
    found = complaints(find(place), paths or [], _Leads(leads, wanted=not alone))
    if strict:
        found = [replace(complaint, warning=False) for complaint in found]
    for complaint in found:
        _print(complaint, Format.JSON if json else form)
    warned = sum(complaint.warning for complaint in found)
    faults = len(found) - warned
    say(f"{_count(faults, 'complaint')}, {_count(warned, 'warning')}")
    if faults:
        raise typer.Exit(NO)


def _print(complaint: Complaint, form: Format) -> None:
    match form:
        case Format.JSON:
            print_json(complaint)
        case Format.GITHUB:
            print_text(workflow_command(complaint))
        case Format.TEXT:
            print_text(str(complaint))
        case _:
            assert_never(form)


def workflow_command(complaint: Complaint) -> str:
    """Return a complaint as the line that makes GitHub mark its place.

    What is escaped, and how: actions/toolkit, packages/core/src/command.ts.
    """
    properties = {
        "file": complaint.path,
        "line": str(complaint.line),
        "col": str(complaint.column),
        "title": complaint.code,
    }
    written = ",".join(
        f"{name}={_escaped(value, _PROPERTY)}" for name, value in properties.items()
    )
    kind = "warning" if complaint.warning else "error"
    return f"::{kind} {written}::{_escaped(complaint.message, _DATA)}"


def _escaped(text: str, what: tuple[tuple[str, str], ...]) -> str:
    for char, code in what:
        text = text.replace(char, code)
    return text


@dataclass(frozen=True, slots=True)
class _Leads:
    """Which leads are looked at: those of a file, else of the database, if any are wanted."""

    file: Path | None = None
    wanted: bool = True


def complaints(
    folder: Path, paths: list[Path], leads: _Leads | None = None
) -> list[Complaint]:
    """Return all complaints of a workspace, or of these files read in it, by place.

    Their paths are relative to the current folder. Raises InputError for a path that leads
    nowhere.
    """
    from outreach.bootstrap import inspect_workspace, leads_of

    workspace, about_settings = inspect_workspace(folder)
    here = _Here(folder)
    settings = [here.shown(complaint) for complaint in about_settings]
    chosen = _chosen(here, workspace, paths)
    if workspace is None:
        return settings
    looked_at = leads or _Leads(wanted=False)
    each = leads_of(workspace, looked_at.file) if looked_at.wanted else None
    found = _found(here, workspace, settings, chosen if paths else None, each)
    if untold := getattr(each, "untold", ""):
        say(f"{untold}: its leads were not looked at")
    return sorted(found)


def _found(
    here: _Here,
    workspace: Workspace,
    settings: list[Complaint],
    chosen: _Chosen | None,
    each: Each | None,
) -> set[Complaint]:
    if chosen is None:
        return {*settings, *_judged(here, workspace, None, each)}
    named = {_whole(path) for path in chosen.named}
    own = _judged(here, workspace, None, each) if named else []
    kept = [c for c in (*settings, *own) if _is_below(c, named)]
    return {*kept, *_judged(here, workspace, chosen, each)}


@dataclass(slots=True)
class _Chosen:
    """What the paths name: sequences by the path they are shown under, and the rest."""

    sequences: dict[str, bytes] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    named: list[Path] = field(
        default_factory=list
    )  # settings, templates, whole folders
    _seen: set[PurePath] = field(default_factory=set)

    def is_new(self, file: Path) -> bool:
        """Tell, and remember, whether no other path has led to this file."""
        whole, seen = _whole(file), len(self._seen)
        self._seen.add(whole)
        return len(self._seen) > seen


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
    here: _Here, workspace: Workspace, chosen: _Chosen | None, each: Each | None
) -> list[Complaint]:
    """Return what is wrong with the chosen sequences, or with the workspace's own."""
    from outreach.bootstrap import complaints_of

    if chosen is None:
        own = complaints_of(workspace, workspace.sequences, each)
        own += _about_scenarios(workspace)
        return [here.shown(complaint) for complaint in own]
    found = complaints_of(workspace, chosen.sequences, each)
    told = [c if c.path in chosen.sequences else here.shown(c) for c in found]
    return [*chosen.complaints, *told]


def _about_scenarios(workspace: Workspace) -> list[Complaint]:
    from outreach.setting.folder import Folder

    if not Folder(workspace.folder).scenarios():
        return []
    from outreach.bootstrap.script import scenario_complaints

    return scenario_complaints(workspace)


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
            if path.is_file() and inside.parts[0] not in READ:
                raise InputError(f"{path} is no part of what is checked: {_READ}")
            chosen.named.append(path)
            continue
        for file in _files(path):
            place = here.inside(file)
            if file.name.endswith(SCENARIO_ENDINGS):
                if place is None:
                    raise InputError(
                        f"{file}: scenarios are checked in their workspace"
                    )
                chosen.named.append(file)
                continue
            if not chosen.is_new(file):
                continue
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
