"""A simulated calendar for a terminal: bars per day, a heat table of senders and days."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from outreach.cli.output import print_line, print_text
from outreach.core.forecast import advice
from outreach.core.source import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.text import Text

    from outreach.core.forecast.outlook import LaneOutlook, Outlook, Totals

WIDTH = 80
NAME = 14  # columns of a sender's name
HEAT = 56  # days in a row of the heat table
MOST_LANES = 24
MOST_TOLD = 12
MOST_BARS = 45
_DAY = timedelta(days=1)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class _Ink:
    """What the chart is drawn with; shades go from nothing to the cap."""

    new: str
    follow_up: str
    shades: str
    dash: str


_FINE = _Ink("█", "░", " ·░▒▓█", "─")
_PLAIN = _Ink("#", "=", " .:+*#", "-")


@dataclass(frozen=True, slots=True)
class _Bar:
    """One line of the chart: a day, or a week where there are many."""

    label: str
    new: int
    follow_ups: int
    waiting: int
    starved: bool


def print_outlook(outlook: Outlook, names: Sequence[str]) -> None:
    """Print the calendar, at most 80 columns wide, readable without colour."""
    ink = _ink()
    title = ", ".join(names) or "what is under way"
    first = advice.on(outlook, outlook.start_at)
    last = advice.on(outlook, outlook.ends_at)
    print_line(f"{title}: from {first} to {last}, days of {outlook.zone}")
    print_line(advice.summary(outlook))
    print_line(advice.ending(outlook))
    if outlook.ends:
        print_line(f"ended: {advice.ends(outlook)}")
    if outlook.touches or any(day.waiting for day in outlook.days):
        print_text("")
        _print_bars(outlook, ink)
        print_text("")
        _print_heat(outlook, ink)
    _print_troubles(outlook)


def _ink() -> _Ink:
    try:
        f"{_FINE.new}{_FINE.shades}".encode(sys.stdout.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return _PLAIN
    return _FINE


def _show(line: Text) -> None:
    from rich.console import Console

    console = Console(width=WIDTH + 1, highlight=False, markup=False, soft_wrap=True)
    line.rstrip()
    console.print(line)


def _print_bars(outlook: Outlook, ink: _Ink) -> None:
    from rich.text import Text

    bars = list(_bars(outlook.days))
    most = max((bar.new + bar.follow_ups for bar in bars), default=0)
    unit = "day" if len(outlook.days) <= MOST_BARS else "week"
    label = max((len(bar.label) for bar in bars), default=0)
    room = WIDTH - label - 2 - 20  # for the counts and the mark
    head = Text(f"touches a {unit}  ")
    head.append(ink.new, style="cyan")
    head.append(" first  ")
    head.append(ink.follow_up, style="magenta")
    head.append(" follow-ups")
    head.append(" " * max(1, WIDTH - len(head) - 18))
    head.append("touches  waiting")
    _show(head)
    for bar in bars:
        _show(_drawn(bar, ink, label, room, most))


def _drawn(bar: _Bar, ink: _Ink, label: int, room: int, most: int) -> Text:
    from rich.text import Text

    count = bar.new + bar.follow_ups
    whole = -(-count * room // most) if most else 0
    new = round(whole * bar.new / count) if count else 0
    if bar.new:
        new = max(1, new)
    if bar.follow_ups:
        new = min(new, whole - 1)
    line = Text(f"{bar.label:<{label}}  ")
    line.append(ink.new * new, style="cyan")
    line.append(ink.follow_up * (whole - new), style="magenta")
    line.append(" " * (room - whole))
    line.append(f" {count:>8,}")
    line.append(f" {bar.waiting:>8,}" if bar.waiting else " " * 9)
    if bar.starved:
        line.append(" !", style="bold red")
    return line


def _bars(days: Sequence[Totals]) -> Iterator[_Bar]:
    """Yield a bar for each day with work or want, or for each week of a long span."""
    if len(days) <= MOST_BARS:
        for day in days:
            if day.touches or day.waiting:
                yield _bar(f"{day.on:%a %d %b}", [day])
        return
    weeks: dict[date, list[Totals]] = {}
    for day in days:
        weeks.setdefault(day.on - timedelta(days=day.on.weekday()), []).append(day)
    for monday, several in weeks.items():
        yield _bar(f"week of {monday:%d %b}", several)


def _bar(label: str, days: Sequence[Totals]) -> _Bar:
    return _Bar(
        label,
        sum(day.new for day in days),
        sum(day.follow_ups for day in days),
        days[-1].waiting,
        any(day.starved for day in days),
    )


def _print_heat(outlook: Outlook, ink: _Ink) -> None:
    """Print a row a sender and a column a day; what is longer goes on below."""
    from rich.text import Text

    lanes = sorted(outlook.lanes, key=lambda lane: (-lane.most_waiting, lane.name))
    shown = sorted(lanes[:MOST_LANES], key=lambda lane: lane.name)
    legend = f"share of the cap: {ink.shades[1]} some {ink.shades[2]} a fifth "
    legend += f"{ink.shades[3]} half {ink.shades[4]} most {ink.shades[5]} all"
    _show(Text(f"{'sender':<{NAME}} {legend}"))
    days = [day.on for day in outlook.days]
    for start in range(0, len(days), HEAT):
        some = days[start : start + HEAT]
        _show(Text(f"{'':<{NAME}} {_weeks(some)}"))
        for lane in shown:
            _show(_heat(lane, some, ink, last=start + HEAT >= len(days)))
    if len(lanes) > len(shown):
        print_line(f"and {len(lanes) - len(shown)} senders more; --json has them all")


def _weeks(days: Sequence[date]) -> str:
    """Return the ruler: the day and month above the first day and each second Monday."""
    ruler = ""
    for column, day in enumerate(days):
        if (column == 0 or day.weekday() == 0) and len(ruler) <= column:
            ruler = f"{ruler:<{column}}{day:%d %b} "
    return ruler[: HEAT + 1].rstrip()


def _heat(lane: LaneOutlook, days: Sequence[date], ink: _Ink, *, last: bool) -> Text:
    from rich.text import Text

    name = visible(lane.name)
    name = name if len(name) <= NAME else f"{name[: NAME - 1]}~"
    line = Text(f"{name:<{NAME}} ")
    most = lane.per_day or max((s.touches for s in lane.shifts.values()), default=0)
    for day in days:
        shift = lane.shifts.get(day)
        count = 0 if shift is None else shift.touches
        style = "red" if shift is not None and shift.capped else "cyan"
        line.append(_shade(count, most, ink), style=style)
    if last:
        line.append(" " * (HEAT - len(days)))
        line.append(f" {lane.touches:>8,}")
    return line


def _shade(count: int, most: int, ink: _Ink) -> str:
    if not count or not most:
        return ink.shades[0]
    share = count / most
    return next(
        (
            shade
            for shade, below in zip(ink.shades[1:], (0.2, 0.5, 0.75, 1), strict=False)
            if share < below
        ),
        ink.shades[-1],
    )


def _print_troubles(outlook: Outlook) -> None:
    for title, lines in troubles(outlook):
        print_text("")
        print_line(title)
        for line in lines[:MOST_TOLD]:
            print_line(f"  {line}")
        if len(lines) > MOST_TOLD:
            print_line(f"  and {len(lines) - MOST_TOLD} more; --json has them all")


def troubles(outlook: Outlook) -> list[tuple[str, list[str]]]:
    """Return what does not go smoothly, by title."""
    starving = advice.starving(outlook)
    found = [
        (
            "senders that choke",
            [f"{lane.name}: {told}" for lane, told in advice.choking(outlook)],
        ),
        ("starved (!)", [starving] if starving else []),
        ("stopped for want of something", [advice.stopped(e) for e in outlook.stopped]),
        ("never sent", [advice.not_let_in(each) for each in outlook.not_let_in]),
    ]
    return [(title, lines) for title, lines in found if lines]
