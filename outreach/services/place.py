"""Puts an enrollment where the tick will find it: its lane, its window, when it is due."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING

from outreach.core.model import TouchState
from outreach.core.placement import ALWAYS, key_of, lane_of
from outreach.core.planner import Position, due_at
from outreach.core.window import next_open, parse_key
from outreach.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.core.planner import Situation
    from outreach.core.window import Calendar
    from outreach.store.database import Row

__all__ = [
    "ALWAYS",
    "UNDER_WAY",
    "beyond",
    "key_of",
    "lane_of",
    "never_opens",
    "placed",
    "to_think",
]


def placed(
    situation: Situation,
    senders: Mapping[str, str],
    position: Position,
    *,
    not_before: datetime | None = None,
    window_key: str | None = None,
) -> dict[str, object]:
    """Return the columns for an enrollment that goes on from `position`.

    With the `window_key` of its step, where that is known.
    """
    columns: dict[str, object] = {
        "step": position.step,
        "anchor_at": position.anchor_at,
        "waits_for": "",
        "lane": "",
        "window_key": "",
        "due_at": position.anchor_at,
    }
    if position.step is None:
        return columns
    step = situation.sequence.steps[position.step]
    due = due_at(situation, step, position.anchor_at)
    columns["due_at"] = due if not_before is None else max(due, not_before)
    if step.sends:
        columns["lane"] = lane_of(step, senders)
        columns["window_key"] = window_key or key_of(situation, step)
    return columns


def to_think(row: Row, now: datetime) -> dict[str, object]:
    """Return the columns that leave an enrollment where it stands to the thinking pass.

    There one that cannot be dealt with is set aside without harm to others.
    """
    return {
        "step": row["step"],
        "anchor_at": row["anchor_at"],
        "waits_for": "",
        "lane": "",
        "window_key": "",
        "due_at": now,
    }


@lru_cache(maxsize=4096)
def never_opens(key: str, on: date, calendar: Calendar) -> bool:
    """Tell whether a key's window stays closed for all of the 400 days that follow.

    The hours of a country may lie so far apart that none is inside the window everywhere.
    Nobody waits for that: the gates look at such a touch when it is due, and pause it.
    """
    if key in ("", ALWAYS):
        return False
    try:
        window, place = parse_key(key)
    except InputError:
        return False
    midnight = datetime.combine(on, time.min, UTC)
    return next_open(window, place, midnight, calendar) is None


UNDER_WAY = (TouchState.CLAIMED, TouchState.SENDING, TouchState.IN_DOUBT)


def beyond(
    situation: Situation, touch: Row, now: datetime, anchor_at: datetime
) -> Position | None:
    """Return where an enrollment goes on whose step has this touch; None: it is not over.

    What follows counts from when it was sent, or from now if it never was. A step that an
    edit has put ahead again was sent before the lead came to it, at `anchor_at`.
    """
    following = situation.sequence.steps[touch["step"]].next
    match touch["state"], touch["reason"]:
        case TouchState.SENT, _:
            return Position(following, max(anchor_at, touch["sending_at"]))
        case TouchState.SKIPPED, "missing_data":
            return None  # the data may have come
        case TouchState.REJECTED | TouchState.SKIPPED, _:
            return Position(following, now)
        case _:
            return None
