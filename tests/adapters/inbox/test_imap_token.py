"""A mailbox is opened by access token: on Dovecot, which asks a provider if it is good."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from outreach.adapters.http import http_client
from outreach.adapters.inbox.imap import ImapInbox
from outreach.adapters.token.oauth import Client, OAuthTokens
from outreach.errors import Unauthorized, Unavailable
from tests.adapters.channels.post import Standing
from tests.adapters.inbox.dovecot import Dovecot, running_dovecot
from tests.adapters.token.provider import Provider

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from outreach.core.sasl import Mechanism

ANNA = "anna@acme.example"


@asynccontextmanager
async def opened(mechanism: Mechanism) -> AsyncIterator[tuple[Provider, ImapInbox]]:
    """Give a provider, and an inbox on a server that trusts it."""
    async with Provider(ANNA) as provider, http_client() as http:
        with running_dovecot(introspection=f"{provider.url}/introspect") as server:
            inbox = _inbox(server, provider, mechanism, http)
            yield provider, inbox
            await inbox.close()


def _inbox(
    server: Dovecot, provider: Provider, mechanism: Mechanism, http: object
) -> ImapInbox:
    client = Client(f"{provider.url}/token", "client-1", refresh_token="first")
    tokens = OAuthTokens(http, clock=Standing(), client=client)  # type: ignore[arg-type]
    plain = replace(server.account(ANNA), password="")
    return ImapInbox(replace(plain, tokens=tokens, mechanism=mechanism))


@pytest.mark.parametrize("mechanism", ["xoauth2", "oauthbearer"])
async def test_it_logs_in_and_a_revoked_token_is_replaced_once(
    mechanism: Mechanism,
) -> None:
    async with opened(mechanism) as (provider, inbox):
        first = await inbox.fetch("INBOX", None, 1)
        await inbox.append("INBOX", b"Subject: one\r\n\r\nOne.\r\n")
        provider.revoke()
        inbox._session.drop()  # as a server does that is restarted
        batch = await inbox.fetch("INBOX", first.cursor, 10)
        assert len(batch.messages) == 1
        assert len(provider.asked) == 2


@pytest.mark.parametrize("mechanism", ["xoauth2", "oauthbearer"])
async def test_a_refused_token_is_told_in_words_without_it(
    mechanism: Mechanism,
) -> None:
    async with opened(mechanism) as (provider, inbox):
        provider.user = "somebody@else.example"
        with pytest.raises(Unauthorized, match="refuses the access token") as caught:
            await inbox.fetch("INBOX", None, 1)
        assert len(provider.asked) == 2
        assert "access-" not in str(caught.value)
        # It is not asked again at once: providers lock accounts.
        with pytest.raises(Unauthorized, match="refuses the access token"):
            await inbox.fetch("INBOX", None, 1)
        assert len(provider.asked) == 2


async def test_a_provider_that_withdrew_consent_needs_a_person() -> None:
    async with opened("xoauth2") as (provider, inbox):
        provider.error = (400, {"error": "invalid_grant"})
        with pytest.raises(Unauthorized, match="grant access again"):
            await inbox.fetch("INBOX", None, 1)


async def test_a_provider_that_is_away_needs_nobody() -> None:
    async with opened("xoauth2") as (provider, inbox):
        provider.error = (503, {})
        with pytest.raises(Unavailable, match="tried again") as caught:
            await inbox.fetch("INBOX", None, 1)
        assert not isinstance(caught.value, Unauthorized)
        provider.error = None
        assert (await inbox.fetch("INBOX", None, 1)).messages == ()


async def test_a_server_that_knows_no_tokens_is_no_matter_of_consent() -> None:
    async with Provider(ANNA) as provider, http_client() as http:
        more = "auth_mechanisms = plain login\n"
        with running_dovecot(more) as server:
            inbox = _inbox(server, provider, "xoauth2", http)
            with pytest.raises(Unauthorized, match="offer XOAUTH2: look at security"):
                await inbox.fetch("INBOX", None, 1)
            await inbox.close()
