"""Shows a lead as people ask for it: who it is, where it stands, and all that happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.services.find import find
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import suppression as suppressions
from outreach.store import task as tasks
from outreach.store import touch as touches

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from outreach.core.model import Event, Lead
    from outreach.services.engine import Engine
    from outreach.store.database import Row


@dataclass(frozen=True, slots=True)
class Standing:
    """One enrollment. `due_at` is None where nothing happens by time alone."""

    id: int
    sequence: str
    ordinal: int
    state: str
    reason: str
    step: str
    senders: Mapping[str, str]
    enrolled_at: datetime
    due_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShownTouch:
    """One touch. `at` is when it went on the wire, if it did."""

    id: int
    sequence: str
    step: str
    channel: str
    sender: str
    state: str
    reason: str
    subject: str
    message_id: str
    detail: str
    attempt: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ShownTask:
    """One task, to do or done."""

    id: int
    kind: str
    title: str
    due_at: datetime | None
    done_at: datetime | None
    done_by: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened, and the message that it came of, if it did.

    What came of a misreading is `misread`: it counts no more.
    """

    at: datetime
    kind: str
    sequence: str
    data: Mapping[str, object] = field(default_factory=dict)
    inbound: int | None = None
    misread: bool = False


@dataclass(frozen=True, slots=True)
class ShownLead:
    """The lead and its whole story, oldest first. `suppressed` is the reason, or ""."""

    lead: Lead
    suppressed: str
    enrollments: tuple[Standing, ...]
    touches: tuple[ShownTouch, ...]
    tasks: tuple[ShownTask, ...]
    timeline: tuple[Moment, ...]


async def show_lead(engine: Engine, meant: str) -> ShownLead:
    """Return all that happened to a lead. Raises NotFound, Refused (ambiguous)."""
    async with engine.database.reading() as connection:
        lead = await find(connection, meant)
        reasons = await suppressions.reasons(connection, [lead], engine.house.secret)
        standing = await enrollments.of_lead(connection, lead.id)
        sent = await touches.of_lead(connection, lead.id)
        to_do = await tasks.of_lead(connection, lead.id)
        story = await events.story(connection, lead.id)
    sequences = {row["id"]: row["sequence"] for row in standing}
    return ShownLead(
        lead=lead,
        suppressed=reasons.get(lead.id, ""),
        enrollments=tuple(_standing(row) for row in standing),
        touches=tuple(_touch(row) for row in sent),
        tasks=tuple(_task(row) for row in to_do),
        timeline=tuple(
            _moment(event, inbound_id, sequences, misread=misread)
            for event, inbound_id, misread in story
        ),
    )


def _standing(row: Row) -> Standing:
    return Standing(
        id=row["id"],
        sequence=row["sequence"],
        ordinal=row["ordinal"],
        state=row["state"],
        reason=row["reason"],
        step=row["step"] or "",
        senders=row["senders"],
        enrolled_at=row["enrolled_at"],
        due_at=row["due_at"],
        finished_at=row["finished_at"],
    )


def _touch(row: Row) -> ShownTouch:
    return ShownTouch(
        id=row["id"],
        sequence=row["sequence"],
        step=row["step"],
        channel=row["channel"],
        sender=row["lane"],
        state=row["state"],
        reason=row["reason"],
        subject=row["subject"],
        message_id=row["message_id"] or "",
        detail=row["detail"],
        attempt=row["attempt"],
        at=row["sending_at"],
    )


def _task(row: Row) -> ShownTask:
    return ShownTask(
        id=row["id"],
        kind=row["kind"],
        title=row["title"],
        due_at=row["due_at"],
        done_at=row["done_at"],
        done_by=row["done_by"],
    )


def _moment(
    event: Event,
    inbound_id: int | None,
    sequences: Mapping[int, str],
    *,
    misread: bool,
) -> Moment:
    sequence = "" if event.enrollment_id is None else sequences.get(event.enrollment_id)
    return Moment(event.at, event.kind, sequence or "", event.data, inbound_id, misread)
