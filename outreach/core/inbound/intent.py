"""What a person's answer means for the sequence, by rules; what is unsure is left to a person.

The rules look for what people say in each language, sentence by sentence, and turn interest
with a "not" before it into its opposite. Two meanings that contradict each other make none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from outreach.core.inbound.header import addresses
from outreach.core.inbound.intent_words import (
    INTERESTED,
    NEGATION,
    NOT_INTERESTED,
    NOT_NOW,
    QUESTION,
    REFERRAL,
    WRONG_PERSON,
)
from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.opt_out import sentences
from outreach.core.inbound.written_date import MONTHS, find_date, month_start

MAX_WORDS = 4_000
MAX_SENTENCES = 40
SOON = timedelta(days=14)
SURE = 0.85
LIKELY = 0.7
UNSURE = 0.3
SHORT = 4  # letters of month names that mean other things too
OCTOBER = 10


@dataclass(frozen=True, slots=True)
class Intent:
    """A meaning, how sure (0 to 1), and the words that decided.

    `ask_again_on` belongs to not_now and `refer_to` (an address) to referral.
    """

    meaning: Meaning
    confidence: float
    words: tuple[str, ...] = ()
    ask_again_on: date | None = None
    refer_to: str = ""


_NEGATED = re.compile(
    rf"(?<!\w)(?:{NEGATION})(?!\w|\s+only\b|\s+nur\b|\s+seulement|\s+solo)(?:[ "
    rf"'’][^\s,;.!?]+){{0,4}}?\s*$",
    re.IGNORECASE,
)
_IN_A_WHILE = re.compile(
    r"(?:in|nach|dans|en|dentro de|tra|fra|em|daqui a|over|om|za|через) (?:about "
    r"|ca\.? |etwa |environ )?(\d{1,2}|a|an|ein(?:em|er)?|un|une|una|um|uma|een|two"
    r"|three|four|six|zwei|drei|vier|sechs|deux|trois|dos|tres|seis|due|tre|sei|dois"
    r"|três|twee|drie) (day|tag|jour|d[ií]a|giorn|dag|week|woche|semain|seman"
    r"|settiman|weken|month|monat|mois|mes|mês|maand|year|jahr|année|an\b|año|anno"
    r"|ano|jaar)",
    re.IGNORECASE,
)
_NUMBERS = {
    **dict.fromkeys(("two", "zwei", "deux", "dos", "due", "dois", "twee"), 2),
    **dict.fromkeys(("three", "drei", "trois", "tres", "tre", "três", "drie"), 3),
    **dict.fromkeys(("four", "vier"), 4),
    **dict.fromkeys(("six", "sechs", "seis", "sei"), 6),
}
_UNIT_DAYS = (
    (re.compile(r"d[aií]|tag|jour|giorn", re.IGNORECASE), 1),
    (re.compile(r"w|sem|sett", re.IGNORECASE), 7),
    (re.compile(r"m", re.IGNORECASE), 30),
    (re.compile(r"y|j|a", re.IGNORECASE), 365),
)
_QUARTER = re.compile(r"(?<!\w)[QT]([1-4])(?!\w)", re.IGNORECASE)
_NEXT_QUARTER = re.compile(
    r"(?:next|nächstes|coming) (?:quarter|quartal)|(?:prochain|próximo|prossimo) "
    r"trimestre|trimestre prochain|volgend kwartaal",
    re.IGNORECASE,
)
_NEXT_MONTH = re.compile(
    r"next month|nächste[nr]? monat|(?:le )?mois prochain|(?:el )?(?:próximo mes|mes "
    r"que viene)|(?:il )?mese prossimo|(?:no )?próximo mês|mês que vem|volgende maand",
    re.IGNORECASE,
)
_NEXT_YEAR = re.compile(
    r"next year|new year|nächste[sn]? jahr|l'année prochaine|(?:el )?(?:próximo año"
    r"|año que viene)|(?:l')?anno prossimo|(?:no )?(?:próximo ano|ano que vem)"
    r"|volgend jaar",
    re.IGNORECASE,
)
_MONTH_NAME = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted((m for m in MONTHS if len(m) > SHORT), key=len, reverse=True))}"
    r"|(?:in|en|im|em|until) (?:may|june|july|mai|mayo|juin|juni|juli|maio|mars|märz"
    r"|août))(?!\w)",
    re.IGNORECASE,
)


def read_intent(own: str, received_on: date) -> Intent:
    """Return what these own words mean. Deterministic, and never raises."""
    words = own[:MAX_WORDS].replace("’", "'")
    found = _meanings(sentences(words)[:MAX_SENTENCES])
    later = later_date(words, received_on)
    if later and later - received_on <= SOON and Meaning.INTERESTED in found:
        found.pop(Meaning.NOT_NOW, None)  # a meeting next week is no postponement
    meaning = _decided(found)
    if meaning is Meaning.OTHER:
        hits = tuple(word for hit in found.values() for word in hit)
        return Intent(meaning, UNSURE, hits[:4])
    refer_to = _named(words)
    if meaning is Meaning.WRONG_PERSON and refer_to:
        meaning = Meaning.REFERRAL
    return Intent(
        meaning=meaning,
        confidence=SURE if len(found) == 1 else LIKELY,
        words=tuple(found.get(meaning, next(iter(found.values()))))[:4],
        ask_again_on=later if meaning is Meaning.NOT_NOW else None,
        refer_to=refer_to if meaning is Meaning.REFERRAL else "",
    )


_RULES = (
    (Meaning.WRONG_PERSON, WRONG_PERSON),
    (Meaning.REFERRAL, REFERRAL),
    (Meaning.NOT_NOW, NOT_NOW),
    (Meaning.NOT_INTERESTED, NOT_INTERESTED),
    (Meaning.INTERESTED, INTERESTED),
    (Meaning.QUESTION, QUESTION),
)


def _meanings(said: list[str]) -> dict[Meaning, list[str]]:
    found: dict[Meaning, list[str]] = {}
    for sentence in said:
        for meaning, shape in _RULES:
            for match in shape.finditer(sentence):
                actual = _turned(meaning, sentence[: match.start()])
                found.setdefault(actual, []).append(match.group().strip()[:60])
    return found


def _turned(meaning: Meaning, before: str) -> Meaning:
    """Return the meaning, or its opposite where a negation stands close before it."""
    if meaning is Meaning.INTERESTED and _NEGATED.search(before[-60:]):
        return Meaning.NOT_INTERESTED
    return meaning


def _decided(found: dict[Meaning, list[str]]) -> Meaning:
    """Return the one meaning that explains all that was found; OTHER if none does."""
    kinds = set(found)
    if {
        Meaning.NOT_INTERESTED,
        Meaning.INTERESTED,
    } <= kinds and Meaning.NOT_NOW not in kinds:
        return Meaning.OTHER
    for first in (
        Meaning.REFERRAL,
        Meaning.WRONG_PERSON,
        Meaning.NOT_NOW,  # "not interested at the moment" is a date, not a refusal
        Meaning.NOT_INTERESTED,
        Meaning.INTERESTED,
        Meaning.QUESTION,
    ):
        if first in kinds:
            return first
    return Meaning.OTHER


def _named(words: str) -> str:
    found = addresses(words)
    return found[0][1] if found else ""


def later_date(words: str, received_on: date) -> date | None:
    """Return when to ask again, as far as the words say; None if they do not."""
    if match := _IN_A_WHILE.search(words):
        return received_on + _span(match[1].lower(), match[2])
    if (day := find_date(words, received_on)) and day > received_on:
        return day
    if match := _QUARTER.search(words):
        return month_start(3 * int(match[1]) - 2, received_on)
    if _NEXT_QUARTER.search(words):
        return month_start(
            (received_on.month - 1) // 3 * 3 % 12 + 4 - _wrap(received_on), received_on
        )
    if _NEXT_MONTH.search(words):
        return month_start(received_on.month % 12 + 1, received_on)
    if _NEXT_YEAR.search(words):
        return date(received_on.year + 1, 1, 1)
    if match := _MONTH_NAME.search(words):
        return month_start(MONTHS[match.group().split()[-1].lower()], received_on)
    return None


def _wrap(received_on: date) -> int:
    return 12 if received_on.month >= OCTOBER else 0


def _span(count: str, unit: str) -> timedelta:
    number = int(count) if count.isdigit() else _NUMBERS.get(count, 1)
    days = next((days for shape, days in _UNIT_DAYS if shape.match(unit)), 30)
    return timedelta(days=number * days)
