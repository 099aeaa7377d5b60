"""Asks a token endpoint for an access token (RFC 6749), for a user or for the client itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import httpx

from outreach.adapters.http import Answer, exchange
from outreach.core.sasl import check_token
from outreach.errors import InputError, Unauthorized, Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST_ANSWER = 64 * 1024
DEADLINE = timedelta(seconds=30)
# RFC 6749 section 5.1 lets a server leave the lifetime out; an hour is what most give.
USUAL_LIFE = timedelta(hours=1)
LONGEST_LIFE = timedelta(days=1)
# These may pass by themselves; every other error of sections 5.2 and 4.1.2.1 needs a person.
_PASSING = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
_REFUSALS = range(400, 404)  # what section 5.2 and its readers answer a refusal with
_REMEDIES = {
    "invalid_grant": "consent was withdrawn or has run out: grant access again, and set "
    "the new refresh token",
    "invalid_client": "the client's id or secret is wrong or has expired: set it again",
    "unauthorized_client": "the client may not do this: allow it at the provider",
    "invalid_scope": "the scope is unknown there: correct `scope`",
    "unsupported_grant_type": "the server knows no such grant: look at `token_url`",
    "interaction_required": "the provider wants the user to log in anew: grant access again",
}
_ANY_REMEDY = "look at the client's settings at the provider"


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks, and where. Without a refresh token it asks for itself (section 4.4)."""

    token_url: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Granted:
    """An access token, how long it lives, and the refresh token that follows the old one."""

    access_token: str = field(repr=False)
    life: timedelta
    refresh_token: str = field(default="", repr=False)


async def ask(http: httpx.AsyncClient, client: Client) -> Granted:
    """Return a fresh token. Raises Unauthorized where a person must act, else Unavailable."""
    where = httpx.URL(client.token_url).host
    try:
        request = http.build_request(
            "POST",
            client.token_url,
            content=urlencode(_form(client)).encode(),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
            },
        )
        answer = await exchange(http, request, deadline=DEADLINE, limit=LARGEST_ANSWER)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
        kind = type(error).__name__
        # Not the error's own words nor itself: a request of it holds the secrets.
        message = f"token server {where} does not answer ({kind}); it is tried again"
        raise Unavailable(message) from None
    return _granted(where, answer)


def _form(client: Client) -> dict[str, str]:
    form = {"client_id": client.client_id}
    if client.refresh_token:
        form |= {"grant_type": "refresh_token", "refresh_token": client.refresh_token}
    else:
        form["grant_type"] = "client_credentials"
    if client.client_secret:
        form["client_secret"] = client.client_secret
    if client.scope:
        form["scope"] = client.scope
    return form


def _granted(where: str, answer: Answer) -> Granted:
    said = _object(answer)
    if answer.status != httpx.codes.OK:
        raise _refusal(where, answer.status, said)
    token, rotated = said.get("access_token"), said.get("refresh_token")
    try:
        access_token = check_token(token if isinstance(token, str) else "")
    except InputError:
        message = f"token server {where} sends no access token; it is tried again"
        raise Unavailable(message) from None
    refresh_token = rotated if isinstance(rotated, str) else ""
    return Granted(access_token, life_of(said.get("expires_in")), refresh_token)


def life_of(seconds: object) -> timedelta:
    """Return how long a token lives that says `seconds`, a number or the text of one."""
    try:
        told = timedelta(seconds=float(str(seconds)))
    except (ValueError, OverflowError):
        return USUAL_LIFE
    return min(max(told, timedelta(0)), LONGEST_LIFE)


def _refusal(where: str, status: int, said: Mapping[str, object]) -> Unavailable:
    code = said.get("error")
    if not isinstance(code, str) or not code.isidentifier() or len(code) > 60:  # noqa: PLR2004 - no code is longer
        message = f"token server {where} answers {status}; it is tried again"
        return Unavailable(message)
    told = f"token server {where} refuses ({code})"
    if code in _PASSING or status not in _REFUSALS:
        return Unavailable(f"{told}; it is tried again")
    return Unauthorized(f"{told}: {_REMEDIES.get(code, _ANY_REMEDY)}")


def _object(answer: Answer) -> Mapping[str, object]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
