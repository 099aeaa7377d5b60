"""How a language's phrases are written down, and how they are looked for.

A phrase a line, as a small regular expression over text without accents and in lower case
(`word.fold`). A phrase begins where a word begins, in languages that part their words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outreach.core.inbound.meaning import Meaning

NEVER = re.compile(r"(?!)")
# In a phrase @NAME@ stands for a word that may be a name, told by its capital (`word.named`).
_BUT = "but|aber|mais|pero|ma|mas|maar|ale|но|however|though|so|and|und|et|y|e|en|i|и"
_NAMED = r"\ue000[\w'-]+"


@dataclass(frozen=True, slots=True, eq=False)
class Tongue:
    """What is said in a language. `plain` decides by itself, `hints` only if nothing does.

    `common` are everyday words it is known by, `negation` turns interest before which it
    stands into a refusal, and `if_so` makes an interest a mere possibility.
    """

    plain: dict[Meaning, str]
    hints: dict[Meaning, str] = field(default_factory=dict)
    negation: str = ""
    if_so: str = ""
    common: frozenset[str] = frozenset()
    spaced: bool = True

    def said(self, meaning: Meaning, *, hint: bool = False) -> re.Pattern[str]:
        """Return what finds such phrases; their shapes are made at first use."""
        return _compiled(self, meaning, hint=hint)

    def turns(self) -> re.Pattern[str]:
        """Return what finds a negation close before the end of a text."""
        return _turning(self)

    def supposes(self) -> re.Pattern[str]:
        """Return what finds an interest that is only supposed."""
        return _supposing(self)


def words(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


@cache
def _compiled(tongue: Tongue, meaning: Meaning, *, hint: bool) -> re.Pattern[str]:
    phrases = (tongue.hints if hint else tongue.plain).get(meaning, "")
    return _shape(phrases, spaced=tongue.spaced)


@cache
def _turning(tongue: Tongue) -> re.Pattern[str]:
    if not tongue.negation:
        return NEVER
    between = rf"(?:[ '](?!(?:{_BUT})\b)[^\s,;.!?]+){{0,4}}? ?$"
    return re.compile(rf"(?<!\w)(?:{tongue.negation}){between}")


@cache
def _supposing(tongue: Tongue) -> re.Pattern[str]:
    return _shape(tongue.if_so, spaced=tongue.spaced)


def _shape(phrases: str, *, spaced: bool) -> re.Pattern[str]:
    lines = [line.strip() for line in phrases.splitlines() if line.strip()]
    if not lines:
        return NEVER
    before = r"(?<!\w)" if spaced else ""
    shape = "|".join(lines).replace("@NAME@", _NAMED)
    return re.compile(f"{before}(?:{shape})")
