"""How an expected timeline differs from the one that came about, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from outreach.core.scenario.model import LISTED
from outreach.core.scenario.moment import city, day_words, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from outreach.core.scenario.model import Entry, Expected, Then
    from outreach.core.scenario.moment import Spot

_OFF, _ALONE = 1, 2  # what it costs to pair two that differ, and to leave one alone


class Sign(StrEnum):
    """How a line of a difference is to be read."""

    SAME = " "
    OFF = "~"  # it happened, but not so
    MISSING = "-"
    SURPLUS = "+"
    BARRED = "!"  # it happened, and never was to


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what was expected, what happened, and what is not as expected of it."""

    sign: Sign
    expected: Expected | None
    entry: Entry | None
    faults: tuple[str, ...] = ()


def compare(then: Then, entries: Sequence[Entry], zone: ZoneInfo) -> list[Line]:
    """Return the timeline beside what was expected of it, in order; all SAME is a pass.

    Only what is listed always (LISTED) and belongs to a sequence that is spoken of may be
    a surplus, and nothing is where only a part is asked for. What happens at one instant
    has no order.
    """
    lines = _aligned(then, _in_order(then.entries, entries, zone), zone)
    for barred in then.never:
        for n, line in enumerate(lines):
            entry = line.entry
            if (
                entry is not None
                and _is_one(barred, entry)
                and not faults(barred, entry, zone)
            ):
                lines[n] = Line(Sign.BARRED, barred, entry)
    return lines


def _in_order(
    wanted: Sequence[Expected], entries: Sequence[Entry], zone: ZoneInfo
) -> list[Entry]:
    """Return the entries, those of one instant in the order in which they are expected."""
    ordered: list[Entry] = []
    place = 0
    for _, several in groupby(entries, lambda entry: entry.at):
        left = list(several)
        while (found := _first(wanted, left, place, zone)) is not None:
            at, entry = found
            left.remove(entry)
            ordered.append(entry)
            place = at + 1
        ordered += left
    return ordered


def _first(
    wanted: Sequence[Expected], left: Sequence[Entry], place: int, zone: ZoneInfo
) -> tuple[int, Entry] | None:
    """Return the next place whose expectation one of these entries meets, and that entry."""
    for at in range(place, len(wanted) if left else place):
        for entry in left:
            if _pairing(wanted[at], entry, zone) == 0:
                return at, entry
    return None


def passes(lines: Sequence[Line]) -> bool:
    """Tell whether nothing differs."""
    return all(line.sign is Sign.SAME for line in lines)


def _aligned(then: Then, entries: Sequence[Entry], zone: ZoneInfo) -> list[Line]:
    """Align the two by least cost, from their ends backwards."""
    wanted = then.entries
    about = {expected.sequence for expected in (*wanted, *then.never)}
    alone = [
        0 if then.partly or not _must_be_listed(entry, about) else _ALONE
        for entry in entries
    ]
    costs = _costs(wanted, entries, alone, zone)
    lines: list[Line] = []
    i = j = 0
    while i < len(wanted) or j < len(entries):
        here = costs[i][j]
        if i < len(wanted) and j < len(entries):
            paired = _pairing(wanted[i], entries[j], zone)
            if paired is not None and here == paired + costs[i + 1][j + 1]:
                off = faults(wanted[i], entries[j], zone)
                sign = Sign.OFF if off else Sign.SAME
                lines.append(Line(sign, wanted[i], entries[j], tuple(off)))
                i, j = i + 1, j + 1
                continue
        by_entry = j < len(entries) and here == alone[j] + costs[i][j + 1]
        by_wanted = i < len(wanted) and here == _ALONE + costs[i + 1][j]
        if by_entry and not (by_wanted and _is_sooner(wanted[i], entries[j], zone)):
            sign = Sign.SURPLUS if alone[j] else Sign.SAME
            lines.append(Line(sign, None, entries[j]))
            j += 1
        else:
            lines.append(Line(Sign.MISSING, wanted[i], None))
            i += 1
    return lines


def _is_sooner(expected: Expected, entry: Entry, zone: ZoneInfo) -> bool:
    """Tell whether something expected is to be told before something that happened."""
    days = [spot.on for spot in expected.spots if spot.on is not None]
    return not days or min(days) <= entry.at.astimezone(zone).date()


def _costs(
    wanted: Sequence[Expected],
    entries: Sequence[Entry],
    alone: Sequence[int],
    zone: ZoneInfo,
) -> list[list[int]]:
    """Return the least cost of aligning what is left from each pair of places on."""
    costs = [[0] * (len(entries) + 1) for _ in range(len(wanted) + 1)]
    for j in reversed(range(len(entries))):
        costs[-1][j] = costs[-1][j + 1] + alone[j]
    for i in reversed(range(len(wanted))):
        row, below = costs[i], costs[i + 1]
        row[-1] = below[-1] + _ALONE
        for j in reversed(range(len(entries))):
            row[j] = min(row[j + 1] + alone[j], below[j] + _ALONE)
            paired = _pairing(wanted[i], entries[j], zone)
            if paired is not None:
                row[j] = min(row[j], paired + below[j + 1])
    return costs


def _must_be_listed(entry: Entry, about: set[str]) -> bool:
    spoken_of = not about or entry.sequence in ("", *about)
    return entry.kind in LISTED and spoken_of


def _pairing(expected: Expected, entry: Entry, zone: ZoneInfo) -> int | None:
    if not _is_one(expected, entry):
        return None
    return _OFF if faults(expected, entry, zone) else 0


def _is_one(expected: Expected, entry: Entry) -> bool:
    """Tell whether an entry is the thing that was expected, if not as it was."""
    named = not expected.what or expected.what in (
        entry.what,
        entry.details.get("title"),
    )
    if expected.kind == "heard" and not named:
        named = entry.what.startswith(f"{expected.what}.")
    same = (expected.kind, expected.who) == (entry.kind, entry.who)
    inside = not entry.sequence or expected.sequence == entry.sequence
    return same and named and inside


def faults(expected: Expected, entry: Entry, zone: ZoneInfo) -> list[str]:
    """Return what is not as expected of an entry."""
    found = []
    for spot in expected.spots:
        if not spot.holds(entry.at):
            on = entry.at.astimezone(zone).date()
            found.append(f"expected {spot_words(spot, zone, on)}")
    if expected.until is not None and not _ends(expected.until, entry.until):
        ends = "no end" if entry.until is None else words(entry.until, zone)
        wanted = spot_words(expected.until, zone)
        found.append(f"expected until {wanted}, not {ends}")
    for name, text in expected.details.items():
        said = entry.details.get(name, "")
        if said != text:
            found.append(f'expected {name} "{text}", not "{said}"')
    found += [
        f'it does not say "{t}"' for t in expected.contains if not _says(entry, t)
    ]
    found += [f'it says "{text}"' for text in expected.lacks if _says(entry, text)]
    return found


def _ends(spot: Spot, until: datetime | None) -> bool:
    return until is not None and spot.holds(until)


def _says(entry: Entry, text: str) -> bool:
    return " ".join(text.split()) in " ".join(entry.text.split())


def spot_words(spot: Spot, zone: ZoneInfo, on: date | None = None) -> str:
    """Return a moment that was pinned down in words, on the scenario's clock.

    Its day is left out where it is `on`.
    """
    clock = f"{spot.clock:%H:%M}" if spot.clock is not None else ""
    day = (
        day_words(spot.on)
        if spot.on is not None and (spot.on != on or not clock)
        else ""
    )
    place = "" if spot.zone.key == zone.key else city(spot.zone)
    return " ".join(part for part in (day, clock, place) if part)


def entry_words(entry: Entry) -> str:
    """Return what happened, in words, without its moment."""
    told = f"{entry.kind} {entry.what}".rstrip()
    return f"{entry.who}: {told}" if entry.who else told


def expected_words(expected: Expected) -> str:
    """Return what was expected, in words, without its moment."""
    told = f"{expected.kind} {expected.what}".rstrip()
    return f"{expected.who}: {told}" if expected.who else told
