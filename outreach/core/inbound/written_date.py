"""Dates as people write them in a sentence: words, numbers, weekdays and spans, no year needed.

Every answer is relative to the day the mail was written. A date without a year is the
first that is not more than STALE before that day, so "3 January" read on 28 December is next
year's, and a note left on too long still names the day it meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from outreach.core.inbound import calendar
from outreach.core.inbound.calendar_name import (
    HIJRI_MONTHS,
    JALALI_MONTHS,
    SPELLED_MONTHS,
    TWO_WORDS,
)
from outreach.core.inbound.calendar_name import MONTHS as FOLDED_MONTHS
from outreach.core.inbound.fold import fold
from outreach.core.inbound.relative_date import relative_dates
from outreach.core.inbound.written import Written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MONTHS = {**FOLDED_MONTHS, **SPELLED_MONTHS}  # as written, and folded
STALE = timedelta(days=30)
FARTHEST = timedelta(days=800)
NEAR = timedelta(days=150)  # an ambiguous numeric date is read so that it falls in here
MAX_TEXT = 6_000
MOST = 100  # dates of a text; a note has a few, and a table of them is none

_THAI = re.compile("[\u0e00-\u0e7f]")
_ARABIC = re.compile("[\u0600-\u06ff]")
_EAST = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CHINESE_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
_CHINESE_NUMBER = re.compile("[〇零一二三四五六七八九十]{1,4}(?=\\s?[年月日号號])")

_TWO = "|".join(re.escape(name) for name in TWO_WORDS)
_NAME = (
    rf"({_TWO}|[^\W\d_]\.[^\W\d_]\.|มี\.ค\.|เม\.ย\.|มิ\.ย\.|[\u0e00-\u0e7f]\.[\u0e00-\u0e7f]\."
    r"|[\u0e00-\u0e7f]{3,12}|[^\W\d_]{2,14})"
)
_ORDINAL = r"(?:st|nd|rd|th|er|º|ο|η|:a|:e|-?го|-е|\.|ª|a|e)?"
_OF = r"(?:de |di |of |d'|del |den |ta' |يوم |من |ב|ב-)?"
_YEAR = (
    r"(?:[.,']{0,2}\s{0,2}(?:de |del |do |of |года? )?'?(\d{4}|\d\d)"
    r"(?![\d:.,/%-]\d|\d|[:h]|\s?uhr))?"
)
_DAY_MONTH = re.compile(
    rf"(?<![\d:.,/-])(\d{{1,2}}){_ORDINAL}\s{{0,2}}{_OF}{_NAME}\.?{_YEAR}"
)
_RANGED_DAY_MONTH = re.compile(
    rf"(?<=[-/])(\d{{1,2}}){_ORDINAL}\s{{0,2}}{_OF}{_NAME}\.?{_YEAR}"
)
_MONTH_DAY = re.compile(
    rf"(?<!\w){_NAME}\.?\s{{1,2}}(?:the "
    rf"|den )?(\d{{1,2}}){_ORDINAL}(?![\d:])(?!\s?(?:am|pm|uhr)\b){_YEAR}"
)
_YEAR_FIRST = re.compile(
    r"(?<![\d./-])(\d{4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d)\.?"
)
_NUMBERS = re.compile(
    r"(?<![\d.:/+(-])(\d{1,2})(?:([/-])|(\.)\s?)(\d{1,2})(?:(?:\2|(?<=\d)\.\s?)(\d{4}|\d\d))?"
    r"(?![\d:%]|[/-]\d|\.\d)"
)
_RANGED_NUMBERS = re.compile(
    r"(?<=\d-)(\d{1,2})(?:(/)|(\.)\s?)(\d{1,2})(?:(?:\2|(?<=\d)\.\s?)(\d{4}"
    r"|\d\d))?(?![\d:%]|[/-]\d|\.\d)"
    r"|(?<=\.-)(\d{1,2})(?:(/)|(\.)\s?)(\d{1,2})(?:(?:/|(?<=\d)\.\s?)(\d{4}"
    r"|\d\d))?(?![\d:%]|[/-]\d|\.\d)"
)
_EASTERN = re.compile(
    r"(?:(?:(\d{4})|令和\s?(\d{1,2}|元)|r(\d{1,2})|民國?\s?(\d{2,3}))\s?[年년]\s?)?"
    r"(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]?"
)
_ERA = re.compile(r"(?<!\w)r(\d{1,2})[./](\d{1,2})[./](\d{1,2})(?!\d)")
_ALL_DAY_LONG = re.compile(r"24/7")


def find_date(
    text: str, received_on: date, *, month_first: bool = False
) -> date | None:
    """Return the first date the text names; `month_first` reads 5/6 as 6 May's other half.

    A bare weekday is the next one after the day of receipt.
    """
    found = dates_in(fold(text[:400]), received_on, month_first=month_first)
    exact = [each for each in found if each.exact]
    near = [each for each in exact if each.day - received_on <= FARTHEST]
    chosen = near or [each for each in found if _is_ahead(each, received_on)]
    return min(chosen, key=lambda each: each.start).day if chosen else None


def _is_ahead(each: Written, on: date) -> bool:
    return not each.exact and not each.vague and each.day > on


def dates_in(folded: str, on: date, *, month_first: bool = False) -> list[Written]:
    """Return the dates a folded text names, in order, none inside another."""
    text = eastern_digits(folded[:MAX_TEXT])
    reader = _Reader(text, on, month_first=month_first)
    exact = _apart([each for find in _FINDERS for each in find(reader)])
    loose = [each for each in relative_dates(text, on) if not _overlaps(each, exact)]
    return _with_weekdays(text, _apart([*exact, *loose]))


def eastern_digits(text: str) -> str:
    """Return the text with the numbers before 年, 月 and 日 in digits; its length may change."""
    if "月" not in text:
        return text
    return _CHINESE_NUMBER.sub(lambda found: _eastern_number(found[0]), text)


def _eastern_number(word: str) -> str:
    if "十" not in word:
        return "".join(str(_CHINESE_DIGITS.get(each, 0)) for each in word)
    tens, _, ones = word.partition("十")
    return str(_CHINESE_DIGITS.get(tens, 1) * 10 + _CHINESE_DIGITS.get(ones, 0))


def _apart(found: list[Written]) -> list[Written]:
    """Drop what lies in something longer or surer, and sort."""
    kept: list[Written] = []
    for each in sorted(found, key=lambda one: (not one.exact, one.start - one.end)):
        if len(kept) < MOST and not _overlaps(each, kept):
            kept.append(each)
    return sorted(kept, key=lambda one: one.start)


def _overlaps(one: Written, others: list[Written]) -> bool:
    return any(one.start < each.end and each.start < one.end for each in others)


_NOTE_OF_DAY = re.compile(r"\s?\([^()\d\n]{1,10}\)")
_JOIN = re.compile(
    r"[\s,.(]{0,3}(?:den|dem|the|le|el|il|o|dia|på|d|ngày|ที่|วันที่|le|,){0,1}[\s,.(]{0,2}"
)


def _with_weekdays(text: str, found: list[Written]) -> list[Written]:
    """Take a weekday beside a date into it: it names no day of its own there."""
    merged: list[Written] = []
    for one in found:
        aside = _NOTE_OF_DAY.match(text, one.end)
        each = replace(one, end=aside.end()) if aside else one
        last = merged[-1] if merged else None
        joined = last is not None and _JOIN.fullmatch(text[last.end : each.start])
        if last is None or not joined or last.weekday == each.weekday:
            merged.append(each)
        elif last.weekday:
            merged[-1] = replace(each, start=last.start)
        else:
            merged[-1] = replace(last, end=each.end)
    return merged


@dataclass(frozen=True, slots=True)
class _Reader:
    text: str
    on: date
    month_first: bool

    def day(self, year: str | None, month: int, day: int) -> date | None:
        """Return the day; without a year the next of its name."""
        if not year:
            return self._nearest(
                lambda y: calendar.gregorian(y, month, day), self.on.year
            )
        number = int(year)
        if len(year) == len("99"):
            number += 2500 if number > 60 and _THAI.search(self.text) else 2000  # noqa: PLR2004 - 2560 was 2017
        if number > 2500 and _THAI.search(self.text):  # noqa: PLR2004 - no other calendar
            return calendar.gregorian(number - calendar.BUDDHIST, month, day)
        if _ARABIC.search(self.text) and 1390 <= number < 1500:  # noqa: PLR2004 - years people live in
            # The Islamic year is more than 40 ahead of the Persian one for our lifetimes.
            turn = calendar.jalali if number < 1435 else calendar.hijri  # noqa: PLR2004
            return turn(number, month, day)
        return calendar.gregorian(number, month, day)

    def foreign(
        self,
        turn: Callable[[int, int, int], date | None],
        year: str | None,
        month: int,
        day: int,
    ) -> date | None:
        """Return the day of another calendar; without a year the next of its name."""
        if year:
            number = int(year)
            return turn(number + (1400 if number < 100 else 0), month, day)  # noqa: PLR2004 - two digits
        around = self.on.year - 622 + (turn is calendar.hijri) * 43
        return self._nearest(lambda y: turn(y, month, day), around)

    def _nearest(self, turn: Callable[[int], date | None], year: int) -> date | None:
        for candidate in range(year - 1, year + 5):
            found = turn(candidate)
            if found and found >= self.on - STALE:
                return found
        return None


def _worded(reader: _Reader) -> Iterator[Written]:
    for shape, name, day in (
        (_DAY_MONTH, 2, 1),
        (_RANGED_DAY_MONTH, 2, 1),
        (_MONTH_DAY, 1, 2),
    ):
        match = shape.search(reader.text)
        while match:
            found = _named(reader, match[name], int(match[day]), match[3])
            if found:
                yield Written(match.start(), match.end(), found)
            # "3 to 14 August" looks like a day of a month "to": go on behind the 3.
            after = match.end() if found else match.end(1)
            match = shape.search(reader.text, after)


def _named(reader: _Reader, name: str, day: int, year: str | None) -> date | None:
    name = " ".join(name.split())
    if name in JALALI_MONTHS:
        return reader.foreign(calendar.jalali, year, JALALI_MONTHS[name], day)
    if name in HIJRI_MONTHS:
        return reader.foreign(calendar.hijri, year, HIJRI_MONTHS[name], day)
    month = (
        FOLDED_MONTHS.get(name)
        or FOLDED_MONTHS.get(f"{name}.")
        or FOLDED_MONTHS.get(_bare(name))
    )
    return reader.day(year, month, day) if month else None


def _bare(name: str) -> str:
    """Return the name without what some languages join to it."""
    if name.startswith("ב"):
        return name[1:]
    for ending in ("ig", "tol", "an", "en", "tan", "jan", "e", "an"):
        if name.endswith(ending) and name[: -len(ending)] in FOLDED_MONTHS:
            return name[: -len(ending)]
    return name


def _year_first(reader: _Reader) -> Iterator[Written]:
    for match in _YEAR_FIRST.finditer(reader.text):
        found = reader.day(match[1], int(match[3]), int(match[4]))
        if found:
            yield Written(match.start(), match.end(), found)


def _eastern(reader: _Reader) -> Iterator[Written]:
    for match in _EASTERN.finditer(reader.text):
        year, era, letter, republic, month, day = match.groups()
        era = "1" if era == "元" else era or letter
        if era:
            year = str(calendar.REIWA + int(era))
        elif republic:
            year = str(calendar.MINGUO + int(republic))
        found = reader.day(year, int(month), int(day))
        if found:
            yield Written(match.start(), match.end(), found)
    for match in _ERA.finditer(reader.text):
        found = reader.day(
            str(calendar.REIWA + int(match[1])), int(match[2]), int(match[3])
        )
        if found:
            yield Written(match.start(), match.end(), found)


def _numeric(reader: _Reader) -> Iterator[Written]:
    for match in [
        *_NUMBERS.finditer(reader.text),
        *_RANGED_NUMBERS.finditer(reader.text),
    ]:
        groups = match.groups()
        first, slash, dot, second, year = (
            groups[5:] if len(groups) > 5 and groups[0] is None else groups[:5]  # noqa: PLR2004 - the other branch
        )
        if dot and not year and not _is_dotted_day(reader.text, match):
            continue  # "9.30" is a time or a number
        if _ALL_DAY_LONG.match(match[0]) or (
            slash == "-" and len(match[0]) < len("03-08")
        ):
            continue
        found = _either(reader, int(first), int(second), year, dotted=bool(dot))
        if found:
            yield Written(match.start(), _past_dot(reader.text, match), found)


def _is_dotted_day(text: str, match: re.Match[str]) -> bool:
    """Tell whether "14.08" is a day: with its last dot, or with the noughts of one."""
    after = text[match.end() : match.end() + 1]
    return after == "." or bool(re.fullmatch(r"\d\d\.\s?(?:0\d|1[0-2])", match[0]))


def _past_dot(text: str, match: re.Match[str]) -> int:
    return match.end() + text.startswith(".", match.end())


def _either(
    reader: _Reader, first: int, second: int, year: str | None, *, dotted: bool
) -> date | None:
    day_first = reader.day(year, second, first)
    if dotted and not _EAST.search(reader.text):
        return day_first
    swapped = reader.day(year, first, second)
    month_first = reader.month_first or bool(_EAST.search(reader.text))
    return _likelier(day_first, swapped, reader.on, month_first=month_first)


def _likelier(
    day_first: date | None, swapped: date | None, on: date, *, month_first: bool
) -> date | None:
    if day_first is None or swapped is None:
        return day_first or swapped
    near = [day for day in (day_first, swapped) if -STALE <= day - on <= NEAR]
    if len(near) == 1:
        return near[0]
    return swapped if month_first else day_first


def month_start(month: int, received_on: date) -> date:
    """Return the first day of that month, this year or the next, after the day of receipt."""
    year = received_on.year + (month <= received_on.month)
    return date(year, month, 1)


_FINDERS: tuple[Callable[[_Reader], Iterator[Written]], ...] = (
    _worded,
    _year_first,
    _eastern,
    _numeric,
)
