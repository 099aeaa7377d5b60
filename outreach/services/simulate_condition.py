"""Answers conditions for a simulation: each once for all leads and pasts that are alike to it.

Alike are leads that have the same in the fields which a condition names, to whom the same
kinds of event have happened of those that it asks about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.services.simulate_need import value_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from outreach.core.model import Event, Lead
    from outreach.ports import Templates

MOST_KEPT = 100_000  # answers
MOST_FIELDS = 8  # of one that names the lead as a whole, next to none would be alike
_EVENTS = re.compile(r"\bevents\b")
_NOW = re.compile(r"\bnow\b")
# `"reply" in events`, standing for itself: all that it asks is whether such a thing happened.
_ASKED = re.compile(
    r"""(?:^|\(|\b(?:and|or|not|if|else)\b)\s*"""
    r"""(?P<quote>["'])(?P<kind>[\w.-]+)(?P=quote)\s+(?:not\s+)?in\s+events"""
    r"""(?=\s*(?:$|\)|(?:and|or|if|else)\b))"""
)


def kinds_asked(expression: str) -> tuple[str, ...] | None:
    """Return which events it looks for; None: more than that they happened matters."""
    if _EVENTS.search(_ASKED.sub("", expression)):
        return None
    return tuple({found["kind"]: None for found in _ASKED.finditer(expression)})


@dataclass(frozen=True, slots=True)
class _About:
    """What the answer to a condition depends on."""

    fields: tuple[str, ...]
    kinds: tuple[str, ...]


class Conditions:
    """The conditions of one version."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates
        self._abouts: dict[str, _About | None] = {}
        self._answers: dict[tuple[object, ...], bool] = {}

    def holds(
        self, expression: str, lead: Lead, events: Sequence[Event], now: datetime
    ) -> bool:
        """Tell whether a condition holds now. Raises RenderError."""
        if expression not in self._abouts:
            self._abouts[expression] = self._about(expression)
        about = self._abouts[expression]
        values = {"lead": lead, "events": events, "now": now}
        if about is None:
            return self._templates.holds(expression, values)
        alike = (
            expression,
            *[value_of(lead, name) for name in about.fields],
            *[any(event.is_a(kind) for event in events) for kind in about.kinds],
        )
        answer = self._answers.get(alike)
        if answer is None:
            answer = self._templates.holds(expression, values)
            if len(self._answers) < MOST_KEPT:
                self._answers[alike] = answer
        return answer

    def _about(self, expression: str) -> _About | None:
        kinds = kinds_asked(expression)
        if kinds is None or _NOW.search(expression):
            return None
        uses = self._templates.uses(expression, expression=True)
        fields = sorted(uses.present | uses.valued)
        return None if len(fields) > MOST_FIELDS else _About(tuple(fields), kinds)
