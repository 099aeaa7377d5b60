"""One language's ways to ask to be left alone."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tongue:
    """The wishes of a language. Without one of `stems` in the words there is none."""

    stems: tuple[str, ...]
    wish: re.Pattern[str]


def tongue(stems: str, *patterns: str) -> Tongue:
    """Return the language with these stems, "|" between them, and patterns."""
    return Tongue(
        tuple(stems.split("|")), re.compile("|".join(patterns), re.IGNORECASE)
    )
