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
# `"reply" in events`, standing for itself: all that it asks is whether such a thing happened.
_ASKED = re.compile(
    r"""(?:^|\(|\b(?:and|or|not|if|else)\b)\s*"""
    r"""(?P<quote>["'])(?P<kind>[\w.-]+)(?P=quote)\s+(?:not\s+)?in\s+events"""
    r"""(?=\s*(?:$|\)|(?:and|or|if|else)\b))"""
)


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
            kinds |= {found["kind"] for found in _ASKED.finditer(each)}
            if _EVENTS.search(_ASKED.sub("", each)):
                return None
    return frozenset(kinds)
