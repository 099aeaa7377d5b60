"""What people are assumed to do about a mail: drawn by the touch's own dice."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from outreach.core.dice import choose, fraction
from outreach.core.sequence import Branch, Email, WaitFor, Webhook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from outreach.core.forecast.world import Assumed
    from outreach.core.sequence import Action, Sequence

# How replies divide in cold outreach; only reactions to `reply.<intent>` notice.
INTENTS: Mapping[str, float] = {
    "interested": 20,
    "question": 15,
    "not_now": 15,
    "not_interested": 35,
    "referral": 5,
    "wrong_person": 5,
    "other": 5,
}
# Half of the replies come within 4.5 hours, half of the clicks within 1.2.
REPLY_AFTER = (timedelta(minutes=10), timedelta(days=5))
CLICK_AFTER = (timedelta(minutes=1), timedelta(days=3))
BOUNCE_AFTER = timedelta(minutes=1)


def drawn(
    assumed: Assumed, key: str, action: Action, *, first: bool, mails: int
) -> Iterator[tuple[str, timedelta]]:
    """Yield what comes of one touch, and how long after it; `key` is the touch's.

    `mails` is the most messages a lead gets: so many chances make up the reply rate.
    """
    if isinstance(action, Webhook):
        return
    mail = isinstance(action, Email)
    if first and mail and _falls(assumed.bounce_rate, assumed, "bounce", key):
        yield "bounce", BOUNCE_AFTER
        return
    if mail and _falls(assumed.click_rate, assumed, "click", key):
        yield "click", _span(CLICK_AFTER, assumed, "click-after", key)
    rate = _each_of(mails, assumed.reply_rate)
    if _falls(rate, assumed, "reply", key):
        intent = choose(INTENTS, "intent", assumed.seed, key)
        yield f"reply.{intent}", _span(REPLY_AFTER, assumed, "reply-after", key)


def most_messages(sequence: Sequence) -> int:
    """Return how many messages the longest path holds; webhooks reach nobody."""
    most: dict[str | None, int] = {None: 0}
    # Each step is followed by later ones only.
    for key, step in reversed(list(sequence.steps.items())):
        ways = [most.get(step.next, 0)]
        if isinstance(step.action, WaitFor | Branch):
            arms = (step.action.then, step.action.otherwise)
            ways += [most.get(arm, 0) for arm in arms if arm is not None]
        here = step.sends and not isinstance(step.action, Webhook)
        most[key] = max(ways) + here
    return most.get(sequence.first, 0)


@lru_cache(maxsize=64)  # the same few are asked for at every touch
def _each_of(mails: int, together: float) -> float:
    """Return the chance that each of so many has, for one of them to come true."""
    return float(1 - (1 - together) ** (1 / max(1, mails)))


def _falls(rate: float, assumed: Assumed, *about: str) -> bool:
    return rate > 0 and fraction(*about, assumed.seed) < rate


def _span(
    between: tuple[timedelta, timedelta], assumed: Assumed, *about: str
) -> timedelta:
    """Draw a span evenly by its logarithm: soon is likelier than late."""
    shortest, longest = between
    stretch: float = (longest / shortest) ** fraction(*about, assumed.seed)
    return timedelta(seconds=round((shortest * stretch).total_seconds()))
