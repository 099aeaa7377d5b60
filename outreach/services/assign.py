"""Gives a stranger's mail to a lead because a person says so; what follows follows then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.match import How, Match
from outreach.core.inbound.notice import FOLDER, mail_of, read_notice, reading_of
from outreach.core.inbound.reading import classify
from outreach.core.mailbox import mailbox_of
from outreach.errors import NotFound, Refused
from outreach.services.attribute import heard_of
from outreach.services.find import find
from outreach.services.ingest import attend
from outreach.services.recognise import own_domains
from outreach.store import enrollment as enrollments
from outreach.store import inbound

if TYPE_CHECKING:
    from outreach.core.inbound.mail import InboundMail
    from outreach.core.inbound.reading import Reading
    from outreach.core.model import Lead
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

GONE = "erased"


@dataclass(frozen=True, slots=True)
class Assigned:
    """What came of it. `moved` are the lead's enrollments that it stopped or paused."""

    id: int
    lead: Lead
    kind: str
    moved: int


async def assign(
    engine: Engine, inbound_id: int, meant: str, *, by: str = "person"
) -> Assigned:
    """Take a stranger's mail as the lead's answer, as if it had been matched so.

    Whoever wrote it is known for the lead from then on. Raises NotFound, and Refused:
    `already_matched`, `not_read_yet`, `ambiguous`.
    """
    async with engine.database.writing() as connection:
        row = await _stranger(connection, inbound_id)
        lead = await find(connection, meant)
        before = await _standing(connection, lead)
        kind = await _attend(engine, connection, row, lead, by)
        after = await _standing(connection, lead)
    moved = sum(after.get(each) != state for each, state in before.items())
    return Assigned(inbound_id, lead, kind, moved)


async def _stranger(connection: Connection, inbound_id: int) -> Row:
    row = await inbound.hold(connection, inbound_id)
    if row is None or row["state"] == GONE:
        raise NotFound(f"no mail {inbound_id}: `outreach inbox list` has their numbers")
    match row["state"]:
        case "unmatched" | "unreadable":
            return row
        case "received":
            raise Refused(
                "not_read_yet", "is not interpreted yet: try again in a minute"
            )
        case "duplicate":
            raise Refused(
                "already_matched", "is a copy of another mail, which stands for it"
            )
        case _:
            raise Refused(
                "already_matched",
                f"is lead #{row['lead_id']}'s already; `outreach leads label` says what "
                "it means",
            )


async def _standing(connection: Connection, lead: Lead) -> dict[int, tuple[str, str]]:
    rows = await enrollments.of_lead(connection, lead.id)
    return {row["id"]: (row["state"], row["reason"]) for row in rows}


async def _attend(
    engine: Engine, connection: Connection, row: Row, lead: Lead, by: str
) -> str:
    mail, reading, channel = read_again(engine, row)
    other = mailbox_of(mail.from_address) != mailbox_of(lead.email)
    match = Match(lead.id, None, How.ASSIGNED, other_sender=other, evidence=f"by {by}")
    heard = await heard_of(engine, connection, row, mail, reading, match, channel)
    await attend(engine, connection, heard, by=by)
    return reading.kind.value


def read_again(engine: Engine, row: Row) -> tuple[InboundMail, Reading, str]:
    """Return what a kept message is by the present rules, and its channel."""
    content, received_at = bytes(row["content"]), row["received_at"] or row["kept_at"]
    if row["folder"] == FOLDER:
        notice = read_notice(content)
        reading = reading_of(notice, received_at=received_at)
        return mail_of(notice), reading, notice.channel
    mail = read_mail(content)
    reading = classify(mail, received_at=received_at, own_domains=own_domains(engine))
    return mail, reading, "email"
