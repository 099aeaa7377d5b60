"""Keeps a CRM in step: hears first what people set there, then tells it what is new."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, assert_never

from outreach.core.model import LeadId
from outreach.core.retry import backoff
from outreach.errors import Unavailable
from outreach.log import get_logger
from outreach.ports import (
    CrmChange,
    CrmLead,
    CrmNote,
    Pushed,
    PushLater,
    PushRefused,
)
from outreach.services.obey import obey
from outreach.store import lead as leads
from outreach.store import outbox
from outreach.store.database import passes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.core.model import Lead
    from outreach.ports import Crm, CrmOutcome
    from outreach.services.engine import Engine
    from outreach.store.database import Row

BATCH = 100
ROUNDS = 20  # a call; what is left is for the next one
THROTTLED = 3  # answers in a row that ask to wait; one may be its record's own trouble
WITHOUT_RECORD = timedelta(minutes=1)  # a note waits for its lead's record

log = get_logger(__name__)


async def sync(engine: Engine, crms: Mapping[str, Crm], name: str) -> int:
    """Pull, then push what may be pushed now; return how many rows were told.

    Each row stands for itself: one that is refused stops no other. Deaf to what people set
    there, it pushes nothing: an older word of ours would go over theirs.
    """
    try:
        await pull(engine, crms, name)
    except Unavailable as error:
        log.warning("crm.unavailable", crm=name, error=str(error))
        return 0
    return await push(engine, crms, name)


async def push(engine: Engine, crms: Mapping[str, Crm], name: str) -> int:
    """Push what may be pushed now; return how many rows were told."""
    crm = crms[name]
    told = 0
    for _ in range(ROUNDS):
        async with engine.database.writing() as connection:
            rows = await outbox.take(connection, name, engine.now(), BATCH)
        if not rows:
            break
        pushed = await _push(engine, crm, name, rows)
        told += pushed
        if pushed < len(rows):
            break
    return told


async def pull(engine: Engine, crms: Mapping[str, Crm], name: str) -> int:
    """Obey what people changed there; return how many changes were not our own.

    Raises Unavailable.
    """
    async with engine.database.reading() as connection:
        cursor = await outbox.cursor_of(connection, name)
    changes, beyond = await crms[name].pull(cursor)
    heard = failed = 0
    for change in changes:
        try:
            heard += await obey(engine, name, change)
        except Exception as error:
            if passes(error):
                raise
            # One that cannot be obeyed stops no other: it is read again.
            log.exception("crm.disobeyed", crm=name, record=change.external_id)
            failed += 1
    if beyond != cursor and not failed:
        async with engine.database.writing() as connection:
            await outbox.move_cursor(connection, name, beyond, engine.now())
    return heard


async def _push(engine: Engine, crm: Crm, name: str, rows: list[Row]) -> int:
    """Tell row by row, in order; return how many are told.

    Where the CRM asks to wait time after time, or the lease is over, the rest is left.
    """
    told = late = 0
    over_at = engine.now() + outbox.LEASE
    for index, row in enumerate(rows):
        if engine.now() >= over_at:
            break  # another may have taken what is left
        outcome = await _tell(engine, crm, name, row)
        await _settle(engine, name, row, outcome)
        match outcome:
            case Pushed():
                told, late = told + 1, 0
            case PushLater(not_before=datetime()):
                late += 1
                if late == THROTTLED:
                    await _give_back(engine, rows[index + 1 :], outcome.not_before)
                    break
            case _:
                pass
    return told


async def _tell(engine: Engine, crm: Crm, name: str, row: Row) -> CrmOutcome:
    lead_id = LeadId(row["lead_id"])
    async with engine.database.reading() as connection:
        lead = (await leads.get(connection, [lead_id])).get(lead_id)
        external_id = await outbox.link_of(connection, name, lead_id)
        record = await outbox.state_of(connection, name, f"lead:{lead_id}")
    if lead is None:
        return PushRefused("the lead was erased")
    if row["kind"] == "lead":
        return await crm.push_lead(_record(lead, external_id))
    if external_id is not None:
        payload = row["payload"]
        at = datetime.fromisoformat(payload["at"])
        note = CrmNote(row["key"], at, payload["title"], payload["body"])
        return await crm.push_note(external_id, note)
    if record == "refused":
        return PushRefused("the lead's record was refused")
    return PushLater("the lead's record is not there yet")


def _record(lead: Lead, external_id: str | None) -> CrmLead:
    return CrmLead(
        external_id=external_id,
        email=lead.email,
        first_name=lead.first_name,
        last_name=lead.last_name,
        company=lead.company,
        title=lead.title,
        phone=lead.phone,
        stage=lead.stage,
        fields=dict(lead.fields),
    )


async def _settle(engine: Engine, name: str, row: Row, outcome: CrmOutcome) -> None:
    now = engine.now()
    async with engine.database.writing() as connection:
        match outcome:
            case Pushed(external_id=external_id, written=written):
                lead_id = LeadId(row["lead_id"])
                await outbox.link(connection, name, lead_id, external_id)
                await outbox.note_writes(connection, name, external_id, written, now)
                done = {"state": "done", "not_before": None, "detail": ""}
                await outbox.settle(connection, row, **done)
            case PushLater(detail=detail, not_before=not_before):
                await outbox.settle(
                    connection, row, **_later(row, detail, not_before, now)
                )
            case PushRefused(detail=detail):
                # Why may quote the person: it is kept where `leads to-check` reads it.
                log.warning("crm.refused", crm=name, key=row["key"])
                await outbox.settle(connection, row, state="refused", detail=detail)
            case _:
                assert_never(outcome)
    if isinstance(outcome, Pushed):
        for property_, value in outcome.kept.items():
            kept = CrmChange(outcome.external_id, "", property_, value, now)
            await obey(engine, name, kept)


def _later(
    row: Row, detail: str, not_before: datetime | None, now: datetime
) -> dict[str, object]:
    """Return when to try again. A throttle costs no attempt; only silence does."""
    if not_before is not None:
        return {"not_before": not_before, "detail": detail}
    if row["kind"] == "note" and detail.endswith("not there yet"):
        return {"not_before": now + WITHOUT_RECORD, "detail": detail}
    attempts = row["attempts"] + 1
    return {
        "not_before": now + backoff(attempts),
        "attempts": attempts,
        "detail": detail,
    }


async def _give_back(
    engine: Engine, rows: list[Row], not_before: datetime | None
) -> None:
    async with engine.database.writing() as connection:
        for row in rows:
            await outbox.settle(connection, row, not_before=not_before)
