"""Finds the lanes worth claiming on: those with room and something due in an open window.

It looks without locks, in as many statements for ten thousand lanes as for one, and may be
wrong by the time a lane is locked: the claim looks again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.dice import fraction
from outreach.core.pacing import Limits, room
from outreach.core.window import is_open, parse_key
from outreach.errors import InputError
from outreach.services.lull import Line, Standing
from outreach.services.place import ALWAYS, never_opens
from outreach.services.survey import opens_at, survey_lanes
from outreach.store import due as dues
from outreach.store import lane as lanes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from outreach.core.gate import LaneFacts
    from outreach.services.engine import Engine, Sender
    from outreach.store.database import Connection, Row

# A lane without limits claims this much a transaction, and never has more than so much
# waiting for a worker.
CHUNK = 1000
MOST_UNSENT = 5000
SLICE = 1000  # lanes looked at together, until enough is found


@dataclass(frozen=True, slots=True)
class Prospect:
    """A lane worth claiming on, and how much it may send now."""

    name: str
    room: int
    alone: bool = False  # it tries a host that fails


async def scout(engine: Engine, most: int | None = None) -> list[Prospect]:
    """Return lanes worth claiming on now: all, by name, or those that `most` touches need.

    Where not all may be served, it begins with other lanes as time goes by.
    """
    now = engine.now()
    found: list[Prospect] = []
    async with engine.database.reading() as connection:
        able = [
            row
            for row in await lanes.rested(connection, now, now - _least_gap(engine))
            if _may_send(engine.senders.get(row["name"]), row, engine, now)
        ]
        for some in _in_turn(able, most, now):
            found += await _worth_it(engine, connection, some, now)
            if most is not None and sum(each.room for each in found) >= most:
                break
    return found


def _in_turn(
    rows: Sequence[Row], most: int | None, now: datetime
) -> Iterator[Sequence[Row]]:
    """Yield lanes in the order in which they are served, some at a time."""
    if most is None or not rows:
        yield rows
        return
    # Drawn, for any step that is counted on may always lead back to the same lanes.
    first = int(fraction("turn", int(now.timestamp())) * len(rows))
    turned = [*rows[first:], *rows[:first]]
    for start in range(0, len(turned), SLICE):
        yield turned[start : start + SLICE]


async def _worth_it(
    engine: Engine, connection: Connection, rows: Sequence[Row], now: datetime
) -> list[Prospect]:
    """Return those of these lanes with room and something due in an open window."""
    lines = await open_lines(engine, connection, [row["name"] for row in rows], now)
    wanting = [
        row["name"]
        for row in rows
        if row["name"] in lines and not _waits(engine, row, lines[row["name"]], now)
    ]
    whole = await lanes.rows(connection, wanting) if wanting else {}
    served = [whole[name] for name in wanting if name in whole]
    facts = await survey(engine, connection, served, now)
    free = {name: await room_of(connection, lane, now) for name, lane in facts.items()}
    able = [lane for lane in facts.values() if free[lane.name] > 0]
    return [
        Prospect(lane.name, free[lane.name], alone=lane.host is not None)
        for lane in _one_a_host(able, now)
    ]


def _one_a_host(lanes_: Iterable[LaneFacts], now: datetime) -> list[LaneFacts]:
    """Leave out all but one of those whose host fails: a single touch may try it.

    Which one changes with the clock, as what the first has due may not pass its gates.
    """
    found: list[LaneFacts] = []
    trying: dict[str, list[LaneFacts]] = {}
    for lane in lanes_:
        if lane.host is None:
            found.append(lane)
        else:
            trying.setdefault(lane.host.name, []).append(lane)
    turn = int(now.timestamp())
    return found + [several[turn % len(several)] for several in trying.values()]


def _may_send(sender: Sender | None, row: Row, engine: Engine, now: datetime) -> bool:
    """Tell what the lane's row alone lets know: its distance, and its own hours."""
    if sender is None:
        return True
    last = row["last_attempt_at"]
    if last is not None and now < last + sender.limits.gap:
        return False
    return opens_at(engine, sender, now) is None


def _least_gap(engine: Engine) -> timedelta:
    """Return the distance that every sender keeps: a lane that sent since has no room."""
    gaps = (sender.limits.gap for sender in engine.senders.values())
    return min(gaps, default=timedelta(0))


def _waits(engine: Engine, row: Row, line: Line, now: datetime) -> bool:
    """Tell whether the first in line is known to keep its own distance still."""
    sender = engine.senders.get(row["name"])
    if sender is None or not sender.limits.jitter:
        return False
    standing = Standing(sender.limits, row["last_attempt_at"], line)
    return engine.lulls.last(row["name"], standing, now)


async def open_lines(
    engine: Engine, connection: Connection, names: Collection[str], now: datetime
) -> dict[str, Line]:
    """Return, by lane, what is due in open windows; no lane without."""
    keys: dict[str, dict[str, None]] = {}
    heads: dict[str, list[tuple[bool, float, int]]] = {}
    for key, listed in (await dues.lanes_by_key(connection, names, now)).items():
        if opens(engine, key, now):
            for name, new, since, enrollment_id in dues.heads_in(listed):
                keys.setdefault(name, {})[key] = None
                heads.setdefault(name, []).append((new, since, enrollment_id))
    return {
        name: Line(tuple(sorted(mine)), tuple(sorted(heads[name])))
        for name, mine in keys.items()
    }


def opens(engine: Engine, key: str, now: datetime) -> bool:
    """Tell whether a key's window lets its touches come up; one that cannot be read does not.

    It does while it is open, and where it never opens: then the gates have to say so.
    """
    if key in ("", ALWAYS):
        return True
    try:
        window, place = parse_key(key)
    except InputError:
        return False
    return is_open(window, place, now, engine.calendar) or never_opens(
        key, now.date(), engine.calendar
    )


async def survey(
    engine: Engine, connection: Connection, rows: Collection[Row], now: datetime
) -> dict[str, LaneFacts]:
    """Survey lanes; their unsent claims count even where they keep no limits."""
    facts = await survey_lanes(engine, connection, rows, now)
    free = [name for name, lane in facts.items() if lane.limits == Limits()]
    for name, count in (await lanes.unsent_claims(connection, free)).items():
        state = replace(facts[name].state, unsent_claims=count)
        facts[name] = replace(facts[name], state=state)
    return facts


async def room_of(connection: Connection, lane: LaneFacts, now: datetime) -> int:
    """Return how many touches may be claimed on a lane in one transaction now."""
    rests_until = max(
        (at for at in (lane.rest_until, lane.opens_at) if at), default=now
    )
    if lane.paused or rests_until > now:
        return 0
    unsent, most = lane.state.unsent_claims, MOST_UNSENT
    if lane.limits == Limits():
        # Without limits it is held to what it gets rid of, or its claims only run out.
        most = await lanes.most_unsent(connection, lane.name, now, CHUNK, MOST_UNSENT)
    if lane.host is not None:
        most = unsent if lane.host.holds(now) else unsent + 1
    return min(room(lane.limits, lane.state, now), CHUNK, most - unsent)
