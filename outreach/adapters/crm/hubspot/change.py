"""Reading back what people changed: a walk by (lastmodifieddate, id), a page at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from outreach.adapters.crm.hubspot.contact import LIFECYCLE, STATUS
from outreach.adapters.crm.hubspot.moment import (
    MILLISECOND,
    from_milliseconds,
    milliseconds,
    parse,
)
from outreach.ports import CrmChange

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

MODIFIED = "lastmodifieddate"
CURSOR = re.compile(r"([0-9]{1,15})(?::([0-9]{1,30}))?")
PAGE = 200  # the most a search gives at once


@dataclass(frozen=True, slots=True)
class Place:
    """How far the walk is: before everything at `at`, or among that, past `id`."""

    at: datetime
    id: int | None = None

    def __str__(self) -> str:
        """Return the cursor that `place` reads."""
        stamp = str(milliseconds(self.at))
        return stamp if self.id is None else f"{stamp}:{self.id}"

    @property
    def order(self) -> tuple[datetime, int]:
        """What places are compared by."""
        return self.at, -1 if self.id is None else self.id


@dataclass(frozen=True, slots=True)
class Row:
    """A contact that was modified, and what it says now."""

    id: int
    at: datetime
    email: str
    values: tuple[tuple[str, str], ...]

    def changes(self) -> list[CrmChange]:
        """Return one change for each property that says something."""
        return [
            CrmChange(str(self.id), self.email, name, value, self.at)
            for name, value in self.values
        ]


@dataclass(frozen=True, slots=True)
class Leg:
    """What one search gave: rows to report, where to go on, whether there is more."""

    rows: tuple[Row, ...]
    place: Place
    more: bool


def place(cursor: str) -> Place | None:
    """Return the place of a cursor; None for "" and for what is no cursor of ours."""
    written = CURSOR.fullmatch(cursor)
    if written is None:
        return None
    stamp, past = written.groups()
    try:
        return Place(from_milliseconds(int(stamp)), int(past) if past else None)
    except OverflowError:
        return None


def query(start: Place) -> dict[str, object]:
    """Return the search for what follows a place.

    Two orders take turns, since a search sorts by one property: by time, and among what
    shares one instant (a bulk edit gives thousands) by id.
    """
    stamp = str(milliseconds(start.at))
    filters = [{"propertyName": MODIFIED, "operator": "GTE", "value": stamp}]
    sort = MODIFIED
    if start.id is not None:
        filters += [
            {"propertyName": MODIFIED, "operator": "LTE", "value": stamp},
            {"propertyName": "hs_object_id", "operator": "GT", "value": str(start.id)},
        ]
        sort = "hs_object_id"
    return {
        "filterGroups": [{"filters": filters}],
        "sorts": [{"propertyName": sort, "direction": "ASCENDING"}],
        "properties": ["email", STATUS, LIFECYCLE, MODIFIED],
        "limit": PAGE,
        "after": "0",
    }


def leg(start: Place, results: Sequence[Mapping[str, object]]) -> Leg | None:
    """Read a page of results; None where it is full and leads nowhere further."""
    rows = tuple(row for result in results if (row := _row(result)))
    full = len(results) >= PAGE
    following = _past_ties(start, rows, full=full) if start.id is not None else None
    if following is None and start.id is None:
        following, rows = _past_times(start, rows, full=full)
    if following is None or (full and following.order <= start.order):
        return None
    return Leg(rows, following, full or start.id is not None)


def _past_ties(start: Place, rows: Sequence[Row], *, full: bool) -> Place | None:
    if not full:
        return Place(start.at + MILLISECOND)
    return replace(start, id=max(row.id for row in rows)) if rows else None


def _past_times(
    start: Place, rows: tuple[Row, ...], *, full: bool
) -> tuple[Place | None, tuple[Row, ...]]:
    if not rows:
        return (None if full else start), ()
    last = max(row.at for row in rows)
    if not full:
        return Place(last + MILLISECOND), rows
    # The page may have cut what shares the last instant: that is read again, by id.
    return Place(last, 0), tuple(row for row in rows if row.at < last)


def _row(result: Mapping[str, object]) -> Row | None:
    """Return what a result says; None for one without an id or a time."""
    properties = result.get("properties")
    contact_id = result.get("id")
    if not isinstance(properties, dict) or not isinstance(contact_id, str):
        return None
    at = parse(properties.get(MODIFIED))
    if at is None or not (contact_id.isascii() and contact_id.isdigit()):
        return None
    values = tuple(
        (name, value)
        for name in (STATUS, LIFECYCLE)
        if isinstance(value := properties.get(name), str) and value
    )
    return Row(int(contact_id[:30]), at, str(properties.get("email") or ""), values)
