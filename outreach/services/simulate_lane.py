"""The senders a simulation has: those of the workspace as they stand, and supposed ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from outreach.core.forecast.world import Sender as Lane
from outreach.core.freeze import freeze_of
from outreach.core.model import SenderName
from outreach.errors import InputError
from outreach.services.spare import host_facts
from outreach.services.survey import OPEN_LANES
from outreach.store import host as hosts
from outreach.store import lane as lanes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from outreach.core.breaker import HostFacts
    from outreach.core.pacing import Limits
    from outreach.services.engine import Engine, Release, Sender

EMAIL = "email"
MOST_COUNTED = 1_000_000  # attempts of a day


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What is supposed: so many more senders, and another cap for each."""

    senders: int = 0
    per_day: int | None = None


async def senders_at(
    engine: Engine, start_at: datetime, *, fresh: bool
) -> dict[str, Lane]:
    """Return the lanes as they stand, or (`fresh`) as if they had never sent anything."""
    found = {name: _lane(one) for name, one in engine.senders.items()}
    found |= {
        name: Lane(name, channel)
        for name, channel in OPEN_LANES.items()
        if name not in found
    }
    if fresh:
        return found
    today = engine.today(start_at)
    async with engine.database.reading() as connection:
        troubled = await hosts.troubled(connection)
        for row in await lanes.all_rows(connection):
            if row["name"] not in found:
                continue
            state = await lanes.state_of(
                connection, row, start_at, today, oldest=MOST_COUNTED
            )
            found[row["name"]] = replace(
                found[row["name"]],
                paused=row["paused"],
                rest_until=_rests(
                    row["rest_until"],
                    await host_facts(engine, connection, row["name"], troubled),
                ),
                sent_at=tuple(state.oldest_counted),
                last_attempt_at=row["last_attempt_at"],
                sent_days=row["sent_days"],
                last_sent_on=row["last_sent_on"],
                freeze=freeze_of(row["frozen_from"], row["frozen_until"]),
            )
    return found


def _rests(until: datetime | None, host: HostFacts | None) -> datetime | None:
    """Return when a lane is tried again; its server is supposed to be back by then."""
    known = (until, None if host is None else host.tries_at)
    return max((at for at in known if at is not None), default=None)


def _lane(sender: Sender) -> Lane:
    return Lane(
        str(sender.name),
        sender.channel,
        sender.limits,
        sender.window,
        hears=sender.hears,
    )


def more_senders(
    engine: Engine,
    releases: Mapping[str, Release],
    named: Sequence[str],
    what_if: WhatIf,
) -> tuple[Engine, dict[str, Release], frozenset[str]]:
    """Return engine and sequences as supposed, and the names of the new senders.

    New ones are like those of the pools they join, in turn, and as new: a ramp begins for
    them. Raises InputError where there is no pool to join.
    """
    senders = dict(engine.senders)
    if what_if.per_day is not None:
        senders = {
            name: replace(one, limits=_capped(one.limits, what_if.per_day))
            for name, one in senders.items()
        }
    if not what_if.senders:
        return replace(engine, senders=senders), dict(releases), frozenset()
    pools = {name: _pool(releases[name]) for name in named}
    models = [
        senders[each]
        for each in dict.fromkeys(name for _, pool in pools.values() for name in pool)
        if each in senders
    ]
    if not models:
        raise InputError(
            "--sender adds to a sequence's pool: name one that has senders"
        )
    new = {
        name: replace(models[n % len(models)], name=SenderName(name))
        for n, name in enumerate(_names(senders, what_if.senders))
    }
    joined = {name: _join(releases[name], *pools[name], new) for name in named}
    everyone = replace(engine, senders={**senders, **new})
    return everyone, {**releases, **joined}, frozenset(new)


def _capped(limits: Limits, per_day: int) -> Limits:
    return replace(limits, per_day=per_day)


def _pool(release: Release) -> tuple[str, tuple[str, ...]]:
    """Return the channel and the pool that new senders join: that of the mail, if any."""
    pools = release.sequence.senders
    channel = EMAIL if EMAIL in pools else next(iter(pools), EMAIL)
    return channel, tuple(pools.get(channel, ()))


def _names(known: Mapping[str, object], count: int) -> list[str]:
    found: list[str] = []
    number = 1
    while len(found) < count:
        if (name := f"new-{number}") not in known:
            found.append(name)
        number += 1
    return found


def _join(
    release: Release, channel: str, pool: tuple[str, ...], new: Mapping[str, Sender]
) -> Release:
    mine = [name for name, one in new.items() if one.channel == channel]
    if not pool:
        return release
    senders = {**release.sequence.senders, channel: (*pool, *mine)}
    return replace(release, sequence=replace(release.sequence, senders=senders))
