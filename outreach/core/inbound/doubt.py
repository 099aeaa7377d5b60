"""What makes a reading less than sure: one clue alone beside much that no clue accounts for.

Two clues apart that say the same are hardly ever wrong, and neither is one that is a whole
sentence. One alone amid words that nobody understood is, once in three.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outreach.core.inbound.aside import said_beside
from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.phrase.curt import greeted
from outreach.core.inbound.referral import read_contact
from outreach.core.inbound.stance import (
    BUT,
    lasted,
    lasts_until,
    names_day,
    opens_with_no,
    sentence_at,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from outreach.core.inbound.evidence import Evidence, Hit

MUCH = 12  # words that no clue accounts for
MUCH_BESIDE_YES = 8
FEW = 2  # words beside a mere "fine"
FEW_BESIDE_DAY = 4  # and beside a mere "Thursday"
MUCH_AFTER = 6  # of them behind the clue: people are polite first
MUCH_BEFORE = 3  # before a question: what is told there may be the answer
SPARE = 1  # words beside the clue in a sentence that says nothing else
_JOINED = "\u3041-\u30ff\u4e00-\u9fff"
_WORD = re.compile(rf"[{_JOINED}]{{1,4}}|[^\W\d_{_JOINED}]{{2,}}")
_MARKED = re.compile(rf"[?？؟{_JOINED}]")  # or asked by its last syllable
_COURTESY = re.compile(
    r"(?<!\w)(?:thanks|thank you|danke|vielen dank|merci|gracias|grazie|obrigad[oa]|bedankt"
    r"|dank je|dank u|dziekuj\w+|спасибо|tesekkur\w*|tack|takk|tak)(?!\w)(?: very much"
    r"| so much| a lot| beaucoup| mille| bardzo| большое)?(?: (?:for|fur|pour|por|per|voor|za"
    r"|pela|pelo|de|за|om)(?: [\w'-]+){1,5})?"
    r"|(?:ご連絡)?(?:いただき)?(?:誠に)?ありがとうございま(?:す|した)|谢谢|감사합니다"
)
_BACK = re.compile(
    r"(?<!\w)(?:back|again|then|reconnect|later|earliest|only in|on (?:our|my|the) list|wieder"
    r"|zuruck|dann|erst|spater|reviens|retour|alors|vuelv\w*|entonces|torno|torn\w*|allora|volt\w*"
    r"|deixar|entao|weer|terug|dan|wroc\w*|potem|вернусь|потом|снова|sonra|tilbake|tillbaka"
    r"|tilbage|igen|igjen)(?!\w)|再|また|다시|بعد"
)
_OURS = re.compile(
    r"(?<!\w)(?:our|my|unser\w*|mein\w*|notre|mon|ma|nuestr[oa]|mi|nostr[oa]|mi[oa]|noss[oa]"
    r"|meu|minha|onze|mijn|nasz\w*|moj\w*|наш\w*|мо[йяе]\w*|var|min|vores)(?!\w)|我们|同事|同僚"
    r"|弊社|担当|저희|담당|زميل|همکار"
)
_DECISIVE = (Meaning.INTERESTED, Meaning.NOT_INTERESTED, Meaning.WRONG_PERSON)


def doubtful(
    found: Evidence, meaning: Meaning, later: date | None, *, far: bool
) -> bool:
    """Tell whether a person should look at an answer taken to mean this.

    `later` is a day that it names, and `far` whether that is too far off to meet on.
    """
    clues = [*found.plain.get(meaning, ()), *found.hints.get(meaning, ())]
    if meaning is Meaning.OTHER:
        return False
    if said_beside(found.folded, meaning):
        return True
    if not clues:
        dated = meaning is Meaning.NOT_NOW and Meaning.INTERESTED not in found.plain
        return dated and not _puts_off(found)
    if meaning is Meaning.QUESTION:
        return _answers_first(found, min(clue.start for clue in clues))
    if _apart(clues) > 1:
        return False
    if meaning is Meaning.INTERESTED and not found.plain:
        few = FEW_BESIDE_DAY if _fixes_day(found.folded) else FEW
        return _unaccounted(found, 0, len(found.folded)) > few
    if _mixed(found, meaning, later, far=far):
        return True
    if any(_whole(found, clue) for clue in clues):
        return meaning is Meaning.INTERESTED and _goes_on(found, clues)
    if meaning is Meaning.REFERRAL and not _names_somebody(found, clues):
        return True
    return _little(found, meaning, clues)


def _puts_off(found: Evidence) -> bool:
    """Tell whether more than the mere name of a later day says that it is too early."""
    folded = found.folded
    denied = re.compile(rf"(?<!\w)(?:{found.negation or '(?!)'})(?!\w)|n't(?!\w)")
    return lasts_until(folded) or any(
        shape.search(folded) is not None for shape in (_BACK, denied)
    )


def _answers_first(found: Evidence, asked_at: int) -> bool:
    """Tell whether something unread stands before a question, which may be the answer."""
    folded = found.folded
    begin, _ = sentence_at(folded, asked_at)
    if not _MARKED.search(folded) and _unaccounted(found, begin, asked_at) > SPARE:
        return True
    clause = max(begin, folded.rfind(",", 0, asked_at) + 1)
    return _unaccounted(found, 0, clause) >= MUCH_BEFORE


def _mixed(found: Evidence, meaning: Meaning, later: date | None, *, far: bool) -> bool:
    """Tell whether something else is said that goes ill with it."""
    match meaning:
        case Meaning.NOT_NOW:
            delays = found.plain.get(meaning, ())
            return later is None and _beside(delays, _plainly(found, meaning))
        case Meaning.NOT_INTERESTED:
            return later is not None and not lasted(found.folded)
        case Meaning.INTERESTED:
            return far
        case _:
            return False


def _plainly(found: Evidence, meaning: Meaning) -> Iterator[Hit]:
    """Yield each yes, no and "not me" that is not the meaning itself."""
    for other in _DECISIVE:
        if other is not meaning:
            yield from found.plain.get(other, ())


def _beside(clues: Iterable[Hit], others: Iterable[Hit]) -> bool:
    """Tell whether one of the others stands apart from each clue there is."""
    kept = tuple(clues)
    return bool(kept) and any(
        all(hit.end <= clue.start or clue.end <= hit.start for clue in kept)
        for hit in others
    )


def _names_somebody(found: Evidence, clues: list[Hit]) -> bool:
    contact = read_contact(found.text, min(clue.start for clue in clues))
    begin, end = sentence_at(found.folded, clues[0].start)
    one_of_theirs = _OURS.search(found.folded, begin, end) is not None
    return bool(contact.address or contact.name) or one_of_theirs


def _goes_on(found: Evidence, clues: list[Hit]) -> bool:
    """Tell whether much follows a yes that may have been polite alone."""
    end, whole = max(clue.end for clue in clues), len(found.folded)
    far_more = _unaccounted(found, end, whole) >= MUCH_AFTER
    return far_more and not _fixes_day(found.folded)


def _little(found: Evidence, meaning: Meaning, clues: list[Hit]) -> bool:
    """Tell whether the clue accounts for little of the answer."""
    folded = found.folded
    if meaning is Meaning.NOT_NOW or "@" in folded:
        return False
    if meaning is Meaning.INTERESTED:
        yes = found.plain.get(meaning, ())
        if _beside(yes, found.hints.get(Meaning.NOT_INTERESTED, ())):
            return True
        if _fixes_day(folded):
            return False
    if meaning is Meaning.NOT_INTERESTED:
        if Meaning.QUESTION in found.plain or Meaning.QUESTION in found.hints:
            return True
        if opens_with_no(folded, greeted(folded)):
            return False
    end = max(clue.end for clue in clues)
    after = _unaccounted(found, end, len(folded))
    if meaning in _DECISIVE and after >= MUCH_AFTER:
        return True
    most = MUCH_BESIDE_YES if meaning is Meaning.INTERESTED else MUCH
    return after + _unaccounted(found, 0, end) >= most


def _fixes_day(folded: str) -> bool:
    """Tell whether a day stands there that bears a yes out, and no "but"."""
    return names_day(folded, 0, len(folded)) and BUT.search(folded) is None


def _unaccounted(found: Evidence, start: int, end: int) -> int:
    """Return how many words between two places no clue of any meaning covers."""
    folded = found.folded
    covered = [*_spans(found), *(match.span() for match in _COURTESY.finditer(folded))]
    start = max(start, greeted(folded))
    return sum(
        not any(a < word.end() and word.start() < b for a, b in covered)
        for word in _WORD.finditer(folded, start, end)
    )


def _spans(found: Evidence) -> Iterator[tuple[int, int]]:
    for table in (found.plain, found.hints):
        for hits in table.values():
            for hit in hits:
                yield hit.start, hit.end


def _apart(clues: list[Hit]) -> int:
    """Return how many of the clues stand apart."""
    number, reached = 0, -1
    for clue in sorted(clues, key=lambda one: one.start):
        if clue.start >= reached:
            number += 1
        reached = max(reached, clue.end)
    return number


def _whole(found: Evidence, clue: Hit) -> bool:
    """Tell whether a sentence, or the last clause of all, holds little more than the clue."""
    begin, end = sentence_at(found.folded, clue.start)
    begin = max(begin, greeted(found.folded))
    if not _WORD.search(found.folded, clue.end):
        begin = max(begin, found.folded.rfind(",", 0, clue.start) + 1)
    beside = (
        word
        for word in _WORD.finditer(found.folded, begin, end)
        if word.end() <= clue.start or clue.end <= word.start()
    )
    return sum(1 for _ in beside) <= SPARE
