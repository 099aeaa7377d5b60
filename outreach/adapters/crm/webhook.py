"""A signed webhook: every lead and note is posted as JSON, to the Standard Webhooks scheme.

Three headers go with each: `webhook-id`, `webhook-timestamp` (seconds since 1970) and
`webhook-signature`, "v1," and the base64 HMAC-SHA256 of `id.timestamp.body`. A secret that
starts with "whsec_" is base64 after that; any other is taken as it stands.
Source: github.com/standard-webhooks/standard-webhooks, spec 1.0.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from dataclasses import asdict
from hashlib import sha256
from typing import TYPE_CHECKING

import httpx

from outreach.adapters.http import Answer, exchange, retry_after
from outreach.errors import ConfigError
from outreach.ports import Pushed, PushLater, PushRefused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from outreach.ports import Clock, CrmChange, CrmLead, CrmNote, CrmOutcome

ANSWER_LIMIT = 64 * 1024  # bytes read of an answer; the rest says nothing we ask
DETAIL_LIMIT = 300
SECRET_PREFIX = "whsec_"  # noqa: S105 - a prefix, no secret
LATER = frozenset({408, 425, 429})


class Webhook:
    """Tells one URL. It has no memory, so nothing is ever read back."""

    def __init__(
        self, client: httpx.AsyncClient, *, url: str, secret: str, clock: Clock
    ) -> None:
        self._client = client
        self._url = url
        self._key = _key(secret)
        self._clock = clock

    async def push_lead(self, lead: CrmLead) -> CrmOutcome:
        """Post `lead.upserted`, with all that is known of the lead.

        Its id is of this very telling: a lead that returns to an earlier stage must not be
        dropped as one told before, and to hear the same state twice does no harm.
        """
        if not lead.email:
            return PushRefused(
                "webhook: a lead without an address cannot be told apart"
            )
        data = {**asdict(lead), "fields": dict(lead.fields)}
        seed = f"{self._clock.now().isoformat()} {json.dumps(data, sort_keys=True)}"
        answer = await self._post(_id("lead", seed), "lead.upserted", data)
        if not isinstance(answer, dict):
            return answer
        given = answer.get("id")
        known = str(given) if isinstance(given, str | int) and given else ""
        return Pushed(known or lead.external_id or lead.email)

    async def push_note(self, external_id: str, note: CrmNote) -> CrmOutcome:
        """Post `note.created`. Its id is of the note's key, so that a retry is known."""
        data = {**asdict(note), "at": note.at.isoformat(), "external_id": external_id}
        answer = await self._post(_id("note", note.key), "note.created", data)
        return Pushed(external_id) if isinstance(answer, dict) else answer

    async def pull(self, cursor: str) -> tuple[Sequence[CrmChange], str]:
        """Return nothing: a webhook only listens."""
        return (), cursor

    async def close(self) -> None:
        """Close the HTTP client."""
        await self._client.aclose()

    async def _post(
        self, message_id: str, kind: str, data: Mapping[str, object]
    ) -> dict[str, object] | PushLater | PushRefused:
        """Return the JSON object of a good answer ({} where it is none), or what to do."""
        now = self._clock.now()
        message = {"type": kind, "timestamp": now.isoformat(), "data": data}
        # A lone surrogate, which no UTF-8 can carry, becomes a question mark.
        content = json.dumps(message, ensure_ascii=False).encode(errors="replace")
        try:
            request = self._client.build_request(
                "POST",
                self._url,
                content=content,
                headers=self._headers(message_id, now, content),
            )
            answer = await exchange(self._client, request, limit=ANSWER_LIMIT)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            return PushLater(f"webhook: no answer: {type(error).__name__}")
        return _outcome(answer, now)

    def _headers(
        self, message_id: str, now: datetime, content: bytes
    ) -> dict[str, str]:
        stamp = str(int(now.timestamp()))
        return {
            "content-type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": stamp,
            "webhook-signature": sign(self._key, message_id, stamp, content),
        }


def sign(key: bytes, message_id: str, stamp: str, content: bytes) -> str:
    """Return the value of `webhook-signature`."""
    signed = b".".join([message_id.encode(), stamp.encode(), content])
    digest = hmac.new(key, signed, sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def _key(secret: str) -> bytes:
    """Return the bytes to sign with. Raises ConfigError where there are none."""
    key = secret.encode()
    if secret.startswith(SECRET_PREFIX):
        try:
            key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
        except binascii.Error as error:
            message = "a webhook's secret must be base64 after `whsec_`: copy it whole"
            raise ConfigError(message) from error
    if not key:
        raise ConfigError("a webhook CRM signs what it sends: set its `secret`")
    return key


def _id(kind: str, seed: str) -> str:
    """Return an id fit for a header, the same for the same seed."""
    return f"{kind}_{sha256(seed.encode(errors='replace')).hexdigest()[:32]}"


def _outcome(
    answer: Answer, now: datetime
) -> dict[str, object] | PushLater | PushRefused:
    status = answer.status
    if httpx.codes.is_success(status):
        return _object(answer)
    detail = f"webhook: {status} {_line(answer.content)}".strip()
    if httpx.codes.is_redirect(status):
        return PushRefused(f"{detail} (a redirect: give the URL it leads to)")
    if httpx.codes.is_server_error(status) or status in LATER:
        return PushLater(detail, retry_after(answer.headers, now))
    return PushRefused(detail)


def _object(answer: Answer) -> dict[str, object]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _line(content: bytes) -> str:
    """Return the start of an answer as one printable line."""
    words = " ".join(content.decode(errors="replace").split())
    return "".join(c for c in words if c.isprintable())[:DETAIL_LIMIT]
