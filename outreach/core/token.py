"""Sealed notes to ourselves: what an opt-out or click link carries, readable by us alone."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from functools import lru_cache
from hashlib import sha256, shake_256

Payload = tuple[str | int, ...]

LONGEST_TOKEN = 8192  # characters; browsers and mail clients cut links before that

_SEAL = 16  # bytes
_tell = json.JSONEncoder(separators=(",", ":")).encode


def sign(secret: bytes, purpose: str, payload: Payload) -> str:
    """Return a URL-safe token of the payload that `read` accepts for this purpose only.

    The same payload gives the same token. It is sealed and hidden (a synthetic IV, as in
    RFC 5297): a recipient learns neither ids nor names from it.
    """
    content = _tell(payload).encode()
    key = _key(secret, purpose)
    seal = _seal(key, content)
    return (
        base64.urlsafe_b64encode(seal + _veil(key, seal, content)).decode().rstrip("=")
    )


def read(secret: bytes, purpose: str, token: str) -> Payload | None:
    """Return what was signed, or None for anything `sign` did not make. Never raises."""
    sealed = _decoded(token)
    if sealed is None or len(sealed) < _SEAL:
        return None
    key = _key(secret, purpose)
    seal, veiled = sealed[:_SEAL], sealed[_SEAL:]
    content = _veil(key, seal, veiled)
    if not hmac.compare_digest(seal, _seal(key, content)):
        return None
    return tuple(json.loads(content))


def _decoded(token: str) -> bytes | None:
    if len(token) > LONGEST_TOKEN or not token.isascii():
        return None
    try:
        decoded = base64.b64decode(
            token + "=" * (-len(token) % 4), altchars=b"-_", validate=True
        )
    except (binascii.Error, ValueError):
        return None
    # Base64 has spare bits: one spelling a token.
    again = base64.urlsafe_b64encode(decoded).decode().rstrip("=")
    return decoded if again == token else None


@lru_cache(maxsize=64)
def _key(secret: bytes, purpose: str) -> bytes:
    if not secret:
        message = "the secret is empty: a token would prove nothing"
        raise ValueError(message)
    return hmac.digest(secret, b"outreach-token:" + purpose.encode(), sha256)


def _seal(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, b"seal:" + content, sha256)[:_SEAL]


def _veil(key: bytes, seal: bytes, content: bytes) -> bytes:
    size = len(content)
    stream = shake_256(b"veil:" + key + seal).digest(size)
    veiled = int.from_bytes(content, "big") ^ int.from_bytes(stream, "big")
    return veiled.to_bytes(size, "big")
