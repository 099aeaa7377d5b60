"""Makes a sequence version ready to be simulated: its conditions, texts and what they need."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from outreach.core.forecast.chance import most_messages
from outreach.core.forecast.world import Course
from outreach.core.sequence import Branch, WaitFor
from outreach.services.simulate_need import Needs

if TYPE_CHECKING:
    from collections.abc import Sequence as Several
    from datetime import datetime

    from outreach.core.model import Event, Lead
    from outreach.core.sequence import Sequence
    from outreach.services.engine import Engine, Release

_EVENTS = re.compile(r"\bevents\b")


def course_of(engine: Engine, release: Release) -> Course:
    """Return a version with the engine's own ways of reading conditions and texts."""
    templates = release.templates

    def holds(
        expression: str, lead: Lead, events: Several[Event], now: datetime
    ) -> bool:
        return templates.holds(expression, {"lead": lead, "events": events, "now": now})

    return Course(
        sequence=release.sequence,
        version=release.version,
        holds=holds,
        missing=Needs(engine, release).missing,
        fill=partial(engine.filled, release),
        asks=_asks(release.sequence),
        mails=most_messages(release.sequence),
    )


def _asks(sequence: Sequence) -> bool:
    """Tell whether anything in it depends on what happened before."""
    for step in sequence.steps.values():
        expressions = [step.condition or ""]
        if isinstance(step.action, Branch):
            expressions.append(step.action.expression)
        if isinstance(step.action, WaitFor) or any(
            _EVENTS.search(each) for each in expressions
        ):
            return True
    return False
