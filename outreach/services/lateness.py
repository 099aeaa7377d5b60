"""How late a claim is: waiting for a delay, a window, a gap or a cap is not being late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from outreach.core.pacing import cap
from outreach.core.window import parse_key
from outreach.errors import InputError
from outreach.services.place import ALWAYS

if TYPE_CHECKING:
    from outreach.core.gate import LaneFacts
    from outreach.store.database import Row

_MINUTE = timedelta(minutes=1)


def lateness(lane: LaneFacts, row: Row, now: datetime) -> timedelta | None:
    """Return how long a touch that is claimed now could have been claimed.

    None for one that may have waited for a place under its lane's cap, which nobody notes.
    """
    most = cap(lane.limits, lane.state)
    if most is not None and most - lane.state.used <= 1:
        return None
    free: datetime = row["due_at"]
    last = lane.state.last_attempt_at
    if lane.limits.spaced and last is not None:
        free = max(free, last + lane.limits.gap + lane.limits.jitter)
    opened = _opened_at(row["window_key"], now.replace(second=0, microsecond=0))
    if opened is not None:
        free = max(free, opened)
    return max(now - free, timedelta(0))


@lru_cache(maxsize=4096)
def _opened_at(key: str, minute: datetime) -> datetime | None:
    """Return since when today an open window is open; None for one that always is."""
    if key in ("", ALWAYS):
        return None
    try:
        window, place = parse_key(key)
    except (InputError, ValueError):
        return None
    found = []
    for zone in place.zones:
        local = minute.astimezone(ZoneInfo(zone))
        clock = (local + _MINUTE).time()  # the minute in which it opens is open
        starts = [start for start, _ in window.hours if start <= clock]
        if starts:
            there = datetime.combine(local.date(), max(starts), local.tzinfo)
            found.append(there.astimezone(UTC))
    return max(found, default=None)
