"""`preview`: the messages a lead gets, as they will be sent."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outreach.cli.failure import NO
from outreach.cli.output import Json, print_json, print_line, print_text, say
from outreach.cli.place import Place
from outreach.cli.session import with_deployment
from outreach.core.source import visible
from outreach.errors import NotFound
from outreach.ports import Call, Mail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import EmailMessage

    from outreach.bootstrap import Deployment
    from outreach.ports import Parcel
    from outreach.services.preview import Message, Preview

Name = Annotated[str, typer.Argument(metavar="SEQUENCE", help="A sequence's name.")]
Who = Annotated[
    str, typer.Option("--lead", metavar="LEAD", help="An address, or a lead's number.")
]
Only = Annotated[
    str | None, typer.Option("--step", metavar="ID", help="Only the message of a step.")
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


def preview(
    sequence: Name,
    lead: Who,
    *,
    step: Only = None,
    time: Time = None,
    raw: Raw = False,
    place: Place = None,
    json: Json = False,
) -> None:
    """Show a lead's messages as they will be sent.

    Nothing is sent or changed. A lead that is not enrolled is shown what it would get. Exits
    with 1 if a message cannot be written for this lead.
    """
    found = with_deployment(place, partial(_preview, sequence, lead, time))
    messages = found.messages
    if step is not None:
        messages = tuple(each for each in messages if each.step == step)
        if not messages:
            raise NotFound(f"no step {step!r} on this lead's path through {sequence}")
    if raw:
        _print_raw(messages)
    elif json:
        print_json(_object(found, messages))
    else:
        _print(found, messages)
    if any(each.verdict == "stops" for each in messages):
        raise typer.Exit(NO)


async def _preview(
    sequence: str, word: str, time: int | None, deployment: Deployment
) -> Preview:
    from outreach.bootstrap import release_of
    from outreach.services.find import find
    from outreach.services.preview import preview as preview_lead

    engine = deployment.engine
    async with engine.database.reading() as connection:
        lead = await find(connection, word)
    return await preview_lead(
        engine,
        lead,
        sequence,
        lambda: release_of(deployment.bundle(sequence)),
        ordinal=time,
    )


def _object(found: Preview, messages: Sequence[Message]) -> dict[str, object]:
    return {
        "lead": found.lead.email or found.lead.id,
        "sequence": found.sequence,
        "version": found.version,
        "ordinal": found.ordinal,
        "state": found.state,
        "refused": found.refused,
        "messages": [_message(each) for each in messages],
    }


def _message(message: Message) -> dict[str, object]:
    draft = message.draft
    told: dict[str, object] = {
        "step": message.step,
        "channel": message.channel,
        "sender": message.sender,
        "verdict": message.verdict,
        "why": message.why,
        "on": message.on,
    }
    if draft is not None:
        told |= {
            "message_id": draft.message_id,
            "subject": draft.subject,
            "variant": draft.variant,
            "headers": [list(pair) for pair in _headers(draft.parcel)],
            "text": draft.text,
            "html": draft.html,
        }
    if draft is not None and isinstance(draft.parcel, Call):
        told |= {"url": draft.parcel.url, "method": draft.parcel.method}
    return told


def _headers(parcel: Parcel) -> list[tuple[str, str]]:
    match parcel:
        case Mail(content=content):
            return [(name, str(value)) for name, value in _read(content).items()]
        case _:
            return list(parcel.headers.items())


def _read(content: bytes) -> EmailMessage:
    """Return a mail as a mail program would read it, its header fields decoded."""
    from email import message_from_bytes, policy

    return message_from_bytes(content, policy=policy.default)


def _print(found: Preview, messages: Sequence[Message]) -> None:
    lead = found.lead
    who = f"{lead.name} <{lead.email}>" if lead.name else lead.email or str(lead.id)
    print_line(f"{found.sequence} for {who}")
    if found.state:
        version = found.version[:8]
        print_line(f"enrolled ({found.state}), in version {version}")
    elif found.refused:
        print_line(f"not enrolled, and would be refused: {found.refused}")
    else:
        print_line("not enrolled yet")
    for message in messages:
        _print_message(message)
    if not messages:
        say("nothing is left to be sent")


def _print_message(message: Message) -> None:
    on = f", {message.on}" if message.on else ""
    told = f"{message.verdict} through {message.sender}{on}"
    print_text("")
    print_line(f"=== {message.step}: {told} ===")
    if message.why:
        print_line(message.why)
    if message.draft is None:
        return
    match message.draft.parcel:
        case Mail(content=content):
            _print_mail(content)
        case Call() as call:
            print_line(f"{call.method} {call.url}")
            for name, value in call.headers.items():
                print_line(f"{name}: {value}")
            print_text("")
            _print_body(call.content.decode("utf-8", "replace"))
        case parcel:
            for name, value in parcel.headers.items():
                print_line(f"{name}: {value}")
            print_text("")
            _print_body(message.draft.text)


def _print_mail(content: bytes) -> None:
    mail = _read(content)
    for name, value in mail.items():
        print_line(f"{name}: {value}")
    for part in mail.walk():
        if part.is_multipart():
            continue
        print_text("")
        if part.is_attachment():
            size = len(part.get_payload(decode=True))
            name = f"{part.get_filename()} ({part.get_content_type()}, {size} bytes)"
            print_line(f"--- attachment: {name} ---")
        else:
            _print_part(part)


def _print_part(part: Any) -> None:
    print_line(f"--- {part.get_content_type()} ---")
    _print_body(part.get_content())


def _print_body(text: str) -> None:
    """Print lines as lines; what could upset a terminal is spelled out."""
    for line in text.splitlines():
        print_text(visible(line))


def _print_raw(messages: Sequence[Message]) -> None:
    out = typer.get_binary_stream("stdout")
    drafts = [(each.step, each.draft) for each in messages if each.draft is not None]
    for step, draft in drafts:
        if len(drafts) > 1:
            out.write(f"From {step} Thu Jan  1 00:00:00 1970\n".encode())
        out.write(draft.parcel.content)
    out.flush()
    for each in messages:
        if each.draft is None:
            say(f"{each.step}: {each.verdict}: {each.why}")
