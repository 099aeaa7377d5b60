"""The sequence language: nodes of a file into a Sequence, or every complaint about them."""

from __future__ import annotations

from outreach.core.language.reader import Role, Text
from outreach.core.language.sequence import (
    Reading,
    name_of,
    read,
    read_sequence,
    read_texts,
)
from outreach.core.language.settings import Settings

__all__ = [
    "Reading",
    "Role",
    "Settings",
    "Text",
    "name_of",
    "read",
    "read_sequence",
    "read_texts",
]
