"""Finds a lead that chance gives what a scenario asks for: nothing of the dice is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.dice import choose
from outreach.core.model import LeadId
from outreach.core.pool import pick_senders, weights_of
from outreach.core.sequence import Email

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.core.pacing import Limits
    from outreach.core.scenario.model import Scenario
    from outreach.core.sequence import Sequence

MOST = 20_000
FIRST_TIME = 1  # the ordinal of a lead's first enrollment


def lead_that_draws(
    scenario: Scenario, sequence: Sequence, limits: Mapping[str, Limits]
) -> LeadId | None:
    """Return the first lead that draws these variants and senders; None if there is none."""
    weights = weights_of(sequence, limits)
    for lead_id in map(LeadId, range(1, MOST + 1)):
        picked = pick_senders(weights, sequence.name, lead_id, FIRST_TIME)
        if scenario.senders.items() <= picked.items() and all(
            _variant(sequence, step, lead_id) == name
            for step, name in scenario.variants.items()
        ):
            return lead_id
    return None


def _variant(sequence: Sequence, step: str, lead_id: LeadId) -> str:
    """Return what `write` draws for the step of this lead."""
    found = next(each for key, each in sequence.steps.items() if key == step)
    if not isinstance(found.action, Email):
        return ""
    weights = {one.name: float(one.weight) for one in found.action.variants}
    if len(weights) == 1:
        return next(iter(weights))
    return choose(weights, "variant", lead_id, sequence.name, FIRST_TIME, step)
