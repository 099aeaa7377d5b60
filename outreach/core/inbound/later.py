"""When to ask again, as far as an answer says: "in Q2", "nach dem Sommer", "dans deux mois".

All is relative to the day of receipt, and never before the day after it. Text is folded.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from outreach.core.inbound.phrase.moment import (
    EASTER,
    END,
    HAN,
    MID,
    MONTH,
    NEW_YEAR,
    NEXT_SHAPES,
    ORDINALS,
    PLAIN_COUNTS,
    QUARTER,
    SEASON_SHAPES,
    SECOND_HALF,
    SPAN,
    SPAN_THEN,
    THEN,
)
from outreach.core.inbound.written_date import find_date

NEXT_DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MIDDLE = 15  # of a month
LATE = 20
MOST_YEARS = 5
_YEAR_AFTER = re.compile(
    r"[ ,/'-]{0,2}(?:of |de |del |du |di |do |von |van |des )?(20\d\d)(?![\d./-]\d)(?!\d)"
)
_YEAR_BEFORE = re.compile(r"(?<!\d)(20\d\d)(?:年|년)?[ /-]?$")
BESIDE = 8  # characters before a month that may hold its year
_NUMBER = re.compile(r"\d+")
_YEAR = re.compile(r"(?<![\d./-])20\d\d(?![\d./-]\d)(?!\d)")


def later_date(folded: str, received_on: date) -> date | None:
    """Return when to ask again, as far as the words say; None if they do not."""
    for reader in (_span, _exact, _quarter, _season, _next, _month, _year):
        day = reader(folded, received_on)
        if day is not None:
            return max(day, received_on + NEXT_DAY)
    return None


def _span(folded: str, received_on: date) -> date | None:
    for shape, months in PLAIN_COUNTS:
        if shape.search(folded):
            return _add_months(received_on, months)
    match = SPAN.search(folded) or (THEN.search(folded) and SPAN_THEN.search(folded))
    if match is None:
        return None
    said = {name: text for name, text in match.groupdict().items() if text}
    number = next(int(name[1:]) for name in said if name[1:].isdigit())
    unit = next(name for name in said if not name[1:].isdigit())
    match unit:
        case "day":
            return received_on + number * NEXT_DAY
        case "week":
            return received_on + number * WEEK
        case "month":
            return _add_months(received_on, number)
        case "quarter":
            return _add_months(received_on, 3 * number)
        case _:
            return _add_months(received_on, 12 * number)


def _exact(folded: str, received_on: date) -> date | None:
    """Return a date with its day, and no mere weekday: that is when people meet."""
    numbers = set(_NUMBER.findall(folded))
    day = find_date(folded, received_on) if numbers else None
    named = day is not None and str(day.day) in numbers
    return day if named and day is not None and day > received_on else None


def _quarter(folded: str, received_on: date) -> date | None:
    half = SECOND_HALF.search(folded)
    if half is not None:
        return _first_said(7, folded, half, received_on)
    match = QUARTER.search(folded)
    if match is None:
        return None
    said = next(text for text in match.groupdict().values() if text)
    for number, names in ORDINALS:
        if any(said.startswith(name) for name in names.split()):
            return _first_said(3 * number - 2, folded, match, received_on)
    return None


def _season(folded: str, received_on: date) -> date | None:
    if EASTER.search(folded):
        day = _easter(received_on.year)
        return (day if day > received_on else _easter(received_on.year + 1)) + NEXT_DAY
    if NEW_YEAR.search(folded):
        return date(received_on.year + 1, 1, 1)
    for month, shape in SEASON_SHAPES:
        found = shape.search(folded)
        if found is not None:
            return _first_said(month, folded, found, received_on)
    return None


def _next(folded: str, received_on: date) -> date | None:
    for unit, shape in NEXT_SHAPES:
        if not shape.search(folded):
            continue
        match unit:
            case "quarter":
                first = received_on.replace(day=1)
                return _add_months(first, 3 - (received_on.month - 1) % 3)
            case "month":
                return _add_months(received_on.replace(day=1), 1)
            case "year":
                return date(received_on.year + 1, 1, 1)
            case _:
                return received_on + timedelta(days=7 - received_on.weekday())
    return None


def _month(folded: str, received_on: date) -> date | None:
    match = MONTH.search(folded)
    if match is None:
        return None
    start = _first_said(_number(match), folded, match, received_on)
    before = folded[max(0, match.start() - 20) : match.start()]
    if MID.search(before):
        return start.replace(day=MIDDLE)
    return start.replace(day=LATE) if END.search(before) else start


def _year(folded: str, received_on: date) -> date | None:
    years = [int(match.group()) for match in _YEAR.finditer(folded)]
    coming = [one for one in years if 0 < one - received_on.year <= MOST_YEARS]
    return date(min(coming), 1, 1) if coming else None


def _number(match: re.Match[str]) -> int:
    if match["number"]:
        return int(match["number"])
    if match["han"]:
        return sum(HAN[letter] for letter in match["han"])
    return next(
        int(n[1:]) for n, text in match.groupdict().items() if text and n[1:].isdigit()
    )


def _first_said(
    month: int, folded: str, match: re.Match[str], received_on: date
) -> date:
    """Return the first day of a month, in the year beside a match if one stands there."""
    beside = _YEAR_AFTER.match(folded, match.end()) or _YEAR_BEFORE.search(
        folded, max(0, match.start() - BESIDE), match.start()
    )
    year = int(beside[1]) if beside is not None else 0
    if 0 <= year - received_on.year <= MOST_YEARS:
        day = date(year, month, 1)
        return day if day > received_on else _first_of(month, received_on)
    return _first_of(month, received_on)


def _first_of(month: int, received_on: date) -> date:
    """Return the next first day of a month."""
    day = date(received_on.year, month, 1)
    return day if day > received_on else date(received_on.year + 1, month, 1)


def _add_months(day: date, months: int) -> date:
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _easter(year: int) -> date:
    """Return Easter Sunday (the anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)
