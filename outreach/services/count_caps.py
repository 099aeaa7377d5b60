"""Tells how much is used of the caps over all senders: the few, and the full ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.cap import MAX_NEW, PER_COMPANY, PER_DOMAIN, WORKSPACE, Cap
from outreach.store import cap as caps
from outreach.store import version as versions

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.services.engine import Engine
    from outreach.store.database import Connection

MOST = 20  # of those that somebody waits for


@dataclass(frozen=True, slots=True)
class CapStatus:
    """A cap: `name` is a domain, a company or a sequence, "" for all sequences.

    `promised_until` is when the last place is free that somebody waits for, None if nobody does.
    """

    kind: str
    name: str
    used: int
    most: int
    promised_until: datetime | None


async def count_caps(
    engine: Engine, connection: Connection, now: datetime
) -> tuple[CapStatus, ...]:
    """Return the caps that are named, and the first of those that somebody waits for."""
    named = await _named(engine, connection)
    if engine.caps.are_none and not named:
        return ()
    waited = {
        key: at
        for key, queue in (await caps.queues(connection)).items()
        if (at := max((q for q in (queue.owed_at, queue.tail_at) if q), default=now))
        > now
    }
    known = {cap.key: cap for cap in named}
    for key in sorted(waited, key=lambda key: (waited[key], key), reverse=True)[:MOST]:
        full = None if key in known else _cap(engine, key)
        if full is not None:
            known[key] = full
    used = await caps.used(connection, list(known.values()), now)
    return tuple(
        CapStatus(cap.kind, cap.name, used[key], cap.most, waited.get(key))
        for key, cap in sorted(known.items())
    )


async def _named(engine: Engine, connection: Connection) -> list[Cap]:
    found = [Cap(PER_DOMAIN, name, most) for name, most in engine.caps.domains.items()]
    if engine.caps.max_new_per_day is not None:
        found.append(Cap(MAX_NEW, WORKSPACE, engine.caps.max_new_per_day))
    for version in await versions.all_current(connection):
        release = await engine.catalogue.find(connection, version)
        if release is not None and release.sequence.max_new_per_day is not None:
            sequence = release.sequence
            most = release.sequence.max_new_per_day
            found.append(Cap(MAX_NEW, sequence.name, most))
    return found


def _cap(engine: Engine, key: str) -> Cap | None:
    """Return the cap of a key as it is set today; None where it is not."""
    kind, _, name = key.partition(":")
    if kind == PER_COMPANY and engine.caps.per_company is not None:
        return Cap(kind, name, engine.caps.per_company)
    most = engine.caps.domains.get(name, engine.caps.default_domain)
    if kind == PER_DOMAIN and most is not None:
        return Cap(kind, name, most)
    return None
