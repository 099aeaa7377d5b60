"""Runs a forecast: jumps from tick to tick, and does in each what the engine's tick does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from heapq import heappop
from typing import TYPE_CHECKING

from outreach.core.forecast import claim, story, think
from outreach.core.forecast.board import Board
from outreach.core.forecast.enter import enter, go_on
from outreach.core.forecast.world import Entrant, UnderWay
from outreach.core.model import EnrollmentState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from outreach.core.forecast.flight import Happening
    from outreach.core.forecast.world import World

_NEVER = 1 << 62
_TOLD = 2000  # ticks between two words on the progress


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a forecast has come: `done` of `days`, and the touches so far."""

    done: float
    days: int
    touches: int


def forecast(
    world: World,
    leads: Iterable[Entrant | UnderWay],
    *,
    progress: Callable[[Progress], None] | None = None,
    heard: Callable[[Happening], None] | None = None,
) -> Board:
    """Run the leads through their sequences until all is over, or the days are.

    Those under way come in the order of their ids, before the new. `heard` is told of
    everything people are taken to do, when it is heard.
    """
    board = Board(world)
    leads = list(leads)
    board.colleagues_matter = any(
        course.sequence.company.on_reply != "nothing"
        for course in (*world.courses.values(), *{each.course for each in leads})
    )
    for lead in leads:
        match lead:
            case UnderWay():
                go_on(board, lead)
            case Entrant():
                enter(board, lead)
    rounds = 0
    while (tick := _next(board)) < _NEVER:
        at = board.at(tick)
        while board.tomorrow_at <= min(at, board.ends_at):
            _close_day(board)
        if at > board.ends_at:
            break
        board.turn(tick)
        _do(board, heard)
        rounds += 1
        if progress is not None and rounds % _TOLD == 0:
            progress(_progress(board))
    if board.open_count:
        board.turn(max(board.tick, board.tick_of(world.ends_at)))
    _count_waiting(board)
    return board


def _next(board: Board) -> int:
    """Return the next tick at which there is something to do."""
    found = board.heard[0].tick if board.heard else _NEVER
    if board.wakes:
        found = min(found, board.wakes[0][0])
    for heap in (*board.thinking.values(), board.resuming):
        if heap:
            found = min(found, max(board.tick_of(heap[0][0]), board.after))
    return found


def _do(board: Board, heard: Callable[[Happening], None] | None) -> None:
    """Do one tick: what was heard first, then what is due, then what has been claimed."""
    board.after = board.tick
    while board.heard and board.heard[0].tick <= board.tick:
        happening = heappop(board.heard)
        if heard is not None:
            heard(happening)
        story.hear(board, happening)
    if board.resuming and board.resuming[0][0] <= board.now:
        think.resume(board)
    for heap in board.thinking.values():
        if heap and heap[0][0] <= board.now:
            think.think(board)
            break
    claims = _claim(board)
    board.after = board.tick + 1
    if claims:
        claim.deliver(board, claims)
    claim.rest(board)


def _claim(board: Board) -> list[claim.Claim]:
    """Look at the lanes whose time has come, by name; one may wake those after it."""
    claims: list[claim.Claim] = []
    names = _woken(board)
    while names:
        name = min(names)
        names.remove(name)
        claims += claim.claim(board, board.lanes[name])
        if not board.wakes or board.wakes[0][0] > board.tick:
            continue
        for other in _woken(board):
            if other > name:
                names.add(other)
            else:
                lane = board.lanes[other]
                lane.wake, lane.not_before = None, board.tick + 1
                board.wake(lane, board.now)
    return claims


def _woken(board: Board) -> set[str]:
    """Take the lanes whose time has come."""
    names, wakes = set(), board.wakes
    while wakes and wakes[0][0] <= board.tick:
        tick, name = heappop(wakes)
        if board.lanes[name].wake == tick:
            names.add(name)
    return names


def _close_day(board: Board) -> None:
    _count_waiting(board)
    board.turn_day()


def _count_waiting(board: Board) -> None:
    """Note what was due and had not left when the day ended."""
    at = min(board.tomorrow_at, board.world.ends_at)
    for name, lane in board.lanes.items():
        new, follow_ups = lane.waiting(board.flights, at)
        if new or follow_ups:
            shift = board.tally.shift(board.today, name)
            shift.waiting_new, shift.waiting_follow_ups = new, follow_ups


def _progress(board: Board) -> Progress:
    done = (board.now - board.world.start_at) / timedelta(days=1)
    return Progress(done, board.world.days, len(board.tally.touches))


def stuck(board: Board) -> int:
    """Return how many enrollments wait for nothing that time alone brings."""
    return sum(
        flight.state is EnrollmentState.PAUSED and flight.due_at is None
        for flight in board.flights
    )
