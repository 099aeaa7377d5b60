"""Tells in words what followed from a message, by the note that was taken of it then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outreach.core.inbound.reading import Kind
from outreach.core.model import EnrollmentId, LeadId
from outreach.services.trace import unplain
from outreach.services.undo import effects_of
from outreach.store import enrollment as enrollments
from outreach.store import reading as readings
from outreach.store import suppression as suppressions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from outreach.services.engine import Engine
    from outreach.services.trace import Effects
    from outreach.store.database import Connection, Row

NONE = "no"  # was not, or is not any more


@dataclass(frozen=True, slots=True)
class Followed:
    """One thing that a message changed: of whom, what, and from what to what.

    `what` is enrollment, task, suppression, or what of the lead was set; `name` is the
    sequence, the task's title, or whom the suppression closes.
    """

    lead: str
    what: str
    name: str
    was: str
    now: str


async def followed(
    engine: Engine, connection: Connection, row: Row
) -> tuple[Followed, ...]:
    """Return what followed from a message, the leads' own matters first."""
    if row["state"] == "unmatched":
        return await _of_stranger(engine, connection, row)
    noted = [effects_of(each) for each in (row["effects"] or {}).values()]
    known = await _known(connection, noted)
    told = [one for each in noted for one in _of_one(each, known)]
    # A mail of several leads may have closed one address for all of them.
    return tuple(dict.fromkeys(told))


async def _of_stranger(
    engine: Engine, connection: Connection, row: Row
) -> tuple[Followed, ...]:
    """Tell whether a stranger's objection closes the address that it came from."""
    author = row["detail"].partition(": ")[0]
    if row["kind"] != Kind.OPT_OUT or not author:
        return ()
    key = await suppressions.known_as(connection, author, engine.house.secret)
    listed = await suppressions.of_keys(connection, [key])
    reasons = [each["reason"] for each in listed]
    return tuple(Followed("", "suppression", author, NONE, each) for each in reasons)


@dataclass(frozen=True, slots=True)
class _Known:
    leads: Mapping[LeadId, Row]
    enrollments: Mapping[EnrollmentId, Row]
    tasks: Mapping[int, Row]

    def who(self, lead_id: int | None) -> str:
        row = None if lead_id is None else self.leads.get(LeadId(lead_id))
        if row is None:
            return "" if lead_id is None else f"#{lead_id}"
        return row["email"] or row["phone"] or f"#{lead_id}"


async def _known(connection: Connection, noted: Sequence[Effects]) -> _Known:
    ids = {EnrollmentId(int(key)) for one in noted for key in one.enrollments}
    ids |= {EnrollmentId(each) for one in noted for each in one.enrolled}
    entered = await enrollments.get(connection, sorted(ids))
    tasks = await readings.tasks_of(
        connection, [each for one in noted for each in one.tasks]
    )
    wanted = {LeadId(int(key)) for one in noted for key in one.leads}
    wanted |= {LeadId(row["lead_id"]) for row in (*entered.values(), *tasks)}
    leads = await readings.lead_rows(connection, wanted)
    return _Known(leads, entered, {row["id"]: row for row in tasks})


def _of_one(effects: Effects, known: _Known) -> Iterator[Followed]:
    for key, (was, is_) in effects.leads.items():
        who = known.who(int(key))
        for name in sorted(set(is_) - {"stage_by"}):
            yield Followed(who, name, "", _said(was[name]), _said(is_[name]))
    for key, (was, is_) in effects.enrollments.items():
        row = known.enrollments.get(EnrollmentId(int(key)))
        who = "" if row is None else known.who(row["lead_id"])
        name = f"#{key}" if row is None else str(row["sequence"])
        yield Followed(who, "enrollment", name, *_moved(was, is_))
    for each in effects.enrolled:
        row = known.enrollments.get(EnrollmentId(each))
        if row is not None:
            who = known.who(row["lead_id"])
            yield Followed(who, "enrollment", row["sequence"], NONE, "enrolled")
    for kind, value, was, is_ in effects.suppressions:
        if was != is_:
            name = value if kind == "address" else f"{kind} {value}"
            yield Followed("", "suppression", name, _reason(was), _reason(is_))
    for each in effects.tasks:
        task = known.tasks.get(each)
        if task is not None:
            who, title = known.who(task["lead_id"]), f"#{each} {task['title']}"
            yield Followed(who, "task", title, NONE, _done(task))


def _said(value: object) -> str:
    match value:
        case list():
            return ", ".join(map(str, value)) or "none"
        case dict():
            told = (f"{name}={each}" for name, each in value.items())
            return ", ".join(told) or "none"
        case _:
            return "none" if value in (None, "") else str(value)


def _moved(was: Mapping[str, Any], is_: Mapping[str, Any]) -> tuple[str, str]:
    """Return how an enrollment stood and stands: its state, else its step, else when it is due."""
    states = _state(was), _state(is_)
    if states[0] != states[1]:
        return states
    where = tuple(f"at {each['step'] or 'its end'}" for each in (was, is_))
    if where[0] != where[1]:
        return where[0], where[1]
    return _due(was), _due(is_)


def _due(told: Mapping[str, Any]) -> str:
    at = unplain(told)["due_at"]
    return "waiting" if at is None else f"due {at:%Y-%m-%d %H:%M} UTC"


def _state(told: Mapping[str, Any]) -> str:
    columns = unplain(told)
    at = columns["due_at"] if columns["state"] == "paused" else None
    # With its hour: midnight of the lead's own day falls on another one in UTC.
    until = f" until {at:%Y-%m-%d %H:%M} UTC" if at is not None else ""
    reason = f" ({columns['reason']}{until})" if columns["reason"] else until
    return f"{columns['state']}{reason}"


def _reason(told: Mapping[str, Any] | None) -> str:
    return str(told["reason"]) if told else NONE


def _done(task: Row) -> str:
    return f"done by {task['done_by']}" if task["done_at"] is not None else "to do"
