"""Tells in words what became of leads between two standings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.core.model import Lead, LeadId
    from outreach.services.engine import Engine
    from outreach.services.rewind import Rewound
    from outreach.store.database import Row

_PLAIN = (
    *("first_name", "last_name", "company", "title", "phone", "linkedin"),
    *("country", "timezone", "language", "score", "owner"),
)


def differences(engine: Engine, done: Rewound) -> list[str]:
    """Return what has changed for the leads, a line each."""
    told: list[str] = []
    for lead_id, now in done.after.leads.items():
        told += _lead(engine, done.before.leads[lead_id], now)
    for enrollment_id, row in done.after.enrollments.items():
        was = done.before.enrollments.get(enrollment_id)
        told += _enrollment(was, row, done.after.leads)
    for lead_id, lead in done.after.leads.items():
        was_ = done.before.suppressed.get(lead_id, "")
        is_ = done.after.suppressed.get(lead_id, "")
        if was_ != is_:
            told.append(f"{_who(lead)} suppressed: {was_ or 'no'} -> {is_ or 'no'}")
    return [*told, *_tasks(done)]


def _tasks(done: Rewound) -> list[str]:
    """Return which tasks are withdrawn and made, but for those made again as they were."""
    withdrawn = Counter(
        str(fact.data.get("title"))
        for fact in done.undone.facts
        if fact.kind == "task.withdrawn"
    )
    made = Counter(done.asked)
    return [
        *(f"task withdrawn: {title}" for title in (withdrawn - made).elements()),
        *(f"task: {title}" for title in (made - withdrawn).elements()),
    ]


def _lead(engine: Engine, was: Lead, now: Lead) -> list[str]:
    told = []
    if was.stage != now.stage:
        told.append(f"{_who(now)} stage: {was.stage} -> {now.stage}")
        told += [f"crm {name}: stage -> {now.stage}" for name in engine.crms]
    if was.tags != now.tags:
        told.append(
            f"{_who(now)} tags: {', '.join(was.tags) or 'none'} -> "
            f"{', '.join(now.tags) or 'none'}"
        )
    for name in _PLAIN:
        stood, stands = getattr(was, name), getattr(now, name)
        if stood != stands:
            told.append(f"{_who(now)} {name}: {stood or 'none'} -> {stands or 'none'}")
    if was.fields != now.fields:
        told.append(f"{_who(now)} fields: {dict(was.fields)} -> {dict(now.fields)}")
    return told


def _enrollment(was: Row | None, now: Row, known: Mapping[LeadId, Lead]) -> list[str]:
    before = "" if was is None else _state(was)
    if before == _state(now):
        return []
    lead = known.get(now["lead_id"])
    who = "" if lead is None else _who(lead)
    return [f"{who} {now['sequence']}: {before or 'not in it'} -> {_state(now)}"]


def _state(row: Row) -> str:
    until = f" until {row['due_at']:%Y-%m-%d}" if _rests(row) else ""
    reason = f" ({row['reason']}{until})" if row["reason"] else ""
    return f"{row['state']}{reason}"


def _rests(row: Row) -> bool:
    return row["state"] == "paused" and row["due_at"] is not None


def _who(lead: Lead) -> str:
    return lead.email or lead.phone or f"#{lead.id}"
