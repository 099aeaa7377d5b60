"""Says what a sequence's or a sender's unfinished enrollments wait for, in numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.core.cap import KINDS
from outreach.core.model import LeadId
from outreach.core.source import nearest
from outreach.errors import NotFound
from outreach.services.examine import examine
from outreach.services.explain import READY, held
from outreach.services.rank import rank
from outreach.store import backlog
from outreach.store import enrollment as enrollments
from outreach.store import lane as lanes
from outreach.store import lead as leads
from outreach.store import version as versions
from outreach.store.backlog import Part

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.services.engine import Engine
    from outreach.services.rank import Turn
    from outreach.store.database import Connection, Row

EXAMPLES = 3
TRIED = (
    200  # texts of what is about to leave, so many are written to see if they can be
)
READ = 2000  # pauses whose cause is read
CAUSES = 5


@dataclass(frozen=True, slots=True)
class Group:
    """Enrollments that one thing holds back.

    `reason` is a code as `explain LEAD` gives it; `detail` why they are paused, what event
    they wait for, or whose lane. `next_at` is when the first of them can go on; None: not by
    time alone. `causes` are what was said of them, with counts, the most frequent first.
    """

    reason: str
    detail: str
    count: int
    next_at: datetime | None
    examples: tuple[str, ...]
    causes: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """All unfinished enrollments of a part, each in one group.

    `tried` is how many of those about to leave were written to see if their data suffice,
    `read` how many pauses' causes were read: what is beyond is counted, not looked into.
    """

    sequence: str
    sender: str
    at: datetime
    zone: str
    total: int
    groups: tuple[Group, ...]
    tried: int
    read: int


@dataclass(slots=True)
class _Count:
    count: int = 0
    next_at: datetime | None = None
    leads: list[LeadId] = field(default_factory=list)

    def add(self, count: int, at: datetime | None, *some: int) -> None:
        self.count += count
        if at is not None and (self.next_at is None or at < self.next_at):
            self.next_at = at
        for each in some:
            if len(self.leads) < EXAMPLES and each not in self.leads:
                self.leads.append(LeadId(each))


@dataclass(slots=True)
class _Tally:
    now: datetime
    counts: dict[tuple[str, str], _Count] = field(default_factory=dict)
    ready: list[Turn] = field(default_factory=list)

    def add(
        self, reason: str, detail: str, count: int, at: datetime | None, *some: int
    ) -> None:
        key = (reason, detail)
        self.counts.setdefault(key, _Count()).add(count, at, *some)


async def explain_many(
    engine: Engine, *, sequence: str = "", sender: str = ""
) -> Overview:
    """Return what the unfinished enrollments wait for, or those of one. Raises NotFound.

    Costs a few grouped counts and a walk, by pages, through what is due.
    """
    now, part = engine.now(), Part(sequence, sender)
    tally = _Tally(now)
    async with engine.database.reading() as connection:
        await _known(engine, connection, part)
        for row in await backlog.resting(connection, part, now):
            _rest(tally, row)
        async for turn in rank(engine, connection, now, later=True):
            if part.holds(turn.row):
                _turn(tally, turn)
        tried = await _try(engine, connection, tally)
        causes = await _causes(connection, part, tally)
        groups = await _groups(connection, tally, causes)
    total = sum(group.count for group in groups)
    return Overview(
        part.sequence,
        part.sender,
        now,
        engine.house.zone,
        total,
        groups,
        tried,
        sum(each.total() for each in causes.values()),
    )


async def _known(engine: Engine, connection: Connection, part: Part) -> None:
    if part.sequence:
        version = await versions.current(connection, part.sequence)
        if version is None:
            hint = nearest(part.sequence, await versions.names(connection))
            raise NotFound(f"nobody was ever enrolled in {part.sequence!r}{hint}")
    if part.sender and part.sender not in engine.senders:
        rows = await lanes.rows(connection, [part.sender])
        if part.sender not in rows:
            hint = nearest(part.sender, engine.senders)
            raise NotFound(
                f"no sender {part.sender!r}{hint}: `outreach senders list` tells them"
            )


def _rest(tally: _Tally, row: Row) -> None:
    leads_ = (row["one"], row["other"])
    if row["state"] == "paused":
        tally.add("paused", row["reason"], row["count"], row["first_at"], *leads_)
    elif row["due"] is None:
        tally.add("under_way", "", row["count"], None, *leads_)
    elif row["due"]:
        tally.add(READY, "", row["count"], tally.now, *leads_)
    else:
        reason = "event" if row["waits_for"] else "delay"
        tally.add(reason, row["waits_for"], row["count"], row["first_at"], *leads_)


def _turn(tally: _Tally, turn: Turn) -> None:
    row, verdict = turn.row, turn.verdict
    if not turn.reason and len(tally.ready) < TRIED:
        tally.ready.append(turn)
        return
    detail, at = "", None
    if verdict is not None:
        at = verdict.passes_at
        detail = "" if verdict.gate in ("window", "holiday", "company") else row["lane"]
    elif turn.reason in ("delay", *KINDS):
        at = row["due_at"]
    elif not turn.reason:
        at = tally.now
    tally.add(turn.reason or READY, detail, 1, at, row["lead_id"])


async def _try(engine: Engine, connection: Connection, tally: _Tally) -> int:
    """Write the texts of those about to leave; count each under what comes of it."""
    ids = [turn.row["id"] for turn in tally.ready]
    rows = await enrollments.get(connection, ids)
    turns = {turn.row["id"]: turn for turn in tally.ready}
    found = await examine(
        engine, connection, list(rows.values()), tally.now, draft=True, turns=turns
    )
    for finding in found:
        reason = held(finding, tally.now)
        at = tally.now if reason == READY else None
        tally.add(reason, "", 1, at, finding.row["lead_id"])
    return len(found)


async def _causes(
    connection: Connection, part: Part, tally: _Tally
) -> dict[str, Counter[str]]:
    """Return by the reason of a pause what was said when it began."""
    return {
        detail: Counter(await backlog.pause_details(connection, part, detail, READ))
        for reason, detail in tally.counts
        if reason == "paused"
    }


async def _groups(
    connection: Connection, tally: _Tally, causes: dict[str, Counter[str]]
) -> tuple[Group, ...]:
    shown = {lead_id for each in tally.counts.values() for lead_id in each.leads}
    held_leads = await leads.get(connection, sorted(shown))

    def named(lead_id: LeadId) -> str:
        lead = held_leads.get(lead_id)
        return (lead.email if lead is not None else "") or f"#{lead_id}"

    def said(reason: str, detail: str) -> tuple[tuple[str, int], ...]:
        known = causes.get(detail, Counter()) if reason == "paused" else Counter()
        return tuple((text, n) for text, n in known.most_common(CAUSES) if text)

    groups = (
        Group(
            reason,
            detail,
            each.count,
            each.next_at,
            tuple(named(lead_id) for lead_id in each.leads),
            said(reason, detail),
        )
        for (reason, detail), each in tally.counts.items()
    )
    return tuple(sorted(groups, key=lambda g: (-g.count, g.reason, g.detail)))
