"""`plan` and `apply`: what edited sequences do to the leads that are in them, then does it."""

from __future__ import annotations

import socket
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outreach.cli.failure import NO
from outreach.cli.output import (
    Json,
    ask,
    print_json,
    print_line,
    print_table,
    progress,
    say,
)
from outreach.cli.person import By
from outreach.cli.place import Place
from outreach.cli.session import with_deployment
from outreach.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach.bootstrap import Deployment
    from outreach.services.apply_change import Shown
    from outreach.services.plan_change import ChangePlan, Target

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="SEQUENCE", help="Sequences; else all of them."),
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="SEQUENCE", help="This one; may be repeated."),
]
Diff = Annotated[bool, typer.Option("--diff", help="Show how each text changes.")]
Leads = Annotated[
    bool, typer.Option("--leads", help="Tell each lead that will notice something.")
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Keep the plan, for `apply FILE`."),
]
File = Annotated[
    Path | None,
    typer.Argument(metavar="FILE", help="A plan that `plan --out` kept."),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")]
History = Annotated[
    bool, typer.Option("--history", help="Tell what was applied, and by whom.")
]
FORMAT = "outreach plan 1"
LARGEST = 2**20


def plan(
    sequences: Names = None,
    *,
    diff: Diff = False,
    leads: Leads = False,
    out: Out = None,
    place: Place = None,
    json: Json = False,
) -> None:
    """Tell what an edited sequence does to the leads that are in it.

    Nothing is changed: leads in flight keep their version until `apply`. Exits with 1 where a
    lead stands on a step that is gone and the file does not say where it goes.
    """
    found = with_deployment(
        place, partial(_plan, names=sequences, details=leads or json)
    )
    if out is not None:
        _keep(found, out)
    _tell(found, diff=diff, leads=leads, json=json)
    if not found.is_clear:
        raise typer.Exit(NO)


async def _plan(
    deployment: Deployment, *, names: Sequence[str] | None, details: bool
) -> ChangePlan:
    from outreach.services.plan_change import plan_change

    targets = _targets(deployment, names)
    with progress("Planning") as show:
        return await plan_change(
            deployment.engine, targets, details=details, progress=show
        )


def _targets(deployment: Deployment, names: Sequence[str] | None) -> list[Target]:
    from outreach.bootstrap import release_of
    from outreach.services.plan_change import targets_of

    wanted = names or sorted(deployment.workspace.sequences)
    return targets_of(wanted, deployment.bundle, release_of)


def _tell(
    found: ChangePlan, *, diff: bool, leads: bool, json: bool, done: bool = False
) -> None:
    from outreach.cli.plan_page import lines, object_of, rows

    if json:
        print_json(object_of(found))
        return
    for line in lines(found, diff=diff, done=done):
        print_line(line)
    told = rows(found)
    if leads and told:
        print_line("")
        print_table(("lead", "sequence", "step", "what", "due", "then"), told)


def _keep(found: ChangePlan, out: Path) -> None:
    import json

    kept = {
        "format": FORMAT,
        "at": found.at.isoformat(),
        "digest": found.digest,
        "sequences": {
            each.sequence: {"version": each.version, "counts": each.counts}
            for each in found.sequences
        },
    }
    try:
        out.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise InputError(f"{out}: cannot be written: {error.strerror}") from error


def _kept(file: Path) -> Shown:
    """Return the plan in a file. Raises InputError for anything else."""
    import json

    from outreach.services.apply_change import Shown

    try:
        with file.open("rb") as opened:
            kept: Any = json.loads(opened.read(LARGEST))
        of = kept["sequences"]
        if kept["format"] != FORMAT:
            raise InputError(f"{file}: is no plan that this version of outreach keeps")
        return Shown(
            str(kept["digest"]),
            {name: str(each["version"]) for name, each in of.items()},
            {name: _counts(each["counts"]) for name, each in of.items()},
        )
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        message = f"{file}: is no plan: `outreach plan --out {file}` makes one"
        raise InputError(message) from error


def _counts(kept: Any) -> dict[str, int]:
    return {str(name): int(n) for name, n in kept.items()}


def apply(
    file: File = None,
    *,
    only: Only = None,
    yes: Yes = False,
    history: History = False,
    by: By = "",
    place: Place = None,
    json: Json = False,
) -> None:
    """Bring the leads in flight to what the sequences' files say.

    Shows the plan and asks. All is done, or nothing: a plan that is not the same any more is
    refused. New leads get the files' versions too.
    """
    if history:
        _tell_history(with_deployment(place, _history), json=json)
        return
    if file is not None and only:
        raise InputError("--only: the plan in the file says which sequences it is of")
    shown = None if file is None else _kept(file)
    names = sorted(shown.versions) if shown is not None else only
    if shown is None and not yes:
        shown = _asked(
            with_deployment(place, partial(_plan, names=names, details=json))
        )
    who = f"{by}@{socket.gethostname()}" if "@" not in by else by
    done = with_deployment(place, partial(_apply, names=names, by=who, shown=shown))
    _told(done, quiet=shown is not None, json=json)


def _asked(found: ChangePlan) -> Shown:
    """Show a plan and ask; return what was shown, for nothing else may be applied."""
    from outreach.services.apply_change import Shown

    _tell(found, diff=False, leads=False, json=False)
    if not found.is_clear:
        raise typer.Exit(NO)
    if not found.is_change:
        raise typer.Exit
    ask("Apply this?")
    return Shown(
        found.digest,
        {each.sequence: each.version for each in found.sequences},
        {each.sequence: each.counts for each in found.sequences},
    )


async def _apply(
    deployment: Deployment,
    *,
    names: Sequence[str] | None,
    by: str,
    shown: Shown | None,
) -> ChangePlan:
    from outreach.services.apply_change import apply_change

    targets = _targets(deployment, names)
    with progress("Applying") as show:
        return await apply_change(
            deployment.engine, targets, by=by, shown=shown, progress=show
        )


def _told(done: ChangePlan, *, quiet: bool, json: bool) -> None:
    if json:
        from outreach.cli.plan_page import object_of

        print_json(object_of(done))
        return
    if not quiet:
        _tell(done, diff=False, leads=False, json=False, done=True)
    moved = sum(each.counts.get("moves", 0) for each in done.sequences)
    if done.is_change:
        from outreach.cli.plan_page import leads

        print_line(f"Applied: {leads(moved)} moved to the files' versions.")
    else:
        say("nothing was to be done")


async def _history(deployment: Deployment) -> list[dict[str, object]]:
    from outreach.store.change import history

    async with deployment.engine.database.reading() as connection:
        return [dict(row) for row in await history(connection)]


def _tell_history(rows: Sequence[dict[str, Any]], *, json: bool) -> None:
    if json:
        for row in rows:
            print_json(row)
        return
    from outreach.cli.plan_page import summary

    print_table(
        ("at", "by", "sequence", "from", "to", "what"),
        (
            (
                row["at"],
                row["by"],
                row["sequence"],
                [each[:8] for each in row["from_versions"]],
                row["to_version"][:8],
                summary(row["counts"]),
            )
            for row in rows
        ),
        empty="nothing was ever applied",
    )
