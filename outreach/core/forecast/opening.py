"""When a window is open, found once for all leads that share its key."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from outreach.core.placement import ALWAYS
from outreach.core.window import next_close, next_open, parse_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from outreach.core.sequence import Window
    from outreach.core.window import Calendar, Place

FOR_EVER = datetime(9000, 1, 1, tzinfo=UTC)
# Somewhat before the first instant asked about, for what is due already.
_BEFORE = timedelta(days=1)


class Opening:
    """The spans in which one window is open, found as far as they are asked for."""

    __slots__ = ("_closes", "_complete", "_follows", "_last", "_opens", "key")

    def __init__(
        self,
        key: str,
        since: datetime,
        follows: Callable[[datetime], tuple[datetime, datetime] | None],
    ) -> None:
        self.key = key
        self._follows = follows
        # An empty span, where the search begins.
        self._opens = [since]
        self._closes = [since]
        self._complete = False
        self._last = since, since  # the span that was last asked about

    def is_open(self, at: datetime) -> bool:
        """Tell whether it is open at an instant."""
        if self._last[0] <= at < self._last[1]:
            return True
        if at >= self._closes[-1]:
            self._extend(at)
        index = bisect_right(self._opens, at) - 1
        if index < 0 or at >= self._closes[index]:
            return False
        self._last = self._opens[index], self._closes[index]
        return True

    def next_open(self, at: datetime) -> datetime | None:
        """Return the first instant not before this at which it is open; None: never."""
        if at >= self._closes[-1]:
            self._extend(at)
        index = bisect_right(self._closes, at)
        if index == len(self._closes):
            return None
        return max(at, self._opens[index])

    def never(self) -> bool:
        """Tell whether it is not open once in the 400 days to come."""
        if len(self._opens) == 1:
            self._extend(self._closes[-1])
        return len(self._opens) == 1

    def lets(self, at: datetime) -> bool:
        """Tell whether touches come up; where it never opens the gates have to say so."""
        return self.is_open(at) or self.never()

    def closes_at(self, at: datetime) -> datetime:
        """Return when the span that holds this instant is over; the instant if none does."""
        if not self.is_open(at):
            return at
        return self._last[1]

    def _extend(self, at: datetime) -> None:
        while not self._complete and self._closes[-1] <= at:
            span = self._follows(self._closes[-1])
            if span is None:
                self._complete = True
                return
            self._opens.append(span[0])
            self._closes.append(span[1])


class Openings:
    """The openings of all window keys."""

    def __init__(self, since: datetime, calendar: Calendar) -> None:
        self._since = since - _BEFORE
        self._calendar = calendar
        self._known = {
            key: Opening(key, self._since, lambda at: (at, FOR_EVER))
            for key in ("", ALWAYS)
        }

    def of(self, key: str) -> Opening:
        """Return the opening of a key. Raises InputError for what is none."""
        found = self._known.get(key)
        if found is None:
            window, place = parse_key(key)
            follows = partial(_span_after, window, place, self._calendar)
            found = self._known[key] = Opening(key, self._since, follows)
        return found


def _span_after(
    window: Window, place: Place, calendar: Calendar, at: datetime
) -> tuple[datetime, datetime] | None:
    opens = next_open(window, place, at, calendar)
    if opens is None:
        return None
    return opens, next_close(window, place, opens, calendar) or FOR_EVER
