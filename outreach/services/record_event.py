"""Records an event of the world's own naming, that somebody or another system tells of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.language.event import is_recordable
from outreach.core.model import Event
from outreach.core.source import shown
from outreach.errors import InputError
from outreach.services import react
from outreach.services.find import find_held
from outreach.store import event as events

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.core.model import LeadId
    from outreach.services.engine import Engine

MOST_DATA = 50  # entries, of all levels
DEEPEST_DATA = 5
LONGEST_TEXT = 2_000
LARGEST_NUMBER = 2**53  # beyond it JSON's readers round
LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Told:
    """Something that happened to a lead outside. `key` names the telling, "" for none."""

    lead: str  # its address, phone, profile or id
    kind: str
    data: Mapping[str, object]
    source: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """What came of it; `recorded` is False for what was told under this key already."""

    lead_id: LeadId
    email: str
    event: str
    recorded: bool


async def record_event(engine: Engine, told: Told) -> RecordedEvent:
    """Record the event, wake what waits for it and run the reactions; once a key.

    Raises InputError for a kind or data that cannot be recorded, NotFound, or Refused
    (ambiguous).
    """
    _judge(told)
    async with engine.database.writing() as connection:
        lead = await find_held(connection, told.lead)
        known = (await events.of_leads(connection, [lead.id]))[lead.id]
        fresh = not told.key or not any(
            event.is_a("custom") and event.data.get("key") == told.key
            for event in known
        )
        if fresh:
            data = {"source": told.source, "key": told.key, "data": dict(told.data)}
            event = Event(told.kind, engine.now(), lead.id, data=data)
            await react.record(engine, connection, {lead.id: lead}, [event])
    return RecordedEvent(lead.id, lead.email, told.kind, fresh)


def _judge(told: Told) -> None:
    if not is_recordable(told.kind):
        fact = f"{shown(told.kind)!r} cannot be recorded"
        raise InputError(f"{fact}: name it as custom.webinar, in a-z, 0-9, _ and -")
    if len(told.key) > LONGEST_KEY or not told.key.isprintable():
        raise InputError(f"an id has up to {LONGEST_KEY} printable characters")
    if not _fits(told.data):
        raise InputError(
            f"data holds up to {MOST_DATA} texts of {LONGEST_TEXT} characters, numbers, "
            f"true, false or null, in {DEEPEST_DATA} levels at most: leave some out"
        )


def _fits(data: object) -> bool:
    """Tell whether data is small enough to keep, without going deeper than is allowed."""
    level: list[object] = [data]
    count = 0
    for _ in range(DEEPEST_DATA + 1):
        below: list[object] = []
        for value in level:
            count += 1
            match value:
                case str():
                    fits = len(value) <= LONGEST_TEXT
                case bool() | None:
                    fits = True
                case int() | float():
                    fits = -LARGEST_NUMBER <= value <= LARGEST_NUMBER
                case dict():
                    fits = all(len(str(key)) <= LONGEST_KEY for key in value)
                    below += value.values()
                case list():
                    fits = True
                    below += value
                case _:
                    fits = False
            if not fits or count + len(below) > MOST_DATA + 1:
                return False
        if not below:
            return True
        level = below
    return False
