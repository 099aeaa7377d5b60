"""Takes a look at a whole deployment, cheap enough for a machine that asks every few seconds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.hearing import is_deaf
from outreach.core.pacing import cap
from outreach.errors import Unavailable
from outreach.ports import Countable
from outreach.services.scout import opens
from outreach.services.survey import survey_lanes
from outreach.services.work import JOBS
from outreach.store import gauge, report
from outreach.store import host as hosts
from outreach.store import lane as lanes
from outreach.store import mailbox as mailboxes
from outreach.store.worker import LEASE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from outreach.core.gate import LaneFacts
    from outreach.ports import Queue
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

SEEN_LATELY = timedelta(minutes=10)  # of a process that is gone and did not say so


@dataclass(frozen=True, slots=True)
class LaneGauge:
    """One lane: what waits for it, what it has under way, and how it stands."""

    name: str
    channel: str
    state: str  # open | resting | host_down | frozen | paused | deaf | gone
    waiting: Mapping[str, int]  # by delay | window | lane
    under_way: Mapping[str, int]  # by claimed | sending | in_doubt
    sent: int
    cap: int | None


@dataclass(frozen=True, slots=True)
class Gauges:
    """A deployment in numbers, as of `at`."""

    at: datetime
    lanes: Sequence[LaneGauge]
    thinking: Mapping[str, int]  # enrollments at steps that send nothing: delay | due
    enrollments: Mapping[str, int]
    oldest_doubt: timedelta | None
    folders: Mapping[tuple[str, str], timedelta]
    uninterpreted: int
    outboxes: Mapping[str, tuple[int, timedelta | None]]  # pending, age of the oldest
    roles: Mapping[str, int]
    heartbeats: Mapping[str, timedelta]  # the oldest of each role
    failing: Mapping[str, bool]  # hosts; whether nothing leaves through them
    queue: Mapping[str, int] = field(default_factory=dict)


async def gauges(engine: Engine) -> Gauges:
    """Count everything once. Raises what the database raises."""
    now = engine.now()
    async with engine.database.reading() as connection:
        waiting = await _waiting(engine, connection, now)
        beats = await gauge.heartbeats(connection)
        doubt = await gauge.oldest_doubt(connection)
        return Gauges(
            at=now,
            lanes=await _lanes(engine, connection, waiting, now),
            thinking=waiting.get("", {}),
            enrollments=await gauge.standing(connection),
            oldest_doubt=None if doubt is None else now - doubt,
            folders={
                (row["mailbox"], row["folder"]): now - row["read_at"]
                for row in await mailboxes.folders(connection)
            },
            uninterpreted=await report.uninterpreted(connection),
            outboxes={
                row["crm"]: (row["count"], now - row["since"] if row["since"] else None)
                for row in await report.outbox_lags(connection)
            },
            roles=Counter(r["role"] for r in beats if now - r["heartbeat_at"] < LEASE),
            heartbeats=_oldest(beats, now),
            failing={
                host: each.health.is_open
                for host, each in (await hosts.troubled(connection)).items()
            },
            queue=await _queue(engine.queue),
        )


async def _queue(queue: Queue) -> dict[str, int]:
    """Count what waits in the broker, by job; nothing where it does not answer."""
    if not isinstance(queue, Countable):
        return {}
    try:
        return {job: await queue.backlog(job) for job in JOBS}
    except Unavailable:
        return {}


def _oldest(beats: Sequence[Row], now: datetime) -> dict[str, timedelta]:
    found: dict[str, timedelta] = {}
    for row in beats:
        age = now - row["heartbeat_at"]
        if age < SEEN_LATELY:
            found[row["role"]] = max(age, found.get(row["role"], age))
    return found


async def _waiting(
    engine: Engine, connection: Connection, now: datetime
) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for row in await gauge.waiting(connection, now):
        mine = found.setdefault(row["lane"], Counter())
        mine["delay"] += row["count"] - row["due"]
        if not row["lane"]:
            why = "due"
        else:
            why = "lane" if opens(engine, row["window_key"], now) else "window"
        mine[why] += row["due"]
    return found


async def _lanes(
    engine: Engine,
    connection: Connection,
    waiting: Mapping[str, Mapping[str, int]],
    now: datetime,
) -> list[LaneGauge]:
    rows = await lanes.all_rows(connection)
    going: dict[str, dict[str, int]] = {}
    for row in await report.under_way(connection):
        going.setdefault(row["lane"], {})[row["state"]] = row["count"]
    facts = await survey_lanes(engine, connection, rows, now)
    return [
        LaneGauge(
            name=row["name"],
            channel=row["channel"],
            state=_state(facts[row["name"]], now),
            waiting=waiting.get(row["name"], {}),
            under_way=going.get(row["name"], {}),
            sent=facts[row["name"]].state.counted,
            cap=cap(facts[row["name"]].limits, facts[row["name"]].state),
        )
        for row in rows
    ]


def _state(lane: LaneFacts, now: datetime) -> str:
    if not lane.known:
        return "gone"
    if lane.paused:
        return "paused"
    if lane.freeze is not None and lane.freeze.ends_at(now) is not None:
        return "frozen"
    if lane.rest_until is not None and lane.rest_until > now:
        return "resting"
    if lane.host is not None:
        return "host_down"
    if lane.hears and is_deaf(lane.inbox_read_at, now):
        return "deaf"
    return "open"
