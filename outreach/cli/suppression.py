"""`suppress`: who must not be contacted."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.failure import NO
from outreach.cli.output import Json, print_json, print_line, print_table, progress
from outreach.cli.person import By
from outreach.cli.place import Place
from outreach.cli.session import with_deployment

if TYPE_CHECKING:
    from outreach.bootstrap import Deployment
    from outreach.core.suppression_row import Suppression
    from outreach.services.export_suppressions import Exported
    from outreach.services.suppress import Suppressed

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


def _print(done: Suppressed, as_json: bool, *, dry_run: bool = False) -> None:
    if as_json:
        print_json(done)
        return
    for each in done.problems:
        kept = "; the entry is kept" if each.kept else ""
        print_line(f"{each.line}: {each.code}: {each.reason} ({each.value}){kept}")
    would = "would be " if dry_run else ""
    print_line(
        f"{done.added} {would}added, {done.known} known already, "
        f"{done.stopped} enrollments {would}stopped"
    )
    if done.passed_over:
        print_line(f"{done.passed_over} rows are of people who did not opt out")
    if done.refused:
        print_line(f"{done.refused} lines refused")


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
    reason: Annotated[
        str, typer.Option(help="Why, for rows that do not say; else manual.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 if any line was refused.")
    ] = False,
    place: Place = None,
    json: Json = False,
) -> None:
    """Put a file's entries on the list, and stop whom they name.

    Addresses, domains, phone numbers, or hashes of addresses (SHA-256, SHA-1 or MD5). The
    lists of Mailchimp, HubSpot, SendGrid and their like are known by their columns.
    """
    use = partial(_import, file, reason, dry_run=dry_run)
    done = with_deployment(place, use)
    _print(done, json, dry_run=dry_run)
    if strict and done.refused:
        raise typer.Exit(NO)


async def _import(
    file: Path, reason: str, deployment: Deployment, *, dry_run: bool
) -> Suppressed:
    from outreach.services.import_suppressions import import_suppressions

    with progress("Suppressing") as show:
        return await import_suppressions(
            deployment.engine, file, reason=reason, dry_run=dry_run, progress=show
        )


@app.command()
def export(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The CSV file to write.")
    ],
    *,
    hashes: Annotated[
        bool,
        typer.Option("--hashes", help="Addresses as SHA-256, to be handed on."),
    ] = False,
    place: Place = None,
    json: Json = False,
) -> None:
    """Write the list to a CSV file.

    With --hashes, each address stands as the SHA-256 of its lower-case spelling, in hex: who
    has the address too knows it again, and nobody else reads it. Domains, handles and hashes
    are left out.
    """
    done = with_deployment(place, partial(_export, file, hashes=hashes))
    if json:
        left = dict(done.left_out)
        print_json({"file": str(file), "entries": done.entries, "left_out": left})
        return
    print_line(f"{file}: {done.entries} entries")
    for kind, count in sorted(done.left_out.items()):
        print_line(f"{count} of kind {kind} left out")


async def _export(file: Path, deployment: Deployment, *, hashes: bool) -> Exported:
    from outreach.services.export_suppressions import export_suppressions

    return await export_suppressions(deployment.engine, file, hashes=hashes)
