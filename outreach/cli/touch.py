"""`touches`: a person's word on what no machine can know."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.output import Json, print_json, print_line, print_table
from outreach.cli.person import By
from outreach.cli.place import Place
from outreach.cli.session import with_deployment

if TYPE_CHECKING:
    from outreach.bootstrap import Deployment
    from outreach.core.model import Lead
    from outreach.services.settle_doubt import Evidence

app = typer.Typer(
    help="List and settle touches in doubt.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
COLUMNS = ("id", "lead_id", "sequence", "step", "lane", "sending_at", "detail")
_SHOWN = ("id", "lead", *COLUMNS[2:])


@app.command("list")
def list_(*, place: Place = None, json: Json = False) -> None:
    """List the touches in doubt.

    Nobody knows if they went out: the connection broke, or the worker died, after the last
    byte was written.
    """
    rows = with_deployment(place, _in_doubt)
    if json:
        for row in rows:
            print_json(row)
    else:
        print_table(
            ("id", "lead", "sequence", "step", "sender", "sent at", "detail"),
            ([row[name] for name in _SHOWN] for row in rows),
        )


async def _in_doubt(deployment: Deployment) -> list[dict[str, object]]:
    from outreach.store import lead as leads
    from outreach.store import touch as touches

    async with deployment.engine.database.reading() as connection:
        rows = await touches.in_doubt(connection)
        people = await leads.get(connection, {row["lead_id"] for row in rows})
    told = [{name: row[name] for name in (*COLUMNS, "message_id")} for row in rows]
    return [
        each | {"lead": _name(people[each["lead_id"]])}
        for each in told
        if each["lead_id"] in people  # a lead may be erased in between
    ]


def _name(lead: Lead) -> str:
    return lead.email or str(lead.id)


@app.command()
def settle(
    touch: Annotated[int, typer.Argument(metavar="ID", help="The touch's number.")],
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

    Give exactly one of the answers.
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
    with_deployment(place, partial(_settle, touch, chosen[0], by))
    if json:
        print_json({"touch": touch, "settled_as": chosen[0]})
    else:
        print_line(f"touch {touch} is settled as {chosen[0].replace('_', ' ')}")


async def _settle(
    touch: int, evidence: Evidence, by: str, deployment: Deployment
) -> None:
    from outreach.core.model import TouchId
    from outreach.services.settle_doubt import settle_doubt

    await settle_doubt(deployment.engine, TouchId(touch), evidence, by=by)
