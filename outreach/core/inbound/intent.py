"""What a person's answer means for the sequence, by rules; what is unsure is left to a person.

The rules look for what people say in each language and turn interest with a "not" before it
into its opposite. Where several meanings stand in one answer, the one decides that says what
to do next, as docs/reference/intent.md orders them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.inbound.certainty import DOUBTED, LIKELY, SURE_ENOUGH
from outreach.core.inbound.decision import SOON, decide
from outreach.core.inbound.doubt import doubtful
from outreach.core.inbound.evidence import LONGEST_WORDS, Evidence, look
from outreach.core.inbound.later import later_date
from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.phrase.curt import closes, curt_meaning, greeted
from outreach.core.inbound.referral import Contact, read_contact
from outreach.core.inbound.word import fold_in_place, tidy

if TYPE_CHECKING:
    from datetime import date

MAX_WORDS = 4_000
MAX_READ = 1_200  # characters: an answer's point stands early
NOTE = 400  # in longer answers a date alone postpones nothing


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


def read_intent(own: str, received_on: date) -> Intent:
    """Return what these own words mean. Deterministic, and never raises."""
    text = _body(own[:MAX_WORDS])[:MAX_READ]
    folded = fold_in_place(text)
    start = greeted(folded)
    curt = curt_meaning(folded[start:])
    if curt is not None:
        return Intent(curt, LIKELY, (text[start:].strip()[:LONGEST_WORDS],))
    found = look(text, folded)
    dated = Meaning.NOT_NOW in found.plain or len(folded) <= NOTE
    later = later_date(folded, received_on) if dated else None
    meaning, confidence = decide(found, later, received_on)
    far = later is not None and later - received_on > SOON
    if confidence > DOUBTED and doubtful(found, meaning, later, far=far):
        confidence = DOUBTED
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


def read_contact_of(own: str) -> Contact:
    """Return whom an answer names, whatever the rules take it to mean."""
    return read_contact(_body(own[:MAX_WORDS])[:MAX_READ], 0)


def _contact(found: Evidence) -> Contact:
    for hits in (
        found.plain.get(Meaning.REFERRAL),
        found.plain.get(Meaning.WRONG_PERSON),
        found.hints.get(Meaning.REFERRAL),
    ):
        if hits:
            return read_contact(found.text, min(hit.start for hit in hits))
    return read_contact(found.text, 0)
