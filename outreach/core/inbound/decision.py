"""Which of several meanings decides what a salesperson does next, and how sure that is.

The order is that of docs/reference/intent.md.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.inbound.certainty import (
    DOUBTED,
    HINTED,
    LIKELY,
    MIXED,
    SURE,
    UNSURE,
)
from outreach.core.inbound.header import addresses
from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.phrase.curt import greeted
from outreach.core.inbound.stance import (
    BUT,
    hedged,
    lasted,
    lasts_until,
    names_day,
    opens_with_no,
    proposes_to_meet,
    put_off,
    taken_back,
    turned,
    writes_to,
)

if TYPE_CHECKING:
    from datetime import date

    from outreach.core.inbound.evidence import Evidence

SOON = timedelta(days=14)
SHORT = 90  # characters


def decide(
    found: Evidence, later: date | None, received_on: date
) -> tuple[Meaning, float]:
    """Return the meaning and how sure it is; `later` is a day that the words name."""
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


def _meets_soon(found: Evidence, *, soon: bool, far: bool) -> bool:
    """Tell whether all that delays is a day to meet on, and the rest is warm."""
    folded, delays = found.folded, found.plain[Meaning.NOT_NOW]
    if far or Meaning.NOT_INTERESTED in found.plain:
        return False
    if BUT.search(folded, 0, max(hit.start for hit in delays)):
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


def _acceptance(found: Evidence, *, far: bool) -> tuple[Meaning, float]:
    """Of a yes alone: one that is taken back was polite, or is one for a later day."""
    last = found.last(Meaning.INTERESTED)
    hedge = far and hedged(found.folded, last - 1)
    if hedge or put_off(found.folded, last):
        return Meaning.NOT_NOW, MIXED
    if taken_back(found.folded, last, found.negation):
        if far:
            return Meaning.NOT_NOW, MIXED
        return Meaning.NOT_INTERESTED, DOUBTED
    if turned(found.folded, last):
        return Meaning.INTERESTED, DOUBTED
    return Meaning.INTERESTED, MIXED if Meaning.OTHER in found.plain else SURE


def _not_now(found: Evidence, later: date | None) -> tuple[Meaning, float]:
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


def _refusals_apart(found: Evidence) -> int:
    """Return how many times it says no beside what it says of the time."""
    number, reached = 0, -1
    delays = found.plain[Meaning.NOT_NOW]
    for hit in sorted(found.plain[Meaning.NOT_INTERESTED], key=lambda one: one.start):
        apart = all(hit.end <= one.start or one.end <= hit.start for one in delays)
        if apart and hit.start >= reached:
            number, reached = number + 1, hit.end
    return number


def _refusal(found: Evidence, *, interested: bool) -> tuple[Meaning, float]:
    """Of a yes and a no in one answer the later one is meant, more so after a "but"."""
    if not interested:
        return Meaning.NOT_INTERESTED, SURE
    no, yes = found.last(Meaning.NOT_INTERESTED), found.last(Meaning.INTERESTED)
    meaning = Meaning.NOT_INTERESTED if no > yes else Meaning.INTERESTED
    turned = BUT.search(found.folded, 0, max(no, yes)) is not None
    return meaning, MIXED if turned else DOUBTED


def _by_hints(
    found: Evidence, later: date | None, received_on: date
) -> tuple[Meaning, float]:
    asked = Meaning.QUESTION in found.hints or Meaning.QUESTION in found.plain
    hinted = Meaning.INTERESTED in found.hints
    short = len(found.folded) <= SHORT
    far = later is not None and later - received_on > SOON
    if Meaning.OTHER in found.plain:
        return (Meaning.NOT_NOW, DOUBTED) if far else (Meaning.OTHER, LIKELY)
    if Meaning.QUESTION in found.plain:
        return Meaning.QUESTION, LIKELY if hinted else SURE
    if far and short and (not asked or Meaning.NOT_NOW in found.hints):
        return Meaning.NOT_NOW, DOUBTED if lasted(found.folded) else HINTED
    if hinted and Meaning.NOT_INTERESTED not in found.hints and short:
        return Meaning.INTERESTED, HINTED
    if "@" in found.folded and not asked and writes_to(found.folded):
        return Meaning.REFERRAL, MIXED
    if asked:
        return Meaning.QUESTION, LIKELY
    if not hinted and opens_with_no(found.folded, greeted(found.folded)):
        return Meaning.NOT_INTERESTED, MIXED
    for meaning in (Meaning.NOT_NOW, Meaning.REFERRAL, Meaning.NOT_INTERESTED):
        if meaning in found.hints:
            return meaning, DOUBTED
    return (Meaning.INTERESTED, DOUBTED) if hinted else (Meaning.OTHER, UNSURE)
