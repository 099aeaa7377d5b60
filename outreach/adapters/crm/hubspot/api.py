"""One call to HubSpot's API: paced, timed, its refusals told apart. It never sleeps."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import httpx

from outreach.adapters.http import Answer as Exchanged
from outreach.adapters.http import exchange, retry_after
from outreach.ports import PushLater, PushRefused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.ports import Clock

ANSWER_LIMIT = 16 * 2**20  # bytes: a page of a hundred notes of the greatest length
# Together below the limits, for other programs may share the token. Searches have a share
# of their own, so that a long queue of pushes never makes us deaf to a person's stop.
BURST, BURST_WINDOW = 70, timedelta(seconds=10)
SEARCHES, SEARCH_WINDOW = 2, timedelta(seconds=1)
# After a lost answer: long enough that a request still on its way has landed.
SETTLE = timedelta(minutes=1)
# No record's own fault: the token (401), its scopes (403), its plan (402).
ACCOUNT_REST = timedelta(minutes=5)
LOCKED_REST = timedelta(seconds=2)
# Of the request, not of what it asks: a timeout, too early.
PASSING = frozenset({408, 425})
THROTTLE_RESTS = {
    "SECONDLY": timedelta(seconds=1),
    "TEN_SECONDLY_ROLLING": timedelta(seconds=10),
    # It ends at midnight of the account's own zone, which we do not know.
    "DAILY": timedelta(hours=1),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply that the caller foresaw."""

    status: int
    body: Mapping[str, object]

    @property
    def is_missing(self) -> bool:
        """Whether HubSpot has no such record."""
        return self.status == httpx.codes.NOT_FOUND


class Pace:
    """How many calls a rolling window still takes."""

    def __init__(self, limit: int, window: timedelta) -> None:
        self._limit = limit
        self._window = window
        self._taken: deque[datetime] = deque()

    def room_at(self, now: datetime) -> datetime | None:
        """Return None where there is room now, else when there will be."""
        while self._taken and self._taken[0] + self._window <= now:
            self._taken.popleft()
        if len(self._taken) < self._limit:
            return None
        return self._taken[0] + self._window

    def take(self, now: datetime) -> None:
        """Count one call."""
        self._taken.append(now)


class Api:
    """HubSpot's API as one token sees it. Where the limits say wait, it says when."""

    def __init__(
        self, client: httpx.AsyncClient, *, token: str, clock: Clock, base_url: str
    ) -> None:
        self._client = client
        self._token = token
        self._clock = clock
        self._base_url = base_url.rstrip("/")
        self._burst = Pace(BURST, BURST_WINDOW)
        self._searches = Pace(SEARCHES, SEARCH_WINDOW)
        self._rest: PushLater | None = None

    async def get(
        self, path: str, params: Mapping[str, str], *, expect: set[int]
    ) -> Answer | PushLater | PushRefused:
        """Read. Any status beside those expected is an outcome."""
        return await self._call("GET", path, params=params, expect=expect)

    async def send(
        self, method: str, path: str, payload: object, *, expect: set[int]
    ) -> Answer | PushLater | PushRefused:
        """Write, or read what takes a body. Any other status is an outcome."""
        # A lone surrogate, which no UTF-8 can carry, becomes a question mark.
        content = json.dumps(payload, ensure_ascii=False).encode(errors="replace")
        return await self._call(method, path, content=content, expect=expect)

    async def close(self) -> None:
        """Close the HTTP client."""
        await self._client.aclose()

    async def _call(
        self,
        method: str,
        path: str,
        *,
        expect: set[int],
        params: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Answer | PushLater | PushRefused:
        held = self._hold_back(path)
        if held:
            return held
        try:
            request = self._client.build_request(
                method,
                self._base_url + path,
                params=params,
                content=content,
                headers=self._headers(),
            )
            reply = await exchange(self._client, request, limit=ANSWER_LIMIT)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            return self._unanswered(method, f"{type(error).__name__} {error}")
        body = _object(reply)
        if reply.status in expect and body is not None:
            return Answer(reply.status, body)
        if reply.status in expect or httpx.codes.is_success(reply.status):
            return self._unanswered(method, f"{reply.status}, but nothing to read")
        return self._refusal(reply, body or {})

    def _headers(self) -> dict[str, str]:
        return {
            "authorization": f"Bearer {self._token}",
            "content-type": "application/json",
            "accept": "application/json",
        }

    def _hold_back(self, path: str) -> PushLater | None:
        """Count the call, or say when there will be room for it."""
        now = self._clock.now()
        if self._rest and self._rest.not_before and now < self._rest.not_before:
            return self._rest
        pace = self._searches if path.endswith("/search") else self._burst
        room_at = pace.room_at(now)
        if room_at:
            return PushLater("HubSpot: our own pace is spent", room_at)
        pace.take(now)
        return None

    def _unanswered(self, method: str, fact: str) -> PushLater:
        """Put off a call that may or may not have been done."""
        detail = self.say(f"no answer: {fact}")
        not_before = None if method == "GET" else self._clock.now() + SETTLE
        return PushLater(detail, not_before)

    def _refusal(
        self, reply: Exchanged, body: Mapping[str, object]
    ) -> PushLater | PushRefused:
        now = self._clock.now()
        asked = retry_after(reply.headers, now)
        detail = self.say(f"{reply.status} {_message(reply, body)}")
        match reply.status:
            case 429:
                rested = now + _throttle_rest(body)
                return self._pause(PushLater(detail, max(asked or rested, rested)))
            case 401 | 402 | 403:
                return self._pause(PushLater(detail, now + ACCOUNT_REST))
            case 477:
                return self._pause(PushLater(detail, asked or now + ACCOUNT_REST))
            case 423:
                return PushLater(detail, now + LOCKED_REST)
            case status if status in PASSING or httpx.codes.is_server_error(status):
                return PushLater(detail, asked or now + SETTLE)
        return PushRefused(detail)

    def _pause(self, outcome: PushLater) -> PushLater:
        """Let every record wait, for the next one would fare no better."""
        self._rest = outcome
        return outcome

    def say(self, text: str) -> str:
        """Return one printable line that names the vendor and not the token."""
        told = " ".join(text.replace(self._token, "***").split())
        return "HubSpot: " + "".join(c for c in told if c.isprintable())[:400]


def _object(reply: Exchanged) -> Mapping[str, object] | None:
    """Return the JSON object of the answer; None where it is none."""
    try:
        body = reply.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _message(reply: Exchanged, body: Mapping[str, object]) -> str:
    told = [body.get("category"), body.get("policyName"), body.get("message")]
    words = " ".join(str(part) for part in told if part)
    return words or reply.content[:200].decode(errors="replace")


def _throttle_rest(body: Mapping[str, object]) -> timedelta:
    """Return how long a 429 asks to wait, by the policy it names."""
    policy = str(body.get("policyName", "")).upper()
    return THROTTLE_RESTS.get(policy, BURST_WINDOW)
