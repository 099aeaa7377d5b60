"""Days named by where they stand from today: weekdays, "in two weeks", "the 12th", a month."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from outreach.core.inbound import calendar_name as names
from outreach.core.inbound.fold import Lexicon, fold, words_of
from outreach.core.inbound.written import Written

if TYPE_CHECKING:
    from collections.abc import Iterator

WEEK = timedelta(days=7)
_MONTHS = 12
_SHORT = 3  # letters of month names that mean other things too

_WEEKDAY = Lexicon("|".join(names.WEEKDAYS))
_TOMORROW = Lexicon(names.TOMORROW)
_AFTER_TOMORROW = Lexicon(names.AFTER_TOMORROW)
_TODAY = Lexicon(names.TODAY)
_NEXT_WEEK = Lexicon(names.NEXT_WEEK)
_THIS_WEEK = Lexicon(names.THIS_WEEK)
_NEXT = Lexicon(names.NEXT)
_NUMBER_WORDS = words_of("""
a an one einer einem eine un une una uno um uma een en jedną jeden один одну ett bir egy
o ένα אחד واحد يک 一 한

two zwei deux dos due dois duas twee dwa dwie две два två to dve dvě iki két dos δύο שני
שתי دو 二 两 兩 두

three drei trois tres tre três drie trzy три tři üç három trei τρεις שלושה ثلاثة سه 三 세

four vier quatre cuatro quattro quatro cztery четыре fyra fire čtyři dört négy patru
אربعة چهار 四 네
""")
_COUNTED = "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True))
_SPAN = re.compile(
    r"(?<!\w)(?:in|within|dans|en|tra|fra|dentro de|em|over|om|za|через|for the next"
    r"|for|au bout de)"
    rf" (?:about |circa |ca\.? |etwa )?(\d{{1,2}}|{_COUNTED}) "
    r"(?:(tag\w*|days?|jours?|dias?|giorn\w|dag\w*|dni|дн\w+|день)"
    r"|(weeks?|wochen?|semaines?|semanas?|settiman\w|weken|week|vecko\w|vecka|uger?"
    r"|uker?|tygodni\w*|недел\w|tyden|tydny)"
    r"|(months?|monat\w*|mois|mes|meses|mesi|mese|maand\w*|manad\w*|maned\w*"
    r"|miesiac\w*|месяц\w*))(?!\w)"
)
_EASTERN_SPAN = re.compile(
    r"(\d{1,2}|[一二两兩三四])\s?(?:(天|日)|(周|週間?|个星期|個星期|주))\s?(?:后|後|뒤|후)"
)
_BARE_DAY = re.compile(
    r"(?<![\w./])(?:(\d{1,2})(?:st|nd|rd|th)(?!\w)"
    r"|(?:zum|am|dem|den|d\.) (\d{1,2})\.(?!\s?\d|\s?[^\W\d_]{3,})"
    r"|(?:au|le|el|al|il|dia|o|de) (\d{1,2})(?=\s{0,2}(?:[.,;!?)\n]|$|inclu|y |et |e )))"
)
_EASTERN_DAY = re.compile(
    r"(?<![\d月월./-])(?<!월 )(?<!月 )(\d{1,2})\s?(?:日(?!間|前|以内)|号|號|일(?!간"
    r"|\s?동안|\s?이내))"
)
_PART = (
    r"(?:(mid[- ]|middle of |mitte |mi-|mediados de |meta |mee? |medio |meados de |midden )"
    r"|(end of |the end of |late |ende |fin |finales de |fine |final de |eind "
    r"|koniec |конца |конце )"
    r"|(?:early |beginning of |anfang |debut |principios de |inizio |inicio de "
    r"|begin |poczatku |начале ))?"
)
_ASKS = (
    r"(?<!\w)(?:in|until|till|of|im|bis|ab|en|em|a|w|v|в|до|i|tot|fino a|hasta|ate"
    r"|jusqu'en|jusqu'a|from|during"
    r"|returning|return in|since|through|mid|end|the) "
)
_MONTH = re.compile(
    rf"{_ASKS}{_PART}([^\W\d_]{{3,14}})\.?(?!\s?\d{{1,2}}(?!\d))(?: (?:de |of )?(20\d\d))?(?!\w)"
)
_END_OF_WEEK = re.compile(
    r"(?<!\w)(?:(?:the )?end of (?:the|this) week|ende der woche|la fin de (?:la|cette) semaine"
    r"|el fin de semana|fine (?:della )?settimana|eind(?:e)? van (?:de|deze) week"
    r"|конца недели|konca tygodnia)(?!\w)"
)
_END_OF_MONTH = re.compile(
    r"(?<!\w)(?:(?:the )?end of (?:the|this) month|ende des monats|monatsende|la fin du mois"
    r"|fin(?:al)? de mes|fine (?:del )?mese|fim do mes|eind(?:e)? van de maand"
    r"|конца месяца|konca miesiaca)(?!\w)"
)


def relative_dates(text: str, on: date) -> Iterator[Written]:
    """Yield what a folded text names relative to that day, in no order."""
    yield from _weekdays(text, on)
    yield from _near_days(text, on)
    yield from _spans(text, on)
    yield from _bare_days(text, on)
    yield from _months(text, on)


def _weekdays(text: str, on: date) -> Iterator[Written]:
    for match in _WEEKDAY.finditer(text):
        day, start, end = _weekday(text, match, on)
        yield Written(start, end, day, exact=False, weekday=True)


def _weekday(text: str, match: re.Match[str], on: date) -> tuple[date, int, int]:
    """Return the next such day, of the next week where that is said beside it."""
    wanted = names.WEEKDAYS[match[0]]
    start, end = match.span()
    day = on + timedelta(days=(wanted - on.weekday() - 1) % 7 + 1)
    before = text[max(0, start - 24) : start]
    after = text[end : end + 24]
    for near in (_NEXT_WEEK.search(before), _NEXT_WEEK.search(after)):
        if near is None:
            continue
        # The Persian and the Arabic week begin on Saturday, ours on Monday.
        first = 5 if near[0].startswith(("هفته", "الاسبوع")) else 0
        begins = on + timedelta(days=(first - on.weekday() - 1) % 7 + 1)
        day = begins + timedelta(days=(wanted - first) % 7)
        if near.string is before:
            start -= len(before) - near.start()
        else:
            end += near.end()
        break
    return day, start, end


def _near_days(text: str, on: date) -> Iterator[Written]:
    for sought, ahead in ((_TODAY, 0), (_TOMORROW, 1), (_AFTER_TOMORROW, 2)):
        for match in sought.finditer(text):
            day = on + timedelta(days=ahead)
            yield Written(*match.span(), day, exact=False)
    monday = on + timedelta(days=7 - on.weekday())
    for match in _NEXT_WEEK.finditer(text):
        last = monday + timedelta(days=6)
        yield Written(*match.span(), monday, exact=False, last=last)
    for match in _THIS_WEEK.finditer(text):
        last = monday - timedelta(days=1)
        yield Written(*match.span(), on, exact=False, last=last)
    for match in _END_OF_WEEK.finditer(text):
        friday = monday - timedelta(days=3)
        day = friday if friday >= on else monday - timedelta(days=1)
        yield Written(*match.span(), day, exact=False, last=monday - timedelta(days=1))
    for match in _END_OF_MONTH.finditer(text):
        last = _last_of(on.year, on.month)
        yield Written(*match.span(), last, exact=False, last=last)


def _spans(text: str, on: date) -> Iterator[Written]:
    for sought in (_SPAN, _EASTERN_SPAN):
        for match in sought.finditer(text):
            count = _count(match[1])
            day = on + timedelta(days=count)
            if match[3]:
                day = on + count * WEEK
            elif sought is _SPAN and match[4]:
                day = on + timedelta(days=30 * count)
            yield Written(*match.span(), day, exact=False, vague=True)


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBER_WORDS.get(fold(word), 1)


def _bare_days(text: str, on: date) -> Iterator[Written]:
    for sought in (_BARE_DAY, _EASTERN_DAY):
        for match in sought.finditer(text):
            number = next(each for each in match.groups() if each)
            at = match.start(match.lastindex or 0)
            if day := _next_such(int(number), on):
                yield Written(at, match.end(), day, exact=False, vague=True)


def _next_such(number: int, on: date) -> date | None:
    for ahead in range(62):
        day = on + timedelta(days=ahead)
        if day.day == number:
            return day
    return None


def _months(text: str, on: date) -> Iterator[Written]:
    for match in _MONTH.finditer(text):
        middle, end, name, year = match.groups()
        month = names.MONTHS.get(name)
        if month is None:
            continue
        first = date(int(year) if year else on.year + (month < on.month), month, 1)
        last = _last_of(first.year, month)
        day = first.replace(day=15) if middle else last if end else first
        span = last if end else None
        start = match.start(2) if end else match.start(3)
        yield Written(start, match.end(), day, exact=False, vague=True, last=span)


def _last_of(year: int, month: int) -> date:
    return date(year + month // _MONTHS, month % _MONTHS + 1, 1) - timedelta(days=1)
