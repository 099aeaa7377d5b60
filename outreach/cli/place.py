"""Which workspace a command is about: the one named, else the nearest from here upwards."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from outreach.errors import ConfigError

FILE = "outreach.yaml"
NAME = "workspace"


def _given(ctx: Any, value: Path | None) -> Path | None:
    """Return what a command was given, else what stands before the command's name."""
    if value is not None or ctx.resilient_parsing:
        return value
    above: Path | None = ctx.find_root().params.get(NAME)
    return above


Place = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        "-w",
        metavar="DIR",
        envvar="OUTREACH_WORKSPACE",
        help="The workspace; else the nearest folder from here up with outreach.yaml.",
        callback=_given,
    ),
]


def find(given: Path | None) -> Path:
    """Return the workspace's folder, as given or relative to the current folder.

    Raises ConfigError where there is none.
    """
    if given is not None:
        if (given / FILE).exists() or (given / FILE).is_symlink():
            return given
        message = f"no {FILE} in {given}: `outreach init {given}` makes a workspace"
        raise ConfigError(message)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return Path(os.path.relpath(folder, here))
    message = (
        f"no {FILE} here or in a folder above: go to a workspace, name it with "
        "--workspace DIR, or make one with `outreach init DIR`"
    )
    raise ConfigError(message)
