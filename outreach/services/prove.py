"""Takes proof that a touch went out, whatever is believed of it by then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.model import (
    EnrollmentId,
    Event,
    LeadId,
    Sent,
    TouchId,
    TouchState,
)
from outreach.services import react
from outreach.services.settle import Result, settle

if TYPE_CHECKING:
    from outreach.core.model import Lead
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows it: `reference` stands in the ledger, `by` in the lead's timeline."""

    reference: str
    by: str


async def prove(
    engine: Engine,
    connection: Connection,
    held: dict[LeadId, Lead],
    touch: Row,
    proof: Proof,
) -> bool:
    """Record a touch as sent; False if it is known to be, or never was on the wire.

    It may be in doubt, or have been put off, claimed anew or given up since, be it on a
    person's word: all its attempts carry one Message-ID, so proof of any is proof that the
    lead has it, and none may follow. Its lead is among those `held`.
    """
    if touch["state"] == TouchState.SENT or touch["sending_at"] is None:
        return False
    if touch["state"] != TouchState.SENDING:
        data = {"as": "sent", "by": proof.by, "step": touch["step"]}
        event = Event(
            "doubt.settled",
            engine.now(),
            LeadId(touch["lead_id"]),
            EnrollmentId(touch["enrollment_id"]),
            TouchId(touch["id"]),
            data,
        )
        held = (await react.record(engine, connection, held, [event])).leads
    # A claim is of an attempt that has not been made yet.
    made = touch["attempt"] - (touch["state"] == TouchState.CLAIMED)
    result = Result(TouchId(touch["id"]), made, Sent(proof.reference))
    await settle(engine, connection, [result])
    return True
