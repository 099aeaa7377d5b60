"""Says in words what a forecast found: when it ends, what chokes, and what would help."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from outreach.core.forecast.outlook import LaneOutlook, NotLetIn, Outlook, Stopped

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
_SHORT = timedelta(hours=48)
MOST_NAMED = 5


def summary(outlook: Outlook) -> str:
    """Return whom it is about and what leaves, in a line."""
    before = f" ({outlook.under_way:,} under way before)" if outlook.under_way else ""
    return (
        f"{_count(outlook.enrollments, 'enrollment')}{before}, "
        f"{_count(outlook.touches, 'touch', 'touches')}"
    )


def ending(outlook: Outlook) -> str:
    """Return when the last of it ends, or how much does not by the end."""
    if outlook.last_end_at is None and not outlook.going_on:
        return "nobody starts"
    last = "" if outlook.last_end_at is None else on(outlook, outlook.last_end_at)
    if not outlook.going_on:
        return f"the last one ends on {last}"
    held = f", {outlook.held:,} of them held for a person" if outlook.held else ""
    told = f"{outlook.going_on:,} are not over by {on(outlook, outlook.ends_at)}{held}"
    if outlook.going_on == outlook.held and last:
        return f"the last one that goes on by itself ends on {last}; {told}"
    return told


def on(outlook: Outlook, at: datetime) -> str:
    """Return an instant as a day of the workspace."""
    return f"{at.astimezone(ZoneInfo(outlook.zone)):%a %d %b %Y}"


def ends(outlook: Outlook) -> str:
    """Return how enrollments end, in a line."""
    named = {"no_reply": "without a reply", "replied": "with a reply"}
    return ", ".join(
        f"{count:,} {named.get(how, how)}" for how, count in outlook.ends.items()
    )


def choke(lane: LaneOutlook, *, peers: int = 1) -> str:
    """Return how far demand is beyond a lane's cap, and what would help."""
    days = _count(lane.capped_days, "day")
    worst = f"up to {lane.most_waiting:,} waiting"
    wait = f"{span(lane.mean_wait)} on average, {span(lane.longest_wait)} at the worst"
    told = f"at its cap on {days}, {worst} (late by {wait})"
    if lane.per_day is None or not lane.short_by:
        return told
    enough = lane.per_day + lane.short_by
    more = ceil(lane.short_by * peers / lane.per_day)
    return (
        f"{told}; for nobody to wait over a week it lacks about {lane.short_by:,} a day: "
        f"try --per-day {enough} or --sender +{more}"
    )


def starving(outlook: Outlook) -> str:
    """Return on which days follow-ups let no new lead start; "" for none."""
    days = outlook.starved_days
    if not days:
        return ""
    named = ", ".join(f"{day:%a %d %b}" for day in days[:MOST_NAMED])
    more = f" and {len(days) - MOST_NAMED} more" if len(days) > MOST_NAMED else ""
    return (
        f"on {_count(len(days), 'day')} follow-ups took a sender's whole cap, "
        f"so that no new lead could start there: {named}{more}"
    )


def stopped(each: Stopped) -> str:
    """Return who is stopped where, and why."""
    why = f": {each.detail}" if each.detail else ""
    at = f" at {each.step}" if each.step else ""
    return f"{each.count:,} stop in {each.sequence}{at}, {each.reason}{why}"


def not_let_in(each: NotLetIn) -> str:
    """Return who is not let in, and why."""
    why = f": {each.detail}" if each.detail else ""
    return f"{each.count:,} not let into {each.sequence}, {each.code}{why}"


def choking(outlook: Outlook) -> Iterator[tuple[LaneOutlook, str]]:
    """Yield the lanes that choke, the worst first, each with what would help."""
    worst = sorted(
        (lane for lane in outlook.lanes if lane.chokes),
        key=lambda lane: (-lane.short_by, -lane.most_waiting, lane.name),
    )
    for lane in worst:
        peers = sum(
            each.channel == lane.channel and each.short_by > 0 for each in worst
        )
        yield lane, choke(lane, peers=peers)


def span(wait: timedelta) -> str:
    """Return a span as people say it."""
    if wait < HOUR:
        return f"{wait // timedelta(minutes=1)} min"
    if wait < _SHORT:
        return f"{wait // HOUR} h"
    return f"{wait / DAY:.1f} days"


def _count(count: int, one: str, several: str = "") -> str:
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"
