"""When a note of absence says that its writer is back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from outreach.core.inbound import return_word as words
from outreach.core.inbound.absence_word import AWAY
from outreach.core.inbound.fold import fold
from outreach.core.inbound.written_date import dates_in, eastern_digits

if TYPE_CHECKING:
    from outreach.core.inbound.written import Written

MAX_NOTE = 6_000
FARTHEST = timedelta(days=366)  # a return farther off is taken for a slip of the pen
# Unless its year is told: people raise children.
FARTHEST_TOLD = timedelta(days=3 * 366)
_ONE_DAY = timedelta(days=1)
_WRAP = re.compile(r"(?<=.{45})\n(?=[^\n\s*-])")
_MONTHS = 12
_SLASHED = re.compile(r"(?<![\d/])(?!24/7)(\d{1,2})/(\d{1,2})(?!\d)")
_BEFORE, _AFTER = 90, 70
_TAIL = re.compile(
    r"[\s)]{0,2}(?:\([^)\n]{1,6}\)\s?)?(?:-|to|through|thru|until|till|and|から|至|到"
    r"|부터)\s?(?:the )?(\d{1,2})"
    r"(?:st|nd|rd|th|日|号|號|일)?(?![\d:./]|\s?(?:[^\W\d_]{2,}\s?\d|:|月|월))"
)
_NOT_ENGLISH = re.compile(
    r"(?<!\w)(?:ich|bin|und|je|suis|nous|le|la|el|los|estoy|sono|il|estou|ik|ben|jag"
    r"|jestem|een|het|jeg|er|olen|vagyok"
    r"|sunt|som|det|na|di|del|ate|hasta|bis|vom|izin\w*)(?!\w)|[^\x00-\x7f]"
)


def return_date(
    text: str, received_on: date, *, month_first: bool | None = None
) -> date | None:
    """Return the first day the writer is expected to be there; None if the text names none.

    A day that is over is none, nor one farther off than FARTHEST, or than FARTHEST_TOLD
    where its year is written. `month_first` says how the writer's country reads 5/6; None
    leaves it to the language.
    """
    note = eastern_digits(_WRAP.sub(" ", fold(text[:MAX_NOTE])))
    first = _order(note, month_first=month_first)
    written = dates_in(note, received_on, month_first=first)
    # The last day there is has none after it: in its year nothing is read.
    known = [one for one in written if (one.last or one.day).year < date.max.year]
    found = _with_tails(note, known)
    ranked = [
        (rank, day)
        for at in range(len(found))
        for rank, day in [_meant(note, found, at, received_on)]
        if rank and received_on <= day <= received_on + _reach(note, found[at].day)
    ]
    return min(ranked, key=lambda each: each[0])[1] if ranked else None


def _reach(note: str, day: date) -> timedelta:
    return FARTHEST_TOLD if str(day.year) in note else FARTHEST


def _order(note: str, *, month_first: bool | None) -> bool:
    """Tell whether months come first: a 24/12 of the note's own shows it best."""
    for first, second in _SLASHED.findall(note):
        if (int(first) > _MONTHS) != (int(second) > _MONTHS):
            return int(second) > _MONTHS
    if _NOT_ENGLISH.search(note):
        return False
    return month_first is None or month_first


def _with_tails(note: str, found: list[Written]) -> list[Written]:
    """Add the ends of "August 3 - 14" and "8月3日~14日", whose month stands only once."""
    tails = []
    for each in found:
        match = _TAIL.match(note, each.end)
        if match is None or not each.exact or int(match[1]) <= each.day.day:
            continue
        try:
            day = each.day.replace(day=int(match[1]))
        except ValueError:
            continue
        start = match.start(1)
        tails.append(replace(each, start=start, end=match.end(), day=day))
    kept = [
        each
        for each in found
        if not any(each.start < tail.end and tail.start < each.end for tail in tails)
    ]
    return sorted([*kept, *tails], key=lambda one: one.start)


def _meant(note: str, found: list[Written], at: int, on: date) -> tuple[int, date]:
    """Return how sure it is that this date tells the return (1 is best, 0 not), and it."""
    each = found[at]
    before, after = _around(note, found, at)
    day_after = (each.last or each.day) + _ONE_DAY
    if words.UNTIL_AFTER.match(after):
        return 2, each.day
    if words.THROUGH_AFTER.match(after):
        return (1, each.day) if _is_back(before) else (2, day_after)
    if words.LIMIT.search(before) and not words.NOT.search(before):
        return 0, each.day
    if words.UNTIL.search(before) and not _is_nordic(note, before):
        return (2, each.day) if not each.last else (2, day_after)
    if _is_range_end(note, found, at):
        return 3, day_after
    if words.THROUGH.search(before):
        loose = each.vague and each.last is None and _is_month(each)
        return (2, each.day) if loose else (2, day_after)
    if _is_back(before) or _is_there(after) or _begins(before, after):
        return 1, each.day
    if not each.vague and _is_only(note, each) and each.day >= on:
        return 4, day_after
    return 0, each.day


def _is_nordic(note: str, before: str) -> bool:
    return bool(words.NORDIC.search(before) and _NOT_ENGLISH.search(note))


def _is_month(each: Written) -> bool:
    return each.day.day == 1


def _around(note: str, found: list[Written], at: int) -> tuple[str, str]:
    """Return what stands before and after the date in its sentence, up to other dates."""
    each = found[at]
    start = max(each.start - _BEFORE, found[at - 1].end if at else 0)
    following = found[at + 1].start if at + 1 < len(found) else len(note)
    end = min(each.end + _AFTER, following)
    before = words.EDGE.split(note[start : each.start])[-1]
    after = note[each.end : end]
    if re.match(r"\.\s{1,3}(?!\d)", after) and note[each.end - 1] != ".":
        after = ""
    return before, words.EDGE.split(after)[0]


def _is_back(before: str) -> bool:
    """Tell whether words of return stand before it, with nothing much between."""
    matches = list(words.BACK.finditer(before))
    if not matches:
        return False
    between = before[matches[-1].end() :]
    return len(between) <= 40 and not re.search(r"[,;]\s.{20,}", between)  # noqa: PLR2004 - a few words


def _is_there(after: str) -> bool:
    here = words.ASIDE.split(after)[0]
    match = words.THERE.search(here)
    return match is not None and not words.NOT.search(here[: match.start()])


def _begins(before: str, after: str) -> bool:
    """Tell whether presence begins on it, rather than absence."""
    if not (words.SINCE.search(before) or words.SINCE_AFTER.match(after)):
        return False
    if words.THERE.search(after):
        return True
    sentence = f"{before}\n{after}"
    return bool(words.PRESENT.search(sentence)) and not words.NOT.search(sentence)


def _is_range_end(note: str, found: list[Written], at: int) -> bool:
    each = found[at]
    if at and each.exact and found[at - 1].exact:
        between = note[found[at - 1].end : each.start]
        joined = len(between) <= 40 and words.CONNECTOR.match(between)  # noqa: PLR2004 - a few words
        if joined and not words.EDGE.search(between):
            return found[at - 1].day < each.day
    head = note[max(0, each.start - 40) : each.start]
    match = (
        words.CONNECTOR.search(head[_number_end(head) :]) if _number_end(head) else None
    )
    return match is not None and match.start() == 0 and each.exact


def _number_end(head: str) -> int:
    """Return where the last bare number of the text ends; 0 if there is none."""
    found = re.search(
        r"(?<![\d.:/])\d{1,2}(?:st|nd|rd|th|er|\.|º|:e|-?го)?(?=\D{1,30}$)", head
    )
    return found.end() if found else 0


def _is_only(note: str, each: Written) -> bool:
    """Tell whether the sentence says that the writer is away on that very day."""
    start = max(0, each.start - _BEFORE)
    before = words.EDGE.split(note[start : each.start])[-1]
    after = words.EDGE.split(note[each.end : each.end + _AFTER])[0]
    if words.SINCE.search(before) or words.SINCE_AFTER.match(after):
        return False
    return bool(AWAY.search(f"{before} {after}"))
