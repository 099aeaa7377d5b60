"""Caps over all senders: how many touches any 24 hours may hold for one domain, company, sequence.

Beside each lane's own cap. Who finds a cap full steps out of its lane's line until a place is
free: the places are promised in turn, follow-ups before those never written to.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from outreach.core.pacing import ROLLING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from outreach.core.model import Lead
    from outreach.core.sequence import Step

PER_DOMAIN = "per_domain"
PER_COMPANY = "per_company"
MAX_NEW = "max_new_per_day"
KINDS = (PER_DOMAIN, PER_COMPANY, MAX_NEW)
# One never written to comes up so much later than a follow-up for the same place.
GIVES_WAY = timedelta(seconds=1)
WORKSPACE = ""  # the name of what is counted over all sequences


@dataclass(frozen=True, slots=True, order=True)
class Cap:
    """At most so many touches in any 24 hours, for one name of a kind."""

    kind: str
    name: str  # a domain, a company key, a sequence
    most: int = field(compare=False)

    @property
    def key(self) -> str:
        """What it is locked and kept under."""
        return f"{self.kind}:{self.name}"


@dataclass(frozen=True, slots=True)
class Caps:
    """What a workspace is held to beside its senders' limits; nothing by default.

    `default_domain` is for each domain that `domains` does not name.
    """

    domains: Mapping[str, int] = field(default_factory=dict)
    default_domain: int | None = None
    per_company: int | None = None
    max_new_per_day: int | None = None

    @property
    def by_domain(self) -> bool:
        """Whether any domain is capped."""
        return bool(self.domains) or self.default_domain is not None

    @property
    def are_none(self) -> bool:
        """Whether nothing is capped, but for what a sequence says itself."""
        return self == NO_CAPS

    def told(self) -> str:
        """Return the caps in one line, which changes as they do."""
        named = sorted(self.domains.items())
        return repr(
            (named, self.default_domain, self.per_company, self.max_new_per_day)
        )

    @property
    def mark(self) -> str:
        """What tells these caps from others, short enough to write at each heartbeat."""
        return sha256(self.told().encode()).hexdigest()[:16]

    def of(self, touch: Bound) -> tuple[Cap, ...]:
        """Return the caps a touch counts against, in the order of their keys."""
        found = []
        if touch.domain:
            most = self.domains.get(touch.domain, self.default_domain)
            if most is not None:
                found.append(Cap(PER_DOMAIN, touch.domain, most))
        if touch.company and self.per_company is not None:
            found.append(Cap(PER_COMPANY, touch.company, self.per_company))
        if touch.new_in:
            if touch.max_new_per_day is not None:
                found.append(Cap(MAX_NEW, touch.new_in, touch.max_new_per_day))
            if self.max_new_per_day is not None:
                found.append(Cap(MAX_NEW, WORKSPACE, self.max_new_per_day))
        return tuple(sorted(found, key=lambda cap: cap.key))


NO_CAPS = Caps()


@dataclass(frozen=True, slots=True)
class Bound:
    """Whom a touch is bound for, as far as caps ask. "" where it counts for nobody.

    `new_in` is the sequence whose first touch it is, `max_new_per_day` what that says.
    """

    domain: str = ""
    company: str = ""
    new_in: str = ""
    max_new_per_day: int | None = None

    @classmethod
    def of(
        cls,
        lead: Lead,
        step: Step,
        company: str | None,
        sequence: str,
        most: int | None,
    ) -> Bound:
        """Return whom a step's touch reaches; `sequence` is "" for a follow-up.

        A webhook reaches nobody, so it counts for no domain and no company.
        """
        person = step.channel != "webhook"
        return cls(
            lead.domain if step.channel == "email" else "",
            (company or "") if person else "",
            sequence,
            most,
        )


@dataclass(frozen=True, slots=True)
class CapFacts:
    """How much of a cap is used, by others; when it frees a place, where it was asked for.

    `promised_at` is when a place is free for the one that is judged, if it waits for it;
    `turn_at` when one would be that were to wait from now on, behind all who do.
    """

    cap: Cap
    used: int
    frees_at: datetime | None = None
    promised_at: datetime | None = None
    turn_at: datetime | None = None

    @property
    def is_full(self) -> bool:
        """Whether nothing more may leave now."""
        return self.used >= self.cap.most

    @property
    def passes_at(self) -> datetime | None:
        """From when on the touch that is judged may leave; None: now, or nobody asked."""
        return self.promised_at or (self.frees_at if self.is_full else None)

    @property
    def likely_at(self) -> datetime | None:
        """When it is likely to leave, those who wait already going before it."""
        return self.promised_at or (self.turn_at if self.is_full else None)


@dataclass(frozen=True, slots=True)
class Queue:
    """Up to when the places of a full cap are promised, and how many at that very instant.

    `owed` to follow-ups, `tail` to those never written to.
    """

    owed_at: datetime | None = None
    owed: int = 0
    tail_at: datetime | None = None
    tail: int = 0


def promise(
    queue: Queue,
    places: Sequence[datetime],
    now: datetime,
    *,
    follow_up: bool,
    again: bool,
) -> tuple[datetime, Queue]:
    """Return when one more who waits may go, and the queue with it in it.

    `places` are the instants at which the cap's places were taken, as many as it has, in
    order, claims as of now. Each is free a day later, and a day after that again. One that
    waits `again`, because another was quicker, gets the next place, beside whom it is
    promised to.
    """
    owed = _alive(queue.owed_at, queue.owed, now)
    at, count = _after(places, owed)
    if follow_up:
        if again:
            return places[0] + ROLLING, queue
        return at, replace(queue, owed_at=at, owed=count)
    if again:
        return at + GIVES_WAY, queue
    tail = _alive(queue.tail_at, queue.tail, now)
    if tail is not None and (owed is None or tail >= owed):
        at, count = _after(places, tail)
    return at + GIVES_WAY, replace(queue, tail_at=at, tail=count)


def given_back(
    queue: Queue,
    last: datetime,
    *,
    follow_up: bool,
    before: tuple[datetime, int] | None,
) -> Queue:
    """Return the queue once the last in it waits for its place no more.

    `before` is the last instant for which its like still wait, and how many do.
    """
    if follow_up:
        if queue.owed_at != last:
            return queue
        at, count = (last, queue.owed - 1) if queue.owed > 1 else before or (None, 0)
        return replace(queue, owed_at=at, owed=count)
    if queue.tail_at is None or queue.tail_at + GIVES_WAY != last:
        return queue
    if queue.tail > 1:
        return replace(queue, tail=queue.tail - 1)
    if before is None:
        return replace(queue, tail_at=None, tail=0)
    return replace(queue, tail_at=before[0] - GIVES_WAY, tail=before[1])


def _alive(
    at: datetime | None, count: int, now: datetime
) -> tuple[datetime, int] | None:
    return None if at is None or at <= now else (at, count)


def _after(
    places: Sequence[datetime], last: tuple[datetime, int] | None
) -> tuple[datetime, int]:
    """Return the place after the last that is promised, and the how manieth of its instant."""
    if last is None:
        return places[0] + ROLLING, 1
    at, count = last
    # All were taken within a day, so a whole number of days before it is its own place.
    since = (at - places[0]) % ROLLING
    own = places[0] + since
    beyond = bisect_right(places, own)
    if count < beyond - bisect_left(places, own):
        return at, count + 1
    if beyond == len(places):
        return at - since + ROLLING, 1
    return at + (places[beyond] - own), 1
