"""What waits for a person and for nothing else: told with its reason and its remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.services.list_doubts import evidence_for, told
from outreach.store import check
from outreach.store import doubt as doubts

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.services.engine import Engine
    from outreach.store.database import Row

MOST_MAILS = 200

REMEDIES = {
    "missing_data": "give the lead what the template needs, then resume it",
    "sender_gone": "bring the sender back, or reassign its leads",
    "company_replied": "a colleague has answered: read it, then resume or stop",
    "gone": "has left the company, says its mail: stop, or find who follows",
    "out_of_office": "is away for longer than out_of_office: longest: resume or stop",
    "message_rejected": "the server refused the text: mend it, then resume",
    "gave_up": "tried too often: look at the detail, then resume or stop",
    "unreadable_mail": "its mail cannot be read: see outreach inbox list --unread",
    "manual": "paused by a person: resume or stop",
    "sequence": "the sequence paused it: resume or stop",
}


@dataclass(frozen=True, slots=True)
class ToCheck:
    """One thing to look at. `what` is paused, in_doubt, unmatched, refused or sender."""

    what: str
    id: int
    lead: str  # its address, or what is known instead
    reason: str
    detail: str
    remedy: str
    since: datetime | None
    sequence: str = ""


async def to_check(engine: Engine) -> list[ToCheck]:
    """Return everything that needs a person, the paused first, each kind oldest first."""
    async with engine.database.reading() as connection:
        paused = await check.paused(connection)
        in_doubt = await check.in_doubt(connection)
        looked = await doubts.of_touches(connection, (row["id"] for row in in_doubt))
        unmatched = await check.unmatched(connection, MOST_MAILS)
        refused = await check.refused(connection)
        lanes = await check.paused_lanes(connection)
    return [
        *(_sender(row) for row in lanes),
        *(_paused(row) for row in paused),
        *(_in_doubt(engine, row, looked.get(row["id"])) for row in in_doubt),
        *(_unmatched(row) for row in unmatched),
        *(_refused(row) for row in refused),
    ]


def _sender(row: Row) -> ToCheck:
    remedy = f"mend what the reason says, then outreach senders resume {row['name']}"
    return ToCheck(
        "sender", 0, row["name"], row["paused"], "", remedy, row["paused_at"]
    )


def _paused(row: Row) -> ToCheck:
    reason: str = row["reason"]
    fallback = "came back, but not for the address: look, then resume or stop"
    known = REMEDIES.get(reason, "look, then resume or stop")
    remedy = fallback if reason.startswith("bounced_") else known
    detail = (row["data"] or {}).get("detail", "")
    return ToCheck(
        what="paused",
        id=row["id"],
        lead=_handle(row),
        reason=reason,
        detail=str(detail),
        remedy=remedy,
        since=row["since"],
        sequence=row["sequence"],
    )


def _in_doubt(engine: Engine, row: Row, looked: Row | None) -> ToCheck:
    waits_for, known = evidence_for(engine, row, looked), told(looked)
    return ToCheck(
        what="in_doubt",
        id=row["id"],
        lead=_handle(row),
        reason=row["step"],
        detail="; ".join(each for each in (row["detail"], known) if each),
        remedy=f"waits for {waits_for}: outreach touches settle {row['id']}",
        since=row["sending_at"],
        sequence=row["sequence"],
    )


def _unmatched(row: Row) -> ToCheck:
    number, detail = row["id"], row["detail"]
    remedy = f"outreach inbox show {number}; if it is a lead's, outreach inbox assign {number} LEAD"
    if row["state"] == "unreadable":
        remedy = (
            f"outreach inbox show --raw {number}; outreach inbox retry {number} "
            "once a release can read it"
        )
        detail = f"{detail} ({row['evidence']})"
    return ToCheck(
        what="unmatched",
        id=row["id"],
        lead="",
        reason=row["kind"] or row["state"],
        detail=detail,
        remedy=remedy,
        since=row["received_at"] or row["kept_at"],
    )


def _refused(row: Row) -> ToCheck:
    return ToCheck(
        what="refused",
        id=row["id"],
        lead=_handle(row),
        reason=row["crm"],
        detail=row["detail"],
        remedy="mend the record or the mapping, then push again",
        since=row["created_at"],
    )


def _handle(row: Row) -> str:
    return row["email"] or row["phone"] or f"#{row['lead_id']}"
