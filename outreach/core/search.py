"""When to look again for what may have been sent. A table, not a loop: nothing here waits."""

from __future__ import annotations

from datetime import datetime, timedelta

# Mail is filed within a minute mostly; a provider that is slow or down takes hours.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=4),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
)
# As long as mail servers go on trying (RFC 5321 4.5.4.1): later nothing new comes.
LOOKED_FOR = timedelta(days=5)
UNANSWERED = timedelta(minutes=5)  # after a look that the server did not answer


def look_again_at(looks: int, *, since: datetime, now: datetime) -> datetime | None:
    """Return when to look again after so many looks in vain; None: not any more.

    `since` is when it may have been sent.
    """
    at = now + WAITS[min(max(looks, 1), len(WAITS)) - 1]
    return at if at <= since + LOOKED_FOR else None
