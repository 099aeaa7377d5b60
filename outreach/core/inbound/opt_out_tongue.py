"""One language's ways to ask to be left alone."""

from __future__ import annotations

from dataclasses import dataclass

from outreach.core.inbound.late_pattern import CaselessPattern


@dataclass(frozen=True, slots=True)
class Tongue:
    """The wishes of a language. Without one of `stems` in the words there is none."""

    stems: tuple[str, ...]
    wish: CaselessPattern


def tongue(stems: str, *patterns: str) -> Tongue:
    """Return the language with these stems, "|" between them, and patterns."""
    return Tongue(tuple(stems.split("|")), CaselessPattern("|".join(patterns)))
