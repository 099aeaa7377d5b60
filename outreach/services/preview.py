"""Shows what a sequence will send to a lead, byte for byte, and changes nothing.

It is the delivery's own code that writes, so what is shown is what is sent, but for the date.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from outreach.core.model import (
    Enrollment,
    EnrollmentId,
    EnrollmentState,
    StepKey,
    TouchState,
)
from outreach.core.refusal import refusal
from outreach.core.sequence import Branch, Goal, Stop, WaitFor
from outreach.errors import NotFound, RenderError
from outreach.services.enroll import pick_senders
from outreach.services.place import lane_of
from outreach.services.write import Draft, Occasion, write
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import suppression as suppressions
from outreach.store import touch as touches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from outreach.core.model import Lead, VersionHash
    from outreach.core.planner import Situation
    from outreach.core.sequence import Step
    from outreach.services.engine import Engine, Release
    from outreach.store.database import Connection, Row

SENDS, SKIPPED, STOPS = "sends", "skipped", "stops"
GONE = (TouchState.SENT, TouchState.IN_DOUBT)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a lead's path.

    `verdict` is sent or in_doubt for what has gone out, else sends, skipped (its `if` does
    not hold) or stops: it cannot be written for this lead, `why` says for want of what, and
    the enrollment pauses there. `on` names the event, or its absence, that leads to it.
    """

    step: StepKey
    channel: str
    sender: str
    verdict: str
    why: str = ""
    on: str = ""
    draft: Draft | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """A lead's messages; `refused` says why the lead could not be enrolled now, "" if it could.

    `state` is that of the enrollment the lead is in, "" before there is one.
    """

    lead: Lead
    sequence: str
    version: VersionHash
    ordinal: int
    state: str
    refused: str
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class _Path:
    """Whose path it is, from which step on, and what has gone out before."""

    engine: Engine
    release: Release
    situation: Situation
    ordinal: int
    senders: Mapping[str, str]
    start: StepKey | None
    now: datetime
    ids: Mapping[str, str] = field(default_factory=dict)  # of what has gone out


async def preview(
    engine: Engine,
    lead: Lead,
    sequence: str,
    fresh: Callable[[], Release],
    *,
    ordinal: int | None = None,
) -> Preview:
    """Return the messages of a lead's path in a sequence.

    A lead that is in it is shown what its version sends, any other the next enrollment in
    what `fresh` returns; with an ordinal, that enrollment, over or not. Raises NotFound.
    """
    async with engine.database.reading() as connection:
        for row in await enrollments.of_lead(connection, lead.id):
            is_open = row["state"] != EnrollmentState.FINISHED
            wanted = is_open if ordinal is None else row["ordinal"] == ordinal
            if row["sequence"] == sequence and wanted:
                return await _enrolled(engine, connection, lead, row)
        if ordinal is not None:
            who = lead.email or lead.id
            raise NotFound(f"{who} was never in {sequence} for time {ordinal}")
        return await _coming(engine, connection, lead, fresh())


async def _enrolled(
    engine: Engine, connection: Connection, lead: Lead, row: Row
) -> Preview:
    release = await engine.catalogue.get(connection, row["version"])
    enrollment = enrollments.enrollment_of(row)
    known = await events.of_leads(connection, [lead.id])
    of_steps = (await touches.of_steps(connection, [enrollment.id]))[enrollment.id]
    path = _Path(
        engine,
        release,
        engine.situation(release, lead, enrollment, known[lead.id]),
        enrollment.ordinal,
        enrollment.senders,
        None if enrollment.state is EnrollmentState.FINISHED else enrollment.step,
        engine.now(),
        {step: touch["message_id"] for step, touch in of_steps.items()},
    )
    gone = sorted(
        (touch for touch in of_steps.values() if touch["state"] in GONE),
        key=lambda touch: int(touch["id"]),
    )
    history = _history(path, gone)
    sent = frozenset(t["step"] for t in gone if t["state"] == TouchState.SENT)
    return Preview(
        lead,
        enrollment.sequence,
        release.version,
        enrollment.ordinal,
        enrollment.state,
        "",
        (*history, *_ahead(path, sent, frozenset(t["step"] for t in gone))),
    )


def _history(path: _Path, gone: list[Row]) -> list[Message]:
    """Write again what has gone out, each after those that were sent before it."""
    written = []
    before: set[str] = set()
    for touch in gone:
        step = path.release.sequence.steps.get(touch["step"])
        if step is None or not step.sends:
            continue
        state = str(touch["state"])
        date = touch["sending_at"]
        message = _message(path, step, frozenset(before), "", touch["lane"], date)
        written.append(replace(message, verdict=state))
        if state == TouchState.SENT:
            before.add(step.key)
    return written


async def _coming(
    engine: Engine, connection: Connection, lead: Lead, release: Release
) -> Preview:
    sequence = release.sequence
    ordinals = await enrollments.next_ordinals(connection, sequence.name, [lead.id])
    ordinal = ordinals.get(lead.id, 1)
    senders = pick_senders(engine, release, lead, ordinal)
    suppressed = await suppressions.reasons(connection, [lead], engine.house.secret)
    refused = refusal(
        lead,
        sequence,
        suppressed=suppressed.get(lead.id, ""),
        closed=engine.pipeline.closed,
        been_in=ordinal > 1,
        senders=senders,
    )
    now = engine.now()
    situation = engine.situation(release, lead, _next(release, lead, ordinal, now), ())
    path = _Path(engine, release, situation, ordinal, senders, sequence.first, now)
    return Preview(
        lead,
        sequence.name,
        release.version,
        ordinal,
        "",
        "" if refused is None else f"{refused.code}: {refused.detail}",
        tuple(_ahead(path, frozenset(), frozenset())),
    )


def _next(release: Release, lead: Lead, ordinal: int, now: datetime) -> Enrollment:
    """Return the enrollment that the lead would have, were it made now."""
    return Enrollment(
        id=EnrollmentId(0),
        lead_id=lead.id,
        sequence=release.sequence.name,
        version=release.version,
        ordinal=ordinal,
        state=EnrollmentState.ACTIVE,
        reason="",
        step=release.sequence.first,
        senders={},
        anchor_at=now,
        due_at=now,
        enrolled_at=now,
    )


@dataclass(frozen=True, slots=True)
class _Stop:
    """A step to look at, after these were sent, on such an event or its absence."""

    key: StepKey | None
    sent: frozenset[str]
    on: str = ""


def _ahead(
    path: _Path, sent: frozenset[str], touched: frozenset[str]
) -> Iterator[Message]:
    """Yield the messages from the path's start on, in the file's order, each once.

    Where an event decides, both ways are shown, and what follows both as it is when there
    was none: so the way without it is walked first.
    """
    steps = path.release.sequence.steps
    found: dict[StepKey, Message] = {}
    seen: set[StepKey] = set()
    waiting = [_Stop(path.start, sent)]
    while waiting:
        here = waiting.pop()
        if here.key is None or here.key in seen:
            continue
        seen.add(here.key)
        step = steps[here.key]
        message, onward = _look(path, step, here)
        if message is not None and here.key not in touched:
            found[here.key] = message
        waiting += onward
    return (found[key] for key in steps if key in found)


def _look(path: _Path, step: Step, here: _Stop) -> tuple[Message | None, list[_Stop]]:
    onward = _Stop(step.next, here.sent, here.on)
    try:
        if step.condition is not None and not _holds(path, step.condition):
            skipped = _bare(path, step, SKIPPED, f"if: {step.condition}", here.on)
            return (skipped if step.sends else None), [onward]
        return _do(path, step, here)
    except RenderError as error:
        return _bare(path, step, STOPS, str(error), here.on), [onward]


def _holds(path: _Path, expression: str) -> bool:
    situation = path.situation
    return situation.holds(expression, situation.lead, situation.events, path.now)


def _do(path: _Path, step: Step, here: _Stop) -> tuple[Message | None, list[_Stop]]:
    match step.action:
        case WaitFor(event=event, then=then, otherwise=otherwise):
            met = _Stop(then or step.next, here.sent, f"on {event}")
            if any(each.is_a(event) for each in path.situation.events):
                return None, [met]
            without = _Stop(otherwise or step.next, here.sent, f"without {event}")
            return None, [met, without]  # the last is walked first
        case Branch(expression=expression, then=then, otherwise=otherwise):
            arm = then if _holds(path, expression) else otherwise
            return None, [_Stop(arm or step.next, here.sent, here.on)]
        case Goal() | Stop():
            return None, []
        case _ if step.sends:
            message = _message(path, step, here.sent, here.on)
            return message, [_Stop(step.next, here.sent | {step.key}, here.on)]
        case _:
            return None, [_Stop(step.next, here.sent, here.on)]


def _bare(path: _Path, step: Step, verdict: str, why: str, on: str) -> Message:
    lane = lane_of(step, path.senders)
    return Message(step.key, step.channel or "", lane, verdict, why, on)


def _message(
    path: _Path,
    step: Step,
    sent: frozenset[str],
    on: str,
    lane: str = "",
    date: datetime | None = None,
) -> Message:
    lane = lane or lane_of(step, path.senders)
    channel = step.channel or ""
    occasion = Occasion(
        path.engine,
        path.release,
        path.situation.lead,
        path.ordinal,
        path.engine.sender(lane, channel),
        date or path.now,
        sent=sent,
        ids=path.ids,
    )
    try:
        draft = write(occasion, step)
    except RenderError as error:
        return Message(step.key, channel, lane, STOPS, str(error), on)
    return Message(step.key, channel, lane, SENDS, "", on, draft)
