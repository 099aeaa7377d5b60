"""The parts of a deployment that run in this process, on one loop, until they are told to stop."""

from __future__ import annotations

import asyncio
import signal
import socket
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from outreach.bootstrap import keep_loaded, new_worker_id, open_engine, open_queue
from outreach.errors import ConfigError, Unavailable
from outreach.log import get_logger, know
from outreach.scheduler import Scheduler
from outreach.services.listen import Listener, listeners
from outreach.services.restore import guard
from outreach.services.resume import give_back_claims, resume_claims

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from contextlib import AbstractAsyncContextManager

    from outreach.bootstrap import Deployment, ServedQueue, Workspace
    from outreach.ports import Clock
    from outreach.setting.value import Listen

GRACE_SECONDS = 10  # for requests under way, once told to stop
TRIES, BETWEEN = 30, timedelta(seconds=1)  # for a database server to come up

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Parts:
    """Which parts run here; all of them is `outreach run`."""

    scheduler: bool = True
    worker: bool = True
    web: bool = True

    @property
    def role(self) -> str:
        """What `status` calls a process with these parts."""
        names = [name for name in self.__slots__ if getattr(self, name)]
        return names[0] if len(names) == 1 else "run"


ALL = Parts()


async def run(
    workspace: Workspace,
    parts: Parts = ALL,
    *,
    clock: Clock | None = None,
    sandbox: bool = False,
    watch: Listen | None = None,
    ready: Callable[[Deployment], None] = lambda _: None,
) -> None:
    """Run until SIGTERM or SIGINT; then finish what is on the wire and return.

    Without the web part, health checks and metrics answer at `watch` alone. A second signal
    ends the process at once. Raises ConfigError, Unavailable.
    """
    queue = _queue(workspace, parts)
    async with AsyncExitStack() as stack:
        place = workspace.config.listen if parts.web else watch
        listener = None if place is None else stack.enter_context(_listener(place))
        opening = partial(
            open_engine,
            workspace,
            worker_id=new_worker_id(),
            role=parts.role,
            clock=clock,
            queue=queue,
            sandbox=sandbox,
        )
        deployment = await _opened(workspace, opening, stack)
        know(role=parts.role, worker=deployment.engine.worker)
        stopped = _signalled(stack)
        web = await _start(deployment, queue, parts, stack, listener)
        keep_loaded()
        ready(deployment)
        log.info("started", workspace=str(workspace.folder))
        early = await _until(stopped, web)
        log.info("stopping")
    log.info("stopped")
    know()
    if early:
        raise Unavailable("the web part ended by itself: the log says why")


async def _until(stopped: asyncio.Event, web: asyncio.Task[None] | None) -> bool:
    """Wait for the end; tell whether the web part ended by itself."""
    if web is not None:
        # Its end is everybody's: whoever watches over the process starts it anew.
        web.add_done_callback(lambda _: stopped.set())
    await stopped.wait()
    return web is not None and web.done()


def _queue(workspace: Workspace, parts: Parts) -> ServedQueue:
    queue = open_queue(workspace)
    if queue.in_process and parts.scheduler != parts.worker:
        message = (
            "broker: memory:// carries nothing between processes: "
            "give a redis:// URL, or use `outreach run`"
        )
        raise ConfigError(message)
    return queue


async def _opened(
    workspace: Workspace,
    opening: Callable[[], AbstractAsyncContextManager[Deployment]],
    stack: AsyncExitStack,
) -> Deployment:
    """Open the deployment; a database server that just starts is waited for. Raises Unavailable."""
    tries = 1 if workspace.database_url.startswith("sqlite") else TRIES
    for left in range(tries - 1, 0, -1):
        try:
            return await stack.enter_async_context(opening())
        except Unavailable as error:
            if left == tries - 1:
                log.warning("database.awaited", error=str(error))
        await _rest()
    return await stack.enter_async_context(opening())


async def _rest() -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(BETWEEN.total_seconds()):
            await asyncio.Event().wait()


async def _start(
    deployment: Deployment,
    queue: ServedQueue,
    parts: Parts,
    stack: AsyncExitStack,
    listener: socket.socket | None,
) -> asyncio.Task[None] | None:
    """Start the parts, which stop in the opposite order; return the web part's life."""
    if parts.scheduler or parts.worker:
        await guard(deployment.engine)
    await deployment.heart.start()
    stack.push_async_callback(deployment.heart.stop)
    if queue.in_process and parts.worker:
        stack.push_async_callback(_give_back, deployment)
    stack.push_async_callback(queue.stop)
    if parts.worker:
        await queue.start(deployment.work.jobs)
        stack.push_async_callback(_put_down, deployment, queue)
    if parts.scheduler:
        scheduler = Scheduler(
            deployment.engine, queue.backlog, listener=_ears(deployment, queue)
        )
        if queue.in_process:
            await resume_claims(deployment.engine)
        scheduler.start()
        stack.push_async_callback(scheduler.stop)
    if listener is None:
        return None
    return await stack.enter_async_context(_web(deployment, listener, parts))


def _ears(deployment: Deployment, queue: ServedQueue) -> Listener:
    engine = deployment.engine
    return Listener(
        deployment.inboxes, queue, peers=partial(listeners, engine), me=engine.worker
    )


async def _put_down(deployment: Deployment, queue: ServedQueue) -> None:
    """Take no more, finish the wire, give back the rest."""
    queue.hold()
    await deployment.courier.close()
    await deployment.work.close()


async def _give_back(deployment: Deployment) -> None:
    try:
        await give_back_claims(deployment.engine)
    except Exception as error:  # noqa: BLE001 - the next start takes them up
        log.warning("claims.not_given_back", error=repr(error))


def _signalled(stack: AsyncExitStack) -> asyncio.Event:
    """Return what is set by the first SIGTERM or SIGINT."""
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    signals = (signal.SIGTERM, signal.SIGINT)

    def stop() -> None:
        stopped.set()
        for each in signals:
            loop.remove_signal_handler(each)

    def restore() -> None:
        for each in signals:
            with suppress(ValueError):
                loop.remove_signal_handler(each)

    for each in signals:
        loop.add_signal_handler(each, stop)
    stack.callback(restore)
    return stopped


def _listener(place: Listen) -> socket.socket:
    """Return a socket that listens there. Raises ConfigError where it is taken."""
    try:
        return socket.create_server(
            (place.host, place.port),
            family=socket.AF_INET6 if ":" in place.host else socket.AF_INET,
            backlog=2048,
        )
    except OSError as error:
        message = (
            f"cannot listen on {place.host}:{place.port}: {error.strerror}; "
            "stop what has it, or change `listen` (of the web part) or `metrics`"
        )
        raise ConfigError(message) from error


@asynccontextmanager
async def _web(
    deployment: Deployment, listener: socket.socket, parts: Parts
) -> AsyncIterator[asyncio.Task[None]]:
    """Answer on the socket for as long as the block lasts; yield what does."""
    import uvicorn  # noqa: PLC0415 - a process without this part needs none of it

    from outreach.web.app import create_app, create_watch  # noqa: PLC0415 - as above
    from outreach.web.health import Duties  # noqa: PLC0415 - as above
    from outreach.web.hit import HELD  # noqa: PLC0415 - as above

    class Server(uvicorn.Server):
        """Without handlers of its own: signals are the daemon's."""

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    duties = Duties(schedules=parts.scheduler, works=parts.worker)
    app = (
        create_app(deployment.engine, hold=HELD, duties=duties)
        if parts.web
        else create_watch(deployment.engine, duties)
    )
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = Server(config)
    serving = asyncio.create_task(server.serve([listener]))
    try:
        yield serving
    finally:
        server.should_exit = True
        await _last_words(serving)


async def _last_words(serving: asyncio.Task[None]) -> None:
    await asyncio.wait({serving})
    if not serving.cancelled() and (error := serving.exception()) is not None:
        log.error("web.failed", error=repr(error))
