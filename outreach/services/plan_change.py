"""Tells what edited sequences would do to the leads that are in them, and does none of it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from hashlib import blake2b, sha256
from typing import TYPE_CHECKING

from outreach.core.difference import differences
from outreach.core.model import EnrollmentState, StepKey, VersionHash
from outreach.services.course import proposed, shift
from outreach.services.edition import edition_of
from outreach.services.outcome import GONE, MOVES, STOPPED, Look, outcomes
from outreach.services.publish import reached
from outreach.services.want import wanted
from outreach.store import change as changes
from outreach.store import enrollment as enrollments
from outreach.store import lead as leads
from outreach.store import version as versions
from outreach.store.many import batched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from outreach.core.difference import Difference
    from outreach.core.model import EnrollmentId, Lead
    from outreach.core.version import Bundle
    from outreach.services.course import Shift
    from outreach.services.engine import Engine, Release
    from outreach.services.outcome import Found, Outcome
    from outreach.store.database import Connection, Row

    Progress = Callable[[int, int], None]

UNREADABLE = "unreadable"
_WHOLE = 2**128


@dataclass(frozen=True, slots=True)
class Target:
    """What a sequence is to be: its file's bytes, and the version they make."""

    bundle: Bundle
    release: Release
    leads_into: tuple[Bundle, ...] = ()  # other sequences: theirs must be known too


@dataclass(frozen=True, slots=True)
class Standing:
    """A version that leads in flight are in, and how the file differs from it."""

    version: VersionHash
    created_at: datetime
    leads: int
    changes: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class LeadChange:
    """What happens to one lead that will notice something."""

    lead: str  # its address, else its number
    enrollment_id: int
    version: str
    state: str
    verdict: str
    effects: tuple[str, ...]
    step_from: str
    step: str
    due_from: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class SequencePlan:
    """What becomes of one sequence.

    `current` is the version that new leads get as yet. `counts` has how many leads move, are
    pinned, stopped, later, gone or unreadable, how many are unchanged, and for each effect how
    many feel it. `due_from` and `due_to` are the earliest and latest of those whose due date
    moves. `gone` counts the leads on each step whose fate nobody has told, and `migrate` is
    what to write.
    """

    sequence: str
    version: VersionHash
    current: VersionHash | None
    standing: tuple[Standing, ...]
    changes: tuple[Difference, ...]  # from what new leads get as yet
    counts: dict[str, int]
    due_from: tuple[datetime, datetime] | None
    due_to: tuple[datetime, datetime] | None
    gone: dict[str, int]
    migrate: dict[str, str]
    leads: tuple[LeadChange, ...]
    print: str  # of all outcomes that anybody notices
    # By field, how many would pause for want of it at a text that they did not get before.
    lacks: dict[str, int] = field(default_factory=dict)

    @property
    def is_change(self) -> bool:
        """Whether applying it does anything, or would if it were said what."""
        does = any(self.counts.get(each) for each in (MOVES, STOPPED, GONE))
        return does or self.version != self.current


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """What `apply` would do; `digest` is the same as long as that is the same."""

    at: datetime
    sequences: tuple[SequencePlan, ...]
    digest: str

    @property
    def is_change(self) -> bool:
        """Whether applying it does anything."""
        return any(each.is_change for each in self.sequences)

    @property
    def is_clear(self) -> bool:
        """Whether it is said of every lead where it goes."""
        return not any(each.gone for each in self.sequences)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plan of one sequence, and what it was drawn from."""

    target: Target
    plan: SequencePlan
    shifts: dict[str, Shift]
    found: list[Found]


@dataclass(slots=True)
class Tally:
    """Adds up outcomes."""

    counts: Counter[str] = field(default_factory=Counter)
    due_from: list[datetime] = field(default_factory=list)
    due_to: list[datetime] = field(default_factory=list)
    gone: Counter[tuple[str, str]] = field(default_factory=Counter)
    leads: list[LeadChange] = field(default_factory=list)
    mark: int = 0

    def add(self, outcome: Outcome, ids: Sequence[int], now: datetime) -> None:
        """Count those to whom it happens, by their enrollments' ids."""
        row, count = outcome.row, len(ids)
        self.counts[outcome.verdict] += count
        for effect in outcome.effects:
            self.counts[effect] += count
        if not outcome.is_felt:
            self.counts["unchanged"] += count
            return
        if outcome.verdict == GONE:
            self.gone[row["version"], row["step"]] += count
        if "due" in outcome.effects and outcome.due_at is not None:
            self._due(max(row["due_at"] or now, now), max(outcome.due_at, now))
        said = _said(outcome)
        for each in ids:
            digest = blake2b(b"%d %b" % (each, said), digest_size=16).digest()
            self.mark = (self.mark + int.from_bytes(digest, "big")) % _WHOLE

    def _due(self, was: datetime, is_: datetime) -> None:
        self.due_from = _ends(self.due_from, was)
        self.due_to = _ends(self.due_to, is_)


def _ends(known: list[datetime], at: datetime) -> list[datetime]:
    return [min([*known, at]), max([*known, at])]


def _said(outcome: Outcome) -> bytes:
    """Return what happens, in words that are the same while it is."""
    # Whether it is due by now changes by itself.
    felt = sorted(outcome.effects - {"due"})
    due_at = outcome.due_at if "due_at" in (outcome.columns or {}) else None
    said = [outcome.verdict, outcome.step, felt, due_at and due_at.isoformat()]
    return json.dumps(said).encode()


def _lead_change(outcome: Outcome, row: Row, lead: Lead | None) -> LeadChange:
    stays = outcome.verdict == MOVES and "due_at" not in (outcome.columns or {})
    address = "" if lead is None else lead.email or lead.phone
    return LeadChange(
        address or str(row["lead_id"]),
        row["id"],
        row["version"],
        row["state"],
        outcome.verdict,
        tuple(sorted(outcome.effects)),
        row["step"] or "",
        outcome.step or "",
        row["due_at"] if row["state"] == EnrollmentState.ACTIVE else None,
        outcome.due_at or (row["due_at"] if stays else None),
    )


def targets_of(
    names: Iterable[str],
    bundle: Callable[[str], Bundle],
    read: Callable[[Bundle], Release],
) -> list[Target]:
    """Return these sequences as their files say they are.

    Raises what `bundle` raises: nothing is planned of a file with complaints, or of one that
    leads into a faulty one.
    """
    found = {}
    for name in names:
        one, *others = reached(name, bundle, read)
        found[one.name] = Target(one, read(one), tuple(others))
    return [found[name] for name in sorted(found)]


async def plan_change(
    engine: Engine,
    targets: Sequence[Target],
    *,
    details: bool = False,
    progress: Progress | None = None,
) -> ChangePlan:
    """Return what applying these would do now; with `details`, to each lead."""
    async with engine.database.reading() as connection:
        drawn = [
            await draw(
                engine,
                connection,
                target,
                details=details,
                keep=True,
                progress=progress,
            )
            for target in targets
        ]
        drawn = [await _with_lacks(connection, each) for each in drawn]
    return plan_of(engine.now(), drawn)


async def _with_lacks(connection: Connection, drawn: Drawn) -> Drawn:
    lacks = await wanted(connection, drawn.shifts, drawn.found)
    return replace(drawn, plan=replace(drawn.plan, lacks=lacks))


def plan_of(now: datetime, drawn: Iterable[Drawn]) -> ChangePlan:
    """Return the plan that these make together."""
    plans = tuple(each.plan for each in drawn)
    return ChangePlan(now, plans, digest_of(plans))


def digest_of(plans: Iterable[SequencePlan]) -> str:
    """Return the hash of the versions concerned and of all that anybody notices."""
    said = [[each.sequence, each.version, each.current, each.print] for each in plans]
    return sha256(json.dumps(said).encode()).hexdigest()[:32]


async def shifts_of(
    engine: Engine, connection: Connection, target: Target
) -> tuple[dict[str, Shift], list[Standing], int]:
    """Return how each version in flight becomes the target, and what cannot be read of them."""
    name = target.bundle.name
    now = edition_of(target.release)
    shifts: dict[str, Shift] = {}
    standing: list[Standing] = []
    unreadable = 0
    for row in await changes.in_flight(connection, [name]):
        version = VersionHash(row["version"])
        if version == target.release.version:
            continue
        release = await engine.catalogue.find(connection, version)
        if release is None:
            unreadable += row["n"]
            continue
        had = await changes.had(connection, name, version)
        one = shift(release, target.release, edition_of(release), now, had)
        shifts[version] = one
        standing.append(Standing(version, row["created_at"], row["n"], one.changes))
    return shifts, standing, unreadable


async def draw(
    engine: Engine,
    connection: Connection,
    target: Target,
    *,
    ids: Sequence[EnrollmentId] | None = None,
    details: bool = False,
    keep: bool = False,
    progress: Progress | None = None,
) -> Drawn:
    """Return the plan of one sequence as the database is within this transaction.

    It is of these enrollments, else of all in flight; to `keep` is what happens to each.
    """
    name, now = target.bundle.name, engine.now()
    shifts, standing, unreadable = await shifts_of(engine, connection, target)
    tally = Tally(Counter({UNREADABLE: unreadable} if unreadable else {}))
    look = Look(engine, shifts, now)
    if ids is None:
        ids = await changes.ids(connection, name, shifts) if shifts else []
    drawn: list[Found] = []
    done = 0
    for some in batched(ids):
        found = await outcomes(look, connection, some)
        for flock in found.flocks:
            tally.add(flock.outcome, [each for each, _ in flock.ids], now)
        for single in found.singles:
            tally.add(single, [single.row["id"]], now)
        if details:
            tally.leads += await _details(connection, found)
        if keep:
            drawn.append(found)
        done += len(some)
        if progress is not None:
            progress(done, len(ids))
    plan = await _plan(engine, connection, target, standing, shifts, tally)
    return Drawn(target, plan, shifts, drawn)


async def _details(connection: Connection, found: Found) -> list[LeadChange]:
    """Return what happens to each of a batch that notices something, by enrollment."""
    felt = {each.row["id"]: each for each in found.singles if each.is_felt}
    for flock in found.flocks:
        if flock.outcome.is_felt:
            felt |= dict.fromkeys((each for each, _ in flock.ids), flock.outcome)
    rows = await enrollments.get(connection, felt)
    held = await leads.get(connection, (row["lead_id"] for row in rows.values()))
    return [
        _lead_change(felt[each], rows[each], held.get(rows[each]["lead_id"]))
        for each in sorted(rows)
    ]


async def _plan(
    engine: Engine,
    connection: Connection,
    target: Target,
    standing: Sequence[Standing],
    shifts: dict[str, Shift],
    tally: Tally,
) -> SequencePlan:
    name, version = target.bundle.name, target.release.version
    current = await versions.current(connection, name)
    gone: Counter[str] = Counter()
    for (_, step), count in sorted(tally.gone.items()):
        gone[step] += count
    return SequencePlan(
        name,
        version,
        current,
        tuple(standing),
        await _since(engine, connection, target, current),
        dict(sorted((+tally.counts).items())),
        _range(tally.due_from),
        _range(tally.due_to),
        dict(gone),
        _migrate(target, shifts, tally),
        tuple(tally.leads),
        f"{tally.mark:032x}",
    )


def _range(ends: list[datetime]) -> tuple[datetime, datetime] | None:
    return (ends[0], ends[-1]) if ends else None


async def _since(
    engine: Engine, connection: Connection, target: Target, current: VersionHash | None
) -> tuple[Difference, ...]:
    """Return how the file differs from what new leads get as yet."""
    if current is None or current == target.release.version:
        return ()
    release = await engine.catalogue.find(connection, current)
    if release is None:
        return ()
    return differences(edition_of(release), edition_of(target.release))


def _migrate(target: Target, shifts: dict[str, Shift], tally: Tally) -> dict[str, str]:
    """Return a `migrate` that says of every lead where it goes; the author may change it."""
    if not tally.gone:
        return {}
    asked = {
        step: proposed(shifts[version], StepKey(step)) for version, step in tally.gone
    }
    return {**target.release.sequence.migrate, **asked}
