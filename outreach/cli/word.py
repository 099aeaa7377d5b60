"""A person's word on a lead: what an answer meant, and whether the lead goes on."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from outreach.cli.moment import moment
from outreach.cli.output import Json, print_json, print_line, print_table
from outreach.cli.person import By
from outreach.cli.place import Place
from outreach.cli.session import with_deployment
from outreach.cli.story import Who

if TYPE_CHECKING:
    from outreach.bootstrap import Deployment
    from outreach.services.label import Labelled
    from outreach.services.to_check import ToCheck

Until = Annotated[
    datetime | None,
    typer.Option(
        metavar="DATE", help="As 2026-11-22, on the workspace's clock.", parser=moment
    ),
]
Inbound = Annotated[
    int | None,
    typer.Option(
        metavar="ID",
        help="Of which message, as `inbox list` numbers them; else of the last answer.",
    ),
]
Only = Annotated[
    str | None,
    typer.Option("--sequence", metavar="NAME", help="Only in this sequence."),
]


def label(
    lead: Who,
    meaning: Annotated[
        str,
        typer.Argument(
            metavar="MEANING",
            help="As interested, not_now, out_of_office, gone, opt_out, bounced, nothing.",
        ),
    ],
    *,
    until: Until = None,
    inbound: Inbound = None,
    yes: Annotated[
        bool,
        typer.Option("--yes", help="Lift the opt-out that it was taken for, too."),
    ] = False,
    by: By = "",
    place: Place = None,
    json: Json = False,
) -> None:
    """Say what a lead's last answer means.

    A person's word goes over the machine's: what had followed is undone, and what follows
    from the word is done.
    """
    use = partial(_label, lead, meaning, until=until, inbound=inbound, yes=yes, by=by)
    done = with_deployment(place, use)
    if json:
        print_json(done)
        return
    print_line(
        f"{done.lead.email or done.lead.id}: {done.meaning} (was {done.was or 'nothing'}), "
        f"{done.stopped} stopped, {done.resumed} resumed, stage {done.lead.stage}"
    )
    for each in done.lifted:
        print_line(f"{each} is on the suppression list no more")
    for each in done.left:
        print_line(f"for you to see to: {each}")


async def _label(
    lead: str,
    meaning: str,
    deployment: Deployment,
    *,
    until: datetime | None,
    inbound: int | None,
    yes: bool,
    by: str,
) -> Labelled:
    from outreach.services.label import label as say

    at = _instant(deployment, until)
    return await say(
        deployment.engine, lead, meaning, by=by, until=at, inbound_id=inbound, yes=yes
    )


def _instant(deployment: Deployment, written: datetime | None) -> datetime | None:
    if written is None or written.tzinfo is not None:
        return written
    return written.replace(tzinfo=ZoneInfo(deployment.engine.house.zone))


def to_check(*, place: Place = None, json: Json = False) -> None:
    """List what needs a person.

    Paused leads and why, touches in doubt, mail that fits no lead, refused CRM records,
    paused senders.
    """
    found = with_deployment(place, _to_check)
    if json:
        for each in found:
            print_json(each)
        return
    print_table(
        ("what", "lead", "sequence", "reason", "detail", "what to do", "since"),
        (
            (
                *(e.what.replace("_", " "), e.lead, e.sequence, e.reason),
                *(e.detail, e.remedy, e.since),
            )
            for e in found
        ),
        empty="nothing needs a person",
    )


async def _to_check(deployment: Deployment) -> list[ToCheck]:
    from outreach.services.to_check import to_check as find

    return await find(deployment.engine)


def stop(
    lead: Who,
    *,
    sequence: Only = None,
    by: By = "",
    place: Place = None,
    json: Json = False,
) -> None:
    """End what a lead is in.

    Nothing that is not on the wire by then goes out any more.
    """
    names = with_deployment(place, partial(_stop, lead, sequence, by))
    _tell(lead, "stopped", names, json)


async def _stop(
    lead: str, sequence: str | None, by: str, deployment: Deployment
) -> list[str]:
    from outreach.services.steer import stop_lead

    return await stop_lead(deployment.engine, lead, by=by, sequence=sequence)


def pause(
    lead: Who,
    *,
    sequence: Only = None,
    until: Until = None,
    by: By = "",
    place: Place = None,
    json: Json = False,
) -> None:
    """Pause what a lead is in, until a date or until `leads resume`."""
    names = with_deployment(place, partial(_pause, lead, sequence, until, by))
    _tell(lead, "paused", names, json)


async def _pause(
    lead: str,
    sequence: str | None,
    until: datetime | None,
    by: str,
    deployment: Deployment,
) -> list[str]:
    from outreach.services.steer import pause_lead

    at = _instant(deployment, until)
    return await pause_lead(deployment.engine, lead, by=by, sequence=sequence, until=at)


def resume(
    lead: Who,
    *,
    sequence: Only = None,
    by: By = "",
    place: Place = None,
    json: Json = False,
) -> None:
    """Let a paused lead go on from where it stands.

    With --sequence, also one that a reply or a person had ended.
    """
    names = with_deployment(place, partial(_resume, lead, sequence, by))
    _tell(lead, "resumed", names, json)


async def _resume(
    lead: str, sequence: str | None, by: str, deployment: Deployment
) -> list[str]:
    from outreach.services.steer import resume_lead

    return await resume_lead(deployment.engine, lead, by=by, sequence=sequence)


def _tell(lead: str, what: str, names: list[str], as_json: bool) -> None:
    if as_json:
        print_json({"lead": lead, "state": what, "sequences": names})
    else:
        print_line(f"{lead} is {what} in {', '.join(names)}")
