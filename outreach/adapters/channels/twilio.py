"""Texts and WhatsApp messages through Twilio's Messages API: one request each, never a second.

Source: github.com/twilio/twilio-oai, twilio_api_v2010. There is no idempotency key: a request
that may have been taken in, and was not answered for certain, is Unknown.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx

from outreach.adapters.http import Answer, Wire, exchange, http_client, retry_after
from outreach.core.model import Blame, Deferred, Rejected, Unknown
from outreach.core.twilio_verdict import twilio_verdict
from outreach.core.verdict import legible

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping
    from datetime import datetime

    from outreach.core.model import Outcome, SenderName
    from outreach.ports import Clock, TextMessage

ANSWER_LIMIT = 64 * 1024
TROUBLE_REST = timedelta(minutes=1)
API = "2010-04-01"


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """An account and where its messages come from: a number, or a service that picks one."""

    account_sid: str
    auth_token: str = field(repr=False)
    origin: str = ""
    messaging_service: str = ""
    base_url: str = "https://api.twilio.com"


class TwilioChannel:
    """A Channel of TextMessage, Reachable, for the accounts of senders by their name."""

    def __init__(
        self,
        accounts: Mapping[SenderName, TwilioAccount],
        *,
        clock: Clock,
        timeout: timedelta = timedelta(seconds=10),
        deadline: timedelta = timedelta(seconds=30),
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._accounts = accounts
        self._clock = clock
        self._deadline = deadline
        # A kept connection may die just as it is used, which looks like an answer lost.
        self._client = http_client(timeout=timeout, keep_alive=False, tls=tls)

    async def send(self, parcel: TextMessage) -> Outcome:
        """Send one message, once, and say what came of it.

        Never raises for what the far side said or failed to say. Cancelled before the request
        goes out it is not sent, and the cancellation goes on; after that it returns Unknown.
        """
        account = self._accounts.get(parcel.sender)
        if account is None:
            return Rejected(Blame.SENDER, f"no Twilio account for {parcel.sender}")
        return await self._ask(
            account, "POST", "/Messages.json", _form(account, parcel)
        )

    async def reach(self, sender: SenderName) -> Outcome:
        """Ask for the account, and send nothing; Sent says that a message could go."""
        account = self._accounts.get(sender)
        if account is None:
            return Rejected(Blame.SENDER, f"no Twilio account for {sender}")
        outcome = await self._ask(account, "GET", ".json", None)
        # Nothing was put on the wire that could be in doubt.
        return Deferred(outcome.detail) if isinstance(outcome, Unknown) else outcome

    async def close(self) -> None:
        """Let go of every connection, politely."""
        await self._client.aclose()

    async def _ask(
        self,
        account: TwilioAccount,
        method: str,
        path: str,
        form: Mapping[str, str] | None,
    ) -> Outcome:
        wire = Wire()
        try:
            request = self._client.build_request(
                method,
                f"{account.base_url}/{API}/Accounts/{account.account_sid}{path}",
                data=form,
                headers={"Authorization": _basic(account)},
                extensions={"trace": wire.trace},
            )
            answer = await exchange(
                self._client, request, deadline=self._deadline, limit=ANSWER_LIMIT
            )
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as error:
            return _broken(error, wire, self._clock.now())
        except asyncio.CancelledError:
            if not wire.begun:
                raise
            return Unknown("cancelled before Twilio had answered")
        return _judged(answer, self._clock.now())


def _basic(account: TwilioAccount) -> str:
    held = httpx.BasicAuth(account.account_sid, account.auth_token)
    flow = held.auth_flow(httpx.Request("GET", account.base_url))
    return next(flow).headers["Authorization"]


def _form(account: TwilioAccount, message: TextMessage) -> dict[str, str]:
    prefix = "whatsapp:" if message.channel == "whatsapp" else ""
    form = {"To": f"{prefix}{message.to}"}
    if account.messaging_service:
        form["MessagingServiceSid"] = account.messaging_service
    else:
        form["From"] = f"{prefix}{account.origin}"
    if message.template:
        form["ContentSid"] = message.template
        if message.variables:
            form["ContentVariables"] = json.dumps(dict(message.variables))
    else:
        form["Body"] = message.body
    if message.callback:
        form["StatusCallback"] = message.callback
    return form


def _broken(error: Exception, wire: Wire, now: datetime) -> Outcome:
    detail = legible(f"{type(error).__name__}: {error}")
    match error:
        case httpx.LocalProtocolError():
            # Found by h11 before it wrote anything.
            return Rejected(Blame.MESSAGE, detail)
        case _ if wire.begun:
            return Unknown(detail, reached=False)
        case httpx.UnsupportedProtocol() | httpx.InvalidURL() | ValueError():
            return Rejected(Blame.SENDER, detail)
        case _:
            # Every message of the account goes to this one server.
            return Deferred(detail, now + TROUBLE_REST, Blame.SENDER, reached=False)


def _judged(answer: Answer, now: datetime) -> Outcome:
    said = _object(answer)
    code, text, sid = said.get("code"), said.get("message"), said.get("sid")
    return twilio_verdict(
        answer.status,
        code if isinstance(code, int) else None,
        text if isinstance(text, str) else answer.content.decode(errors="replace"),
        reference=sid if isinstance(sid, str) else "",
        not_before=retry_after(answer.headers, now),
        now=now,
    )


def _object(answer: Answer) -> dict[str, object]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
