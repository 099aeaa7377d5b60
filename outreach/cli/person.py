"""Who a person at the command line is, for the record of what they said."""

from __future__ import annotations

import getpass
from typing import Annotated, Any

import typer

UNNAMED = "person"


def _named(ctx: Any, value: str) -> str:
    if value or ctx.resilient_parsing:
        return value
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return UNNAMED


By = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="NAME",
        help="Who says so; else the user's name here.",
        callback=_named,
        show_default=False,
    ),
]
