"""Whose mail it is: by the message it answers, else by the address it comes from.

The store looks the keys up and hands the finds back; nothing here reads a database.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach.core.inbound.mail import InboundMail
    from outreach.core.inbound.reading import Reading
    from outreach.core.model import LeadId, TouchId


class How(StrEnum):
    """By what a mail was matched, surest first."""

    MESSAGE_ID = "message_id"  # In-Reply-To, References or the returned message
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class MatchKeys:
    """What to look up, best first. Ids keep their brackets, addresses are lower case."""

    message_ids: tuple[str, ...]
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TouchRef:
    """A touch of ours that one of the ids names."""

    id: TouchId
    lead_id: LeadId
    message_id: str


@dataclass(frozen=True, slots=True)
class LeadRef:
    """A lead that one of the addresses belongs to."""

    id: LeadId
    address: str


@dataclass(frozen=True, slots=True)
class Match:
    """The lead it concerns, the touch it answers if known, and how that is known.

    `other_sender` tells a reply in the lead's thread that came from another address.
    """

    lead_id: LeadId
    touch_id: TouchId | None
    how: How
    other_sender: bool = False


def keys(mail: InboundMail, reading: Reading) -> MatchKeys:
    """Return what may tell whose mail this is.

    A bounce or complaint comes from a machine, so its recipients are the addresses; for
    anything else it is the sender.
    """
    if reading.bounce is not None:
        named = [
            address
            for one in reading.bounce.recipients
            for address in (one.address, one.final_address)
        ]
    elif reading.complaint is not None:
        named = list(reading.complaint.recipients)
    else:
        named = [mail.from_address, *mail.reply_to]
    known = tuple(dict.fromkeys(address for address in named if address))
    return MatchKeys(reading.our_message_ids, known)


def choose(
    keys: MatchKeys, touches: Sequence[TouchRef], leads: Sequence[LeadRef]
) -> Match | None:
    """Return the best match; None for a stranger. The nearest id wins, then the first address."""
    for message_id in keys.message_ids:
        for touch in touches:
            if touch.message_id == message_id:
                return _by_touch(touch, keys, leads)
    for address in keys.addresses:
        for lead in leads:
            if lead.address == address:
                return Match(lead.id, None, How.ADDRESS)
    return None


def _by_touch(touch: TouchRef, keys: MatchKeys, leads: Sequence[LeadRef]) -> Match:
    own = {lead.address for lead in leads if lead.id == touch.lead_id}
    return Match(
        lead_id=touch.lead_id,
        touch_id=touch.id,
        how=How.MESSAGE_ID,
        other_sender=bool(keys.addresses) and own.isdisjoint(keys.addresses),
    )
