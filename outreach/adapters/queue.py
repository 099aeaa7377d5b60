"""The queue, by Dramatiq: in this process for memory://, through Redis or Valkey for redis://.

Actors run on the loop that everything else runs on, never raise, and are never tried again
by Dramatiq: a retry is a row with a due time.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import dramatiq
from dramatiq import Message
from dramatiq.asyncio import (
    EventLoopThread,
    get_event_loop_thread,
    set_event_loop_thread,
)
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker
from dramatiq.errors import ConnectionClosed
from dramatiq.middleware import AsyncIO
from redis import Redis
from redis.exceptions import RedisError

from outreach.errors import ConfigError, Unavailable
from outreach.log import get_logger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
    from queue import Queue

    from dramatiq import Broker, Worker

    # What a message sets going, with its keywords; newer schedulers may send more of them.
    Job = Callable[..., Awaitable[None]]

MEMORY = "memory://"
# Actors only wait for coroutines, and those that take long give their thread back early.
THREADS = 8
CONNECT_SECONDS, ANSWER_SECONDS = 5, 15
# How long to wait for a broker that is gone to hear that messages are done.
LEAVE_MS = 5_000
NAMESPACE = "outreach"
# How long an idle thread rests before it looks whether it is to stop, and at Redis.
REST_MS = {"memory": 200, "redis": 500}

log = get_logger(__name__)


class DramatiqQueue:
    """A Queue, and the workers' end of it.

    `names` are its jobs, those that come first in line first. Messages are put from any
    process; they are carried out where `start` was called.
    """

    def __init__(self, url: str, names: Sequence[str]) -> None:
        self._memory = url.startswith(MEMORY)
        self._jobs: Mapping[str, Job] = {}
        self._loop: _Loop | None = None
        self._worker: Worker | None = None
        self.broker = _broker(url)
        for rank, name in enumerate(names):
            self._declare(name, rank)

    @property
    def in_process(self) -> bool:
        """Whether messages die with this process."""
        return self._memory

    async def put(self, job: str, ids: Sequence[int | str]) -> None:
        """Enqueue one message of `job` for these ids. Raises Unavailable."""
        message = self.broker.get_actor(job).message(ids=list(ids))
        try:
            if self._memory:
                self.broker.enqueue(message)
            else:
                await asyncio.to_thread(self.broker.enqueue, message)
        except (RedisError, OSError) as error:
            raise Unavailable(f"the broker does not answer: {error}") from error

    async def idle(self) -> bool:
        """Tell whether no message waits or is being carried out. Raises Unavailable."""
        if isinstance(self.broker, StubBroker):
            return not any(q.unfinished_tasks for q in self.broker.queues.values())
        try:
            return not await asyncio.to_thread(self._size)
        except (RedisError, OSError) as error:
            raise Unavailable(f"the broker does not answer: {error}") from error

    async def backlog(self, job: str) -> int:
        """Return how many messages of `job` no worker has taken yet. Raises Unavailable."""
        if isinstance(self.broker, StubBroker):
            held: Queue[bytes] = self.broker.queues[job]
            return held.qsize()
        try:
            return await asyncio.to_thread(self._waiting, job)
        except (RedisError, OSError) as error:
            raise Unavailable(f"the broker does not answer: {error}") from error

    async def server_time(self) -> datetime | None:
        """Return the broker's clock; None for one in this process. Raises Unavailable."""
        if self._memory:
            return None
        client: Any = self.broker.client  # type: ignore[attr-defined] # of RedisBroker
        try:
            seconds, micros = await asyncio.to_thread(client.time)
        except (RedisError, OSError) as error:
            raise Unavailable(f"the broker does not answer: {error}") from error
        return datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=micros)

    def _waiting(self, job: str) -> int:
        client: Any = self.broker.client  # type: ignore[attr-defined] # of RedisBroker
        count: int = client.llen(f"{NAMESPACE}:{job}")
        return count

    def _size(self) -> int:
        count: Callable[[str], int] = self.broker.do_qsize  # type: ignore[attr-defined] # of RedisBroker's __getattr__
        return sum(map(count, self.broker.get_declared_queues()))

    def serve(self, jobs: Mapping[str, Job]) -> None:
        """Say what the messages set going in this process; until then they do nothing."""
        self._jobs = jobs

    async def start(self, jobs: Mapping[str, Job]) -> None:
        """Carry out messages on the running loop."""
        self.serve(jobs)
        self._loop = _Loop(asyncio.get_running_loop())
        self.broker.add_middleware(_RunningLoop(self._loop))
        rest = REST_MS["memory" if self._memory else "redis"]
        self._worker = dramatiq.Worker(
            self.broker, worker_threads=THREADS, worker_timeout=rest
        )
        self._worker.start()

    def hold(self) -> None:
        """Take no further message."""
        for thread in self._worker.workers if self._worker else ():
            thread.stop()

    async def stop(self) -> None:
        """Wait for the messages being carried out, put back the others, and stop."""
        if self._worker is not None:
            worker, self._worker = self._worker, None
            try:
                await asyncio.to_thread(worker.stop, timeout=LEAVE_MS)
            except (RedisError, OSError) as error:
                log.warning("queue.not_put_back", error=repr(error))
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self.broker.close()
        if isinstance(self.broker, RedisBroker):
            self.broker.client.close()

    def _declare(self, name: str, rank: int) -> None:
        # Older and newer programs put messages too: what is not known of one is passed on.
        async def carry(*_later: Any, **message: Any) -> None:
            job = self._jobs.get(name)
            if job is None:
                log.warning("job.unknown", job=name)
                return
            try:
                await job(**message)
            except Exception:
                log.exception("job.failed", job=name)

        declare = dramatiq.actor(
            actor_name=name, queue_name=name, broker=self.broker, priority=rank
        )
        declare(carry)


class _Broker(RedisBroker):
    """Dramatiq's own, but for what it forgets at the end."""

    @property
    def consumer_class(self) -> Any:
        """Return a consumer that puts back at its end what it had fetched ahead.

        A broker that does not answer is to it what one that is gone is: Dramatiq would take
        it for a fault of its own and never say that the message is done.
        """
        base: Any = super().consumer_class

        class Consumer(base):  # type: ignore[misc] # it has no types
            message_cache: list[bytes | None]

            def __next__(self) -> Any:
                with _gone():
                    return super().__next__()

            def ack(self, message: Any) -> None:
                with _gone():
                    super().ack(message)

            def nack(self, message: Any) -> None:
                with _gone():
                    super().nack(message)

            def requeue(self, messages: Any) -> None:
                with _gone():
                    super().requeue(messages)

            def close(self) -> None:
                ahead, self.message_cache = self.message_cache, []
                try:
                    self.requeue(Message.decode(data) for data in ahead if data)
                finally:
                    super().close()

        return Consumer


@contextmanager
def _gone() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise ConnectionClosed(error) from None  # type: ignore[no-untyped-call] # it has no types


class _Loop(EventLoopThread):
    """The loop that is running already, where Dramatiq expects a thread with one."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.interrupt_check_ival = 1.0


class _RunningLoop(AsyncIO):
    """Hands actors the running loop while a worker of ours is at work."""

    def __init__(self, loop: _Loop) -> None:
        super().__init__()
        self._loop = loop
        self._before: EventLoopThread | None = None

    def before_worker_boot(self, _broker: Broker, _worker: Worker) -> None:
        """Put our loop in place."""
        self._before = get_event_loop_thread()
        set_event_loop_thread(self._loop)

    def after_worker_shutdown(self, _broker: Broker, _worker: Worker) -> None:
        """Put back what was there."""
        if get_event_loop_thread() is self._loop:
            set_event_loop_thread(self._before)


def _broker(url: str) -> Broker:
    """Make a broker without Dramatiq's own retries and time limits."""
    if url.startswith(MEMORY):
        return StubBroker(middleware=[])
    try:
        client = Redis.from_url(
            url,
            socket_connect_timeout=CONNECT_SECONDS,
            socket_timeout=ANSWER_SECONDS,
            health_check_interval=30,
        )
    except ValueError as error:
        message = "the broker url cannot be read; write memory:// or redis://HOST:PORT"
        raise ConfigError(message) from error
    return _Broker(client=client, middleware=[], namespace=NAMESPACE)  # type: ignore[no-untyped-call] # it has no types
