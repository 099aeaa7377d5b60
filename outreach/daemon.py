"""The parts of a deployment that run in this process, on one loop, until they are told to stop."""

from __future__ import annotations

import asyncio
import signal
import socket
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.bootstrap import new_worker_id, open_engine, open_queue
from outreach.errors import ConfigError
from outreach.log import get_logger
from outreach.scheduler import Scheduler
from outreach.services.resume import give_back_claims, resume_claims

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from outreach.bootstrap import Deployment, ServedQueue, Workspace
    from outreach.ports import Clock

GRACE_SECONDS = 10  # for requests under way, once told to stop

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
    ready: Callable[[Deployment], None] = lambda _: None,
) -> None:
    """Run until SIGTERM or SIGINT; then finish what is on the wire and return.

    A second signal ends the process at once. Raises ConfigError, Unavailable.
    """
    queue = open_queue(workspace)
    if queue.in_process and parts.scheduler != parts.worker:
        message = (
            "broker: memory:// carries nothing between processes: "
            "give a redis:// URL, or use `outreach run`"
        )
        raise ConfigError(message)
    async with AsyncExitStack() as stack:
        listener = _listener(workspace) if parts.web else None
        if listener is not None:
            stack.callback(listener.close)
        deployment = await stack.enter_async_context(
            open_engine(
                workspace,
                worker_id=new_worker_id(),
                role=parts.role,
                clock=clock,
                queue=queue,
                sandbox=sandbox,
            )
        )
        stopped = _signalled(stack)
        await _start(deployment, queue, parts, stack, listener)
        ready(deployment)
        log.info("started", role=parts.role, workspace=str(workspace.folder))
        await stopped.wait()
        log.info("stopping", role=parts.role)
    log.info("stopped", role=parts.role)


async def _start(
    deployment: Deployment,
    queue: ServedQueue,
    parts: Parts,
    stack: AsyncExitStack,
    listener: socket.socket | None,
) -> None:
    """Start the parts; they stop in the opposite order."""
    await deployment.heart.start()
    stack.push_async_callback(deployment.heart.stop)
    if queue.in_process and parts.worker:
        stack.push_async_callback(_give_back, deployment)
    stack.push_async_callback(queue.stop)
    if parts.worker:
        await queue.start(deployment.work.jobs)
        stack.push_async_callback(_put_down, deployment, queue)
    if parts.scheduler:
        scheduler = Scheduler(deployment.engine)
        if queue.in_process:
            await resume_claims(deployment.engine)
        scheduler.start()
        stack.push_async_callback(scheduler.stop)
    if listener is not None:
        await stack.enter_async_context(_web(deployment, listener))


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


def _listener(workspace: Workspace) -> socket.socket:
    """Return the socket the web part answers on. Raises ConfigError where it is taken."""
    place = workspace.config.listen
    try:
        return socket.create_server(
            (place.host, place.port),
            family=socket.AF_INET6 if ":" in place.host else socket.AF_INET,
            backlog=2048,
        )
    except OSError as error:
        message = (
            f"cannot listen on {place.host}:{place.port}: {error.strerror}; "
            "stop what has it, or change `listen` in outreach.yaml"
        )
        raise ConfigError(message) from error


@asynccontextmanager
async def _web(deployment: Deployment, listener: socket.socket) -> AsyncIterator[None]:
    """Answer on the socket for as long as the block lasts."""
    import uvicorn  # noqa: PLC0415 - a process without this part needs none of it

    from outreach.web.app import create_app  # noqa: PLC0415 - as above
    from outreach.web.hit import HELD  # noqa: PLC0415 - as above

    class Server(uvicorn.Server):
        """Without handlers of its own: signals are the daemon's."""

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    config = uvicorn.Config(
        create_app(deployment.engine, hold=HELD),
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = Server(config)
    serving = asyncio.create_task(server.serve([listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await serving
