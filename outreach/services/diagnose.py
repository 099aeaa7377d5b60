"""Tries each thing a deployment needs of the world, and sends nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from outreach.core.model import Deferred, Rejected, SenderName, Sent, Unknown
from outreach.errors import Unavailable
from outreach.ports import Following, Reachable
from outreach.store import event as events
from outreach.store import worker as workers

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
    from datetime import datetime

    from outreach.core.model import Outcome
    from outreach.ports import Inbox
    from outreach.services.engine import Engine

OFF = timedelta(seconds=30)  # a clock may differ from another's
FEWEST_ZONES = 300  # the tz database has some 600 names


class Health(StrEnum):
    """How a thing is."""

    OK = "ok"
    WARN = "warn"  # it works, and yet deserves a look
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried."""

    what: str
    health: Health
    detail: str


async def diagnose(
    engine: Engine,
    channels: Mapping[str, object],
    inboxes: Mapping[str, Inbox],
    broker_answers: Callable[[], Awaitable[object]],
) -> AsyncGenerator[Finding, None]:
    """Yield what is found, one thing after another, as it is found."""
    yield await _clock(engine)
    yield _zones(engine)
    yield await _broker(broker_answers)
    yield await _scheduler(engine)
    for name, sender in engine.senders.items():
        channel = channels.get(sender.channel)
        if isinstance(channel, Reachable):
            way = "smtp" if sender.channel == "email" else sender.channel
            yield _reached(f"{way} {name}", await channel.reach(SenderName(name)))
        if sender.channel == "email" and name not in inboxes:
            detail = "no inbox is configured, so no answer is heard"
            yield Finding(f"imap {name}", Health.WARN, detail)
        for folder in sender.folders if name in inboxes else ():
            yield await _folder(inboxes[name], name, folder)


async def _clock(engine: Engine) -> Finding:
    """Compare this machine's clock with the database's, and with what it holds."""
    async with engine.database.reading() as connection:
        there = await workers.server_time(connection)
        latest = await events.latest(connection)
    now = engine.now()
    follows = isinstance(engine.clock, Following)
    here = engine.clock.own() if isinstance(engine.clock, Following) else now
    if there is not None and abs(there - here) > OFF:
        detail = f"{_clock_of(here)} here, {_clock_of(there)} in the database: set it"
        # What follows the database's time does nothing at the wrong one.
        return Finding("clock", Health.WARN if follows else Health.FAIL, detail)
    if latest is not None and latest - now > OFF:
        detail = f"{_clock_of(now)}, but something happened at {_clock_of(latest)}"
        return Finding("clock", Health.FAIL, f"{detail}: set it")
    return Finding("clock", Health.OK, _clock_of(now))


def _clock_of(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _zones(engine: Engine) -> Finding:
    count = len(available_timezones())
    try:
        local = engine.now().astimezone(ZoneInfo(engine.house.zone))
    except ZoneInfoNotFoundError:
        return Finding(
            "time zones", Health.FAIL, f"no {engine.house.zone}: install tzdata"
        )
    if count < FEWEST_ZONES:
        return Finding(
            "time zones", Health.FAIL, f"only {count} are known: install tzdata"
        )
    detail = f"{count} known; {local:%H:%M} in {engine.house.zone}"
    return Finding("time zones", Health.OK, detail)


async def _broker(answers: Callable[[], Awaitable[object]]) -> Finding:
    try:
        await answers()
    except Unavailable as error:
        return Finding("broker", Health.FAIL, str(error))
    return Finding("broker", Health.OK, "it answers")


async def _scheduler(engine: Engine) -> Finding:
    async with engine.database.reading() as connection:
        alive = await workers.alive(connection, engine.now())
    if not alive:
        detail = "none runs, so nothing is sent: start `outreach run`"
        return Finding("processes", Health.WARN, detail)
    roles = ", ".join(f"{row['role']} ({row['host']} {row['pid']})" for row in alive)
    return Finding("processes", Health.OK, roles)


def _reached(what: str, outcome: Outcome) -> Finding:
    match outcome:
        case Sent(reference=reference):
            return Finding(what, Health.OK, reference)
        case Rejected(detail=detail, status=status):
            return Finding(what, Health.FAIL, f"{status} {detail}".strip())
        case Deferred(detail=detail) | Unknown(detail=detail):
            return Finding(what, Health.FAIL, detail)
        case _:
            assert_never(outcome)


async def _folder(inbox: Inbox, name: str, folder: str) -> Finding:
    what = f"imap {name} {folder}"
    try:
        await inbox.fetch(folder, None, 1)
    except Unavailable as error:
        return Finding(what, Health.FAIL, str(error))
    return Finding(what, Health.OK, "it can be read")
