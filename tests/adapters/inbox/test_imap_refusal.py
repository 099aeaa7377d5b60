"""A login that is refused is told from a server that lets nobody in for now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from outreach.adapters.inbox.imap import ImapInbox
from outreach.errors import Unauthorized, Unavailable
from tests.adapters.inbox.dovecot import running_dovecot
from tests.adapters.inbox.reading import START, opened, uids
from tests.saboteur.imap import ImapSaboteur

# As the servers of the world write them.
AWAY = {
    "dovecot": "[UNAVAILABLE] Temporary authentication failure. [mx1:2026-11-22 10:00]",
    "dovecot before 2.0": "Temporary authentication failure.",
    "cyrus": "[UNAVAILABLE] System I/O error",
    "yahoo": "[SERVERBUG] LOGIN Server error - Please try again later",
    "in use": "[INUSE] Mailbox is locked by a POP session",
    "exchange": "Server Unavailable. 15",
    "courier": "Internal error, please retry later",
    "limit": "[LIMIT] LOGIN Rate limit hit.",
}
CROWDED = {
    "gmail": "[ALERT] Too many simultaneous connections. (Failure)",
    "dovecot": (
        "[LIMIT] Maximum number of connections from user+IP exceeded "
        "(mail_max_userip_connections=10)"
    ),
    "dovecot before 2.3": (
        "[UNAVAILABLE] Maximum number of connections from user+IP exceeded"
    ),
    "no code": "Too many open connections",
}
REFUSED = {
    "dovecot": "[AUTHENTICATIONFAILED] Authentication failed.",
    "gmail": "[AUTHENTICATIONFAILED] Invalid credentials (Failure)",
    "gmail wants a browser": (
        "[ALERT] Please log in via your web browser: https://support.example (Failure)"
    ),
    "no code": "LOGIN failed.",
    "authorization": "[AUTHORIZATIONFAILED] No such authorization-ID",
    "expired": "[EXPIRED] That password isn't valid any more",
    "a person must ask": "[CONTACTADMIN] Account is suspended",
    "locked": "Too many login failures, try again later",
    "locked for a while": "[AUTHENTICATIONFAILED] Account temporarily unavailable",
    "a code that nobody knows": "[OVER 9000] no",
}


async def _refusal(words: str, verdict: str = "NO") -> Unavailable:
    """Return what becomes of a reading, and see that the next one is let in."""
    said = f"<tag> {verdict} {words}\r\n".encode()
    server = ImapSaboteur({1: b"one"}, {"login": said})
    async with server, opened(server) as inbox:
        with pytest.raises(Unavailable) as caught:
            await inbox.fetch("INBOX", START, 10)
        server.lies.clear()
        if not isinstance(caught.value, Unauthorized):
            assert uids(await inbox.fetch("INBOX", START, 10)) == [1]
    return caught.value


@pytest.mark.parametrize("who", AWAY)
async def test_a_server_that_is_away_itself_refuses_nobody(who: str) -> None:
    error = await _refusal(AWAY[who])
    assert not isinstance(error, Unauthorized)
    told = str(error).partition(": ")[2]
    assert told == (f"it lets nobody in for now ({AWAY[who]}); it is tried again later")


@pytest.mark.parametrize("who", CROWDED)
async def test_too_many_connections_are_told_with_what_helps(who: str) -> None:
    error = await _refusal(CROWDED[who])
    assert not isinstance(error, Unauthorized)
    told = str(error).partition(": ")[2]
    assert told == (
        f"it has too many connections of this mailbox ({CROWDED[who]}): close other "
        "programs that read it; it is tried again later"
    )


@pytest.mark.parametrize("who", REFUSED)
async def test_a_refused_login_is_a_persons_to_mend(who: str) -> None:
    error = await _refusal(REFUSED[who])
    assert isinstance(error, Unauthorized)
    assert str(error).endswith(f"({REFUSED[who]}): check username and password")


async def test_a_login_that_makes_no_sense_to_it_is_refused() -> None:
    assert isinstance(await _refusal("syntax error", "BAD"), Unauthorized)


async def test_dovecot_with_too_many_connections_is_told_so() -> None:
    with running_dovecot("mail_max_userip_connections = 1\n") as server:
        first, second = (ImapInbox(server.account("anna")) for _ in range(2))
        await first.fetch("INBOX", None, 1)
        with pytest.raises(Unavailable, match="too many connections") as caught:
            await second.fetch("INBOX", None, 1)
        assert not isinstance(caught.value, Unauthorized)
        await first.close()
        await second.close()


async def test_a_dovecot_that_cannot_ask_who_it_is_refuses_nobody() -> None:
    # Nobody listens where it asks about tokens.
    with running_dovecot() as server:
        account = replace(server.account("anna"), password="", tokens=Held())
        inbox = ImapInbox(account)
        with pytest.raises(Unavailable, match="lets nobody in for now") as caught:
            await inbox.fetch("INBOX", None, 1)
        assert not isinstance(caught.value, Unauthorized)
        await inbox.close()


class Held:
    """A token at hand, which nobody replaces."""

    async def token(self, *, refused: str = "") -> str:
        assert not refused
        return "access-1"
