"""Tells when something will next happen by time alone: what the clock may skip to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from outreach.core.hearing import DEAF_AFTER, is_deaf
from outreach.core.pacing import cap, room, room_returns_at
from outreach.core.window import next_close, next_open, parse_key
from outreach.errors import InputError
from outreach.services.examine import examine, is_ready
from outreach.services.place import ALWAYS, never_opens
from outreach.services.survey import OLDEST, survey_lanes
from outreach.store import enrollment as enrollments
from outreach.store import host as hosts
from outreach.store import lane as lanes
from outreach.store import outbox, report
from outreach.store.touch import CLAIM_LEASE
from outreach.store.worker import LEASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from outreach.core.gate import LaneFacts
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

# What is due already, and for no known reason not done, is looked at again so soon.
SOON = timedelta(seconds=1)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that time alone brings about. `lane` is "" where no sender is concerned."""

    at: datetime
    what: str
    lane: str = ""


async def next_instant(engine: Engine) -> datetime | None:
    """Return the earliest instant after now at which a tick has something to do.

    It may be too early, never too late. None: nothing ever happens by time alone. Reading
    inboxes and pulling from CRMs, which go by the daemon's own timers, are not in it.
    """
    now = engine.now()
    first = await next_coming(engine)
    return None if first is None else max(first.at, now + SOON)


async def next_coming(engine: Engine) -> Coming | None:
    """Return what happens next by time alone; due already, its instant is now."""
    now = engine.now()
    async with engine.database.reading() as connection:
        found = await _timers(connection, now)
        by_lane: dict[str, list[Row]] = {}
        for row in await report.dues(connection, now):
            by_lane.setdefault(row["lane"], []).append(row)
        for row in by_lane.pop("", []):
            found.append(Coming(row["earliest"], "a step is thought through"))
        troubled = await hosts.troubled(connection)
        rows = [r for r in await lanes.all_rows(connection) if r["name"] in by_lane]
        facts = await survey_lanes(
            engine, connection, rows, now, troubled, oldest=OLDEST
        )
        for row in rows:
            lane, keys = facts[row["name"]], by_lane[row["name"]]
            found += await _lane(engine, connection, row, lane, keys, now)
    known = (Coming(max(c.at, now), c.what, c.lane) for c in found)
    return min(known, key=lambda coming: coming.at, default=None)


async def _timers(connection: Connection, now: datetime) -> list[Coming]:
    """Return what has an instant of its own: pauses, leases, the outbox."""
    found = []
    resumes = await enrollments.earliest_resume(connection)
    if resumes is not None:
        found.append(Coming(resumes, "a pause is over"))
    claimed_at, beat_at, orphaned = await report.leases(connection)
    if claimed_at is not None:
        found.append(Coming(claimed_at + CLAIM_LEASE, "a claim is given back"))
    if beat_at is not None or orphaned:
        at = now if beat_at is None or orphaned else beat_at + LEASE
        what = "a touch is in doubt" if orphaned else "a worker's lease is over"
        found.append(Coming(at, what))
    later = await outbox.earliest(connection)
    if later is not None:
        found.append(Coming(later, "a CRM is told"))
    return found


async def _lane(
    engine: Engine,
    connection: Connection,
    row: Row,
    lane: LaneFacts,
    keys: list[Row],
    now: datetime,
) -> list[Coming]:
    if lane.paused:
        return []
    ready_at = _ready_at(engine, row, lane, now)
    if ready_at is None:
        return []
    name = lane.name
    starts = _starts(engine, keys, ready_at)
    at = min(starts, default=None)
    if at is None:
        return []
    if at > now:
        return [Coming(at, f"{name} sends", name)]
    stuck_until = await _stuck_until(engine, connection, lane, keys, now)
    return [Coming(each, f"{name} sends", name) for each in stuck_until]


def _ready_at(
    engine: Engine, row: Row, lane: LaneFacts, now: datetime
) -> datetime | None:
    """Return from when the lane's own limits let it send; None: not by time alone."""
    rested = max(lane.rest_until or now, lane.opens_at or now, now)
    if lane.host is not None:
        if lane.host.probing:
            return None  # what comes of the probe decides
        rested = max(rested, lane.host.tries_at)
    if room(lane.limits, lane.state, now) > 0:
        return rested
    returns = room_returns_at(lane.limits, lane.state, now)
    grows = _grows_at(engine, row, lane, now)
    known = [each for each in (returns, grows) if each is not None]
    return max(min(known), rested) if known else None


def _grows_at(
    engine: Engine, row: Row, lane: LaneFacts, now: datetime
) -> datetime | None:
    """Return when the lane's ramp allows more: at midnight after a day of sending."""
    most = cap(lane.limits, lane.state)
    if lane.limits.ramp is None or most is None:
        return None
    if most > lane.state.counted + lane.state.unsent_claims:
        return None
    if row["last_sent_on"] != engine.today(now):
        return None
    home = ZoneInfo(engine.house.zone)
    tomorrow = now.astimezone(home).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, home).astimezone(now.tzinfo)


def _starts(
    engine: Engine, keys: Iterable[Row], ready_at: datetime
) -> Iterator[datetime]:
    for key in keys:
        at = opens_at(engine, key["window_key"], max(key["earliest"], ready_at))
        if at is not None:
            yield at


def opens_at(engine: Engine, key: str, at: datetime) -> datetime | None:
    """Return the first instant from `at` on at which a key's touches come up."""
    if key in ("", ALWAYS) or never_opens(key, at.date(), engine.calendar):
        return at
    try:
        window, place = parse_key(key)
    except InputError:
        return None
    return next_open(window, place, at, engine.calendar)


async def _stuck_until(
    engine: Engine,
    connection: Connection,
    lane: LaneFacts,
    keys: list[Row],
    now: datetime,
) -> list[datetime]:
    """Return when a lane that has room, and something due, may send what it does not yet.

    The first in order keeps its own jittered distance, or waits for the inbox to be read;
    it is overtaken by what comes due, and by what becomes first when a window closes or
    when the inbox has not been read for too long.
    """
    opened = [key for key in keys if opens_at(engine, key["window_key"], now) == now]
    found = []
    for touched in (True, False):
        blocked = await _blocked_until(
            engine, connection, lane.name, opened, now, touched=touched
        )
        if blocked is not None:
            found.append(blocked)
            break
    heard = lane.inbox_read_at
    if lane.hears and heard is not None and not is_deaf(heard, now):
        found.append(heard + DEAF_AFTER + _INSTANT)
    for key in keys:
        found += _changes(engine, key, now, is_open=key in opened)
    return [at for at in found if at > now] if now not in found else [now]


async def _blocked_until(
    engine: Engine,
    connection: Connection,
    lane: str,
    keys: Iterable[Row],
    now: datetime,
    *,
    touched: bool,
) -> datetime | None:
    """Return when the first in order may go, None if that is not for the clock to say.

    The first decides: with it the tick ends its round on the lane.
    """
    rows: list[Row] = []
    for key in keys:
        rows += await enrollments.due(
            connection,
            lane,
            key["window_key"],
            touched=touched,
            now=now,
            limit=1,
            locked=False,
        )
    rows.sort(key=lambda row: (row["due_at"], row["id"]))
    for finding in await examine(engine, connection, rows[:1], now):
        if is_ready(finding):
            return now
        if finding.refusal is not None:
            return finding.refusal.passes_at
    return None


def _changes(
    engine: Engine, key: Row, now: datetime, *, is_open: bool
) -> Iterator[datetime]:
    if key["later"] is not None:
        at = opens_at(engine, key["window_key"], key["later"])
        if at is not None:
            yield at
    if key["earliest"] > now:
        return
    if not is_open:
        at = opens_at(engine, key["window_key"], now)
    elif key["window_key"] in ("", ALWAYS) or never_opens(
        key["window_key"], now.date(), engine.calendar
    ):
        at = None
    else:
        at = next_close(*parse_key(key["window_key"]), now, engine.calendar)
    if at is not None:
        yield at
