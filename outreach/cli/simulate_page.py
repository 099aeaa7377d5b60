"""A simulated calendar as one page, charts and all, that needs nothing from the network."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from outreach.cli.simulate_chart import troubles
from outreach.cli.simulate_svg import MOST_LANES, bars, heat
from outreach.core.forecast import advice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outreach.core.forecast.outlook import Outlook

MOST_TOLD = 50

STYLE = """
:root { color-scheme: light dark;
  --page: #f6f7f9; --card: #fff; --ink: #14171c; --soft: #667085; --line: #e4e7ec;
  --rest: #f2f4f7; --cell: #eef1f5; --new: #2563eb; --follow: #93b4f8; --waiting: #d97706;
  --warn: #b42318; --warm: #fef3f2; }
@media (prefers-color-scheme: dark) { :root {
  --page: #0d1117; --card: #161b22; --ink: #e6e9ee; --soft: #8b949e; --line: #272e38;
  --rest: #1b212a; --cell: #1f2630; --new: #5b8def; --follow: #2c4f91; --waiting: #f0a53a;
  --warn: #ff8f85; --warm: #2a1a1b; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 40px 20px 64px; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1040px; margin: 0 auto; }
h1 { margin: 0; font-size: 26px; letter-spacing: -.02em; overflow-wrap: anywhere; }
h2 { margin: 0 0 14px; font-size: 15px; font-weight: 600; }
.when { margin: 4px 0 26px; color: var(--soft); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr));
  gap: 12px; margin-bottom: 16px; }
.tile, section { background: var(--card); border: 1px solid var(--line);
  border-radius: 12px; }
.tile { padding: 14px 16px; }
.tile b { display: block; font-size: 22px; font-weight: 650; letter-spacing: -.02em;
  font-variant-numeric: tabular-nums; }
.tile span { color: var(--soft); font-size: 13px; }
section { padding: 20px 22px; margin-bottom: 16px; }
.trouble { background: var(--warm); }
.trouble h2 { color: var(--warn); }
svg { display: block; width: 100%; height: auto; }
.scroll { overflow-x: auto; } .scroll svg { min-width: 640px; }
.grid { stroke: var(--line); } .rest { fill: var(--rest); }
.new { fill: var(--new); } .follow { fill: var(--follow); }
.waiting { fill: none; stroke: var(--waiting); stroke-width: 2; stroke-linejoin: round; }
.tick { fill: var(--soft); font-size: 11px; font-variant-numeric: tabular-nums; }
.name { fill: var(--ink); font-size: 12px; }
.starved { fill: var(--warn); font-size: 13px; font-weight: 700; }
.cell { fill: color-mix(in srgb, var(--new) var(--share), var(--cell)); }
.capped { fill: color-mix(in srgb, var(--waiting) var(--share), var(--cell)); }
.legend { display: flex; flex-wrap: wrap; gap: 18px; margin: 12px 0 0; color: var(--soft);
  font-size: 13px; }
.legend i { display: inline-block; width: 12px; height: 12px; margin-right: 6px;
  border-radius: 3px; vertical-align: -1px; }
.legend i.stroke { height: 2px; vertical-align: 4px; }
ul { margin: 0; padding-left: 18px; } li { margin: 3px 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 500; color: var(--soft); font-size: 13px; }
th, td { padding: 6px 8px 6px 0; border-bottom: 1px solid var(--line); }
tr:last-child td { border-bottom: 0; } .number { text-align: right; }
"""
_BARS = (
    ("new", "first touches"),
    ("follow", "follow-ups"),
    ("waiting stroke", "due and waiting when the day ends"),
)
_HEAT = (("new", "near its cap"), ("waiting", "met its cap"), ("cell", "nothing"))


def page_of(outlook: Outlook, names: Sequence[str]) -> str:
    """Return the page."""
    title = escape(", ".join(names) or "What is under way")
    start = advice.on(outlook, outlook.start_at)
    end = advice.on(outlook, outlook.ends_at)
    parts = [
        f"<h1>{title}</h1>",
        f'<p class="when">{start} to {end}, days of {escape(outlook.zone)}</p>',
        f'<div class="tiles">{"".join(_tiles(outlook))}</div>',
        *_troubles(outlook),
    ]
    if outlook.days:
        parts += [_card("Touches a day", bars(outlook), _legend(_BARS))]
        parts += [_card("Senders", heat(outlook), _legend(_HEAT) + _unseen(outlook))]
        parts += [_steps(outlook)]
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style>"
        f"<main>{''.join(parts)}</main></html>\n"
    )


def _tiles(outlook: Outlook) -> Iterator[str]:
    yield _tile(f"{outlook.enrollments:,}", "enrollments")
    yield _tile(f"{outlook.touches:,}", "touches")
    busiest = max((day.touches for day in outlook.days), default=0)
    yield _tile(f"{busiest:,}", "on the busiest day")
    if outlook.going_on:
        yield _tile(f"{outlook.going_on:,}", "not over by the end")
    elif outlook.last_end_at is not None:
        yield _tile(advice.on(outlook, outlook.last_end_at), "the last one ends")
    waiting = max((day.waiting for day in outlook.days), default=0)
    yield _tile(f"{waiting:,}", "waiting at the worst")
    for how, count in outlook.ends.items():
        yield _tile(f"{count:,}", f"end as {how.replace('_', ' ')}")


def _tile(number: str, what: str) -> str:
    return f'<div class="tile"><b>{escape(number)}</b><span>{escape(what)}</span></div>'


def _card(title: str, chart: str, below: str) -> str:
    return (
        f'<section><h2>{title}</h2><div class="scroll">{chart}</div>{below}</section>'
    )


def _legend(entries: Sequence[tuple[str, str]]) -> str:
    marks = "".join(
        f'<span><i class="{name.partition(" ")[2]}" '
        f'style="background:var(--{name.partition(" ")[0]})"></i>{told}</span>'
        for name, told in entries
    )
    return f'<p class="legend">{marks}</p>'


def _unseen(outlook: Outlook) -> str:
    left = len(outlook.lanes) - MOST_LANES
    return f'<p class="legend">and {left} senders more</p>' if left > 0 else ""


def _troubles(outlook: Outlook) -> Iterator[str]:
    for title, lines in troubles(outlook):
        told = [f"<li>{escape(line)}</li>" for line in lines[:MOST_TOLD]]
        if len(lines) > MOST_TOLD:
            told.append(f"<li>and {len(lines) - MOST_TOLD} more</li>")
        heading = escape(title[:1].upper() + title[1:])
        yield (
            f'<section class="trouble"><h2>{heading}</h2>'
            f"<ul>{''.join(told)}</ul></section>"
        )


def _steps(outlook: Outlook) -> str:
    rows = "".join(
        f"<tr><td>{escape(sequence)}</td><td>{escape(step)}</td>"
        f'<td class="number">{count:,}</td></tr>'
        for (sequence, step), count in outlook.by_step.items()
    )
    return (
        "<section><h2>Steps</h2><table><tr><th>sequence</th><th>step</th>"
        f'<th class="number">touches</th></tr>{rows}</table></section>'
    )
