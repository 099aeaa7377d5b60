"""Brings leads in flight to what their sequences' files say: all of them, or none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.model import EnrollmentId, Event, Finish, LeadId
from outreach.errors import Refused
from outreach.services import react
from outreach.services.finish import finish
from outreach.services.outcome import MOVES, STOPPED, outcomes, settled
from outreach.services.plan_change import draw, shifts_of
from outreach.services.reap import release_all
from outreach.store import change as changes
from outreach.store import company as companies
from outreach.store import enrollment as enrollments
from outreach.store import lead as leads
from outreach.store import touch as touches
from outreach.store import version as versions
from outreach.store.database import is_alone
from outreach.store.many import batched

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outreach.services.course import Shift
    from outreach.services.engine import Engine
    from outreach.services.outcome import Outcome
    from outreach.services.plan_change import (
        ChangePlan,
        Progress,
        SequencePlan,
        Target,
    )
    from outreach.store.database import Connection

MOVED = "moved"  # why what was put off is skipped: its step is not the lead's any more


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person has seen of a plan: its hash, and its counts by sequence."""

    digest: str
    versions: Mapping[str, str]
    counts: Mapping[str, Mapping[str, int]]


@dataclass(slots=True)
class _Work:
    """One transaction's work on one sequence."""

    engine: Engine
    connection: Connection
    target: Target
    by: str
    shifts: Mapping[str, Shift]


async def apply_change(
    engine: Engine,
    targets: Sequence[Target],
    *,
    by: str,
    shown: Shown | None = None,
    progress: Progress | None = None,
) -> ChangePlan:
    """Apply in one transaction what `plan_change` tells; return the plan that was applied.

    With `shown` it must still be the same plan. Raises Refused: `stale_plan` where it is
    not, and `unclear_migration` where nobody has said where a lead goes.
    """
    async with engine.database.writing() as connection:
        held = await _hold(connection, targets)
        plan = await draw(engine, connection, targets)
        _check(plan, shown)
        for target, drawn in zip(targets, plan.sequences, strict=True):
            if drawn.is_change:
                ids = held[target.bundle.name]
                await _apply(
                    engine, connection, target, by=by, ids=ids, progress=progress
                )
                await _record(engine, connection, drawn, plan.digest, by)
        return plan


def _check(plan: ChangePlan, shown: Shown | None) -> None:
    if shown is not None and shown.digest != plan.digest:
        raise Refused("stale_plan", stale(plan, shown))
    if not plan.is_clear:
        told = "; ".join(map(unclear, (p for p in plan.sequences if p.gone)))
        raise Refused("unclear_migration", told)


def unclear(plan: SequencePlan) -> str:
    """Return what to write so that it is said of every lead where it goes."""
    where = ", ".join(f"{n} on {step}" for step, n in plan.gone.items())
    pairs = ", ".join(f"{old}: {new}" for old, new in plan.migrate.items())
    return (
        f"{plan.sequence}: leads stand on steps that the file no longer has ({where}): "
        f"say in it where they go, as `migrate: {{{pairs}}}` "
        "(a step of the file, `stop` or `pin`)"
    )


def stale(plan: ChangePlan, shown: Shown) -> str:
    """Return how a plan differs from the one that a person saw."""
    told = []
    now = {each.sequence: each for each in plan.sequences}
    for name in sorted({*now, *shown.versions}):
        if name not in now or name not in shown.versions:
            told.append(f"{name} was {'not ' if name in now else ''}in the plan")
            continue
        if now[name].version != shown.versions[name]:
            told.append(f"{name}: the file has changed")
        was, is_ = shown.counts.get(name, {}), now[name].counts
        told += [
            f"{name}: {kind} {was.get(kind, 0)} then, {is_.get(kind, 0)} now"
            for kind in sorted({*was, *is_})
            if was.get(kind, 0) != is_.get(kind, 0) and kind not in ("unchanged", MOVES)
        ]
    why = "; ".join(told) or "other leads are concerned than when it was made"
    return f"the plan is stale: {why}: make it anew with `outreach plan`"


async def _hold(
    connection: Connection, targets: Sequence[Target]
) -> dict[str, list[EnrollmentId]]:
    """Lock all leads in flight, in id order; return their enrollments by sequence.

    Who enters later, or moves on meanwhile without a lead's lock, is not of the plan.
    """
    found: dict[str, list[EnrollmentId]] = {}
    for target in targets:
        name, version = target.bundle.name, target.release.version
        rows = await changes.in_flight(connection, [name])
        old = {row["version"] for row in rows} - {version}
        found[name] = await changes.ids(connection, name, old) if old else []
    if not is_alone(connection):
        every = [each for ids in found.values() for each in ids]
        for some in batched(await changes.lead_ids(connection, every)):
            await leads.lock(connection, some)
    return found


async def _apply(
    engine: Engine,
    connection: Connection,
    target: Target,
    *,
    by: str,
    ids: Sequence[EnrollmentId],
    progress: Progress | None,
) -> None:
    """Make the file's version what new leads get, and bring those in flight to it."""
    for other in target.leads_into:
        if await versions.current(connection, other.name) is None:
            await versions.keep(connection, other, engine.now())
    await versions.keep(connection, target.bundle, engine.now())
    shifts, _, _ = await shifts_of(engine, connection, target)
    work = _Work(engine, connection, target, by, shifts)
    if shifts and not is_alone(connection):
        await _hold_companies(work, ids)
    done = 0
    for some in batched(ids):
        await changes.hold(connection, some)
        await _some(work, some)
        done += len(some)
        if progress is not None:
            progress(done, len(ids))


async def _hold_companies(work: _Work, ids: Sequence[EnrollmentId]) -> None:
    """Lock companies before any row: whoever waits for a row may hold its company."""
    for some in batched(ids):
        rows = await enrollments.get(work.connection, some)
        keys = {(r["sequence"], r["company_key"]) for r in rows.values()}
        await companies.lock(work.connection, (each for each in keys if each[1]))


async def _some(work: _Work, ids: Sequence[EnrollmentId]) -> None:
    engine, connection = work.engine, work.connection
    found = await outcomes(engine, connection, work.shifts, ids, engine.now())
    moving = [each for each in found if each.verdict == MOVES]
    await _give_back(work, [each for each in moving if each.claimed])
    dropped = [EnrollmentId(each.row["id"]) for each in moving if each.dropped]
    await touches.drop(connection, dropped, MOVED, engine.now())
    await _rename(work, moving)
    await _write(work, moving)
    await _say(work, moving)
    await _stop(work, [each for each in found if each.verdict == STOPPED])


async def _give_back(work: _Work, claimed: Sequence[Outcome]) -> None:
    ids = [EnrollmentId(each.row["id"]) for each in claimed]
    claims = await touches.claims_of(work.connection, ids)
    await release_all(work.engine, work.connection, claims)


async def _rename(work: _Work, moving: Sequence[Outcome]) -> None:
    by_version: dict[str, list[EnrollmentId]] = defaultdict(list)
    for each in moving:
        by_version[each.row["version"]].append(EnrollmentId(each.row["id"]))
    for version, ids in by_version.items():
        names = work.shifts[version].names
        if names:
            await changes.rename(work.connection, ids, names)


async def _write(work: _Work, moving: Sequence[Outcome]) -> None:
    """Write those alike together, the others one by one, in few statements."""
    alike: dict[str | None, list[EnrollmentId]] = defaultdict(list)
    single: dict[tuple[str, ...], list[dict[str, object]]] = defaultdict(list)
    for each in moving:
        columns = settled(each, work.engine.now())
        enrollment_id = EnrollmentId(each.row["id"])
        if columns.keys() == {"version", "step"}:
            alike[each.step].append(enrollment_id)
        else:
            rows = single[tuple(sorted(columns))]
            rows.append({"id": enrollment_id, **columns})
    version = work.target.release.version
    for step, ids in alike.items():
        await changes.move(work.connection, ids, version=version, step=step)
    for rows in single.values():
        await enrollments.write_many(work.connection, rows)


def _fact(work: _Work, outcome: Outcome) -> Event:
    row = outcome.row
    data = {
        "sequence": row["sequence"],
        "from": row["version"],
        "to": work.target.release.version,
        "by": work.by,
    }
    if row["step"] != outcome.step:
        data |= {"step_from": row["step"], "step": outcome.step}
    lead_id, enrollment_id = LeadId(row["lead_id"]), EnrollmentId(row["id"])
    return Event(
        "version.changed", work.engine.now(), lead_id, enrollment_id, data=data
    )


async def _say(work: _Work, moving: Sequence[Outcome]) -> None:
    """Record each one's change, and do what a sequence does on it."""
    held = await leads.get(work.connection, (each.row["lead_id"] for each in moving))
    facts = [_fact(work, each) for each in moving]
    await react.record(work.engine, work.connection, held, facts)


async def _stop(work: _Work, stopped: Sequence[Outcome]) -> None:
    if not stopped:
        return
    rows = [each.row for each in stopped]
    held = await leads.lock(work.connection, (row["lead_id"] for row in rows))
    facts = await finish(work.engine, work.connection, rows, Finish.STOPPED)
    await react.record(work.engine, work.connection, held, facts)


async def _record(
    engine: Engine, connection: Connection, plan: SequencePlan, digest: str, by: str
) -> None:
    row = {
        "at": engine.now(),
        "by": by,
        "sequence": plan.sequence,
        "from_versions": [each.version for each in plan.standing],
        "to_version": plan.version,
        "counts": plan.counts,
        "plan": digest,
    }
    await changes.record(connection, [row])
