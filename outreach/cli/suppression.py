"""`suppress`: who must not be contacted."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.failure import NO
from outreach.cli.output import Json, print_json, print_line, print_table
from outreach.cli.person import By
from outreach.cli.place import Place
from outreach.cli.session import with_deployment

if TYPE_CHECKING:
    from outreach.bootstrap import Deployment
    from outreach.services.suppress import Suppressed, Suppression

app = typer.Typer(
    help="Say who must not be contacted.", no_args_is_help=True, rich_markup_mode=None
)

Kind = Annotated[
    str,
    typer.Option(
        metavar="KIND", help="address, domain, handle or hash; else told by its look."
    ),
]
Reason = Annotated[str, typer.Option(help="Why, for the list.")]


@app.command()
def add(
    what: Annotated[
        list[str],
        typer.Argument(metavar="WHAT", help="Addresses, domains, phone numbers."),
    ],
    *,
    kind: Kind = "",
    reason: Reason = "manual",
    by: By = "",
    place: Place = None,
    json: Json = False,
) -> None:
    """Put someone on the list, and stop whom it names.

    A domain stands for all its addresses and those of the domains below it.
    """
    use = partial(_add, what, kind=kind, reason=reason, by=by)
    _print(with_deployment(place, use), json)


async def _add(
    what: list[str], deployment: Deployment, *, kind: str, reason: str, by: str
) -> Suppressed:
    from outreach.services.suppress import suppress

    return await suppress(deployment.engine, what, kind=kind, reason=reason, source=by)


def _print(done: Suppressed, as_json: bool) -> None:
    if as_json:
        print_json(done)
        return
    for each in done.problems:
        print_line(f"{each.line}: {each.code}: {each.reason} ({each.value})")
    print_line(
        f"{done.added} added, {done.known} known already, "
        f"{done.stopped} enrollments stopped"
    )


@app.command()
def remove(
    what: Annotated[
        str, typer.Argument(metavar="WHAT", help="An address, domain or phone number.")
    ],
    *,
    kind: Kind = "",
    place: Place = None,
    json: Json = False,
) -> None:
    """Take someone off the list.

    Nothing resumes by itself: `leads resume` does.
    """
    gone = with_deployment(place, partial(_remove, what, kind))
    if json:
        print_json({"removed": gone})
    else:
        for each in gone:
            print_line(f"{each.kind} {each.value} is on the list no more")


async def _remove(what: str, kind: str, deployment: Deployment) -> list[Suppression]:
    from outreach.services.suppress import unsuppress

    return await unsuppress(deployment.engine, what, kind=kind)


@app.command("list")
def list_(*, place: Place = None, json: Json = False) -> None:
    """Print the list, oldest first."""
    found = with_deployment(place, _listed)
    if json:
        for each in found:
            print_json(each)
        return
    print_table(
        ("kind", "value", "reason", "source", "since"),
        ((e.kind, e.value, e.reason, e.source, e.created_at) for e in found),
        empty="nobody is on the list",
    )


async def _listed(deployment: Deployment) -> list[Suppression]:
    from outreach.services.suppress import list_suppressions

    return await list_suppressions(deployment.engine)


@app.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="One entry a line, or a CSV file."),
    ],
    *,
    reason: Reason = "manual",
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 if any line was refused.")
    ] = False,
    place: Place = None,
    json: Json = False,
) -> None:
    """Put a file's entries on the list, and stop whom they name.

    A header may name the columns value, kind and reason.
    """
    done = with_deployment(place, partial(_import, file, reason))
    _print(done, json)
    if strict and done.problems:
        raise typer.Exit(NO)


async def _import(file: Path, reason: str, deployment: Deployment) -> Suppressed:
    from outreach.services.suppress import import_suppressions

    return await import_suppressions(deployment.engine, file, reason=reason)


@app.command()
def export(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The CSV file to write.")
    ],
    *,
    place: Place = None,
    json: Json = False,
) -> None:
    """Write the list to a CSV file."""
    count = with_deployment(place, partial(_export, file))
    if json:
        print_json({"file": str(file), "entries": count})
    else:
        print_line(f"{file}: {count} entries")


async def _export(file: Path, deployment: Deployment) -> int:
    from outreach.services.suppress import export_suppressions

    return await export_suppressions(deployment.engine, file)
