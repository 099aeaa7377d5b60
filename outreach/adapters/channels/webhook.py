"""Webhook steps over HTTP: one request a call, never a second one for the same call."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx

from outreach.adapters.http import Answer, Wire, exchange, http_client, retry_after
from outreach.core.model import Blame, Deferred, Rejected, Sent, Unknown
from outreach.core.verdict import legible

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.core.model import Outcome
    from outreach.ports import Call, Clock

_DETAIL_LIMIT = 2_000
_NOT_NOW = frozenset({408, 425, 429})  # timed out there, too early, too many
_TOO_MANY = 429
# A gateway speaks for who does not answer (RFC 9110 15.6.3-5); a 500 is the receiver's own.
_NOBODY_THERE = frozenset({502, 503, 504})
_NOT_YOU = frozenset({401, 403, 407})
_OK, _OUR_FAULT, _THEIR_FAULT = 2, 4, 5  # a status code's first digit


class WebhookChannel:
    """A Channel of Call."""

    def __init__(
        self,
        *,
        clock: Clock,
        timeout: timedelta = timedelta(seconds=10),
        deadline: timedelta = timedelta(seconds=30),
    ) -> None:
        self._clock = clock
        self._deadline = deadline
        # A kept connection may die just as it is used, which looks like an answer lost.
        self._client = http_client(timeout=timeout, keep_alive=False)

    async def send(self, parcel: Call) -> Outcome:
        """Make one call, once, and say what came of it.

        Never raises for what the far side said or failed to say. Cancelled before the request
        goes out it is not sent, and the cancellation goes on; after that it returns Unknown.
        """
        wire = Wire()
        try:
            request = self._request(parcel, wire)
            answer = await exchange(
                self._client, request, deadline=self._deadline, limit=_DETAIL_LIMIT
            )
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as error:
            return _broken(error, wire)
        except asyncio.CancelledError:
            if not wire.begun:
                raise
            return Unknown("cancelled before the server had answered")
        return _judged(answer, self._clock.now())

    async def close(self) -> None:
        """Let go of every connection, politely."""
        await self._client.aclose()

    def _request(self, parcel: Call, wire: Wire) -> httpx.Request:
        return self._client.build_request(
            parcel.method,
            parcel.url,
            headers=dict(parcel.headers),
            content=parcel.content,
            extensions={"trace": wire.trace},
        )


def _broken(error: Exception, wire: Wire) -> Outcome:
    detail = legible(f"{type(error).__name__}: {error}")
    match error:
        case httpx.LocalProtocolError():
            # Found by h11 before it wrote: a header or a length that HTTP does not allow.
            return Rejected(Blame.MESSAGE, detail)
        case _ if wire.begun:
            return Unknown(detail, reached=False)
        case httpx.UnsupportedProtocol() | httpx.InvalidURL() | ValueError():
            return Rejected(Blame.MESSAGE, detail)
        case _:
            # Another URL may well answer, so the lane does not rest.
            return Deferred(detail, reached=False)


def _judged(answer: Answer, now: datetime) -> Outcome:
    """Return what a status means. A 5xx is an answer: the receiver knows the Idempotency-Key."""
    status = answer.status
    detail = legible(f"{status} {answer.content.decode('utf-8', 'replace')}")
    if status // 100 == _OK:
        return Sent(str(status))
    if status in _NOT_NOW or status // 100 == _THEIR_FAULT:
        return _put_off(answer, detail, now)
    if status in _NOT_YOU:
        return Rejected(Blame.SENDER, detail, str(status))
    if status // 100 == _OUR_FAULT:
        return Rejected(Blame.MESSAGE, detail, str(status))
    return Rejected(
        Blame.MESSAGE, f"{detail} (redirects are not followed)", str(status)
    )


def _put_off(answer: Answer, detail: str, now: datetime) -> Deferred:
    not_before = retry_after(answer.headers, now)
    if answer.status != _TOO_MANY:
        there = answer.status not in _NOBODY_THERE
        return Deferred(detail, not_before, reached=there)
    rest = not_before or now + timedelta(minutes=1)
    return Deferred(
        detail, max(rest, now + timedelta(seconds=1)), Blame.SENDER, reached=True
    )
