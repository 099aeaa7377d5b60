"""Lists what came in: what it is, whose it is, and by what that is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.inbound.label import meaning_of
from outreach.core.inbound.recall import recall
from outreach.store import inbound

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.services.engine import Engine
    from outreach.store.database import Row

STRANGERS = ("unmatched", "unreadable")
UNREAD = ("received", "unreadable")


@dataclass(frozen=True, slots=True)
class Listed:
    """One thing received. `whose` is by what it was matched, or why it is nobody's.

    `means` is the word for what it was read as, a person's over the rules', as
    `leads label` has them; "" where it is not read.
    """

    id: int
    at: datetime
    sender: str  # whose mailbox it came to
    folder: str
    author: str
    subject: str
    state: str
    kind: str
    means: str
    lead: str
    lead_id: int | None
    touch_id: int | None
    matched_by: str
    whose: str


async def list_inbound(
    engine: Engine, *, strangers: bool = False, unread: bool = False, limit: int = 100
) -> list[Listed]:
    """Return what came in, newest first; only what is nobody's, or not read yet, if asked.

    What our own people wrote is no stranger's.
    """
    states = UNREAD if unread else STRANGERS if strangers else ()
    async with engine.database.reading() as connection:
        rows = await inbound.listed(
            connection, limit, states=states, ours=not strangers
        )
    return [listed(row) for row in rows]


def listed(row: Row) -> Listed:
    """Return a message's row as a person reads it."""
    author, _, subject = row["detail"].partition(": ")
    return Listed(
        id=row["id"],
        at=row["received_at"] or row["kept_at"],
        sender=row["mailbox"],
        folder=row["folder"],
        author=author,
        subject=subject,
        state=row["state"],
        kind=row["kind"] or row["state"],
        means=_means(row),
        lead=_lead(row),
        lead_id=row["lead_id"],
        touch_id=row["touch_id"],
        matched_by=row["matched_by"],
        whose=_whose(row),
    )


def _means(row: Row) -> str:
    if row["word"]:
        return str(row["word"].get("meaning", ""))
    reading = recall(row["reading"]) if row["reading"] else None
    return "" if reading is None else meaning_of(reading)


def _lead(row: Row) -> str:
    if row["lead_id"] is None:
        return ""
    return row["email"] or row["phone"] or f"#{row['lead_id']}"


def _whose(row: Row) -> str:
    """Return what decided, with its evidence."""
    if row["state"] == "duplicate" and not row["evidence"]:
        return "a copy of a mail that is kept already"
    by = row["matched_by"] if row["lead_id"] is not None else ""
    told = (by, row["evidence"])
    return " ".join(each for each in told if each)
