"""Plays a scenario on the engine itself: its clock is turned, and nothing leaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from outreach.core.hearing import DEAF_AFTER
from outreach.core.scenario.model import Entry
from outreach.core.window import add, place_of
from outreach.errors import OutreachError
from outreach.services import react
from outreach.services.enroll import enroll_leads
from outreach.services.explain import explain
from outreach.services.rehearse_deed import Post, carry_out
from outreach.services.rehearse_draw import lead_that_draws
from outreach.services.rehearse_timeline import timeline
from outreach.services.tick import open_lanes, tick
from outreach.services.wakeup import SOON, next_coming
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import lane as lanes
from outreach.store import lead as leads
from outreach.store import lead_bulk
from outreach.store import rehearsal as database
from outreach.store import version as versions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from outreach.core.model import Event, LeadId
    from outreach.core.scenario.model import Happening, Scenario
    from outreach.core.version import Bundle
    from outreach.services.deliver import Courier
    from outreach.services.engine import Engine
    from outreach.services.rehearse_deed import Letterbox, Tape
    from outreach.store.database import Connection

LONGEST = timedelta(days=731)
HEARD_FOR = DEAF_AFTER / 2
MOST_TURNS = 3_000  # of the clock
MOST_ROUNDS = 50  # of ticks at one instant
DONE_BY = ("sent", "task.created", "step.skipped")


class Dial(Protocol):
    """A clock that can be turned."""

    def now(self) -> datetime:
        """Return the instant it was turned to."""
        ...

    def turn(self, at: datetime) -> None:
        """Let it be that instant."""
        ...


@dataclass(frozen=True, slots=True)
class Stage:
    """Where scenarios are played: an engine over memory, with a clock that is turned.

    `tape` keeps what leaves, `inboxes` take what comes in. `seen` gathers, by sequence,
    the steps that any lead came to.
    """

    engine: Engine
    courier: Courier
    dial: Dial
    tape: Tape
    inboxes: Mapping[str, Letterbox]
    bundles: Mapping[str, Bundle]
    seen: set[tuple[str, str]] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a lead stood at an instant, and what it waited for."""

    at: datetime
    who: str
    sequence: str
    step: str
    state: str
    why: str


@dataclass(slots=True)
class Run:
    """What came of a scenario. `problems` are happenings that could not be, by line."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)
    standing: list[Standing] = field(default_factory=list)
    ended_at: datetime | None = None


@dataclass(slots=True)
class _Play:
    """One scenario under way."""

    stage: Stage
    scenario: Scenario
    traced: bool
    run: Run = field(default_factory=Run)
    ids: dict[str, LeadId] = field(default_factory=dict)
    refused: list[tuple[str, str, str]] = field(default_factory=list)
    done: dict[int, datetime] = field(default_factory=dict)  # happenings, by place
    heard_at: datetime | None = None

    @property
    def engine(self) -> Engine:
        return self.stage.engine


async def rehearse(stage: Stage, scenario: Scenario, *, traced: bool = False) -> Run:
    """Play a scenario from its start to its end; `traced` also notes what is waited for.

    Returns its timeline, and why anything in it could not happen.
    """
    play = _Play(stage, scenario, traced)
    stage.dial.turn(scenario.start)
    await database.empty(stage.engine.database)
    stage.tape.sent.clear()
    for inbox in stage.inboxes.values():
        inbox.messages.clear()
    await open_lanes(stage.engine)
    await _enter(play)
    await _go_on(play)
    await _finish(play)
    return play.run


async def _enter(play: _Play) -> None:
    """Make the people leads and enroll them, the lead itself first."""
    engine, scenario = play.engine, play.scenario
    now = engine.now()
    async with engine.database.writing() as connection:
        for name, bundle in play.stage.bundles.items():
            if name not in play.stage.kept:
                await versions.keep(connection, bundle, now)
                play.stage.kept.add(name)
        rows = [person.row for person in scenario.people]
        await _draw(play, connection)
        await lead_bulk.insert(connection, rows, engine.pipeline.first, now)
        known = await lead_bulk.known(connection, [row.identity for row in rows])
        for person in scenario.people:
            lead_id = known[person.row.identity].id
            play.ids[person.who] = lead_id
            held = await leads.lock(connection, [lead_id])
            done = await enroll_leads(
                engine, connection, scenario.sequence, list(held.values()), by="person"
            )
            await react.record(engine, connection, held, done.facts)
            play.refused += [(person.who, no.code, no.detail) for no in done.refused]


async def _draw(play: _Play, connection: Connection) -> None:
    """Let the lead be the first one that chance gives what the scenario asks for."""
    engine, scenario = play.engine, play.scenario
    if not (scenario.variants or scenario.senders):
        return
    version = await versions.current(connection, scenario.sequence)
    if version is None:
        return
    release = await engine.catalogue.get(connection, version)
    limits = {name: sender.limits for name, sender in engine.senders.items()}
    lead_id = lead_that_draws(scenario, release.sequence, limits)
    if lead_id is None:
        told = "no lead draws these variants and senders together: ask for fewer"
        play.run.problems.append((scenario.line, told))
        return
    await database.begin_at(connection, lead_id)


async def _go_on(play: _Play) -> None:
    """Let things happen, then tick, then turn the clock to what comes next; until the end."""
    scenario = play.scenario
    end = scenario.until or scenario.start + LONGEST
    rounds = 0  # at one instant
    for _ in range(MOST_TURNS):
        await _hear(play)
        for place, happening in await _due(play):
            await _happen(play, place, happening)
        idle = await _tick(play)
        at = await _next(play)
        if at is None or at > end:
            return
        now = play.engine.now()
        rounds = rounds + 1 if at <= now else 0
        if rounds > MOST_ROUNDS:
            break
        if idle and at <= now:
            at = now + SOON
        elif at > now:
            await _trace(play)
        play.stage.dial.turn(at)
    at = play.engine.now()
    told = f"it never comes to an end: it turns in circles at {at:%Y-%m-%d %H:%M} UTC"
    play.run.problems.append((scenario.line, told))


async def _hear(play: _Play) -> None:
    """Have every inbox read: between two turns of the clock they would have been."""
    engine, now = play.engine, play.engine.now()
    if play.heard_at is not None and now - play.heard_at < HEARD_FOR:
        return
    play.heard_at = now
    async with engine.database.writing() as connection:
        for name, sender in engine.senders.items():
            if sender.hears:
                await lanes.note_inbox(connection, name, now)


async def _happen(play: _Play, place: int, happening: Happening) -> None:
    play.done[place] = play.engine.now()
    lead_id = play.ids.get(happening.who)
    if lead_id is None:
        return
    post = Post(play.engine, play.stage.tape, play.stage.inboxes, play.scenario)
    try:
        await carry_out(post, lead_id, happening.deed, place)
    except OutreachError as error:
        play.run.problems.append((happening.line, f"{happening.said}: {error}"))


async def _tick(play: _Play) -> bool:
    """Do what is to be done at this instant, or a part of it; tell whether that was nothing."""
    ticked = await tick(play.engine, alone=True)
    if ticked.claimed:
        await play.stage.courier.deliver(ticked.claimed)
    return ticked.idle


async def _next(play: _Play) -> datetime | None:
    """Return the next instant at which anything is to happen; None at the end."""
    pending = [at for at, _, _ in await _pending(play)]
    waits = pending or len(play.done) < len(play.scenario.happenings)
    if not waits and await _is_over(play):
        return None
    coming = await next_coming(play.engine)
    by_itself = [] if coming is None else [coming.at]
    return min([*pending, *by_itself], default=None)


async def _is_over(play: _Play) -> bool:
    """Tell whether all that the scenario speaks of is finished."""
    then, own = play.scenario.then, play.scenario.sequence
    entries = (*then.entries, *then.never) if then is not None else ()
    about = {own, *(expected.sequence for expected in entries)}
    async with play.engine.database.reading() as connection:
        rows = await enrollments.open_of(connection, play.ids.values())
    if about == {own}:
        return not any(row["sequence"] == own for row in rows)
    return not rows


async def _due(play: _Play) -> list[tuple[int, Happening]]:
    now = play.engine.now()
    return [(n, each) for at, n, each in await _pending(play) if at <= now]


async def _pending(play: _Play) -> list[tuple[datetime, int, Happening]]:
    """Return what is still to happen and at which instant, as far as that is known."""
    happenings = play.scenario.happenings
    left = [(n, h) for n, h in enumerate(happenings) if n not in play.done]
    if not left:
        return []
    known: list[Event] = []
    if any(happening.when.since for _, happening in left):
        async with play.engine.database.reading() as connection:
            of_leads = await events.of_leads(connection, play.ids.values())
        known = [event for each in of_leads.values() for event in each]
    found = []
    for place, happening in left:
        at = await _instant(play, place, happening, known)
        if at is not None:
            found.append((max(at, play.engine.now()), place, happening))
    return found


async def _instant(
    play: _Play, place: int, happening: Happening, known: Sequence[Event]
) -> datetime | None:
    when = happening.when
    if when.after is None:
        return when.at
    since = play.scenario.start if place == 0 else play.done.get(place - 1)
    if when.since:
        since = _done_at(play, happening, known)
    lead_id = play.ids.get(happening.who)
    if since is None or lead_id is None:
        return None
    engine = play.engine
    async with engine.database.reading() as connection:
        lead = (await leads.get(connection, [lead_id]))[lead_id]
        version = await versions.current(connection, play.scenario.sequence)
        if version is None:
            return None
        release = await engine.catalogue.get(connection, version)
    window = release.sequence.window
    place_ = place_of(lead, window, engine.house.zone)
    return add(when.after, since, window, place_, engine.calendar)


def _done_at(
    play: _Play, happening: Happening, known: Sequence[Event]
) -> datetime | None:
    lead_id = play.ids.get(happening.who)
    for event in known:
        mine = event.lead_id == lead_id and event.kind in DONE_BY
        if mine and event.data.get("step") == happening.when.since:
            return event.at
    return None


async def _trace(play: _Play) -> None:
    if not play.traced:
        return
    now = play.engine.now()
    for who, lead_id in play.ids.items():
        told = await explain(play.engine, lead_id)
        play.run.standing += [
            Standing(now, who, each.sequence, each.step, each.state, each.why)
            for each in told.enrollments
        ]


async def _finish(play: _Play) -> None:
    engine, run = play.engine, play.run
    run.ended_at = engine.now()
    who = {lead_id: name for name, lead_id in play.ids.items()}
    run.entries = await timeline(engine, play.stage.tape, play.scenario, who)
    for name, code, detail in reversed(play.refused):
        run.entries.insert(0, _refusal(play, name, code, detail))
    for place, happening in enumerate(play.scenario.happenings):
        if place not in play.done:
            run.problems.append((happening.line, _never(happening)))


def _refusal(play: _Play, who: str, code: str, detail: str) -> Entry:
    sequence = play.scenario.sequence
    at = play.scenario.start
    return Entry("refused", code, at, who, sequence, why=detail)


def _never(happening: Happening) -> str:
    if happening.when.since:
        return f"{happening.said} never came: {happening.when.since} was not done"
    return f"{happening.said} never came: the scenario was over before"
