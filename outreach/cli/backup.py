"""`backup` and `restored`: a copy of the database, and one that was brought back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, assert_never

import typer

from outreach.cli.output import Json, print_json, print_line
from outreach.cli.person import By
from outreach.cli.place import Place
from outreach.cli.session import with_deployment
from outreach.errors import Refused

if TYPE_CHECKING:
    from outreach.bootstrap import Deployment
    from outreach.services.retrace import Retraced

Target = Annotated[Path, typer.Argument(metavar="FILE", help="The copy: a new file.")]


class Leads(StrEnum):
    """What becomes of the leads that were held back."""

    RESUME = "resume"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in the same words whatever it was; zero of what it has nothing to do with.

    `messages` were found in Sent folders; `unseen` tells by sender why nobody could look.
    """

    done: Literal["held", "searched", "resumed", "ended", "settled"]
    senders: int = 0
    enrollments: int = 0
    messages: int = 0
    unseen: Mapping[str, str] = field(default_factory=dict)


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


def backup(target: Target, *, place: Place = None, json: Json = False) -> None:
    """Copy an SQLite database while it is in use.

    The copy knows that it is one: the first process that works with it holds everything back.
    For PostgreSQL, use pg_dump.
    """

    async def copy(deployment: Deployment) -> int:
        from outreach.services.back_up import back_up

        return await back_up(deployment.engine, target)

    size = with_deployment(place, copy)
    if json:
        print_json({"file": str(target), "bytes": size})
    else:
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
        done = with_deployment(place, _search)
    elif leads is not None:
        let = partial(_let_go, resume=leads is Leads.RESUME, unseen=unseen, by=by)
        done = with_deployment(place, let)
    else:
        done = with_deployment(place, _settle if nothing_sent else _hold)
    if json:
        print_json(done)
    else:
        print_line(_told(done))


async def _search(deployment: Deployment) -> Done:
    found = await _retraced(deployment)
    return Done("searched", messages=found.found, unseen=found.unseen)


async def _retraced(deployment: Deployment) -> Retraced:
    from outreach.services.retrace import retrace

    return await retrace(deployment.engine, deployment.inboxes)


async def _let_go(
    deployment: Deployment, *, resume: bool, unseen: bool, by: str
) -> Done:
    from outreach.services.restore import let_go

    if not resume:
        ended = await let_go(deployment.engine, resume=False, by=by)
        return Done("ended", enrollments=ended)
    found = await _retraced(deployment)
    if found.unseen and not unseen:
        message = (
            f"{_reasons(found.unseen)}; what left through them is not known: with "
        )
        raise Refused("unseen", f"{message}--unseen they resume all the same")
    resumed = await let_go(deployment.engine, resume=True, by=by)
    return Done("resumed", 0, resumed, found.found, found.unseen)


async def _settle(deployment: Deployment) -> Done:
    from outreach.services.restore import settle_here

    await settle_here(deployment.engine)
    return Done("settled")


async def _hold(deployment: Deployment) -> Done:
    from outreach.services.restore import hold

    held = await hold(deployment.engine)
    return Done("held", held.lanes, held.enrollments)


def _reasons(unseen: Mapping[str, str]) -> str:
    return "; ".join(f"{name}: {why}" for name, why in unseen.items())


def _told(done: Done) -> str:
    match done.done:
        case "settled":
            return "Nothing is held back."
        case "searched":
            unseen = _reasons(done.unseen)
            told = f"{done.messages} messages were found and recorded as sent."
            return f"{told} Nobody could look: {unseen}." if unseen else told
        case "resumed":
            return f"{done.enrollments} go on."
        case "ended":
            return f"{done.enrollments} ended."
        case "held":
            return (
                f"{done.senders} senders and {done.enrollments} enrollments are paused. "
                "docs/howto/backup.md says what to look at before anything is resumed."
            )
        case _:
            assert_never(done.done)
