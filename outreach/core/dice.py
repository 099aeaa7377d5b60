"""Chance that can be asked again: every draw is a hash of what it is about."""

from __future__ import annotations

import math
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Part = str | int | bytes

_PRECISION = 53  # bits a float holds exactly


def fraction(*parts: Part) -> float:
    """Return a number in [0, 1) that depends on the parts, their order and their types only."""
    drawn = int.from_bytes(_digest(parts, size=8), "big") >> (64 - _PRECISION)
    return drawn / (1 << _PRECISION)


def choose(weights: Mapping[str, float], *parts: Part) -> str:
    """Return one of the names, each as often as its share of the weights.

    A name that is added takes from the others what it needs and moves nothing else; one that
    is removed gives up only its own. Raises ValueError when no weight is above zero.
    Source: Wang and Ravishankar, weighted rendezvous hashing.
    """
    scored = [
        (_score(weight, fraction(*parts, name)), name)
        for name, weight in weights.items()
        if weight > 0
    ]
    if not scored:
        message = "there is nothing to choose from: give a weight above zero"
        raise ValueError(message)
    return max(scored)[1]


def message_id(
    lead_id: int,
    sequence: str,
    ordinal: int,
    step: str,
    domain: str,
    *,
    salt: str = "",
) -> str:
    """Return the Message-ID of a touch, in its angle brackets.

    `salt` tells apart workspaces that send from one domain: mail servers drop a second
    message of the same id.
    """
    digest = _digest(("message-id", salt, lead_id, sequence, ordinal, step), size=18)
    return f"<{digest.hex()}@{domain}>"


def boundary(*parts: Part) -> str:
    """Return a MIME boundary. It holds "=_", which no encoded part can (RFC 2045 6.7)."""
    return f"=_{_digest(('boundary', *parts), size=15).hex()}"


def _score(weight: float, drawn: float) -> float:
    return -weight / math.log(drawn) if drawn else 0.0


def _digest(parts: tuple[Part, ...], *, size: int) -> bytes:
    hashed = blake2b(digest_size=size)
    for part in parts:
        tag, content = _encoded(part)
        # Tag and length first, so that ("a", "bc") and ("ab", "c") differ.
        hashed.update(b"%b%d:" % (tag, len(content)))
        hashed.update(content)
    return hashed.digest()


def _encoded(part: Part) -> tuple[bytes, bytes]:
    match part:
        case str():
            return b"s", part.encode("utf-8", "surrogatepass")
        case bytes():
            return b"b", part
        case _:
            return b"i", b"%d" % part
