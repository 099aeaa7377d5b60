"""People who stop leads at random instants, and what had gone out when each was committed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.core.model import LeadId
from outreach.errors import Refused
from outreach.ports import Batch, Cursor, RawMessage
from outreach.services.ingest import interpret
from outreach.services.opt_out import Trace, opt_out
from outreach.services.record_event import Told, record_event
from outreach.services.steer import pause_lead, stop_lead
from outreach.services.suppress import suppress
from outreach.store import inbound
from outreach.store.database import passes

if TYPE_CHECKING:
    from random import Random  # noqa: TID251 - a campaign is played by its dice

    from outreach.store.database import Row
    from tests.system.crash_stage import Stage

KINDS = ("opt_out", "suppress", "stop", "pause", "reply", "interested", "seen")
ENDS = {
    "opt_out": ("finished", "opted_out"),
    "suppress": ("finished", "stopped"),
    "stop": ("finished", "stopped"),
    "pause": ("paused", "manual"),
    "reply": ("finished", "replied"),
    "interested": ("finished", "replied"),
}
SAID = {
    "reply": "Thank you, but we have one already and are happy with it.",
    "interested": "Yes, sounds good. Can you call me tomorrow?",
}


_ABOUT_TO = """\
SELECT e.lead_id, l.email FROM enrollments e JOIN leads l ON l.id = e.lead_id
WHERE e.state = 'active' ORDER BY e.lead_id NOT IN
(SELECT lead_id FROM touches WHERE state IN ('claimed', 'sending')), e.id LIMIT 40"""


@dataclass(frozen=True, slots=True)
class Stopped:
    """A stop that is committed, and the attempts of touches that were marked before it."""

    lead_id: int
    kind: str
    gone_out: dict[int, int]


@dataclass(slots=True)
class People:
    """Who stops leads; no lead twice."""

    stage: Stage
    dice: Random
    stops: list[Stopped] = field(default_factory=list)
    known: set[int] = field(default_factory=set)

    async def act(self) -> None:
        """Let somebody do something, or nothing where nobody is left or the database is gone."""
        try:
            row = await self._pick()
            if row is not None:
                await self._do(row, self.dice.choice(KINDS))
        except Exception as error:
            # Nobody knows whether it was committed: then nothing is claimed of this lead.
            if not passes(error) and not isinstance(error, Refused):
                raise

    async def _pick(self) -> Row | None:
        """Choose a lead, rather one whose mail is about to leave."""
        rows = await self.stage.ask(_ABOUT_TO)
        free = [row for row in rows if row["lead_id"] not in self.known]
        return self.dice.choice(free) if free else None

    async def _do(self, row: Row, kind: str) -> None:
        stage, lead_id = self.stage, int(row["lead_id"])
        engine, witness = stage.engine, stage.witness
        if kind == "seen":
            await record_event(engine, Told(row["email"], "custom.seen", {}, "web"))
            return
        self.known.add(lead_id)
        witness.lead_id = lead_id
        match kind:
            case "opt_out":
                trace = Trace(LeadId(lead_id), "hello", 1, "intro")
                await opt_out(engine, trace, source="page")
            case "suppress":
                await suppress(engine, [row["email"]])
            case "stop":
                await stop_lead(engine, row["email"], by="campaign")
            case "pause":
                await pause_lead(engine, row["email"], by="campaign")
            case _:
                await self._reply(row["email"], SAID[kind])
        self.stops.append(Stopped(lead_id, kind, witness.gone_out))

    async def _reply(self, address: str, said: str) -> None:
        """Let a reply come in; it stops when it is interpreted."""
        engine, number = self.stage.engine, len(self.known)
        lines = (f"From: <{address}>", "To: <a@acme.example>", "Subject: Re: Hello")
        named = f"Message-ID: <reply-{number}@far.example>"
        content = "\r\n".join([*lines, named, "", said, ""]).encode()
        now = engine.now()
        batch = Batch([RawMessage(1, number, content, now)], Cursor(1, number))
        async with engine.database.writing() as connection:
            await inbound.keep(connection, "anna", "INBOX", batch, now)
        while await interpret(engine):
            pass  # the database is away; the answer is kept
