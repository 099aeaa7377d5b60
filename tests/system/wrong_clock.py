"""A machine whose wall clock is set wrong, for single processes: libc is asked through a shim."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from tests.services_fixtures.needed import need_program
from tests.system.crash_clock import SharedClock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

SOURCE = Path(__file__).with_suffix(".c")


class WrongClock:
    """The wall clock of the processes that are started with `env`; set again at any time."""

    def __init__(self, folder: Path) -> None:
        library = folder / "wrong_clock.so"
        compiler = need_program("cc", package="gcc")
        options = ("-shared", "-fPIC", "-O1", "-ldl", "-o")
        command = [str(compiler), str(SOURCE), *options, str(library)]
        subprocess.run(command, check=True, timeout=60)
        path = folder / "wrong_clock"
        self._ahead = SharedClock(path)
        self.env: Mapping[str, str] = {
            **os.environ,  # noqa: TID251 - passed on
            "LD_PRELOAD": str(library),
            "WRONG_CLOCK": str(path),
        }

    def step(self, by: timedelta) -> None:
        """Set it forward, or back, by so much."""
        self._ahead.forward(by)
