"""What was on the wire at a kill: by the ledger's word, and by the judge's."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outreach.services.lineup import LANE_WIRE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from tests.system.crash_judge import Passage

Row = Any


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill, and what its victim had marked and not recorded: touches and attempts.

    `under_way` counts the transactions that the judge had before it, whoever's they were.
    """

    victim: str
    how: str
    at: datetime
    under_way: int
    marked: frozenset[tuple[int, int]] = frozenset()

    @property
    def line(self) -> str:
        """The line at which it was killed, "" where that was at an instant."""
        return self.how.partition("#")[0] if "#" in self.how else ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of the touches that a victim had marked, at its end.

    `begun` had been offered to the judge; all others were marked and not offered yet: `ahead`
    are those for which their lane had no connection left, `underway` had one to go on.
    """

    begun: int = 0
    ahead: int = 0
    underway: int = 0

    def __add__(self, other: Reading) -> Reading:
        return Reading(
            self.begun + other.begun,
            self.ahead + other.ahead,
            self.underway + other.underway,
        )

    @property
    def marked(self) -> int:
        """All of them: what the ledger takes for on the wire."""
        return self.begun + self.ahead + self.underway


def read(
    kill: Kill,
    mails: Mapping[int, Row],
    emails: Mapping[int, str],
    offered: Mapping[str, Sequence[Passage]],
) -> Reading:
    """Return both readings of one kill; `offered` are the judge's passages by address."""
    waiting, busy, begun = Counter[str](), Counter[str](), 0
    for touch_id, _ in kill.marked:
        row = mails[touch_id]
        passage = _passage(row, offered.get(emails[row["lead_id"]], ()))
        if passage is None:
            waiting[row["lane"]] += 1
            continue
        begun += 1
        answered_at = passage.answered_at
        busy[row["lane"]] += answered_at is None or answered_at > kill.at
    free = {lane: max(0, LANE_WIRE - busy[lane]) for lane in waiting}
    ahead = sum(max(0, many - free[lane]) for lane, many in waiting.items())
    return Reading(begun, ahead, waiting.total() - ahead)


def by_address(passages: Iterable[Passage]) -> dict[str, list[Passage]]:
    """Sort what the judge was offered by whom it was for."""
    offered = defaultdict(list)
    for passage in passages:
        offered[passage.rcpt].append(passage)
    return offered


def _passage(row: Row, offered: Sequence[Passage]) -> Passage | None:
    """Return the first transaction of this attempt: no lead has two touches at a time."""
    since = row["sending_at"]
    return next((each for each in offered if each.begun_at >= since), None)
