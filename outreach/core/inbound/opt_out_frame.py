"""Which words, said together in a sentence, ask to be left alone, whatever the tongue.

A verb of ceasing beside a word for mail is a wish in every language, and so are an
unwillingness to receive, a removal from a list, a law with an erasure, a threat for the
next mail, and the question where an address is from with a removal after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.inbound import opt_out_lexicon as words
from outreach.core.inbound import opt_out_off as off
from outreach.core.inbound import opt_out_shape as shape
from outreach.core.inbound.fold import Lexicon, fold
from outreach.core.inbound.opt_out_term import ABOUT, FOOTER, OTHER_WISH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from outreach.core.inbound.late_pattern import LatePattern

NEAR = 34  # characters between two words of one wish
CLOSE = 14  # where the verb stands last
CURT = 70
MAX_DOUBT = 400  # in a longer answer a single strong word is no reason to ask a person


def _near(
    first: LatePattern,
    second: LatePattern,
    text: str,
    *,
    before: int = CLOSE,
    after: int = NEAR,
) -> str:
    """Return the words from one of `first` to one of `second` beside it; "" if none are.

    `after` bounds the characters between where the second follows, `before` where it leads.
    """
    firsts = [one.span() for one in first.finditer(text)]
    others = [one.span() for one in second.finditer(text)] if firsts else []
    for start, end in firsts:
        for begin, stop in others:
            if 0 <= begin - end <= after and not shape.TURN.search(text, end, begin):
                return text[start:stop]
            if 0 <= start - stop <= before and not shape.TURN.search(text, stop, start):
                return text[begin:end]
    return ""


def _ceasing(text: str) -> str:
    if shape.PRODUCT.search(text):
        return ""
    received = _near(words.CEASE, words.RECEIVE, text)
    if received or shape.OWN_ACT.search(text):
        return received
    return _near(words.CEASE, words.MAIL, text)


def _unwilling(text: str) -> str:
    if shape.SENDS.search(text) or shape.PRODUCT.search(text):
        return ""
    # Turkish and the eastern tongues say the verb last.
    before = 0 if text.isascii() and "istem" not in text else NEAR
    found = _near(words.UNWILLING, words.RECEIVE, text, before=before)
    found = found or _near(words.UNWILLING, words.LETTER, text, before=before)
    return "" if shape.BARE_SPAM.search(found) else found


def _withheld(text: str) -> str:
    """Return the words that withhold a consent to being written to."""
    if not _near(words.CONSENT, words.NOT, text, before=NEAR):
        return ""
    found = _near(words.CONSENT, words.MAIL, text, before=NEAR)
    return found or _near(words.CONSENT, off.REMOVE, text, before=NEAR, after=NEAR * 2)


def _removal(text: str) -> str:
    """Return the words that take the writer's data away, or anybody off their list."""
    removal = off.REMOVE.search(text)
    if removal is None:
        return ""
    asked = off.PLEASE.search(text) or (
        shape.REQUEST.search(text) and off.MINE.search(text)
    )
    if not asked and (shape.ASKS.search(text) or removal.start() > CLOSE):
        return ""
    own = _near(off.REMOVE, off.MINE, text, after=CLOSE)
    if own and off.PLACE.search(text, removal.end()):
        return own
    if _near(off.YOURS, off.PLACE, text, before=CLOSE, after=CLOSE):
        return _near(off.REMOVE, off.PLACE, text, before=NEAR)
    if off.PLEASE.search(text) is None and removal.start() > CLOSE:
        return ""
    if _near(off.MINE, off.DATA, text, before=CLOSE, after=CLOSE):
        return _near(off.REMOVE, off.DATA, text, before=NEAR)
    return ""


def _lawful(text: str) -> str:
    law = off.LAW.search(text)
    asked = law and off.PLEASE.search(text)
    if not asked or shape.ASKS.search(text) or shape.WONDERS.search(text):
        return ""
    removal = off.REMOVE.search(text)
    return removal.group() if removal else ""


def _threat(text: str) -> str:
    blocked = shape.BLOCKED.search(text)
    if blocked:
        return blocked.group()
    if shape.ASKS.search(text) or shape.DEAL.search(text) or not off.COND.search(text):
        return ""
    threat = off.THREAT.search(text) or shape.YOU_TO_SPAM.search(text)
    meant = words.MAIL.search(text) or off.AGAIN.search(text)
    return threat.group() if threat and meant else ""


def _listed(text: str) -> str:
    """Return the words that ask for a place on the list of those nobody writes to."""
    if shape.ASKS.search(text) and not off.PLEASE.search(text):
        return ""
    return _near(off.MINE, off.LISTED, text, before=NEAR)


def _objection(text: str) -> str:
    if shape.ASKS.search(text):
        return ""
    found = _near(words.OBJECT, words.MAIL, text, after=NEAR * 2)
    return found or _near(words.OBJECT, words.RECEIVE, text, after=NEAR * 2)


def _unbothered(text: str) -> str:
    """Return an order not to bother: nobody says so who wants an answer."""
    if (
        shape.ASKS.search(text)
        or shape.OWN_WORD.search(text)
        or shape.WANTS.search(text)
    ):
        return ""
    return _near(words.FORBID, words.BOTHER, text, before=CLOSE // 2, after=CLOSE)


def _off_list(text: str) -> str:
    """Return a removal from what can only be a list of people."""
    if len(text) > 2 * CURT or shape.ASKS.search(text):
        return ""
    found = shape.OFF.search(text)
    return found.group() if found else ""


def _last(text: str) -> str:
    if not off.PLEASE.search(text):
        return ""
    return _near(off.LAST, words.RECEIVE, text)


def _forbidden(text: str) -> str:
    found = shape.FORBIDS.search(text) or shape.NOT_DOING.search(text)
    return found.group() if found else ""


def _curt_order(text: str) -> str:
    """Return "stop this" where little else is said."""
    found = words.CEASE.search(text) if len(text) <= CURT // 2 + CLOSE else None
    if found is None or found.start() > CLOSE or shape.ASKS.search(text):
        return ""
    # "Stop that!" is small talk; to end all of them nobody says it so.
    small = found.group() == "stop"
    return found.group() if not small and shape.THIS.match(text, found.end()) else ""


def _peace(text: str) -> str:
    found = words.PEACE.search(text) if len(text) <= 2 * CURT else None
    return found.group() if found else ""


_WISHES: tuple[Callable[[str], str], ...] = (
    _ceasing,
    _unwilling,
    _withheld,
    _removal,
    _lawful,
    _threat,
    _last,
    _listed,
    _objection,
    _unbothered,
    _off_list,
    _forbidden,
    _peace,
    _curt_order,
)
_STRONG = (off.THREAT, words.UNASKED, words.PEACE, off.LISTED)
# Of the wishes only these can do without a word of _HEADS.
_HEADLESS = (_off_list, _forbidden)
_HEADS = Lexicon(
    "spam* | junk* | block* | blacklisted",
    *words.CEASE.tables,
    *words.UNWILLING.tables,
    *words.CONSENT.tables,
    *words.UNASKED.tables,
    *words.BOTHER.tables,
    *words.PEACE.tables,
    *words.OBJECT.tables,
    *off.REMOVE.tables,
    *off.WHENCE.tables,
    *off.THREAT.tables,
    *off.LAST.tables,
    *off.LISTED.tables,
)


def framed_wish(sentences: Sequence[str]) -> str:
    """Return the words by which a wish to be left alone is told; "" where there is none."""
    folded = [fold(one) for one in sentences]
    headed = [_HEADS.search(text) is not None for text in folded]
    for sentence, text, has_head in zip(sentences, folded, headed, strict=True):
        wishes = _WISHES if has_head else _HEADLESS
        found = next((told for wish in wishes if (told := wish(text))), "")
        if found and not is_vetoed(sentence):
            return found
        # "If this goes on" begins a threat, and elsewhere a question.
        threat = found and _threat(text)
        if threat and not FOOTER.search(sentence) and not OTHER_WISH.search(sentence):
            return threat
    return _whence(sentences, folded) if any(headed) else ""


def is_vetoed(sentence: str) -> bool:
    """Tell whether a sentence is a footer's, a question about leaving lists, or another wish."""
    return any(one.search(sentence) for one in (FOOTER, OTHER_WISH, ABOUT))


def _whence(sentences: Sequence[str], folded: Sequence[str]) -> str:
    """Return "where did you get my address?" and the like with a removal in or after it."""
    for at, text in enumerate(folded):
        asked = off.WHENCE.search(text) or words.UNASKED.search(text)
        asked_ = asked.group() if asked else _near(words.CONSENT, words.NOT, text)
        for sentence, after in zip(sentences[at:], folded[at:], strict=True):
            told = asked_ and _sent_away(after)
            short = len(after) <= 2 * CURT or after is text
            if told and short and not OTHER_WISH.search(sentence):
                return f"{asked_} ... {told}"
    return ""


def _sent_away(text: str) -> str:
    tables = (off.REMOVE, off.AWAY, words.CEASE, words.UNWILLING)
    return next((one.group() for each in tables if (one := each.search(text))), "")


def doubted_wish(sentences: Sequence[str]) -> str:
    """Return what in a short answer may be a wish to be left alone, for a person to judge."""
    if sum(map(len, sentences)) > MAX_DOUBT:
        return ""
    folded = [fold(one) for one in sentences]
    of_data = any(off.DATA.search(text) for text in folded)
    for sentence, text in zip(sentences, folded, strict=True):
        headed = _HEADS.search(text) and not FOOTER.search(sentence)
        if not headed or shape.ASKS.search(text):
            continue
        strong = (one.group() for each in _STRONG if (one := each.search(text)))
        found = next(strong, "") or _off_yours(text)
        if not found and of_data and len(text) <= CURT and off.PLEASE.search(text):
            found = _found(off.REMOVE, text)
        if not found and not OTHER_WISH.search(sentence):
            found = _weak(text)
        if found:
            return found
    return ""


def _off_yours(text: str) -> str:
    """Return what somebody does not want, or wants removed, who names your list."""
    if not _near(off.YOURS, off.PLACE, text, before=CLOSE, after=CLOSE):
        return ""
    return _found(off.REMOVE, text) or _found(words.UNWILLING, text)


def _weak(text: str) -> str:
    """Return a wish whose object is not said for sure."""
    own = _near(off.MINE, off.DATA, text, before=CLOSE, after=CLOSE)
    refused = _near(words.CONSENT, words.NOT, text, before=NEAR)
    return (_found(off.REMOVE, text) if own else "") or refused


def _found(table: LatePattern, text: str) -> str:
    found = table.search(text)
    return found.group() if found else ""
