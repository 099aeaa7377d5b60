"""Reads a request's body: so many bytes, so long, and no more."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect

if TYPE_CHECKING:
    from fastapi import Request

LONGEST_BODY = 64 * 1024  # bytes; a one-click body has some 30, or 200 as multipart
BODY_WITHIN = timedelta(seconds=20)


async def body_of(
    request: Request, *, most: int = LONGEST_BODY, within: timedelta = BODY_WITHIN
) -> bytes | None:
    """Return the request's body, None for one too long or that does not come."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > most:
        return None
    body = bytearray()
    try:
        async with asyncio.timeout(within.total_seconds()):
            async for part in request.stream():
                body += part
                if len(body) > most:
                    return None
    except (TimeoutError, ClientDisconnect):
        return None
    return bytes(body)
