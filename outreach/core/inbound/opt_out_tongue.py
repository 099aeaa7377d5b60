"""One language's ways to ask to be left alone."""

from __future__ import annotations

from dataclasses import dataclass

from outreach.core.inbound.late_pattern import CaselessPattern


@dataclass(frozen=True, slots=True)
class Tongue:
    """The wishes of a language. One of `stems` stands in each of them."""

    stems: tuple[str, ...]
    wish: CaselessPattern

    def may_stand_in(self, lower: str) -> bool:
        """Tell whether a stem stands in words in lower case, with blanks around them."""
        return any(map(lower.__contains__, self.stems))


def tongue(stems: str, *patterns: str) -> Tongue:
    """Return the language with these stems, "|" between them, and patterns."""
    return Tongue(tuple(stems.split("|")), CaselessPattern("|".join(patterns)))
