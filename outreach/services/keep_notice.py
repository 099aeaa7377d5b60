"""Keeps one of Twilio's calls raw, once, before anybody interprets it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from outreach.core.inbound.notice import FOLDER, read_notice, sealed
from outreach.ports import RawMessage
from outreach.store import inbound

if TYPE_CHECKING:
    from outreach.services.engine import Engine

_GENERATION = 1  # Twilio never counts its messages anew
_ID_BYTES = 7  # what fits a column of 64 bits with its sign


async def keep_notice(engine: Engine, sender: str, query: str, body: bytes) -> bool:
    """Keep a call to a sender; False if it is kept already. Committed when it returns."""
    content = sealed(query, body)
    notice = read_notice(content)
    # The same message with the same status is the same call, however often it comes.
    named = f"{notice.sid} {notice.status}" if notice.sid else content.hex()
    uid = int.from_bytes(sha256(named.encode()).digest()[:_ID_BYTES])
    now = engine.now()
    async with engine.database.writing() as connection:
        raw = RawMessage(_GENERATION, uid, content, now)
        return bool(await inbound.keep_raw(connection, sender, FOLDER, [raw], now))
