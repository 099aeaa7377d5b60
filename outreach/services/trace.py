"""Notes what a reading did: the difference between before and after, to be undone by."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from outreach.store import enrollment as enrollments
from outreach.store import reading as readings
from outreach.store import suppression as suppressions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from outreach.core.model import InboundId, LeadId
    from outreach.store.database import Connection, Row

    Key = tuple[str, str]

ENROLLMENT = ("state", "reason", "step", "due_at", "waits_for", "finished_at")
SUPPRESSION = ("reason", "source", "created_at")
_OF_LEAD = (
    *("first_name", "last_name", "company", "title", "phone", "linkedin", "country"),
    *("timezone", "language", "tags", "stage", "stage_by", "score", "owner", "fields"),
)


@dataclass(frozen=True, slots=True)
class Before:
    """How everything stood that an answer may change."""

    leads: Mapping[LeadId, Row]
    enrollments: Mapping[int, Row]
    suppressions: Mapping[Key, Row]
    event_id: int
    task_id: int


@dataclass(slots=True)
class Effects:
    """What a reading did to one lead and its colleagues, as JSON holds it.

    Each of `leads`, `enrollments` and `suppressions` has how it was and how it is since; a
    suppression that was asked for is there though it stood already, as one without a change.
    """

    leads: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    enrollments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    suppressions: list[list[Any]] = field(default_factory=list)
    events: list[int] = field(default_factory=list)
    tasks: list[int] = field(default_factory=list)
    enrolled: list[int] = field(default_factory=list)


async def look(
    connection: Connection, held: Collection[LeadId], keys: Collection[Key]
) -> Before:
    """Return how everything stands now; the leads are held."""
    rows = await enrollments.of_leads(connection, held)
    listed = await suppressions.of_keys(connection, keys) if keys else []
    event_id, task_id = await readings.last_ids(connection)
    return Before(
        await readings.lead_rows(connection, held),
        {row["id"]: row for row in rows},
        {(row["kind"], row["value"]): row for row in listed},
        event_id,
        task_id,
    )


async def trace(
    connection: Connection, before: Before, keys: Collection[Key]
) -> Effects:
    """Return what has changed since; `keys` are the suppressions that were asked for."""
    after = await look(connection, before.leads, keys)
    effects = Effects(enrolled=sorted(set(after.enrollments) - set(before.enrollments)))
    for lead_id, row in before.leads.items():
        pair = _changed(row, after.leads[lead_id], _OF_LEAD)
        if pair:
            effects.leads[str(lead_id)] = pair
    for enrollment_id, row in before.enrollments.items():
        changed = _changed(row, after.enrollments[enrollment_id], ENROLLMENT)
        if changed:
            # Whole, for it is put back whole.
            stood, stands = row, after.enrollments[enrollment_id]
            pair = [plain(stood, ENROLLMENT), plain(stands, ENROLLMENT)]
            effects.enrollments[str(enrollment_id)] = pair
    for key in sorted(set(keys)):
        was, now = before.suppressions.get(key), after.suppressions.get(key)
        effects.suppressions.append(
            [*key, was and plain(was, SUPPRESSION), now and plain(now, SUPPRESSION)]
        )
    recorded = await readings.events_after(connection, before.leads, before.event_id)
    effects.events = [row["id"] for row in recorded]
    effects.tasks = await readings.tasks_after(connection, before.leads, before.task_id)
    return effects


async def note_concerned(
    connection: Connection, inbound_id: InboundId, concerned: Iterable[LeadId]
) -> None:
    """Note the leads whose word a message is though nothing followed, for it may be read anew."""
    several = set(concerned)
    if len(several) > 1:
        for lead_id in sorted(several - await readings.noted(connection, inbound_id)):
            await readings.note(connection, inbound_id, lead_id, asdict(Effects()))


def _changed(was: Row, now: Row, names: Sequence[str]) -> list[dict[str, Any]]:
    differ = [name for name in names if was[name] != now[name]]
    return [plain(was, differ), plain(now, differ)] if differ else []


def plain(row: Row, names: Sequence[str]) -> dict[str, Any]:
    """Return some of a row as JSON can hold it."""
    return {name: _plain(row[name]) for name in names}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def unplain(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return columns as the database takes them: what `plain` made of them, undone."""
    return {
        name: datetime.fromisoformat(value)
        if name.endswith("_at") and value is not None
        else value
        for name, value in told.items()
    }
