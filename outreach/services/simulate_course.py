"""Makes a sequence version ready to be simulated: its conditions, texts and what they need."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from outreach.core.forecast.chance import most_messages
from outreach.core.forecast.world import Course
from outreach.core.sequence import Branch, WaitFor
from outreach.services.simulate_condition import Conditions, kinds_asked
from outreach.services.simulate_need import Needs

if TYPE_CHECKING:
    from outreach.core.sequence import Sequence
    from outreach.services.engine import Engine, Release


def course_of(engine: Engine, release: Release) -> Course:
    """Return a version with the engine's own ways of reading conditions and texts."""
    return Course(
        sequence=release.sequence,
        version=release.version,
        holds=Conditions(release.templates).holds,
        missing=Needs(engine, release).missing,
        fill=partial(engine.filled, release),
        asks=_asks(release.sequence),
        mails=most_messages(release.sequence),
    )


def _asks(sequence: Sequence) -> frozenset[str] | None:
    """Return the kinds of event that decide something in it later; None: any may."""
    kinds: set[str] = set()
    for step in sequence.steps.values():
        expressions = [step.condition or ""]
        match step.action:
            case Branch(expression=expression):
                expressions.append(expression)
            case WaitFor(event=event):
                kinds.add(event)
        for each in expressions:
            asked = kinds_asked(each)
            if asked is None:
                return None
            kinds.update(asked)
    return frozenset(kinds)
