"""What is counted while a forecast runs: each touch, and each day's ends and shortages."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime, timedelta

    from outreach.core.forecast.flight import Flight
    from outreach.core.forecast.world import Never


@dataclass(slots=True)
class Shift:
    """One day of one lane."""

    new: int = 0
    follow_ups: int = 0
    capped: bool = False  # something that was due met the cap
    new_waited: bool = False  # a new lead that was due met the cap
    waiting_new: int = 0  # due and unsent when the day ended
    waiting_follow_ups: int = 0

    @property
    def touches(self) -> int:
        """How many left."""
        return self.new + self.follow_ups

    @property
    def waiting(self) -> int:
        """How many were due and had not left when the day ended."""
        return self.waiting_new + self.waiting_follow_ups

    @property
    def starved(self) -> bool:
        """Whether follow-ups took the cap, so that no new lead could start."""
        return self.new_waited and not self.new and self.follow_ups > 0


@dataclass(slots=True)
class Day:
    """One day of everything that is no lane's."""

    finished: int = 0
    replies: int = 0
    bounces: int = 0
    clicks: int = 0
    tasks: int = 0


class Touches:
    """Every touch, in the order in which they leave, in a few bytes each."""

    def __init__(self) -> None:
        self.ticks = array("l")
        self.flights = array("l")
        self._kinds = array("L")
        self._numbers: dict[tuple[str, str, bool], int] = {}

    def __len__(self) -> int:
        return len(self.ticks)

    def add(self, tick: int, flight: int, step: str, lane: str, *, first: bool) -> None:
        """Note one."""
        number = self._numbers.get((step, lane, first))
        if number is None:
            number = self._numbers[step, lane, first] = len(self._numbers)
        self.ticks.append(tick)
        self.flights.append(flight)
        self._kinds.append(number)

    def each(self) -> Iterator[tuple[int, int, str, str, bool]]:
        """Yield tick, enrollment, step, lane, and whether it is the lead's first."""
        kinds = list(self._numbers)
        for tick, flight, number in zip(
            self.ticks, self.flights, self._kinds, strict=True
        ):
            yield tick, flight, *kinds[number]


@dataclass(slots=True)
class Tally:
    """The counts of one forecast."""

    touches: Touches = field(default_factory=Touches)
    shifts: defaultdict[str, dict[date, Shift]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    days: dict[date, Day] = field(default_factory=dict)
    ends: Counter[str] = field(default_factory=Counter)
    stopped: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    never: list[Never] = field(default_factory=list)
    waits: defaultdict[str, list[float]] = field(
        default_factory=lambda: defaultdict(lambda: [0.0, 0.0])
    )  # lane -> seconds waited in all, longest
    happenings: int = 0
    last_end_at: datetime | None = None

    def shift(self, today: date, lane: str) -> Shift:
        """Return today's counts of a lane."""
        days = self.shifts[lane]
        return days[today] if today in days else days.setdefault(today, Shift())

    def day(self, today: date) -> Day:
        """Return today's counts."""
        found = self.days.get(today)
        if found is None:
            found = self.days[today] = Day()
        return found

    def left(self, today: date, lane: str, span: timedelta, *, first: bool) -> None:
        """Note a touch that leaves a lane, and how long it stood in line."""
        shift = self.shift(today, lane)
        if first:
            shift.new += 1
        else:
            shift.follow_ups += 1
        waits = self.waits[lane]
        seconds = span.total_seconds()
        waits[0] += seconds
        waits[1] = max(waits[1], seconds)

    def ended(self, today: date, now: datetime, how: str) -> None:
        """Note that an enrollment is over."""
        self.ends[how] += 1
        self.day(today).finished += 1
        self.last_end_at = now

    def stop(self, flight: Flight, reason: str, detail: str) -> None:
        """Note an enrollment that a gate stops for good: nothing goes on by itself."""
        sequence = flight.course.sequence.name
        self.stopped[sequence, flight.step or "", reason, detail] += 1

    def asked(self, today: date) -> None:
        """Note a task for a person."""
        self.day(today).tasks += 1

    def heard(self, today: date, kind: str) -> None:
        """Note something people did."""
        day = self.day(today)
        match kind:
            case "click":
                day.clicks += 1
            case "bounce":
                day.bounces += 1
            case _:
                day.replies += 1
