"""Brings leads in flight to what their sequences' files say: all of them, or none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core import reaction
from outreach.core.model import Event, Finish
from outreach.errors import Refused
from outreach.services import react
from outreach.services.finish import finish
from outreach.services.outcome import MOVES, STOPPED, settled
from outreach.services.plan_change import draw, plan_of
from outreach.services.reap import release_all
from outreach.services.recount import settle_sequence
from outreach.store import change as changes
from outreach.store import company as companies
from outreach.store import enrollment as enrollments
from outreach.store import lead as leads
from outreach.store import moving
from outreach.store import touch as touches
from outreach.store import version as versions
from outreach.store.database import DatabaseError, is_alone, is_deadlock
from outreach.store.many import batched
from outreach.store.moving import Way

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from outreach.core.model import EnrollmentId, LeadId
    from outreach.services.engine import Engine
    from outreach.services.outcome import Outcome
    from outreach.services.plan_change import (
        ChangePlan,
        Drawn,
        Progress,
        SequencePlan,
        Target,
    )
    from outreach.store.database import Connection

    Place = tuple[EnrollmentId, LeadId]

CHANGED = "version.changed"
TRIES = 4  # again, where the database undoes it for another's sake
MOVED = "moved"  # why what was put off is skipped: its step is not the lead's any more


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person has seen of a plan: its hash, and its counts by sequence."""

    digest: str
    versions: Mapping[str, str]
    counts: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class _Work:
    """One transaction's work on one sequence."""

    engine: Engine
    connection: Connection
    drawn: Drawn
    by: str

    @property
    def target(self) -> Target:
        """What the sequence is to be."""
        return self.drawn.target

    def having(self, verdict: str) -> Iterator[tuple[Outcome, Sequence[Place]]]:
        """Yield outcomes of a verdict, each with those it happens to."""
        for found in self.drawn.found:
            for flock in found.flocks:
                if flock.outcome.verdict == verdict:
                    yield flock.outcome, flock.ids
            for single in found.singles:
                if single.verdict == verdict:
                    yield single, [(single.row["id"], single.row["lead_id"])]


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
    for _ in range(TRIES):
        try:
            return await _apply_all(engine, targets, by, shown, progress)
        except DatabaseError as error:
            if not is_deadlock(error):
                raise
    return await _apply_all(engine, targets, by, shown, progress)


async def _apply_all(
    engine: Engine,
    targets: Sequence[Target],
    by: str,
    shown: Shown | None,
    progress: Progress | None,
) -> ChangePlan:
    async with engine.database.writing() as connection:
        held = await _hold(connection, targets)
        drawn = [
            await draw(
                engine,
                connection,
                target,
                ids=held[target.bundle.name],
                keep=True,
                progress=progress,
            )
            for target in targets
        ]
        plan = plan_of(engine.now(), drawn)
        _check(plan, shown)
        for each in drawn:
            if each.plan.is_change:
                await _apply(_Work(engine, connection, each, by))
                await _record(engine, connection, each.plan, plan.digest, by)
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
    every = sorted(each for ids in found.values() for each in ids)
    if every and not is_alone(connection):
        for some in batched(await changes.lead_ids(connection, every)):
            await leads.lock(connection, some)
        # Before any row: whoever waits for a row may hold its company.
        await companies.lock(connection, await changes.companies_of(connection, every))
        await changes.hold(connection, every)
    return found


async def _apply(work: _Work) -> None:
    """Make the file's version what new leads get, and bring those in flight to it."""
    engine, connection, target = work.engine, work.connection, work.target
    for other in target.leads_into:
        if await versions.current(connection, other.name) is None:
            await versions.keep(connection, other, engine.now())
    version = await versions.keep(connection, target.bundle, engine.now())
    await settle_sequence(engine, connection, version)
    await _give_back(work)
    async with moving.moving(connection, list(_rows(work))):
        for old, move in work.drawn.shifts.items():
            await moving.rename(connection, old, move.names)
        ways = await moving.ways(connection)
        for way in ways:
            await moving.move(connection, way, target.release.version)
        await _place(work)
        await _say(work, ways)
    await _stop(work)


def _rows(work: _Work) -> Iterator[dict[str, object]]:
    for outcome, places in work.having(MOVES):
        way = {
            "version": outcome.row["version"],
            "step": outcome.row["step"],
            "goes_to": outcome.step,
        }
        for enrollment_id, _ in places:
            yield {"id": enrollment_id, **way}


async def _give_back(work: _Work) -> None:
    """Give back claims that are not good any more; skip what was put off on a step left."""
    claimed: list[EnrollmentId] = []
    dropped: list[EnrollmentId] = []
    for outcome, places in work.having(MOVES):
        if outcome.claimed:
            claimed += [each for each, _ in places]
        if outcome.dropped:
            dropped += [each for each, _ in places]
    for some in batched(claimed):
        claims = await touches.claims_of(work.connection, some)
        await release_all(work.engine, work.connection, claims)
    await touches.drop(work.connection, dropped, MOVED, work.engine.now())


async def _place(work: _Work) -> None:
    """Write of those that are placed anew what each has for itself."""
    alike: dict[tuple[str, ...], list[dict[str, object]]] = defaultdict(list)
    for found in work.drawn.found:
        for each in found.singles:
            if each.verdict == MOVES and each.columns is not None:
                columns = settled(each, work.engine.now())
                rows = alike[tuple(sorted(columns))]
                rows.append({"id": each.row["id"], **columns})
    for rows in alike.values():
        await enrollments.write_many(work.connection, rows)


def _data(work: _Work, way: Way) -> dict[str, object]:
    data: dict[str, object] = {
        "sequence": work.target.bundle.name,
        "from": way.version,
        "to": work.target.release.version,
        "by": work.by,
    }
    if way.step != way.goes_to:
        data |= {"step_from": way.step, "step": way.goes_to}
    return data


async def _say(work: _Work, ways: Sequence[Way]) -> None:
    """Record each one's change, and do what follows from it where anything does."""
    now = work.engine.now()
    if not await _is_heard(work):
        for way in ways:
            await moving.tell(work.connection, way, CHANGED, now, _data(work, way))
        return
    facts = [
        Event(CHANGED, now, lead_id, enrollment_id, data=_data(work, _way(outcome)))
        for outcome, places in work.having(MOVES)
        for enrollment_id, lead_id in places
    ]
    for some in batched(facts):
        held = await leads.get(work.connection, (each.lead_id for each in some))
        await react.record(work.engine, work.connection, held, some)


def _way(outcome: Outcome) -> Way:
    return Way(outcome.row["version"], outcome.row["step"], outcome.step)


async def _is_heard(work: _Work) -> bool:
    """Tell whether a stage, a reaction, an exit or a wait asks for this very event."""
    sequence = work.target.release.sequence
    asked = (
        *(rule.on for rule in work.engine.pipeline.rules),
        *sequence.reactions,
        *sequence.exit_on,
    )
    if any(reaction.is_a(CHANGED, general) for general in asked):
        return True
    general = [CHANGED, CHANGED.partition(".")[0]]
    return await moving.anyone_waits(work.connection, general)


async def _stop(work: _Work) -> None:
    ids = [each for _, places in work.having(STOPPED) for each, _ in places]
    for some in batched(ids):
        rows = list((await enrollments.get(work.connection, some)).values())
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
