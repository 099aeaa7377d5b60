"""Learns from an answer who else speaks for a lead, and which mails stand in its threads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outreach.core.inbound.kin import Kin, is_colleague, kin
from outreach.core.inbound.match import How
from outreach.core.inbound.reading import Kind
from outreach.core.mailbox import mailbox_of
from outreach.services.recognise import is_ours, own_domains
from outreach.store import alias as aliases
from outreach.store import touch as touches
from outreach.store.database import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outreach.services.engine import Engine
    from outreach.services.hear import Heard
    from outreach.store.database import Connection

MOST_COPIED = 10
MOST_IDS = 30
LONGEST_ID = 500
_WORDS = (Kind.REPLY, Kind.OPT_OUT)
_BY_HAND = (Kind.OTHER, Kind.SYSTEM)  # what our own people write, and copies of touches
# Known by the thread itself, so that whoever wrote is in it.
_IN_THREAD = (How.ASSIGNED, How.MESSAGE_ID, How.LINK, How.RETURN_PATH, How.THREAD)
_NOBODY = re.compile(
    r"(?:no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?)\b", re.IGNORECASE
)
_PREFIX = re.compile(
    r"^\s*(?:[A-Za-z]{1,5}|回复|答复|转发)\s?(?:\[\d+\])?\s?[:\uff1a]\s*"
)


async def learn(
    engine: Engine, connection: Connection, heard: Heard, *, by: str = ""
) -> None:
    """Note who answered for a lead, whom they let in, and the ids of what they wrote.

    Only what people wrote teaches who they are; the lead is held.
    """
    kind = heard.reading.kind
    if kind in _WORDS and heard.match.how in _IN_THREAD:
        await aliases.learn(connection, list(_people(engine, heard, by)))
    ours = is_ours(heard.mail.from_address, own_domains(engine))
    if kind in (*_WORDS, Kind.AUTO_REPLY) or (ours and kind in _BY_HAND):
        rows = [
            {
                "message_id": message_id,
                "lead_id": heard.lead.id,
                "inbound_id": heard.inbound_id,
                "learned_at": engine.now(),
            }
            for message_id in await _thread(connection, heard)
        ]
        await aliases.join_thread(connection, rows)


def _people(engine: Engine, heard: Heard, by: str) -> Iterator[dict[str, object]]:
    mail, lead, own = heard.mail, heard.lead, own_domains(engine)
    known = {mailbox_of(lead.email)}

    def is_new(address: str) -> bool:
        mailbox = mailbox_of(address)
        stands = not address or mailbox in known or is_ours(address, own)
        known.add(mailbox)
        nobody = _NOBODY.match(address)
        return not (stands or nobody) and text(address) == address

    def row(address: str, who: Kin) -> dict[str, object]:
        return {
            "mailbox": mailbox_of(address),
            "lead_id": lead.id,
            "kind": who.value,
            "address": address,
            "inbound_id": heard.inbound_id,
            "by": by,
            "learned_at": engine.now(),
        }

    for address in (mail.from_address, *mail.reply_to[:1]):
        if is_new(address):
            yield row(address, kin(address, mail.from_name, lead))
    for address in mail.to[:MOST_COPIED]:
        if is_colleague(address, lead) and is_new(address):
            yield row(address, Kin.COPIED)


async def _thread(connection: Connection, heard: Heard) -> list[str]:
    """Return the ids that stand in the lead's thread with this mail and are no touches."""
    mail, how = heard.mail, heard.match.how
    named = [mail.message_id]
    if heard.reading.kind is not Kind.AUTO_REPLY and (
        how in _IN_THREAD or await _answers_ours(connection, heard)
    ):
        named += [*mail.in_reply_to, *reversed(mail.references)]
    wanted = [
        each
        for each in dict.fromkeys(named)
        if each and len(each) <= LONGEST_ID and text(each) == each
    ][:MOST_IDS]
    ours = await touches.by_message_ids(connection, wanted)
    return [each for each in wanted if each not in {row["message_id"] for row in ours}]


async def _answers_ours(connection: Connection, heard: Heard) -> bool:
    """Tell whether its subject is that of a mail to the lead: a server gave it another id."""
    if not heard.mail.in_reply_to or not _PREFIX.match(heard.mail.subject):
        return False
    sent = await touches.of_lead(connection, heard.lead.id)
    subjects = {_bare(row["subject"]) for row in sent if row["sending_at"] is not None}
    return _bare(heard.mail.subject) in subjects - {""}


def _bare(subject: str) -> str:
    """Return a subject without what answering puts before it."""
    for _ in range(5):
        shorter = _PREFIX.sub("", subject)
        if shorter == subject:
            break
        subject = shorter
    return " ".join(subject.split()).casefold()
