"""Instants as HubSpot writes them: milliseconds since 1970, or ISO 8601 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def milliseconds(at: datetime) -> int:
    """Return whole milliseconds since 1970, rounded down."""
    return (at - EPOCH) // MILLISECOND


def from_milliseconds(count: int) -> datetime:
    """Return the instant; OverflowError beyond the calendar."""
    return EPOCH + count * MILLISECOND


def parse(value: object) -> datetime | None:
    """Return the instant that a property holds; None where it holds none."""
    if not isinstance(value, str):
        return None
    try:
        if value.isascii() and value.isdigit():
            return from_milliseconds(int(value))
        at = datetime.fromisoformat(value)
    except (ValueError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
