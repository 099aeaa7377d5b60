"""Mails what a preview shows to its author: marked, harmless to the lead, in no ledger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from outreach.core.address import company_key, is_plausible, normalise
from outreach.core.model import Lead, LeadId, Sent
from outreach.core.trial import marked, secret_of_trials
from outreach.errors import InputError, Refused, Unavailable
from outreach.ports import Mail, Reachable
from outreach.store import lead_bulk
from outreach.store import suppression as suppressions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from outreach.core.model import Outcome
    from outreach.ports import Channel
    from outreach.services.engine import Engine
    from outreach.services.preview import Message

MOST = 20  # mails at once


@dataclass(frozen=True, slots=True)
class Tried:
    """One mail that was put on the wire, and what came of it."""

    step: str
    sender: str
    subject: str
    outcome: Outcome


def trial_engine(engine: Engine) -> Engine:
    """Return the engine as trials are written with.

    Their opt-out links and Message-IDs are sealed apart, so that they stop nobody and no
    later mail is taken for a second copy; their links lead straight on, so that no click is
    counted and the author sees where they go.
    """
    secret = secret_of_trials(engine.house.secret, engine.now().isoformat())
    house = replace(
        engine.house,
        secret=secret,
        track_clicks=False,
        track_opens=False,
        one_click=False,
    )
    return replace(engine, house=house)


async def approve(engine: Engine, to: str, leads: Iterable[Lead]) -> str:
    """Return the author's address, spelled as one. Raises InputError or Refused.

    Refused is whoever may be meant by mistake: a lead, a colleague of one of these leads,
    somebody who must not be written to. An address of one of our senders is always fine.
    """
    address = normalise(to)
    if not is_plausible(address):
        raise InputError(f"{to!r} is no mail address: write it as name@company.example")
    ours = {normalise(sender.address) for sender in engine.senders.values()}
    if address in ours:
        return address
    _refuse_colleague(address, leads, {each.rpartition("@")[2] for each in ours})
    async with engine.database.reading() as connection:
        if await lead_bulk.known(connection, [f"email:{address}"]):
            raise Refused("is_a_lead", f"{address} is a lead: {_USE_YOURS}")
        nobody = Lead(LeadId(0), email=address)
        found = await suppressions.reasons(connection, [nobody], engine.house.secret)
    if found:
        why = found[nobody.id]
        raise Refused("suppressed", f"{address} must not be written to ({why})")
    return address


_USE_YOURS = "name an address of your own, as you+test@your-company.example"


def _refuse_colleague(address: str, leads: Iterable[Lead], ours: set[str]) -> None:
    domain = address.rpartition("@")[2]
    shared = company_key(domain)
    for lead in leads:
        if normalise(lead.email) == address:
            raise Refused("is_a_lead", f"{address} is the lead itself: {_USE_YOURS}")
        if shared and domain not in ours and company_key(lead.domain) == shared:
            message = f"{address} is at the lead's own company: {_USE_YOURS}"
            raise Refused("is_at_a_lead", message)


def mails_of(messages: Iterable[Message]) -> list[Message]:
    """Return those that are mails and can be written. Raises Refused for too many or none."""
    mails = [
        message
        for message in messages
        if message.draft is not None and isinstance(message.draft.parcel, Mail)
    ]
    if not mails:
        raise Refused("nothing_to_send", "no mail of this path can be written")
    if len(mails) > MOST:
        message = (
            f"{len(mails)} mails, and at most {MOST} go at once: name one by --step"
        )
        raise Refused("too_many", message)
    return mails


async def try_out(
    channel: Channel[Mail], messages: Sequence[Message], to: str, now: datetime
) -> list[Tried]:
    """Mail them through their own senders, in order, until one does not go.

    Nothing is sent unless each sender's server can be reached. Raises Unavailable.
    """
    if isinstance(channel, Reachable):
        for sender in dict.fromkeys(message.sender for message in messages):
            outcome = await channel.reach(sender)  # type: ignore[arg-type] # a sender's name
            if not isinstance(outcome, Sent):
                raise Unavailable(f"{sender} cannot send now: {outcome.detail}")
    done: list[Tried] = []
    for message in messages:
        draft = message.draft
        if draft is None or not isinstance(draft.parcel, Mail):
            continue
        content = marked(draft.parcel.content, draft.subject, to, now)
        mail = replace(draft.parcel, rcpt_to=to, content=content)
        outcome = await channel.send(mail)
        done.append(Tried(message.step, message.sender, draft.subject, outcome))
        if not isinstance(outcome, Sent):
            break
    return done
