"""Does to a lead what a scenario says: mail comes in as bytes, people act as they would."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Protocol, assert_never

from outreach.core.model import EnrollmentId, Event, LeadId, TouchId
from outreach.core.scenario import mail
from outreach.core.scenario.model import (
    Bounce,
    Click,
    Complain,
    MoveLead,
    Occur,
    OptOut,
    OutOfOffice,
    PauseLead,
    Reply,
    ResumeLead,
    SetLead,
    StopLead,
    TaskDone,
)
from outreach.errors import InputError, Refused
from outreach.ports import Inbox, Mail
from outreach.services import react
from outreach.services.click import note_click, read_link
from outreach.services.opt_out import PAGE, opt_out, read_opt_out
from outreach.services.poll import poll
from outreach.services.rehearse_answer import answer_by_phone, last_sent
from outreach.services.rewindow import rewindow
from outreach.services.steer import pause_lead, resume_lead, stop_lead
from outreach.services.tasks import finish_task
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import lead as leads
from outreach.store import lead_bulk
from outreach.store import task as tasks
from outreach.store import touch as touches

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from outreach.core.model import Lead
    from outreach.core.scenario.model import Deed, Scenario
    from outreach.ports import Parcel, RawMessage
    from outreach.services.engine import Engine
    from outreach.store.database import Row

BY = "scenario"
STOP_WORDS = "Please remove me from your list."
_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(?P<id><[^>]*>)", re.MULTILINE)
_URL = re.compile(r"https?://[^\s\"'<>]+")


class Tape(Protocol):
    """Keeps what left, in order."""

    sent: list[Parcel]


class Letterbox(Inbox, Protocol):
    """An inbox that messages can be put into."""

    messages: list[RawMessage]

    def put(self, content: bytes, at: datetime) -> None:
        """Let a message have arrived."""
        ...


@dataclass(frozen=True, slots=True)
class Post:
    """What a deed works with."""

    engine: Engine
    tape: Tape
    inboxes: Mapping[str, Letterbox]
    scenario: Scenario


async def carry_out(post: Post, lead_id: LeadId, deed: Deed, number: int) -> None:
    """Do one thing to a lead. Raises Refused, NotFound or InputError where it cannot be."""
    engine = post.engine
    match deed:
        case Reply(by=by) if by != "email":
            await answer_by_phone(engine, lead_id, deed, number)
        case Reply() | OutOfOffice() | Bounce() | Complain():
            await _answer(post, lead_id, deed, number)
        case Click(step=step):
            await _click(post, lead_id, step)
        case OptOut(by=by):
            await _opt_out(post, lead_id, by, number)
        case TaskDone(task=task):
            await finish_task(engine, await _task(post, lead_id, task))
        case Occur(kind=kind):
            await _record(engine, Event(kind, engine.now(), lead_id))
        case _:
            await _by_hand(post, lead_id, deed)


async def _by_hand(
    post: Post,
    lead_id: LeadId,
    deed: StopLead | PauseLead | ResumeLead | SetLead | MoveLead,
) -> None:
    engine, meant = post.engine, str(lead_id)
    match deed:
        case StopLead():
            await stop_lead(engine, meant, by=BY)
        case PauseLead(until=until):
            await pause_lead(engine, meant, by=BY, until=until)
        case ResumeLead():
            await resume_lead(engine, meant, by=BY, sequence=post.scenario.sequence)
        case SetLead():
            await _set(engine, lead_id, deed)
        case MoveLead(stage=stage):
            await _move(engine, lead_id, stage)
        case _:
            assert_never(deed)


async def _answer(
    post: Post,
    lead_id: LeadId,
    deed: Reply | OutOfOffice | Bounce | Complain,
    number: int,
) -> None:
    """Put the answer to a mail into its sender's inbox, and have that read."""
    touch = await _mailed(post, lead_id, deed.step)
    lane = touch["lane"]
    inbox = post.inboxes.get(lane)
    if inbox is None:
        message = (
            f"nobody reads what {lane} is answered: give it `imap` in outreach.yaml"
        )
        raise Refused("inbox_missing", message)
    answered = await _answered(post, lead_id, touch, number)
    match deed:
        case Reply(text=text):
            content = mail.reply(answered, text)
        case OutOfOffice(back_on=back_on, gone=gone):
            content = mail.away(answered, back_on, gone=gone)
        case Bounce(kind=kind):
            content = mail.report(answered, kind)
        case Complain():
            content = mail.complaint(answered)
        case _:
            assert_never(deed)
    inbox.put(content, post.engine.now())
    await poll(post.engine, post.inboxes, lane)


async def _mailed(post: Post, lead_id: LeadId, step: str) -> Row:
    """Return the touch of a step's mail, or of the last one. Raises InputError."""
    return await last_sent(post.engine, lead_id, step, "email")


async def _answered(
    post: Post, lead_id: LeadId, touch: Row, number: int
) -> mail.Answered:
    sender = post.engine.sender(touch["lane"], "email")
    lead = await _lead(post.engine, lead_id)
    return mail.Answered(
        content=_parcel(post, touch).content,
        message_id=touch["message_id"],
        subject=touch["subject"],
        sender_name=sender.display_name,
        sender_address=sender.address,
        name=lead.name,
        address=lead.email,
        number=number,
        at=post.engine.now(),
    )


async def _lead(engine: Engine, lead_id: LeadId) -> Lead:
    async with engine.database.reading() as connection:
        return (await leads.get(connection, [lead_id]))[lead_id]


def _parcel(post: Post, touch: Row) -> Mail:
    for parcel in post.tape.sent:
        if isinstance(parcel, Mail) and named_in(parcel.content) == touch["message_id"]:
            return parcel
    raise InputError(f"the mail of {touch['step']} was not kept")


def named_in(content: bytes) -> str:
    """Return a mail's Message-ID, in its angle brackets."""
    found = _MESSAGE_ID.search(content.partition(b"\r\n\r\n")[0])
    return found["id"].decode("ascii", "replace") if found else ""


async def _click(post: Post, lead_id: LeadId, step: str) -> None:
    house = post.engine.house
    if not (house.track_clicks and house.public_url):
        remedy = "set `tracking: {clicks: true}` and `public_url` in outreach.yaml"
        raise Refused("not_tracked", f"clicks are not tracked: {remedy}")
    touch = await _mailed(post, lead_id, step)
    for sealed in _sealed(post, touch, "c"):
        link = read_link(post.engine, sealed)
        if link is not None:
            await note_click(post.engine, link)
            return
    raise InputError(f"the mail of {step} has no link to follow: write one")


async def _opt_out(post: Post, lead_id: LeadId, by: str, number: int) -> None:
    touch = await _mailed(post, lead_id, "")
    if by == "link":
        for sealed in _sealed(post, touch, "u"):
            trace = read_opt_out(post.engine, sealed)
            if trace is not None:
                await opt_out(post.engine, trace, source=PAGE)
                return
    await _answer(post, lead_id, Reply(STOP_WORDS), number)


def _sealed(post: Post, touch: Row, page: str) -> list[str]:
    """Return the tokens of a mail's links to one of our pages, in order."""
    start = f"{post.engine.house.public_url}/{page}/"
    urls = _URL.findall(text_of(_parcel(post, touch).content, html=True))
    return [url.removeprefix(start) for url in urls if url.startswith(start)]


def text_of(content: bytes, *, html: bool = False) -> str:
    """Return what a mail says: its text, and (`html`) its page too."""
    read = message_from_bytes(content, policy=policy.default)
    kinds = ("html", "plain") if html else ("plain",)
    parts = [read.get_body((kind,)) for kind in kinds]
    return "\n".join(str(part.get_content()) for part in parts if part is not None)


async def _task(post: Post, lead_id: LeadId, name: str) -> int:
    """Return the open task of a step, or of that title. Raises InputError."""
    async with post.engine.database.reading() as connection:
        known = (await events.of_leads(connection, [lead_id]))[lead_id]
        rows = await tasks.of_lead(connection, lead_id)
        errands = [TouchId(row["touch_id"]) for row in rows if row["touch_id"]]
        sent = await touches.get(connection, errands)
    asked = {
        event.data.get("task"): event.data.get("step")
        for event in known
        if event.kind == "task.created"
    }
    for row in rows:
        touch = sent.get(row["touch_id"])
        by_hand = None if touch is None else touch["step"]
        named = (row["title"], asked.get(row["id"]), by_hand)
        if row["done_at"] is None and name in named:
            return int(row["id"])
    raise InputError(f"there is no task {name} to do by then")


async def _record(engine: Engine, event: Event) -> None:
    async with engine.database.writing() as connection:
        held = await leads.lock(connection, [event.lead_id])
        for row in await enrollments.open_of(connection, [event.lead_id]):
            own = replace(event, enrollment_id=EnrollmentId(row["id"]))
            await react.record(engine, connection, held, [own])


async def _set(engine: Engine, lead_id: LeadId, deed: SetLead) -> None:
    async with engine.database.writing() as connection:
        held = await leads.lock(connection, [lead_id])
        lead = held[lead_id]
        changes = deed.row.changes(lead)
        changed = replace(lead, **changes)  # type: ignore[arg-type] # columns
        await lead_bulk.rewrite(connection, [changed], engine.now())
        await rewindow(engine, connection, {lead_id: changed})


async def _move(engine: Engine, lead_id: LeadId, stage: str) -> None:
    async with engine.database.writing() as connection:
        held = await leads.lock(connection, [lead_id])
        done = react.Recorded(held)
        fact = await react.move(
            engine, connection, done, held[lead_id], stage, "person"
        )
        await react.record(engine, connection, done.leads, [fact])
