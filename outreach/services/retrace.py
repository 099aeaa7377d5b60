"""Retraces in the Sent folders what left after the copy was made, and puts it into the ledger.

A touch's Message-ID follows from its lead and step, so it is known though the touch is not.
What is found was sent; what is not found may have been, so its lead stays held back.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from outreach.core.model import (
    EnrollmentId,
    EnrollmentState,
    LeadId,
    Sent,
    TouchId,
    TouchState,
)
from outreach.core.planner import Position
from outreach.core.sequence import Email
from outreach.errors import InputError, RenderError, Unavailable
from outreach.log import get_logger
from outreach.ports import SentFolder
from outreach.services.cap import evened, toll_of
from outreach.services.place import lane_of, placed
from outreach.services.prove import Proof, prove
from outreach.services.restore import RESTORED
from outreach.services.seek import NO_FOLDER
from outreach.services.settle import Result, settle
from outreach.services.write import Occasion, names_of, write
from outreach.store import change as changes
from outreach.store import enrollment as enrollments
from outreach.store import lane as lanes
from outreach.store import lead as leads
from outreach.store import origin
from outreach.store import touch as touches

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from outreach.core.model import Lead
    from outreach.core.sequence import Step
    from outreach.ports import Inbox
    from outreach.services.engine import Engine, Release
    from outreach.store.database import Connection, Row

BATCH = 200
AT_ONCE = 8  # mailboxes that are read; a provider counts the sessions of one customer

log = get_logger(__name__)


@runtime_checkable
class SentList(SentFolder, Protocol):
    """A SentFolder that can be read through."""

    async def sent_since(
        self, folder: str, at: datetime | None
    ) -> dict[str, datetime | None]:
        """Return the Message-IDs, in brackets, of what came in since, and when it did.

        All of the folder's without `at`; what came in up to two days before may be among them.
        """


@dataclass(frozen=True, slots=True)
class Retraced:
    """How many messages were found; `unseen` tells by sender why nobody could look."""

    found: int
    unseen: Mapping[str, str]


@dataclass(slots=True)
class _Mail:
    """What is in the Sent folders: when it came there and where, by Message-ID."""

    at: dict[str, datetime] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)
    unseen: dict[str, str] = field(default_factory=dict)

    def add(self, more: _Mail) -> None:
        """Take in what else there is."""
        self.at |= more.at
        self.where |= more.where
        self.unseen |= more.unseen


@dataclass(frozen=True, slots=True)
class _Case:
    """An enrollment that is held back, and what is known to write its messages by."""

    row: Row
    lead: Lead
    release: Release
    standing: Mapping[str, Row]
    names: Mapping[str, str]

    def occasion(self, engine: Engine, step: Step) -> Occasion:
        """Return what a step's message is written by, had it left since the copy."""
        lane = lane_of(step, self.row["senders"])
        known = self.standing.get(step.key)
        return Occasion(
            engine,
            self.release,
            self.lead,
            self.row["ordinal"],
            engine.sender(lane, "email"),
            names=self.names,
            own_id="" if known is None else known["message_id"] or "",
        )


async def retrace(engine: Engine, inboxes: Mapping[str, Inbox]) -> Retraced:
    """Look for all that the leads held back may have been sent; record what is found.

    They stay held back. A sender nobody can look into stops no other.
    """
    mail = await _read(engine, inboxes)
    found, after, unseen = 0, 0, dict[str, str]()
    while True:
        async with engine.database.writing() as connection:
            rows = await origin.held_back(connection, RESTORED, after, BATCH)
            if not rows:
                return Retraced(found, unseen)
            after = rows[-1]["id"]
            held = await leads.lock(connection, [LeadId(r["lead_id"]) for r in rows])
            ids = [row["id"] for row in rows]
            rows = await origin.still(connection, ids, EnrollmentState.PAUSED)
            ways = {name for row in rows for name in row["senders"].values()}
            await lanes.lock(connection, ways)
            for case in await _cases(engine, connection, rows, held):
                found += await _record(engine, connection, case, held, mail)
                unseen |= _unseen(engine, case, mail)


async def _read(engine: Engine, inboxes: Mapping[str, Inbox]) -> _Mail:
    """Read every Sent folder, some at once; what they hold is kept in the senders' order."""
    async with engine.database.reading() as connection:
        since = await origin.sent_until(connection)
    room = asyncio.Semaphore(AT_ONCE)

    async def read(name: str) -> _Mail:
        async with room:
            return await _read_one(engine, inboxes, name, since)

    names = [name for name, it in engine.senders.items() if it.channel == "email"]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(read(name)) for name in names]
    mail = _Mail()
    for task in tasks:
        mail.add(task.result())
    return mail


async def _read_one(
    engine: Engine, inboxes: Mapping[str, Inbox], name: str, since: datetime | None
) -> _Mail:
    inbox: object = inboxes.get(name)
    if not isinstance(inbox, SentList):
        return _Mail(unseen={name: "it has no imap"})
    try:
        folder = engine.senders[name].sent_folder or await inbox.sent_folder()
        if not folder:
            return _Mail(unseen={name: NO_FOLDER})
        listed = await inbox.sent_since(folder, since)
    except (Unavailable, InputError) as error:
        return _Mail(unseen={name: str(error)})
    except Exception as error:
        # Where this program fails, nobody has looked: no other sender need suffer for it.
        log.exception("retrace.failed", sender=name)
        return _Mail(unseen={name: repr(error)})
    now = engine.now()
    return _Mail(
        at={message_id: min(at or now, now) for message_id, at in listed.items()},
        where=dict.fromkeys(listed, f"{folder} of {name}"),
    )


async def _cases(
    engine: Engine,
    connection: Connection,
    rows: Sequence[Row],
    held: Mapping[LeadId, Lead],
) -> list[_Case]:
    ids = [EnrollmentId(row["id"]) for row in rows]
    standing = await touches.of_steps(connection, ids)
    names = await changes.sent_as(connection, ids)
    found = []
    for row in rows:
        release = await engine.catalogue.find(connection, row["version"])
        if release is None or row["lead_id"] not in held:
            continue
        written_as = names_of(names.get(row["id"], {}))
        lead = held[row["lead_id"]]
        found.append(_Case(row, lead, release, standing[row["id"]], written_as))
    return found


async def _record(
    engine: Engine,
    connection: Connection,
    case: _Case,
    held: dict[LeadId, Lead],
    mail: _Mail,
) -> int:
    """Record what one enrollment was sent, in the order in which it left; return how much."""
    gone: list[tuple[datetime, Step, str]] = []
    for step in case.release.sequence.steps.values():
        known = case.standing.get(step.key)
        if not isinstance(step.action, Email) or _is_sent(known):
            continue
        occasion = case.occasion(engine, step)
        message_id = occasion.own_id or occasion.message_id(step.key)
        if message_id in mail.at:
            gone.append((mail.at[message_id], step, message_id))
    gone.sort(key=lambda each: each[0])
    count = 0
    for at, step, message_id in gone:
        touched = bool(case.row["touched"] or case.standing or count)
        proof = Proof(f"in {mail.where[message_id]}", mail.where[message_id])
        known = case.standing.get(step.key)
        if known is not None and known["sending_at"] is not None:
            count += await prove(engine, connection, held, known, proof)
        else:
            sent = Sent(proof.reference)
            first = _first(engine, case, step, at, touched=touched)
            count += await _add(engine, connection, case, step, at, first, sent)
    if count:
        await _go_beyond(engine, connection, case, *gone[-1][:2])
    return count


def _unseen(engine: Engine, case: _Case, mail: _Mail) -> dict[str, str]:
    """Return the senders through which it may have been sent what nobody can look for."""
    found: dict[str, str] = {}
    for step in case.release.sequence.steps.values():
        if not step.sends or _is_sent(case.standing.get(step.key)):
            continue
        lane = lane_of(step, case.row["senders"])
        if step.channel != "email":
            found[lane] = f"no folder holds what it sent by {step.channel}"
        elif lane not in engine.senders:
            found[lane] = "it is no sender of this workspace any more"
        elif lane in mail.unseen:
            found[lane] = mail.unseen[lane]
    return found


def _is_sent(touch: Row | None) -> bool:
    return touch is not None and touch["state"] == TouchState.SENT


async def _add(
    engine: Engine,
    connection: Connection,
    case: _Case,
    step: Step,
    at: datetime,
    first: Sequence[dict[str, object]],
    sent: Sent,
) -> bool:
    """Write down a touch that the copy has not, or not as tried; False where it may not be."""
    touch = case.standing.get(step.key)
    if touch is None:
        (touch_id,) = await touches.claim(connection, first)
    else:
        touch_id, lane = TouchId(touch["id"]), lane_of(step, case.row["senders"])
        await touches.revive(connection, touch_id)
        await touches.claim_again(connection, touch_id, lane, at)
    (touch,) = (await touches.get(connection, [touch_id])).values()
    marked = [_marked(engine, case, step, touch)]
    if not await touches.mark_sending(connection, marked, at):
        return False
    await enrollments.write(connection, case.row["id"], touched=True)
    await settle(engine, connection, [Result(touch_id, touch["attempt"], sent)])
    return True


def _first(
    engine: Engine, case: _Case, step: Step, at: datetime, *, touched: bool
) -> Sequence[dict[str, object]]:
    row, company = case.row, case.row["company_key"]
    toll = toll_of(engine, case.release, step, case.lead, company, follow_up=touched)
    claim: dict[str, object] = {
        "enrollment_id": row["id"],
        "lead_id": row["lead_id"],
        "sequence": row["sequence"],
        "step": step.key,
        "channel": step.channel,
        "lane": lane_of(step, row["senders"]),
        "state": TouchState.CLAIMED,
        "first": not touched,
        "attempt": 1,
        "claimed_at": at,
    }
    return evened([{**claim, **(toll.columns if toll.caps else {})}])


def _marked(engine: Engine, case: _Case, step: Step, touch: Row) -> dict[str, object]:
    occasion = case.occasion(engine, step)
    try:
        draft = write(occasion, step)
        subject, variant = draft.subject, draft.variant
    except RenderError:  # the lead is not what it was then
        subject, variant = "", ""
    return {
        "id": touch["id"],
        "attempt": touch["attempt"],
        "worker": engine.worker,
        "version": case.row["version"],
        "sent_as": case.names.get(step.key),
        "message_id": occasion.own_id or occasion.message_id(step.key),
        "subject": subject,
        "variant": variant,
    }


async def _go_beyond(
    engine: Engine, connection: Connection, case: _Case, at: datetime, step: Step
) -> None:
    """Let it stand behind the last that was sent, whatever it waited for in the copy."""
    here = EnrollmentId(case.row["id"])
    row = (await enrollments.get(connection, [here]))[here]
    if row["step"] == step.next and row["anchor_at"] == at:
        return
    enrollment = enrollments.enrollment_of(row)
    situation = engine.situation(case.release, case.lead, enrollment, ())
    columns = placed(situation, row["senders"], Position(step.next, at))
    await enrollments.write(connection, here, **{**columns, "due_at": row["due_at"]})
