"""A return path of its own for each touch, so that what comes back names it by its address.

Servers that quote nothing of the mail they return still send it somewhere: to the address
that MAIL FROM named (RFC 5321 4.4, and RFC 3834 4 for automatic answers).
"""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from hashlib import sha256

_LEAD = 6  # bytes of the lead's id
_TOUCH = 3  # bytes that tell its touches apart
_SEAL = 6  # bytes
_MARK = "o."  # after the plus, so that a person's own tags are none of ours
_LONGEST_LOCAL = 64  # RFC 5321 4.5.3.1.1


@dataclass(frozen=True, slots=True)
class Way:
    """What a return path stands for: a lead, and which of its touches."""

    lead_id: int
    trail: bytes

    def is_of(self, message_id: str) -> bool:
        """Tell whether it is the return path of this message."""
        return self.trail == _trail(message_id)


def return_path(secret: bytes, address: str, lead_id: int, message_id: str) -> str:
    """Return the sender's address with a sealed tag; without one where there is no room."""
    local, _, domain = address.rpartition("@")
    known = lead_id.to_bytes(_LEAD, "big") + _trail(message_id)
    tag = base64.b32encode(known + _seal(secret, known)).decode().rstrip("=").lower()
    tagged = f"{local}+{_MARK}{tag}"
    return f"{tagged}@{domain}" if len(tagged) <= _LONGEST_LOCAL else address


def read_way(secret: bytes, tag: str) -> Way | None:
    """Return what a tag stands for, None for any that we have not sealed. Never raises."""
    try:
        sealed = base64.b32decode(tag.upper() + "=" * (-len(tag) % 8))
    except (binascii.Error, ValueError):
        return None
    known, seal = sealed[:-_SEAL], sealed[-_SEAL:]
    if len(known) != _LEAD + _TOUCH:
        return None
    if not hmac.compare_digest(seal, _seal(secret, known)):
        return None
    return Way(int.from_bytes(known[:_LEAD], "big"), known[_LEAD:])


def _trail(message_id: str) -> bytes:
    return sha256(message_id.encode("utf-8", "surrogatepass")).digest()[:_TOUCH]


def _seal(secret: bytes, known: bytes) -> bytes:
    return hmac.digest(secret, b"outreach-return-path:" + known, sha256)[:_SEAL]
