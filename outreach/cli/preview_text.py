"""How a preview is told: as lines for people, as objects for machines, as files of mail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import typer

from outreach.cli.output import print_line, print_table, print_text, say
from outreach.core.source import visible
from outreach.ports import Call, Mail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import EmailMessage
    from pathlib import Path

    from outreach.ports import Parcel
    from outreach.services.preview import Message, Preview

_NOT_IN_A_NAME = re.compile(r"[^\w.@+-]+")
_LONGEST_NAME = 60


def object_of(found: Preview, messages: Sequence[Message]) -> dict[str, object]:
    """Return one lead's preview as JSON has it."""
    return {
        "lead": found.lead.email or found.lead.id,
        "sequence": found.sequence,
        "version": found.version,
        "ordinal": found.ordinal,
        "state": found.state,
        "refused": found.refused,
        "rest": found.rest,
        "messages": [_message(each) for each in messages],
        "paths": [
            {"on": path.on, "ends": path.ends, "touches": path.entries}
            for path in found.paths
        ],
        "more_paths": found.more,
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
        "at": message.at,
    }
    if draft is not None:
        told |= {
            "message_id": draft.message_id,
            "subject": draft.subject,
            "variant": draft.variant,
            "headers": [list(pair) for pair in headers_of(draft.parcel)],
            "text": draft.text,
            "html": draft.html,
        }
    if draft is not None and isinstance(draft.parcel, Call):
        told |= {"url": draft.parcel.url, "method": draft.parcel.method}
    return told


def headers_of(parcel: Parcel) -> list[tuple[str, str]]:
    """Return the header fields, decoded; of what is no mail, what goes with its words."""
    match parcel:
        case Mail(content=content):
            return [(name, str(value)) for name, value in read_mail(content).items()]
        case _:
            return list(parcel.headers.items())


def read_mail(content: bytes) -> EmailMessage:
    """Return a mail as a mail program would read it, its header fields decoded."""
    from email import message_from_bytes, policy

    return message_from_bytes(content, policy=policy.default)


def print_preview(found: Preview, messages: Sequence[Message]) -> None:
    """Print one lead's paths, then each message."""
    print_line(f"{found.sequence} for {who(found)}")
    print_line(standing(found))
    if len(found.paths) > 1:
        print_text("")
    _print_paths(found)
    for message in messages:
        _print_message(message)
    if not messages:
        say("nothing is left to be sent")


def who(found: Preview) -> str:
    """Return what a lead is called."""
    lead = found.lead
    if lead.name and lead.email:
        return f"{lead.name} <{lead.email}>"
    return lead.email or lead.name or f"#{lead.id}"


def standing(found: Preview) -> str:
    """Return where a lead stands with the sequence, as a sentence."""
    if found.state:
        return f"enrolled ({found.state}), in version {found.version[:8]}"
    if found.refused:
        return f"not enrolled, and would be refused: {found.refused}"
    if found.rest is not None:
        until = found.rest.until
        day = f"until {until:%Y-%m-%d}" if until else "until a person resumes it"
        return f"not enrolled yet, and would rest {day}: {found.rest.reason}"
    return "not enrolled yet"


def _print_paths(found: Preview) -> None:
    if len(found.paths) < 2:  # noqa: PLR2004 - what leads nowhere else needs no map
        return
    print_table(
        ("path", "when", "messages", "ends"),
        (
            (number, ", ".join(path.on), _route(path.entries), path.ends)
            for number, path in enumerate(found.paths, 1)
        ),
    )
    if found.more:
        print_line("and more paths")


def _route(entries: Sequence[Any]) -> str:
    shown = (
        entry.step if entry.verdict_is_plain else f"{entry.step} ({entry.what})"
        for entry in entries
        if entry.message is not None
    )
    return ", ".join(shown)


def print_sample(previews: Sequence[Preview]) -> None:
    """Print a line for each path of each lead."""
    rows = [
        (
            who(found) if number == 1 else "",
            found.lead.language,
            found.lead.country,
            ", ".join(path.on),
            _route(path.entries),
            path.ends,
            _trouble(found, number - 1),
        )
        for found in previews
        for number, path in enumerate(found.paths, 1)
    ]
    columns = ("lead", "language", "country", "when", "messages", "ends", "trouble")
    print_table(columns, rows)
    bad = sum(found.stops for found in previews)
    print_line(f"{len(previews)} leads, of whom {bad or 'none'} would be stopped")


def _trouble(found: Preview, path: int) -> str:
    """Return where a path first stops, unless the path before it does there too."""
    told = [f"refused: {found.refused}"] if found.refused and path == 0 else []
    stop = _first_stop(found, path)
    if stop is not None and (path == 0 or stop != _first_stop(found, path - 1)):
        told.append(f"{stop.step}: {stop.why}")
    return "; ".join(told)


def _first_stop(found: Preview, path: int) -> Message | None:
    return next((m for m in found.on_path(path) if m.verdict == "stops"), None)


def _print_message(message: Message) -> None:
    on = f", {message.on}" if message.on else ""
    print_text("")
    print_line(
        f"=== {message.step}: {message.verdict} through {message.sender}{on} ==="
    )
    if message.why:
        print_line(message.why)
    if message.draft is None:
        return
    if message.local_at is not None:
        at = f"{message.local_at:%a %Y-%m-%d %H:%M} {message.zone}"
        print_line(f"leaves {at} at the earliest" if message.verdict == "sends" else at)
    match message.draft.parcel:
        case Mail(content=content):
            _print_mail(content)
        case Call() as call:
            print_line(f"{call.method} {call.url}")
            _print_fields(call.headers)
            _print_body(call.content.decode("utf-8", "replace"))
        case parcel:
            _print_fields(parcel.headers)
            _print_body(message.draft.text)


def _print_fields(fields: Any) -> None:
    for name, value in fields.items():
        print_line(f"{name}: {value}")
    print_text("")


def _print_mail(content: bytes) -> None:
    mail = read_mail(content)
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


def print_raw(messages: Sequence[Message]) -> None:
    """Write the bytes that go on the wire; several make an mbox."""
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


def write_mails(folder: Path, shown: Sequence[tuple[Preview, list[Message]]]) -> int:
    """Write each mail to a file of its own, byte for byte; return how many.

    The mails of several leads go to a folder a lead.
    """
    count = 0
    for number, (found, messages) in enumerate(shown, 1):
        name = _file_name(f"{number:03}-{found.lead.email or found.lead.id}")
        inside = folder / name if len(shown) > 1 else folder
        inside.mkdir(parents=True, exist_ok=True)
        for at, message in enumerate(messages, 1):
            draft = message.draft
            if draft is not None and isinstance(draft.parcel, Mail):
                path = inside / f"{_file_name(f'{at:02}-{message.step}')}.eml"
                path.write_bytes(draft.parcel.content)
                count += 1
    return count


def _file_name(text: str) -> str:
    return _NOT_IN_A_NAME.sub("-", text)[:_LONGEST_NAME]
