"""What stands in an answer that tells its meaning: the phrases found, and the build of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.core.inbound.language import tongues_of
from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.phrase.curt import answer_alone, greeted
from outreach.core.inbound.stance import (
    asks_about_it,
    never_at_all,
    no_trouble,
    offered_day,
    sentences,
)
from outreach.core.inbound.word import named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach.core.inbound.phrase.tongue import Tongue

MOST_BEFORE = 60  # characters between a "not" and what it denies
CONSULTED = 25  # characters between "I will ask" and whom
MOST_WORDS = 4
LONGEST_WORDS = 60
_STOP = re.compile(r"[.!?;\n。]")
_ASKS = re.compile(r"[^\s?؟]{2,}[ ]?[?؟]")
_ASKED_ONLY = {Meaning.QUESTION}
_NAMED_ONLY = (Meaning.REFERRAL, Meaning.WRONG_PERSON)


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a phrase stands."""

    start: int
    end: int


@dataclass(slots=True)
class Evidence:
    """What was found in a text, by meaning; hints apart, which count only if alone."""

    text: str
    folded: str
    negation: str = ""
    plain: dict[Meaning, list[Hit]] = field(default_factory=dict)
    hints: dict[Meaning, list[Hit]] = field(default_factory=dict)

    def add(self, meaning: Meaning, start: int, end: int) -> None:
        """Keep a phrase that says this."""
        self.plain.setdefault(meaning, []).append(Hit(start, end))

    def last(self, meaning: Meaning) -> int:
        """Return where the last phrase that says this ends."""
        return max(hit.end for hit in self.plain[meaning])

    def words(self, meaning: Meaning) -> tuple[str, ...]:
        """Return the words that say this, as they were written."""
        hits = self.plain.get(meaning) or self.hints.get(meaning) or []
        said = (self.text[hit.start : hit.end].strip() for hit in hits)
        return tuple(dict.fromkeys(one[:LONGEST_WORDS] for one in said))[:MOST_WORDS]


def look(text: str, folded: str) -> Evidence:
    """Return what a text holds, and the same text folded."""
    found = Evidence(text, folded)
    marked = named(text, folded)
    texts = (folded, marked) if marked != folded else (folded,)
    tongues = tongues_of(folded)
    found.negation = "|".join(one.negation for one in tongues if one.negation)
    for tongue in tongues:
        _plain(found, tongue, texts)
        for meaning in tongue.hints:
            shape = tongue.said(meaning, hint=True)
            hits = [
                Hit(*match.span())
                for match in shape.finditer(folded)
                if meaning is not Meaning.NOT_INTERESTED
                or not no_trouble(folded, *match.span())
            ]
            if hits:
                found.hints.setdefault(meaning, []).extend(hits)
    _drop_overlapped(found)
    _hear_build(found)
    _hear_alone(found)
    asked = _ASKS.search(folded)
    if asked is not None:
        hits = found.hints.setdefault(Meaning.QUESTION, [])
        hits.append(Hit(asked.start(), asked.end()))
    return found


def _plain(found: Evidence, tongue: Tongue, texts: Sequence[str]) -> None:
    """Keep what is said; whom somebody names is sought in the last of the texts too."""
    supposed = [match.span() for match in tongue.supposes().finditer(found.folded)]
    for meaning in tongue.plain:
        shape = tongue.said(meaning)
        for text in texts if meaning in _NAMED_ONLY else texts[:1]:
            for match in shape.finditer(text):
                start, end = match.span()
                if meaning is not Meaning.INTERESTED:
                    found.add(meaning, start, end)
                elif not any(a < end and start < b for a, b in supposed):
                    _yes_or_no(found, tongue, start, end)


def _yes_or_no(found: Evidence, tongue: Tongue, start: int, end: int) -> None:
    """Keep an interest, or the refusal that a "not" before it makes of it."""
    begin = max(0, start - MOST_BEFORE)
    denied = tongue.turns().search(found.folded[begin:start])
    if denied is None:
        found.add(Meaning.INTERESTED, start, end)
    else:
        found.add(Meaning.NOT_INTERESTED, begin + denied.start(), end)


def _drop_overlapped(found: Evidence) -> None:
    """Drop an interest whose words are part of a refusal, a delay or a reference."""
    _drop_consulted(found)
    hits = found.plain.get(Meaning.INTERESTED)
    if not hits:
        return
    others = [
        hit
        for meaning in (
            Meaning.NOT_INTERESTED,
            Meaning.NOT_NOW,
            Meaning.WRONG_PERSON,
            Meaning.REFERRAL,
        )
        for hit in found.plain.get(meaning, [])
    ]
    kept = [
        hit
        for hit in hits
        if not any(one.start < hit.end and hit.start < one.end for one in others)
    ]
    if kept:
        found.plain[Meaning.INTERESTED] = kept
    else:
        del found.plain[Meaning.INTERESTED]


def _hear_build(found: Evidence) -> None:
    """Let a day offered count as a yes, and a question about the thing as none."""
    folded = found.folded
    yes = found.plain.pop(Meaning.INTERESTED, [])
    kept = [hit for hit in yes if not asks_about_it(folded, hit.start)]
    if len(kept) < len(yes):
        found.hints.setdefault(Meaning.QUESTION, []).extend(
            hit for hit in yes if hit not in kept
        )
    day = None if kept else offered_day(folded)
    if day is not None:
        kept.append(Hit(*day))
    if kept:
        found.plain[Meaning.INTERESTED] = kept
    later = found.plain.get(Meaning.NOT_NOW, [])
    if later and never_at_all(folded):
        found.plain.setdefault(Meaning.NOT_INTERESTED, []).extend(later)
        del found.plain[Meaning.NOT_NOW]


def _hear_alone(found: Evidence) -> None:
    """Let a sentence that is a mere yes or no count, where nothing else decides."""
    if set(found.plain) - {Meaning.QUESTION, Meaning.NOT_INTERESTED}:
        return
    begun = greeted(found.folded)
    for number, (start, end) in enumerate(sentences(found.folded, begun)):
        said = answer_alone(found.folded[start:end], first=number == 0)
        if said is Meaning.NOT_INTERESTED or (said and set(found.plain) <= _ASKED_ONLY):
            found.add(said, start, end)


def _drop_consulted(found: Evidence) -> None:
    """Drop a reference to whom the writer will only ask: "I'll discuss it with my boss".

    And one that ends a denial: "it is not me who handles this".
    """
    denied = found.plain.get(Meaning.WRONG_PERSON, [])
    hits = [
        hit
        for hit in found.plain.pop(Meaning.REFERRAL, [])
        if not any(
            one.start <= hit.start <= one.end + CONSULTED
            and not _STOP.search(found.folded, one.end, hit.start)
            for one in found.plain.get(Meaning.OTHER, [])
        )
        and not any(one.start < hit.start < one.end for one in denied)
    ]
    if hits:
        found.plain[Meaning.REFERRAL] = hits
