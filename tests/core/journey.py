"""Any sequence, any history, any clock: drawn by Hypothesis, driven as the engine drives."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from outreach.core.gate import Answer, CompanyFacts, Facts, LaneFacts, Verdict, verdicts
from outreach.core.model import EnrollmentState, Event, Lead, LeadId, StepKey
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
from outreach.core.sequence import (
    Action,
    Branch,
    CompanyRule,
    Delay,
    Email,
    Enroll,
    Goal,
    LinkedIn,
    Notify,
    Pause,
    Sequence,
    SetFields,
    SetStage,
    Sms,
    Step,
    Stop,
    Tag,
    Task,
    Variant,
    Wait,
    WaitFor,
    Webhook,
    WhatsApp,
    Window,
)
from outreach.errors import RenderError
from tests.core.almanac import CALENDAR, INSTANTS, TIMES, WINDOWS, ZONES

if TYPE_CHECKING:
    from collections.abc import Sequence as Several

    from outreach.core.planner import Plan

HOME = "Europe/Paris"  # the workspace's
EXITS = frozenset({"reply", "opt_out"})
KINDS = (
    "link.clicked",
    "link.clicked",
    "custom.webinar",
    "reply.interested",
    "opt_out",
    "mail.opened",
    "task.done",
    "bounce.soft",
    "custom.webinar",
    "goal.met",
    "stage.won",
    "finished.no_reply",
)
NAMED = (
    *(["link.clicked", "custom"] * 4),
    *KINDS,
    "reply",
    "bounce",
    "custom",
    "goal",
    "stage",
    "finished",
)
MOST_LOOKS = 1_000


@dataclass(frozen=True)
class Node:
    """A step before it knows what follows it."""

    action: Action
    more: dict[str, object]
    then: tuple[Node, ...] = ()
    otherwise: tuple[Node, ...] = ()


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


def sequence_of(
    nodes: Several[Node], window: Window, exits: frozenset[str]
) -> Sequence:
    """Return the sequence these steps make."""
    table: dict[StepKey, Step] = {}
    first = _lay(nodes, "", None, table)
    return Sequence(
        name="s",
        description="",
        senders={"email": ("anna",)},
        window=window,
        require=(),
        exit_on=exits,
        company=CompanyRule(),
        steps=MappingProxyType(table),
        first=first,
        reactions={},
    )


def _lay(
    nodes: Several[Node],
    prefix: str,
    follow: StepKey | None,
    table: dict[StepKey, Step],
) -> StepKey | None:
    keys = [StepKey(f"{prefix}{number}") for number in range(1, len(nodes) + 1)]
    followers = [*keys[1:], follow] if keys else []
    for node, key, after in zip(nodes, keys, followers, strict=True):
        table[key] = Step(key, node.action, after, **node.more)  # type: ignore[arg-type] # drawn
        then = _lay(node.then, f"{key}.then.", after, table)
        otherwise = _lay(node.otherwise, f"{key}.else.", after, table)
        action = node.action
        if isinstance(action, WaitFor | Branch):
            action = replace(action, then=then, otherwise=otherwise)
            table[key] = replace(table[key], action=action)
    return keys[0] if keys else None


DELAYS = st.builds(Delay, st.integers(0, 72).map(lambda n: timedelta(hours=n))) | (
    st.builds(Delay, st.just(timedelta(0)), st.integers(1, 5))
)
_windows = st.builds(
    lambda window, zone: replace(window, timezone=zone),
    WINDOWS,
    st.sampled_from(["lead", "lead", "Europe/Paris", "Australia/Lord_Howe"]),
)
_whole = st.builds(
    Window,
    st.none() | st.just(frozenset(range(7))),
    st.sampled_from(
        [
            ((time(9), time(17, 30)),),
            ((time.min, time.min),),
            ((time(9), time(12)), (time(14), time(18))),
        ]
    ),
    st.just("lead"),
    st.sampled_from(["lead", "none"]),
)
ALL_WINDOWS = _whole | _windows
EXPRESSIONS = st.sampled_from(
    [
        *(["yes", "no", "morning", "seen link.clicked", "seen custom"] * 4),
        "seen bounce",
        "broken",
    ]
)
_NOTHING = Delay(timedelta(0))
_mail = Email((Variant("", 1, "Hello", "Hi"),))
_url = "https://hook.example/"
# What goes on comes often, what ends a journey seldom: the rest of it would go undriven.
LEAVES = st.sampled_from(
    [
        *([_mail] * 6),
        *([Task("call", "Call")] * 3),
        *([Tag("x")] * 3),
        Webhook(_url),
        Webhook(_url),
        Sms("Hi"),
        WhatsApp(body="Hi"),
        LinkedIn("visit"),
        SetStage("won"),
        SetFields({"city": "Lyon"}),
        Enroll("nurture"),
        Notify("Look"),
        Pause(None),
        Goal("met"),
        Stop("done"),
    ]
) | (st.builds(Wait, DELAYS) | st.builds(Pause, DELAYS.filter(lambda d: d != _NOTHING)))
MODIFIERS = st.fixed_dictionaries(
    {},
    optional={
        "after": DELAYS,
        "condition": EXPRESSIONS,
        "at": TIMES,
        "window": ALL_WINDOWS,
        "sender": st.just("ben"),
    },
)
FORKS = st.builds(
    WaitFor, st.sampled_from(NAMED), DELAYS, st.none(), st.none()
) | st.builds(Branch, EXPRESSIONS, st.none(), st.none())


def _nested(
    children: st.SearchStrategy[tuple[Node, ...]],
) -> st.SearchStrategy[tuple[Node, ...]]:
    fork = st.builds(Node, FORKS, MODIFIERS, children, children)
    leaf = st.builds(Node, LEAVES, MODIFIERS)
    return st.lists(fork | leaf, min_size=1, max_size=4).map(tuple)


TREES = st.recursive(
    st.lists(st.builds(Node, LEAVES, MODIFIERS), max_size=3).map(tuple),
    _nested,
    max_leaves=10,
)
LEADS = st.builds(
    lambda zone, country: Lead(LeadId(1), timezone=zone, country=country),
    st.sampled_from(["", "Not/AZone", *ZONES]),
    st.sampled_from(["", "FR", "IL", "US", "AU", "RU", "XN"]),
)


def _event(kind: str, at: datetime) -> Event:
    return Event(kind, at, LeadId(1))


@st.composite
def journeys(draw: st.DrawFn, exits: frozenset[str] = EXITS) -> Journey:
    """Draw a journey: what happens may have happened before it began, too."""
    enrolled_at = draw(INSTANTS)
    minutes = st.integers(0, 5 * 24 * 60) | st.integers(-48 * 60, 30 * 24 * 60)
    spans = minutes.map(lambda count: timedelta(minutes=count))
    moments = spans.map(lambda span: enrolled_at + span)
    sequence = sequence_of(draw(TREES), draw(ALL_WINDOWS), exits)
    events = st.builds(_event, st.sampled_from(KINDS), moments)
    history = draw(st.lists(events, max_size=6).map(tuple))
    moves = draw(st.lists(st.tuples(moments, LEADS), max_size=2))
    lives = sorted(
        [(enrolled_at - timedelta(days=9), draw(LEADS)), *moves], key=lambda m: m[0]
    )
    return Journey(sequence, enrolled_at, history, tuple(lives))
