"""Forgets a person, but for a hash of the address that keeps us from writing to them again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.address import fingerprint
from outreach.core.model import Finish, TouchState
from outreach.errors import Refused
from outreach.services.dossier import loose_ids
from outreach.services.find import find_held
from outreach.services.finish import finish
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import person
from outreach.store import suppression as suppressions
from outreach.store import touch as touches

if TYPE_CHECKING:
    from outreach.core.model import Lead, LeadId
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

REASON = "erased"


@dataclass(frozen=True, slots=True)
class Erased:
    """What was forgotten. `elsewhere` are records in CRMs, which only their owners can erase."""

    lead_id: LeadId
    stopped: int
    mails: int
    elsewhere: tuple[tuple[str, str], ...]  # (crm, the record's id there)


async def erase(engine: Engine, meant: str) -> Erased:
    """Erase a lead, with its mail, tasks, events' texts and links, in one transaction.

    A row without a name stays, so that reports still count its touches. Raises NotFound,
    and Refused: `in_flight` while a touch is on the wire, for what comes of it must still
    be recorded; `ambiguous`.
    """
    async with engine.database.writing() as connection:
        await person.shred(connection)
        lead = await find_held(connection, meant)
        held = await person.held(connection, lead.id)
        _refuse_in_flight(held["touches"])
        stopped = await _stop(engine, connection, lead, held["touches"])
        await _keep_hash(engine, connection, lead)
        loose = await loose_ids(connection, lead)
        await person.forget(connection, lead.id, loose, engine.now())
    await person.flush(engine.database)
    return Erased(
        lead.id,
        stopped,
        len(held["inbound"]) + len(loose),
        tuple((row["crm"], row["external_id"]) for row in held["crm_links"]),
    )


def _refuse_in_flight(held: list[Row]) -> None:
    if any(row["state"] == TouchState.SENDING for row in held):
        raise Refused(
            "in_flight", "a touch is on the wire just now: try again in a minute"
        )


async def _stop(
    engine: Engine, connection: Connection, lead: Lead, held: list[Row]
) -> int:
    """End what is unfinished, without the reactions that would make something new."""
    rows = await enrollments.open_of(connection, [lead.id])
    facts = await finish(engine, connection, rows, Finish.STOPPED)
    await events.append(connection, facts, engine.now())
    for row in held:
        if row["state"] == TouchState.CLAIMED:
            await touches.skip(connection, row, Finish.STOPPED, engine.now())
    return len(rows)


async def _keep_hash(engine: Engine, connection: Connection, lead: Lead) -> None:
    """Put hashes on the list in the place of what spells the person out."""
    secret = engine.house.secret
    keys = suppressions.keys_of(lead, secret)
    known = await suppressions.of_keys(connection, keys)
    # A dead address stays known as dead, an objection as an objection.
    reason = next((row["reason"] for row in known if row["kind"] != "domain"), REASON)
    for row in known:
        if row["kind"] in ("address", "handle"):
            await suppressions.remove(connection, row["kind"], row["value"])
    handles = [each for each in (lead.email, lead.phone, lead.linkedin) if each]
    await suppressions.add(
        connection,
        [
            {
                "kind": "hash",
                "value": fingerprint(handle, secret),
                "reason": reason,
                "source": REASON,
                "created_at": engine.now(),
            }
            for handle in handles
        ],
    )
