"""Which sender of each pool a lead gets: by capacity, for good, the same at every call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.dice import choose

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from outreach.core.model import LeadId
    from outreach.core.pacing import Limits
    from outreach.core.sequence import Sequence

UNLIMITED_WEIGHT = 100.0  # of a sender without a daily cap


def weights_of(
    sequence: Sequence, limits: Mapping[str, Limits], away: Collection[str] = ()
) -> dict[str, dict[str, float]]:
    """Return the weight of each sender by channel; `limits` are those of whom there is.

    Who is `away`, paused or frozen, gets nothing while the pool has others.
    """
    weights = {
        channel: {
            name: float(limits[name].per_day or UNLIMITED_WEIGHT)
            for name in pool
            if name in limits
        }
        for channel, pool in sequence.senders.items()
    }
    return {
        channel: {n: w for n, w in each.items() if n not in away} or each
        for channel, each in weights.items()
        if each
    }


def pick_senders(
    weights: Mapping[str, Mapping[str, float]],
    sequence: str,
    lead_id: LeadId,
    ordinal: int,
) -> dict[str, str]:
    """Return the sender of each channel for a lead's time in a sequence."""
    return {
        channel: choose(each, "sender", lead_id, sequence, ordinal)
        for channel, each in weights.items()
    }
