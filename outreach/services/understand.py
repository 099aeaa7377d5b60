"""What an answer means: by the rules, and where a workspace wants it by a model's word too.

A model is asked outside any transaction, about what the rules found to be a person's answer
and no wish to be left alone: of those it decides nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.notice import FOLDER
from outreach.core.inbound.reading import Kind, classify
from outreach.core.inbound.second import weighed
from outreach.log import get_logger
from outreach.services.ask import KIND, ask
from outreach.services.recognise import own_domains
from outreach.store import inbound

if TYPE_CHECKING:
    from outreach.core.inbound.intent import Intent
    from outreach.core.inbound.reading import Reading
    from outreach.core.model import EnrollmentId, Event, InboundId, Lead
    from outreach.ports import Opinion
    from outreach.services.engine import Engine
    from outreach.store.database import Connection

log = get_logger(__name__)


async def opinion_of(engine: Engine, inbound_id: InboundId) -> Opinion | None:
    """Ask the model, if there is one, about a kept mail; None where the rules stand alone.

    Holds no transaction while it waits.
    """
    if engine.reader is None:
        return None
    async with engine.database.reading() as connection:
        row = await inbound.get(connection, inbound_id)
    if row is None or row["state"] != "received" or row["folder"] == FOLDER:
        return None
    try:
        mail = read_mail(row["content"])
        at = row["received_at"] or row["kept_at"]
        reading = classify(mail, received_at=at, own_domains=own_domains(engine))
    except Exception:  # what cannot be read is set aside where it is interpreted
        log.exception("intent.unreadable", inbound=inbound_id)
        return None
    if reading.kind is not Kind.REPLY or not reading.text.strip():
        return None
    return await engine.reader.read(reading.text)


def with_opinion(reading: Reading, opinion: Opinion | None) -> Reading:
    """Return a reply's reading with the model's opinion weighed in; any other as it is."""
    if opinion is None or reading.kind is not Kind.REPLY or reading.intent is None:
        return reading
    if reading.doubt:  # whether that is a wish to be left alone only a person tells
        return reading
    intent = weighed(
        reading.intent, opinion.meaning, opinion.confidence, reading.text, opinion.model
    )
    return replace(reading, intent=intent)


def told(intent: Intent | None) -> dict[str, object]:
    """Return what an answer's event says of its meaning; what is not known is left out."""
    if intent is None:
        return {"confidence": 0.0}
    contact = intent.contact
    known: dict[str, object] = {
        "words": list(intent.words),
        "guess": intent.guess and intent.guess.value,
        "until": intent.ask_again_on and intent.ask_again_on.isoformat(),
        "refer_to": intent.refer_to,
        "refer_name": contact and contact.name,
        "refer_role": contact and contact.role,
        "read_by": intent.by,
    }
    return {
        "confidence": intent.confidence,
        **{name: value for name, value in known.items() if value},
    }


async def ask_person(
    engine: Engine,
    connection: Connection,
    lead: Lead,
    enrollment_id: EnrollmentId | None,
    intent: Intent | None,
) -> list[Event]:
    """Give a person an answer that nobody is sure of; return the fact, if so."""
    if intent is None or intent.meaning is not Meaning.OTHER or intent.sure:
        return []
    name = lead.first_name or lead.email or lead.phone
    guess = f" (perhaps {intent.guess.value})" if intent.guess else ""
    title = f"Read what {name} answered{guess}, then label it"
    now = engine.now()
    return [
        await ask(connection, lead.id, KIND, title, now, enrollment_id=enrollment_id)
    ]
