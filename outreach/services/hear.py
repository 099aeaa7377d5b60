"""Does what an answer calls for: stop, resume later, suppress, move the stage."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.address import domains_for, normalise
from outreach.core.inbound.bounce_sign import is_from_daemon
from outreach.core.inbound.label import WHY
from outreach.core.inbound.reading import Kind
from outreach.core.mailbox import mailbox_of
from outreach.core.model import (
    EnrollmentState,
    Event,
    Finish,
)
from outreach.core.rest import GONE, OUT_OF_OFFICE
from outreach.log import get_logger
from outreach.services import react
from outreach.services.ask import ask_who_follows
from outreach.services.company import colleagues_hear
from outreach.services.finish import finish, pause
from outreach.services.guard import guard
from outreach.services.prove import Proof, prove
from outreach.services.trace import look, trace
from outreach.services.understand import ask_person, told
from outreach.services.wait_out import wait_out, wait_until, would_go_on
from outreach.store import enrollment as enrollments
from outreach.store import lane as lanes
from outreach.store import reading as readings
from outreach.store import suppression as suppressions

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.core.inbound.bounced import BouncedRecipient
    from outreach.core.inbound.mail import InboundMail
    from outreach.core.inbound.match import Match
    from outreach.core.inbound.reading import Reading
    from outreach.core.model import EnrollmentId, InboundId, Lead, LeadId
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

# So many mails in vain within this time end what the lead is in: no person is asked again.
SOFT_MOST = 3
SOFT_WITHIN = timedelta(days=30)

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer, whose it is, and the locked leads it may concern."""

    inbound_id: InboundId
    mail: InboundMail
    reading: Reading
    match: Match
    held: dict[LeadId, Lead]
    touch: Row | None
    at: datetime
    channel: str = "email"
    lane: str = ""  # the sender it came to, where that is known
    reference: str = ""  # what the far side calls the touch it is about, if it says so
    others: dict[LeadId, Lead] = field(default_factory=dict)  # whoever else is locked
    by: str = ""  # the person whose word it is that it means this
    until: datetime | None = None  # the day that person knows: of return, or another

    @property
    def lead(self) -> Lead:
        """The lead it came from, or is about."""
        return self.held[self.match.lead_id]


async def hear(engine: Engine, connection: Connection, heard: Heard) -> None:
    """Record the answer and everything that follows from it."""
    kind = heard.reading.kind.value
    engine.meter.heard[kind] += 1
    lead, touch = heard.match.lead_id, heard.match.touch_id
    log.info("heard", kind=kind, lead=lead, touch=touch, inbound=heard.inbound_id)
    await _prove(engine, connection, heard)
    keys = asked(engine, heard)
    before = await look(connection, heard.held, keys)
    await _follow(engine, connection, heard)
    # Beside what it was read as, what that did: so it can be undone.
    effects = await trace(connection, before, keys)
    await readings.note(connection, heard.inbound_id, heard.lead.id, asdict(effects))


async def _follow(engine: Engine, connection: Connection, heard: Heard) -> None:
    match heard.reading.kind:
        case Kind.REPLY:
            await _reply(engine, connection, heard)
        case Kind.AUTO_REPLY if heard.until or heard.reading.why == WHY:
            await _said_absent(engine, connection, heard)
        case Kind.AUTO_REPLY:
            await _auto_reply(engine, connection, heard)
        case Kind.BOUNCE if (own := _own(heard)) and all(one.delayed for one in own):
            # Others it did not reach; this one it may yet.
            await _record(engine, connection, heard, Kind.DELAY.value, {})
        case Kind.BOUNCE:
            await _bounce(engine, connection, heard)
        case Kind.OPT_OUT | Kind.COMPLAINT:
            await _opt_out(engine, connection, heard)
        case Kind.DELAY | Kind.CHALLENGE:
            await _record(engine, connection, heard, heard.reading.kind.value, {})
        case Kind.SYSTEM | Kind.OTHER:
            pass


async def _prove(engine: Engine, connection: Connection, heard: Heard) -> None:
    """Take an answer that names a touch as evidence that it went out.

    Be it before anybody doubts it, or after somebody has found that it did not.
    """
    if heard.touch is not None:
        named = f"named by inbound {heard.inbound_id}"
        proof = Proof(heard.reference or named, by=f"inbound {heard.inbound_id}")
        await prove(engine, connection, heard.held, heard.touch, proof)


async def _record(
    engine: Engine,
    connection: Connection,
    heard: Heard,
    kind: str,
    data: dict[str, object],
    *,
    to_all: bool = False,
) -> react.Recorded:
    """Record the answer as a fact for its touch's enrollment, or for all the lead is in."""
    one = None if heard.touch is None or to_all else heard.touch["enrollment_id"]
    event = Event(
        kind,
        heard.at,
        heard.lead.id,
        one,
        heard.match.touch_id,
        {
            "why": heard.reading.why,
            "subject": heard.mail.subject,
            "matched_by": heard.match.how.value,
            **data,
            **({"by": heard.by} if heard.by else {}),
        },
    )
    return await react.record(
        engine, connection, heard.held, [event], inbound_id=heard.inbound_id
    )


async def _reply(engine: Engine, connection: Connection, heard: Heard) -> None:
    intent = heard.reading.intent
    meaning = "other" if intent is None else intent.meaning.value
    data: dict[str, object] = {
        "text": heard.reading.text,
        **told(intent),
        "from": heard.mail.from_address,
        "other_sender": heard.match.other_sender,
        "channel": heard.channel,
        "sender": heard.lane,
        **({"until": heard.until.date().isoformat()} if heard.until else {}),
    }
    waiting = await _to_wait(connection, heard)
    recorded = await _record(engine, connection, heard, f"reply.{meaning}", data)
    answered = None if heard.touch is None else heard.touch["enrollment_id"]
    facts: list[Event] = []
    if heard.lead.id not in recorded.asked:
        facts = await ask_person(engine, connection, heard.lead, answered, intent)
    if heard.until is not None:
        # Whatever a reaction made of it, the day that a person knows is the one meant.
        rows = await enrollments.get(connection, waiting)
        facts += await wait_until(engine, connection, rows.values(), heard.until)
    for row in await _answered(connection, heard):
        release = await engine.catalogue.find(connection, row["version"])
        ends = react.ends(release, f"reply.{meaning}")
        # What may be a stop ends it whatever the sequence says: a person can resume it.
        if heard.reading.doubt or (ends and row["id"] not in recorded.paused):
            facts += await finish(engine, connection, [row], Finish.REPLIED)
    facts += await colleagues_hear(
        engine, connection, heard.lead.id, heard.held, answered
    )
    await react.record(engine, connection, recorded.leads, facts)


async def _to_wait(connection: Connection, heard: Heard) -> list[EnrollmentId]:
    """Return what is to rest until the day that a person knows: who waits longer does so."""
    if heard.until is None:
        return []
    rows = await enrollments.open_of(connection, [heard.lead.id])
    return [row["id"] for row in rows if would_go_on(row, heard.until)]


async def _answered(connection: Connection, heard: Heard) -> list[Row]:
    """Return what a reply may end: all the lead is in, unless it is to go on on a day."""
    if heard.until is not None:
        return []
    return await enrollments.open_of(connection, [heard.lead.id])


async def _auto_reply(engine: Engine, connection: Connection, heard: Heard) -> None:
    note = heard.reading.auto_reply
    return_on = None if note is None else note.return_on
    data: dict[str, object] = {
        "text": heard.reading.text,
        "return_on": return_on and return_on.isoformat(),
        "contact": "" if note is None else note.contact,
        "absent": note is not None and note.absent,
        "gone": note is not None and note.gone,
    }
    recorded = await _record(engine, connection, heard, "auto_reply", data)
    if note is not None and note.gone:
        facts = await ask_who_follows(engine, connection, heard.lead, note.contact)
        recorded = await react.record(engine, connection, recorded.leads, facts)
    if note is not None:
        facts = await wait_out(engine, connection, heard.lead, note, heard.at)
        await react.record(engine, connection, recorded.leads, facts)


async def _said_absent(engine: Engine, connection: Connection, heard: Heard) -> None:
    """Let a person's word be done: rest until their day, or for good where the lead is gone."""
    note = heard.reading.auto_reply
    gone = note is not None and note.gone
    until = heard.until and heard.until.isoformat()
    data: dict[str, object] = {"gone": gone, "until": until}
    recorded = await _record(engine, connection, heard, "auto_reply", data)
    if not gone and heard.until is None:
        return  # no absence that the person knows of: it goes on
    rows = [
        row
        for row in await enrollments.open_of(connection, [heard.lead.id])
        if row["state"] == EnrollmentState.ACTIVE or row["reason"] == OUT_OF_OFFICE
    ]
    reason = GONE if gone else OUT_OF_OFFICE
    if gone:
        asked_ = await ask_who_follows(engine, connection, heard.lead, "")
        recorded = await react.record(engine, connection, recorded.leads, asked_)
    facts = await pause(engine, connection, rows, reason, heard.until)
    await react.record(engine, connection, recorded.leads, facts)


async def _bounce(engine: Engine, connection: Connection, heard: Heard) -> None:
    lane = "" if heard.touch is None else heard.touch["lane"]
    if engine.guard is not None and lane:
        await lanes.lock(connection, [lane])  # before anything that follows from it
    kind, status, diagnostic = _verdict(heard)
    data: dict[str, object] = {"status": status, "detail": diagnostic}
    recorded = await _record(engine, connection, heard, f"bounce.{kind}", data)
    rows = await enrollments.open_of(connection, [heard.lead.id])
    if kind == "hard":
        await _silence(engine, connection, heard, "bounced", "dsn")
        facts = await finish(engine, connection, rows, Finish.BOUNCED)
    elif kind == "soft" and await _keeps_bouncing(engine, connection, heard):
        facts = await finish(engine, connection, rows, Finish.BOUNCED)
    else:
        # Not the address's fault, so it is not punished; but a follow-up to a mail that
        # did not arrive makes no sense before a person has looked. Nor may one that is
        # away go on by itself, unless the sequence has just said so.
        going_on = [
            row
            for row in rows
            if row["state"] == EnrollmentState.ACTIVE
            or (row["due_at"] is not None and row["id"] not in recorded.paused)
        ]
        facts = await pause(engine, connection, going_on, f"bounced_{kind}", None)
    await react.record(engine, connection, recorded.leads, facts)
    if lane and kind in ("hard", "block"):
        facts = await guard(engine, connection, lane, heard.lead.id)
        await react.record(engine, connection, recorded.leads, facts)


async def _keeps_bouncing(engine: Engine, connection: Connection, heard: Heard) -> bool:
    """Tell whether a person has let it be tried again and again, and lately in vain."""
    since = engine.now() - SOFT_WITHIN
    known = await readings.events_after(connection, [heard.lead.id], 0)
    soft = {
        row["touch_id"] or -row["id"]
        for row in known
        if row["kind"] == "bounce.soft" and row["at"] > since
    }
    return len(soft) >= SOFT_MOST


def _verdict(heard: Heard) -> tuple[str, str, str]:
    """Return how the lead's own address bounced: the kind, status and diagnostic."""
    for one in _own(heard):
        if not one.delayed:
            return one.type.value, one.status, one.diagnostic
    # It names somebody else, behind a forwarding perhaps: no reason to bury this address.
    return "soft", "", "the report names another address"


def _own(heard: Heard) -> list[BouncedRecipient]:
    """Return what a report says of the lead's own address, or of one it does not name."""
    bounce = heard.reading.bounce
    recipients = () if bounce is None else bounce.recipients
    own = mailbox_of(heard.lead.email)
    return [
        one for one in recipients if not one.address or mailbox_of(one.address) == own
    ]


def asked(engine: Engine, heard: Heard) -> list[tuple[str, str]]:
    """Return what the answer asks to be suppressed, as (kind, value)."""
    kind = heard.reading.kind
    wish = kind in (Kind.OPT_OUT, Kind.COMPLAINT)
    if not wish and (kind is not Kind.BOUNCE or _verdict(heard)[0] != "hard"):
        return []
    if heard.channel != "email":
        handle = heard.mail.from_address or heard.lead.phone
        return [("handle", handle)]
    named = {normalise(heard.lead.email)} - {""}
    if kind is Kind.OPT_OUT and not is_from_daemon(heard.mail):
        # Somebody else in the thread may have said it: then neither is written to again.
        named |= {normalise(heard.mail.from_address)} - {""}
    addresses = [("address", address) for address in sorted(named)]
    if not (wish and engine.house.whole_domain):
        return addresses
    return [*addresses, *domains_for(sorted(named))]


async def _silence(
    engine: Engine, connection: Connection, heard: Heard, reason: str, source: str
) -> None:
    """Suppress where it was heard: the lead's address, or its number."""
    now = engine.now()
    for kind, value in asked(engine, heard):
        if kind == "handle":
            said = (value, reason, heard.channel, now)
            await suppressions.suppress_handle(connection, *said)
            continue
        said = (value, reason, source, now)
        if kind == "domain":
            await suppressions.suppress_domain(connection, *said)
            continue
        known = await suppressions.known_as(connection, value, engine.house.secret)
        if known[0] == "hash":
            # Somebody who was erased: the address is not written down again.
            if reason in suppressions.WISHES:
                await suppressions.opted_out(connection, [known], source, now)
        else:
            await suppressions.suppress_address(connection, *said)


async def _opt_out(engine: Engine, connection: Connection, heard: Heard) -> None:
    kind = heard.reading.kind.value
    if heard.reading.kind is Kind.COMPLAINT:
        # Providers count them against the sender: whoever runs this must know at once.
        said = heard.touch or {"lane": heard.lane, "sequence": ""}
        log.warning(
            "complaint",
            lead=heard.lead.id,
            lane=said["lane"],
            sequence=said["sequence"],
            inbound=heard.inbound_id,
        )
    await _silence(engine, connection, heard, kind, "reply")
    data: dict[str, object] = {"text": heard.reading.text, "source": "reply"}
    recorded = await _record(engine, connection, heard, kind, data, to_all=True)
    rows = await enrollments.open_of(connection, [heard.lead.id])
    facts = await finish(engine, connection, rows, Finish.OPTED_OUT)
    await react.record(engine, connection, recorded.leads, facts)
