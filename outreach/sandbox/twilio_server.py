"""A Twilio on loopback: takes messages in, refuses what the real one refuses, signs its calls.

async with TwilioServer(clock) as twilio:
    twilio.url, twilio.account_sid, twilio.auth_token, twilio.number
    twilio.messages                            # what it took in
    twilio.fail(500, times=2)
    twilio.lose_answers(1)                     # taken in, but the answer never arrives
    call = twilio.text(url, "+15550101", "STOP")      # as a person texts us
    call = twilio.report(twilio.messages[0], "undelivered", 30005)
    await client.post(call.url, content=call.content, headers=call.headers)
"""

from __future__ import annotations

import base64
import hmac
import json
import re
from dataclasses import dataclass
from hashlib import sha1, sha256
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from outreach.sandbox.loopback import Loopback

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive, Scope, Send

    from outreach.ports import Clock

LONGEST_BODY = 1_600
STOPS = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
)
STARTS = frozenset({"start", "yes", "unstop"})

_E164 = re.compile(r"\+[1-9]\d{6,14}\Z")
_CONTENT = re.compile(r"HX[0-9a-fA-F]{32}\Z")


@dataclass(frozen=True, slots=True)
class Callback:
    """A request that Twilio makes of us, ready to be posted."""

    url: str
    content: bytes
    headers: Mapping[str, str]


class TwilioServer:
    """One account with one number, on a port of its own, inside the running event loop."""

    def __init__(
        self,
        clock: Clock,
        *,
        account_sid: str = "AC" + "0" * 32,
        auth_token: str = "sandbox",  # noqa: S107 - opens nothing but this sandbox
        number: str = "+15550100",
    ) -> None:
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.number = number
        self.messages: list[dict[str, str]] = []
        self.requests: list[str] = []
        self.opted_out: set[str] = set()
        self._clock = clock
        self._faults: list[Response] = []
        self._lost = 0
        self._texts = 0
        self._loopback = Loopback(self)

    @property
    def url(self) -> str:
        """Where it answers, once entered."""
        return self._loopback.url

    def fail(
        self,
        status: int,
        code: int | None = None,
        *,
        times: int = 1,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> None:
        """Answer the next requests with this; nothing is taken in."""
        said = _error(status, code or 0, "as told").body if body is None else body
        self._faults += [Response(said, status, dict(headers or {}))] * times

    def lose_answers(self, times: int = 1) -> None:
        """Take the next messages in, then hang up instead of answering."""
        self._lost += times

    def text(
        self, url: str, sender: str, body: str, *, channel: str = "sms"
    ) -> Callback:
        """Return the call that tells us of a person's message; STOP is obeyed at once."""
        word = body.strip().lower()
        if word in STOPS:
            self.opted_out.add(sender)
        elif word in STARTS:
            self.opted_out.discard(sender)
        self._texts += 1
        prefix = "whatsapp:" if channel == "whatsapp" else ""
        sid = self._sid("SM", f"in {self._texts}")
        return self.signed(
            url,
            {
                "MessageSid": sid,
                "SmsMessageSid": sid,
                "SmsSid": sid,
                "AccountSid": self.account_sid,
                "From": f"{prefix}{sender}",
                "To": f"{prefix}{self.number}",
                "Body": body,
                "NumMedia": "0",
                "NumSegments": "1",
                "SmsStatus": "received",
                "ApiVersion": "2010-04-01",
            },
        )

    def report(
        self, message: Mapping[str, str], status: str, code: int | None = None
    ) -> Callback:
        """Return the call that tells us what became of a message we sent."""
        said = {
            "MessageSid": message["sid"],
            "SmsSid": message["sid"],
            "AccountSid": self.account_sid,
            "From": message.get("From", self.number),
            "To": message["To"],
            "MessageStatus": status,
            "SmsStatus": status,
            "ApiVersion": "2010-04-01",
        }
        if code is not None:
            said["ErrorCode"] = str(code)
        return self.signed(message["StatusCallback"], said)

    def signed(self, url: str, said: Mapping[str, str]) -> Callback:
        """Return any call of these parameters, signed as Twilio signs."""
        text = url + "".join(f"{name}{said[name]}" for name in sorted(said))
        digest = hmac.new(self.auth_token.encode(), text.encode(), sha1).digest()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": base64.b64encode(digest).decode(),
            "I-Twilio-Idempotency-Token": self._sid("", url + text)[:32],
            "User-Agent": "TwilioProxy/1.1",
        }
        return Callback(url, urlencode(said).encode(), headers)

    async def __aenter__(self) -> Self:
        """Listen on loopback."""
        await self._loopback.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening and close every connection."""
        await self._loopback.__aexit__()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request: faults first, then the account."""
        request = Request(scope, receive)
        self.requests.append(f"{request.method} {request.url.path}")
        body = (await request.body()).decode("utf-8", "replace")
        response = self._faults.pop(0) if self._faults else self._answer(request, body)
        if self._lost and response.status_code == 201:  # noqa: PLR2004 - created
            self._lost -= 1
            await self._loopback.hang_up(scope, receive)
            return
        await response(scope, receive, send)

    def _answer(self, request: Request, body: str) -> Response:
        account = f"/2010-04-01/Accounts/{self.account_sid}"
        pair = f"{self.account_sid}:{self.auth_token}".encode()
        if request.headers.get("authorization") != (
            f"Basic {base64.b64encode(pair).decode()}"
        ):
            return _error(401, 20003, "Authenticate")
        match request.method, request.url.path.removeprefix(account):
            case "GET", ".json":
                told = {"sid": self.account_sid, "status": "active", "type": "Full"}
                return JSONResponse(told)
            case "POST", "/Messages.json":
                return self._take(dict(parse_qsl(body, keep_blank_values=True)))
        return _error(404, 20404, "The requested resource was not found")

    def _take(self, form: dict[str, str]) -> Response:
        refused = self._refused(form)
        if refused is not None:
            return _error(400, *refused)
        sid = self._sid("SM", f"out {len(self.messages)}")
        self.messages.append({**form, "sid": sid})
        told = {
            "sid": sid,
            "account_sid": self.account_sid,
            "status": "accepted" if "MessagingServiceSid" in form else "queued",
            "to": form["To"],
            "from": form.get("From"),
            "body": form.get("Body", ""),
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "num_segments": "1",
            "uri": f"/2010-04-01/Accounts/{self.account_sid}/Messages/{sid}.json",
        }
        return JSONResponse(told, 201)

    def _refused(self, form: Mapping[str, str]) -> tuple[int, str] | None:
        to, origin = form.get("To", ""), form.get("From", "")
        number = to.removeprefix("whatsapp:")
        if not to:
            return 21604, "A 'To' phone number is required."
        if not _E164.match(number):
            return 21211, f"The 'To' number {to} is not a valid phone number."
        if "MessagingServiceSid" not in form:
            if origin.removeprefix("whatsapp:") != self.number:
                return 21659, f"'From' {origin} is not a Twilio phone number"
            if origin.startswith("whatsapp:") != to.startswith("whatsapp:"):
                return 21910, "Invalid From and To pair: of the same channel"
        if number in self.opted_out:
            return 21610, "Attempt to send to unsubscribed recipient"
        return self._illegible(form)

    def _illegible(self, form: Mapping[str, str]) -> tuple[int, str] | None:
        if "ContentSid" in form:
            if not _CONTENT.match(form["ContentSid"]):
                return 21655, "The ContentSid is Invalid"
            return _variables(form.get("ContentVariables", "{}"))
        if not form.get("Body"):
            return 21602, "Message body is required."
        if len(form["Body"]) > LONGEST_BODY:
            return 21617, "The concatenated message body exceeds the 1600 limit"
        return None

    def _sid(self, kind: str, seed: str) -> str:
        return kind + sha256(f"{self.account_sid} {seed}".encode()).hexdigest()[:32]


def _variables(text: str) -> tuple[int, str] | None:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if isinstance(found, dict) and all(isinstance(v, str) for v in found.values()):
        return None
    return 21656, "The Content Variables parameter is invalid"


def _error(status: int, code: int, message: str) -> JSONResponse:
    info = f"https://www.twilio.com/docs/errors/{code}"
    told = {"code": code, "message": message, "more_info": info, "status": status}
    return JSONResponse(told, status)
