"""Opens a deployment: its database, its ports and what works with them."""

from __future__ import annotations

import gc
import os
import secrets
import socket
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from outreach.adapters import contact, source
from outreach.adapters.calendar import HolidayCalendar
from outreach.adapters.clock import ServerClock, SystemClock
from outreach.adapters.mail_file import stored_mail
from outreach.adapters.queue import DramatiqQueue
from outreach.adapters.templates import JinjaTemplates
from outreach.bootstrap.folder import bundle
from outreach.bootstrap.lane import senders_of
from outreach.bootstrap.login import Logins
from outreach.bootstrap.port import (
    channels_of,
    crms_of,
    inboxes_of,
    profiles_of,
    reader_of,
)
from outreach.core.lead_row import Judges
from outreach.core.version import hash_of, sequence_of
from outreach.services.beat import Heart
from outreach.services.deliver import Courier
from outreach.services.engine import (
    Catalogue,
    Engine,
    House,
    Release,
)
from outreach.services.recount import settle_caps
from outreach.services.tick import open_lanes
from outreach.services.work import JOBS, Work
from outreach.store import setting
from outreach.store import worker as workers
from outreach.store.database import Database
from outreach.store.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from outreach.config import Workspace
    from outreach.core.version import Bundle
    from outreach.ports import Channel, Clock, Crm, Inbox, Queue
    from outreach.setting import Config
    from outreach.store.database import Connection

__all__ = ["stored_mail"]  # beside what stands here

ServedQueue = DramatiqQueue
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Deployment:
    """Everything one process works with; `queue` is the engine's, with its workers' end."""

    workspace: Workspace
    engine: Engine
    queue: Queue
    channels: Mapping[str, Channel[Any]]
    inboxes: Mapping[str, Inbox]
    crms: Mapping[str, Crm]
    courier: Courier
    work: Work
    heart: Heart

    def bundle(self, sequence: str) -> Bundle:
        """Return a sequence of the folder with all that it resolves to.

        Raises NotFound, or CheckFailed with every complaint.
        """
        return bundle(self.workspace, sequence)


def judges() -> Judges:
    """Return who judges addresses and phone numbers of a list of leads."""
    return Judges(address=contact.address, phone=contact.phone)


def keep_loaded() -> None:
    """Tell the collector that what is loaded by now stays, for a process that runs on.

    Looking at all of it takes a tenth of a second, in which nothing else goes on.
    """
    gc.collect()
    gc.freeze()


def open_queue(workspace: Workspace) -> ServedQueue:
    """Return the workspace's queue, with its workers' end. Raises ConfigError."""
    return DramatiqQueue(workspace.config.broker, JOBS)


def new_worker_id() -> str:
    """Return a name for this process that no other had or will have."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"


@asynccontextmanager
async def open_engine(
    workspace: Workspace,
    *,
    worker_id: str | None = None,
    role: str = "tool",
    clock: Clock | None = None,
    queue: Queue | None = None,
    sandbox: bool = False,
) -> AsyncIterator[Deployment]:
    """Open a deployment on the running loop: database migrated, lanes made, ports ready.

    Nothing is connected to the outside before it is used. `sandbox` lets mails offer
    one-click opt-out without https on the loopback. Raises Unavailable, ConfigError.
    """
    async with AsyncExitStack() as stack:
        database = Database(workspace.database_url)
        stack.push_async_callback(database.close)
        await migrate(database)
        clock = clock or await _clock(database)
        engine = Engine(
            database=database,
            clock=clock,
            queue=queue or open_queue(workspace),
            calendar=HolidayCalendar(),
            catalogue=Catalogue(release_of),
            house=await _house(workspace.config, database, sandbox=sandbox),
            pipeline=workspace.config.pipeline.core(),
            senders=senders_of(workspace.config),
            crms=profiles_of(workspace.config),
            worker=worker_id or new_worker_id(),
            caps=workspace.config.limits.core(),
            guard=workspace.config.guard(),
            reader=reader_of(workspace.config, clock, stack),
        )
        await open_lanes(engine)
        await settle_caps(engine, again=role != "tool")
        yield _deployed(workspace, engine, role, stack)


def _deployed(
    workspace: Workspace, engine: Engine, role: str, stack: AsyncExitStack
) -> Deployment:
    logins = Logins(workspace, engine.clock, stack)
    channels = channels_of(workspace, engine, logins)
    inboxes = inboxes_of(workspace, logins)
    crms = crms_of(workspace, engine.clock, stack)
    for ports in (channels, inboxes, crms):
        for port in ports.values():
            stack.push_async_callback(port.close)
    heart = Heart(engine, role, socket.gethostname(), os.getpid(), _tune(engine))
    courier = Courier(engine, channels, heart)
    return Deployment(
        workspace,
        engine,
        engine.queue,
        channels,
        inboxes,
        crms,
        courier,
        Work(engine, courier, inboxes, crms),
        heart,
    )


async def _clock(database: Database) -> Clock:
    """Return the clock that all who work on a database share."""
    if database.is_sqlite:
        return SystemClock()
    clock = ServerClock()
    async with database.reading() as connection:
        await clock.follow(partial(workers.server_time, connection))
    return clock


def _tune(engine: Engine) -> Callable[[Connection], Awaitable[None]] | None:
    """Return what lets the engine's clock follow the database's, where it is to."""
    clock = engine.clock
    if not isinstance(clock, ServerClock):
        return None

    async def tune(connection: Connection) -> None:
        await clock.follow(partial(workers.server_time, connection))

    return tune


def release_of(bundle: Bundle) -> Release:
    """Return a version ready to run. Raises CheckFailed if it cannot be."""
    return Release(
        version=hash_of(bundle),
        sequence=sequence_of(bundle, source.read),
        templates=JinjaTemplates(bundle.files, bundle.settings.fields),
        files=bundle.files,
    )


async def _house(config: Config, database: Database, *, sandbox: bool) -> House:
    fresh = secrets.token_hex(SECRET_BYTES)
    async with database.writing() as connection:
        secret = await setting.settle(connection, "secret", fresh)
    return House(
        name=config.name,
        zone=config.timezone,
        secret=bytes.fromhex(secret),
        public_url=config.public_url,
        postal_address=config.postal_address,
        track_clicks=config.tracking.clicks,
        track_opens=config.tracking.opens,
        events_secret=config.events.secret.get_secret_value() if config.events else "",
        inbound_secrets=config.inbound.secrets() if config.inbound else {},
        one_click=config.one_click(sandbox=sandbox),
        away=config.out_of_office.core(),
        whole_domain=config.opt_out.scope == "domain",
    )
