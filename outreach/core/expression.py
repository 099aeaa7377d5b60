"""The names that templates and expressions may use; reading and running them is a port's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.model import BUILT_IN_FIELDS
from outreach.core.source import nearest

if TYPE_CHECKING:
    from collections.abc import Collection

EXPRESSION_NAMES = frozenset({"lead", "events", "now"})
# Beside them, each field of the lead is a name of its own.
TEMPLATE_NAMES = frozenset(
    {"lead", "sender", "sequence", "step", "unsubscribe_url", "spin"}
)


def fields(declared: Collection[str]) -> frozenset[str]:
    """Return every field of a lead: the built-in ones and those the workspace declares."""
    return frozenset((*BUILT_IN_FIELDS, *declared))


def missing_field(name: str, declared: Collection[str]) -> str:
    """Return why a lead has no such field, as a fact and a remedy; "" if it has."""
    known = fields(declared)
    if name in known:
        return ""
    hint = nearest(name, known)
    return f'a lead has no "{name}"{hint}: correct it or declare it in `fields`'
