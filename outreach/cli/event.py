"""`leads event`: something happened to a lead that no channel tells of."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.output import Json, print_json, print_line
from outreach.cli.place import Place
from outreach.cli.session import with_deployment
from outreach.cli.story import Who
from outreach.errors import InputError

if TYPE_CHECKING:
    from outreach.bootstrap import Deployment
    from outreach.services.record_event import RecordedEvent


def event(
    lead: Who,
    kind: Annotated[
        str, typer.Argument(metavar="EVENT", help="What happened, as custom.webinar.")
    ],
    *,
    data: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=VALUE", help="More about it; may be repeated."),
    ] = None,
    key: Annotated[
        str,
        typer.Option(
            "--id", metavar="ID", help="Its name elsewhere: told again, it counts once."
        ),
    ] = "",
    place: Place = None,
    json: Json = False,
) -> None:
    """Record an event of your own.

    Steps that wait for it go on, and what the lead's sequences do `on` it is done.
    """
    more = dict(_pair(each) for each in data or ())
    done = with_deployment(place, partial(_event, lead, kind, more, key))
    if json:
        print_json(done)
        return
    who = done.email or f"#{done.lead_id}"
    told = "recorded" if done.recorded else f"known already as {key}"
    print_line(f"{who}: {done.event} {told}")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (equals and name.strip()):
        raise InputError(f"--data {text}: write it as KEY=VALUE")
    return name.strip(), value


async def _event(
    lead: str, kind: str, data: dict[str, str], key: str, deployment: Deployment
) -> RecordedEvent:
    from outreach.services.record_event import Told, record_event

    return await record_event(deployment.engine, Told(lead, kind, data, "cli", key))
