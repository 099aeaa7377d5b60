"""Journeys of every kind: any sequence, any history, any clock, and leads that move."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from outreach.core.model import Event, Lead, LeadId, StepKey
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
from tests.core.almanac import INSTANTS, TIMES, WINDOWS, ZONES
from tests.core.journey import Journey

if TYPE_CHECKING:
    from collections.abc import Sequence as Several

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


@dataclass(frozen=True)
class Node:
    """A step before it knows what follows it."""

    action: Action
    more: dict[str, object]
    then: tuple[Node, ...] = ()
    otherwise: tuple[Node, ...] = ()


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
