"""Which sender of each pool a lead gets: by capacity, for good, the same at every call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.dice import choose

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.core.model import LeadId
    from outreach.core.pacing import Limits
    from outreach.core.sequence import Sequence

UNLIMITED_WEIGHT = 100.0  # of a sender without a daily cap


def pick_senders(
    sequence: Sequence, limits: Mapping[str, Limits], lead_id: LeadId, ordinal: int
) -> dict[str, str]:
    """Return the sender of each channel; `limits` are those of the senders there are."""
    picked: dict[str, str] = {}
    for channel, pool in sequence.senders.items():
        weights = {
            name: float(limits[name].per_day or UNLIMITED_WEIGHT)
            for name in pool
            if name in limits
        }
        if weights:
            picked[channel] = choose(weights, "sender", lead_id, sequence.name, ordinal)
    return picked
