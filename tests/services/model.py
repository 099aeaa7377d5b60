"""A model of the promises that plays along with the real services and checks them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from outreach.core.model import (
    Blame,
    Deferred,
    EnrollmentId,
    Outcome,
    Rejected,
    Sent,
    TouchId,
    Unknown,
)
from outreach.core.pacing import Limits
from outreach.ports import Batch, Cursor, Mail, Parcel, RawMessage
from outreach.services.deliver import Courier
from outreach.services.finish import pause
from outreach.services.ingest import interpret
from outreach.services.mark import mark
from outreach.services.settle_doubt import Evidence, settle_doubt
from outreach.services.wakeup import next_instant
from outreach.store import inbound, suppression
from outreach.store import lead as leads
from outreach.store import touch as touches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from outreach.store.database import Row
    from tests.services.arena import Arena

STEPS = """
senders: {email: [anna, ben]}
window: {days: [mon, tue, wed, thu, fri], hours: "09:00-17:00", timezone: UTC, holidays: none}
company: {max_active: 1}
steps:
  - id: intro
    email: {subject: "Hello {{ first_name }}", body: "Hi {{ first_name }}, hello."}
  - id: seen
    tag: seen
  - id: bump
    after: 2 days
    email: {thread: intro, body: "Still there, {{ first_name }}?"}
  - id: wait
    wait_for: {event: link.clicked, within: 1 day}
    then:
      - id: demo
        email: {thread: intro, body: "See here, {{ first_name }}."}
    else:
      - id: bye
        email: {thread: intro, body: "Bye, {{ first_name }}."}
"""
CAP, GAP, JITTER = 4, timedelta(seconds=90), timedelta(seconds=60)
LIMITS = Limits(per_day=CAP, gap=GAP, jitter=JITTER)
DAY = timedelta(hours=24)
LEADS = 8
HOPS = [timedelta(minutes=m) for m in (2, 2, 3, 5, 20, 60, 1440, 2880)]
OUTCOMES: tuple[Outcome, ...] = (
    Sent(),
    Sent(),
    Sent(),
    Deferred("busy"),
    Deferred("slow down", blame=Blame.SENDER),
    Rejected(Blame.MESSAGE, "odd", "554 5.6.0"),
    Rejected(Blame.ADDRESS, "who?", "550 5.1.1"),
    Unknown("cut off"),
)
MAY_BE_SENT = (Sent, Unknown)
UNDER_WAY = {"claimed", "sending", "in_doubt"}
ANSWERS = {
    "reply": (b"", b"Thank you, we have chosen somebody else already."),
    "opt_out": (b"", b"Please unsubscribe me and remove me from your list."),
    "away": (b"Auto-Submitted: auto-replied\r\n", b"I am out of office."),
}


@dataclass
class World:
    """The services, and what the model knows of the truth."""

    arena: Arena
    courier: Courier = field(init=False)
    outcomes: list[int] = field(default_factory=list)
    queue: list[TouchId] = field(default_factory=list)
    attempts: list[tuple[str, datetime]] = field(default_factory=list)
    may_be_sent: set[str] = field(default_factory=set)  # Message-IDs
    stopped: set[str] = field(default_factory=set)  # addresses
    held: set[str] = field(default_factory=set)  # addresses paused by a person
    lost: list[tuple[Row, str, bool]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    number: int = 0

    def __post_init__(self) -> None:
        self.courier = Courier(self.arena.engine, {"email": self})

    async def send(self, parcel: Parcel) -> Outcome:
        """Be the wire."""
        assert isinstance(parcel, Mail)
        message_id = parcel.content.split(b"Message-ID: ")[1].split(b"\r\n")[0].decode()
        pick = self.outcomes.pop(0) if self.outcomes else 0
        outcome = OUTCOMES[pick % len(OUTCOMES)]
        self.leaves(parcel.rcpt_to, message_id, parcel.sender)
        if isinstance(outcome, MAY_BE_SENT):
            self.may_be_sent.add(message_id)
        if isinstance(outcome, Rejected) and outcome.blame is Blame.ADDRESS:
            self.stopped.add(parcel.rcpt_to)
        return outcome

    async def close(self) -> None:
        """Let go of nothing."""

    def leaves(self, address: str, message_id: str, lane: str) -> None:
        """Hold one mark to the promises; the courier would take a raised fault for its own."""
        now = self.arena.clock.now()
        kept = {
            "sent twice": message_id not in self.may_be_sent,
            "after a stop": address not in self.stopped,
            "in a pause": address not in self.held,
            "at a weekend": now.weekday() < 5,
            "at night": time(9) <= now.time() < time(17),
        }
        self.faults += [fault for fault, held in kept.items() if not held]
        self.attempts.append((lane, now))

    async def enroll(self, _: int) -> None:
        if self.number < LEADS:
            company = f"co{self.number // 3}.example"
            await self.arena.enroll(1, first=self.number, company_key=company)
            self.number += 1

    async def tick(self, _: int) -> None:
        await self.arena.beat()
        self.queue += (await self.arena.tick()).claimed

    async def deliver(self, number: int) -> None:
        """Deliver all, some of them twice, or repeat the last message of the queue."""
        self.outcomes = [number, number // 7, number // 3]
        await self.courier.deliver([*self.queue, *self.queue])
        if number % 3:
            self.queue.clear()

    async def crash(self, number: int) -> None:
        """Mark as a worker that dies at once, before the wire or right after it."""
        engine = replace(self.arena.engine, worker="dead")
        async with engine.database.writing() as connection:
            found = await touches.get(connection, self.queue)
            marked = await mark(engine, connection, list(found.values()))
        for one in marked:
            assert isinstance(one.draft.parcel, Mail)
            message_id = one.draft.message_id
            self.leaves(one.draft.parcel.rcpt_to, message_id, one.lane)
            self.may_be_sent.add(message_id)
            self.lost.append((found[one.touch_id], message_id, bool(number % 2)))

    async def late(self, number: int) -> None:
        """Let a worker that was given up record its outcome after all."""
        if self.lost:
            touch, message_id, flew = self.lost.pop(number % len(self.lost))
            if await self._as_marked(touch) and not flew:
                self.may_be_sent.discard(message_id)
            outcome = Sent() if flew else Deferred("never left")
            await self.arena.settle(touch["id"], touch["attempt"], outcome)

    async def _as_marked(self, touch: Row) -> bool:
        async with self.arena.engine.database.reading() as connection:
            now = (await touches.get(connection, [touch["id"]])).get(touch["id"])
        return now is not None and (
            now["attempt"] == touch["attempt"]
            and now["state"] in ("sending", "in_doubt")
        )

    async def settle(self, number: int) -> None:
        """Settle what is in doubt as a person does, by the truth."""
        rows = await self.arena.rows("touches")
        rows = [row for row in rows if row["state"] == "in_doubt"]
        if not rows:
            return
        row = rows[number % len(rows)]
        flew = {message_id: flew for _, message_id, flew in self.lost}
        if flew.get(row["message_id"], True):
            evidence = Evidence.SENT
        else:
            evidence = Evidence.NOT_SENT if number % 2 else Evidence.REJECTED
            self.may_be_sent.discard(row["message_id"])
            self.lost = [one for one in self.lost if one[1] != row["message_id"]]
        await settle_doubt(self.arena.engine, row["id"], evidence, by="ops")

    async def answer(self, number: int, kind: str) -> None:
        """Hear a mail of somebody who was written to."""
        rows = [r for r in await self.arena.rows("touches") if r["message_id"]]
        if not rows:
            return
        row = rows[number % len(rows)]
        addresses = {r["id"]: r["email"] for r in await self.arena.rows("leads")}
        address = addresses[row["lead_id"]]
        headers, text = ANSWERS[kind]
        raw = (
            (
                f"From: {address}\r\nTo: anna@acme.example\r\nSubject: Re: Hello\r\n"
                f"Message-ID: <{number}.{len(self.attempts)}@there.example>\r\n"
                f"In-Reply-To: {row['message_id']}\r\n"
            ).encode()
            + headers
            + b"\r\n"
            + text
        )
        engine, now = self.arena.engine, self.arena.clock.now()
        number = len(await self.arena.rows("inbound")) + 1
        batch = Batch([RawMessage(1, number, raw, now)], Cursor(1, number))
        async with engine.database.writing() as connection:
            await inbound.keep(connection, "anna", "INBOX", batch, now)
        assert await interpret(engine) == 0
        if kind != "away":
            self.stopped.add(address)

    async def reply(self, number: int) -> None:
        await self.answer(number, "reply")

    async def opt_out(self, number: int) -> None:
        await self.answer(number, "opt_out")

    async def away(self, number: int) -> None:
        await self.answer(number, "away")

    async def suppress(self, number: int) -> None:
        if self.number:
            address = f"lead{number % self.number}@co{number % self.number}.example"
            now = self.arena.clock.now()
            async with self.arena.engine.database.writing() as connection:
                await suppression.suppress_address(
                    connection, address, "asked", "test", now
                )
            self.stopped.add(address)

    async def hold(self, number: int) -> None:
        """Pause an enrollment as a person does."""
        rows = await self.arena.rows("enrollments")
        if rows:
            row = rows[number % len(rows)]
            engine = self.arena.engine
            async with engine.database.writing() as connection:
                held = await leads.lock(connection, [row["lead_id"]])
                if await pause(engine, connection, [row], "manual", None):
                    self.held.add(held[row["lead_id"]].email)

    async def go_on(self, number: int) -> None:
        """Resume an enrollment as a person does."""
        rows = [
            r for r in await self.arena.rows("enrollments") if r["state"] == "paused"
        ]
        if rows:
            row = rows[number % len(rows)]
            addresses = {r["id"]: r["email"] for r in await self.arena.rows("leads")}
            self.held.discard(addresses[row["lead_id"]])
            await self.arena.resume(EnrollmentId(row["id"]))

    async def open_lanes(self, _: int) -> None:
        for name in ("anna", "ben"):
            await self.arena.write("lanes", name, paused="")

    async def wait(self, number: int) -> None:
        """Let time pass; nights seldom, for nothing happens in them."""
        clock = self.arena.clock
        clock.forward(HOPS[number % len(HOPS)])
        while number % 5 and not (clock.at.weekday() < 5 and 9 <= clock.at.hour < 17):
            clock.forward(timedelta(hours=1))

    async def check(self) -> None:
        """Hold what the database says to the promises."""
        assert self.faults == []
        rows = await self.arena.rows("enrollments")
        ledger = await self.arena.rows("touches")
        _check_going_on(rows, ledger)
        _check_cap(ledger)
        spaced = [at for lane, at in self.attempts if lane == "anna"]
        assert all(after - at >= GAP for at, after in pairwise(spaced)), "too soon"

    async def drain(self) -> None:
        """Go on until nothing happens by time alone: then nothing may be waiting."""
        self.outcomes = []
        await self.open_lanes(0)
        for _ in range(400):
            self.outcomes = []
            await self.arena.beat()
            ticked = await self.arena.tick()
            await self.courier.deliver([*self.queue, *ticked.claimed])
            self.queue.clear()
            if not ticked.idle:
                continue
            at = await next_instant(self.arena.engine)
            if at is None:
                break
            self.arena.clock.at = at
        await self.check()
        rows = await self.arena.rows("enrollments")
        going_on = {
            row["company_key"]
            for row in rows
            if row["state"] != "finished" and row["touched"]
        }
        for row in rows:
            stands = [
                touch["state"]
                for touch in await self.arena.rows("touches")
                if touch["enrollment_id"] == row["id"] and touch["step"] == row["step"]
            ]
            if row["state"] == "active":
                assert row["due_at"] is None, "never sent"
                assert row["company_key"] in going_on or stands == ["in_doubt"], "stuck"
            if row["state"] == "paused":
                assert row["due_at"] is None, "never resumed"


def _check_going_on(rows: Sequence[Row], ledger: Sequence[Row]) -> None:
    touched = Counter(
        row["company_key"]
        for row in rows
        if row["state"] != "finished" and row["touched"]
    )
    assert max(touched.values(), default=0) <= 1, "a company's limit"
    let_in = {row["company_key"] for row in rows if _goes_on(row)}
    for row in rows:
        of_it = [touch for touch in ledger if touch["enrollment_id"] == row["id"]]
        if row["state"] == "finished":
            assert "deferred" not in {t["state"] for t in of_it}, "put off for ever"
        elif row["state"] == "active" and row["due_at"] is None:
            here = {t["state"] for t in of_it if t["step"] == row["step"]}
            # For one under way, or for one that was let in and waits for its window.
            before = {*touched, *let_in} if row["waits_for"] == "company" else {}
            assert row["company_key"] in before or here & UNDER_WAY, "stuck"


def _check_cap(ledger: Sequence[Row]) -> None:
    for lane in ("anna", "ben"):
        sent = [
            touch["sending_at"]
            for touch in ledger
            if touch["state"] in ("sending", "sent", "in_doubt")
            and touch["lane"] == lane
        ]
        for at in sent:
            lately = [one for one in sent if at - DAY < one <= at]
            assert len(lately) <= CAP, "over the cap"


def _goes_on(row: Row) -> bool:
    return row["state"] == "active" and row["due_at"] is not None
