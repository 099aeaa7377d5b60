"""When a server that fails is left alone, and who tries it again: rules, not a clock.

A host is a server and its port, shared by all senders that leave through it. After LIMIT
failures in a row it rests, longer each time; then one touch alone, the probe, tries it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, assert_never

from outreach.core.model import Deferred, Rejected, Sent, Unknown

if TYPE_CHECKING:
    from outreach.core.model import Outcome, TouchId

LIMIT = 5
FIRST_REST = timedelta(minutes=5)
LONGEST_REST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Health:
    """How a host has fared since it last answered.

    `failures` counts those in a row, `opens` the rests in a row. `failed_at` is when the last
    of them was heard of that was put on the wire after the one before; `failed_lanes` are
    those that counted since, `failed_touch` and `said` are the last one's. `since` is when the
    first rest began, `rests_until` when the present one ends; None: it does not rest. `probe`
    is the touch that tries, or tried.
    """

    failures: int = 0
    opens: int = 0
    failed_at: datetime | None = None
    failed_lanes: tuple[str, ...] = ()
    failed_touch: TouchId | None = None
    said: str = ""
    since: datetime | None = None
    rests_until: datetime | None = None
    probe: TouchId | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing but a probe may leave through it."""
        return self.rests_until is not None


WELL = Health()


@dataclass(frozen=True, slots=True)
class Failure:
    """One touch that did not get through, and when it was put on the wire."""

    touch: TouchId
    lane: str
    sending_at: datetime
    said: str


@dataclass(frozen=True, slots=True)
class HostFacts:
    """A host that only one touch at a time may try: when the next one may, or if one does."""

    name: str
    since: datetime
    failures: int
    said: str
    tries_at: datetime
    probing: bool
    probe: TouchId | None = None

    def holds(self, now: datetime) -> bool:
        """Tell whether nothing may leave through it, not even a probe."""
        return self.probing or self.tries_at > now

    @property
    def told(self) -> str:
        """Since when it fails and what it said, as a person reads it."""
        since = f"since {self.since:%Y-%m-%d %H:%M} UTC"
        return f"{self.name} has been failing {since}: {self.said}"


def facts_of(name: str, health: Health, *, probing: bool) -> HostFacts | None:
    """Return what holds touches back from a host; None while it is well enough."""
    if health.rests_until is None:
        return None
    since = health.since or health.rests_until
    return HostFacts(
        name=name,
        since=since,
        failures=health.failures,
        said=health.said,
        tries_at=health.rests_until,
        probing=probing,
        probe=health.probe,
    )


def failed(health: Health, failure: Failure, now: datetime) -> Health:
    """Return how the host fares after a failure.

    While it rests only the probe's counts: what else fails was under way before. Of touches
    that a lane had under way at once only the first counts, for one restart breaks them all.
    """
    if health.is_open:
        return (
            _opened(health, failure, now) if failure.touch == health.probe else health
        )
    counted = _counted(health, failure, now)
    if counted is None:
        return health
    return counted if counted.failures < LIMIT else _opened(counted, failure, now)


def reached(outcome: Outcome) -> bool | None:
    """Tell whether the far server answered (True), failed (False), or nothing follows (None)."""
    match outcome:
        case Sent():
            return True
        case Rejected(status=status):
            return True if status else None
        case Deferred(reached=known) | Unknown(reached=known):
            return known
        case _:
            assert_never(outcome)


def blames_host(health: Health, touch: TouchId) -> bool:
    """Tell whether a break within a message is the host's doing: another's broke just before."""
    return health.failures > 0 and health.failed_touch != touch


def may_probe(health: Health, now: datetime, *, probing: bool) -> bool:
    """Tell whether a touch may try an open host; `probing` says that one does."""
    return health.rests_until is not None and health.rests_until <= now and not probing


def rest_after(opens: int) -> timedelta:
    """Return how long the given rest in a row lasts (the first is 1)."""
    # Beyond this many doublings it is the longest anyway, and no number grows.
    return min(FIRST_REST * (1 << min(max(opens, 1) - 1, 16)), LONGEST_REST)


def _counted(health: Health, failure: Failure, now: datetime) -> Health | None:
    """Count a failure; None where its lane's are counted already."""
    last = replace(
        health,
        failures=health.failures + 1,
        failed_touch=failure.touch,
        said=failure.said,
    )
    if health.failed_at is None or failure.sending_at > health.failed_at:
        return replace(last, failed_at=now, failed_lanes=(failure.lane,))
    if failure.lane in health.failed_lanes:
        return None
    return replace(last, failed_lanes=(*health.failed_lanes, failure.lane))


def _opened(health: Health, failure: Failure, now: datetime) -> Health:
    opens = health.opens + 1
    return replace(
        health,
        opens=opens,
        failed_at=now,
        failed_lanes=(failure.lane,),
        failed_touch=failure.touch,
        said=failure.said,
        since=health.since or now,
        rests_until=now + rest_after(opens),
        probe=None,
    )
