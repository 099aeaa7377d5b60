"""Tries each thing a deployment needs of the world, and sends nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from outreach.core.model import SenderName
from outreach.errors import Unavailable
from outreach.ports import Browsable, Reachable
from outreach.services.authenticate import authenticate
from outreach.services.challenge import answer_of, new_challenge
from outreach.services.disk import disk
from outreach.services.finding import Finding, Health
from outreach.services.trouble import folder_finding, reached, sent_finding
from outreach.store import event as events
from outreach.store import worker as workers
from outreach.store.migrate import is_current

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from outreach.ports import Browser, Clock, Inbox, Resolver, Timekeeper
    from outreach.services.engine import Engine, Sender

__all__ = ["Finding", "Health", "Tools", "diagnose"]

OFF = timedelta(seconds=30)  # a clock may differ from another's
FEWEST_ZONES = 300  # the tz database has some 600 names


@dataclass(frozen=True, slots=True)
class Tools:
    """What the world is tried with.

    `clock` is this machine's own, whatever the engine goes by. `asks` says that the name server
    was chosen.
    """

    channels: Mapping[str, object]
    inboxes: Mapping[str, Inbox]
    broker_answers: Callable[[], Awaitable[object]]
    broker: Timekeeper
    resolver: Resolver
    browser: Browser
    clock: Clock
    asks: bool = False
    judged: set[tuple[str, str | None]] = field(default_factory=set)


async def diagnose(engine: Engine, tools: Tools) -> AsyncGenerator[Finding, None]:
    """Yield what is found, one thing after another, as it is found."""
    yield await _tables(engine)
    for finding in disk(engine.database.file):
        yield finding
    yield await _clock(engine, tools.clock)
    yield _zones(engine)
    yield await _broker(tools)
    yield await _scheduler(engine)
    if engine.house.public_url:
        yield await _public(engine, tools.browser)
    for name, sender in engine.senders.items():
        async for finding in _of_sender(name, sender, tools):
            yield finding


async def _of_sender(
    name: str, sender: Sender, tools: Tools
) -> AsyncGenerator[Finding, None]:
    channel = tools.channels.get(sender.channel)
    if isinstance(channel, Reachable):
        way = "smtp" if sender.channel == "email" else sender.channel
        yield reached(f"{way} {name}", await channel.reach(SenderName(name)))
    if sender.channel != "email":
        return
    if name not in tools.inboxes:
        detail = "no inbox is configured, so no answer is heard"
        remedy = f"give senders.{name} an `imap`"
        yield Finding(f"imap {name}", Health.WARN, detail, remedy)
    else:
        async for finding in _of_inbox(tools.inboxes[name], name, sender):
            yield finding
    domain = sender.address.rpartition("@")[2]
    if (domain, sender.dkim_selector) in tools.judged:
        return
    tools.judged.add((domain, sender.dkim_selector))
    found = authenticate(tools.resolver, domain, sender.dkim_selector, named=tools.asks)
    async for finding in found:
        yield finding


async def _of_inbox(
    inbox: Inbox, name: str, sender: Sender
) -> AsyncGenerator[Finding, None]:
    readable = True
    for folder in await _folders(inbox, sender):
        finding = await folder_finding(inbox, name, folder)
        readable = readable and finding.health is Health.OK
        yield finding
    if readable:
        named = sender.sent_folder
        yield await sent_finding(inbox, name, named, copies=sender.copies)


async def _folders(inbox: Inbox, sender: Sender) -> Sequence[str]:
    if not sender.finds_folders or not isinstance(inbox, Browsable):
        return sender.folders
    try:
        return await inbox.answer_folders()
    except Unavailable:
        return sender.folders  # what keeps it from telling is found there, too


async def _tables(engine: Engine) -> Finding:
    async with engine.database.reading() as connection:
        if await is_current(connection):
            return Finding("tables", Health.OK, "they are this release's")
    detail = "they are another release's"
    remedy = "run one release everywhere: docs/howto/upgrade-of-deployment.md"
    return Finding("tables", Health.FAIL, detail, remedy)


async def _clock(engine: Engine, clock: Clock) -> Finding:
    """Compare this machine's own clock with the database's, and with what it holds."""
    async with engine.database.reading() as connection:
        there = await workers.server_time(connection)
        latest = await events.latest(connection)
    now = clock.now()
    apart = _apart("clock", now, there, "the database")
    if apart is not None:
        # All parts go by the database's; this machine's is seen in its log, and by TLS.
        return replace(apart, health=Health.WARN, remedy=SET_THIS)
    if latest is not None and latest - (there or now) > OFF:
        detail = f"{_clock_of(now)}, but something happened at {_clock_of(latest)}"
        return Finding("clock", Health.FAIL, detail, SET_IT)
    return Finding("clock", Health.OK, _clock_of(now))


SET_THIS = "set this machine's clock by NTP; what is sent goes by the database's"
SET_THEM = (
    "set the clocks of all machines by NTP: by them workers tell who of them is gone"
)
SET_IT = "set the clocks of all machines by NTP: leases and caps are told by them"


def _apart(
    what: str, now: datetime, there: datetime | None, where: str
) -> Finding | None:
    if there is None or abs(there - now) <= OFF:
        return None
    detail = f"{_clock_of(now)} here, {_clock_of(there)} at {where}"
    return Finding(what, Health.FAIL, detail, SET_IT)


def _clock_of(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _zones(engine: Engine) -> Finding:
    count, what = len(available_timezones()), "time zones"
    remedy = "install the package tzdata"
    try:
        local = engine.now().astimezone(ZoneInfo(engine.house.zone))
    except ZoneInfoNotFoundError:
        return Finding(what, Health.FAIL, f"no {engine.house.zone}", remedy)
    if count < FEWEST_ZONES:
        return Finding(what, Health.FAIL, f"only {count} are known", remedy)
    detail = f"{count} known; {local:%H:%M} in {engine.house.zone}"
    return Finding(what, Health.OK, detail)


async def _broker(tools: Tools) -> Finding:
    try:
        await tools.broker_answers()
        there = await tools.broker.server_time()
    except Unavailable as error:
        remedy = "start Redis or Valkey, or mend `broker`; nothing is lost meanwhile"
        return Finding("broker", Health.FAIL, str(error), remedy)
    apart = _apart("broker", tools.clock.now(), there, "the broker")
    if apart is None:
        return Finding("broker", Health.OK, "it answers")
    return replace(apart, health=Health.WARN, remedy=SET_THEM)


async def _scheduler(engine: Engine) -> Finding:
    async with engine.database.reading() as connection:
        alive = await workers.alive(connection, engine.now())
    if not alive:
        detail = "none runs, so nothing is sent"
        return Finding("processes", Health.WARN, detail, "start `outreach run`")
    roles = ", ".join(f"{row['role']} ({row['host']} {row['pid']})" for row in alive)
    return Finding("processes", Health.OK, roles)


async def _public(engine: Engine, browser: Browser) -> Finding:
    """Ask our own web process, by the way the world takes, for what it alone can answer."""
    what, asked = "public_url", new_challenge()
    remedy = "start the web part, and let the proxy pass /u/ on to `listen`"
    try:
        status, text, there = await browser.get(f"{engine.house.public_url}/u/{asked}")
    except Unavailable as error:
        return Finding(what, Health.WARN, f"{error}: opt-outs do not work", remedy)
    if status != 200 or text != answer_of(engine, asked):  # noqa: PLR2004 - HTTP's OK
        detail = f"somebody else answers there ({status}): opt-outs do not work"
        return Finding(what, Health.FAIL, detail, remedy)
    apart = _apart(what, engine.now(), there, "the web process")
    return apart or Finding(what, Health.OK, "our own web process answers there")
