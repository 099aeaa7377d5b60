"""The daemon as a process of a test's: `python -m tests.system.program FOLDER [PARTS]`.

It prints one line when everything has started.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from outreach import config, log
from outreach.adapters.clock import SystemClock
from outreach.daemon import Parts, run
from outreach.errors import OutreachError
from tests.system.crash_clock import SharedClock

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.bootstrap import Deployment
    from outreach.ports import Clock


class Ahead:
    """The machine's clock, so much ahead."""

    def __init__(self, span: timedelta) -> None:
        self._span = span

    def now(self) -> datetime:
        return SystemClock().now() + self._span


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("parts", nargs="*")
    parser.add_argument("--ahead", type=float, default=0.0, help="seconds")
    parser.add_argument("--clock", type=Path, help="a file that says how far ahead")
    return parser.parse_args()


def _clock(options: argparse.Namespace) -> Clock | None:
    """Return the clock that the options ask for; None: the program's own."""
    if options.clock is not None:
        return SharedClock(options.clock)
    return Ahead(timedelta(seconds=options.ahead)) if options.ahead else None


def _ready(_deployment: Deployment) -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


def _main() -> None:
    options = _options()
    log.configure(level="warning")
    parts = Parts(**{name: name in options.parts for name in Parts.__slots__})
    workspace = config.load(options.folder, os.environ)  # noqa: TID251 - this is the edge
    started = run(workspace, parts, clock=_clock(options), ready=_ready)
    try:
        asyncio.run(started)
    except OutreachError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    _main()
