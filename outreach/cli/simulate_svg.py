"""The charts of a simulated calendar as SVG, coloured by the page's own variables."""

from __future__ import annotations

from html import escape
from math import ceil, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from outreach.core.forecast.outlook import LaneOutlook, Outlook, Totals

WIDTH, HEIGHT = 960, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 16, 34
LINES = 4  # of the grid, about
MOST_LANES = 60
ROW, GAP = 20, 3
LABEL, SUM = 130, 64
_SATURDAY = 5


def bars(outlook: Outlook) -> str:
    """Return a bar a day, first touches below follow-ups, and who waits as a line."""
    days = outlook.days
    most = max((max(day.touches, day.waiting) for day in days), default=0)
    top = _round_up(most)
    step = (WIDTH - LEFT - RIGHT) / max(1, len(days))
    drawn = [*_grid(top), *_ruler([day.on for day in days], step)]
    for index, day in enumerate(days):
        drawn += _bar(day, LEFT + index * step, step, top)
    if any(day.waiting for day in days):
        points = " ".join(
            f"{LEFT + (index + 0.5) * step:.1f},{_y(day.waiting, top):.1f}"
            for index, day in enumerate(days)
        )
        drawn.append(f'<polyline class="waiting" points="{points}"/>')
    return _svg(HEIGHT, "Touches a day and who waits", drawn)


def heat(outlook: Outlook) -> str:
    """Return a row a sender and a column a day, the darker the nearer to its cap."""
    worst = sorted(outlook.lanes, key=lambda lane: (-lane.most_waiting, lane.name))
    lanes = sorted(worst[:MOST_LANES], key=lambda lane: lane.name)
    days = [day.on for day in outlook.days]
    step = (WIDTH - LABEL - SUM) / max(1, len(days))
    drawn: list[str] = []
    for row, lane in enumerate(lanes):
        drawn += _row(lane, days, row * (ROW + GAP), step)
    bottom = len(lanes) * (ROW + GAP)
    drawn += _dates(days, LABEL, step, bottom + 16)
    return _svg(bottom + 24, "Share of each sender's cap, day by day", drawn)


def _svg(height: int, title: str, drawn: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f"{''.join(drawn)}</svg>"
    )


def _round_up(most: int) -> int:
    """Return the next number of one, two or five with zeros, or ten."""
    if most <= LINES:
        return LINES
    size = 10 ** int(log10(most))
    return next(
        int(size * factor)
        for factor in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
        if size * factor >= most
    )


def _y(count: int, top: int) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * count / top


def _grid(top: int) -> Iterator[str]:
    for line in range(LINES + 1):
        count = ceil(top * line / LINES)
        y = _y(count, top)
        yield (
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" '
            f'y2="{y:.1f}"/><text class="tick" x="{LEFT - 8}" y="{y + 4:.1f}" '
            f'text-anchor="end">{count:,}</text>'
        )


def _ruler(days: Sequence[date], step: float) -> Iterator[str]:
    for index, day in enumerate(days):
        if day.weekday() >= _SATURDAY:
            x = LEFT + index * step
            height = HEIGHT - TOP - BOTTOM
            yield (
                f'<rect class="rest" x="{x:.1f}" y="{TOP}" width="{step:.1f}" '
                f'height="{height}"/>'
            )
    yield from _dates(days, LEFT, step, HEIGHT - BOTTOM + 18)


def _dates(days: Sequence[date], left: float, step: float, y: float) -> Iterator[str]:
    """Yield the names of Mondays, as many as there is room for."""
    every = ceil(58 / (7 * step)) if step else 1
    mondays = [index for index, day in enumerate(days) if day.weekday() == 0]
    for index in mondays[::every] or range(min(1, len(days))):
        x = left + index * step
        yield f'<text class="tick" x="{x:.1f}" y="{y:.1f}">{days[index]:%d %b}</text>'


def _bar(day: Totals, x: float, step: float, top: int) -> Iterator[str]:
    wide = max(1.0, step * 0.78)
    at = x + (step - wide) / 2
    told = f"{day.on:%a %d %b}: {day.new:,} first, {day.follow_ups:,} follow-ups"
    told += f", {day.waiting:,} waiting" if day.waiting else ""
    yield f"<g><title>{told}</title>"
    for name, count, below in (
        ("new", day.new, 0),
        ("follow", day.follow_ups, day.new),
    ):
        if count:
            y, foot = _y(below + count, top), _y(below, top)
            yield (
                f'<rect class="{name}" x="{at:.1f}" y="{y:.1f}" width="{wide:.1f}" '
                f'height="{foot - y:.1f}" rx="1.5"/>'
            )
    if day.starved:
        yield (
            f'<text class="starved" x="{x + step / 2:.1f}" '
            f'y="{_y(day.touches, top) - 5:.1f}" text-anchor="middle">!</text>'
        )
    yield "</g>"


def _row(
    lane: LaneOutlook, days: Sequence[date], y: float, step: float
) -> Iterator[str]:
    name = escape(lane.name if len(lane.name) <= 17 else f"{lane.name[:16]}…")  # noqa: PLR2004 - what fits
    yield f'<text class="name" x="0" y="{y + 14}">{name}</text>'
    most = lane.per_day or max((s.touches for s in lane.shifts.values()), default=0)
    for index, day in enumerate(days):
        shift = lane.shifts.get(day)
        x, wide = LABEL + index * step, max(1.0, step - min(2.0, step / 4))
        share = 0 if shift is None or not most else shift.touches / most
        told = f"{day:%a %d %b}: "
        told += "nothing" if shift is None else f"{shift.touches:,} of {most:,}"
        capped = shift is not None and shift.capped
        if shift is not None and shift.waiting:
            told += f", {shift.waiting:,} waiting"
        yield (
            f'<rect class="{"capped" if capped else "cell"}" x="{x:.1f}" y="{y}" '
            f'width="{wide:.1f}" height="{ROW}" rx="2" '
            f'style="--share:{0 if not share else 18 + 82 * min(1, share):.0f}%">'
            f"<title>{name}, {told}</title></rect>"
        )
    yield (
        f'<text class="tick" x="{WIDTH}" y="{y + 14}" text-anchor="end">'
        f"{lane.touches:,}</text>"
    )
