"""Fault points at every line of what sends: counted, or deadly; nothing in production knows."""

from __future__ import annotations

import os
import signal
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import outreach

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any

ROOT = os.path.dirname(outreach.__file__)  # noqa: PTH120 - compared with code's own names
# deliver and tick, and what they call.
MODULES = (
    *(
        f"services/{name}.py"
        for name in (
            *("deliver", "lineup", "mark", "settle", "finish", "react", "resume"),
            *("tick", "claim", "survey", "refuse", "place", "reap", "think", "act"),
            *("beat", "sync"),
        )
    ),
    *(
        f"store/{name}.py"
        for name in (
            *("touch", "enrollment", "lane", "event", "outbox", "worker"),
            *("database", "company"),
        )
    ),
    *(
        f"adapters/channels/{name}.py"
        for name in (
            *("email", "smtp_pool", "smtp_session", "smtp_wire", "smtp_opening"),
        )
    ),
    "adapters/queue.py",
)


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """The `hit`th time that a process is about to run a line; the first is 1."""

    module: str
    line: int
    hit: int = 1

    def __str__(self) -> str:
        return f"{self.module}:{self.line}#{self.hit}"


def parse(text: str) -> Point:
    """Return the point that is written so."""
    place, _, hit = text.partition("#")
    module, _, line = place.rpartition(":")
    return Point(module, int(line), int(hit or "1"))


def die_at(point: Point) -> None:
    """End this process as kill -9 does when it comes to the point."""
    left = point.hit

    def see(_module: str, line: int) -> None:
        nonlocal left
        left -= line == point.line
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    _trace((point.module,), see, only=point.line)


def count(hits: dict[tuple[str, int], int]) -> None:
    """Count from now on how often each line of MODULES is run."""

    def see(module: str, line: int) -> None:
        hits[module, line] = hits.get((module, line), 0) + 1

    _trace(MODULES, see)


def _trace(
    modules: tuple[str, ...],
    see: Callable[[str, int], None],
    only: int | None = None,
) -> None:
    """Call `see` with each line that is about to be run, on every thread and task."""
    files = {os.path.join(ROOT, name): name for name in modules}  # noqa: PTH118 - as above

    def enter(frame: FrameType, _event: str, _what: Any) -> Any:
        code = frame.f_code
        name = files.get(code.co_filename)
        if name is None:
            return None
        if only is not None and all(line != only for _, _, line in code.co_lines()):
            return None

        def within(frame: FrameType, event: str, _what: Any) -> Any:
            if event == "line":
                see(name, frame.f_lineno)
            return within

        return within

    threading.settrace(enter)
    sys.settrace(enter)
