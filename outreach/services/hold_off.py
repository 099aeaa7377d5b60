"""Holds off from those who have answered us already, in the thread of somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.mailbox import mailbox_of
from outreach.store import alias as aliases
from outreach.store import enrollment as enrollments
from outreach.store import lead_bulk

if TYPE_CHECKING:
    from collections.abc import Collection

    from outreach.core.model import Lead, LeadId
    from outreach.store.database import Connection

ANSWERS_FOR = "answers_for"


async def hold_off(
    connection: Connection, some: Collection[Lead]
) -> dict[LeadId, tuple[str, str]]:
    """Return, for those who answered for another lead before any sequence, the code and why.

    A first mail to them would be cold to somebody who talks with us. Who has been in a
    sequence already is judged by that.
    """
    mailboxes: dict[str, list[Lead]] = {}
    for lead in some:
        if lead.email:
            mailboxes.setdefault(mailbox_of(lead.email), []).append(lead)
    found: dict[LeadId, tuple[str, str]] = {}
    for row in await aliases.of_mailboxes(connection, mailboxes):
        for lead in mailboxes[row["mailbox"]]:
            if row["lead_id"] == lead.id or row["kind"] not in aliases.ANSWERED:
                continue
            if await enrollments.of_lead(connection, lead.id):
                continue
            told = await _named(connection, row["lead_id"])
            found[lead.id] = (ANSWERS_FOR, f"has answered in the thread of {told}")
    return found


async def _named(connection: Connection, lead_id: LeadId) -> str:
    known = await lead_bulk.living(connection, [lead_id])
    lead = known.get(lead_id)
    return (lead.email if lead else "") or f"#{lead_id}"
