"""What a person chose short of an end: not this sequence, or not before a day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outreach.core.model import Event

SEQUENCE = "preference.sequence"
PAUSE = "preference.pause"
LIFTED = "preference.lifted"

ASKED_TO_WAIT = "asked_to_wait"  # why a pause is, and why nothing new is begun

LONGEST_PAUSE = timedelta(days=730)  # whoever wants longer wants no more at all


def standing(said: Iterable[Event]) -> tuple[frozenset[str], datetime | None]:
    """Return the sequences a person left, and until when it asked for peace.

    `said` are its preferences in the order in which they occurred; the last pause counts.
    """
    left: set[str] = set()
    until: datetime | None = None
    for event in said:
        if event.kind == LIFTED:
            left, until = set(), None
        elif event.kind == SEQUENCE:
            left.add(str(event.data.get("sequence", "")))
        elif event.kind == PAUSE and "until" in event.data:  # an erased one has none
            until = datetime.fromisoformat(str(event.data["until"]))
    return frozenset(left), until


def objection(
    said: Iterable[Event], sequence: str, now: datetime
) -> tuple[str, str] | None:
    """Return the code and the reason why its own choice keeps a lead out; None if none does.

    A day is told on the clock that `now` is of.
    """
    left, until = standing(said)
    if sequence in left:
        return "opted_out_of", "asked for nothing more of this sequence"
    if until is not None and now < until:
        day = until.astimezone(now.tzinfo).date()
        return ASKED_TO_WAIT, f"asked for peace until {day.isoformat()}"
    return None


def outlasts(reason: str, ends_at: datetime | None, until: datetime | None) -> bool:
    """Tell whether a pause that stands is to be left as it is, if another lasts until then.

    Only a person ends one without an end, so it must not turn into one that ends by itself;
    nor is anybody written to before the day until which peace was asked for.
    """
    if ends_at is None:
        return True
    return reason == ASKED_TO_WAIT and until is not None and until < ends_at


def months_after(day: date, months: int) -> date:
    """Return the same day so many months on, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
