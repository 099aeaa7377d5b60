"""Reads a timeline off the events that a rehearsal left behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from outreach.core.model import TouchId
from outreach.core.scenario.model import Entry
from outreach.ports import Mail
from outreach.services.rehearse_deed import named_in, text_of
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import touch as touches

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.core.model import Event, LeadId
    from outreach.core.scenario.model import Scenario
    from outreach.services.engine import Engine
    from outreach.services.rehearse_deed import Tape
    from outreach.store.database import Row

HEARD = (
    "reply",
    "auto_reply",
    "bounce",
    "opt_out",
    "complaint",
    "link",
    "mail",
    "custom",
)
# The kind of an entry, and which of the event's data names it; "" names all of them.
_BY_FIELD = {
    "resumed": ("resume", "was"),
    "tagged": ("tag", "tag"),
    "fields.set": ("set", ""),
    "enrolled": ("enroll", "sequence"),
}
_OF_THE_LEAD = ("enroll", "stage")
_WHY = {"condition": "its `if` did not hold"}
_SHOWN = ("sender", "subject", "variant", "channel")


@dataclass(frozen=True, slots=True)
class _Book:
    """What entries are read with: whose they are, in which sequence, what each touch said."""

    who: Mapping[LeadId, str]
    sequences: Mapping[int, str]
    texts: Mapping[int, str]


async def timeline(
    engine: Engine, tape: Tape, scenario: Scenario, who: Mapping[LeadId, str]
) -> list[Entry]:
    """Return what happened to these leads, in order."""
    async with engine.database.reading() as connection:
        of_leads = await events.of_leads(connection, who)
        rows = [
            row
            for lead_id in who
            for row in await enrollments.of_lead(connection, lead_id)
        ]
        sent = [
            TouchId(event.touch_id)
            for known in of_leads.values()
            for event in known
            if event.kind == "sent" and event.touch_id is not None
        ]
        reads = _reads_texts(scenario)
        texts = _texts(await touches.get(connection, sent), tape) if reads else {}
    book = _Book(who, {row["id"]: row["sequence"] for row in rows}, texts)
    found = [
        (event.at, n, entry)
        for known in of_leads.values()
        for n, event in enumerate(known)
        if (entry := _entry(event, book)) is not None
    ]
    found.sort(key=lambda each: each[:2])
    return [entry for _, _, entry in found]


def _texts(rows: Mapping[TouchId, Row], tape: Tape) -> dict[int, str]:
    """Return what each touch said: mails by their Message-ID, others in their order."""
    mails = {named_in(p.content): p for p in tape.sent if isinstance(p, Mail)}
    others = [parcel for parcel in tape.sent if not isinstance(parcel, Mail)]
    found: dict[int, str] = {}
    for touch_id, row in sorted(rows.items()):
        mail = mails.get(row["message_id"])
        if mail is not None:
            found[touch_id] = text_of(mail.content)
            continue
        ours = (each for each in others if each.sender == row["lane"])
        parcel = next(ours, None)
        if parcel is not None:
            others.remove(parcel)
            found[touch_id] = parcel.content.decode("utf-8", "replace")
    return found


def _entry(event: Event, book: _Book) -> Entry | None:
    """Return what an event is in a timeline; None for what is none of its matter."""
    data, who = event.data, book.who[event.lead_id]
    sequence = book.sequences.get(event.enrollment_id or 0, "")
    general = event.kind.partition(".")[0]
    if event.kind == "sent":
        details = {name: str(data.get(name, "")) for name in _SHOWN}
        text = book.texts.get(event.touch_id or 0, "")
        step = str(data.get("step", ""))
        return Entry("send", step, event.at, who, sequence, details, text=text)
    if event.kind == "paused":
        return _pause(event, who, sequence)
    if general in HEARD:
        return Entry("heard", event.kind, event.at, who, text=_said(event))
    found = _thing(event)
    if found is None:
        return None
    kind, what = found
    title = {"title": str(data["title"])} if "title" in data else {}
    named = "" if kind in _OF_THE_LEAD else sequence
    return Entry(kind, what, event.at, who, named, title, why=_why(event))


def _thing(event: Event) -> tuple[str, str] | None:
    """Return the kind and the name of what an event is, for what has no more to it."""
    data = event.data
    general, _, rest = event.kind.partition(".")
    match general, rest:
        case "step", "skipped":
            return "skip", str(data.get("step", ""))
        case "task", "created" if event.touch_id is not None:
            return None  # it is how the touch leaves, which is told already
        case "task", "created":
            kind = "notify" if data.get("kind") == "notify" else "task"
            step = str(data.get("step", "")) if kind == "task" else ""
            return kind, step or str(data.get("title", ""))
        case "finished", _:
            return "finish", rest
        case "stage" | "goal", _:
            return general, rest
        case "enroll", "refused":
            return "refused", str(data.get("code", ""))
        case "enrolled", _ if data.get("by") != "sequence":
            return None
        case _ if event.kind in _BY_FIELD:
            kind, field = _BY_FIELD[event.kind]
            return kind, str(data.get(field, "")) if field else ", ".join(
                map(str, data)
            )
        case _:
            return None


def _why(event: Event) -> str:
    reason = str(event.data.get("reason", "") or event.data.get("detail", ""))
    return _WHY.get(reason, reason)


def _said(event: Event) -> str:
    return str(event.data.get("text", "") or event.data.get("detail", ""))


def _pause(event: Event, who: str, sequence: str) -> Entry:
    until = event.data.get("until")
    return Entry(
        "pause",
        str(event.data.get("reason", "")),
        event.at,
        who,
        sequence,
        until=datetime.fromisoformat(until) if isinstance(until, str) else None,
        why=str(event.data.get("detail", "")),
    )


def _reads_texts(scenario: Scenario) -> bool:
    then = scenario.then
    return then is not None and any(
        expected.contains or expected.lacks for expected in (*then.entries, *then.never)
    )
