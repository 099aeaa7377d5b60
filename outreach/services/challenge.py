"""Proves that a web process which answers at `public_url` is of this very deployment."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from outreach.core import token

if TYPE_CHECKING:
    from outreach.services.engine import Engine

# It stands where opt-outs do: what lets those through lets this through.
PREFIX = "doctor-"
_NONCE = re.compile(r"doctor-[0-9a-f]{32}")


def new_challenge() -> str:
    """Return a name to ask for under /u/ that nobody asked for before."""
    return f"{PREFIX}{secrets.token_hex(16)}"


def answer_of(engine: Engine, asked: str) -> str | None:
    """Return what a process with this deployment's secret answers; None for no challenge."""
    if not _NONCE.fullmatch(asked):
        return None
    return token.sign(engine.house.secret, "doctor", (asked,))
