"""Who must not be contacted: put on the list and taken off it by a person, by hand or by file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.core.address import FREE_MAIL, exchanged, fingerprint
from outreach.core.block import key_of
from outreach.core.model import Event, Finish, LeadId
from outreach.core.suppression_row import Suppression
from outreach.errors import InputError, NotFound
from outreach.services import react
from outreach.services.concern import Concern
from outreach.services.finish import finish
from outreach.services.prefer import lift
from outreach.store import enrollment as enrollments
from outreach.store import lead as leads
from outreach.store import suppression as suppressions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach.core.lead_row import Problem
    from outreach.core.model import Lead
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

# Suppressions a transaction. Each puts about every page of the index anew on the disk.
BATCH = 50_000
PAGE = 1_000  # leads looked at, or stopped, at once
MANUAL = "manual"


@dataclass(slots=True)
class Suppressed:
    """What came of it: entries added, those that stood already, enrollments stopped.

    `passed_over` are rows that their own status says are not meant.
    """

    added: int = 0
    known: int = 0
    stopped: int = 0
    passed_over: int = 0
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)


async def suppress(
    engine: Engine,
    what: Sequence[str],
    *,
    kind: str = "",
    reason: str = MANUAL,
    source: str = "person",
) -> Suppressed:
    """Put addresses, domains, handles or hashes on the list and stop whom they name.

    Everything is in one transaction a batch, under the leads' locks. A mail provider's
    domain wants its `kind` said. Raises InputError.
    """
    done = Suppressed()
    keys = [key_of(text, kind) for text in what]
    if (
        providers := sorted({value for _, value in keys} & FREE_MAIL)
        if not kind
        else []
    ):
        raise InputError(
            f"{providers[0]} is a mail provider's: this would stop everybody there; if it "
            "is meant, name the kind: domain"
        )
    entries = [Suppression(*key, reason, source) for key in dict.fromkeys(keys)]
    await put(engine, entries, done)
    return done


async def unsuppress(engine: Engine, what: str, *, kind: str = "") -> list[Suppression]:
    """Take it off the list; return what was taken. Nothing resumes by itself.

    An address that was erased is known again by its hash; what its owner chose short of an
    end is lifted too. Raises NotFound.
    """
    key = key_of(what, kind)
    keys = [key]
    if key[0] in ("address", "handle"):
        keys.append(("hash", fingerprint(key[1], engine.house.secret)))
    if key[0] == "address":
        keys += exchanged(key[1])
    if key[0] == "sha256" and not kind:
        keys.append(("hash", key[1]))  # they look alike
    async with engine.database.writing() as connection:
        lifted = await _lift(engine, connection, key)
        rows = await suppressions.of_keys(connection, keys)
        if not rows and not lifted:
            raise NotFound(f"{key[1]} is not suppressed as {key[0]}")
        for row in rows:
            await suppressions.remove(connection, row["kind"], row["value"])
    return [_entry(row) for row in rows]


async def _lift(engine: Engine, connection: Connection, key: tuple[str, str]) -> bool:
    if key[0] != "address":
        return False
    found = await leads.by_address(connection, [key[1]])
    held = await leads.lock(connection, [lead.id for lead in found])
    return any([await lift(engine, connection, lead) for lead in held.values()])


async def list_suppressions(engine: Engine) -> list[Suppression]:
    """Return every entry, oldest first."""
    async with engine.database.reading() as connection:
        rows = await suppressions.listed(connection)
    return [_entry(row) for row in rows]


async def put(engine: Engine, entries: Sequence[Suppression], done: Suppressed) -> None:
    """Put entries on the list, a transaction for each BATCH, and stop whom they name."""
    whom = Concern(engine)
    async with engine.database.reading() as connection:
        await whom.look(connection, entries)
    for start in range(0, len(entries), BATCH):
        await _put(engine, entries[start : start + BATCH], done, whom)


async def _put(
    engine: Engine, entries: Sequence[Suppression], done: Suppressed, whom: Concern
) -> None:
    now = engine.now()
    async with engine.database.writing() as connection:
        # The leads first, as everybody locks them: a delivery under way ends before this
        # is committed, and the next one sees it.
        concerned = await whom.of(connection, entries)
        held = await leads.lock(connection, concerned)
        rows = [
            {
                "kind": each.kind,
                "value": each.value,
                "reason": each.reason,
                "source": each.source,
                "created_at": each.created_at or now,
            }
            for each in entries
        ]
        added = await suppressions.add(connection, rows)
        stopped = await _stop(engine, connection, held, concerned)
    done.added += added
    done.known += len(rows) - added
    done.stopped += stopped


async def _stop(
    engine: Engine,
    connection: Connection,
    held: dict[LeadId, Lead],
    concerned: dict[LeadId, Suppression],
) -> int:
    """End every unfinished enrollment of these leads; return how many."""
    stopped = 0
    ids = list(held)
    for start in range(0, len(ids), PAGE):
        some = {lead_id: held[lead_id] for lead_id in ids[start : start + PAGE]}
        rows = await enrollments.open_of(connection, some)
        stopped += len(rows)
        facts = [
            Event("suppressed", engine.now(), lead_id, data=_data(concerned[lead_id]))
            for lead_id in dict.fromkeys(LeadId(row["lead_id"]) for row in rows)
        ]
        facts += await finish(engine, connection, rows, Finish.STOPPED)
        await react.record(engine, connection, some, facts)
    return stopped


def _data(entry: Suppression) -> dict[str, object]:
    return {"kind": entry.kind, "reason": entry.reason, "source": entry.source}


def _entry(row: Row) -> Suppression:
    return Suppression(
        row["kind"], row["value"], row["reason"], row["source"], row["created_at"]
    )
