"""All that a forecast knows while it runs, and how enrollments are put in their lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from heapq import heappush
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from outreach.core.consequence import consequence
from outreach.core.forecast.flight import Flight, Happening
from outreach.core.forecast.lane import Lane
from outreach.core.forecast.opening import Opening, Openings
from outreach.core.forecast.purse import Purse
from outreach.core.forecast.tally import Tally
from outreach.core.forecast.world import Sender
from outreach.core.model import EnrollmentState
from outreach.core.pipeline import advance
from outreach.core.placement import key_of, lane_of
from outreach.core.planner import Situation, due_at
from outreach.core.pool import weights_of
from outreach.core.reaction import ends_here, is_a, reactions
from outreach.core.window import Place, window_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence as Several

    from outreach.core.forecast.world import Course, World
    from outreach.core.model import Event, Lead, LeadId, StepKey
    from outreach.core.pacing import Limits
    from outreach.core.planner import Changes
    from outreach.core.rest import Rest
    from outreach.core.sequence import Action, Step

# Calls of webhooks leave through a lane that no sender is configured for.
OPEN_LANES = ("webhook",)
_Where = tuple[int, str, str, str]  # the course's id, zone, country, area code
_NOTHING = (False, False)
NEVER_AT = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Board:
    """The state of one forecast. `tick` counts from the start; `now` is its instant."""

    world: World
    tick: int = 0
    now: datetime = field(init=False)
    today: date = field(init=False)
    dated: str = field(init=False)  # today, as lanes note it
    tomorrow_at: datetime = field(init=False)
    flights: list[Flight] = field(default_factory=list)
    leads: dict[LeadId, Lead] = field(default_factory=dict)
    of_lead: dict[LeadId, list[Flight]] = field(default_factory=dict)
    of_company: dict[str, list[Flight]] = field(
        default_factory=lambda: defaultdict(list)
    )
    events: dict[LeadId, list[Event]] = field(default_factory=dict)
    suppressed: dict[LeadId, str] = field(default_factory=dict)
    said: dict[LeadId, Several[Event]] = field(default_factory=dict)  # preferences
    rests: dict[LeadId, Rest] = field(default_factory=dict)  # who is away
    lanes: dict[str, Lane] = field(default_factory=dict)
    thinking: dict[bool, list[tuple[datetime, int, int]]] = field(
        default_factory=lambda: {True: [], False: []}
    )
    resuming: list[tuple[datetime, int, int]] = field(default_factory=list)
    wakes: list[tuple[int, str]] = field(default_factory=list)
    heard: list[Happening] = field(default_factory=list)
    full: dict[tuple[str, str], list[tuple[datetime, int, int]]] = field(
        default_factory=dict
    )  # companies that enrollments wait for
    stuck: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    active: Counter[tuple[str, str]] = field(default_factory=Counter)
    openings: Openings = field(init=False)
    tally: Tally = field(default_factory=Tally)
    limits: dict[str, Limits] = field(init=False)
    ends_at: datetime = field(init=False)
    colleagues_matter: bool = True
    under_way: int = 0  # enrollments that existed before
    open_count: int = 0
    after: int = 0  # the tick from which on what is due is thought about
    looked: list[Lane] = field(default_factory=list)
    _shared: dict[tuple[tuple[str, str], ...], Mapping[str, str]] = field(
        default_factory=dict
    )

    _situations: dict[_Where, Situation] = field(default_factory=dict)
    _lanes: dict[tuple[int, int, str], Lane] = field(default_factory=dict)
    _openings: dict[tuple[_Where, str], Opening] = field(default_factory=dict)
    _weights: dict[tuple[int, frozenset[str]], Mapping[str, Mapping[str, float]]] = (
        field(default_factory=dict)
    )
    purse: Purse = field(init=False)
    _absent: tuple[Sender, ...] | None = None
    _further: dict[tuple[str, tuple[str, ...]], str] = field(default_factory=dict)
    _called: dict[tuple[int, str], tuple[tuple[Action, ...], ...]] = field(
        default_factory=dict
    )
    _same: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    _changes: dict[int, Changes] = field(default_factory=dict)
    _told: dict[tuple[str, str], Mapping[str, object]] = field(default_factory=dict)
    _follows: dict[tuple[int, str, str], tuple[bool, bool]] = field(
        default_factory=dict
    )
    _asked: dict[tuple[int, str], bool] = field(default_factory=dict)
    _ended_by: dict[tuple[int, str], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.limits, self.ends_at = self.world.limits, self.world.ends_at
        self.openings = Openings(self.world.start_at, self.world.calendar)
        self.purse = Purse(self.world)
        self.turn(0)

    def turn(self, tick: int) -> None:
        """Go to a tick."""
        self.tick = tick
        self.now = self.world.start_at + tick * self.world.tick
        if tick == 0 or self.now >= self.tomorrow_at:
            home = ZoneInfo(self.world.zone)
            self._day(self.now.astimezone(home).date())

    def turn_day(self) -> None:
        """Go on to the workspace's next day, before its first tick."""
        self._day(self.today + timedelta(days=1))

    def _day(self, today: date) -> None:
        self.today, self.dated = today, str(today)
        home = ZoneInfo(self.world.zone)
        morning = datetime.combine(today + timedelta(days=1), time.min, home)
        self.tomorrow_at = morning.astimezone(UTC)

    def shared(self, senders: dict[str, str]) -> Mapping[str, str]:
        """Return the one mapping that stands for all that are equal to it."""
        return self._shared.setdefault(tuple(sorted(senders.items())), senders)

    def at(self, tick: int) -> datetime:
        """Return a tick's instant."""
        return self.world.start_at + tick * self.world.tick

    def tick_of(self, at: datetime) -> int:
        """Return the first tick that is not before an instant."""
        return -((self.world.start_at - at) // self.world.tick)

    def same(self, steps: tuple[str, ...]) -> tuple[str, ...]:
        """Return the one tuple that stands for all that are equal to it."""
        return self._same.setdefault(steps, steps)

    def told(self, step: str, lane: str) -> Mapping[str, object]:
        """Return what is told of a touch that was sent, one mapping for all alike."""
        found = self._told.get((step, lane))
        if found is None:
            found = self._told[step, lane] = {"step": step, "sender": lane}
        return found

    def weights(self, course: Course) -> Mapping[str, Mapping[str, float]]:
        """Return the weights of a sequence's senders, by channel."""
        if self._absent is None:
            senders = self.world.senders.values()
            self._absent = tuple(s for s in senders if s.paused or s.freeze)
        away = frozenset(
            each.name
            for each in self._absent
            if each.paused or (each.freeze and each.freeze.ends_at(self.now))
        )
        found = self._weights.get((id(course), away))
        if found is None:
            found = weights_of(course.sequence, self.limits, away)
            self._weights[id(course), away] = found
        return found

    def further(self, stage: str, kinds: tuple[str, ...]) -> str:
        """Return the stage after events of these kinds."""
        found = self._further.get((stage, kinds))
        if found is None:
            found = advance(self.world.pipeline, stage, *kinds)
            self._further[stage, kinds] = found
        return found

    def called(self, course: Course, kind: str) -> tuple[tuple[Action, ...], ...]:
        """Return a sequence's reactions to events of a kind."""
        found = self._called.get((id(course), kind))
        if found is None:
            found = self._called[id(course), kind] = reactions(course.sequence, kind)
        return found

    def ended_by(self, course: Course, kind: str) -> bool:
        """Tell whether events of a kind end an enrollment as reaching a goal does."""
        found = self._ended_by.get((id(course), kind))
        if found is None:
            found = self._ended_by[id(course), kind] = ends_here(course.sequence, kind)
        return found

    def follows(self, course: Course, kind: str, stage: str) -> bool:
        """Tell whether an event calls for anything, of a lead in one sequence alone."""
        return self._ensuing(course, kind, stage)[0]

    def unheard(self, course: Course, kind: str, stage: str) -> bool:
        """Tell whether nothing follows from it, nor is it asked about later."""
        return self._ensuing(course, kind, stage) == _NOTHING

    def _ensuing(self, course: Course, kind: str, stage: str) -> tuple[bool, bool]:
        """Return whether an event calls for anything now, and decides anything later."""
        found = self._follows.get((id(course), kind, stage))
        if found is None:
            moves = not is_a(kind, "stage") and self.further(stage, (kind,)) != stage
            heard = bool(self.called(course, kind)) or self.ended_by(course, kind)
            found = heard or moves, self.asked(course, kind)
            self._follows[id(course), kind, stage] = found
        return found

    def asked(self, course: Course, kind: str) -> bool:
        """Tell whether an event of a kind decides something in a sequence later."""
        if course.asks is None:
            return True
        found = self._asked.get((id(course), kind))
        if found is None:
            found = any(is_a(kind, general) for general in course.asks)
            self._asked[id(course), kind] = found
        return found

    def situation(self, flight: Flight, *, past: bool = True) -> Situation:
        """Return what the planner is to look at; where only time counts, without the past."""
        course = flight.course
        return Situation(
            sequence=course.sequence,
            lead=self.leads[flight.lead_id],
            events=self._past(flight) if past else (),
            enrolled_at=flight.enrolled_at,
            zone=self.world.zone,
            calendar=self.world.calendar,
            holds=course.holds,
            changes=self.changes(course) if past else None,
        )

    def _past(self, flight: Flight) -> Several[Event]:
        """Return what has happened to a lead since it was let in, as far as it is asked."""
        known = self.events.get(flight.lead_id, ())
        return [event for event in known if event.at >= flight.enrolled_at]

    def changes(self, course: Course) -> Changes:
        """Return what tells what a sequence's actions make of a lead."""
        found = self._changes.get(id(course))
        if found is None:
            stages, fill = self.world.pipeline, course.fill
            found = self._changes[id(course)] = partial(
                consequence, stages=stages, fill=fill
            )
        return found

    def certain(self, flight: Flight) -> Step | None:
        """Return the step of one in a lane's line, once it is due; None: ask the planner.

        The planner would find it due by the same count, and has nothing else to ask of a
        step without a condition whose lead stayed where it was.
        """
        if flight.step is None or flight.moved or flight.placed_at is None:
            return None
        step = flight.course.sequence.steps[flight.step]
        due = flight.placed_at <= self.now and step.condition is None
        return step if due else None

    def _where(self, flight: Flight) -> _Where:
        """Return all of a lead that its clocks hang by."""
        lead = self.leads[flight.lead_id]
        phone = lead.phone
        area = phone[:5] if phone.startswith("+1") else ""
        return id(flight.course), lead.timezone, lead.country, area

    def _timed(self, flight: Flight, where: _Where) -> Situation:
        """Return the situation of one who is where it is: when steps are due is the same."""
        found = self._situations.get(where)
        if found is None:
            found = self._situations[where] = self.situation(flight, past=False)
        return found

    def _line(self, flight: Flight, step: Step, where: _Where) -> tuple[Lane, Opening]:
        """Return where an enrollment stands for a sending step."""
        # Pinned senders are shared, and the step's course is in `where`.
        pinned = id(flight.senders), step.key
        lane = self._lanes.get((where[0], *pinned))
        if lane is None:
            lane = self.lane(lane_of(step, flight.senders))
            self._lanes[where[0], *pinned] = lane
        opening = self._openings.get((where, step.key))
        if opening is None:
            opening = self.openings.of(key_of(self._timed(flight, where), step))
            self._openings[where, step.key] = opening
        return lane, opening

    def lane(self, name: str) -> Lane:
        """Return a lane; one that nobody keeps is made, so that its leads pause."""
        found = self.lanes.get(name)
        if found is None:
            channel = name if name in OPEN_LANES else ""
            sender = self.world.senders.get(name) or Sender(
                name, channel, known=name in OPEN_LANES
            )
            own = None
            if sender.window is not None:
                zone = sender.window.timezone
                place = Place((self.world.zone if zone == "lead" else zone,), "")
                own = self.openings.of(window_key(sender.window, place))
            found = self.lanes[name] = Lane(sender, own)
        return found

    def place(
        self,
        flight: Flight,
        step: StepKey | None,
        anchor_at: datetime,
        *,
        not_before: datetime | None = None,
    ) -> None:
        """Let an enrollment go on from here: it stands where the tick will find it."""
        flight.step, flight.anchor_at = step, anchor_at
        flight.waits_for = ""
        due, where = anchor_at, self._where(flight)
        if step is not None:
            situation = self._timed(flight, where)
            due = due_at(situation, situation.sequence.steps[step], anchor_at)
        flight.placed_at = due
        if not_before is not None and not_before > due:
            due = not_before
        flight.due_at = due
        if flight.state is EnrollmentState.ACTIVE:
            self.stand(flight, where)

    def stand(self, flight: Flight, where: _Where | None = None) -> None:
        """Put an enrollment in the line of its step, as its columns say."""
        flight.ticket += 1
        if flight.due_at is None or not flight.open:
            return
        entry = (flight.due_at, flight.index, flight.ticket)
        if flight.state is EnrollmentState.PAUSED:
            heappush(self.resuming, entry)
            return
        steps = flight.course.sequence.steps
        step = None if flight.step is None else steps[flight.step]
        if step is None or not step.sends:
            heappush(self.thinking[flight.touched], entry)
            return
        lane, opening = self._line(flight, step, where or self._where(flight))
        lane.join(opening, flight)
        self.wake(lane, flight.due_at)

    def think(self, flight: Flight, at: datetime) -> None:
        """Leave an enrollment where it stands to the thinking pass."""
        flight.ticket += 1
        flight.due_at = at
        entry = (at, flight.index, flight.ticket)
        heappush(self.thinking[flight.touched], entry)

    def wake(self, lane: Lane, at: datetime) -> None:
        """Have a lane looked at no later than this, if its limits let it send by then."""
        if lane.ready > at:
            at = lane.ready
            if at == NEVER_AT:
                return
        tick = max(self.tick_of(at), lane.not_before, self.after)
        if lane.wake is None or tick < lane.wake:
            lane.wake = tick
            heappush(self.wakes, (tick, lane.name))

    def hear(self, at: datetime, kind: str, flight: Flight, step: str) -> None:
        """Have something heard of an enrollment at the first tick from an instant on."""
        tick = max(self.tick + 1, self.tick_of(at))
        number = self.tally.happenings
        self.tally.happenings += 1
        heappush(self.heard, Happening(tick, number, kind, flight.index, step))
