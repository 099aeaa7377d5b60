"""The names that templates and expressions may use; reading and running them is a port's business."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.model import BUILT_IN_FIELDS
from outreach.core.source import nearest

if TYPE_CHECKING:
    from collections.abc import Collection

EXPRESSION_NAMES = frozenset({"lead", "events", "now"})
TEMPLATE_NAMES = frozenset(
    {"lead", "sender", "sequence", "step", "unsubscribe_url", "spin"}
)


@dataclass(frozen=True, slots=True)
class Names:
    """What may be named: `plain` names, and the `fields` of the lead among them or beside."""

    plain: frozenset[str]
    fields: frozenset[str]

    def missing(self, name: str) -> str:
        """Return why a name cannot be used, as a fact and a remedy; "" if it can."""
        if name in self.plain:
            return ""
        hint = nearest(name, self.plain)
        return f'nothing is called "{name}"{hint}: correct it or declare it in `fields`'

    def missing_field(self, name: str) -> str:
        """Return why a lead has no such field, as a fact and a remedy; "" if it has."""
        if name in self.fields:
            return ""
        hint = nearest(name, self.fields)
        return f'a lead has no "{name}"{hint}: correct it or declare it in `fields`'


def fields(declared: Collection[str]) -> frozenset[str]:
    """Return every field of a lead: the built-in ones and those the workspace declares."""
    return frozenset((*BUILT_IN_FIELDS, *declared))


def in_expression(declared: Collection[str]) -> Names:
    """Return what an expression may name."""
    return Names(EXPRESSION_NAMES, fields(declared))


def in_template(declared: Collection[str]) -> Names:
    """Return what a template may name: each field is a name of its own there."""
    return Names(TEMPLATE_NAMES | fields(declared), fields(declared))
