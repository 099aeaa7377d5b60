"""Kills with -9 in the middle of work: `python -m benchmarks.kills [--kills 300] [--embedded]`."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from tests.system.crash import Plan, embedded, scaled
from tests.system.crash_point import MODULES, parse

if TYPE_CHECKING:
    from tests.system.crash_campaign import Report

USUAL, EVERY = 300, 1_000_000
SHOWN = 20  # of what broke


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills")
    parser.add_argument("--kills", type=int, help="of each size; by default 300")
    parser.add_argument("--seed", type=int, help="of the dice; by default a new one")
    parser.add_argument(
        "--every-line",
        action="store_true",
        help="kill once at each line that is ever reached, or as often as --kills says",
    )
    parser.add_argument(
        "--module",
        action="append",
        default=[],
        choices=MODULES,
        metavar="MODULE",
        help="whose lines, as services/mark.py; may be given again",
    )
    parser.add_argument(
        "--point",
        action="append",
        default=[],
        type=parse,
        help="kill here first, as services/mark.py:120#1; may be given again",
    )
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--embedded", action="store_true", help="one process, SQLite")
    size.add_argument("--scaled", action="store_true", help="PostgreSQL and Valkey")
    return parser.parse_args()


def _progress(kills: int) -> None:
    if kills % 10 == 0:
        print(f"\r  {kills} kills", end="", file=sys.stderr, flush=True)


def _run(size: str, options: argparse.Namespace, seed: int) -> bool:
    """Run one campaign and print what came of it; tell whether every promise was kept."""
    play = {"embedded": embedded, "scaled": scaled}[size]
    plan = Plan(
        options.kills or (EVERY if options.every_line else USUAL),
        seed,
        every_line=options.every_line,
        points=options.point,
        modules=options.module,
        progress=_progress,
    )
    folder = Path(tempfile.mkdtemp(prefix=f"outreach-kills-{size}-"))
    began = perf_counter()
    report = asyncio.run(play(folder, plan))
    print(f"\r{size}, seed {seed}: {perf_counter() - began:.0f} s, kept in {folder}")
    _show(report)
    return not report.broken


def _show(report: Report) -> None:
    victims = Counter(kill.victim for kill in report.kills)
    for name, many in sorted(victims.items()):
        print(f"  {'killed, ' + name:<30} {many:>6,}")
    at_lines = [kill.line for kill in report.kills if kill.line]
    print(f"  {'of these at a line':<30} {len(at_lines):>6,}")
    print(f"  {'different lines':<30} {len(set(at_lines)):>6,}")
    for name, many in report.counts.items():
        print(f"  {name:<30} {many:>6,}")
    for promise, many in Counter(each.promise for each in report.broken).items():
        print(f"  BROKEN: {promise:<20} {many:>6,}")
    for each in report.broken[:SHOWN]:
        print(f"    {each.promise}: {each.detail}")
    if report.broken:
        print("  killed in this order:")
        for kill in report.kills:
            print(f"    {kill.victim} {kill.how}")
    print(f"  every promise kept: {'no' if report.broken else 'yes'}")


def main() -> None:
    """Run both sizes, or the one asked for; exit 1 where a promise was broken."""
    options = _options()
    # An end by SIGTERM leaves no server behind either.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to end"))
    seed = options.seed if options.seed is not None else secrets.randbelow(10_000)
    sizes = [name for name in ("embedded", "scaled") if getattr(options, name)]
    kept = [_run(size, options, seed) for size in sizes or ("embedded", "scaled")]
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
