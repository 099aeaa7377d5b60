"""When a sender whose inbox nobody reads is taken to be deaf to a stop."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

DEAF_AFTER = timedelta(hours=1)


def is_deaf(heard_at: datetime | None, now: datetime) -> bool:
    """Tell whether all up to `heard_at` is too little; None: nothing was ever heard.

    An instant as far ahead was told by a clock that was wrong: it vouches for nothing.
    """
    return heard_at is None or abs(now - heard_at) > DEAF_AFTER
