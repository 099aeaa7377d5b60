"""Any journey of a lead, driven to its end as the engine drives it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from outreach.core.gate import Answer, CompanyFacts, Facts, LaneFacts, Verdict, verdicts
from outreach.core.model import EnrollmentState, Event, Lead, StepKey
from outreach.core.pacing import LaneState, Limits
from outreach.core.planner import (
    Due,
    End,
    Hold,
    Position,
    Send,
    Situation,
    plan,
    window_of,
)
from outreach.errors import RenderError
from tests.core.almanac import CALENDAR

if TYPE_CHECKING:
    from collections.abc import Sequence as Several

    from outreach.core.planner import Plan
    from outreach.core.sequence import Sequence, Step

HOME = "Europe/Paris"  # the workspace's
MOST_LOOKS = 1_000


@dataclass(frozen=True)
class Journey:
    """A lead's way: its sequence, all that ever happens to it, and where it lives when."""

    sequence: Sequence
    enrolled_at: datetime
    history: tuple[Event, ...]
    lives: tuple[tuple[datetime, Lead], ...]  # from when on, oldest first

    def lead(self, now: datetime) -> Lead:
        """Return the lead as it is known now."""
        at = bisect_right([since for since, _ in self.lives], now)
        return self.lives[max(at - 1, 0)][1]

    def situation(self, now: datetime, known: Several[Event]) -> Situation:
        """Return what the planner is shown."""
        return Situation(
            self.sequence,
            self.lead(now),
            known,
            self.enrolled_at,
            HOME,
            CALENDAR,
            holds,
        )


@dataclass
class Story:
    """What was done, when, and how it ended."""

    sends: list[tuple[StepKey, datetime]] = field(default_factory=list)
    done: list[tuple[str, StepKey, datetime]] = field(default_factory=list)
    anchors: list[Position] = field(default_factory=list)
    end: str = ""
    ended_at: datetime | None = None

    def until(self, at: datetime) -> list[tuple[str, StepKey, datetime]]:
        """Return what was done before an instant."""
        return [each for each in self.done if each[2] < at]


def holds(expression: str, _lead: Lead, events: Several[Event], now: datetime) -> bool:
    """Answer the few expressions that these sequences know."""
    match expression.split():
        case ["broken"]:
            raise RenderError("no such filter")
        case ["seen", kind]:
            return any(event.is_a(kind) for event in events)
        case ["morning"]:
            return now.hour < 12
        case _:
            return expression == "yes"


def drive(journey: Journey, *, at_once: bool = False, restless: bool = False) -> Story:
    """Run a journey to its end.

    `at_once` shows the planner the whole history all along; `restless` looks, before a step
    is due, at every event, be it waited for or not.
    """
    driver = _Driver(journey, at_once, restless)
    driver.run()
    return driver.story


class _Driver:
    """Looks when something is due, when what is waited for comes, and when the lead moves."""

    def __init__(self, journey: Journey, at_once: bool, restless: bool) -> None:  # noqa: FBT001 - private
        self._journey = journey
        self._at_once = at_once
        self._restless = restless
        self._now = journey.enrolled_at
        self._position = Position(journey.sequence.first, self._now)
        self._coming = sorted(
            (e for e in journey.history if e.at > self._now), key=lambda e: e.at
        )
        self.story = Story()

    def run(self) -> None:
        for _ in range(MOST_LOOKS):
            self._look()
            if self.story.end:
                return
        raise AssertionError(f"it never ends: {self._position}")

    def plan(self) -> Plan:
        history = self._journey.history
        if not self._at_once:
            history = tuple(e for e in history if e.at <= self._now)
        situation = self._journey.situation(self._now, history)
        return plan(situation, self._position, self._now)

    def _look(self) -> None:
        planned = self.plan()
        assert planned == self.plan()
        for effect in planned.effects:
            self._did(type(effect).__name__, effect.step.key)
        self._position = planned.position
        match planned.decision:
            case End(how=how):
                self._finish(how)
            case Hold(reason=reason, until=None):
                self._finish(f"paused {reason}")
            case Hold(until=datetime() as until):
                assert until >= self._now
                self._sleep(until, "", moves=False)
            case Due(at=at, event=event):
                assert at > self._now
                every = "" if not self._restless else self._coming_kind()
                self._sleep(at, every or event, moves=False)
            case Send(step=step):
                self._send(step)

    def _send(self, step: Step) -> None:
        verdict = self._gate(step)
        match verdict.answer:
            case Answer.PASS:
                self.story.sends.append((step.key, self._now))
                self.story.anchors.append(self._position)
                self._did("Send", step.key)
                self._position = Position(step.next, self._now)
            case Answer.WAIT:
                assert verdict.passes_at is not None
                assert verdict.passes_at > self._now
                self._sleep(verdict.passes_at, "", moves=True)
            case _:
                self._finish(f"paused {verdict.reason}")

    def _gate(self, step: Step) -> Verdict:
        window = window_of(self._journey.sequence, step)
        situation = self._journey.situation(self._now, ())
        place = None if window is None else situation.place(window)
        facts = Facts(
            now=self._now,
            state=EnrollmentState.ACTIVE,
            state_reason="",
            suppressed="",
            policy="",
            missing="",
            lane=LANE,
            company=CompanyFacts(0, None),
            follow_up=False,
            window=window,
            place=place,
            calendar=CALENDAR,
            touch_key="",
        )
        return next(each for each in verdicts(facts) if each.gate == "window")

    def _sleep(self, until: datetime, listening: str, *, moves: bool) -> None:
        """Let time pass; an event that ends it all does, one that is waited for wakes."""
        if moves:
            changes = [at for at, _ in self._journey.lives if at > self._now]
            until = min((until, *changes))
        while self._coming and self._coming[0].at <= until:
            event = self._coming.pop(0)
            self._now = event.at
            if any(event.is_a(kind) for kind in self._journey.sequence.exit_on):
                self._finish("exit")
                return
            if listening and event.is_a(listening):
                return
        self._now = max(until, self._now)

    def _coming_kind(self) -> str:
        return self._coming[0].kind if self._coming else ""

    def _did(self, what: str, key: StepKey) -> None:
        self.story.done.append((what, key, self._now))

    def _finish(self, how: str) -> None:
        self.story.end, self.story.ended_at = how, self._now


LANE = LaneFacts("anna", True, "", None, None, False, None, Limits(), LaneState())  # noqa: FBT003 - known
