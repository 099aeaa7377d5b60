"""`leads`: who is reached, what is known of them, and what a person says of them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli import event, story, word
from outreach.cli.failure import NO
from outreach.cli.output import Json, print_json, print_line, progress
from outreach.cli.place import Place
from outreach.cli.session import with_deployment
from outreach.cli.where import Where, where_of
from outreach.errors import InputError

if TYPE_CHECKING:
    from outreach.bootstrap import Deployment
    from outreach.core.lead_row import Problem
    from outreach.services.export_leads import Exported
    from outreach.services.import_leads import Imported

app = typer.Typer(
    help="Import, export, show and forget leads.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Strict = Annotated[
    bool, typer.Option("--strict", help="Exit with 1 if any row was refused.")
]


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file in UTF-8.")],
    *,
    maps: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="COLUMN=FIELD", help="What a column is; may be repeated."
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write every problem to a CSV file too."),
    ] = None,
    strict: Strict = False,
    place: Place = None,
    json: Json = False,
) -> None:
    """Create and update leads from a list.

    A lead is known by its address, else by its phone or profile, so that an import may be
    repeated. A row that is refused is reported with its line and leaves the others alone.
    """
    mapping = dict(_pair(each) for each in maps or ())
    done = with_deployment(place, partial(_import, file, mapping, report))
    if json:
        print_json(_object(done))
    else:
        _print(file, done)
    if strict and done.refused:
        raise typer.Exit(NO)


def _pair(text: str) -> tuple[str, str]:
    column, equals, name = text.rpartition("=")
    if not (column and equals and name):
        raise InputError(f"--map {text}: write it as COLUMN=FIELD")
    return column, name


async def _import(
    file: Path, mapping: dict[str, str], report: Path | None, deployment: Deployment
) -> Imported:
    from outreach.bootstrap import judges
    from outreach.services.import_leads import import_leads

    with progress("Importing") as show:
        return await import_leads(
            deployment.engine,
            file,
            declared=deployment.workspace.config.fields,
            judges=judges(),
            mapping=mapping,
            report=report,
            progress=lambda so_far: show(so_far.done, so_far.total),
        )


def _object(done: Imported) -> dict[str, object]:
    return {
        "rows": done.rows,
        "created": done.created,
        "updated": done.updated,
        "unchanged": done.unchanged,
        "refused": done.refused,
        "kept": done.kept,
        "problems": done.problems,
        "ignored": done.ignored,
    }


def _print(file: Path, done: Imported) -> None:
    for each in done.problems:
        print_line(f"{file}:{_told(each)}")
    if done.untold:
        print_line(f"and {done.untold} more problems; --report FILE writes all")
    for column in done.ignored:
        print_line(f"{file}: column {column.column!r} is not read: {column.hint}")
    print_line(
        f"{done.rows} rows: {done.created} created, {done.updated} updated, "
        f"{done.unchanged} unchanged, {done.refused} refused"
    )


def _told(problem: Problem) -> str:
    column = f"{problem.column}: " if problem.column else ""
    value = f" ({problem.value})" if problem.value else ""
    kept = "; the rest of the row is kept" if problem.kept else ""
    return f"{problem.line}: {problem.code}: {column}{problem.reason}{value}{kept}"


@app.command()
def export(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The CSV file to write.")
    ],
    *,
    where: Where = None,
    place: Place = None,
    json: Json = False,
) -> None:
    """Write the leads to a CSV file, with stage and state.

    A cell that a spreadsheet would run is made harmless.
    """
    done = with_deployment(place, partial(_export, file, where))
    if json:
        print_json({"file": str(file), "leads": done.leads})
    else:
        print_line(f"{file}: {done.leads} leads")


async def _export(file: Path, where: str | None, deployment: Deployment) -> Exported:
    from outreach.services.export_leads import export_leads

    workspace, engine = deployment.workspace, deployment.engine
    chosen = where_of(workspace, where, engine.now()) if where else None
    with progress("Exporting") as show:
        return await export_leads(
            engine,
            file,
            declared=workspace.config.fields,
            where=chosen,
            progress=lambda so_far: show(so_far.looked_at, None),
        )


app.command()(story.show)
app.command()(story.dossier)
app.command()(story.erase)
app.command(epilog="Example: outreach leads event ada@lovelace.example custom.webinar")(
    event.event
)
app.command()(word.label)
app.command("to-check")(word.to_check)
app.command()(word.stop)
app.command()(word.pause)
app.command()(word.resume)
