"""Tells what would leave when and through whom: the calendar of sequences, before they run.

Nothing is sent, enrolled or changed. Whoever is under way goes on from where they stand;
whoever `enroll` would let in now starts at once.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from outreach.core.forecast.outlook import Outlook, outlook
from outreach.core.forecast.run import forecast
from outreach.core.forecast.world import TICK, Assumed, Entrant, UnderWay, World
from outreach.services.simulate_course import course_of
from outreach.services.simulate_lane import WhatIf, more_senders, senders_at
from outreach.services.simulate_store import entrants, under_way
from outreach.store import cap as caps

if TYPE_CHECKING:
    from collections.abc import (
        AsyncIterator,
        Callable,
        Iterable,
        Iterator,
        Mapping,
        Sequence,
    )
    from datetime import datetime, timedelta

    from outreach.core.forecast.board import Board
    from outreach.core.forecast.flight import Happening
    from outreach.core.forecast.run import Progress
    from outreach.core.forecast.world import Course
    from outreach.core.model import Lead
    from outreach.services.engine import Engine, Release


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: `named` sequences get new leads, `releases` holds all they lead into.

    `leads` are of a file, each with its company's key; None asks for the store's, of which
    `where` may leave some out.
    """

    releases: Mapping[str, Release]
    named: Sequence[str]
    start_at: datetime
    days: int
    leads: Sequence[tuple[Lead, str | None]] | None = None
    where: Callable[[Lead], bool] | None = None
    what_if: WhatIf = field(default_factory=WhatIf)
    assumed: Assumed = field(default_factory=Assumed)
    tick: timedelta = TICK


@dataclass(frozen=True, slots=True)
class Simulated:
    """The calendar, and the forecast it was drawn from, for whoever wants each touch."""

    outlook: Outlook
    board: Board


async def simulate(
    engine: Engine,
    question: Question,
    *,
    progress: Callable[[Progress], None] | None = None,
    heard: Callable[[Happening], None] | None = None,
) -> Simulated:
    """Return the calendar of what is asked; `heard` is told of what people are taken to do."""
    engine, releases, supposed = more_senders(
        engine, question.releases, question.named, question.what_if
    )
    courses = {name: course_of(engine, release) for name, release in releases.items()}
    world = World(
        start_at=question.start_at,
        days=question.days,
        zone=engine.house.zone,
        calendar=engine.calendar,
        pipeline=engine.pipeline,
        courses=courses,
        senders=await senders_at(
            engine, question.start_at, fresh=question.leads is not None
        ),
        assumed=question.assumed,
        tick=question.tick,
        caps=engine.caps,
        **await _standing(engine, question),
    )
    leads = [each async for each in _leads(engine, question, courses)]
    with _no_collector():
        board = forecast(world, leads, progress=progress, heard=heard)
    return Simulated(outlook(board, supposed=supposed), board)


async def _standing(engine: Engine, question: Question) -> dict[str, Any]:
    """Return how caps over all senders stand; a file's leads find them unused."""
    if question.leads is not None:
        return {}
    async with engine.database.reading() as connection:
        return {
            "spent": await caps.spent(connection, question.start_at),
            "queues": await caps.queues(connection),
        }


@contextmanager
def _no_collector() -> Iterator[None]:
    """Let the cycle collector be: it walks all leads over and over, and finds nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


async def _leads(
    engine: Engine, question: Question, courses: Mapping[str, Course]
) -> AsyncIterator[Entrant | UnderWay]:
    named = [courses[name] for name in question.named]
    if question.leads is not None:
        for each in _of_file(question.leads, named):
            yield each
        return
    async for going in under_way(engine):
        yield going
    for course in named:
        async for new in entrants(engine, course, question.where):
            yield new


def _of_file(
    leads: Sequence[tuple[Lead, str | None]], named: Iterable[Course]
) -> Iterable[Entrant]:
    for course in named:
        for lead, company in leads:
            yield Entrant(lead, course, company)
