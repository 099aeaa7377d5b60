"""What only a real server shows: TLS, and mail larger than memory should hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from outreach.adapters.inbox.imap import ImapInbox
from outreach.adapters.inbox.imap_folder import LARGEST_MESSAGE
from outreach.errors import Unavailable
from outreach.ports import Cursor
from tests.adapters.inbox.dovecot import Dovecot, running_dovecot
from tests.adapters.inbox.observer import Observer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outreach.adapters.inbox.imap_account import Security


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    """One server; each test has a mailbox of its own."""
    with running_dovecot() as server:
        yield server


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_mail_is_read_over_tls(dovecot: Dovecot, security: Security) -> None:
    account = dovecot.account(f"anna-{security}", security)
    inbox = ImapInbox(account, tls=dovecot.trust())
    start = await inbox.fetch("INBOX", None, 10)
    await Observer(dovecot.account(account.username)).deliver("INBOX", b"a: b\r\n\r\n")
    batch = await inbox.fetch("INBOX", start.cursor, 10)
    await inbox.close()
    assert [message.content for message in batch.messages] == [b"a: b\r\n\r\n"]


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_a_certificate_that_nobody_vouches_for_is_refused(
    dovecot: Dovecot, security: Security
) -> None:
    inbox = ImapInbox(dovecot.account("anna-wary", security))
    with pytest.raises(Unavailable, match=r"TLS failed .*certificate"):
        await inbox.fetch("INBOX", None, 10)
    await inbox.close()


async def test_a_mail_of_many_megabytes_comes_cut_off_and_holds_up_no_other(
    dovecot: Dovecot,
) -> None:
    account = dovecot.account("anna-large")
    owner, inbox = Observer(account), ImapInbox(account)
    large = b"Subject: large\r\n\r\n" + b"0123456789abcd\r\n" * (30 * 65536)
    for content in (b"a: before\r\n\r\n", large, b"a: after\r\n\r\n"):
        await owner.deliver("INBOX", content)
    start = await inbox.fetch("INBOX", None, 10)
    after = Cursor(start.cursor.uidvalidity, 0)
    batch = await inbox.fetch("INBOX", after, 10)
    await inbox.close()
    contents = [message.content for message in batch.messages]
    assert contents == [
        b"a: before\r\n\r\n",
        large[:LARGEST_MESSAGE],
        b"a: after\r\n\r\n",
    ]
