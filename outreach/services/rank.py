"""Whose turn it is: runs through what is due as a tick would, and changes nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from outreach.core.cap import KINDS, CapFacts
from outreach.core.gate import (
    DECIDING,
    GATES,
    Answer,
    CompanyFacts,
    Facts,
    LaneFacts,
    Verdict,
)
from outreach.core.model import EnrollmentId, EnrollmentState, LeadId, VersionHash
from outreach.core.pacing import ramped, room
from outreach.core.window import parse_key
from outreach.errors import InputError
from outreach.services.cap import FREE, Toll, tolls_of
from outreach.services.pass_over import passed_over
from outreach.services.place import ALWAYS
from outreach.services.survey import survey_lane, unknown_lane
from outreach.services.write import touch_key
from outreach.store import backlog
from outreach.store import cap as caps
from outreach.store import host as hosts
from outreach.store import lane as lanes
from outreach.store import lead as leads

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Collection, Mapping
    from datetime import datetime

    from outreach.core.model import Lead
    from outreach.services.engine import Engine, Release
    from outreach.store.database import Connection, Row

EVERY = (
    5000  # instants of a lane's last 24 hours, for telling exactly when room returns
)
ASKED = 500  # of a lane whose condition is tried; of those behind each holds a place
_TOGETHER = 200
_LANE = ("sender", "breaker", "inbox")
_CLOSED = ("sender", "breaker")
_WINDOW = ("window", "holiday")
_PACE = ("cap", "ramp", "gap")


@dataclass(frozen=True, slots=True)
class Turn:
    """One enrollment at a sending step, and what holds it back.

    `reason` is "" for one that leaves at the next tick, else a gate's, or `delay`,
    `company_full`, `suppressed`, `unreadable`, or the state of a touch under way. `ahead`
    counts those that leave before it, `colleagues` those of its company who do, `takers`
    those by the key of a cap that both count against. One that
    `moves_on` leaves without a message: its condition does not hold.
    """

    row: Row
    reason: str = ""
    verdict: Verdict | None = None
    ahead: int = 0
    colleagues: int = 0
    moves_on: bool = False
    takers: Mapping[str, int] = field(default_factory=dict)

    @property
    def queues(self) -> bool:
        """Whether it stands in its lane's queue, those ahead of it before it."""
        return self.verdict is None or self.verdict.gate in _PACE


@dataclass(slots=True)
class _Lane:
    """A lane while what is due on it goes by."""

    facts: Facts  # of a touch that nothing but the lane holds back
    breaks: frozenset[int]
    queued: int = 0
    asked: int = 0
    deaf: Verdict | None = None
    verdict: Verdict | None = None  # of the one before
    own: dict[bool, Verdict | None] = field(default_factory=dict)  # by follow-up or not
    companies: dict[tuple[CompanyFacts, bool], Verdict | None] = field(
        default_factory=dict
    )
    behind: Counter[str] = field(default_factory=Counter)  # by key of a closed window


@dataclass(slots=True)
class _Run:
    engine: Engine
    now: datetime
    releases: dict[str, Release | None]
    suppressed: set[LeadId]
    active: dict[tuple[str, str], int]
    lanes: dict[str, _Lane]
    joined: Counter[tuple[str, str]] = field(default_factory=Counter)
    windows: dict[str, Verdict | None] = field(default_factory=dict)
    tolls: dict[EnrollmentId, Toll] = field(default_factory=dict)  # of a few at once
    used: dict[str, int] = field(default_factory=dict)  # of caps
    taken: Counter[str] = field(default_factory=Counter)


async def rank(
    engine: Engine,
    connection: Connection,
    now: datetime,
    *,
    later: bool = False,
) -> AsyncGenerator[Turn, None]:
    """Yield what is due or under way, lane by lane in the order in which it leaves.

    With `later`, what is not due yet comes too.
    """
    run = await _run(engine, connection, now)
    async for rows in _together(backlog.in_order(connection, now, later=later)):
        asked = {
            EnrollmentId(row["id"]): release
            for row in rows
            if (release := _asked(run, row)) is not None
        }
        gone = await passed_over(engine, connection, asked, now) if asked else ()
        await _weigh(run, connection, rows)
        for row in rows:
            yield _turn(run, row, moves_on=row["id"] in gone)


async def _weigh(run: _Run, connection: Connection, rows: list[Row]) -> None:
    """Look up what those due count against, and how much of it is used."""
    standing: dict[EnrollmentId, dict[str, Row]] = {
        EnrollmentId(row["id"]): {row["step"]: row} if row["touch"] else {}
        for row in rows
    }
    run.tolls = await tolls_of(
        run.engine, connection, rows, lambda: _leads_of(connection, rows), standing
    )
    fresh = {
        cap.key: cap
        for toll in run.tolls.values()
        for cap in toll.caps
        if cap.key not in run.used
    }
    if fresh:
        run.used |= await caps.used(connection, list(fresh.values()), run.now)


async def _leads_of(connection: Connection, rows: list[Row]) -> Mapping[LeadId, Lead]:
    return await leads.get(connection, (row["lead_id"] for row in rows))


async def _together(
    rows: AsyncGenerator[Row, None],
) -> AsyncGenerator[list[Row], None]:
    some: list[Row] = []
    async for row in rows:
        some.append(row)
        if len(some) == _TOGETHER:
            yield some
            some = []
    yield some


async def _run(engine: Engine, connection: Connection, now: datetime) -> _Run:
    releases = {
        version: await engine.catalogue.find(connection, VersionHash(version))
        for version in await backlog.versions(connection)
    }
    limited = {
        each.sequence.name
        for each in releases.values()
        if each is not None and each.sequence.company.max_active is not None
    }
    found = {}
    troubled = await hosts.troubled(connection)
    for row in await lanes.all_rows(connection):
        lane = await survey_lane(
            engine, connection, row, now, oldest=EVERY, troubled=troubled
        )
        found[lane.name] = _Lane(_facts(engine, lane, now), _breaks(lane))
    return _Run(
        engine,
        now,
        releases,
        await backlog.suppressed(connection, engine.house.secret),
        await backlog.crowded(connection, limited),
        found,
    )


def _breaks(lane: LaneFacts) -> frozenset[int]:
    """Return at which places in the queue another gate of the lane may decide."""
    used = lane.state.counted + lane.state.unsent_claims
    known = (lane.limits.per_day, ramped(lane.limits, lane.state))
    return frozenset(
        {0, 1, *(max(0, most - used) for most in known if most is not None)}
    )


def _asked(run: _Run, row: Row) -> Release | None:
    """Return the version of one whose condition decides when those behind it leave."""
    release, lane = run.releases.get(row["version"]), run.lanes.get(row["lane"])
    if release is None or lane is None or lane.asked >= ASKED:
        return None
    step = release.sequence.steps.get(row["step"])
    if step is None or step.condition is None or row["due_at"] is None:
        return None
    if row["due_at"] > run.now:
        return None
    lane.asked += 1
    return release


def _turn(run: _Run, row: Row, *, moves_on: bool) -> Turn:
    if LeadId(row["lead_id"]) in run.suppressed:
        return Turn(row, "suppressed")
    if row["due_at"] is None:
        if row["waits_for"] == "company":
            return Turn(row, "company_full")
        return Turn(row, row["touch"] or "under_way")
    if row["due_at"] > run.now:
        return Turn(row, row["waits_for"] if row["waits_for"] in KINDS else "delay")
    release = run.releases.get(row["version"])
    if release is None:
        return Turn(row, "unreadable")
    lane = run.lanes.get(row["lane"])
    if lane is None:
        facts = _facts(run.engine, unknown_lane(row["lane"]), run.now)
        lane = run.lanes[row["lane"]] = _Lane(facts, frozenset())
    if moves_on:
        return _pass(run, lane, row)
    return _judge(run, lane, release, row)


def _pass(run: _Run, lane: _Lane, row: Row) -> Turn:
    """Ask what a tick asks before it looks at one: it takes no place, and no gate is its own."""
    verdict = lane.deaf if row["touched"] else None
    verdict = verdict or _of_closed(lane) or _window(run, row["window_key"], lane.facts)
    if verdict is None:
        state = replace(lane.facts.lane.state, queued=lane.queued)
        limits = lane.facts.lane.limits
        if room(limits, state, run.now) < 1 or (limits.spaced and lane.queued):
            here = replace(lane.facts.lane, state=state)
            verdict = _first(_PACE, replace(lane.facts, lane=here))
    reason = verdict.reason if verdict else ""
    return Turn(row, reason, verdict, lane.queued, moves_on=True)


def _of_closed(lane: _Lane) -> Verdict | None:
    """Return why a tick looks at nothing on the lane."""
    verdict = _first(_CLOSED, lane.facts)
    return verdict if verdict and verdict.answer is Answer.WAIT else None


def _judge(run: _Run, lane: _Lane, release: Release, row: Row) -> Turn:
    """Ask the gates in the order in which they decide."""
    follow_up = row["touched"] if row["touch"] is None else not row["first"]
    verdict = _of_lane(lane, touched=row["touched"], follow_up=follow_up)
    if verdict is not None:
        return Turn(row, verdict.reason, verdict)
    most = release.sequence.company.max_active
    limited = most is not None and row["company_key"] and not row["touched"]
    company = (row["sequence"], row["company_key"]) if limited else None
    joined = 0
    if company is not None:
        joined = run.joined[company]
        under_way = CompanyFacts(run.active.get(company, 0) + joined, most)
        verdict = _of_company(lane, under_way, follow_up=follow_up)
    if verdict is not None:
        return Turn(row, verdict.reason, verdict, colleagues=joined)
    verdict = _window(run, row["window_key"], lane.facts)
    if verdict is not None:
        ahead = lane.behind[row["window_key"]]
        lane.behind[row["window_key"]] += 1
        return Turn(row, verdict.reason, verdict, ahead, joined)
    toll = run.tolls.get(EnrollmentId(row["id"]), FREE)
    verdict = _of_caps(run, lane, toll)
    takers = {cap.key: run.taken[cap.key] for cap in toll.caps}
    if verdict is not None:
        reason = verdict.reason
        return Turn(row, reason, verdict, colleagues=joined, takers=takers)
    turn = replace(_queue(lane, row, joined), takers=takers)
    if turn.verdict is None:
        run.taken.update(cap.key for cap in toll.caps)
    if turn.verdict is None and company is not None:
        run.joined[company] += 1
    return turn


def _of_caps(run: _Run, lane: _Lane, toll: Toll) -> Verdict | None:
    if not toll.caps:
        return None
    found = (CapFacts(c, run.used[c.key] + run.taken[c.key]) for c in toll.caps)
    return _first(KINDS, replace(lane.facts, caps=tuple(found)))


def _of_lane(lane: _Lane, *, touched: bool, follow_up: bool) -> Verdict | None:
    if touched and lane.deaf is not None:
        return lane.deaf  # with it the tick turns to those never written to
    if follow_up not in lane.own:
        lane.own[follow_up] = _first(_LANE, replace(lane.facts, follow_up=follow_up))
    verdict = lane.own[follow_up]
    if verdict is not None and verdict.gate == "inbox":
        lane.deaf = verdict
    return verdict


def _of_company(
    lane: _Lane, company: CompanyFacts, *, follow_up: bool
) -> Verdict | None:
    key = (company, follow_up)
    if key not in lane.companies:
        facts = replace(lane.facts, company=company, follow_up=follow_up)
        lane.companies[key] = _first(("company",), facts)
    return lane.companies[key]


def _queue(lane: _Lane, row: Row, colleagues: int) -> Turn:
    ahead, lane.queued = lane.queued, lane.queued + 1
    if ahead in lane.breaks:
        state = replace(lane.facts.lane.state, queued=ahead)
        key = touch_key(row["lead_id"], row["sequence"], row["ordinal"], row["step"])
        here = replace(lane.facts.lane, state=state)
        lane.verdict = _first(_PACE, replace(lane.facts, lane=here, touch_key=key))
    verdict = lane.verdict
    return Turn(row, verdict.reason if verdict else "", verdict, ahead, colleagues)


def _facts(engine: Engine, lane: LaneFacts, now: datetime) -> Facts:
    return Facts(
        now=now,
        state=EnrollmentState.ACTIVE,
        state_reason="",
        suppressed="",
        policy="",
        missing="",
        lane=lane,
        company=CompanyFacts(0, None),
        follow_up=False,
        window=None,
        place=None,
        calendar=engine.calendar,
        touch_key="",
    )


def _window(run: _Run, key: str, facts: Facts) -> Verdict | None:
    if key not in run.windows:
        run.windows[key] = _of_key(key, facts)
    return run.windows[key]


def _of_key(key: str, facts: Facts) -> Verdict | None:
    if key in ("", ALWAYS):
        return None
    try:
        window, place = parse_key(key)
    except InputError as error:
        return Verdict("window", Answer.WAIT, "window", str(error))
    return _first(_WINDOW, replace(facts, window=window, place=place))


def _first(gates: Collection[str], facts: Facts) -> Verdict | None:
    for name in DECIDING:
        if name in gates:
            verdict = GATES[name](facts)
            if verdict.answer is not Answer.PASS:
                return verdict
    return None
