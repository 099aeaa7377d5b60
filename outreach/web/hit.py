"""Keeps what a mail was hit by for a moment: what asks for all of it at once is no reader."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.log import get_logger
from outreach.services.click import note_hits

if TYPE_CHECKING:
    from outreach.services.click import Hit
    from outreach.services.engine import Engine
    from outreach.services.opt_out import Trace
    from outreach.web.errand import Errands

# As long as a scanner takes for the links of a mail. What is held when a process dies is
# lost, and so is one click: nobody is kept from where he is going.
HELD = timedelta(seconds=5)
MOST_MAILS = 10_000
MOST_HITS = 100  # of one mail

log = get_logger(__name__)


class Hits:
    """Gathers hits by mail and notes them together, `hold` after the first of them."""

    def __init__(self, engine: Engine, errands: Errands, hold: timedelta) -> None:
        """Start with none; without a hold, each is noted as it comes."""
        self._engine = engine
        self._errands = errands
        self._hold = hold
        self._held: dict[Trace, list[Hit]] = {}

    async def take(self, hit: Hit) -> None:
        """Take one. Without a hold, return when it is noted or patience is over."""
        held = self._held.setdefault(hit.trace, [])
        if len(held) < MOST_HITS:
            held.append(hit)
        if not self._hold or len(self._held) > MOST_MAILS:
            await self._errands.run(self._note(self._held.pop(hit.trace)))
        elif len(held) == 1:
            loop = asyncio.get_running_loop()
            loop.call_later(self._hold.total_seconds(), self._let_one_go, hit.trace)

    def let_go(self) -> None:
        """Begin to note all that is held."""
        for trace in list(self._held):
            self._let_one_go(trace)

    def _let_one_go(self, trace: Trace) -> None:
        if trace in self._held:
            self._errands.begin(self._note(self._held.pop(trace)))

    async def _note(self, hits: list[Hit]) -> None:
        try:
            await note_hits(self._engine, hits)
        except Exception:
            log.exception("hit.not_noted", lead=hits[0].trace.lead_id)
