"""Whether a lead is away, as its events tell: a note of absence that nothing has ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from outreach.core.away import Away
    from outreach.core.model import Event

NOTE = "auto_reply"
OUT_OF_OFFICE = "out_of_office"
GONE = "gone"


@dataclass(frozen=True, slots=True)
class Rest:
    """Why a lead is left in peace, and until when; None: until a person says otherwise."""

    reason: str
    until: datetime | None


def rest_of(
    said: Iterable[Event], away: Away, zone: ZoneInfo, now: datetime
) -> Rest | None:
    """Return how a lead rests whose events these are, in order; None if it does not.

    A later note sets the rest anew, but one without a date shortens none. An answer ends it,
    and so does a person who lets the lead go on.
    """
    rest: Rest | None = None
    for event in said:
        if event.is_a(NOTE):
            rest = _noted(event, rest, away, zone, now)
        elif event.is_a("reply") or (event.is_a("resumed") and "by" in event.data):
            rest = None
    if rest is None or (rest.until is not None and rest.until <= now):
        return None
    return rest


def _noted(
    event: Event, rest: Rest | None, away: Away, zone: ZoneInfo, now: datetime
) -> Rest | None:
    data = event.data
    if data.get("gone"):
        return Rest(GONE, None)
    if "until" in data:  # a person's word: without a day the lead is not away at all
        day = data["until"]
        return Rest(OUT_OF_OFFICE, datetime.fromisoformat(str(day))) if day else None
    if not data.get("absent"):
        return rest
    named = data.get("return_on")
    return_on = date.fromisoformat(str(named)) if named else None
    until = away.until(return_on, zone, event.at)
    if return_on is None:
        return rest if _is_longer(rest, until) else Rest(OUT_OF_OFFICE, until)
    is_over = until is None and return_on <= now.astimezone(zone).date()
    return None if is_over else Rest(OUT_OF_OFFICE, until)


def _is_longer(rest: Rest | None, until: datetime | None) -> bool:
    if rest is None:
        return False
    return rest.until is None or (until is not None and rest.until >= until)
