"""`schema`: what lets an editor complete and check the files while they are written."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from outreach.cli.output import print_line, print_text
from outreach.cli.place import Place, find


class Kind(StrEnum):
    """Which files a schema is of."""

    SEQUENCE = "sequence"
    SCENARIO = "scenario"
    SETTINGS = "settings"


def schema(
    kind: Annotated[
        Kind,
        typer.Argument(
            metavar="KIND",
            help="`sequence`, `scenario`, or `settings` for outreach.yaml.",
        ),
    ] = Kind.SEQUENCE,
    *,
    write: Annotated[
        bool,
        typer.Option("--write", help="Write it where editors look for it."),
    ] = False,
    place: Place = None,
) -> None:
    """Print or write the JSON Schema of sequences.

    An editor with a YAML language server completes and explains the keys of a file that
    begins with: # yaml-language-server: $schema=./schema.json
    """
    from outreach.bootstrap import schemas

    name, text = schemas()[kind.value]
    if not write:
        print_text(text.rstrip("\n"))
        return
    file = find(place) / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8", newline="\n")
    print_line(f"{file} is written.")
