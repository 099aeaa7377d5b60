"""What a forecast found, day by day and lane by lane, ready to be shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from outreach.core.forecast.tally import Day, Shift
from outreach.core.model import EnrollmentState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from outreach.core.forecast.board import Board

_DAY = timedelta(days=1)
PATIENCE = 5  # days of a lane's work that may wait


@dataclass(frozen=True, slots=True)
class LaneOutlook:
    """One lane over the whole span. `shifts` has no entry for days without work or want.

    It chokes where something due met its cap: on `capped_days`, `most_waiting` at the worst.
    `short_by` is about how many touches a day it lacks for nobody to wait longer than a
    working week; 0: none.
    """

    name: str
    channel: str
    per_day: int | None
    new: bool  # a sender that is only supposed
    shifts: Mapping[date, Shift]
    touches: int
    capped_days: int
    most_waiting: int
    waiting_at_end: int
    mean_wait: timedelta
    longest_wait: timedelta
    short_by: int

    @property
    def chokes(self) -> bool:
        """Whether demand was beyond its cap on any day."""
        return self.capped_days > 0 and self.most_waiting > 0


@dataclass(frozen=True, slots=True)
class Stopped:
    """Enrollments that a gate stopped for good at a step, and why."""

    sequence: str
    step: str
    reason: str
    detail: str
    count: int


@dataclass(frozen=True, slots=True)
class NotLetIn:
    """Leads that a sequence does not let in, by code."""

    sequence: str
    code: str
    detail: str
    count: int


@dataclass(frozen=True, slots=True)
class Totals:
    """One day over all lanes."""

    on: date
    new: int
    follow_ups: int
    waiting_new: int
    waiting_follow_ups: int
    finished: int
    replies: int
    bounces: int
    clicks: int
    tasks: int
    starved: tuple[str, ...]  # lanes whose follow-ups let no new lead start

    @property
    def touches(self) -> int:
        """How many left."""
        return self.new + self.follow_ups

    @property
    def waiting(self) -> int:
        """How many were due and had not left when the day ended."""
        return self.waiting_new + self.waiting_follow_ups


@dataclass(frozen=True, slots=True)
class Outlook:
    """The whole calendar.

    `last_touch_at` and `last_end_at` are None where there is none. Of `enrollments`,
    `going_on` are not over at the end, of which `held` wait for a person.
    """

    start_at: datetime
    ends_at: datetime
    zone: str
    enrollments: int
    under_way: int  # of these, that existed before
    touches: int
    last_touch_at: datetime | None
    last_end_at: datetime | None
    going_on: int
    held: int
    ends: Mapping[str, int]
    days: tuple[Totals, ...]
    lanes: tuple[LaneOutlook, ...]
    by_step: Mapping[tuple[str, str], int]
    stopped: tuple[Stopped, ...]
    not_let_in: tuple[NotLetIn, ...]
    untouched: int  # enrollments that nothing was sent to
    senders_of_pool: int = 0
    assumed: Mapping[str, float] = field(default_factory=dict)

    @property
    def starved_days(self) -> tuple[date, ...]:
        """The days on which follow-ups let no new lead start on some lane."""
        return tuple(day.on for day in self.days if day.starved)


def outlook(board: Board, *, supposed: frozenset[str] = frozenset()) -> Outlook:
    """Return what a forecast found; `supposed` are senders that do not exist yet."""
    world, tally = board.world, board.tally
    lanes = tuple(_lane(board, name, name in supposed) for name in sorted(board.lanes))
    touches = tally.touches
    open_ = [flight for flight in board.flights if flight.open]
    last = world.start_at + touches.ticks[-1] * world.tick if len(touches) else None
    touched = set(touches.flights)
    assumed = world.assumed
    return Outlook(
        start_at=world.start_at,
        ends_at=world.ends_at,
        zone=world.zone,
        enrollments=len(board.flights),
        under_way=board.under_way,
        touches=len(touches),
        last_touch_at=last,
        last_end_at=tally.last_end_at,
        going_on=len(open_),
        held=sum(
            each.state is EnrollmentState.PAUSED and each.due_at is None
            for each in open_
        ),
        ends=dict(sorted(tally.ends.items())),
        days=tuple(_days(board)),
        lanes=lanes,
        by_step=_by_step(board),
        stopped=_stopped(board),
        not_let_in=_not_let_in(board),
        untouched=len(board.flights) - len(touched),
        assumed={
            "reply_rate": assumed.reply_rate,
            "bounce_rate": assumed.bounce_rate,
            "click_rate": assumed.click_rate,
            "seed": assumed.seed,
        },
    )


def _lane(board: Board, name: str, new: bool) -> LaneOutlook:  # noqa: FBT001 - one of two kinds
    sender, shifts = board.lanes[name].sender, board.tally.shifts.get(name, {})
    count = sum(shift.touches for shift in shifts.values())
    capped = [day for day, shift in shifts.items() if shift.capped]
    waiting = [shifts[day].waiting for day in sorted(shifts)]
    waited, longest = board.tally.waits[name]
    return LaneOutlook(
        name=name,
        channel=sender.channel,
        per_day=sender.limits.per_day,
        new=new,
        shifts=dict(sorted(shifts.items())),
        touches=count,
        capped_days=len(capped),
        most_waiting=max(waiting, default=0),
        waiting_at_end=waiting[-1] if waiting and max(shifts) == board.today else 0,
        mean_wait=timedelta(seconds=round(waited / max(1, count))),
        longest_wait=timedelta(seconds=round(longest)),
        short_by=_short_by(shifts, sender.limits.per_day),
    )


def _short_by(shifts: Mapping[date, Shift], per_day: int | None) -> int:
    """Return what more a day leaves no day with over a working week's work to be done.

    The sooner a day comes in a run of days at the cap, the less a larger cap has helped.
    """
    worst, span = 0, 0
    for _, shift in sorted(shifts.items()):
        if not (shift.capped and shift.waiting):
            span = 0
            continue
        span += 1
        patient = PATIENCE * (per_day or shift.touches)
        worst = max(worst, ceil((shift.waiting - patient) / (span + PATIENCE)))
    return worst


def _days(board: Board) -> Iterator[Totals]:
    tally = board.tally
    known = {*tally.days, *(day for days in tally.shifts.values() for day in days)}
    if not known:
        return
    on, last = min(known), max(known)
    while on <= last:
        shifts = {
            name: days[on] for name, days in sorted(tally.shifts.items()) if on in days
        }
        day = tally.days.get(on, Day())
        yield Totals(
            on=on,
            new=sum(each.new for each in shifts.values()),
            follow_ups=sum(each.follow_ups for each in shifts.values()),
            waiting_new=sum(each.waiting_new for each in shifts.values()),
            waiting_follow_ups=sum(each.waiting_follow_ups for each in shifts.values()),
            finished=day.finished,
            replies=day.replies,
            bounces=day.bounces,
            clicks=day.clicks,
            tasks=day.tasks,
            starved=tuple(name for name, each in shifts.items() if each.starved),
        )
        on += _DAY


def _by_step(board: Board) -> dict[tuple[str, str], int]:
    counts: Counter[tuple[str, str]] = Counter()
    for _, flight, step, _, _ in board.tally.touches.each():
        counts[board.flights[flight].course.sequence.name, step] += 1
    return dict(counts)


def _stopped(board: Board) -> tuple[Stopped, ...]:
    return tuple(
        Stopped(*about, count) for about, count in board.tally.stopped.most_common()
    )


def _not_let_in(board: Board) -> tuple[NotLetIn, ...]:
    counts: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for never in board.tally.never:
        counts[never.sequence, never.code, never.detail] += 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(NotLetIn(*about, count) for about, count in ordered)
