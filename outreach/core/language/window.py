"""Windows: when a message may leave, as a sequence or step says it over what it inherits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outreach.core import duration
from outreach.core.language.reader import is_scalar

if TYPE_CHECKING:
    from outreach.core.duration import Hours
    from outreach.core.language.reader import Reader
    from outreach.core.sequence import Window
    from outreach.core.source import Node

KEYS = ("days", "hours", "timezone", "holidays")


def read_window(reader: Reader, node: Node, inherited: Window) -> Window:
    """Return the window; keys that are left out or cannot be read are as inherited."""
    if not reader.mapping(node, "a window", KEYS):
        return inherited
    window = inherited
    if days := node.get("days"):
        window = replace(window, days=_days(reader, days, inherited))
    if hours := node.get("hours"):
        window = replace(window, hours=_hours(reader, hours) or inherited.hours)
    if zone := node.get("timezone"):
        window = replace(window, timezone=_zone(reader, zone) or inherited.timezone)
    if holidays := node.get("holidays"):
        read = _holidays(reader, holidays)
        window = replace(window, holidays=read or inherited.holidays)
    return window


def _days(reader: Reader, node: Node, inherited: Window) -> frozenset[int] | None:
    if is_scalar(node) and node.value == "working":
        return None
    if node.kind != "sequence":
        reader.made(node, "day", duration.read_weekday)
        if is_scalar(node) and node.value.lower() in duration.WEEKDAYS:
            message = f"days is {node}: write a list, as [{node.value}]"
            reader.complain(node, "bad-value", message)
        return inherited.days
    read = [
        reader.made(item, "day", duration.read_weekday)
        for item in reader.some(node, "days")
    ]
    found = frozenset(day for day in read if day is not None)
    return found or inherited.days


def _hours(reader: Reader, node: Node) -> tuple[Hours, ...]:
    if node.kind == "sequence" and not node.items:
        message = 'hours is empty: write one range or several, as "09:00-17:30"'
        reader.complain(node, "bad-hours", message)
    ranges = node.items if node.kind == "sequence" else (node,)
    found: list[Hours] = []
    for item in ranges:
        read = reader.made(item, "hours", duration.read_hours)
        if read is not None and any(duration.overlap(read, other) for other in found):
            message = f"{item} overlaps a range before it: join the two"
            reader.complain(item, "bad-hours", message)
        elif read is not None:
            found.append(read)
    return tuple(sorted(found))


def _zone(reader: Reader, node: Node) -> str | None:
    if is_scalar(node) and node.value == "lead":
        return "lead"
    return reader.made(node, "time zone", duration.read_timezone)


def _holidays(reader: Reader, node: Node) -> str | None:
    if node.kind == "sequence":
        items = reader.some(node, "holidays")
        codes = [reader.made(item, "country", duration.read_country) for item in items]
        return ",".join(sorted({code for code in codes if code is not None}))
    if is_scalar(node) and node.value in ("lead", "none"):
        return node.value
    message = f"holidays is {node}: write `lead`, `none` or a list, as [FR, DE]"
    reader.complain(node, "bad-value", message)
    return None
