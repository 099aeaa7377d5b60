"""`preview`: the messages a lead gets, as they will be sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.failure import NO
from outreach.cli.output import Json, print_json, print_line
from outreach.cli.place import Place, find
from outreach.cli.preview_look import Asked, look
from outreach.cli.session import run
from outreach.errors import InputError

if TYPE_CHECKING:
    from outreach.services.preview import Message, Preview

MOST = 200  # leads at once

Name = Annotated[str, typer.Argument(metavar="SEQUENCE", help="A sequence's name.")]
Who = Annotated[
    str | None,
    typer.Option("--lead", metavar="LEAD", help="An address, or a lead's number."),
]
Size = Annotated[
    int | None,
    typer.Option(
        "--sample", metavar="N", min=1, max=MOST, help="N leads that differ, instead."
    ),
]
Leads = Annotated[
    Path | None,
    typer.Option(
        "--leads", metavar="FILE", help="Take them from a CSV file, not the database."
    ),
]
Fields = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="FIELD=VALUE", help="Invent the lead; may be repeated."
    ),
]
Only = Annotated[
    str | None, typer.Option("--step", metavar="ID", help="Only the message of a step.")
]
Way = Annotated[
    int | None,
    typer.Option("--path", metavar="N", min=1, help="Only the messages of a path."),
]
Time = Annotated[
    int | None,
    typer.Option(
        "--time", min=1, metavar="N", help="The lead's Nth time in it, over or not."
    ),
]
Raw = Annotated[
    bool,
    typer.Option("--raw", help="The bytes that go on the wire; several make an mbox."),
]
Eml = Annotated[
    Path | None,
    typer.Option("--eml", metavar="DIR", help="Write each mail to a file in a folder."),
]
Html = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Write a page that shows them."),
]
SendTo = Annotated[
    str | None,
    typer.Option(
        "--send-to",
        metavar="ADDRESS",
        help="Mail those of the first path, or of --path, to you, marked as a test.",
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before sending.")]


def preview(
    sequence: Name,
    lead: Who = None,
    *,
    sample: Size = None,
    leads: Leads = None,
    given: Fields = None,
    step: Only = None,
    path: Way = None,
    time: Time = None,
    raw: Raw = False,
    eml: Eml = None,
    html: Html = None,
    send_to: SendTo = None,
    yes: Yes = False,
    place: Place = None,
    json: Json = False,
) -> None:
    """Show a lead's messages as they will be sent.

    On every path it may take. Nothing is sent or changed, but for a test that --send-to asks
    for. A lead that is not enrolled is shown what it would get; one of --leads or --set needs
    no database. Exits with 1 if a message cannot be written for a lead.
    """
    fields = dict(map(_pair, given or ()))
    whose = (sequence, lead, sample, leads, fields)
    asked = Asked(*whose, step, path, time, send_to, yes)
    _consistent(asked)
    previews = run(look(asked, find(place)))
    shown = [(found, asked.pick(found)) for found in previews]
    if eml is not None or html is not None:
        _write(shown, eml, html)
    elif send_to is None:
        _tell(asked, shown, raw=raw, json=json)
    if any(_stops(messages) for _, messages in shown):
        raise typer.Exit(NO)


def _stops(messages: list[Message]) -> bool:
    return any(each.verdict == "stops" for each in messages)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name.strip() and equals):
        raise InputError(f"--set {text}: write it as FIELD=VALUE")
    return name.strip(), value


def _consistent(asked: Asked) -> None:
    if asked.lead is None and asked.size is None and asked.leads is None:
        raise InputError("whose messages? Name a lead with --lead, or try --sample 10")
    if asked.lead is not None and asked.size is not None:
        raise InputError("--lead names one, --sample takes several: choose")
    if asked.given and (asked.lead is None or asked.leads is not None):
        raise InputError("--set invents one lead: name its address with --lead")
    if asked.to is not None and asked.lead is None:
        raise InputError("--send-to mails one lead's messages: name it with --lead")


def _tell(
    asked: Asked,
    shown: list[tuple[Preview, list[Message]]],
    *,
    raw: bool,
    json: bool,
) -> None:
    from outreach.cli.preview_text import (
        object_of,
        print_preview,
        print_raw,
        print_sample,
    )

    if raw:
        print_raw([message for _, messages in shown for message in messages])
    elif json:
        for found, messages in shown:
            print_json(object_of(found, messages))
    elif asked.several:
        print_sample([found for found, _ in shown])
    else:
        for found, messages in shown:
            print_preview(found, messages)


def _write(
    shown: list[tuple[Preview, list[Message]]], eml: Path | None, html: Path | None
) -> None:
    if eml is not None:
        from outreach.cli.preview_text import write_mails

        try:
            mails = write_mails(eml, shown)
            print_line(f"{eml}: {_count(mails, 'mail')}")
        except OSError as error:
            message = f"{eml} cannot be written: {error.strerror}"
            raise InputError(message) from error
    if html is not None:
        from outreach.cli.preview_page import page
        from outreach.services.target import writing

        with writing(html) as file:
            file.write(page(shown))
    bad = sum(_stops(messages) for _, messages in shown)
    leads = _count(len(shown), "lead")
    leads += f", of whom {bad} would be stopped" if bad else ""
    if html is not None:
        print_line(f"{html}: {leads}")
    elif bad:
        print_line(leads)


def _count(number: int, thing: str) -> str:
    return f"1 {thing}" if number == 1 else f"{number} {thing}s"
