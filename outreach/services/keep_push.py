"""Keeps a mail that a provider pushed raw, once, before anybody reads it."""

from __future__ import annotations

from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING

from outreach.core.address import normalise
from outreach.core.inbound.glance import sent_to
from outreach.ports import RawMessage
from outreach.store import inbound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outreach.services.engine import Engine

NOBODY_S = "inbound"  # a mailbox for what names no sender of ours
_GENERATION = 1  # a provider never counts its messages anew
_ID_BYTES = 7  # what fits a column of 64 bits with its sign


async def keep_push(
    engine: Engine, provider: str, key: str, content: bytes, recipients: Iterable[str]
) -> tuple[str, bool]:
    """Keep a mail; return its mailbox, and False if it is kept already.

    It is the same if the provider calls it so, or, where that names none, byte for byte.
    Committed when it returns.
    """
    mailbox = _mailbox(engine, chain(recipients, sent_to(content)))
    named = key.encode() if key else content
    uid = int.from_bytes(sha256(named).digest()[:_ID_BYTES])
    now = engine.now()
    async with engine.database.writing() as connection:
        raw = RawMessage(_GENERATION, uid, content, now)
        folder = f"pushed/{provider}" if provider else "pushed"
        # Not every provider signs what it sends: one name brings one mail, whomever it names.
        places = [*engine.senders, NOBODY_S]
        if key and await inbound.is_named(connection, places, folder, raw):
            return mailbox, False
        return mailbox, bool(
            await inbound.keep_raw(connection, mailbox, folder, [raw], now)
        )


def _mailbox(engine: Engine, recipients: Iterable[str]) -> str:
    """Return the sender that the mail was sent to, be it at a plus address of its own."""
    known = {normalise(sender.address): name for name, sender in engine.senders.items()}
    for each in recipients:
        local, at, domain = normalise(each).rpartition("@")
        plain = f"{local.partition('+')[0]}{at}{domain}"
        for address in (f"{local}{at}{domain}", plain):
            if address in known:
                return known[address]
    return NOBODY_S
