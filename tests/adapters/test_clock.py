"""The clock that follows the database's runs on by itself, and is moved by nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from outreach.adapters.clock import SLOWEST, STEP, ServerClock, SystemClock
from outreach.ports import Following

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@dataclass(slots=True)
class Server:
    """A server whose answer takes a while, in a time that is turned by hand."""

    at: datetime = NOON
    steady: timedelta = timedelta(0)
    takes: timedelta = timedelta(0)
    knows: bool = True

    def pass_by(self, span: timedelta) -> None:
        self.at += span
        self.steady += span

    async def ask(self) -> datetime | None:
        self.pass_by(self.takes / 2)
        answer = self.at
        self.pass_by(self.takes / 2)
        return answer if self.knows else None


async def _followed() -> tuple[Server, ServerClock]:
    server = Server()
    clock = ServerClock(lambda: server.steady)
    await clock.follow(server.ask)
    return server, clock


async def test_it_tells_the_servers_time_and_runs_on_by_itself() -> None:
    server, clock = await _followed()
    told = [clock.now()]
    server.pass_by(90 * SECOND)
    told.append(clock.now())
    assert told == [NOON, NOON + 90 * SECOND]


async def test_an_answer_that_took_its_time_is_reckoned_with() -> None:
    server = Server(takes=SECOND)
    clock = ServerClock(lambda: server.steady)
    await clock.follow(server.ask)
    assert clock.now() == server.at


async def test_a_step_of_the_servers_clock_is_followed() -> None:
    server, clock = await _followed()
    for step in (timedelta(hours=-1), timedelta(days=1), STEP / 2):
        server.at += step
        await clock.follow(server.ask)
        assert clock.now() == server.at


async def test_what_the_wire_may_explain_moves_nothing() -> None:
    server, clock = await _followed()
    server.at += timedelta(milliseconds=20)
    await clock.follow(server.ask)
    assert clock.now() == NOON


async def test_no_answer_and_one_too_late_move_nothing() -> None:
    server, clock = await _followed()
    server.at += timedelta(hours=1)
    server.takes = SLOWEST + SECOND
    await clock.follow(server.ask)
    server.takes, server.knows = timedelta(0), False
    await clock.follow(server.ask)
    assert clock.now() == NOON + SLOWEST + SECOND


async def test_it_still_tells_what_this_machine_says() -> None:
    before = SystemClock().now()
    _, clock = await _followed()
    assert isinstance(clock, Following)
    assert before <= clock.own() <= SystemClock().now()
