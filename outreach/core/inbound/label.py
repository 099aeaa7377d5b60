"""A person's word on what a message is: the reading that it stands for, over the rules' own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outreach.core.inbound.autoreply import AutoReply
from outreach.core.inbound.bounce_reason import Reason
from outreach.core.inbound.bounced import Bounce, BouncedRecipient
from outreach.core.inbound.intent import Intent
from outreach.core.inbound.meaning import BounceType, Meaning
from outreach.core.inbound.reading import Kind, Reading

if TYPE_CHECKING:
    from collections.abc import Mapping

OUT_OF_OFFICE = "out_of_office"
GONE = "gone"
OPT_OUT = "opt_out"
COMPLAINT = "complaint"
NOTHING = "nothing"
BOUNCES: Mapping[str, BounceType] = {
    "bounced": BounceType.HARD,
    "bounced_soft": BounceType.SOFT,
    "bounced_block": BounceType.BLOCK,
}
INTENTS = tuple(each.value for each in Meaning)
MEANINGS = (*INTENTS, OUT_OF_OFFICE, GONE, OPT_OUT, COMPLAINT, *BOUNCES, NOTHING)
WHY = "a person's word"


def meaning_of(reading: Reading) -> str:
    """Return the word for what a message was read as."""
    match reading.kind:
        case Kind.REPLY:
            return _intent(reading)
        case Kind.AUTO_REPLY:
            return _absence(reading)
        case Kind.BOUNCE:
            types = reading.bounce.recipients if reading.bounce else ()
            type_ = types[0].type if types else BounceType.SOFT
            return next(name for name, each in BOUNCES.items() if each is type_)
        case Kind.OPT_OUT:
            return OPT_OUT
        case Kind.COMPLAINT:
            return COMPLAINT
        case Kind.DELAY | Kind.CHALLENGE | Kind.SYSTEM | Kind.OTHER:
            return NOTHING


def _absence(reading: Reading) -> str:
    note = reading.auto_reply
    if note is not None and not note.absent:
        return NOTHING  # it only says that our mail has come
    return GONE if note is not None and note.gone else OUT_OF_OFFICE


def kind_of(reading: Reading) -> str:
    """Return the kind of event that a message of this reading is told as."""
    if reading.kind is Kind.REPLY:
        return f"reply.{_intent(reading)}"
    if reading.kind is Kind.BOUNCE:
        return f"bounce.{BOUNCES[meaning_of(reading)].value}"
    return reading.kind.value


def _intent(reading: Reading) -> str:
    return Meaning.OTHER.value if reading.intent is None else reading.intent.meaning


def as_said(read: Reading, meaning: str, address: str) -> Reading:
    """Return the reading a person's word stands for, of the lead's own `address`.

    What the rules had read with the same meaning stands as they read it, dates and all.
    """
    if meaning_of(read) == meaning:
        return read
    bare = replace(
        read,
        kind=_KINDS.get(meaning, Kind.REPLY),
        confidence=1.0,
        why=WHY,
        bounce=None,
        auto_reply=None,
        complaint=None,
        intent=None,
    )
    if meaning in INTENTS:
        return replace(bare, intent=Intent(Meaning(meaning), 1.0))
    if meaning in (OUT_OF_OFFICE, GONE):
        gone = meaning == GONE
        note = AutoReply(None, "", gone=gone, confidence=1.0, why=WHY)
        return replace(bare, auto_reply=note)
    if meaning in BOUNCES:
        return replace(bare, bounce=_bounce(BOUNCES[meaning], address))
    return bare


_KINDS = {
    OUT_OF_OFFICE: Kind.AUTO_REPLY,
    GONE: Kind.AUTO_REPLY,
    OPT_OUT: Kind.OPT_OUT,
    COMPLAINT: Kind.COMPLAINT,
    **dict.fromkeys(BOUNCES, Kind.BOUNCE),
    NOTHING: Kind.OTHER,
}


def _bounce(type_: BounceType, address: str) -> Bounce:
    recipient = BouncedRecipient(address, type_, Reason.UNKNOWN, "", "", WHY)
    return Bounce((recipient,), "", is_delay=False, standard=False, why=WHY)
