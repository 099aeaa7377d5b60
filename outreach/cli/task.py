"""`tasks`: what people must do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.number import LARGEST
from outreach.cli.output import (
    Json,
    print_json,
    print_line,
    print_table,
    print_text,
)
from outreach.cli.person import By
from outreach.cli.place import Place
from outreach.cli.session import with_deployment

if TYPE_CHECKING:
    from outreach.bootstrap import Deployment
    from outreach.services.tasks import OpenTask

app = typer.Typer(
    help="List what people must do, and say what is done.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("list")
def list_(*, place: Place = None, json: Json = False) -> None:
    """List what is still to be done, the soonest due first."""
    found = with_deployment(place, _listed)
    if json:
        for each in found:
            print_json(each)
        return
    print_table(
        ("id", "kind", "title", "lead", "owner", "due", "late"),
        (
            (t.id, t.kind, t.title, t.email or t.name, t.owner, t.due_at, t.late)
            for t in found
        ),
        empty="no task is to be done",
    )
    for each in found:
        if each.note:
            print_text("")
            print_line(f"=== {each.id}: {each.title} ===")
            if each.stopped:
                print_line(f"leave it: {each.stopped}")
                continue
            for line in each.note.splitlines():
                print_line(line)


async def _listed(deployment: Deployment) -> list[OpenTask]:
    from outreach.services.tasks import list_tasks

    return await list_tasks(deployment.engine)


@app.command()
def done(
    task: Annotated[
        int, typer.Argument(metavar="ID", max=LARGEST, help="The task's number.")
    ],
    *,
    by: By = "",
    place: Place = None,
    json: Json = False,
) -> None:
    """Say that a task is done."""
    with_deployment(place, partial(_done, task, by))
    if json:
        print_json({"task": task, "done": True})
    else:
        print_line(f"task {task} is done")


async def _done(task: int, by: str, deployment: Deployment) -> None:
    from outreach.services.tasks import finish_task

    await finish_task(deployment.engine, task, by=by)
