"""Reads a timeline off the events that a rehearsal left behind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from outreach.core.scenario.model import Entry
from outreach.core.model import TouchId
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

HEARD = ("reply", "auto_reply", "bounce", "opt_out", "complaint", "link", "mail")
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
    found = {}
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


def _entry(event: Event, book: _Book) -> Entry | None:  # noqa: PLR0911 - a table of kinds
    """Return what an event is in a timeline; None for what is none of its matter."""
    data, who = event.data, book.who[event.lead_id]
    general, _, rest = event.kind.partition(".")
    sequence = book.sequences.get(event.enrollment_id or 0, "")
    step = str(data.get("step", ""))

    def told(kind: str, what: str, why: str = "", **details: str) -> Entry:
        return Entry(kind, what, event.at, who, sequence, details, why=why)

    match general, rest:
        case "sent", _:
            details = {name: str(data.get(name, "")) for name in _SHOWN}
            text = book.texts.get(event.touch_id or 0, "")
            return replace(told("send", step, **details), text=text)
        case "step", "skipped":
            reason = str(data.get("reason", ""))
            return told("skip", step, _WHY.get(reason, reason))
        case "task", "created":
            title = str(data.get("title", ""))
            kind = "notify" if data.get("kind") == "notify" else "task"
            return told(kind, step if kind == "task" and step else title, title=title)
        case "paused", _:
            return _pause(event, who, sequence)
        case "resumed", _:
            return told("resume", str(data.get("was", "")))
        case "finished", _:
            return told("finish", rest)
        case "stage" | "goal", _:
            return told(general, rest)
        case "tagged", _:
            return told("tag", str(data.get("tag", "")))
        case "fields", "set":
            return told("set", ", ".join(map(str, data)))
        case "enrolled", _ if data.get("by") == "sequence":
            return Entry("enroll", str(data.get("sequence", "")), event.at, who)
        case "enroll", "refused":
            return Entry("refused", str(data.get("code", "")), event.at, who)
        case "custom", _:
            return Entry("heard", event.kind, event.at, who)
        case _ if general in HEARD:
            return Entry("heard", event.kind, event.at, who, text=_said(event))
        case _:
            return None


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
