"""The one place where HTTP clients are made, and the one way in which they are used.

No redirects, no proxies from the environment, no endless bodies, and a deadline on every
exchange: httpx's own timeouts start anew with every byte.
"""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Mapping

ANSWER_LIMIT = 4 * 2**20
LONGEST_WAIT = timedelta(days=1)

_SECONDS = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Answer:
    """A response. `whole` is False when its body broke off or went past the limit."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    whole: bool

    def json(self) -> object:
        """Return the body as JSON. Raises ValueError where it is none, or is not whole."""
        if not self.whole:
            raise ValueError("the body is not whole")
        try:
            found: object = json.loads(self.content)
        except RecursionError as error:
            raise ValueError("the body is nested too deep") from error
        return found


class Wire:
    """Whether any of a request may have left this machine: its `trace` is an extension."""

    def __init__(self) -> None:
        self.begun = False

    async def trace(self, event: str, _info: Mapping[str, object]) -> None:
        """Listen to httpcore's trace extension."""
        if event == "http11.send_request_headers.started":
            self.begun = True


def http_client(
    *,
    base_url: str = "",
    headers: Mapping[str, str] | None = None,
    timeout: timedelta = timedelta(seconds=30),
    max_connections: int = 20,
    keep_alive: bool = True,
    transport: httpx.AsyncBaseTransport | None = None,
    tls: ssl.SSLContext | None = None,
) -> httpx.AsyncClient:
    """Make a client; `timeout` is for each connect, read, write and wait for a connection."""
    return httpx.AsyncClient(
        base_url=base_url,
        # Compressed bodies could unfold to any size.
        headers={"Accept-Encoding": "identity", **(headers or {})},
        timeout=timeout.total_seconds(),
        limits=httpx.Limits(
            max_connections=max_connections,
            max_keepalive_connections=max_connections if keep_alive else 0,
        ),
        follow_redirects=False,
        trust_env=False,
        transport=transport,
        verify=tls or True,
    )


async def exchange(
    client: httpx.AsyncClient,
    request: httpx.Request,
    *,
    deadline: timedelta = timedelta(minutes=1),
    limit: int = ANSWER_LIMIT,
) -> Answer:
    """Send a request and read at most `limit` bytes of the answer, all before the deadline.

    Raises httpx.HTTPError or TimeoutError when no status was heard; a status that was heard
    stands, whatever becomes of the body.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + deadline.total_seconds()
    async with asyncio.timeout_at(end):
        response = await client.send(request, stream=True)
    try:
        content, whole = await _read(response.aiter_raw(), limit, end)
    finally:
        await response.aclose()
    whole = whole and response.headers.get("content-encoding", "identity") == "identity"
    return Answer(response.status_code, response.headers, content, whole)


def retry_after(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return when a server asks to be tried again, None when it does not say.

    Seconds or an HTTP date (RFC 9110 10.2.3); never in the past, nor more than a day ahead.
    """
    said = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(said):
        at = now + timedelta(seconds=int(said))
    else:
        try:
            at = parsedate_to_datetime(said)
        except (ValueError, OverflowError):
            return None
    if at.tzinfo is None:  # "-0000" is how a date says that it does not know its zone
        at = at.replace(tzinfo=UTC)
    return min(max(at, now), now + LONGEST_WAIT)


async def _read(
    chunks: AsyncIterator[bytes], limit: int, end: float
) -> tuple[bytes, bool]:
    body = bytearray()
    try:
        async with asyncio.timeout_at(end):
            async for chunk in chunks:
                body += chunk
                if len(body) > limit:
                    return bytes(body[:limit]), False
    except (httpx.HTTPError, TimeoutError):
        return bytes(body), False
    return bytes(body), True
