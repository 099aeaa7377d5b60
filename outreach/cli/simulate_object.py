"""A simulated calendar as JSON says it: every number of every day and sender."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outreach.core.forecast.outlook import LaneOutlook, Outlook, Totals
    from outreach.core.forecast.tally import Shift


def object_of(outlook: Outlook) -> dict[str, object]:
    """Return the calendar as plain values; instants are UTC, days are the workspace's."""
    return {
        "start_at": outlook.start_at,
        "ends_at": outlook.ends_at,
        "timezone": outlook.zone,
        "assumed": outlook.assumed,
        "enrollments": outlook.enrollments,
        "under_way_before": outlook.under_way,
        "touches": outlook.touches,
        "last_touch_at": outlook.last_touch_at,
        "last_end_at": outlook.last_end_at,
        "going_on": outlook.going_on,
        "held": outlook.held,
        "untouched": outlook.untouched,
        "ends": outlook.ends,
        "starved_days": [str(day) for day in outlook.starved_days],
        "days": [_day(day, outlook) for day in outlook.days],
        "senders": [_lane(lane) for lane in outlook.lanes],
        "steps": [
            {"sequence": sequence, "step": step, "touches": count}
            for (sequence, step), count in outlook.by_step.items()
        ],
        "stopped": outlook.stopped,
        "not_let_in": outlook.not_let_in,
    }


def _day(day: Totals, outlook: Outlook) -> dict[str, object]:
    return {
        "date": str(day.on),
        "touches": day.touches,
        "new": day.new,
        "follow_ups": day.follow_ups,
        "waiting_new": day.waiting_new,
        "waiting_follow_ups": day.waiting_follow_ups,
        "finished": day.finished,
        "replies": day.replies,
        "bounces": day.bounces,
        "clicks": day.clicks,
        "tasks": day.tasks,
        "starved": day.starved,
        "senders": {
            lane.name: _shift(lane.shifts[day.on])
            for lane in outlook.lanes
            if day.on in lane.shifts
        },
    }


def _shift(shift: Shift) -> dict[str, object]:
    return {
        "new": shift.new,
        "follow_ups": shift.follow_ups,
        "at_cap": shift.capped,
        "starved": shift.starved,
        "waiting_new": shift.waiting_new,
        "waiting_follow_ups": shift.waiting_follow_ups,
    }


def _lane(lane: LaneOutlook) -> dict[str, object]:
    return {
        "name": lane.name,
        "channel": lane.channel,
        "per_day": lane.per_day,
        "supposed": lane.new,
        "touches": lane.touches,
        "capped_days": lane.capped_days,
        "most_waiting": lane.most_waiting,
        "waiting_at_end": lane.waiting_at_end,
        "mean_wait": lane.mean_wait,
        "longest_wait": lane.longest_wait,
        "short_by": lane.short_by,
    }
