"""Dates as people write them in a sentence: words, numbers, weekdays and spans, no year needed.

Every answer is relative to the day the mail was received. A date without a year is the
first that is not more than STALE before that day, so "3 January" read on 28 December is next
year's, and a note left on too long still names the day it meant.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

STALE = timedelta(days=30)
FARTHEST = timedelta(days=800)
NEAR = timedelta(days=150)  # an ambiguous numeric date is read so that it falls in here

_MONTH_NAMES = (
    (
        "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari "
        "stycznia styczeń січня января январь янв ocak ledna tammikuu tammikuuta"
    ),
    (
        "february feb febr februar février fevrier févr febrero febbraio fevereiro fev "
        "februari lutego luty лютого февраля фев şubat února helmikuu helmikuuta"
    ),
    (
        "march mar märz maerz mrz mars marzo março marco maart mrt marca marzec березня "
        "марта мар mart března maaliskuu maaliskuuta"
    ),
    (
        "april apr avril avr abril abr aprile kwietnia kwiecień квітня апреля апр nisan "
        "dubna huhtikuu huhtikuuta"
    ),
    (
        "may mai mayo maggio mag maio mei maj maja травня мая mayıs května toukokuu "
        "toukokuuta"
    ),
    (
        "june jun juni juin junio giugno giu junho czerwca червня июня июн haziran června"
        " kesäkuu kesäkuuta"
    ),
    (
        "july jul juli juillet juil julio luglio lug julho lipca липня июля июл temmuz "
        "července heinäkuu heinäkuuta"
    ),
    (
        "august aug août aout agosto ago augustus augusti sierpnia серпня августа авг "
        "ağustos srpna elokuu elokuuta"
    ),
    (
        "september sep sept septembre septiembre setiembre settembre set setembro września"
        " вересня сентября сен eylül září syyskuu syyskuuta"
    ),
    (
        "october oct oktober okt octobre octubre ottobre ott outubro out października "
        "жовтня октября окт ekim října lokakuu lokakuuta"
    ),
    (
        "november nov novembre noviembre novembro listopada листопада ноября ноя kasım"
        " listopadu marraskuu marraskuuta"
    ),
    (
        "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro "
        "grudnia desember грудня декабря дек aralık prosince joulukuu joulukuuta"
    ),
)
MONTHS = {
    name: number
    for number, names in enumerate(_MONTH_NAMES, 1)
    for name in names.split()
}
_WEEKDAY_NAMES = (
    (
        "monday montag lundi lunes lunedì lunedi segunda-feira segunda maandag mandag "
        "måndag poniedziałek понедельник pazartesi"
    ),
    (
        "tuesday dienstag mardi martes martedì martedi terça-feira terça dinsdag tirsdag "
        "tisdag wtorek вторник salı"
    ),
    (
        "wednesday mittwoch mercredi miércoles miercoles mercoledì mercoledi "
        "quarta-feira quarta woensdag onsdag środa środę среду среда çarşamba"
    ),
    (
        "thursday donnerstag jeudi jueves giovedì giovedi quinta-feira quinta donderdag "
        "torsdag czwartek четверг perşembe"
    ),
    (
        "friday freitag vendredi viernes venerdì venerdi sexta-feira sexta vrijdag "
        "fredag piątek пятницу пятница cuma"
    ),
    (
        "saturday samstag sonnabend samedi sábado sabado sabato zaterdag lørdag lördag "
        "sobota sobotę субботу cumartesi"
    ),
    (
        "sunday sonntag dimanche domingo domenica zondag søndag söndag niedziela niedzielę"
        " воскресенье pazar"
    ),
)
WEEKDAYS = {
    name: number
    for number, names in enumerate(_WEEKDAY_NAMES)
    for name in names.split()
}
_TOMORROW = "tomorrow morgen demain mañana domani amanhã завтра jutro imorgon yarın"

_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_DAY = r"(\d{1,2})(?:st|nd|rd|th|er|º|\.|-?го|:?a|:?e)?"
_YEAR = r"(?:,?\s{1,2}(?:de |del |of |do )?'?(20\d\d|\d\d(?![\d:.])))?"
_ISO = re.compile(r"(?<!\d)(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_CJK = re.compile(
    r"(?:(20\d\d)\s?[年년]\s?)?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]"
)
_DAY_MONTH = re.compile(
    rf"(?<![\d:]){_DAY}\s{{0,2}}(?:de |di |of |d')?({_MONTH})(?!\w)\.?{_YEAR}",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"(?<!\w)({_MONTH})\.?\s{{1,2}}(?:the )?{_DAY}(?![\d:])(?!\s?(?:am|pm)\b){_YEAR}",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"(?<![\d.:/-])(\d{1,2})([./-])(\d{1,2})(?:\2(20\d\d|\d\d)|\.)?(?![\d:]|[./-]\d)"
)
_WEEKDAY = re.compile(
    rf"(?<!\w)({'|'.join(sorted(map(re.escape, WEEKDAYS), key=len, reverse=True))})(?"
    rf"!\w)",
    re.IGNORECASE,
)
_NEXT_DAY = re.compile(
    rf"(?<!\w)(?:{'|'.join(_TOMORROW.split())})(?!\w)", re.IGNORECASE
)
_NEXT_WEEK = re.compile(
    r"next week|nächste(?:r|n)? woche|la semaine prochaine|la (?:próxima semana"
    r"|semana que viene)|la settimana prossima|(?:na )?(?:próxima semana|semana que "
    r"vem)|volgende week|nästa vecka|przyszłym tygodniu|следующей неделе",
    re.IGNORECASE,
)


def find_date(
    text: str, received_on: date, *, month_first: bool = False
) -> date | None:
    """Return the first date the text names; `month_first` reads 5/6 as 6 May's other half.

    A bare weekday is the next one after the day of receipt.
    """
    text = text[:400]
    found = [
        (match.start(), day)
        for match, day in (
            *_exact(text, received_on),
            *_worded(text, received_on),
            *_numeric(text, received_on, month_first=month_first),
        )
    ]
    near = [(at, day) for at, day in found if day - received_on <= FARTHEST]
    if near:
        return min(near)[1]
    return _relative(text, received_on)


_Found = list[tuple[re.Match[str], date]]


def _exact(text: str, received_on: date) -> _Found:
    found = []
    for match in [*_ISO.finditer(text), *_CJK.finditer(text)]:
        year = int(match[1]) if match[1] else None
        day = _day(year, int(match[2]), int(match[3]), received_on)
        found += [(match, day)] if day else []
    return found


def _worded(text: str, received_on: date) -> _Found:
    found = []
    for match in _DAY_MONTH.finditer(text):
        day = _day(
            _year(match[3]), MONTHS[match[2].lower()], int(match[1]), received_on
        )
        found += [(match, day)] if day else []
    for match in _MONTH_DAY.finditer(text):
        day = _day(
            _year(match[3]), MONTHS[match[1].lower()], int(match[2]), received_on
        )
        found += [(match, day)] if day else []
    return found


def _numeric(text: str, received_on: date, *, month_first: bool) -> _Found:
    found = []
    for match in _NUMBERS.finditer(text):
        if match[2] == "." and match[0].count(".") == 1 and not match[4]:
            continue  # "9.30" is a time or a number
        first, second, year = int(match[1]), int(match[3]), _year(match[4])
        day = _day(year, second, first, received_on)
        if match[2] == "/":
            swapped = _day(year, first, second, received_on)
            day = _likelier(day, swapped, received_on, month_first=month_first)
        found += [(match, day)] if day else []
    return found


def _likelier(
    day_first: date | None,
    swapped: date | None,
    received_on: date,
    *,
    month_first: bool,
) -> date | None:
    if day_first is None or swapped is None:
        return day_first or swapped
    near = [day for day in (day_first, swapped) if -STALE <= day - received_on <= NEAR]
    if len(near) == 1:
        return near[0]
    return swapped if month_first else day_first


def _relative(text: str, received_on: date) -> date | None:
    if _NEXT_WEEK.search(text):
        return received_on + timedelta(days=7 - received_on.weekday())
    if match := _WEEKDAY.search(text):
        ahead = (WEEKDAYS[match[1].lower()] - received_on.weekday() - 1) % 7 + 1
        return received_on + timedelta(days=ahead)
    if _NEXT_DAY.search(text):
        return received_on + timedelta(days=1)
    return None


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if len(text) == len("2000") else 2000 + int(text)


def _day(year: int | None, month: int, day: int, received_on: date) -> date | None:
    if year is not None:
        return _valid(year, month, day)
    for candidate in range(received_on.year - 1, received_on.year + 5):
        found = _valid(candidate, month, day)
        if found and found >= received_on - STALE:
            return found
    return None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_start(month: int, received_on: date) -> date:
    """Return the first day of that month, this year or the next, after the day of receipt."""
    year = received_on.year + (month <= received_on.month)
    return date(year, month, 1)
