"""Attributes what came in: locks whom it concerns, and notes what was made of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from outreach.core.address import normalise
from outreach.core.inbound.match import How
from outreach.core.inbound.reading import Kind
from outreach.core.model import InboundId, LeadId
from outreach.services.hear import Heard
from outreach.services.whole_domain import of_domains
from outreach.store import enrollment as enrollments
from outreach.store import inbound
from outreach.store import lead as leads
from outreach.store import touch as touches
from outreach.store.database import text

if TYPE_CHECKING:
    from outreach.core.inbound.mail import InboundMail
    from outreach.core.inbound.match import Match
    from outreach.core.inbound.reading import Reading
    from outreach.core.model import Lead
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

LONGEST_DETAIL = 500
CLOCKS_APART = timedelta(hours=1)  # the mail server's and ours
DUPLICATE = "duplicate"
# What is the word of whoever it comes from, or about whomever it names.
_ONES_OWN = (
    Kind.REPLY,
    Kind.AUTO_REPLY,
    Kind.OPT_OUT,
    Kind.BOUNCE,
    Kind.COMPLAINT,
)
_WISHES = (Kind.OPT_OUT, Kind.COMPLAINT)
_ANSWERS = (Kind.REPLY, Kind.AUTO_REPLY)
_BY_THREAD = (How.ASSIGNED, How.MESSAGE_ID, How.LINK, How.RETURN_PATH, How.THREAD)


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of a message beside its reading and its match.

    `why` says of a stranger's why it is one, or of a lead's why nothing follows.
    """

    why: str = ""
    twin: str | None = None
    state: str = ""
    matched_by: str = ""


NOTHING = Remark()


async def heard_of(
    engine: Engine,
    connection: Connection,
    row: Row,
    mail: InboundMail,
    reading: Reading,
    match: Match,
    channel: str = "email",
) -> Heard:
    """Lock everyone it may concern: the leads, and their colleagues where they react."""
    concerned = [match.lead_id, *match.also]
    wanted = list(concerned)
    colleagues = []
    if reading.kind is Kind.REPLY:
        colleagues = await _colleagues(engine, connection, match.lead_id)
        for lead_id in match.also:
            wanted += await _colleagues(engine, connection, lead_id)
    if reading.kind is Kind.OPT_OUT:
        # Whoever of the thread said it: no touch of theirs may be marked meanwhile either.
        wanted += [lead.id for lead in await said_by(connection, mail, channel)]
    if reading.kind in _WISHES and channel == "email":
        said = [mail.from_address]
        wanted += await of_domains(engine, connection, concerned, said)
    held: dict[LeadId, Lead] = await leads.lock(connection, [*wanted, *colleagues])
    touch = None
    if match.touch_id is not None:
        touch = (await touches.get(connection, [match.touch_id])).get(match.touch_id)
    here = {match.lead_id, *colleagues} - set(match.also)
    return Heard(
        inbound_id=InboundId(row["id"]),
        mail=mail,
        reading=reading,
        match=match,
        held={lead_id: lead for lead_id, lead in held.items() if lead_id in here},
        touch=touch,
        others=held,
        at=min(row["received_at"] or row["kept_at"], engine.now()),
        channel=channel,
        lane=row["mailbox"],
    )


async def also_heard(
    engine: Engine, connection: Connection, heard: Heard
) -> list[Heard]:
    """Return the same mail as the word of the other leads whose it is, who are held already."""
    if heard.reading.kind not in _ONES_OWN:
        return []
    concerned = {heard.lead.id, *heard.match.also}
    found = []
    for lead_id in heard.match.also:
        here = {lead_id}
        if heard.reading.kind is Kind.REPLY:
            colleagues = await _colleagues(engine, connection, lead_id)
            here |= set(colleagues) - concerned
        held = {each: lead for each, lead in heard.others.items() if each in here}
        match = replace(heard.match, lead_id=lead_id, touch_id=None, also=())
        found.append(replace(heard, match=match, held=held, touch=None))
    return found


async def is_old(connection: Connection, heard: Heard) -> bool:
    """Tell whether it was written before the lead was in any sequence, so answers none.

    A mail that names a touch of ours never is, and an objection is never too old.
    """
    if heard.match.how in _BY_THREAD or heard.reading.kind not in _ANSWERS:
        return False
    known = await enrollments.of_lead(connection, heard.lead.id)
    began = min((row["enrolled_at"] for row in known), default=heard.at)
    return bool(heard.at < began - CLOCKS_APART)


async def _colleagues(
    engine: Engine, connection: Connection, lead_id: LeadId
) -> list[LeadId]:
    """Return the lead's colleagues, where any sequence has them react to its reply."""
    if not await _concerns_company(engine, connection, lead_id):
        return []
    return await leads.colleagues(connection, lead_id)


async def said_by(
    connection: Connection, mail: InboundMail, channel: str
) -> list[Lead]:
    """Return the leads whose own address or number it came from."""
    if channel != "email":
        return await leads.by_phone(connection, mail.from_address)
    return await leads.by_address(connection, [normalise(mail.from_address)])


async def _concerns_company(
    engine: Engine, connection: Connection, lead_id: LeadId
) -> bool:
    for row in await enrollments.of_lead(connection, lead_id):
        release = await engine.catalogue.find(connection, row["version"])
        if release is not None and release.sequence.company.on_reply != "nothing":
            return True
    return False


async def is_twin(
    connection: Connection,
    inbound_id: InboundId,
    twin: str | None,
    lead_id: LeadId | None,
) -> bool:
    """Tell whether another copy of the same mail was interpreted already, for the same lead.

    The caller holds the lead, so that of copies in two mailboxes one comes first.
    """
    if twin is None:
        return False
    others = await inbound.twins(connection, inbound_id, twin)
    if lead_id is None:
        return any(row["state"] in ("read", "unmatched") for row in others)
    return any(row["state"] == "read" and row["lead_id"] == lead_id for row in others)


async def note_reading(
    connection: Connection,
    inbound_id: InboundId,
    reading: Reading,
    match: Match | None,
    detail: str,
    remark: Remark = NOTHING,
) -> None:
    """Write down what was made of a message; with that it is interpreted."""
    known = "unmatched" if match is None else "read"
    evidence = remark.why or (match.evidence if match else "")
    await inbound.write(
        connection,
        inbound_id,
        state=remark.state or known,
        kind=reading.kind,
        lead_id=match and match.lead_id,
        touch_id=match and match.touch_id,
        reading=_plain(asdict(reading)),
        detail=text(detail)[:LONGEST_DETAIL],
        twin=remark.twin,
        matched_by=remark.matched_by if match is None else match.how.value,
        evidence=text(evidence)[:LONGEST_DETAIL],
    )


def _plain(value: object) -> object:
    """Return a reading as JSON can hold it."""
    match value:
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case datetime() | date():
            return value.isoformat()
        case Enum():
            return value.value
        case str():
            return text(value)
        case _:
            return value
