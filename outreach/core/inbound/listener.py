"""Which of several schedulers listens to a mailbox, so that one does and each has its share."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


def listener_of(mailbox: str, listeners: Collection[str]) -> str:
    """Return who of some, and there must be any, listens to a mailbox.

    All who know the same ones find the same. When one comes or goes, only its own mailboxes
    change hands (rendezvous hashing).
    """
    return max(listeners, key=lambda one: (_weight(mailbox, one), one))


def _weight(mailbox: str, listener: str) -> bytes:
    return sha256(f"{listener}\n{mailbox}".encode()).digest()
