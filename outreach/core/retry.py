"""What to do after an attempt. A table, not a loop: nothing here waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from outreach.core.model import Blame, Deferred, Outcome, Rejected, Sent, Unknown

FIRST_WAIT = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=6)
GROWTH = 6  # four waits take a touch from the first to the longest
MAX_ATTEMPTS = 5
# A far side may ask for a wait, but not for ever.
LONGEST_ASKED = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Done:
    """It is sent: go on with the sequence."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Never again: what stops is decided by whose fault it is."""

    blame: Blame


@dataclass(frozen=True, slots=True)
class AskHuman:
    """No machine may decide what comes next."""


@dataclass(frozen=True, slots=True)
class TryAgain:
    """The same touch again, not before `at`, as the next attempt."""

    at: datetime


@dataclass(frozen=True, slots=True)
class RestLane:
    """The whole lane waits until `until`; this costs the touch no attempt."""

    until: datetime


Next = Done | Stop | AskHuman | TryAgain | RestLane


def after(outcome: Outcome, *, attempt: int, now: datetime, rests: int = 0) -> Next:
    """Return what follows the given attempt (the first is 1).

    `attempt` leaves out those that ended in a rest of the lane; `rests` is how many of
    these the lane has had in a row before.
    """
    match outcome:
        case Sent():
            return Done()
        case Rejected(blame=blame):
            return Stop(blame)
        case Unknown():
            # A duplicate cold email costs more than a lost one.
            return AskHuman()
        case Deferred(blame=Blame.SENDER, not_before=not_before):
            return RestLane(_not_before(not_before, now, rests + 1))
        case Deferred() if attempt >= MAX_ATTEMPTS:
            return AskHuman()
        case Deferred(not_before=not_before):
            return TryAgain(_not_before(not_before, now, attempt))
        case _:
            assert_never(outcome)


def backoff(attempt: int) -> timedelta:
    """Return how long to wait after the given failed attempt (the first is 1)."""
    wait = FIRST_WAIT
    for _ in range(1, attempt):
        wait *= GROWTH
        if wait >= LONGEST_WAIT:
            return LONGEST_WAIT
    return wait


def _not_before(asked: datetime | None, now: datetime, attempt: int) -> datetime:
    own = now + backoff(attempt)
    return own if asked is None else max(own, min(asked, now + LONGEST_ASKED))
