"""One figure of a benchmark of the ear: how many were right, beside its goal and the peer's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"
HALVES = ("tuned", "unseen")

Misses = list[str]


@dataclass(slots=True)
class Score:
    """Right answers of a total, kept apart by half: rules are written against one alone."""

    name: str
    goal: float  # share
    peer: str  # what the best peer known reaches
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(HALVES, 0))
    total: dict[str, int] = field(default_factory=lambda: dict.fromkeys(HALVES, 0))
    misses: dict[str, Misses] = field(default_factory=lambda: {h: [] for h in HALVES})
    notes: list[str] = field(default_factory=list)  # lines always told below it

    def count(self, file: str, *, right: bool, miss: str) -> None:
        """Count one answer about a file."""
        half = half_of(file)
        self.total[half] += 1
        self.right[half] += right
        if not right:
            self.misses[half].append(f"{file}: {miss}")

    def line(self) -> str:
        """Return the figure as one line of a table."""
        right, total = sum(self.right.values()), sum(self.total.values())
        halves = " ".join(
            f"{half} {_share(self.right[half], self.total[half])}" for half in HALVES
        )
        share = _share(right, total)
        return (
            f"{self.name:34} {right:4}/{total:<4} {share}  (goal {self.goal:.0%}, "
            f"peer {self.peer}; {halves})"
        )


Section = Callable[["Path | None"], "list[Score]"]


def half_of(file: str) -> str:
    """Return which half a file falls in, by a seeded hash of its name."""
    return HALVES[crc32(f"5:{file}".encode()) & 1]


def _share(right: int, total: int) -> str:
    return f"{right / total:6.1%}" if total else "  none"
