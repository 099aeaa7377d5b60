"""Chance that can be asked again: every draw is a hash of what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Part = str | int | bytes

_PRECISION = 53  # bits a float holds exactly
_UNUSED = 64 - _PRECISION
_WHOLE = 1 << _PRECISION
_NEAR = (
    1 << 32
)  # of 64 bits: draws further apart have scores apart, whatever is rounded
_whole = int.from_bytes
# A text's tag and length, for texts of usual lengths.
_TAGGED = 256
_TAGS = tuple(b"s%d:" % length for length in range(_TAGGED))


def fraction(*parts: Part) -> float:
    """Return a number in [0, 1) that depends on the parts, their order and their types only."""
    digest = blake2b(b"".join(map(_told, parts)), digest_size=8).digest()
    return (_whole(digest, "big") >> _UNUSED) / _WHOLE


def choose(weights: Mapping[str, float], *parts: Part) -> str:
    """Return one of the names, each as often as its share of the weights.

    A name that is added takes from the others what it needs and moves nothing else; one that
    is removed gives up only its own. Raises ValueError when no weight is above zero.
    Source: Wang and Ravishankar, weighted rendezvous hashing.
    """
    asked = blake2b(b"".join(map(_told, parts)), digest_size=8)
    pool = _weighed(tuple(weights.items()))
    if not pool.names:
        message = "there is nothing to choose from: give a weight above zero"
        raise ValueError(message)
    digests = []
    for told in pool.told:
        # As if each had been asked for together with what was asked before.
        each = asked.copy()
        each.update(told)
        digests.append(each.digest())
    least = b""
    if pool.even:
        # The highest draw wins; only those next to it can be as good once rounded.
        least = max(0, _whole(max(digests), "big") - _NEAR).to_bytes(8, "big")
    return max(
        (_score(weight, digest), name)
        for weight, digest, name in zip(pool.weights, digests, pool.names, strict=True)
        if digest >= least
    )[1]


@dataclass(frozen=True, slots=True)
class _Pool:
    """What is chosen from, without those that weigh nothing."""

    names: tuple[str, ...]
    weights: tuple[float, ...]
    told: tuple[bytes, ...]
    even: bool


@lru_cache(maxsize=256)  # the same few pools are drawn from for every lead
def _weighed(weights: tuple[tuple[str, float], ...]) -> _Pool:
    kept = {name: weight for name, weight in weights if weight > 0}
    told = tuple(map(_told, kept))
    even = len(set(kept.values())) == 1
    return _Pool(tuple(kept), tuple(kept.values()), told, even)


def _score(weight: float, digest: bytes) -> float:
    drawn = _whole(digest, "big") >> _UNUSED
    return -weight / log(drawn / _WHOLE) if drawn else 0.0


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


def _digest(parts: tuple[Part, ...], *, size: int) -> bytes:
    return blake2b(b"".join(map(_told, parts)), digest_size=size).digest()


def _told(part: Part) -> bytes:
    """Return a part with its tag and length first, so that ("a", "bc") is not ("ab", "c")."""
    if isinstance(part, str):
        content = part.encode("utf-8", "surrogatepass")
        size = len(content)
        return (_TAGS[size] if size < _TAGGED else b"s%d:" % size) + content
    if isinstance(part, bytes):
        return b"b%d:" % len(part) + part
    content = b"%d" % part
    return b"i%d:" % len(content) + content
