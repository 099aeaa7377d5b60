"""`backup` and `restored`: a copy of the database, and one that was brought back."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.output import Json, print_json, print_line
from outreach.cli.person import By
from outreach.cli.place import Place
from outreach.cli.session import with_deployment
from outreach.errors import Refused

if TYPE_CHECKING:
    from outreach.bootstrap import Deployment
    from outreach.services.restore import Held
    from outreach.services.retrace import Retraced

    Done = Held | Retraced | int | None

Target = Annotated[Path, typer.Argument(metavar="FILE", help="The copy: a new file.")]


class Leads(StrEnum):
    """What becomes of the leads that were held back."""

    RESUME = "resume"
    STOP = "stop"


ForLeads = Annotated[
    Leads | None,
    typer.Option(help="Let the leads that were held back go on, or end them."),
]
Search = Annotated[
    bool,
    typer.Option(
        "--search",
        help="Look into the Sent folders, and record what was sent since the copy.",
    ),
]
Unseen = Annotated[
    bool,
    typer.Option(
        "--unseen",
        help="With --leads resume: also where a Sent folder cannot be looked into.",
    ),
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
    search: Search = False,
    leads: ForLeads = None,
    unseen: Unseen = False,
    nothing_sent: NothingSent = False,
    by: By = "",
    place: Place = None,
    json: Json = False,
) -> None:
    """Say that the database was brought back from a copy.

    Every sender is paused, and each lead that may have been sent to since the copy was made:
    nothing goes out twice. `--search` finds what was sent in the Sent folders. Once you know,
    `--leads resume`, which searches first, or `--leads stop` decides for those leads, and
    `senders resume` for the senders.
    """
    if (search, leads is not None, nothing_sent).count(True) > 1:
        message = "--search, --leads and --nothing-sent: take one of them"
        raise typer.BadParameter(message)
    if unseen and leads is not Leads.RESUME:
        raise typer.BadParameter("--unseen goes with --leads resume")
    if search:
        done: Done = with_deployment(place, _search)
    elif leads is not None:
        let = partial(_let_go, resume=leads is Leads.RESUME, unseen=unseen, by=by)
        done = with_deployment(place, let)
    else:
        done = with_deployment(place, _settle if nothing_sent else _hold)
    if json:
        print_json({"done": done})
    else:
        print_line(_told(done, leads))


async def _search(deployment: Deployment) -> Retraced:
    from outreach.services.retrace import retrace

    return await retrace(deployment.engine, deployment.inboxes)


async def _let_go(
    deployment: Deployment, *, resume: bool, unseen: bool, by: str
) -> int:
    from outreach.services.restore import let_go

    if resume:
        found = await _search(deployment)
        if found.unseen and not unseen:
            message = f"{_reasons(found)}; what left through them is not known: with "
            raise Refused("unseen", f"{message}--unseen they resume all the same")
    return await let_go(deployment.engine, resume=resume, by=by)


async def _settle(deployment: Deployment) -> None:
    from outreach.services.restore import settle_here

    await settle_here(deployment.engine)


async def _hold(deployment: Deployment) -> Held:
    from outreach.services.restore import hold

    return await hold(deployment.engine)


def _reasons(found: Retraced) -> str:
    return "; ".join(f"{name}: {why}" for name, why in found.unseen.items())


def _told(done: Done, leads: Leads | None) -> str:
    from outreach.services.retrace import Retraced

    if done is None:
        return "Nothing is held back."
    if isinstance(done, Retraced):
        unseen = f" Nobody could look: {_reasons(done)}." if done.unseen else ""
        return f"{done.found} messages were found and recorded as sent.{unseen}"
    if isinstance(done, int):
        return f"{done} {'go on' if leads is Leads.RESUME else 'ended'}."
    return (
        f"{done.lanes} senders and {done.enrollments} enrollments are paused. "
        "docs/howto/backup.md says what to look at before anything is resumed."
    )
