"""A HubSpot on loopback that keeps state and refuses what the real one refuses.

async with HubSpotServer(clock) as hubspot:
    hubspot.url, hubspot.token
    hubspot.account.contacts            # what it holds
    hubspot.account.edit(id, "hs_lead_status", "UNQUALIFIED")   # as a person does
    hubspot.fail(503, times=2)
    hubspot.lose_answers(1)             # done, but the answer never arrives
"""

from __future__ import annotations

import json
from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from outreach.sandbox.hubspot_account import HubSpotAccount, Refusal, shown
from outreach.sandbox.hubspot_search import search
from outreach.sandbox.loopback import Loopback

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from starlette.types import Receive, Scope, Send

    from outreach.ports import Clock


BATCH = 100
LINKS_PAGE = 500
TEN_SECONDS = timedelta(seconds=10)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
CORRELATION = "aeb5f871-7f07-4993-9211-075dc63e7cbf"


class HubSpotServer:
    """One account behind HTTP, on a port of its own, inside the running event loop."""

    def __init__(
        self,
        clock: Clock,
        *,
        token: str = "pat-eu1-sandbox",  # noqa: S107 - opens nothing but this sandbox
        burst: int = 100,
        searches: int = 5,
        daily: int = 250_000,
        search_lag: timedelta = timedelta(),
    ) -> None:
        self.token = token
        self.account = HubSpotAccount(clock, search_lag=search_lag)
        self.requests: list[str] = []  # "POST /crm/v3/objects/notes", answered or not
        self._clock = clock
        self._limits = {
            "TEN_SECONDLY_ROLLING": Limit(burst, TEN_SECONDS),
            "DAILY": Limit(daily, DAY),
        }
        self._searches = Limit(searches, SECOND)
        self._faults: list[tuple[str, Response]] = []
        self._lost = 0
        self._loopback = Loopback(self)

    def fail(
        self,
        status: int,
        *,
        times: int = 1,
        path: str = "",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"<html>upstream error</html>",
    ) -> None:
        """Answer the next requests whose path ends so with this; nothing is done."""
        fault = (path, Response(body, status, dict(headers or {})))
        self._faults += [fault] * times

    def lose_answers(self, times: int = 1) -> None:
        """Do what the next writing requests ask, then hang up instead of answering."""
        self._lost += times

    @property
    def url(self) -> str:
        """Where it answers, once entered."""
        return self._loopback.url

    async def __aenter__(self) -> Self:
        """Listen on loopback."""
        await self._loopback.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening and close every connection."""
        await self._loopback.__aexit__()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request: faults first, then limits, then the account."""
        request = Request(scope, receive)
        path = unquote(request.url.path)
        self.requests.append(f"{request.method} {path}")
        refused = self._refused(request)
        if refused:
            await refused(scope, receive, send)
            return
        response = await self._answer(request)
        if self._loses(request):
            await self._loopback.hang_up(scope, receive)
            return
        await response(scope, receive, send)

    def _refused(self, request: Request) -> Response | None:
        for fault in self._faults:
            if request.url.path.endswith(fault[0]):
                self._faults.remove(fault)
                return fault[1]
        if request.headers.get("authorization") != f"Bearer {self.token}":
            message = "Authentication credentials not found."
            return _error(Refusal(401, message, "INVALID_AUTHENTICATION"))
        now = self._clock.now()
        limits = dict(self._limits)
        if request.url.path.endswith("/search"):
            limits["SECONDLY"] = self._searches
        for policy, limit in limits.items():
            if not limit.take(now):
                return _throttled(policy)
        return None

    def _loses(self, request: Request) -> bool:
        writes = request.method in {"POST", "PATCH"}
        reads = request.url.path.endswith(("/search", "/batch/read"))
        if not self._lost or not writes or reads:
            return False
        self._lost -= 1
        return True

    async def _answer(self, request: Request) -> Response:
        try:
            response = await self._handle(request)
        except Refusal as refusal:
            response = _error(refusal)
        if not request.url.path.endswith("/search"):
            response.headers.update(self._limit_headers())
        return response

    async def _handle(self, request: Request) -> Response:
        parts = [unquote(part) for part in request.url.path.split("/")[1:]]
        match request.method, parts:
            case "POST", ["crm", "v3", "objects", "contacts"]:
                body = await _json(request)
                made = self.account.create_contact(body.get("properties"))
                return JSONResponse(shown(made, list(made.properties)), 201)
            case "POST", ["crm", "v3", "objects", "contacts", "search"]:
                now = self._clock.now()
                return JSONResponse(search(self.account, await _json(request), now))
            case (("GET" | "PATCH"), ["crm", "v3", "objects", "contacts", name]):
                return await self._contact(request, name)
            case "POST", ["crm", "v3", "objects", "notes"]:
                body = await _json(request)
                note = self.account.create_note(
                    body.get("properties"), body.get("associations")
                )
                return JSONResponse(shown(note, list(note.properties)), 201)
            case "POST", ["crm", "v3", "objects", "notes", "batch", "read"]:
                return self._read_notes(await _json(request))
            case "GET", [
                "crm",
                "v4",
                "objects",
                "contacts",
                name,
                "associations",
                "notes",
            ]:
                return self._links(request, name)
        raise Refusal(404, "resource not found", "OBJECT_NOT_FOUND")

    async def _contact(self, request: Request, name: str) -> Response:
        record = self.account.find(name, request.query_params.get("idProperty", ""))
        if request.method == "PATCH":
            body = await _json(request)
            self.account.update_contact(record, body.get("properties"))
            return JSONResponse(shown(record, list(record.properties)))
        asked = request.query_params.get("properties", "email").split(",")
        return JSONResponse(shown(record, asked))

    def _read_notes(self, body: Mapping[str, object]) -> Response:
        inputs, asked = body.get("inputs"), body.get("properties")
        if not isinstance(inputs, list) or not isinstance(asked, list):
            raise Refusal(400, "Invalid input JSON: inputs")
        if len(inputs) > BATCH:
            raise Refusal(400, f"at most {BATCH} inputs")
        ids = [str(entry.get("id")) for entry in inputs]
        notes = self.account.notes
        page: dict[str, object] = {
            "status": "COMPLETE",
            "results": [shown(notes[each], asked) for each in ids if each in notes],
        }
        missing = [each for each in ids if each not in notes]
        if missing:
            context = {"ids": missing}
            page["numErrors"] = 1
            page["errors"] = [{"category": "OBJECT_NOT_FOUND", "context": context}]
        return JSONResponse(page, 207 if missing else 200)

    def _links(self, request: Request, contact_id: str) -> Response:
        self.account.find(contact_id, "")
        ids = self.account.links.get(contact_id, [])
        limit = min(int(request.query_params.get("limit", LINKS_PAGE)), LINKS_PAGE)
        start = int(request.query_params.get("after", "0"))
        kind = {"category": "HUBSPOT_DEFINED", "typeId": 201, "label": None}
        page: dict[str, object] = {
            "results": [
                {"toObjectId": int(note_id), "associationTypes": [kind]}
                for note_id in ids[start : start + limit]
            ]
        }
        if start + limit < len(ids):
            page["paging"] = {"next": {"after": str(start + limit)}}
        return JSONResponse(page)

    def _limit_headers(self) -> dict[str, str]:
        burst, daily = self._limits["TEN_SECONDLY_ROLLING"], self._limits["DAILY"]
        return {
            "X-HubSpot-RateLimit-Max": str(burst.most),
            "X-HubSpot-RateLimit-Remaining": str(burst.left),
            "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
            "X-HubSpot-RateLimit-Daily": str(daily.most),
            "X-HubSpot-RateLimit-Daily-Remaining": str(daily.left),
        }


class Limit:
    """So many requests in a rolling window."""

    def __init__(self, most: int, window: timedelta) -> None:
        self.most = most
        self._window = window
        self._taken: deque[datetime] = deque()

    @property
    def left(self) -> int:
        """How many more it takes, as of the last request."""
        return self.most - len(self._taken)

    def take(self, now: datetime) -> bool:
        """Count a request, unless it is one too many."""
        while self._taken and self._taken[0] + self._window <= now:
            self._taken.popleft()
        if self.left <= 0:
            return False
        self._taken.append(now)
        return True


def _throttled(policy: str) -> Response:
    body = {
        "status": "error",
        "message": f"You have reached your {policy.lower()} limit.",
        "errorType": "RATE_LIMIT",
        "correlationId": CORRELATION,
        "policyName": policy,
        "groupName": "publicapi:private-apps",
    }
    return JSONResponse(body, 429)


def _error(refusal: Refusal) -> Response:
    body = {**refusal.body, "correlationId": CORRELATION}
    return JSONResponse(body, refusal.status)


async def _json(request: Request) -> dict[str, object]:
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise Refusal(415, "Unsupported Media Type")
    try:
        body = json.loads(await request.body())
    except ValueError as error:
        raise Refusal(400, f"Invalid input JSON on {error}") from error
    if not isinstance(body, dict):
        raise Refusal(400, "Invalid input JSON: not an object")
    return body
