"""`crm`: keeps CRMs in step by hand, and tells how far behind they are."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.output import Json, print_json, print_line, print_table
from outreach.cli.place import Place
from outreach.cli.session import with_deployment
from outreach.errors import NotFound

if TYPE_CHECKING:
    from outreach.bootstrap import Deployment

app = typer.Typer(
    help="Keep CRMs in step by hand; `outreach run` does it by itself.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Name = Annotated[
    str | None, typer.Argument(metavar="CRM", help="Only this one of the workspace.")
]
COLUMNS = ("crm", "pending", "done", "refused", "lag")


@app.command()
def push(crm: Name = None, *, place: Place = None, json: Json = False) -> None:
    """Tell the CRMs what they have still to be told.

    What a CRM is not ready for stays for later.
    """
    for name, count in with_deployment(place, partial(_push, crm), armed=True).items():
        if json:
            print_json({"crm": name, "told": count})
        else:
            print_line(f"{name}: {count} told")


async def _push(only: str | None, deployment: Deployment) -> dict[str, int]:
    from outreach.services.sync import push as tell

    done = {}
    for name in _chosen(deployment, only):
        done[name] = 0
        while told := await tell(deployment.engine, deployment.crms, name):
            done[name] += told
    return done


@app.command()
def pull(crm: Name = None, *, place: Place = None, json: Json = False) -> None:
    """Hear what people changed in the CRMs, and obey it."""
    for name, count in with_deployment(place, partial(_pull, crm), armed=True).items():
        if json:
            print_json({"crm": name, "heard": count})
        else:
            print_line(f"{name}: {count} heard")


async def _pull(only: str | None, deployment: Deployment) -> dict[str, int]:
    from outreach.services.sync import pull as hear

    return {
        name: await hear(deployment.engine, deployment.crms, name)
        for name in _chosen(deployment, only)
    }


@app.command()
def status(*, place: Place = None, json: Json = False) -> None:
    """Tell how far each CRM is behind."""
    rows = with_deployment(place, _status)
    if json:
        for row in rows:
            print_json(row)
    else:
        print_table(
            COLUMNS,
            ([row[name] for name in COLUMNS] for row in rows),
            empty="no CRM is in outreach.yaml",
        )


async def _status(deployment: Deployment) -> list[dict[str, object]]:
    from outreach.services.status import status as tell

    known = {each.crm: each for each in (await tell(deployment.engine)).outboxes}
    return [
        {
            "crm": name,
            "configured": name in deployment.crms,
            "pending": known[name].pending if name in known else 0,
            "done": known[name].done if name in known else 0,
            "refused": known[name].refused if name in known else 0,
            "lag": known[name].lag if name in known else None,
        }
        for name in sorted({*known, *deployment.crms})
    ]


def _chosen(deployment: Deployment, only: str | None) -> list[str]:
    names = sorted(deployment.crms)
    if only is not None and only not in names:
        there = ", ".join(names) or "none"
        raise NotFound(f"no CRM {only!r} in the workspace: there is {there}")
    return [name for name in names if only in (None, name)]
