"""`inbox import` and `inbox retry`: mail that did not come in by itself, or was not read."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.number import LARGEST
from outreach.cli.output import Json, print_json, print_line, progress, say
from outreach.cli.place import Place
from outreach.cli.session import with_deployment

if TYPE_CHECKING:
    from outreach.bootstrap import Deployment
    from outreach.services.import_mail import ImportedMail

Paths = Annotated[
    list[Path],
    typer.Argument(metavar="PATH", help="Mail files, mbox files, Maildirs, folders."),
]
Whose = Annotated[
    str,
    typer.Option(
        "--sender", metavar="NAME", help="Whose mailbox it was, if there are several."
    ),
]

_COUNTS = ("messages", "new", "known", "own", "empty", "leads", "strangers")
_TOLD = ("sender", *_COUNTS, "left", "unreadable", "kinds")


def import_(
    paths: Paths,
    *,
    sender: Whose = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only count, and say what each would be.")
    ] = False,
    place: Place = None,
    json: Json = False,
) -> None:
    """Hear stored mail as if it had come in.

    Each mail is kept raw first, counts as of the day it came, and is heard once however
    often it is imported or found in the mailbox too.
    """
    done = with_deployment(place, partial(_import, paths, sender, dry_run))
    if json:
        print_json({**_object(done), "dry_run": dry_run})
        return
    if not done.messages:
        say("no message found")
    kinds = ", ".join(f"{count} {kind}" for kind, count in done.kinds.most_common())
    would = "would be new" if dry_run else "new"
    print_line(
        f"{done.messages} messages: {done.new} {would}, {done.known} known already, "
        f"{done.own} our own, {done.empty} empty"
    )
    if kinds:
        print_line(f"new ones are: {kinds}")
    if not dry_run and done.new:
        print_line(f"{done.leads} are of leads, {done.strangers} are nobody's")
    if done.unreadable or done.left:
        told = f"{done.unreadable + done.left} are not read yet"
        print_line(f"{told}: outreach inbox list --unread")


def _object(done: ImportedMail) -> dict[str, object]:
    return {name: getattr(done, name) for name in _TOLD}


async def _import(
    paths: list[Path], sender: str, dry_run: bool, deployment: Deployment
) -> ImportedMail:
    from outreach.bootstrap import stored_mail
    from outreach.services.import_mail import import_mail

    with progress("Importing") as show:
        return await import_mail(
            deployment.engine,
            stored_mail(paths),
            sender,
            dry_run=dry_run,
            progress=show,
        )


def retry(
    numbers: Annotated[
        list[int] | None,
        typer.Argument(
            metavar="ID", min=1, max=LARGEST, help="Numbers in `inbox list`."
        ),
    ] = None,
    *,
    place: Place = None,
    json: Json = False,
) -> None:
    """Try again to read what was set aside: these numbers, or all."""
    done, left = with_deployment(place, partial(_retry, numbers or []))
    if others := sorted({*(numbers or ())} - {*done}):
        told = ", ".join(map(str, others))
        say(f"not set aside: {told}; `inbox list --unread` has what is")
    if json:
        print_json({"tried": done, "left": left})
    else:
        print_line(f"{len(done)} mails tried again, {left} cannot be read yet")
    if others:
        raise typer.Exit(1)


async def _retry(numbers: list[int], deployment: Deployment) -> tuple[list[int], int]:
    from outreach.services.ingest import interpret
    from outreach.store import inbound

    engine = deployment.engine
    async with engine.database.writing() as connection:
        done = await inbound.try_again(connection, numbers)
    return done, await interpret(engine) if done else 0
