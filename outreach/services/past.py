"""Tells from the events what a reading did, where it was interpreted before that was noted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from outreach.core.model import EnrollmentState, Finish, LeadId
from outreach.services.trace import ENROLLMENT, SUPPRESSION, Effects, plain
from outreach.store import enrollment as enrollments
from outreach.store import lead as leads
from outreach.store import reading as readings
from outreach.store import suppression as suppressions

if TYPE_CHECKING:
    from outreach.store.database import Connection, Row

SAME_BREATH = timedelta(seconds=5)  # one transaction records all that follows
_ENDED = {
    "reply": Finish.REPLIED,
    "bounce": Finish.BOUNCED,
    "opt_out": Finish.OPTED_OUT,
    "complaint": Finish.OPTED_OUT,
}
_OPEN = {"state": "active", "reason": "", "waits_for": "", "finished_at": None}


async def past_effects(connection: Connection, row: Row) -> dict[LeadId, Effects]:
    """Return what a message's reading did, as far as the events tell; {} where they do not.

    Enrollments are taken to have been under way before.
    """
    lead_id = LeadId(row["lead_id"])
    told = [
        each
        for each in await readings.events_after(connection, [lead_id], 0)
        if each["inbound_id"] == row["id"]
    ]
    if not told:
        return {}
    found = Effects(events=[each["id"] for each in told])
    wanted = [lead_id, *await leads.colleagues(connection, lead_id)]
    since = await readings.events_after(connection, wanted, told[0]["id"] - 1)
    breath = [
        each
        for each in since
        if each["recorded_at"] - told[0]["recorded_at"] <= SAME_BREATH
        and each["kind"].partition(".")[0] in ("finished", "paused")
    ]
    found.events = sorted({*found.events, *(each["id"] for each in breath)})
    for each in breath:
        await _enrollment(connection, found, each, told[0])
    _deeds(found, told, lead_id)
    await _suppression(connection, found, row, told[0])
    return {lead_id: found}


async def _enrollment(
    connection: Connection, found: Effects, event: Row, answer: Row
) -> None:
    ids = [event["enrollment_id"]] if event["enrollment_id"] else []
    for row in (await enrollments.get(connection, ids)).values():
        if row["lead_id"] == answer["lead_id"] and row["state"] == "finished":
            ended = _ENDED.get(answer["kind"].partition(".")[0])
            if row["reason"] not in (ended, Finish.STOPPED, Finish.GOAL):
                continue
        now = plain(row, ENROLLMENT)
        if now["state"] == EnrollmentState.ACTIVE:
            continue  # it has gone on since
        was = {**now, **_OPEN, "due_at": None}
        found.enrollments[str(row["id"])] = [was, now]


def _deeds(found: Effects, told: list[Row], lead_id: LeadId) -> None:
    """Read stages, tags and tasks out of what was recorded."""
    was: dict[str, Any] = {}
    now: dict[str, Any] = {}
    for each in told:
        kind, data = each["kind"], each["data"]
        if kind.startswith("stage."):
            was.setdefault("stage", data.get("from", ""))
            now["stage"] = kind.partition(".")[2]
        elif kind == "tagged":
            was["tags"] = []
            now["tags"] = [*now.get("tags", ()), data.get("tag")]
        elif kind == "task.created":
            found.tasks.append(data.get("task"))
    if was:
        found.leads[str(lead_id)] = [was, now]


async def _suppression(
    connection: Connection, found: Effects, row: Row, answer: Row
) -> None:
    """Take for its doing what was put on the list in the same breath."""
    if answer["kind"].partition(".")[0] not in ("opt_out", "complaint", "bounce"):
        return
    known = await leads.get(connection, [LeadId(answer["lead_id"])])
    addresses = {lead.email.lower() for lead in known.values()}
    author = row["detail"].partition(": ")[0].lower()
    if answer["kind"] == "opt_out":
        addresses.add(author)
    keys = [("address", each) for each in addresses if each]
    for each in await suppressions.of_keys(connection, keys) if keys else ():
        if abs(each["created_at"] - answer["recorded_at"]) <= SAME_BREATH:
            now = plain(each, SUPPRESSION)
            found.suppressions.append([each["kind"], each["value"], None, now])
