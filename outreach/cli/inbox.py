"""`inbox`: what came in, whose it is taken to be, and a person's word on that."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.output import Json, print_json, print_table
from outreach.cli.place import Place
from outreach.cli.session import with_deployment

if TYPE_CHECKING:
    from outreach.bootstrap import Deployment
    from outreach.services.list_inbound import Listed

app = typer.Typer(
    help="Look through what came in, and say whose it is.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("list")
def list_(
    *,
    strangers: Annotated[
        bool, typer.Option("--strangers", help="Only mail that is nobody's, and why.")
    ] = False,
    limit: Annotated[
        int, typer.Option(metavar="N", min=1, max=10_000, help="So many at most.")
    ] = 100,
    place: Place = None,
    json: Json = False,
) -> None:
    """List what came in, newest first, and by what each is matched."""
    found = with_deployment(place, partial(_list, strangers, limit))
    if json:
        for each in found:
            print_json(each)
        return
    print_table(
        ("id", "at", "sender", "from", "subject", "kind", "lead", "by"),
        (
            (e.id, e.at, e.sender, e.from_, e.subject, e.kind, e.lead, e.whose)
            for e in found
        ),
        empty="nothing came in" if not strangers else "no mail of strangers",
    )


async def _list(strangers: bool, limit: int, deployment: Deployment) -> list[Listed]:
    from outreach.services.list_inbound import list_inbound

    return await list_inbound(deployment.engine, strangers=strangers, limit=limit)
