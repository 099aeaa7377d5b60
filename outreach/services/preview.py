"""Shows what a sequence will send to a lead, byte for byte, and changes nothing.

It is the delivery's own code that writes, so what is shown is what is sent, but for the date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from outreach.core.model import (
    EnrollmentState,
    StepKey,
    TouchState,
)
from outreach.core.planner import Position
from outreach.core.refusal import refusal
from outreach.errors import NotFound, RenderError
from outreach.services.enroll import coming, objections, pick_senders
from outreach.services.foresee import SEND, SKIP, STOP, Moment, Start, foresee
from outreach.services.place import lane_of
from outreach.services.wait_out import rests_of
from outreach.services.write import Draft, Occasion, names_of, step_of, write
from outreach.store import absence as absences
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import suppression as suppressions
from outreach.store import touch as touches

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from outreach.core.model import Lead, VersionHash
    from outreach.core.rest import Rest
    from outreach.core.sequence import Step
    from outreach.services.engine import Engine, Release
    from outreach.store.database import Connection, Row

SENDS, SKIPPED, STOPS = "sends", "skipped", "stops"
GONE = (TouchState.SENT, TouchState.IN_DOUBT)

_DATE = re.compile(rb"^Date: [^\r]*\r\n", re.MULTILINE)
_VERDICTS = {SEND: SENDS, SKIP: SKIPPED, STOP: STOPS}


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a lead's path.

    `verdict` is sent or in_doubt for what has gone out, else sends, skipped (its `if` does
    not hold) or stops: it cannot be written for this lead, `why` says for want of what, and
    the enrollment pauses there. `on` names the event, its absence or the condition that leads
    to it, `at` when it left or the earliest that it may leave.
    """

    step: StepKey
    channel: str
    sender: str
    verdict: str
    why: str = ""
    on: str = ""
    at: datetime | None = None
    zone: str = "UTC"  # the clock on which the lead reads it
    draft: Draft | None = None

    @property
    def local_at(self) -> datetime | None:
        """When it leaves, on the lead's own clock."""
        return None if self.at is None else self.at.astimezone(ZoneInfo(self.zone))

    @property
    def content(self) -> tuple[str, str, str, str, bytes]:
        """What tells it from others: all but when it leaves, and what leads to it."""
        raw = b"" if self.draft is None else self.draft.parcel.content
        return (self.step, self.sender, self.verdict, self.why, _DATE.sub(b"", raw, 1))


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on a path. Of a message `message` is its place among those of the preview."""

    at: datetime
    step: str
    what: str
    detail: str = ""
    message: int | None = None

    @property
    def verdict_is_plain(self) -> bool:
        """Whether it goes out, or has, with nothing to be said of it."""
        return self.what in (SENDS, TouchState.SENT)


@dataclass(frozen=True, slots=True)
class Path:
    """One way through the sequence: what decides it, what happens, and how it ends."""

    on: tuple[str, ...]
    entries: tuple[Entry, ...]
    ends: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A lead's messages; `refused` says why the lead could not be enrolled now, "" if it could.

    `state` is that of the enrollment the lead is in, "" before there is one. `messages` has
    each that differs once, in the file's order; `more` says that there are further paths,
    and `rest` that a lead who would be enrolled now is away, and would rest.
    """

    lead: Lead
    sequence: str
    version: VersionHash
    ordinal: int
    state: str
    refused: str
    messages: tuple[Message, ...]
    paths: tuple[Path, ...] = ()
    more: bool = False
    rest: Rest | None = None

    def on_path(self, number: int) -> list[Message]:
        """Return the messages of a path, in their order."""
        entries = self.paths[number].entries
        return [self.messages[e.message] for e in entries if e.message is not None]

    @property
    def stops(self) -> bool:
        """Whether one of the messages cannot be written."""
        return any(message.verdict == STOPS for message in self.messages)


async def preview(
    engine: Engine,
    lead: Lead,
    sequence: str,
    fresh: Callable[[], Release],
    *,
    ordinal: int | None = None,
    trial: bool = False,
) -> Preview:
    """Return the messages of a lead's paths in a sequence.

    A lead that is in it is shown what its version sends, any other the next enrollment in
    what `fresh` returns; with an ordinal, that enrollment, over or not. A trial's threads
    are its own, whatever has gone out. Raises NotFound.
    """
    async with engine.database.reading() as connection:
        for row in await enrollments.of_lead(connection, lead.id):
            is_open = row["state"] != EnrollmentState.FINISHED
            wanted = is_open if ordinal is None else row["ordinal"] == ordinal
            if row["sequence"] == sequence and wanted:
                return await _enrolled(engine, connection, lead, row, trial=trial)
        if ordinal is not None:
            who = lead.email or lead.id
            raise NotFound(f"{who} was never in {sequence} for time {ordinal}")
        return await _coming(engine, connection, lead, fresh())


async def _enrolled(
    engine: Engine, connection: Connection, lead: Lead, row: Row, *, trial: bool
) -> Preview:
    release = await engine.catalogue.get(connection, row["version"])
    enrollment = enrollments.enrollment_of(row)
    known = await events.of_leads(connection, [lead.id])
    of_steps = (await touches.of_steps(connection, [enrollment.id]))[enrollment.id]
    gone = [touch for touch in of_steps.values() if touch["state"] in GONE]
    sent = frozenset(t["step"] for t in gone if t["state"] == TouchState.SENT)
    over = enrollment.state is EnrollmentState.FINISHED
    start = Start(
        engine,
        release,
        engine.situation(release, lead, enrollment, known[lead.id]),
        enrollment.ordinal,
        enrollment.senders,
        Position(None if over else enrollment.step, enrollment.anchor_at),
        engine.now(),
        sent,
        frozenset(touch["step"] for touch in gone),
    )
    author = _Author(
        start,
        {} if trial else _named(of_steps, "message_id"),
        {} if trial else _named(of_steps, "subject"),
        await _older(engine, connection, gone, row["version"]),
        names_of({t["step"]: t["sent_as"] for t in gone if t["sent_as"]}),
        {} if trial else {step: t["message_id"] for step, t in of_steps.items()},
    )
    history = author.history(sorted(gone, key=lambda touch: int(touch["id"])))
    state = str(enrollment.state)
    found = Preview(
        lead, enrollment.sequence, release.version, enrollment.ordinal, state, "", ()
    )
    if over:
        how = enrollment.reason
        entries = tuple(_entry(message, at) for at, message in enumerate(history))
        return replace(found, messages=tuple(history), paths=(Path((), entries, how),))
    return _with_paths(found, author, history)


async def _older(
    engine: Engine, connection: Connection, gone: list[Row], version: str
) -> dict[str, Release | None]:
    """Return the versions, other than this, in which something was sent."""
    versions = {touch["version"] for touch in gone} - {None, version}
    return {each: await engine.catalogue.find(connection, each) for each in versions}


def _named(of_steps: Mapping[str, Row], column: str) -> dict[str, str]:
    """Return a column of touches by their steps' ids, those of today and of then."""
    told = {touch["sent_as"]: touch[column] for touch in of_steps.values()}
    told |= {step: touch[column] for step, touch in of_steps.items()}
    return {step: value for step, value in told.items() if step is not None}


async def _coming(
    engine: Engine, connection: Connection, lead: Lead, release: Release
) -> Preview:
    sequence = release.sequence
    ordinals = await enrollments.next_ordinals(connection, sequence.name, [lead.id])
    ordinal = ordinals.get(lead.id, 1)
    away = await absences.away(connection, engine.now())
    senders = pick_senders(engine, release, lead, ordinal, away)
    suppressed = await suppressions.reasons(connection, [lead], engine.house.secret)
    objected = await objections(engine, connection, sequence.name, [lead.id])
    refused = refusal(
        lead,
        sequence,
        suppressed=suppressed.get(lead.id, ""),
        closed=engine.pipeline.closed,
        been_in=ordinal > 1,
        senders=senders,
        objection=objected.get(lead.id),
    )
    rest = (await rests_of(engine, connection, [lead])).get(lead.id)
    now = engine.now()
    begins_at = now if rest is None else rest.until or now
    situation = engine.situation(release, lead, coming(release, lead, ordinal, now), ())
    here = Position(sequence.first, now)
    start = Start(engine, release, situation, ordinal, senders, here, begins_at)
    found = Preview(
        lead,
        sequence.name,
        release.version,
        ordinal,
        "",
        "" if refused is None else f"{refused.code}: {refused.detail}",
        (),
        rest=rest,
    )
    return _with_paths(found, _Author(start, {}), [])


def _with_paths(found: Preview, author: _Author, history: list[Message]) -> Preview:
    """Return the preview with all that may come, each message once."""
    walked, more = foresee(author.start)
    order = {key: at for at, key in enumerate(author.start.release.sequence.steps)}
    ahead: dict[tuple[str, str, str, str, bytes], Message] = {}
    drafts: list[list[tuple[Moment, Message | None]]] = []
    for path in walked:
        written = [(moment, author.message(moment)) for moment in path.moments]
        drafts.append(written)
        for _, message in written:
            if message is not None:
                ahead.setdefault(message.content, message)
    coming = sorted(ahead.items(), key=lambda item: order[item[1].step])
    place = {content: len(history) + at for at, (content, _) in enumerate(coming)}
    begun = tuple(_entry(message, at) for at, message in enumerate(history))
    return replace(
        found,
        messages=(*history, *(message for _, message in coming)),
        paths=tuple(
            Path(path.on, (*begun, *_entries(written, place)), path.ends)
            for path, written in zip(walked, drafts, strict=True)
        ),
        more=more,
    )


def _entries(
    written: Sequence[tuple[Moment, Message | None]],
    place: Mapping[tuple[str, str, str, str, bytes], int],
) -> list[Entry]:
    return [
        Entry(moment.at, moment.step, moment.what, moment.detail)
        if message is None
        else Entry(
            moment.at, moment.step, message.verdict, message.why, place[message.content]
        )
        for moment, message in written
    ]


def _entry(message: Message, at: int) -> Entry:
    if message.at is None:
        raise NotFound(f"step {message.step} has not gone out")
    return Entry(message.at, message.step, message.verdict, message.why, at)


@dataclass(frozen=True, slots=True)
class _Author:
    """Writes the messages of one lead.

    `ids` and `subjects` are those of what has gone out, `then` the other versions it did so
    in. `own` are the Message-IDs of steps that were tried already, by their ids of today.
    """

    start: Start
    ids: Mapping[str, str]
    subjects: Mapping[str, str] = field(default_factory=dict)
    then: Mapping[str, Release | None] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, str | None] = field(default_factory=dict)
    kept: dict[tuple[object, ...], Message] = field(default_factory=dict)

    def history(self, gone: Sequence[Row]) -> list[Message]:
        """Write again what has gone out, in its version, after those sent before it."""
        written = []
        before: set[str] = set()
        for touch in gone:
            release = self.then.get(touch["version"], self.start.release)
            name = touch["sent_as"] or touch["step"]
            key = StepKey(step_of(name))
            step = None if release is None else release.sequence.steps.get(key)
            if release is None or step is None or not step.sends:
                continue
            start = replace(self.start, release=release)
            own: dict[str, str | None] = {key: self.own.get(touch["step"])}
            old = replace(self, start=start, names={key: name}, own=own)
            at, lead = touch["sending_at"], self.start.situation.lead
            moment = Moment(at, step.key, SEND, "", "", lead, frozenset(before))
            message = old.draft(moment, step, touch["lane"])
            written.append(
                replace(message, step=touch["step"], verdict=str(touch["state"]))
            )
            if touch["state"] == TouchState.SENT:
                before |= {step.key, touch["step"]}
        return written

    def message(self, moment: Moment) -> Message | None:
        """Return what leaves at this moment; None where nothing would."""
        step = self.start.release.sequence.steps.get(moment.step)  # type: ignore[call-overload] # or by a reaction
        if step is None or not step.sends or moment.what not in _VERDICTS:
            return None
        key = (step.key, moment.what, moment.at, moment.sent, moment.on, moment.detail)
        known = self.kept.get(key)
        if known is None or moment.lead != self.start.situation.lead:
            lane = lane_of(step, self.start.senders)
            known = self.kept[key] = self.draft(moment, step, lane)
        return known

    def draft(self, moment: Moment, step: Step, lane: str) -> Message:
        """Return the message of a step at a moment, written if it is to be sent."""
        start, channel = self.start, step.channel or ""
        bare = Message(
            step.key, channel, lane, _VERDICTS[moment.what], moment.detail, moment.on
        )
        window = step.window or start.release.sequence.window
        zone = start.situation.place(window).zones[0]
        bare = replace(bare, at=moment.at, zone=zone)
        if moment.what != SEND:
            return bare
        occasion = Occasion(
            start.engine,
            start.release,
            moment.lead,
            start.ordinal,
            start.engine.sender(lane, channel),
            moment.at,
            sent=moment.sent,
            ids=self.ids,
            subjects=self.subjects,
            names=self.names,
            own_id=self.own.get(step.key) or "",
        )
        try:
            return replace(bare, draft=write(occasion, step))
        except RenderError as error:
            return replace(bare, verdict=STOPS, why=str(error))
