"""`touches`: a person's word on what no machine can know."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.number import LARGEST
from outreach.cli.output import Json, print_json, print_line, print_table
from outreach.cli.person import By
from outreach.cli.place import Place
from outreach.cli.session import with_deployment

if TYPE_CHECKING:
    from outreach.bootstrap import Deployment
    from outreach.services.list_doubts import Doubt
    from outreach.services.settle_doubt import Evidence

app = typer.Typer(
    help="List and settle touches in doubt.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_SHOWN = (
    *("id", "lead", "sequence", "step", "sender", "sent at", "detail"),
    *("looked for", "waits for"),
)


@app.command("list")
def list_(*, place: Place = None, json: Json = False) -> None:
    """List the touches in doubt.

    Nobody knows if they went out: the connection broke, or the worker died, after the last
    byte was written. A sender's Sent folder is looked into for five days; what that came to
    is told, and what can still settle them.
    """
    doubts = with_deployment(place, _in_doubt)
    if json:
        for each in doubts:
            print_json(each)
    elif doubts:
        print_table(_SHOWN, (_row(each) for each in doubts))
    else:
        print_line("no touch is in doubt")


async def _in_doubt(deployment: Deployment) -> list[Doubt]:
    from outreach.services.list_doubts import list_doubts

    return await list_doubts(deployment.engine)


def _row(doubt: Doubt) -> tuple[object, ...]:
    return (
        doubt.id,
        doubt.lead,
        doubt.sequence,
        doubt.step,
        doubt.lane,
        doubt.sending_at,
        doubt.detail,
        doubt.told,
        doubt.waits_for,
    )


Number = Annotated[
    int, typer.Argument(metavar="ID", max=LARGEST, help="The touch's number.")
]


@app.command()
def settle(
    touch: Number,
    *,
    sent: Annotated[
        bool, typer.Option("--sent", help="It is in the Sent folder, or it arrived.")
    ] = False,
    rejected: Annotated[
        bool, typer.Option("--rejected", help="The server refused it.")
    ] = False,
    not_sent: Annotated[
        bool, typer.Option("--not-sent", help="It never left: it may be tried again.")
    ] = False,
    by: By = "",
    place: Place = None,
    json: Json = False,
) -> None:
    """Say what became of a touch in doubt.

    Give exactly one of the answers. Before --not-sent is believed, the sender's Sent folder
    is looked into: a mail that is there is settled as sent, and the answer is 1.
    """
    from outreach.services.settle_doubt import Evidence

    said = {
        Evidence.SENT: sent,
        Evidence.REJECTED: rejected,
        Evidence.NOT_SENT: not_sent,
    }
    chosen = [evidence for evidence, given in said.items() if given]
    if len(chosen) != 1:
        raise typer.BadParameter("give one of --sent, --rejected, --not-sent")
    settled_as = with_deployment(place, partial(_settle, touch, chosen[0], by))
    if json:
        print_json({"touch": touch, "settled_as": settled_as})
    elif settled_as == chosen[0]:
        print_line(f"touch {touch} is settled as {settled_as.replace('_', ' ')}")
    else:
        print_line(f"touch {touch} is in the Sent folder: it is settled as sent")
    if settled_as != chosen[0]:
        raise typer.Exit(1)


async def _settle(
    touch: int, evidence: Evidence, by: str, deployment: Deployment
) -> Evidence:
    from outreach.core.model import TouchId
    from outreach.services.seek import seek_touch
    from outreach.services.settle_doubt import Evidence, require_doubt, settle_doubt

    engine, touch_id = deployment.engine, TouchId(touch)
    if evidence is Evidence.NOT_SENT:
        await require_doubt(engine, touch_id)
        if await seek_touch(engine, deployment.inboxes, touch_id):
            return Evidence.SENT
    await settle_doubt(engine, touch_id, evidence, by=by)
    return evidence
