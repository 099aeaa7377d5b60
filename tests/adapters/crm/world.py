"""What the tests of CRMs share: a clock that is set, leads, notes, a webhook's receiver."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from starlette.requests import Request
from starlette.responses import Response

from outreach.ports import CrmLead, CrmNote
from outreach.sandbox.loopback import Loopback

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@dataclass
class SetClock:
    """A clock that stands until it is moved."""

    at: datetime = START

    def now(self) -> datetime:
        """Return the instant it was set to."""
        return self.at

    def forward(self, span: timedelta) -> None:
        """Move it on."""
        self.at += span


def lead(email: str = "ada@north.example", **changes: str | None) -> CrmLead:
    """Return a lead of the address, contacted unless said otherwise."""
    values: dict[str, Any] = {
        "external_id": None,
        "first_name": "Ada",
        "last_name": "Byron",
        "company": "North",
        "title": "CTO",
        "phone": "",
        "stage": "contacted",
    }
    return CrmLead(email=email, **{**values, **changes})


def note(key: str = "touch:1", body: str = "Hello") -> CrmNote:
    """Return a note of the key."""
    return CrmNote(key, START, "Sent: intro", body)


@dataclass
class Told:
    """One request that the receiver took."""

    id: str
    stamp: str
    signature: str
    content: bytes

    @property
    def message(self) -> dict[str, object]:
        """What it said."""
        told: dict[str, object] = json.loads(self.content)
        return told


@dataclass
class Receiver:
    """A webhook's receiver on loopback; it answers what it is told to."""

    answers: list[Response] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    loses: int = 0

    def __post_init__(self) -> None:
        self._loopback = Loopback(self)

    @property
    def url(self) -> str:
        """Where it is told."""
        return f"{self._loopback.url}/hook"

    def data(self, kind: str) -> list[dict[str, object]]:
        """Return what was told of a kind, once an id."""
        once = {told.id: told.message for told in self.told}
        return [
            data
            for message in once.values()
            if message["type"] == kind and isinstance(data := message["data"], dict)
        ]

    async def __aenter__(self) -> Self:
        await self._loopback.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._loopback.__aexit__()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request."""
        request = Request(scope, receive)
        head = request.headers
        content = await request.body()
        if self.answers:
            await self.answers.pop(0)(scope, receive, send)
            return
        signature = head["webhook-signature"]
        told = Told(head["webhook-id"], head["webhook-timestamp"], signature, content)
        self.told.append(told)
        if self.loses:
            self.loses -= 1
            await self._loopback.hang_up(scope, receive)
            return
        await Response(status_code=204)(scope, receive, send)
