"""`inbox`: what came in, whose it is taken to be, and a person's word on that."""

from __future__ import annotations

import re
import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli import inbox_import
from outreach.cli.inbox_show import print_mail
from outreach.cli.number import LARGEST
from outreach.cli.output import Json, print_json, print_line, print_table
from outreach.cli.person import By
from outreach.cli.place import Place
from outreach.cli.session import with_deployment

if TYPE_CHECKING:
    from outreach.bootstrap import Deployment
    from outreach.services.assign import Assigned
    from outreach.services.list_inbound import Listed
    from outreach.services.show_inbound import ShownMail

app = typer.Typer(
    help="Look through what came in, and say whose it is.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_ID = re.compile(r" ?<[^<>\s]+@[^<>\s]+>")

Number = Annotated[
    int,
    typer.Argument(
        metavar="ID", min=1, max=LARGEST, help="Its number in `inbox list`."
    ),
]


@app.command("list")
def list_(
    *,
    strangers: Annotated[
        bool, typer.Option("--strangers", help="Only mail that is nobody's, and why.")
    ] = False,
    unread: Annotated[
        bool, typer.Option("--unread", help="Only what is not or cannot be read yet.")
    ] = False,
    limit: Annotated[
        int, typer.Option(metavar="N", min=1, max=10_000, help="So many at most.")
    ] = 100,
    place: Place = None,
    json: Json = False,
) -> None:
    """List what came in, newest first, and by what each is matched."""
    if strangers and unread:
        raise typer.BadParameter("give one of --strangers, --unread")
    found = with_deployment(place, partial(_list, strangers, unread, limit))
    if json:
        for each in found:
            print_json(each)
        return
    print_table(
        ("id", "at", "sender", "from", "subject", "kind", "means", "lead", "because"),
        (
            (
                e.id,
                e.at,
                e.sender,
                e.author,
                e.subject,
                e.kind,
                _told(e),
                e.lead,
                because(e.whose),
            )
            for e in found
        ),
        empty=_nothing(strangers, unread),
    )


def _told(found: Listed) -> str:
    """Return what it means where that says more than its kind."""
    return "" if found.means in (found.kind, "nothing") else found.means


def because(whose: str) -> str:
    """Return by what it is matched, without the long ids that `show` tells."""
    return _ID.sub("", whose)


def _nothing(strangers: bool, unread: bool) -> str:
    if unread:
        return "all that came in is read"
    return "no mail of strangers" if strangers else "nothing came in"


async def _list(
    strangers: bool, unread: bool, limit: int, deployment: Deployment
) -> list[Listed]:
    from outreach.services.list_inbound import list_inbound

    return await list_inbound(
        deployment.engine, strangers=strangers, unread=unread, limit=limit
    )


@app.command()
def show(
    number: Number,
    *,
    raw: Annotated[
        bool, typer.Option("--raw", help="Write its bytes as they came, to be piped.")
    ] = False,
    place: Place = None,
    json: Json = False,
) -> None:
    """Show one mail: what it is, whose, what followed, its words.

    Nothing in it is obeyed by the terminal, but for --raw. A terminal gets the beginning
    of a long one; a pipe, --json and --raw have all.
    """
    if raw:
        content = with_deployment(place, partial(_raw, number))
        typer.get_binary_stream("stdout").write(content)
        return
    found = with_deployment(place, partial(_show, number))
    if json:
        print_json(found)
    else:
        print_mail(found, bounded=sys.stdout.isatty())


async def _show(number: int, deployment: Deployment) -> ShownMail:
    from outreach.services.show_inbound import show_inbound

    return await show_inbound(deployment.engine, number)


async def _raw(number: int, deployment: Deployment) -> bytes:
    from outreach.services.show_inbound import raw_inbound

    return await raw_inbound(deployment.engine, number)


@app.command(epilog="Example: outreach inbox assign 12 ada@lovelace.example")
def assign(
    number: Number,
    lead: Annotated[
        str,
        typer.Argument(
            metavar="LEAD", help="An address, a phone number, a profile, or #NUMBER."
        ),
    ],
    *,
    by: By = "",
    place: Place = None,
    json: Json = False,
) -> None:
    """Give a stranger's mail to a lead; what follows from it follows now.

    Whoever wrote it is known for the lead from then on.
    """
    done = with_deployment(place, partial(_assign, number, lead, by))
    if json:
        print_json(done)
        return
    who = done.lead.email or done.lead.phone or f"#{done.lead.id}"
    print_line(
        f"mail {done.id} ({done.kind}) is {who}'s: "
        f"{done.moved} enrollments stopped or paused"
    )


async def _assign(number: int, lead: str, by: str, deployment: Deployment) -> Assigned:
    from outreach.services.assign import assign as give

    return await give(deployment.engine, number, lead, by=by)


app.command("import", epilog="Example: outreach inbox import Maildir --sender anna")(
    inbox_import.import_
)
app.command()(inbox_import.retry)
