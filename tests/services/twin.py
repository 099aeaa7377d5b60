"""The same leads twice: run through the real engine, and foreseen by the simulator."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from outreach.core.cap import NO_CAPS, Caps
from outreach.core.forecast.world import Assumed
from outreach.core.model import LeadId
from outreach.core.pacing import Limits
from outreach.services.click import Link, note_click
from outreach.services.opt_out import Trace
from outreach.services.simulate import Question, simulate
from outreach.services.wakeup import next_instant
from outreach.store import version as versions
from tests.services import deployment, ear
from tests.services.arena import arena

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from outreach.core.forecast.board import Board
    from outreach.core.forecast.flight import Happening
    from outreach.core.sequence import Window
    from tests.services.arena import Arena

IN_MEMORY = "sqlite:///:memory:"
# What the ear takes for each intent.
SAID = {
    "interested": "Yes, I am interested. Can we talk on Tuesday?",
    "question": "How much does it cost?",
    "not_now": "Not now, maybe next quarter.",
    "not_interested": "Not interested, thanks.",
    "referral": "Please talk to my colleague bob@co.example instead.",
    "wrong_person": "I am not the right person for this.",
    "other": "Thanks, noted.",
}

Touch = tuple[datetime, str, LeadId, str, str]
States = dict[tuple[LeadId, str, int], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Case:
    """A small world to run twice."""

    steps: str
    leads: Sequence[Mapping[str, Any]]
    limits: Mapping[str, Limits] = field(default_factory=dict)
    windows: Mapping[str, Window] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)  # further sequences
    start_at: datetime = deployment.NOW
    days: int = 30
    tick: timedelta = timedelta(minutes=1)
    assumed: Assumed = field(default_factory=Assumed)
    every_tick: bool = False  # look at each, not just where something may happen
    before: int = 0  # days that have gone by when it is foreseen
    caps: Caps = NO_CAPS


@dataclass(frozen=True, slots=True)
class Twins:
    """What left, in order, and where each enrollment stands in the end: real and foreseen."""

    real: tuple[list[Touch], States]
    foreseen: tuple[list[Touch], States]


@asynccontextmanager
async def staged(case: Case) -> AsyncIterator[Arena]:
    """Open an engine with the case's leads in its store, none of them enrolled."""
    clock = deployment.Clock(case.start_at)
    async with arena(IN_MEMORY, clock=clock) as it:
        senders = {
            name: replace(
                one,
                limits=case.limits.get(name, Limits()),
                window=case.windows.get(name),
            )
            for name, one in it.engine.senders.items()
        }
        it.engine = it.courier.engine = replace(
            it.engine, senders=senders, caps=case.caps
        )
        names = ["hello", *case.more]
        for name, text in {"hello": case.steps, **case.more}.items():
            await deployment.keep(it.engine, name, text, sequences=names)
        for number, lead in enumerate(case.leads):
            await it.leads(1, first=number, **lead)
        yield it


async def run_twice(case: Case) -> Twins:
    """Foresee the case, then let it happen, people doing what was foreseen of them."""
    async with staged(case) as it:
        heard: list[Happening] = []
        ids = [LeadId(row["id"]) for row in await it.rows("leads")]
        if case.before:
            await it.enter(ids)
            await let_happen(it, replace(case, days=case.before), [], None)
            it.clock.at = case.start_at + timedelta(days=case.before, seconds=1)
        board = await foresee(it, case, heard)
        since = it.clock.at
        if not case.before:
            await it.enter(ids)
        await let_happen(it, case, heard, board)
        return Twins(await real(it, since), foreseen(board))


async def foresee(it: Arena, case: Case, heard: list[Happening]) -> Board:
    """Simulate what the store holds, as it stands."""
    releases = {}
    async with it.engine.database.reading() as connection:
        for name in ("hello", *case.more):
            version = await versions.current(connection, name)
            assert version is not None
            releases[name] = await it.engine.catalogue.get(connection, version)
    question = Question(
        releases=releases,
        named=["hello"],
        start_at=it.clock.at,
        days=case.days,
        assumed=case.assumed,
        tick=case.tick,
    )
    return (await simulate(it.engine, question, heard=heard.append)).board


async def let_happen(
    it: Arena, case: Case, heard: Sequence[Happening], board: Board | None
) -> None:
    """Turn the clock from tick to tick to the end, and do in each what a daemon does."""
    start, tick, waiting = it.clock.at, 0, list(heard)
    while start + tick * case.tick <= start + timedelta(days=case.days):
        it.clock.at = start + tick * case.tick
        while board is not None and waiting and waiting[0].tick <= tick:
            await _say(it, waiting.pop(0), board)
        ticked = await it.tick()
        await it.deliver(ticked.claimed)
        coming = await next_instant(it.engine)
        following = [] if coming is None else [-((start - coming) // case.tick)]
        following += [each.tick for each in waiting[:1]]
        if not following:
            return
        tick = tick + 1 if case.every_tick else max(tick + 1, min(following))


async def _say(it: Arena, happening: Happening, board: Board) -> None:
    flight = board.flights[happening.flight]
    about = (flight.lead_id, flight.course.sequence.name, flight.ordinal)
    rows = await it.rows("enrollments")
    [enrollment] = [
        row
        for row in rows
        if (row["lead_id"], row["sequence"], row["ordinal"]) == about
    ]
    [touch] = [
        row
        for row in await it.rows("touches")
        if row["enrollment_id"] == enrollment["id"] and row["step"] == happening.step
    ]
    [lead] = [row for row in await it.rows("leads") if row["id"] == flight.lead_id]
    match happening.kind:
        case "click":
            link = Link(Trace(*about, happening.step), 0, "https://acme.example")
            await note_click(it.engine, link)
        case "bounce":
            status = {"status": "5.1.1", "diagnostic": "550 5.1.1 no such user"}
            named = {"address": lead["email"], "about": touch["message_id"]}
            await ear.hear(it, ear.report(ear.DSN, **status, **named))
        case kind:
            text = SAID[kind.partition(".")[2]]
            note = f"{text}\n\n{happening.number}"
            reply = ear.mail(lead["email"], note, In_Reply_To=touch["message_id"])
            await ear.hear(it, reply)


async def real(it: Arena, since: datetime) -> tuple[list[Touch], States]:
    enrollments = {row["id"]: row for row in await it.rows("enrollments")}
    sent = [
        row
        for row in await it.rows("touches")
        if row["state"] == "sent"
        and row["channel"] != "task"
        and row["sending_at"] >= since
    ]
    sent.sort(key=lambda row: (row["sending_at"], row["id"]))
    touches = [
        (row["sending_at"], row["lane"], row["lead_id"], row["sequence"], row["step"])
        for row in sent
    ]
    states = {
        (row["lead_id"], row["sequence"], row["ordinal"]): (row["state"], row["reason"])
        for row in enrollments.values()
        if row["finished_at"] is None or row["finished_at"] >= since
    }
    return touches, states


def foreseen(board: Board) -> tuple[list[Touch], States]:
    world = board.world
    touches = []
    for tick, index, step, lane, _ in board.tally.touches.each():
        flight = board.flights[index]
        at = world.start_at + tick * world.tick
        name = flight.course.sequence.name
        touches.append((at, lane, flight.lead_id, name, step))
    states = {
        (flight.lead_id, flight.course.sequence.name, flight.ordinal): (
            flight.state.value,
            str(flight.reason),
        )
        for flight in board.flights
    }
    return touches, states
