"""Recognises whose a mail is: looks up what it names, and says by what it is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from outreach.core.address import FREE_MAIL, normalise
from outreach.core.inbound.clue import clues_of
from outreach.core.inbound.match import (
    How,
    Known,
    LeadRef,
    Match,
    SealRef,
    ThreadRef,
    TouchRef,
    choose,
    keys,
    why_stranger,
)
from outreach.core.inbound.reading import Kind
from outreach.core.mailbox import mailbox_of
from outreach.core.model import LeadId, TouchId
from outreach.core.return_path import read_way
from outreach.services.click import read_link, read_pixel
from outreach.services.opt_out import read_opt_out, touch_of
from outreach.store import alias as aliases
from outreach.store import lead as leads
from outreach.store import lead_bulk
from outreach.store import touch as touches
from outreach.store.database import text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from outreach.core.inbound.mail import InboundMail
    from outreach.core.inbound.match import MatchKeys
    from outreach.core.inbound.reading import Reading
    from outreach.services.engine import Engine
    from outreach.services.opt_out import Trace
    from outreach.store.database import Connection

MOST_HINTS = 10
_HOWS = {"alias": How.ALIAS}  # any other kin is a person of the thread


@dataclass(frozen=True, slots=True)
class Recognised:
    """Whose a mail is, or `why` it is nobody's. `ours` is what our own people wrote."""

    match: Match | None
    why: str
    ours: bool


def own_domains(engine: Engine) -> frozenset[str]:
    """Return our own domains: a mail from a colleague is no answer of a lead.

    Of a mailbox at a mail provider, which leads may use too, its address alone.
    """
    addresses = {normalise(sender.address) for sender in engine.senders.values()}
    return frozenset(
        address if domain in FREE_MAIL else domain
        for address in addresses
        if (domain := address.rpartition("@")[2]) != address
    )


def _domains(engine: Engine) -> set[str]:
    """Return what our Message-IDs end in."""
    senders = engine.senders.values()
    return {each.address.rpartition("@")[2] for each in senders} - {""}


def is_ours(address: str, own: Collection[str]) -> bool:
    """Tell whether an address is one of our own people's."""
    known = normalise(address)
    return bool({known, known.rpartition("@")[2]} & set(own) - {""})


async def recognise(
    engine: Engine, connection: Connection, mail: InboundMail, reading: Reading
) -> Recognised:
    """Say whose a mail is. Nothing is locked or written."""
    clues, ours = clues_of(mail), is_ours(mail.from_address, own_domains(engine))
    wanted = keys(mail, reading, clues, ours=ours, domains=_domains(engine))
    match = choose(wanted, await _known(engine, connection, wanted))
    if match is not None:
        if ours and match.how is How.LINK:
            # A test mail of ours has the links of the touch, and proves nothing of it.
            match = replace(match, touch_id=None)
        return Recognised(match, "", ours)
    hint = await _hint(engine, connection, clues.quoted)
    by_hand = ours and reading.kind in (Kind.OTHER, Kind.SYSTEM)
    return Recognised(None, why_stranger(wanted, ours=by_hand, hint=hint), by_hand)


async def _known(engine: Engine, connection: Connection, wanted: MatchKeys) -> Known:
    ids = [each for each in wanted.all_ids if text(each) == each]
    found = await touches.by_message_ids(connection, ids)
    stood_in = await aliases.threads_of(connection, ids)
    return Known(
        touches=[
            TouchRef(TouchId(row["id"]), LeadId(row["lead_id"]), row["message_id"])
            for row in found
        ],
        leads=await _leads(connection, wanted.addresses),
        links=await _links(engine, connection, wanted.seals),
        paths=await _paths(engine, connection, wanted.paths),
        threads=[
            ThreadRef(row["message_id"], LeadId(row["lead_id"])) for row in stood_in
        ],
    )


async def _leads(connection: Connection, addresses: Sequence[str]) -> list[LeadRef]:
    """Return whose these addresses are: leads', or of those who answered in their threads."""
    spelled: dict[str, list[str]] = {}
    for address in addresses:
        if text(address) == address:
            spelled.setdefault(mailbox_of(address), []).append(address)
    own = await leads.by_mailbox(connection, [each[0] for each in spelled.values()])
    found = [
        (lead.id, mailbox, How.ADDRESS)
        for lead in own
        if (mailbox := mailbox_of(lead.email)) in spelled
    ]
    for row in await aliases.of_mailboxes(connection, spelled):
        how = _HOWS.get(row["kind"], How.PERSON)
        found.append((LeadId(row["lead_id"]), row["mailbox"], how))
    stands = await aliases.standing(connection, {each[0] for each in found})
    return [
        LeadRef(lead_id, address, how, *stands[lead_id])
        for lead_id, mailbox, how in found
        for address in spelled[mailbox]
    ]


async def _links(
    engine: Engine, connection: Connection, seals: Sequence[str]
) -> list[SealRef]:
    """Return whose links of ours are in it; of those that we have not sealed, nothing."""
    traces = {seal: trace for seal in seals if (trace := _trace(engine, seal))}
    living = await lead_bulk.living(
        connection, {trace.lead_id for trace in traces.values()}
    )
    found = []
    for seal, trace in traces.items():
        if trace.lead_id in living:
            touch = await touch_of(connection, trace)
            touch_id = None if touch is None else TouchId(touch["id"])
            found.append(SealRef(seal, trace.lead_id, touch_id))
    return found


async def _paths(
    engine: Engine, connection: Connection, tags: Sequence[str]
) -> list[SealRef]:
    """Return whose return paths it came by; of those that we have not sealed, nothing."""
    secret = engine.house.secret
    ways = {tag: way for tag in tags if (way := read_way(secret, tag))}
    living = await lead_bulk.living(
        connection, {LeadId(way.lead_id) for way in ways.values()}
    )
    found = []
    for tag, way in ways.items():
        lead_id = LeadId(way.lead_id)
        if lead_id not in living:
            continue
        sent = await touches.of_lead(connection, lead_id)
        known = [row["id"] for row in sent if way.is_of(row["message_id"] or "")]
        found.append(SealRef(tag, lead_id, TouchId(known[-1]) if known else None))
    return found


def _trace(engine: Engine, seal: str) -> Trace | None:
    link = read_link(engine, seal)
    if link is not None:
        return link.trace
    return read_opt_out(engine, seal) or read_pixel(engine, seal)


async def _hint(engine: Engine, connection: Connection, quoted: Sequence[str]) -> str:
    """Return a lead's address that a stranger's mail quotes, for a person to judge."""
    own = own_domains(engine)
    others = [each for each in quoted if text(each) == each and not is_ours(each, own)][
        :MOST_HINTS
    ]
    for lead in await leads.by_mailbox(connection, others):
        return lead.email
    return ""
