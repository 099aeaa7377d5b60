"""`reclassify`: reads what was kept anew by the present rules, and repairs what followed."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from outreach.cli.failure import NO
from outreach.cli.moment import moment
from outreach.cli.output import Json, ask, print_json, print_line, print_table, progress
from outreach.cli.place import Place
from outreach.cli.session import with_deployment
from outreach.core.source import nearest
from outreach.errors import InputError

if TYPE_CHECKING:
    from outreach.bootstrap import Deployment
    from outreach.services.reclassify import Line, Reclassified

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")]
Since = Annotated[
    datetime | None,
    typer.Option(metavar="DATE", help="Only what has come in since.", parser=moment),
]
Kinds = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help="Only what was read as this, as reply; may be repeated.",
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="Repair without asking.")]


def reclassify(
    *,
    dry_run: DryRun = False,
    since: Since = None,
    kind: Kinds = None,
    yes: Yes = False,
    place: Place = None,
    json: Json = False,
) -> None:
    """Read kept mail by today's rules, and repair what changes.

    A person's label is never overwritten and what a person did since stands. An opt-out
    that is one no more is shown, and lifted by `leads label` alone.
    """
    kinds = _kinds(kind or ())
    use = partial(_reclassify, since, kinds)
    if dry_run or not yes:
        found = with_deployment(place, partial(use, True))
        if dry_run or not found.repaired:
            _print(found, json, dry_run=True)
            return
        if not json:
            _print(found, json, dry_run=True)
        ask(f"Repair these {found.repaired}?")
    done = with_deployment(place, partial(use, False))
    _print(done, json, dry_run=False)
    if done.failed:
        raise typer.Exit(NO)


def _kinds(named: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    from outreach.core.inbound.reading import Kind

    known = [each.value for each in Kind]
    for each in named:
        if each not in known:
            hint = nearest(each, known) or f"; there are: {', '.join(known)}"
            raise InputError(f"--kind {each}: there is no such kind{hint}")
    return tuple(named)


async def _reclassify(
    since: datetime | None,
    kinds: tuple[str, ...],
    dry_run: bool,
    deployment: Deployment,
) -> Reclassified:
    from outreach.services.reclassify import reclassify as read_anew

    engine = deployment.engine
    if since is not None and since.tzinfo is None:
        since = since.replace(tzinfo=ZoneInfo(engine.house.zone))
    with progress("Reading") as show:
        return await read_anew(
            engine, dry_run=dry_run, since=since, kinds=kinds, progress=show
        )


def _print(done: Reclassified, as_json: bool, *, dry_run: bool) -> None:
    if as_json:
        print_json(_object(done, dry_run=dry_run))
        return
    print_table(
        (
            "id",
            "at",
            "lead",
            "was",
            "is" if not dry_run else "would be",
            "what follows",
        ),
        (
            (e.inbound, e.at, e.lead, e.was, e.is_, _follows(e))
            for e in done.lines
            if not e.is_quiet
        ),
        empty="nothing reads otherwise so that anything would follow"
        if done.lines
        else "nothing reads otherwise",
    )
    _print_counts(done, dry_run=dry_run)


def _follows(line: Line) -> str:
    told = line.person or "; ".join(line.follows)
    return told or f"with {line.along}"


def _print_counts(done: Reclassified, *, dry_run: bool) -> None:
    quiet = sum(each.is_quiet for each in done.lines)
    if quiet:
        print_line(f"{quiet} read otherwise, and nothing follows: see --json")
    mended = "to repair" if dry_run else "repaired"
    told = [
        f"{done.read} read",
        f"{done.repaired} {mended}",
        f"{sum(bool(e.person) for e in done.lines)} for a person",
        f"{done.labelled} labelled by a person",
        f"{done.gone} whose bytes are gone",
    ]
    if done.failed:
        told.append(f"{done.failed} failed: the log says why")
    print_line(", ".join(told))


def _object(done: Reclassified, *, dry_run: bool) -> dict[str, object]:
    lines = [
        {
            "inbound": each.inbound,
            "at": each.at,
            "lead": each.lead,
            "was": each.was,
            "is": each.is_,
            "follows": each.follows,
            "person": each.person,
            "with": each.along,
        }
        for each in done.lines
    ]
    return {
        "dry_run": dry_run,
        "read": done.read,
        "repaired": done.repaired,
        "labelled": done.labelled,
        "gone": done.gone,
        "failed": done.failed,
        "changes": lines,
    }
