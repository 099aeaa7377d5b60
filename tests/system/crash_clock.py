"""One clock for many processes: the machine's, as far ahead as a shared file says."""

from __future__ import annotations

import mmap
import struct
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.adapters.clock import SystemClock

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_AHEAD = struct.Struct("d")  # seconds


class SharedClock:
    """A Clock; whoever opens the same file sees each jump at once."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(_AHEAD.pack(0.0))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), _AHEAD.size)

    def now(self) -> datetime:
        return SystemClock().now() + self.ahead

    @property
    def ahead(self) -> timedelta:
        """How far it is ahead of the machine's."""
        (seconds,) = _AHEAD.unpack_from(self._map)
        return timedelta(seconds=seconds)

    def forward(self, span: timedelta) -> None:
        """Jump; only one process may."""
        _AHEAD.pack_into(self._map, 0, (self.ahead + span).total_seconds())
