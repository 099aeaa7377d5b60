"""`senders`: who sends, paused and resumed, and one's leads given to another."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from outreach.cli.lane import print_troubles, state_of
from outreach.cli.moment import moment
from outreach.cli.output import Json, print_json, print_line, print_table
from outreach.cli.person import By
from outreach.cli.place import Place
from outreach.cli.session import with_deployment

if TYPE_CHECKING:
    from outreach.bootstrap import Deployment
    from outreach.services.status import Status

app = typer.Typer(
    help="List, pause, resume and replace senders.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Name = Annotated[str, typer.Argument(metavar="SENDER", help="A sender's name.")]
_SHOWN = ("sender", "channel", "address", "sent/24h", "cap", "state")


@app.command("list")
def list_(*, place: Place = None, json: Json = False) -> None:
    """List the senders, and what each has sent in the last 24 hours."""
    rows, found = with_deployment(place, _listed)
    if json:
        for row in rows:
            print_json(row)
        return
    print_table(_SHOWN, (_row(row) for row in rows))
    print_troubles(found)


def _row(row: dict[str, object]) -> tuple[object, ...]:
    cap = "-" if row["cap"] is None else row["cap"]
    return (
        *(row["sender"], row["channel"], row["address"]),
        *(row["sent_24h"], cap, row["state"]),
    )


async def _listed(deployment: Deployment) -> tuple[list[dict[str, object]], Status]:
    from outreach.services.status import status

    engine = deployment.engine
    found = await status(engine)
    rows: list[dict[str, object]] = [
        {
            "sender": lane.name,
            "channel": lane.channel,
            "address": engine.sender(lane.name, lane.channel).address,
            "known": lane.known,
            "state": state_of(lane, found.at),
            "sent_24h": lane.sent,
            "cap": lane.cap,
            "paused": lane.paused,
            "rest_until": lane.rest_until,
            "rest_reason": lane.rest_reason,
            "server": lane.host,
            "frozen_from": lane.frozen_from,
            "frozen_until": lane.frozen_until,
            "room_at": lane.room_at,
            "inbox_read_at": lane.inbox_read_at,
            "inbox_stale": lane.inbox_stale,
        }
        for lane in found.lanes
    ]
    return rows, found


@app.command()
def pause(
    sender: Name,
    *,
    reason: Annotated[str, typer.Option(help="Why, for others to read.")] = "",
    by: By = "",
    place: Place = None,
    json: Json = False,
) -> None:
    """Let nothing more leave through a sender.

    Its leads wait for it, unpunished, until `senders resume`.
    """
    told = f"{reason} (by {by})" if reason else f"by {by}"
    with_deployment(place, partial(_pause, sender, told))
    if json:
        print_json({"sender": sender, "paused": told})
    else:
        print_line(f"{sender} is paused: {told}")


async def _pause(sender: str, reason: str, deployment: Deployment) -> None:
    from outreach.services.pause_sender import pause_sender

    await pause_sender(deployment.engine, sender, reason)


@app.command()
def resume(sender: Name, *, place: Place = None, json: Json = False) -> None:
    """Let a sender send again.

    One that is paused, or that rests after trouble with its server. Where the server fails
    for all who leave through it, one touch tries it now.
    """
    was = with_deployment(place, partial(_resume, sender))
    if json:
        print_json({"sender": sender, "resumed": was})
    else:
        print_line(f"{sender} is resumed" if was else f"{sender} was not paused")


async def _resume(sender: str, deployment: Deployment) -> bool:
    from outreach.services.pause_sender import resume_sender

    return await resume_sender(deployment.engine, sender)


class Leads(StrEnum):
    """What becomes of a frozen sender's leads."""

    WAIT = "wait"
    REASSIGN = "reassign"


@app.command()
def freeze(
    sender: Name,
    *,
    from_: Annotated[
        datetime,
        typer.Option("--from", metavar="DATE", help="First day away.", parser=moment),
    ],
    until: Annotated[
        datetime,
        typer.Option(metavar="DATE", help="The day it is back.", parser=moment),
    ],
    leads: Annotated[
        Leads,
        typer.Option(help="reassign gives away those it has not written to yet."),
    ] = Leads.WAIT,
    place: Place = None,
    json: Json = False,
) -> None:
    """Let nothing leave through a sender from one day on until another.

    On the workspace's clock. A sender has one freeze: the last said counts.
    """
    zone, start, end, count = with_deployment(
        place, partial(_freeze, sender, from_, until, leads is Leads.REASSIGN)
    )
    if json:
        told = {"from": start.astimezone(UTC), "until": end.astimezone(UTC)}
        print_json({"sender": sender, **told, "enrollments": count})
        return
    first, back = (f"{at:%Y-%m-%d %H:%M}" for at in (start, end))
    print_line(f"{sender} is frozen from {first} until {back} in {zone}")
    if leads is Leads.REASSIGN:
        print_line(f"{count} enrollments go on through others")


async def _freeze(
    sender: str,
    from_: datetime,
    until: datetime,
    reassign: bool,
    deployment: Deployment,
) -> tuple[ZoneInfo, datetime, datetime, int]:
    """Freeze on the workspace's clock; return it, both ends on it, and how many go on."""
    from outreach.services.freeze_sender import freeze_sender

    engine = deployment.engine
    home = ZoneInfo(engine.house.zone)
    start, end = (
        at.astimezone(home) if at.tzinfo else at.replace(tzinfo=home)
        for at in (from_, until)
    )
    first, back = start.astimezone(UTC), end.astimezone(UTC)
    count = await freeze_sender(engine, sender, first, back, reassign=reassign)
    return home, start, end, count


@app.command()
def unfreeze(sender: Name, *, place: Place = None, json: Json = False) -> None:
    """Let a sender send that is frozen, or is to be."""
    was = with_deployment(place, partial(_unfreeze, sender))
    if json:
        print_json({"sender": sender, "unfrozen": was})
    else:
        print_line(f"{sender} is unfrozen" if was else f"{sender} was not frozen")


async def _unfreeze(sender: str, deployment: Deployment) -> bool:
    from outreach.services.freeze_sender import unfreeze_sender

    return await unfreeze_sender(deployment.engine, sender)


@app.command()
def reassign(
    gone: Annotated[
        str, typer.Argument(metavar="FROM", help="Whose leads they are now.")
    ],
    heir: Annotated[
        str, typer.Argument(metavar="TO", help="Who writes to them from now on.")
    ],
    *,
    place: Place = None,
    json: Json = False,
) -> None:
    """Give a sender's leads to another one.

    Those that are paused because the sender is gone go on.
    """
    count = with_deployment(place, partial(_reassign, gone, heir))
    if json:
        print_json({"from": gone, "to": heir, "enrollments": count})
    else:
        print_line(f"{count} enrollments go on through {heir}")


async def _reassign(gone: str, heir: str, deployment: Deployment) -> int:
    from outreach.services.reassign import reassign as hand_over

    return await hand_over(deployment.engine, gone, heir)
