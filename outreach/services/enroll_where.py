"""Enrolls the leads that a person picks, by the thousand, and tells who was left out and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.core.model import LeadId
from outreach.errors import NotFound
from outreach.services import react
from outreach.services.enroll import enroll_leads
from outreach.services.find import identities_of
from outreach.store import lead as leads
from outreach.store import lead_bulk
from outreach.store import version as versions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from outreach.core.model import Lead
    from outreach.services.engine import Engine

BATCH = 1_000  # leads a transaction
MOST_KEPT = 10_000  # of those left out; all are counted


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A lead that was not enrolled, and why."""

    lead_id: LeadId | None
    lead: str  # its address or other handle, as far as known
    code: str
    detail: str


@dataclass(slots=True)
class EnrolledWhere:
    """What came of it: leads enrolled and left out, these by code."""

    sequence: str
    enrolled: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """How many leads were left out."""
        return self.codes.total()


async def enroll_where(
    engine: Engine,
    sequence: str,
    *,
    where: Callable[[Lead], bool] | None = None,
    emails: Iterable[str] | None = None,
    again: bool = False,
    met: bool = False,
    by: str = "person",
    progress: Callable[[EnrolledWhere], None] | None = None,
) -> EnrolledWhere:
    """Enroll the named leads, or all those that `where` holds of, in id order.

    `again` and `met` are as `enroll_leads` has them. `emails` may name phones and profiles
    too; one that no lead has is left out as `not_found`. Each batch is committed by itself,
    so that what is cut short can be run again. Raises NotFound for a sequence this database
    does not know.
    """
    async with engine.database.reading() as connection:
        if await versions.current(connection, sequence) is None:
            raise NotFound(f"no sequence {sequence!r} in this database")
    done = EnrolledWhere(sequence)
    batches = _all(engine) if emails is None else _named(engine, emails, done)
    async for batch in batches:
        wanted = [lead.id for lead in batch if where is None or where(lead)]
        await _enroll(engine, done, wanted, again=again, met=met, by=by)
        if progress is not None:
            progress(done)
    return done


async def _all(engine: Engine) -> AsyncIterator[list[Lead]]:
    last = LeadId(0)
    while True:
        async with engine.database.reading() as connection:
            batch = await lead_bulk.after(connection, last, BATCH)
        if not batch:
            return
        yield batch
        last = batch[-1].id


async def _named(
    engine: Engine, handles: Iterable[str], done: EnrolledWhere
) -> AsyncIterator[list[Lead]]:
    names = list(dict.fromkeys(handles))
    for start in range(0, len(names), BATCH):
        some = names[start : start + BATCH]
        identities = {name: identities_of(name) for name in some}
        async with engine.database.reading() as connection:
            known = await lead_bulk.known(
                connection,
                [each for several in identities.values() for each in several],
            )
        for name, several in identities.items():
            if not any(identity in known for identity in several):
                _leave_out(done, LeftOut(None, name, "not_found", "no such lead"))
        yield sorted(known.values(), key=lambda lead: lead.id)


async def _enroll(
    engine: Engine,
    done: EnrolledWhere,
    wanted: list[LeadId],
    *,
    again: bool,
    met: bool,
    by: str,
) -> None:
    if not wanted:
        return
    async with engine.database.writing() as connection:
        held = await leads.lock(connection, wanted)
        result = await enroll_leads(
            engine,
            connection,
            done.sequence,
            list(held.values()),
            by=by,
            again=again,
            met=met,
        )
        await react.record(engine, connection, held, result.facts)
    done.enrolled += result.count
    for refusal in result.refused:
        handle = handle_of(held[refusal.lead_id])
        _leave_out(done, LeftOut(refusal.lead_id, handle, refusal.code, refusal.detail))


def handle_of(lead: Lead) -> str:
    """Return what a person calls the lead by."""
    return lead.email or lead.phone or lead.linkedin or f"#{lead.id}"


def _leave_out(done: EnrolledWhere, left_out: LeftOut) -> None:
    done.codes[left_out.code] += 1
    if len(done.left_out) < MOST_KEPT:
        done.left_out.append(left_out)
