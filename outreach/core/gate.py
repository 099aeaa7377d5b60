"""Whether a touch may leave now: every gate, its verdict and its evidence.

The tick, the delivery and `explain` all read these verdicts, so what is told is what decides.
They are told in one order and decide in another, in which a stop comes before any wait.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from outreach.core import zone
from outreach.core.cap import KINDS, MAX_NEW, PER_COMPANY, PER_DOMAIN
from outreach.core.hearing import is_deaf
from outreach.core.holiday import holidays_at, without_holidays
from outreach.core.model import EnrollmentState
from outreach.core.pacing import cap_frees_at, gap_until, ramp_frees_at, ramped
from outreach.core.window import is_open, next_open

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from outreach.core.breaker import HostFacts
    from outreach.core.cap import CapFacts
    from outreach.core.freeze import Freeze
    from outreach.core.pacing import LaneState, Limits
    from outreach.core.sequence import Window
    from outreach.core.window import Calendar, Place


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
    rest_reason: str = ""  # what its server said; "" where nobody asked for it
    host: HostFacts | None = None  # its server, while that is left alone
    freeze: Freeze | None = None


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
    resumes_at: datetime | None = None  # when its pause ends by itself
    caps: tuple[CapFacts, ...] = ()  # over all senders, that it counts against
    probes: bool = False  # it is the one touch that tries its lane's host


def verdicts(facts: Facts) -> tuple[Verdict, ...]:
    """Return every gate's verdict, in the order in which they are told."""
    return tuple(judge(facts) for judge in GATES.values())


def first_refusal(facts: Facts, gates: Sequence[str] | None = None) -> Verdict | None:
    """Return the verdict that decides, None when every gate passes.

    `gates` are those to ask, in the order of DECIDING, where the others are known to pass.
    """
    for name in gates or DECIDING:
        verdict = GATES[name](facts)
        if verdict.answer is not Answer.PASS:
            return verdict
    return None


def deciding(told: Iterable[Verdict]) -> Verdict | None:
    """Return which of all the verdicts decides, None when every gate passes."""
    refused = (verdict for verdict in told if verdict.answer is not Answer.PASS)
    return min(refused, key=lambda verdict: DECIDING.index(verdict.gate), default=None)


@lru_cache(maxsize=4096)  # most pass, and say the same
def _passed(gate: str, evidence: str) -> Verdict:
    return Verdict(gate, Answer.PASS, "", evidence)


def _state(facts: Facts) -> Verdict:
    if facts.state is EnrollmentState.ACTIVE:
        return _passed("state", "active")
    evidence = f"{facts.state.value} ({facts.state_reason})"
    if facts.state is EnrollmentState.PAUSED:
        return Verdict("state", Answer.WAIT, "paused", evidence, facts.resumes_at)
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
        told = f"{lane.name} is paused: {lane.paused}"
        return Verdict("sender", Answer.WAIT, "sender_paused", told)
    if lane.opens_at is not None and lane.opens_at > facts.now:
        at, until = lane.opens_at, lane.freeze and lane.freeze.ends_at(facts.now)
        if until is None:
            evidence = f"outside the hours of {lane.name} itself"
            return Verdict("sender", Answer.WAIT, "sender_closed", evidence, at)
        evidence = f"{lane.name} is frozen until {until:%Y-%m-%d %H:%M} UTC"
        return Verdict("sender", Answer.WAIT, "sender_frozen", evidence, at)
    return _passed("sender", f"{lane.name} is ready")


def _breaker(facts: Facts) -> Verdict:
    lane = facts.lane
    host, rests_until = lane.host, lane.rest_until or facts.now
    if rests_until > facts.now and (host is None or host.tries_at <= rests_until):
        why = lane.rest_reason or "its server asked for it or is not there"
        evidence = f"{lane.name} rests: {why}"
        return Verdict("breaker", Answer.WAIT, "sender_resting", evidence, rests_until)
    if host is None:
        return _passed("breaker", f"{lane.name} is at work")
    return _of_host(facts, host)


def _of_host(facts: Facts, host: HostFacts) -> Verdict:
    if facts.probes:
        return _passed("breaker", f"{host.told}; this one tries it")
    if host.probing:
        evidence = f"{host.told}; one touch tries it now"
        return Verdict("breaker", Answer.WAIT, "host_down", evidence)
    if host.tries_at <= facts.now and not facts.claimed:
        return _passed("breaker", f"{host.told}; the next one tries it")
    at = max(host.tries_at, facts.now)
    evidence = f"{host.told}; one touch tries it at {at:%H:%M:%S} UTC"
    return Verdict("breaker", Answer.WAIT, "host_down", evidence, at)


def _inbox(facts: Facts) -> Verdict:
    lane = facts.lane
    if not facts.follow_up:
        return _passed("inbox", "a first touch")
    if not lane.hears:
        return _passed("inbox", f"{lane.name} has no inbox of its own")
    heard = lane.inbox_read_at
    if heard is not None and not is_deaf(heard, facts.now):
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
    window, place = facts.window, facts.place
    if window is None or place is None:
        return _passed("window", "always open")
    here = _clocks(place, facts.now)
    if _opens(window, place, facts.now, facts.calendar):
        return _passed("window", here)
    opens = next_open(window, place, facts.now, facts.calendar)
    if opens is None:
        never = _never(facts, window, place)
        return Verdict("window", Answer.PAUSE, "window_never", never)
    if is_open(without_holidays(window), place, facts.now, facts.calendar):
        return _passed("window", here)
    evidence = f"{here}: closed, open {_hours(window)}"
    if is_open(window, replace(place, awake=()), facts.now, facts.calendar):
        where = place.country or "North America"
        there = _clocks(replace(place, zones=place.awake, country=where), facts.now)
        evidence = (
            f"{there}: night where the number may be, texts leave {_DAYTIME} there"
        )
    return Verdict("window", Answer.WAIT, "window", evidence, opens)


def _never(facts: Facts, window: Window, place: Place) -> str:
    """Return why a window never opens."""
    anytime = replace(place, awake=())
    if place.awake and next_open(window, anytime, facts.now, facts.calendar):
        return (
            "while the window is open it is never day wherever the number may be: "
            "give the lead a time zone, or the window other hours"
        )
    for name in place.zones:
        alone = replace(place, zones=(name,))
        if next_open(window, alone, facts.now, facts.calendar) is None:
            return f"it never opens in {name}: it has no day or no hour"
    return (
        f"no hour is inside the window on all {len(place.zones)} clocks of "
        f"{place.country}: give the lead a time zone, or the window longer hours"
    )


def _holiday(facts: Facts) -> Verdict:
    window, place = facts.window, facts.place
    if window is None or place is None or window.holidays == "none":
        return _passed("holiday", "none are kept")
    closing = holidays_at(window, place, facts.now, facts.calendar)
    if not closing:
        return _passed("holiday", "none today")
    evidence = ", ".join(str(each) for each in closing)
    opens = next_open(window, place, facts.now, facts.calendar)
    return Verdict("holiday", Answer.WAIT, "holiday", evidence, opens)


@lru_cache(maxsize=1024)
def _clocks(place: Place, now: datetime) -> str:
    local = [now.astimezone(zone.load(name)) for name in place.zones]
    if len(local) == 1:
        return f"{local[0]:%a %H:%M} in {place.zones[0]}"
    where = f"the {len(local)} zones of {place.country}"
    first, last = min(local, key=_wall), max(local, key=_wall)
    return f"{first:%a %H:%M} to {last:%a %H:%M} in {where}"


def _wall(local: datetime) -> datetime:
    return local.replace(tzinfo=None)


def _hours(window: Window) -> str:
    ranges = (f"{a:%H:%M}-{b:%H:%M}" for a, b in window.hours)
    hours = ", ".join(ranges).replace("-00:00", "-24:00")
    if window.days is None:
        return f"{hours} on working days"
    if len(window.days) == len(_DAYS):
        return f"{hours} every day"
    return f"{hours} on {', '.join(_DAYS[day] for day in sorted(window.days))}"


def _over_all(kind: str, what: str) -> Callable[[Facts], Verdict]:
    def judge(facts: Facts) -> Verdict:
        mine = [each for each in facts.caps if each.cap.kind == kind]
        if not mine:
            return _passed(kind, "no cap")
        told = next((c for c in mine if c.is_full or c.promised_at), mine[0])
        name = told.cap.name or "all sequences"
        evidence = f"{told.used} of {told.cap.most} {what} {name} in 24 hours"
        if not told.is_full and told.promised_at is None:
            return Verdict(kind, Answer.PASS, "", evidence)
        return Verdict(kind, Answer.WAIT, kind, evidence, told.passes_at)

    return judge


def _cap(facts: Facts) -> Verdict:
    most, state = facts.lane.limits.per_day, facts.lane.state
    if most is None:
        return _passed("cap", f"{state.counted} in 24 hours, no cap")
    evidence = f"{state.counted} of {most} in 24 hours{_taken(state)}"
    if state.used < most:
        return _passed("cap", evidence)
    at = cap_frees_at(most, state, facts.now)
    return Verdict("cap", Answer.WAIT, "cap", evidence, at)


def _taken(state: LaneState) -> str:
    """Return what else takes places of the cap, as a person reads it."""
    others = {"about to leave": state.unsent_claims, "due before it": state.queued}
    return "".join(f", {count} {what}" for what, count in others.items() if count)


def _gap(facts: Facts) -> Verdict:
    limits, state = facts.lane.limits, facts.lane.state
    at = gap_until(limits, state, facts.touch_key)
    if limits.spaced and state.unsent_claims:
        return Verdict("gap", Answer.WAIT, "gap", "another touch is about to leave")
    if limits.spaced and state.queued:
        first = max(facts.now, at or facts.now)
        evidence = f"one at a time, {state.queued} due before it"
        turn = max(first, facts.now + limits.gap * state.queued)
        return Verdict("gap", Answer.WAIT, "gap", evidence, turn)
    if at is None or at <= facts.now:
        return _passed("gap", "none to keep" if at is None else "kept")
    since = facts.now - (state.last_attempt_at or facts.now)
    ago = since.total_seconds()
    # A clock that was put back has attempts before it.
    told = f"{ago:.0f} s ago" if ago >= 0 else f"{-ago:.0f} s ahead of this clock"
    return Verdict("gap", Answer.WAIT, "gap", f"the last left {told}", at)


def _ramp(facts: Facts) -> Verdict:
    limits, state = facts.lane.limits, facts.lane.state
    most = ramped(limits, state)
    if most is None:
        return _passed("ramp", "none")
    if limits.per_day is not None and most >= limits.per_day:
        return _passed("ramp", f"grown to the cap of {limits.per_day}")
    whole = "" if limits.per_day is None else f" of {limits.per_day}"
    day = f"day {state.sent_days + 1} of the ramp: {most}{whole}"
    evidence = f"{day}, {state.counted} in 24 hours{_taken(state)}"
    if state.used < most:
        return _passed("ramp", evidence)
    at = ramp_frees_at(limits, state, facts.now)
    return Verdict("ramp", Answer.WAIT, "ramp", evidence, at)


def _data(facts: Facts) -> Verdict:
    if not facts.missing:
        return _passed("data", "complete")
    return Verdict("data", Answer.PAUSE, "missing_data", facts.missing)


_DAYTIME = "08:00-21:00"  # 47 CFR 64.1200(c)(1)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_opens = lru_cache(maxsize=1024)(is_open)  # many live in few places
GATES: Mapping[str, Callable[[Facts], Verdict]] = {
    "state": _state,
    "window": _window,
    "holiday": _holiday,
    PER_DOMAIN: _over_all(PER_DOMAIN, "to"),
    PER_COMPANY: _over_all(PER_COMPANY, "to"),
    MAX_NEW: _over_all(MAX_NEW, "first touches of"),
    "cap": _cap,
    "gap": _gap,
    "ramp": _ramp,
    "company": _company,
    "suppression": _suppression,
    "sender": _sender,
    "breaker": _breaker,
    "inbox": _inbox,
    "policy": _policy,
    "data": _data,
}
# A stop before a pause before a wait, and what concerns the lane before what comes by itself.
DECIDING = (
    *("state", "suppression", "policy", "sender", "breaker", "inbox", "company"),
    *("window", "holiday", *KINDS, "cap", "ramp", "gap", "data"),
)
