"""Walks every path a lead may take through a sequence, by the planner, on a clock of its own.

Nothing holds a message up but its delays and windows: no cap, no gap, no other lead. What the
world does is tried both ways: an event comes at once or never, and what may change holds or not.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from outreach.core import pipeline
from outreach.core.consequence import consequence
from outreach.core.model import Event, Finish
from outreach.core.planner import (
    Do,
    Due,
    End,
    Hold,
    Position,
    Send,
    Skip,
    due_at,
    plan,
    window_of,
)
from outreach.core.sequence import (
    Branch,
    Enroll,
    Goal,
    Notify,
    Pause,
    SetFields,
    SetStage,
    Stop,
    Tag,
    Task,
    WaitFor,
)
from outreach.core.window import add, next_open
from outreach.errors import RenderError
from outreach.services.place import lane_of
from outreach.services.react import ends
from outreach.services.survey import opens_at
from outreach.services.values import values_of
from outreach.services.write import touch_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from outreach.core.model import Lead, StepKey
    from outreach.core.planner import Decision, Effect, Situation
    from outreach.core.sequence import Action, Delay, Step
    from outreach.services.engine import Engine, Release

MOST_PATHS = 32
SEND, SKIP, STOP = "send", "skip", "stop"  # what a moment of a sending step is

_LONGEST_CHAIN = 20  # of events that bring about each other
_MOST_TURNS = 5_000  # of one path; a sequence has fewer steps
_MOST_OPENINGS = 50  # of a step's window and its sender's, looked at in turn
_FINISH_BY = {
    "reply": Finish.REPLIED,
    "bounce": Finish.BOUNCED,
    "opt_out": Finish.OPTED_OUT,
    "complaint": Finish.OPTED_OUT,
}
# What people, rules and CRMs may change at any time between now and then.
_CHANGING = frozenset({"stage", "tags", "score", "owner"})
# What the path itself brings about, and what only the world does.
_OWN_EVENT = re.compile(r"""(["'])sent\1\s+(?:not\s+)?in\s+events""")
_BEYOND = re.compile(r"\b(?:events|now)\b")
_BY_A_PERSON = "until a person resumes it"


@dataclass(frozen=True, slots=True)
class Start:
    """Where the walk begins. `touched` has gone out already, `sent` of it surely."""

    engine: Engine
    release: Release
    situation: Situation
    ordinal: int
    senders: Mapping[str, str]
    position: Position
    now: datetime
    sent: frozenset[str] = frozenset()
    touched: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happens on a path, at the earliest `at`.

    `what` is send, skip, stop or an action's name; `on` is the fork before it. Of what sends,
    `sent` are the steps that went out before and `lead` is the lead as it then is.
    """

    at: datetime
    step: str
    what: str
    detail: str
    on: str
    lead: Lead
    sent: frozenset[str]


@dataclass(frozen=True, slots=True)
class Path:
    """One way through the sequence: what decides it, what happens, and how it ends."""

    on: tuple[str, ...]
    moments: tuple[Moment, ...]
    ends: str


def foresee(start: Start) -> tuple[list[Path], bool]:
    """Return the paths, the one without any event first, and whether there are more.

    Those that differ from it in one fork come next, so that both ways of each of its forks
    are there even where the list is cut.
    """
    found: list[Path] = []
    waiting: deque[tuple[bool, ...]] = deque([()])
    while waiting and len(found) < MOST_PATHS:
        given = waiting.popleft()
        walk = _Walk(start, given)
        found.append(walk.walk())
        for at in range(len(given), len(walk.answers)):
            waiting.append((*walk.answers[:at], not walk.answers[at]))
    return found, bool(waiting)


@dataclass(slots=True)
class _Walk:
    """One path under way. `given` are the answers of its first forks, the rest are defaults."""

    start: Start
    given: tuple[bool, ...]
    answers: list[bool] = field(default_factory=list)
    on: list[str] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    ended: str = ""
    lead: Lead = field(init=False)
    events: list[Event] = field(init=False)
    now: datetime = field(init=False)
    sent: frozenset[str] = field(init=False)
    position: Position = field(init=False)
    asked: dict[str, bool] = field(default_factory=dict)  # in this turn
    again: dict[str, bool] = field(default_factory=dict)  # asked before the wait began

    def __post_init__(self) -> None:
        start = self.start
        self.lead, self.events = start.situation.lead, list(start.situation.events)
        self.now, self.sent, self.position = start.now, start.sent, start.position

    def walk(self) -> Path:
        """Return the path, walked to its end."""
        for _ in range(_MOST_TURNS):
            if self.ended or self.position.step is None:
                break
            self._turn()
        self._finish(Finish.NO_REPLY)
        return Path(tuple(self.on), tuple(self.moments), self.ended)

    def _turn(self) -> None:
        situation = replace(
            self.start.situation, lead=self.lead, events=self.events, holds=self._holds
        )
        self._stand(situation)
        self.asked = {}
        planned = plan(situation, self.position, self.now)
        self.again = {}
        self.position = planned.position
        for effect in planned.effects:
            self._effect(effect)
        if not self.ended:
            self._decide(planned.decision, situation)

    def _stand(self, situation: Situation) -> None:
        """Wait where a tick looks no sooner: at a step that sends, for its window."""
        step = situation.sequence.steps[self.position.step or ""]  # type: ignore[index] # it stands at one
        if step.sends and due_at(situation, step, self.position.anchor_at) <= self.now:
            self.now = self._opening(step, situation) or self.now

    def _holds(
        self, expression: str, lead: Lead, events: Sequence[Event], now: datetime
    ) -> bool:
        held = self.start.situation.holds(expression, lead, events, now)
        if self._may_change(expression):
            held = (
                self.again[expression]
                if expression in self.again
                else self._fork(f"if {expression}", f"unless {expression}", held)
            )
        self.asked[expression] = held
        return held

    def _may_change(self, expression: str) -> bool:
        """Tell whether the world may answer otherwise than this path does by itself."""
        uses = self.start.release.templates.uses(expression, expression=True)
        open_to = _OWN_EVENT.sub("", expression)
        beyond = uses.beyond and _BEYOND.search(open_to) is not None
        return beyond or bool((uses.present | uses.valued) & _CHANGING)

    def _fork(self, yes: str, no: str, default: bool) -> bool:  # noqa: FBT001 - an answer
        at = len(self.answers)
        answer = self.given[at] if at < len(self.given) else default
        self.answers.append(answer)
        self.on.append(yes if answer else no)
        return answer

    def _effect(self, effect: Effect) -> None:
        match effect:
            case Skip(step=step) if step.sends or isinstance(step.action, Task):
                self._note(step.key, SKIP, f"if: {step.condition}")
            case Skip():
                pass
            case Do(action=Notify(text=text), step=step) if step.action != Notify(text):
                self._note(step.key, STOP, text.partition(": ")[2])
            case Do(action=action, step=step):
                self._act(action, step.key)

    def _decide(self, decision: Decision, situation: Situation) -> None:
        match decision:
            case Send(step=step):
                self._send(step, situation)
            case Due(at=at, event=""):
                self.now = max(self.now, at)
            case Due(at=at, event=event):
                self._await(situation, event, at)
            case Hold(reason="sequence", until=until):
                self._pause(str(self.position.step or ""), until)
            case Hold(reason=reason):
                self._halt(situation, reason)
            case End(how=how):
                self._finish(how)

    def _await(self, situation: Situation, event: str, until: datetime) -> None:
        """Let the event come at once, or stay away until the deadline."""
        if self.position.step is not None:
            condition = situation.sequence.steps[self.position.step].condition
            if condition in self.asked:
                self.again = {condition: self.asked[condition]}
        again = self.again
        if self._fork(f"on {event}", f"without {event}", default=False):
            self._happen(event)
        else:
            self.now = max(self.now, until)
        self.again = again

    def _halt(self, situation: Situation, reason: str) -> None:
        """Stop at a step that cannot be decided; show what follows, were it mended."""
        step = situation.sequence.steps[self.position.step or ""]  # type: ignore[index] # it halts at one
        if isinstance(step.action, WaitFor | Branch):
            self.ended = f"pauses ({reason}) {_BY_A_PERSON}"
        else:
            self.position = Position(step.next, self.now)

    def _send(self, step: Step, situation: Situation) -> None:
        at = self._opening(step, situation)
        if at is None:
            self._note(step.key, STOP, "its window never opens")
            self.ended = f"pauses (window_never) {_BY_A_PERSON}"
            return
        self.now = at
        if step.key not in self.start.touched:
            self._note(step.key, SEND, "")
        self.sent |= {step.key}
        self.position = Position(step.next, at)
        self._happen("sent")

    def _opening(self, step: Step, situation: Situation) -> datetime | None:
        engine = self.start.engine
        sender = engine.sender(
            lane_of(step, self.start.senders), str(step.channel or "")
        )
        window = window_of(situation.sequence, step)
        at: datetime | None = self.now
        for _ in range(_MOST_OPENINGS):
            if at is None:
                break
            if window is not None:
                at = next_open(window, situation.place(window), at, engine.calendar)
            later = None if at is None else opens_at(engine, sender, at)
            if later is None:
                return at
            at = later
        return None

    def _happen(self, kind: str, chain: int = 0) -> None:
        """Let an event be: the stage's rules, the reactions, then the exits."""
        if chain > _LONGEST_CHAIN or self.ended:
            return
        event = Event(kind, self.now, self.lead.id)
        self.events = [*self.events, event]
        if not event.is_a("stage"):
            rules = self.start.engine.pipeline
            self._move(pipeline.advance(rules, self.lead.stage, kind), chain)
        paused = False
        for each, actions in self.start.release.sequence.reactions.items():
            for action in actions if event.is_a(each) else ():
                paused = paused or isinstance(action, Pause)
                self._act(action, f"on {each}", chain)
        if not paused and ends(self.start.release, kind):
            self._finish(_FINISH_BY.get(kind.partition(".")[0], Finish.GOAL))

    def _move(self, stage: str, chain: int) -> None:
        if stage != self.lead.stage:
            self.lead = replace(self.lead, stage=stage)
            self._happen(f"stage.{stage}", chain + 1)

    def _finish(self, how: Finish) -> None:
        if self.ended:
            return
        self.ended = str(how)
        event = Event(f"finished.{how}", self.now, self.lead.id)
        for each, actions in self.start.release.sequence.reactions.items():
            for action in actions if event.is_a(each) else ():
                self._act(action, f"on {each}")

    def _act(self, action: Action, by: str, chain: int = 0) -> None:
        """Do what an action does to the lead and the enrollment, and note it."""
        match action:
            case Task(title=text) | Notify(text=text):
                name = "task" if isinstance(action, Task) else "notify"
                self._note(by, name, self._filled(text, by))
            case SetStage(stage=stage):
                self._note(by, "stage", stage)
                rules = self.start.engine.pipeline
                further = pipeline.forward(rules, self.lead.stage, stage)
                self._move(further, chain)
            case Tag(tag=tag):
                self._note(by, "tag", tag)
                self._change(action)
            case SetFields(values=values):
                filled = (f"{n}: {self._filled(t, by)}" for n, t in values.items())
                self._note(by, "set", ", ".join(filled))
                self._change(action)
            case Enroll(sequence=sequence):
                self._note(by, "enroll", sequence)
            case Pause(delay=delay):
                self._pause(by, self._later(delay))
            case Goal(name=name):
                self._note(by, "goal", name)
                self._finish(Finish.GOAL)
            case Stop():
                self._finish(Finish.STOPPED)
            case _:
                pass

    def _later(self, delay: Delay | None) -> datetime | None:
        if delay is None:
            return None
        window = self.start.release.sequence.window
        place = self.start.situation.place(window)
        return add(delay, self.now, window, place, self.start.engine.calendar)

    def _pause(self, by: str, until: datetime | None) -> None:
        told = _BY_A_PERSON if until is None else f"until {until:%Y-%m-%d %H:%M} UTC"
        self._note(by, "pause", told)
        self.now = max(self.now, until or self.now)

    def _change(self, action: Action) -> None:
        change = consequence(
            action,
            self.lead,
            self.start.engine.pipeline,
            partial(self.start.engine.filled, self.start.release),
        )
        self.lead = change.lead

    def _filled(self, text: str, step: str) -> str:
        """Return a template's text; of one that cannot be written, why."""
        start = self.start
        release = start.release
        house, sequence = start.engine.house.name, release.sequence.name
        values = values_of(house, sequence, self.lead, None, step=step)
        dice = touch_key(self.lead.id, release.sequence.name, start.ordinal, step)
        try:
            return release.templates.render(text, values, dice=dice)
        except RenderError as error:
            return f"cannot be written: {error}"

    def _note(self, step: StepKey | str, what: str, detail: str) -> None:
        on = self.on[-1] if self.on else ""
        self.moments.append(
            Moment(self.now, step, what, detail, on, self.lead, self.sent)
        )
