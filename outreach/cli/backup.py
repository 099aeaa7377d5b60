"""`backup` and `restored`: a copy of the database, and one that was brought back."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.output import Json, print_json, print_line
from outreach.cli.person import By
from outreach.cli.place import Place
from outreach.cli.session import with_deployment

if TYPE_CHECKING:
    from outreach.bootstrap import Deployment
    from outreach.services.restore import Held

Target = Annotated[Path, typer.Argument(metavar="FILE", help="The copy: a new file.")]


class Leads(StrEnum):
    """What becomes of the leads that were held back."""

    RESUME = "resume"
    STOP = "stop"


ForLeads = Annotated[
    Leads | None,
    typer.Option(help="Let the leads that were held back go on, or end them."),
]
NothingSent = Annotated[
    bool,
    typer.Option(
        "--nothing-sent",
        help="Hold nothing back: nothing left since the copy was made.",
    ),
]


def backup(target: Target, *, place: Place = None) -> None:
    """Copy an SQLite database while it is in use.

    The copy knows that it is one: the first process that works with it holds everything back.
    For PostgreSQL, use pg_dump.
    """

    async def copy(deployment: Deployment) -> None:
        from outreach.services.back_up import back_up

        await back_up(deployment.engine, target)

    with_deployment(place, copy)
    print_line(f"Copied to {target}.")


def restored(
    *,
    leads: ForLeads = None,
    nothing_sent: NothingSent = False,
    by: By = "",
    place: Place = None,
    json: Json = False,
) -> None:
    """Say that the database was brought back from a copy.

    Every sender is paused, and each lead that may have been sent to since the copy was made:
    nothing goes out twice. Once you know what was sent, `--leads resume` or `--leads stop`
    decides for those leads, and `senders resume` for the senders.
    """
    if leads is not None and nothing_sent:
        raise typer.BadParameter("--leads and --nothing-sent: take one of them")

    async def act(deployment: Deployment) -> Held | int | None:
        from outreach.services.restore import hold, let_go, settle_here

        engine = deployment.engine
        if leads is not None:
            return await let_go(engine, resume=leads is Leads.RESUME, by=by)
        return await (settle_here(engine) if nothing_sent else hold(engine))

    done = with_deployment(place, act)
    if json:
        print_json({"done": done})
    else:
        print_line(_told(done, leads))


def _told(done: Held | int | None, leads: Leads | None) -> str:
    if done is None:
        return "Nothing is held back."
    if isinstance(done, int):
        return f"{done} {'go on' if leads is Leads.RESUME else 'ended'}."
    return (
        f"{done.lanes} senders and {done.enrollments} enrollments are paused. "
        "docs/howto/backup.md says what to look at before anything is resumed."
    )
