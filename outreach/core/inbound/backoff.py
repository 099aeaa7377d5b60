"""How long a mailbox that could not be opened is left alone."""

from __future__ import annotations

from datetime import timedelta

FIRST = timedelta(seconds=15)
LONGEST = timedelta(minutes=5)
# Providers lock an account after some refusals, or ask for a captcha.
FIRST_REFUSED = timedelta(minutes=1)
LONGEST_REFUSED = timedelta(minutes=15)
_MOST_DOUBLINGS = 10


def rest_after(failures: int, *, refused: bool = False) -> timedelta:
    """Return the rest after so many failures in a row, the last of which was a refused login.

    A connection that broke once is made anew at once: the server may have been restarted.
    """
    if failures <= (0 if refused else 1):
        return timedelta(0)
    first, longest = (FIRST_REFUSED, LONGEST_REFUSED) if refused else (FIRST, LONGEST)
    doublings = min(failures - (1 if refused else 2), _MOST_DOUBLINGS)
    return min(first * int(2**doublings), longest)
