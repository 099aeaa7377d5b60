"""Tells what runs, what is due, what waits and for what, and what happens next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.core.cap import KINDS
from outreach.core.hearing import is_deaf
from outreach.core.pacing import cap, room, room_returns_at
from outreach.services.count_caps import count_caps
from outreach.services.scout import opens
from outreach.services.survey import OLDEST, survey_lanes
from outreach.services.wakeup import next_coming
from outreach.store import enrollment as enrollments
from outreach.store import host as hosts
from outreach.store import lane as lanes
from outreach.store import mailbox as mailboxes
from outreach.store import outbox, report
from outreach.store import worker as workers
from outreach.store.column import EPOCH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

    from outreach.core.breaker import HostFacts
    from outreach.core.gate import LaneFacts
    from outreach.services.count_caps import CapStatus
    from outreach.services.engine import Engine
    from outreach.services.wakeup import Coming
    from outreach.store.database import Connection, Row

SCHEDULING = frozenset({"scheduler", "run"})


@dataclass(frozen=True, slots=True)
class Backlog:
    """Unfinished enrollments, each in one of these counts.

    `due_now` may leave at once. The others wait: for their delay or an event (`later`), an
    open window, room under the cap, their distance from the last, the sender (paused or
    resting), their company's turn, a touch under way, or, by its reason, the end of a pause.
    """

    due_now: int = 0
    later: int = 0
    window: int = 0
    cap: int = 0
    gap: int = 0
    sender: int = 0
    company: int = 0
    under_way: int = 0
    paused: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LaneStatus:
    """A sender: what it has sent in 24 hours, of how much, and what waits for it."""

    name: str
    channel: str
    known: bool
    paused: str
    rest_until: datetime | None
    rest_reason: str
    sent: int
    cap: int | None
    room_at: datetime | None  # now or later; None: not by time alone
    hears: bool
    inbox_read_at: datetime | None
    inbox_stale: bool
    claimed: int
    sending: int
    in_doubt: int
    in_doubt_since: datetime | None  # when the oldest of those may have been sent
    backlog: Backlog
    host: HostFacts | None = None  # its server, while that is left alone
    frozen_from: datetime | None = None  # of a freeze that is not over
    frozen_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class WorkerStatus:
    """A process that lives."""

    id: str
    role: str
    host: str
    pid: int
    heartbeat_at: datetime


@dataclass(frozen=True, slots=True)
class FolderStatus:
    """A folder of a mailbox, and how long ago it was read: since 1970, if it never was."""

    mailbox: str
    folder: str
    read_at: datetime | None
    lag: timedelta
    detail: str


@dataclass(frozen=True, slots=True)
class OutboxStatus:
    """What a CRM was told and has still to be told; `lag` is the age of the oldest of it."""

    crm: str
    pending: int
    done: int
    refused: int
    lag: timedelta | None


@dataclass(frozen=True, slots=True)
class Status:
    """A deployment as it stands at `at`."""

    at: datetime
    workers: tuple[WorkerStatus, ...]
    roles: Mapping[str, int]
    enrollments: Sequence[Mapping[str, object]]  # sequence, state, reason, count
    thinking: Backlog
    lanes: tuple[LaneStatus, ...]
    inboxes: tuple[FolderStatus, ...]
    uninterpreted: int
    outboxes: tuple[OutboxStatus, ...]
    next: Coming | None
    caps: tuple[CapStatus, ...] = ()  # over all senders

    @property
    def is_scheduled(self) -> bool:
        """Whether a scheduler lives."""
        return bool(SCHEDULING & self.roles.keys())


async def status(engine: Engine) -> Status:
    """Return what runs, what waits and why. Costs a few grouped counts."""
    now = engine.now()
    coming = await next_coming(engine)
    async with engine.database.reading() as connection:
        alive = await workers.alive(connection, now)
        standing = await report.standing(connection, now)
        folders = await mailboxes.folders(connection)
        return Status(
            at=now,
            workers=tuple(_worker(row) for row in alive),
            roles=dict(Counter(row["role"] for row in alive)),
            enrollments=[dict(row) for row in await enrollments.counts(connection)],
            thinking=_backlog(
                engine, [row for row in standing if not row["lane"]], None, now
            ),
            lanes=await _lanes(engine, connection, standing, now),
            inboxes=tuple(_folder(row, now) for row in folders),
            uninterpreted=await report.uninterpreted(connection),
            outboxes=await _outboxes(connection, now),
            next=coming,
            caps=await count_caps(engine, connection, now),
        )


def _worker(row: Row) -> WorkerStatus:
    return WorkerStatus(
        row["id"], row["role"], row["host"], row["pid"], row["heartbeat_at"]
    )


def _folder(row: Row, now: datetime) -> FolderStatus:
    at = row["read_at"]
    known = None if at == EPOCH else at
    return FolderStatus(row["mailbox"], row["folder"], known, now - at, row["detail"])


async def _outboxes(connection: Connection, now: datetime) -> tuple[OutboxStatus, ...]:
    counts: dict[str, dict[str, int]] = {}
    for row in await outbox.counts(connection):
        counts.setdefault(row["crm"], {})[row["state"]] = row["count"]
    since = {row["crm"]: row["since"] for row in await report.outbox_lags(connection)}
    return tuple(
        OutboxStatus(
            crm,
            each.get("pending", 0),
            each.get("done", 0),
            each.get("refused", 0),
            now - since[crm] if since.get(crm) else None,
        )
        for crm, each in counts.items()
    )


def _by_lane(standing: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in standing:
        found.setdefault(row["lane"], []).append(row)
    return found


async def _lanes(
    engine: Engine, connection: Connection, standing: Sequence[Row], now: datetime
) -> tuple[LaneStatus, ...]:
    under_way = await report.under_way(connection)
    going: dict[str, dict[str, int]] = {}
    for row in under_way:
        going.setdefault(row["lane"], {})[row["state"]] = row["count"]
    doubts = {r["lane"]: r["since"] for r in under_way if r["state"] == "in_doubt"}
    found, by_lane = list[LaneStatus](), _by_lane(standing)
    troubled = await hosts.troubled(connection)
    rows = await lanes.all_rows(connection)
    facts = await survey_lanes(engine, connection, rows, now, troubled, oldest=OLDEST)
    for row in rows:
        lane = facts[row["name"]]
        mine = going.get(lane.name, {})
        found.append(
            LaneStatus(
                name=lane.name,
                channel=row["channel"],
                known=lane.known,
                paused=lane.paused,
                rest_until=_later(lane.rest_until, now),
                frozen_from=_later(row["frozen_until"], now) and row["frozen_from"],
                frozen_until=_later(row["frozen_until"], now),
                rest_reason=lane.rest_reason,
                sent=lane.state.counted,
                cap=cap(lane.limits, lane.state),
                room_at=room_returns_at(lane.limits, lane.state, now),
                hears=lane.hears,
                inbox_read_at=lane.inbox_read_at,
                inbox_stale=_is_deaf(lane, now),
                claimed=mine.get("claimed", 0),
                sending=mine.get("sending", 0),
                in_doubt=mine.get("in_doubt", 0),
                in_doubt_since=doubts.get(lane.name),
                backlog=_backlog(engine, by_lane.get(lane.name, ()), lane, now),
                host=lane.host,
            )
        )
    return tuple(found)


def _is_deaf(lane: LaneFacts, now: datetime) -> bool:
    return lane.hears and is_deaf(lane.inbox_read_at, now)


def _later(at: datetime | None, now: datetime) -> datetime | None:
    return None if at is None or at <= now else at


def _backlog(
    engine: Engine,
    standing: Sequence[Row],
    lane: LaneFacts | None,
    now: datetime,
) -> Backlog:
    waiting: Counter[str] = Counter()
    paused: Counter[str] = Counter()
    for row in standing:
        if row["state"] == "paused":
            paused[row["reason"]] += row["count"]
        else:
            waiting[_why(engine, row, now)] += row["count"]
    waiting += _held_back(lane, waiting["due_now"], now)
    return Backlog(**+waiting, paused=dict(paused))


def _why(engine: Engine, row: Row, now: datetime) -> str:
    """Return what an active enrollment waits for, as far as itself is concerned."""
    match row["due"]:
        case 0:
            return "cap" if row["waits_for"] in KINDS else "later"
        case 1:
            return "due_now" if opens(engine, row["window_key"], now) else "window"
        case _:
            return "company" if row["waits_for"] == "company" else "under_way"


def _held_back(lane: LaneFacts | None, due: int, now: datetime) -> Counter[str]:
    """Return how many of those due the lane holds back and why, and takes them from the due."""
    if lane is None or not due:
        return Counter()
    rests_until = max(
        (at for at in (lane.rest_until, lane.opens_at) if at), default=now
    )
    if lane.paused or rests_until > now:
        held, why = due, "sender"
    elif lane.host is not None:
        held, why = due if lane.host.holds(now) else due - 1, "sender"
    else:
        held = max(0, due - room(lane.limits, lane.state, now))
        most = cap(lane.limits, lane.state)
        used = lane.state.counted + lane.state.unsent_claims
        why = "cap" if most is not None and used >= most else "gap"
        if why == "gap" and not lane.limits.spaced:
            why = "cap"
    return Counter({why: held, "due_now": -held})
