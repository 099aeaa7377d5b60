"""The daemon as a process of a test's: `python -m tests.system.program FOLDER [PARTS] [--ahead S]`.

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

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.bootstrap import Deployment


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
    return parser.parse_args()


def _ready(_deployment: Deployment) -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


def _main() -> None:
    options = _options()
    log.configure(level="warning")
    parts = Parts(**{name: name in options.parts for name in Parts.__slots__})
    workspace = config.load(options.folder, os.environ)  # noqa: TID251 - this is the edge
    clock = Ahead(timedelta(seconds=options.ahead))
    started = run(workspace, parts, clock=clock, ready=_ready)
    try:
        asyncio.run(started)
    except OutreachError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    _main()
