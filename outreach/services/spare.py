"""Spares a host that fails: counts its failures, lets it rest, and lets one touch try it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from outreach.core.breaker import (
    WELL,
    Failure,
    Health,
    HostFacts,
    blames_host,
    facts_of,
    failed,
    may_probe,
    reached,
)
from outreach.core.model import Blame, Deferred
from outreach.log import get_logger
from outreach.store import host as hosts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from outreach.core.model import Outcome, TouchId
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row
    from outreach.store.host import Trouble

log = get_logger(__name__)


def host_of(engine: Engine, lane: str) -> str:
    """Return the server, with its port, that a lane leaves through; "" if there is none."""
    sender = engine.senders.get(lane)
    return "" if sender is None else sender.host


async def host_facts(
    engine: Engine,
    connection: Connection,
    lane: str,
    troubled: Mapping[str, Trouble] | None = None,
) -> HostFacts | None:
    """Return what holds a lane's touches back from its host; None while it is well enough.

    `troubled` are the hosts that failed lately, where they have been read already.
    """
    name = host_of(engine, lane)
    if not name:
        return None
    if troubled is None:
        troubled = await hosts.troubled(connection)
    trouble = troubled.get(name)
    if trouble is None:
        return None
    return facts_of(name, trouble.health, probing=trouble.probing)


async def may_try(connection: Connection, name: str, now: datetime) -> bool:
    """Tell whether a host's next probe is ours, and lock the host till the transaction ends."""
    health = (await hosts.lock(connection, [name]))[name]
    if not health.is_open:
        return False  # it has just answered: the next look finds it well
    probing = await hosts.is_probing(connection, health.probe)
    return may_probe(health, now, probing=probing)


async def note_probe(connection: Connection, name: str, touch_id: TouchId) -> None:
    """Record which touch tries a host; the caller holds its lock."""
    health = (await hosts.lock(connection, [name]))[name]
    await hosts.write(connection, name, replace(health, probe=touch_id))


async def try_now(engine: Engine, connection: Connection, lane: str) -> bool:
    """End the rest of a lane's host, so that one touch tries it at once; False if it is well."""
    name = host_of(engine, lane)
    if not name or name not in await hosts.troubled(connection):
        return False
    health = (await hosts.lock(connection, [name]))[name]
    now = engine.now()
    if health.rests_until is None or health.rests_until <= now:
        return False
    # That a person asks makes the rest that follows a failure no longer than this one was.
    again = replace(health, rests_until=now, opens=max(health.opens - 1, 0))
    await hosts.write(connection, name, again)
    return True


@dataclass(slots=True)
class Care:
    """What one transaction's outcomes tell of the hosts they came from."""

    engine: Engine
    troubled: Mapping[str, Trouble]
    now: datetime
    _news: dict[str, list[Failure | None]] = field(default_factory=dict)
    _health: dict[str, Health] = field(default_factory=dict)

    def excuses(self, touch: Row, outcome: Outcome) -> bool:
        """Tell whether a touch broke off for its host's sake, and not for its own."""
        name = host_of(self.engine, touch["lane"])
        if (
            not name
            or not isinstance(outcome, Deferred)
            or outcome.reached is not False
        ):
            return False
        return outcome.blame is Blame.SENDER or blames_host(
            self._standing(name), touch["id"]
        )

    def heed(self, touch: Row, outcome: Outcome) -> None:
        """Take note of one outcome."""
        name, answered = host_of(self.engine, touch["lane"]), reached(outcome)
        if not name or answered is None:
            return
        if answered and name not in self.troubled and name not in self._news:
            return
        news = None if answered else _failure(touch, outcome)
        self._news.setdefault(name, []).append(news)
        self._health[name] = _after(self._standing(name), news, self.now)

    async def write(self, connection: Connection) -> bool:
        """Record what was noted, under the hosts' locks; after leads and lanes.

        False if there was nothing to record.
        """
        if not self._news:
            return False
        for name, health in (await hosts.lock(connection, self._news)).items():
            told = health
            for news in self._news[name]:
                told = _after(told, news, self.now)
            if told != health:
                await hosts.write(connection, name, told)
                _tell(name, health, told)
        return True

    def _standing(self, name: str) -> Health:
        known = self._health.get(name)
        if known is not None:
            return known
        trouble = self.troubled.get(name)
        return WELL if trouble is None else trouble.health


def _failure(touch: Row, outcome: Outcome) -> Failure:
    said = getattr(outcome, "detail", "")
    return Failure(touch["id"], touch["lane"], touch["sending_at"], said)


def _after(health: Health, news: Failure | None, now: datetime) -> Health:
    return WELL if news is None else failed(health, news, now)


def _tell(name: str, before: Health, after: Health) -> None:
    # What it said may name a lead, so the log does not repeat it.
    if after.rests_until is not None and after.rests_until != before.rests_until:
        until = after.rests_until.isoformat()
        log.warning(
            "host.rests",
            host=name,
            failures=after.failures,
            until=until,
            said=after.said,
        )
    elif before.is_open and not after.is_open:
        log.info("host.answers", host=name)
