"""What a person's answer means for the sequence, by rules; what is unsure is left to a person.

The rules look for what people say in each language and turn interest with a "not" before it
into its opposite. Where several meanings stand in one answer, the one decides that says what
to do next, as docs/reference/intent.md orders them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from outreach.core.inbound.header import addresses
from outreach.core.inbound.language import tongues_of
from outreach.core.inbound.later import later_date
from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.phrase.curt import closes, curt_meaning, greeted
from outreach.core.inbound.referral import Contact, read_contact
from outreach.core.inbound.stance import (
    BUT,
    asks_about_it,
    hedged,
    lasted,
    lasts_until,
    names_day,
    never_at_all,
    no_trouble,
    offered_day,
    opens_with_no,
    proposes_to_meet,
    put_off,
    taken_back,
    turned,
    writes_to,
)
from outreach.core.inbound.word import fold_in_place, named, tidy

if TYPE_CHECKING:
    from outreach.core.inbound.phrase.tongue import Tongue

MAX_WORDS = 4_000
MAX_READ = 1_200  # characters: an answer's point stands early
SOON = timedelta(days=14)
SURE = 0.9
LIKELY = 0.75
MIXED = 0.65  # two meanings, of which one decides
HINTED = 0.6
UNSURE = 0.3
SURE_ENOUGH = 0.6  # below it a person decides, and the meaning is a guess
SHORT = 90
NOTE = 400  # in longer answers a date alone postpones nothing
CONSULTED = 25  # characters between "I will ask" and whom
MOST_WORDS = 4
LONGEST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Intent:
    """A meaning, how sure (0 to 1), and the words that decided.

    What is not sure enough to act on is OTHER, and `guess` is what it may mean. `ask_again_on`
    belongs to not_now and `contact` to referral.
    """

    meaning: Meaning
    confidence: float
    words: tuple[str, ...] = ()
    ask_again_on: date | None = None
    contact: Contact | None = None
    guess: Meaning | None = None
    named_day: date | None = None  # a later day that the words name, whatever they mean
    by: str = ""  # the model that decided, "" for the rules

    @property
    def sure(self) -> bool:
        """Whether it may be acted on without a person."""
        return self.confidence >= SURE_ENOUGH

    @property
    def refer_to(self) -> str:
        """Whom a referral names: an address, else a name; "" where neither stands."""
        return "" if self.contact is None else self.contact.address or self.contact.name


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int


@dataclass(slots=True)
class _Found:
    """What was found in a text, by meaning; hints apart, which count only if alone."""

    text: str
    folded: str
    negation: str = ""
    plain: dict[Meaning, list[_Hit]] = field(default_factory=dict)
    hints: dict[Meaning, list[_Hit]] = field(default_factory=dict)

    def add(self, meaning: Meaning, start: int, end: int) -> None:
        self.plain.setdefault(meaning, []).append(_Hit(start, end))

    def last(self, meaning: Meaning) -> int:
        return max(hit.end for hit in self.plain[meaning])

    def words(self, meaning: Meaning) -> tuple[str, ...]:
        hits = self.plain.get(meaning) or self.hints.get(meaning) or []
        said = (self.text[hit.start : hit.end].strip() for hit in hits)
        return tuple(dict.fromkeys(one[:LONGEST_WORDS] for one in said))[:MOST_WORDS]


_STOP = re.compile(r"[.!?;\n。]")
_ASKS = re.compile(r"[^\s?؟]{2,}[ ]?[?؟]")
_NAMED_ONLY = (Meaning.REFERRAL, Meaning.WRONG_PERSON)


def read_intent(own: str, received_on: date) -> Intent:
    """Return what these own words mean. Deterministic, and never raises."""
    text = _body(own[:MAX_WORDS])[:MAX_READ]
    folded = fold_in_place(text)
    start = greeted(folded)
    curt = curt_meaning(folded[start:])
    if curt is not None:
        return Intent(curt, LIKELY, (text[start:].strip()[:LONGEST_WORDS],))
    found = _look(text, folded)
    dated = Meaning.NOT_NOW in found.plain or len(folded) <= NOTE
    later = later_date(folded, received_on) if dated else None
    meaning, confidence = _decide(found, later, received_on)
    sure = confidence >= SURE_ENOUGH or meaning is Meaning.OTHER
    return Intent(
        meaning=meaning if sure else Meaning.OTHER,
        confidence=confidence,
        words=found.words(meaning),
        guess=None if sure else meaning,
        ask_again_on=later if sure and meaning is Meaning.NOT_NOW else None,
        named_day=later,
        contact=_contact(found) if meaning is Meaning.REFERRAL else None,
    )


def _body(own: str) -> str:
    """Return the answer without the leave-taking and the name and title under it."""
    lines = own.split("\n")
    for index, line in enumerate(lines):
        if index and closes(fold_in_place(line)) and any(map(str.strip, lines[:index])):
            lines = lines[:index]
            break
    return tidy("\n".join(lines))


def _look(text: str, folded: str) -> _Found:
    found = _Found(text, folded)
    marked = named(text, folded)
    tongues = tongues_of(folded)
    found.negation = "|".join(one.negation for one in tongues if one.negation)
    for tongue in tongues:
        _plain(found, tongue, marked)
        for meaning in tongue.hints:
            shape = tongue.said(meaning, hint=True)
            hits = [
                _Hit(*match.span())
                for match in shape.finditer(folded)
                if meaning is not Meaning.NOT_INTERESTED
                or not no_trouble(folded, *match.span())
            ]
            if hits:
                found.hints.setdefault(meaning, []).extend(hits)
    _drop_overlapped(found)
    _hear_build(found)
    asked = _ASKS.search(folded)
    if asked is not None:
        hits = found.hints.setdefault(Meaning.QUESTION, [])
        hits.append(_Hit(asked.start(), asked.end()))
    return found


def _plain(found: _Found, tongue: Tongue, marked: str) -> None:
    supposed = [match.span() for match in tongue.supposes().finditer(found.folded)]
    for meaning in tongue.plain:
        shape = tongue.said(meaning)
        texts = (found.folded, marked) if meaning in _NAMED_ONLY else (found.folded,)
        for text in texts:
            for match in shape.finditer(text):
                start, end = match.span()
                if meaning is Meaning.INTERESTED:
                    if any(a < end and start < b for a, b in supposed):
                        continue
                    if tongue.turns().search(found.folded[max(0, start - 60) : start]):
                        found.add(Meaning.NOT_INTERESTED, start, end)
                        continue
                found.add(meaning, start, end)


def _drop_overlapped(found: _Found) -> None:
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


def _hear_build(found: _Found) -> None:
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
        kept.append(_Hit(*day))
    if kept:
        found.plain[Meaning.INTERESTED] = kept
    later = found.plain.get(Meaning.NOT_NOW, [])
    if later and never_at_all(folded):
        found.plain.setdefault(Meaning.NOT_INTERESTED, []).extend(later)
        del found.plain[Meaning.NOT_NOW]


def _drop_consulted(found: _Found) -> None:
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


def _decide(
    found: _Found, later: date | None, received_on: date
) -> tuple[Meaning, float]:
    kinds = set(found.plain) - {Meaning.QUESTION, Meaning.OTHER}
    interested = Meaning.INTERESTED in kinds
    if Meaning.REFERRAL in kinds:
        return Meaning.REFERRAL, MIXED if interested else SURE
    if Meaning.WRONG_PERSON in kinds:
        if "@" in found.folded and addresses(found.text):
            return Meaning.REFERRAL, LIKELY
        return Meaning.WRONG_PERSON, LIKELY if interested else SURE
    soon = later is not None and later - received_on <= SOON
    if Meaning.NOT_NOW in kinds and not (interested and soon):
        if _meets_soon(found, soon=soon, far=later is not None and not soon):
            return Meaning.INTERESTED, LIKELY
        return _not_now(found, later)
    if Meaning.NOT_INTERESTED in kinds:
        if later is not None and not soon and lasts_until(found.folded):
            return Meaning.NOT_NOW, MIXED
        return _refusal(found, interested=interested)
    if interested:
        return _acceptance(found, far=later is not None and not soon)
    return _by_hints(found, later, received_on)


def _meets_soon(found: _Found, *, soon: bool, far: bool) -> bool:
    """Tell whether all that delays is a day to meet on, and the rest is warm."""
    folded, delays = found.folded, found.plain[Meaning.NOT_NOW]
    if far or Meaning.NOT_INTERESTED in found.plain:
        return False
    warm = Meaning.INTERESTED in found.plain or (
        Meaning.INTERESTED in found.hints
        and Meaning.NOT_INTERESTED not in found.hints
        and len(folded) <= SHORT
    )
    return all(
        (soon or names_day(folded, hit.start, hit.end))
        and (warm or proposes_to_meet(folded, hit.start, hit.end))
        for hit in delays
    )


def _acceptance(found: _Found, *, far: bool) -> tuple[Meaning, float]:
    """Of a yes alone: one that is taken back was polite, or is one for a later day."""
    last = found.last(Meaning.INTERESTED)
    hedge = far and hedged(found.folded, last - 1)
    if hedge or put_off(found.folded, last):
        return Meaning.NOT_NOW, MIXED
    if taken_back(found.folded, last, found.negation):
        if far:
            return Meaning.NOT_NOW, MIXED
        return Meaning.NOT_INTERESTED, HINTED - 0.1
    if turned(found.folded, last):
        return Meaning.INTERESTED, HINTED - 0.1
    return Meaning.INTERESTED, MIXED if Meaning.OTHER in found.plain else SURE


def _not_now(found: _Found, later: date | None) -> tuple[Meaning, float]:
    kinds = found.plain
    refused = Meaning.NOT_INTERESTED in kinds
    if Meaning.INTERESTED in kinds and later is None and not refused:
        last = found.last(Meaning.NOT_NOW)
        if BUT.search(found.folded, last) and found.last(Meaning.INTERESTED) > last:
            return Meaning.INTERESTED, MIXED
    if refused and later is None:
        outweighed = _refusals_apart(found) > len(kinds[Meaning.NOT_NOW])
        return (
            (Meaning.NOT_INTERESTED, MIXED) if outweighed else (Meaning.NOT_NOW, LIKELY)
        )
    return Meaning.NOT_NOW, SURE


def _refusals_apart(found: _Found) -> int:
    """Return how many times it says no beside what it says of the time."""
    number, reached = 0, -1
    delays = found.plain[Meaning.NOT_NOW]
    for hit in sorted(found.plain[Meaning.NOT_INTERESTED], key=lambda one: one.start):
        apart = all(hit.end <= one.start or one.end <= hit.start for one in delays)
        if apart and hit.start >= reached:
            number, reached = number + 1, hit.end
    return number


def _refusal(found: _Found, *, interested: bool) -> tuple[Meaning, float]:
    """Of a yes and a no in one answer the later one is meant, more so after a "but"."""
    if not interested:
        return Meaning.NOT_INTERESTED, SURE
    no, yes = found.last(Meaning.NOT_INTERESTED), found.last(Meaning.INTERESTED)
    meaning = Meaning.NOT_INTERESTED if no > yes else Meaning.INTERESTED
    turned = BUT.search(found.folded, 0, max(no, yes)) is not None
    return meaning, MIXED if turned else HINTED - 0.1


def _by_hints(
    found: _Found, later: date | None, received_on: date
) -> tuple[Meaning, float]:
    asked = Meaning.QUESTION in found.hints or Meaning.QUESTION in found.plain
    hinted = Meaning.INTERESTED in found.hints
    short = len(found.folded) <= SHORT
    far = later is not None and later - received_on > SOON
    if Meaning.OTHER in found.plain:
        return Meaning.OTHER, LIKELY
    if Meaning.QUESTION in found.plain:
        return Meaning.QUESTION, LIKELY if hinted else SURE
    if far and short and (not asked or Meaning.NOT_NOW in found.hints):
        return Meaning.NOT_NOW, HINTED - 0.1 * lasted(found.folded)
    if hinted and Meaning.NOT_INTERESTED not in found.hints and short:
        return Meaning.INTERESTED, HINTED
    if "@" in found.folded and writes_to(found.folded):
        return Meaning.REFERRAL, MIXED
    if asked:
        return Meaning.QUESTION, LIKELY
    if not hinted and opens_with_no(found.folded, greeted(found.folded)):
        return Meaning.NOT_INTERESTED, MIXED
    for meaning in (Meaning.NOT_NOW, Meaning.REFERRAL, Meaning.NOT_INTERESTED):
        if meaning in found.hints:
            return meaning, HINTED - 0.1
    return (Meaning.INTERESTED, HINTED - 0.1) if hinted else (Meaning.OTHER, UNSURE)


def read_contact_of(own: str) -> Contact:
    """Return whom an answer names, whatever the rules take it to mean."""
    return read_contact(_body(own[:MAX_WORDS])[:MAX_READ], 0)


def _contact(found: _Found) -> Contact:
    for hits in (
        found.plain.get(Meaning.REFERRAL),
        found.plain.get(Meaning.WRONG_PERSON),
        found.hints.get(Meaning.REFERRAL),
    ):
        if hits:
            return read_contact(found.text, min(hit.start for hit in hits))
    return read_contact(found.text, 0)
