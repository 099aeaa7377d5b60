"""Holds touches to the caps over all senders, under the caps' locks.

Where nothing is capped it asks the database nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from outreach.core.cap import (
    KINDS,
    MAX_NEW,
    PER_COMPANY,
    PER_DOMAIN,
    WORKSPACE,
    Bound,
    CapFacts,
    Queue,
    promise,
)
from outreach.core.model import Lead, LeadId, TouchId
from outreach.core.pacing import ROLLING
from outreach.store import cap as caps

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
    from datetime import datetime

    from outreach.core.cap import Cap
    from outreach.core.model import EnrollmentId
    from outreach.core.sequence import Step
    from outreach.services.engine import Engine, Release
    from outreach.services.survey import Case
    from outreach.store.database import Connection, Row

_UNBOUND: dict[str, str | None] = dict.fromkeys(caps.COUNTED_BY)


@dataclass(frozen=True, slots=True)
class Toll:
    """The caps that a touch counts against, and the columns it is counted by."""

    caps: tuple[Cap, ...] = ()
    columns: Mapping[str, str | None] = field(default_factory=lambda: _UNBOUND)


FREE = Toll()


def toll_of(
    engine: Engine,
    release: Release,
    step: Step,
    lead: Lead,
    company_key: str | None,
    *,
    follow_up: bool,
) -> Toll:
    """Return what a step's touch counts against."""
    sequence = release.sequence
    if sequence.max_new_per_day is None and engine.caps.are_none:
        return FREE
    new_in = "" if follow_up else sequence.name
    most = sequence.max_new_per_day
    bound = Bound.of(lead, step, company_key, new_in, most)
    found = engine.caps.of(bound)
    return Toll(found, _columns(bound, found)) if found else FREE


def _columns(bound: Bound, several: Iterable[Cap]) -> dict[str, str | None]:
    kinds = {cap.kind for cap in several}
    return {
        "domain": bound.domain if PER_DOMAIN in kinds else None,
        "company_key": bound.company if PER_COMPANY in kinds else None,
        "new_in": bound.new_in if MAX_NEW in kinds else None,
    }


@dataclass(slots=True)
class Budget:
    """What one transaction knows of caps: how much each holds, those it has the lock of."""

    now: datetime
    used: dict[str, int] = field(default_factory=dict)
    queues: dict[str, Queue] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    places: dict[str, list[datetime]] = field(default_factory=dict)

    async def look(
        self, connection: Connection, tolls: Iterable[Toll], *, wait: bool
    ) -> None:
        """Lock and count the caps of these; without `wait` only those that nobody holds."""
        wanted = {cap.key: cap for toll in tolls for cap in toll.caps}
        fresh = {key: cap for key, cap in wanted.items() if key not in self.used}
        if not fresh:
            return
        if wait:
            await caps.lock(connection, fresh)
        else:
            free = await caps.try_lock(connection, fresh)
            fresh = {key: cap for key, cap in fresh.items() if key in free}
        self.used |= await caps.used(connection, list(fresh.values()), self.now)

    def holds(self, toll: Toll) -> bool:
        """Tell whether the locks of all its caps are held."""
        return all(cap.key in self.used for cap in toll.caps)

    def facts(self, toll: Toll, *, own: int = 0) -> tuple[CapFacts, ...]:
        """Return what the gates look at; `own` is what the touch itself holds already."""
        return tuple(CapFacts(cap, self.used[cap.key] - own) for cap in toll.caps)

    def take(self, toll: Toll, count: int = 1) -> None:
        """Count one more claim, or one less."""
        for cap in toll.caps:
            self.used[cap.key] += count

    async def park(
        self, connection: Connection, case: Case, kind: str
    ) -> dict[str, object]:
        """Return id and columns of one who waits for a place of the full cap of a kind."""
        full = (each for each in case.caps if each.cap.kind == kind and each.is_full)
        cap, row = next(full).cap, case.row
        key = cap.key
        if key not in self.places:
            self.places[key] = await _places(connection, cap, self.now)
        if key not in self.queues:
            known = await caps.queues(connection, [key])
            self.queues[key] = known.get(key, Queue())
        at, queue = promise(
            self.queues[key],
            self.places[key],
            self.now,
            follow_up=case.follow_up,
            again=row["waits_for"] == kind,
        )
        if queue != self.queues[key]:
            self.queues[key] = queue
            self.changed.add(key)
        return {"id": row["id"], "due_at": at, "waits_for": kind, "parked_for": key}

    async def close(self, connection: Connection) -> None:
        """Write what was promised."""
        changed = {key: self.queues[key] for key in self.changed}
        await caps.keep(connection, changed)


async def cap_facts(
    connection: Connection,
    row: Row,
    toll: Toll,
    now: datetime,
    *,
    follow_up: bool,
    own: int,
    ahead: Mapping[str, int] | None = None,
) -> tuple[CapFacts, ...]:
    """Return what the gates look at, and when it can pass, without a lock.

    `own` is what the touch holds itself; `ahead` those, by key, that leave before it.
    """
    if not toll.caps:
        return ()
    used = await caps.used(connection, toll.caps, now)
    found = []
    for cap in toll.caps:
        facts = CapFacts(cap, used[cap.key] - own + (ahead or {}).get(cap.key, 0))
        parked = row["waits_for"] == cap.kind and (row["due_at"] or now) > now
        if parked:
            facts = replace(facts, promised_at=row["due_at"])
        elif facts.is_full:
            places = await _places(connection, cap, now)
            queue = (await caps.queues(connection, [cap.key])).get(cap.key, Queue())
            again = row["waits_for"] == cap.kind
            turn, _ = promise(queue, places, now, follow_up=follow_up, again=again)
            # Who comes the very moment that a place is free need not wait for a turn.
            facts = replace(facts, frees_at=min(places) + ROLLING, turn_at=turn)
        found.append(facts)
    return tuple(found)


async def _places(connection: Connection, cap: Cap, now: datetime) -> list[datetime]:
    """Return when each place of a full cap was taken; what is not written yet, now."""
    taken = await caps.places(connection, cap, now)
    return [*taken, *[now] * max(0, cap.most - len(taken))]


async def budget_of(
    engine: Engine,
    connection: Connection,
    claims: Collection[Row],
    rows: Mapping[EnrollmentId, Row],
    held: Mapping[LeadId, Lead],
) -> tuple[Budget, dict[EnrollmentId, Toll]]:
    """Return what claims count against, by enrollment, with the locks of all those caps."""
    budget = Budget(engine.now())
    here = {
        touch["enrollment_id"]: touch
        for touch in claims
        if rows[touch["enrollment_id"]]["step"] == touch["step"]
    }
    standing = {each: {touch["step"]: touch} for each, touch in here.items()}
    mine = [rows[each] for each in here]
    tolls = await tolls_of(engine, connection, mine, held, standing)
    if tolls:
        await _bind(connection, ((here[each], tolls[each]) for each in tolls))
        await budget.look(connection, tolls.values(), wait=True)
    return budget, tolls


async def hold_caps(
    engine: Engine, connection: Connection, claims: Iterable[Row]
) -> None:
    """Lock the caps that these claims were counted against, before any company is locked.

    Whoever records outcomes and marks in one transaction has companies locked in between.
    """
    keys = set[str]()
    for touch in claims:
        named = zip(KINDS, (touch[name] for name in caps.COUNTED_BY), strict=True)
        keys |= {f"{kind}:{name}" for kind, name in named if name}
        if touch["new_in"] and engine.caps.max_new_per_day is not None:
            keys.add(f"{MAX_NEW}:{WORKSPACE}")
    await caps.lock(connection, keys)


async def _bind(connection: Connection, several: Iterable[tuple[Row, Toll]]) -> None:
    """Let caps count claims that were made before they were set."""
    lacking = [
        (TouchId(touch["id"]), toll.columns)
        for touch, toll in several
        if any(touch[name] != each for name, each in toll.columns.items() if each)
    ]
    await caps.bind(connection, lacking)


async def tolls_of(
    engine: Engine,
    connection: Connection,
    rows: Collection[Row],
    held: Mapping[LeadId, Lead] | Callable[[], Awaitable[Mapping[LeadId, Lead]]],
    standing: Mapping[EnrollmentId, Mapping[str, Row]],
) -> dict[EnrollmentId, Toll]:
    """Return what the next touch of each of these enrollments counts against, if anything.

    Their leads are `held`, or read by it where they are asked for.
    """
    versions = {row["version"] for row in rows}
    releases = {
        each: await engine.catalogue.find(connection, each) for each in versions
    }
    if engine.caps.are_none and not any(
        release is not None and release.sequence.max_new_per_day is not None
        for release in releases.values()
    ):
        return {}
    found: dict[EnrollmentId, Toll] = {}
    known = held if isinstance(held, Mapping) else await held()
    for row in rows:
        release = releases[row["version"]]
        step = None if release is None else release.sequence.steps.get(row["step"])
        if release is None or step is None:
            continue
        touch = standing[row["id"]].get(row["step"])
        toll = toll_of(
            engine,
            release,
            step,
            known[row["lead_id"]],
            row["company_key"],
            follow_up=row["touched"] if touch is None else not touch["first"],
        )
        if toll.caps:
            found[row["id"]] = toll
    return found


def evened(rows: Sequence[dict[str, object]]) -> Sequence[dict[str, object]]:
    """Return rows of touches with the same columns, if caps count any of them."""
    if any("domain" in row for row in rows):
        return [{**_UNBOUND, **row} for row in rows]
    return rows
