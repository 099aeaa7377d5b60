"""Where an enrollment goes next. Pure: the daemon, preview, simulator and explain all call it.

What has not happened yet by the instant asked about decides nothing, so a history that is
known all at once is decided upon as one that comes in event by event.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, assert_never

from outreach.core.model import Event, Finish
from outreach.core.sequence import (
    Action,
    Branch,
    Delay,
    Email,
    Enroll,
    Goal,
    LinkedIn,
    Notify,
    Pause,
    SetFields,
    SetStage,
    Sms,
    Stop,
    Tag,
    Task,
    Wait,
    WaitFor,
    Webhook,
    WhatsApp,
    gate_of,
)
from outreach.core.window import add, at_clock, place_of
from outreach.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence as Several
    from datetime import datetime

    from outreach.core.consequence import Change
    from outreach.core.model import Lead, StepKey
    from outreach.core.sequence import Sequence, Step, Window
    from outreach.core.window import Calendar, Place

    Holds = Callable[[str, Lead, Several[Event], datetime], bool]
    Changes = Callable[[Action, Lead], Change]

PROMPT = timedelta(minutes=1)  # what a tick may come late by


@dataclass(frozen=True, slots=True)
class Position:
    """Where an enrollment stands: the step to do, and what its `after` counts from."""

    step: StepKey | None
    anchor_at: datetime


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a decision may depend on; `events` are the lead's, in any order."""

    sequence: Sequence
    lead: Lead
    events: Several[Event]
    enrolled_at: datetime
    zone: str  # the workspace's, for a lead whose own is unknown
    calendar: Calendar
    holds: Holds
    changes: Changes | None = None  # what an action makes of the lead; None: nothing

    def place(self, window: Window) -> Place:
        """Return where the lead's clock hangs, for this window."""
        return place_of(self.lead, window, self.zone)

    def known(self, now: datetime) -> Several[Event]:
        """Return the events that have happened by `now`, oldest first."""
        happened = (event for event in self.events if event.at <= now)
        return sorted(happened, key=attrgetter("at"))

    def true(self, expression: str, now: datetime) -> bool:
        """Tell whether an expression holds now. Raises RenderError."""
        return self.holds(expression, self.lead, self.known(now), now)


@dataclass(frozen=True, slots=True)
class Send:
    """The step may go out as soon as its gates pass."""

    step: Step


@dataclass(frozen=True, slots=True)
class Due:
    """Nothing before `at`; an event of kind `event`, if one is named, comes sooner."""

    at: datetime
    event: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """Pause, until an instant or (None) until a person resumes."""

    reason: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class End:
    """The enrollment is over."""

    how: Finish
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Skip:
    """A step that was passed over because its `if` did not hold."""

    step: Step


@dataclass(frozen=True, slots=True)
class Do:
    """Something to do on the way: an action that asks nothing of the outside."""

    action: Action
    step: Step


Decision = Send | Due | Hold | End
Effect = Skip | Do


@dataclass(frozen=True, slots=True)
class Plan:
    """The position reached, what happens on the way, and what is decided there."""

    position: Position
    effects: tuple[Effect, ...]
    decision: Decision

    @property
    def moves_on(self) -> bool:
        """Whether anything else comes before a message may leave."""
        return bool(self.effects) or not isinstance(self.decision, Send)


@dataclass(frozen=True, slots=True)
class _Turn:
    """What one due step makes of the walk; `goes_to` None stays where it is."""

    goes_to: Position | None = None
    effects: tuple[Effect, ...] = ()
    decision: Decision | None = None


def plan(situation: Situation, position: Position, now: datetime) -> Plan:
    """Walk from `position` as far as time and events allow, and decide.

    Each round leaves a step behind for a later one, so the walk ends. What is done on the
    way is so for all that comes after it.
    """
    effects: list[Effect] = []
    decision: Decision | None = None
    while decision is None:
        turn = _turn(situation, position, now)
        effects.extend(turn.effects)
        situation = _after(situation, turn.effects, now)
        decision = turn.decision
        position = turn.goes_to or position
    return Plan(position, tuple(effects), decision)


def _after(
    situation: Situation, effects: tuple[Effect, ...], now: datetime
) -> Situation:
    """Return the situation once these are done."""
    for effect in effects:
        if situation.changes is not None and isinstance(effect, Do):
            change = situation.changes(effect.action, situation.lead)
            if change.kind:
                told = Event(change.kind, now, situation.lead.id, data=change.data)
                events = (*situation.events, told)
                situation = replace(situation, lead=change.lead, events=events)
    return situation


def _turn(situation: Situation, position: Position, now: datetime) -> _Turn:
    if position.step is None:
        return _Turn(decision=End(Finish.NO_REPLY))
    step = situation.sequence.steps[position.step]
    due = due_at(situation, step, position.anchor_at)
    if due > now:
        return _Turn(decision=Due(due))
    try:
        if step.condition is not None and not situation.true(step.condition, now):
            return _Turn(Position(step.next, _passed_at(due, now)), (Skip(step),))
        return _pass(situation, step, due, now)
    except RenderError as error:
        told = Do(Notify(f"step {step.key}: {error}"), step)
        return _Turn(effects=(told,), decision=Hold("bad_expression", None))


def _passed_at(due: datetime, now: datetime) -> datetime:
    """Return what follows a skipped step counts from: now, but for a tick's delay.

    Passed over a second after nine, it is not too late for what is to leave at nine.
    """
    return due if now - due < PROMPT else now


def due_at(situation: Situation, step: Step, anchor_at: datetime) -> datetime:
    """Return the instant from which `step` may be done; its window comes on top."""
    at = anchor_at
    if step.after is None and step.at is None and not isinstance(step.action, Wait):
        return at
    window = step.window or situation.sequence.window
    place = situation.place(window)
    if step.after is not None:
        at = add(step.after, at, window, place, situation.calendar)
    if isinstance(step.action, Wait):
        at = add(step.action.delay, at, window, place, situation.calendar)
    if step.at is not None:
        gate = window_of(situation.sequence, step)
        at = at_clock(step.at, at, gate, place, situation.calendar)
    return at


def window_of(sequence: Sequence, step: Step) -> Window | None:
    """Return the window a step must leave in; None for one that may leave at any time."""
    return gate_of(step, sequence.window)


def _pass(situation: Situation, step: Step, due: datetime, now: datetime) -> _Turn:
    """Do one due step whose condition holds."""
    match step.action:
        case Email() | Webhook() | Sms() | WhatsApp() | LinkedIn():
            return _Turn(decision=Send(step))
        case Wait():
            return _Turn(Position(step.next, due))
        case WaitFor() as waiting:
            return _wait_for(situation, step, waiting, due, now)
        case Branch(expression=expression, then=then, otherwise=otherwise):
            held = situation.true(expression, now)
            return _Turn(Position((then if held else otherwise) or step.next, due))
        case Pause(delay=delay):
            until = None if delay is None else _add(situation, step, delay, now)
            beyond = Position(step.next, until or now)
            return _Turn(beyond, decision=Hold("sequence", until))
        case Goal(name=name):
            return _Turn(None, (Do(step.action, step),), End(Finish.GOAL, name))
        case Stop(reason=reason):
            return _Turn(decision=End(Finish.STOPPED, reason))
        case Task():
            return _Turn(Position(step.next, now), (Do(step.action, step),))
        case SetStage() | Tag() | SetFields() | Enroll() | Notify():
            return _Turn(Position(step.next, due), (Do(step.action, step),))
        case _:
            assert_never(step.action)


def _wait_for(
    situation: Situation, step: Step, waiting: WaitFor, since: datetime, now: datetime
) -> _Turn:
    deadline = _add(situation, step, waiting.within, since)
    for event in situation.known(now):
        if event.is_a(waiting.event) and situation.enrolled_at <= event.at <= deadline:
            # An event from before the wait began counts, but turns no clock back.
            return _Turn(Position(waiting.then or step.next, max(event.at, since)))
    if now >= deadline:
        return _Turn(Position(waiting.otherwise or step.next, deadline))
    return _Turn(decision=Due(deadline, waiting.event))


def _add(situation: Situation, step: Step, delay: Delay, to: datetime) -> datetime:
    window = step.window or situation.sequence.window
    return add(delay, to, window, situation.place(window), situation.calendar)
