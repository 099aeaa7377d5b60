"""How long a mailbox that could not be opened is left alone."""

from __future__ import annotations

from datetime import timedelta

FIRST = timedelta(seconds=15)
LONGEST = timedelta(minutes=5)
# Providers lock an account after some refusals, or ask for a captcha.
FIRST_REFUSED = timedelta(minutes=1)
LONGEST_REFUSED = timedelta(minutes=15)
_MOST_DOUBLINGS = 10
STEADY = timedelta(minutes=10)  # what holds that long has come right


def rest_after(failures: int, *, refused: bool = False) -> timedelta:
    """Return the rest after so many failures in a row, the last of which was a refused login.

    A connection that broke once is made anew at once: the server may have been restarted.
    """
    if failures <= (0 if refused else 1):
        return timedelta(0)
    first, longest = (FIRST_REFUSED, LONGEST_REFUSED) if refused else (FIRST, LONGEST)
    doublings = min(failures - (1 if refused else 2), _MOST_DOUBLINGS)
    return min(first * int(2**doublings), longest)


class Streak:
    """Counts failures that follow one another, by a clock that only goes on.

    That it worked in between ends no streak: a server that lets one in and hangs up at once
    would be logged in to for ever.
    """

    def __init__(self) -> None:
        self._failures = 0
        self._ends = timedelta(0)

    def failed(self, at: timedelta, *, refused: bool = False) -> timedelta:
        """Return how long to leave it alone after a failure at this instant."""
        self._failures = self._failures + 1 if at < self._ends else 1
        rest = rest_after(self._failures, refused=refused)
        self._ends = at + rest + STEADY
        return rest
