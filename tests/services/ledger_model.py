"""What the ledger may believe and do, whoever says what, and in whatever order."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.model import (
    Blame,
    Deferred,
    Outcome,
    Rejected,
    Sent,
    TouchId,
    Unknown,
)
from outreach.errors import Refused
from outreach.ports import Mail, Parcel
from outreach.services.deliver import Courier
from outreach.services.mark import mark
from outreach.services.seek import seek
from outreach.services.settle_doubt import Evidence, settle_doubt
from outreach.store import touch as touches
from tests.services import ear

if TYPE_CHECKING:
    from outreach.services.mark import Marked
    from tests.services.arena import Arena

OUTCOMES: tuple[Outcome, ...] = (
    Sent("250 ok"),
    Deferred("busy"),
    Unknown("cut off after the dot"),
    Unknown("cut off after the dot"),
    Rejected(Blame.MESSAGE, "odd", "554"),
    Rejected(Blame.ADDRESS, "who?", "550 5.1.1"),
)
SETTLED = {"sent", "rejected", "skipped"}
WAITING = {"claimed", "sending", "deferred", "in_doubt"}


@dataclass
class Ledger:
    """The services, and the truth that only the model knows."""

    it: Arena
    courier: Courier = field(init=False)
    pick: int = 0
    queue: list[TouchId] = field(default_factory=list)
    arrived: set[str] = field(default_factory=set)  # Message-IDs that leads have
    unsure: set[str] = field(default_factory=set)  # may have arrived, for all we know
    proven: set[str] = field(default_factory=set)  # shown to us to have arrived
    late: list[tuple[Marked, bool]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.courier = Courier(self.it.engine, {"email": self})

    async def send(self, parcel: Parcel) -> Outcome:
        """Be the wire: of what is cut off, half has arrived."""
        assert isinstance(parcel, Mail)
        message_id = parcel.content.split(b"Message-ID: ")[1].split(b"\r\n")[0].decode()
        outcome = OUTCOMES[self.pick % len(OUTCOMES)]
        self.leaves(message_id)
        if isinstance(outcome, Sent) or (
            isinstance(outcome, Unknown) and self.pick % 2
        ):
            self.arrived.add(message_id)
        if isinstance(outcome, Sent | Unknown):
            self.unsure.add(message_id)
        if isinstance(outcome, Sent):
            self.proven.add(message_id)
        return outcome

    async def close(self) -> None:
        """Let go of nothing."""

    def leaves(self, message_id: str) -> None:
        if message_id in self.proven:
            self.faults.append(f"{message_id} is proven to have arrived")
        if message_id in self.unsure:
            self.faults.append(
                f"{message_id} may have arrived, and nobody said it did not"
            )

    async def sent_folder(self) -> str:
        return "Sent"

    async def find(self, _folder: str, message_id: str) -> bool:
        """Be the Sent folder: it shows what has arrived."""
        if message_id in self.arrived:
            self.proven.add(message_id)
        return message_id in self.arrived

    async def append(self, _folder: str, _content: bytes) -> None:
        raise AssertionError

    async def fetch(self, *_: object) -> None:
        raise AssertionError

    async def tick(self, _: int) -> None:
        await self.it.beat()
        self.queue += (await self.it.tick()).claimed

    async def deliver(self, number: int) -> None:
        self.pick = number
        await self.courier.deliver([*self.queue, *self.queue])
        if number % 3:
            self.queue.clear()

    async def crash(self, number: int) -> None:
        """Mark as a worker that dies at once, before the wire or right after it."""
        engine = replace(self.it.engine, worker="dead")
        async with engine.database.writing() as connection:
            found = await touches.get(connection, self.queue)
            marked = await mark(engine, connection, list(found.values()))
        for one in marked:
            self.leaves(one.draft.message_id)
            self.unsure.add(one.draft.message_id)
            flew = bool(number % 2)
            if flew:
                self.arrived.add(one.draft.message_id)
            self.late.append((one, flew))

    async def record(self, number: int) -> None:
        """Let a worker that was given up say what came of it after all."""
        if not self.late:
            return
        one, flew = self.late.pop(number % len(self.late))
        if flew:
            self.proven.add(one.draft.message_id)
        elif await self._stands(one):
            self.unsure.discard(one.draft.message_id)
        outcome = Sent("late") if flew else Deferred("never left")
        await self.it.settle(one.touch_id, one.attempt, outcome)

    async def _stands(self, one: Marked) -> bool:
        async with self.it.engine.database.reading() as connection:
            (row,) = (await touches.get(connection, [one.touch_id])).values()
        open_ = row["state"] in ("sending", "in_doubt")
        return bool(row["attempt"] == one.attempt and open_)

    async def person(self, number: int) -> None:
        """Let a person say what became of one in doubt, be it wrong."""
        rows = [r for r in await self.it.rows("touches") if r["state"] == "in_doubt"]
        if not rows:
            return
        row = rows[number % len(rows)]
        word = (Evidence.NOT_SENT, Evidence.NOT_SENT, Evidence.SENT, Evidence.REJECTED)
        said = word[number % len(word)]
        try:
            await settle_doubt(self.it.engine, row["id"], said, by="zoe")
        except Refused:
            return  # somebody was faster
        if said is Evidence.NOT_SENT:
            self.unsure.discard(row["message_id"])

    async def seek(self, _: int) -> None:
        await seek(self.it.engine, {"anna": self}, "anna")  # type: ignore[dict-item] # it never reads

    async def bounce(self, number: int) -> None:
        await self._hear(number, bounces=True)

    async def reply(self, number: int) -> None:
        await self._hear(number, bounces=False)

    async def _hear(self, number: int, *, bounces: bool) -> None:
        """Hear of a mail that has arrived."""
        rows = [
            r for r in await self.it.rows("touches") if r["message_id"] in self.arrived
        ]
        if not rows:
            return
        row = rows[number % len(rows)]
        who = {r["id"]: r["email"] for r in await self.it.rows("leads")}[row["lead_id"]]
        named = row["message_id"]
        dsn = ear.report(
            ear.DSN, status="4.2.2", diagnostic="full", address=who, about=named
        )
        self.proven.add(named)
        await ear.hear(self.it, dsn if bounces else ear.mail(who, In_Reply_To=named))

    async def go_on(self, number: int) -> None:
        """Resume somebody, as a person does."""
        rows = [r for r in await self.it.rows("enrollments") if r["state"] == "paused"]
        if rows:
            await self.it.resume(rows[number % len(rows)]["id"])

    async def wait(self, number: int) -> None:
        self.it.clock.forward(timedelta(minutes=(1, 2, 15, 400)[number % 4]))

    async def together(self, number: int) -> None:
        """Let a person, evidence and the engine come at once."""
        several = (self.person, self.seek, self.record, self.tick)
        await asyncio.gather(*(each(number) for each in several))

    async def check(self) -> None:
        """Hold what is believed to what was shown."""
        assert self.faults == []
        rows = await self.it.rows("touches")
        for row in rows:
            assert row["state"] in SETTLED | WAITING
            shown = row["message_id"] in self.proven and row["sending_at"] is not None
            flying = row["state"] == "sending"  # its own record is on the way
            assert not shown or flying or row["state"] == "sent", "proof was forgotten"
        events = Counter(
            row["touch_id"]
            for row in await self.it.rows("events")
            if row["kind"] == "sent"
        )
        sent = [row["id"] for row in rows if row["state"] == "sent"]
        assert events == Counter(sent), "each that was sent is told once"

    async def drain(self) -> None:
        """Show all evidence, let everything come to rest: each is accounted for."""
        for _ in range(12):
            await self.seek(0)
            await self.tick(0)
            await self.deliver(0)  # all is taken
            self.queue.clear()
            self.it.clock.forward(timedelta(hours=7))
        await self.check()
        paused = {
            row["id"]
            for row in await self.it.rows("enrollments")
            if row["state"] == "paused"
        }
        for row in await self.it.rows("touches"):
            state, here = row["state"], row["message_id"] in self.arrived
            assert not here or state == "sent", f"{state}, though Sent shows it"
            waits = state == "deferred" and row["enrollment_id"] in paused
            assert waits or state in SETTLED | {"in_doubt"}, f"{state}: it never ends"
