"""Whether a touch may leave now: every gate in order, its verdict and its evidence.

The tick, the delivery and `explain` all read these verdicts, so what is told is what decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from outreach.core.model import EnrollmentState
from outreach.core.pacing import cap, gap_until, room_returns_at
from outreach.core.window import is_open, next_open

if TYPE_CHECKING:
    from outreach.core.pacing import LaneState, Limits
    from outreach.core.sequence import Window
    from outreach.core.window import Calendar, Place

DEAF_AFTER = timedelta(hours=1)


class Answer(StrEnum):
    """What a gate says, and what follows when it does not pass."""

    PASS = "pass"
    WAIT = "wait"  # released; tried again by itself
    PAUSE = "pause"  # the enrollment pauses with the gate's reason
    STOP = "stop"  # the touch is skipped


@dataclass(frozen=True, slots=True)
class Verdict:
    """One gate's answer. `reason` is a stable code; `passes_at` None: nobody can say."""

    gate: str
    answer: Answer
    reason: str
    evidence: str
    passes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LaneFacts:
    """What is known of the sender a touch would leave through."""

    name: str
    known: bool
    paused: str
    rest_until: datetime | None
    opens_at: datetime | None  # of the sender's own window, while it is closed
    hears: bool  # an inbox is configured for it
    inbox_read_at: datetime | None
    limits: Limits
    state: LaneState


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """How many of the lead's company are under way in this sequence, others only."""

    active: int
    max_active: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the gates look at, for one touch at one instant.

    `claimed` says that the touch itself holds a claim, which the lane's state leaves out.
    `policy` and `missing` are reasons found elsewhere why it may not or cannot be written.
    """

    now: datetime
    state: EnrollmentState
    state_reason: str
    suppressed: str  # reason of the suppression, or ""
    policy: str
    missing: str
    lane: LaneFacts
    company: CompanyFacts
    follow_up: bool
    window: Window | None
    place: Place | None
    calendar: Calendar
    touch_key: str
    claimed: bool = False


def verdicts(facts: Facts) -> tuple[Verdict, ...]:
    """Return every gate's verdict, in the order in which they decide."""
    return (
        _state(facts),
        _suppression(facts),
        _policy(facts),
        _sender(facts),
        _inbox(facts),
        _company(facts),
        _window(facts),
        _cap(facts),
        _gap(facts),
        _data(facts),
    )


def first_refusal(facts: Facts) -> Verdict | None:
    """Return the verdict that decides, None when every gate passes."""
    for verdict in verdicts(facts):
        if verdict.answer is not Answer.PASS:
            return verdict
    return None


def _passed(gate: str, evidence: str) -> Verdict:
    return Verdict(gate, Answer.PASS, "", evidence)


def _state(facts: Facts) -> Verdict:
    if facts.state is EnrollmentState.ACTIVE:
        return _passed("state", "active")
    evidence = f"{facts.state.value}({facts.state_reason})"
    if facts.state is EnrollmentState.PAUSED:
        return Verdict("state", Answer.WAIT, "paused", evidence)
    return Verdict("state", Answer.STOP, facts.state_reason or "finished", evidence)


def _suppression(facts: Facts) -> Verdict:
    if not facts.suppressed:
        return _passed("suppression", "on no list")
    evidence = f"suppressed: {facts.suppressed}"
    return Verdict("suppression", Answer.STOP, "suppressed", evidence)


def _policy(facts: Facts) -> Verdict:
    if not facts.policy:
        return _passed("policy", "met")
    return Verdict("policy", Answer.PAUSE, "policy", facts.policy)


def _sender(facts: Facts) -> Verdict:
    lane = facts.lane
    if not lane.known:
        evidence = f"no sender {lane.name!r} in this workspace any more"
        return Verdict("sender", Answer.PAUSE, "sender_gone", evidence)
    if lane.paused:
        evidence = f"{lane.name} is paused: {lane.paused}"
        return Verdict("sender", Answer.WAIT, "sender_paused", evidence)
    if lane.rest_until is not None and lane.rest_until > facts.now:
        evidence = f"{lane.name} rests: its server asked for it or is not there"
        at = lane.rest_until
        return Verdict("sender", Answer.WAIT, "sender_resting", evidence, at)
    if lane.opens_at is not None and lane.opens_at > facts.now:
        evidence = f"outside the hours of {lane.name} itself"
        at = lane.opens_at
        return Verdict("sender", Answer.WAIT, "sender_closed", evidence, at)
    return _passed("sender", f"{lane.name} is ready")


def _inbox(facts: Facts) -> Verdict:
    lane = facts.lane
    if not facts.follow_up:
        return _passed("inbox", "a first touch")
    if not lane.hears:
        return _passed("inbox", f"{lane.name} has no inbox of its own")
    heard = lane.inbox_read_at
    if heard is not None and facts.now - heard <= DEAF_AFTER:
        return _passed("inbox", f"read at {heard:%Y-%m-%d %H:%M} UTC")
    last = "never read" if heard is None else f"last read at {heard:%Y-%m-%d %H:%M} UTC"
    evidence = f"{lane.name}'s inbox was {last}; it may be deaf to a stop"
    return Verdict("inbox", Answer.WAIT, "inbox_stale", evidence)


def _company(facts: Facts) -> Verdict:
    company = facts.company
    if company.max_active is None:
        return _passed("company", "no limit")
    evidence = f"{company.active} of {company.max_active} under way"
    if facts.claimed or facts.follow_up or company.active < company.max_active:
        return _passed("company", evidence)
    return Verdict("company", Answer.WAIT, "company_full", evidence)


def _window(facts: Facts) -> Verdict:
    if facts.window is None or facts.place is None:
        return _passed("window", "always open")
    zones = ", ".join(facts.place.zones)
    if is_open(facts.window, facts.place, facts.now, facts.calendar):
        return _passed("window", f"open in {zones}")
    opens = next_open(facts.window, facts.place, facts.now, facts.calendar)
    if opens is None:
        evidence = f"never opens in {zones}"
        return Verdict("window", Answer.PAUSE, "window_never", evidence)
    return Verdict("window", Answer.WAIT, "window", f"closed in {zones}", opens)


def _cap(facts: Facts) -> Verdict:
    limits, state = facts.lane.limits, facts.lane.state
    most = cap(limits, state)
    used = state.counted + state.unsent_claims
    if most is None:
        return _passed("cap", f"{used} in 24 hours, no cap")
    evidence = f"{used} of {most} in 24 hours"
    if used < most:
        return _passed("cap", evidence)
    at = room_returns_at(limits, state, facts.now)
    return Verdict("cap", Answer.WAIT, "cap", evidence, at)


def _gap(facts: Facts) -> Verdict:
    limits, state = facts.lane.limits, facts.lane.state
    at = gap_until(limits, state, facts.touch_key)
    if limits.spaced and state.unsent_claims:
        return Verdict("gap", Answer.WAIT, "gap", "another touch is about to leave")
    if at is None or at <= facts.now:
        return _passed("gap", "none to keep" if at is None else "kept")
    return Verdict("gap", Answer.WAIT, "gap", "too soon after the last", at)


def _data(facts: Facts) -> Verdict:
    if not facts.missing:
        return _passed("data", "complete")
    return Verdict("data", Answer.PAUSE, "missing_data", facts.missing)
