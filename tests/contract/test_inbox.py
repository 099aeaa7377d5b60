"""What every inbox promises, over Dovecot and over the sandbox's server."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import count
from typing import TYPE_CHECKING

import pytest

from outreach.adapters.inbox.imap import ImapAccount, ImapInbox
from outreach.errors import InputError, Unavailable
from outreach.ports import Batch, Cursor, RawMessage
from outreach.sandbox.imap_server import ImapServer
from tests.adapters.inbox.dovecot import HOST, Dovecot, running_dovecot
from tests.adapters.inbox.observer import Observer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

RECEIVED_AT = datetime(2026, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=2)))

_number = count(1)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The inbox under test, and the owner beside it."""

    account: ImapAccount
    inbox: ImapInbox
    owner: Observer

    async def contents(self, folder: str = "INBOX") -> list[bytes]:
        """Return all mail of a folder, as the inbox reads it."""
        batch = await self.read(folder, 0, 1000)
        return [message.content for message in batch.messages]

    async def read(self, folder: str, uid: int, limit: int) -> Batch:
        """Read on from a UID of the folder as it is now."""
        start = await self.inbox.fetch(folder, None, 1)
        after = replace(start.cursor, uid=uid)
        return await self.inbox.fetch(folder, after, limit)


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    """One server; each test has a mailbox of its own."""
    with running_dovecot() as server:
        yield server


@pytest.fixture
def dovecot_account(dovecot: Dovecot) -> ImapAccount:
    """Give an empty mailbox on Dovecot."""
    return dovecot.account(f"anna{next(_number)}")


@pytest.fixture
async def sandbox_server() -> AsyncIterator[ImapServer]:
    """Run the server of the demo."""
    async with ImapServer() as server:
        yield server


@pytest.fixture
async def sandbox_account(sandbox_server: ImapServer) -> ImapAccount:
    """Give an empty mailbox in the sandbox."""
    await sandbox_server.add_user("anna", "correct-horse")
    return ImapAccount(HOST, sandbox_server.port, "none", "anna", "correct-horse")


@pytest.fixture(params=["dovecot", "sandbox"])
def server_kind(request: pytest.FixtureRequest) -> str:
    """Both servers in turn."""
    kind: str = request.param
    return kind


@pytest.fixture
def account(request: pytest.FixtureRequest, server_kind: str) -> ImapAccount:
    """Give an empty mailbox on either server."""
    found: ImapAccount = request.getfixturevalue(f"{server_kind}_account")
    return found


@pytest.fixture
async def mailbox(account: ImapAccount) -> AsyncIterator[Mailbox]:
    """Give an inbox over the empty mailbox."""
    inbox = ImapInbox(account)
    yield Mailbox(account, inbox, Observer(account))
    await inbox.close()


def mail(name: str) -> bytes:
    """Return a small mail that no other test has."""
    return (
        f"Message-ID: <{name}@lead.example>\r\nSubject: Re: hello\r\n"
        f"From: ben@lead.example\r\n\r\nThe words of {name}.\r\n"
    ).encode()


async def test_a_folder_first_seen_has_no_news(mailbox: Mailbox) -> None:
    await mailbox.owner.deliver("INBOX", mail("old"))
    first = await mailbox.inbox.fetch("INBOX", None, 10)
    again = await mailbox.inbox.fetch("INBOX", first.cursor, 10)
    assert (first.messages, first.more) == ((), False)
    assert again == first


async def test_an_empty_folder_first_seen_hears_its_first_mail(
    mailbox: Mailbox,
) -> None:
    first = await mailbox.inbox.fetch("INBOX", None, 10)
    await mailbox.owner.deliver("INBOX", mail("first"))
    then = await mailbox.inbox.fetch("INBOX", first.cursor, 10)
    assert [message.content for message in then.messages] == [mail("first")]


async def test_mail_comes_oldest_first_byte_for_byte_and_once(mailbox: Mailbox) -> None:
    start = await mailbox.inbox.fetch("INBOX", None, 10)
    for name in ("one", "two", "three"):
        await mailbox.owner.deliver("INBOX", mail(name), RECEIVED_AT)
    validity = start.cursor.uidvalidity
    two = await mailbox.inbox.fetch("INBOX", start.cursor, 2)
    rest = await mailbox.inbox.fetch("INBOX", two.cursor, 2)
    none = await mailbox.inbox.fetch("INBOX", rest.cursor, 2)
    a, b, c = (m.uid for m in (*two.messages, *rest.messages))
    at = RECEIVED_AT.astimezone(UTC)
    assert two == Batch(
        (
            RawMessage(validity, a, mail("one"), at),
            RawMessage(validity, b, mail("two"), at),
        ),
        Cursor(validity, b),
        more=True,
    )
    assert rest == Batch(
        (RawMessage(validity, c, mail("three"), at),), Cursor(validity, c), more=False
    )
    assert none == Batch((), Cursor(validity, c), more=False)
    assert a < b < c


async def test_the_instant_of_arrival_is_in_utc(mailbox: Mailbox) -> None:
    await mailbox.owner.deliver("INBOX", mail("dated"), RECEIVED_AT)
    batch = await mailbox.read("INBOX", 0, 10)
    received_at = batch.messages[0].received_at
    assert received_at is not None
    assert received_at.isoformat() == "2026-03-01T07:30:00+00:00"


async def test_reading_changes_no_flag(mailbox: Mailbox) -> None:
    for name in ("one", "two"):
        await mailbox.owner.deliver("INBOX", mail(name))
    before = await mailbox.owner.flags("INBOX")
    assert len(await mailbox.contents()) == 2
    await mailbox.inbox.find("INBOX", "<one@lead.example>")
    assert await mailbox.owner.flags("INBOX") == before
    assert not any(b"\\Seen" in flags for flags in before.values())


async def test_new_mail_stays_recent_for_its_owner(dovecot: Dovecot) -> None:
    account = dovecot.account(f"anna{next(_number)}")
    owner, inbox = Observer(account), ImapInbox(account)
    start = await inbox.fetch("INBOX", None, 10)
    await owner.deliver("INBOX", mail("one"))
    assert len((await inbox.fetch("INBOX", start.cursor, 10)).messages) == 1
    await inbox.close()
    assert list((await owner.flags("INBOX")).values()) == [{b"\\Recent"}]


async def test_a_deleted_message_is_passed_over(mailbox: Mailbox) -> None:
    for name in ("one", "two", "three"):
        await mailbox.owner.deliver("INBOX", mail(name))
    uids = sorted(await mailbox.owner.flags("INBOX"))
    await mailbox.owner.expunge("INBOX", uids[1])
    assert await mailbox.contents() == [mail("one"), mail("three")]


async def test_deleted_mail_behind_the_cursor_is_no_return_to_the_past(
    mailbox: Mailbox,
) -> None:
    for name in ("one", "two"):
        await mailbox.owner.deliver("INBOX", mail(name))
    read = await mailbox.read("INBOX", 0, 10)
    for uid in sorted(await mailbox.owner.flags("INBOX")):
        await mailbox.owner.expunge("INBOX", uid)
    then = await mailbox.inbox.fetch("INBOX", read.cursor, 10)
    assert then == Batch((), read.cursor, more=False)


async def test_a_folder_made_anew_is_read_from_its_start(mailbox: Mailbox) -> None:
    await mailbox.owner.create("Junk")
    await mailbox.owner.deliver("Junk", mail("before"))
    read = await mailbox.read("Junk", 0, 10)
    await mailbox.owner.create("Junk")
    await mailbox.owner.deliver("Junk", mail("after"))
    again = await mailbox.inbox.fetch("Junk", read.cursor, 10)
    assert [message.content for message in again.messages] == [mail("after")]
    assert again.cursor.uidvalidity != read.cursor.uidvalidity


async def test_folders_have_cursors_of_their_own(mailbox: Mailbox) -> None:
    await mailbox.owner.create('Entwürfe & "so"')
    await mailbox.owner.deliver('Entwürfe & "so"', mail("odd"))
    await mailbox.owner.deliver("INBOX", mail("plain"))
    assert await mailbox.contents('Entwürfe & "so"') == [mail("odd")]
    assert await mailbox.contents("INBOX") == [mail("plain")]


async def test_a_missing_folder_is_named_with_its_remedy(mailbox: Mailbox) -> None:
    with pytest.raises(Unavailable, match=r"'Nowhere'.*create it or take it out"):
        await mailbox.inbox.fetch("Nowhere", None, 10)
    assert await mailbox.contents("INBOX") == []


async def test_a_wrong_password_is_told_without_it(account: ImapAccount) -> None:
    wrong = "hunter2-" + account.username
    inbox = ImapInbox(replace(account, password=wrong))
    with pytest.raises(Unavailable, match="check username and password") as caught:
        await inbox.fetch("INBOX", None, 10)
    await inbox.close()
    assert wrong not in str(caught.value)
    assert wrong not in repr(replace(account, password=wrong))


async def test_octets_of_any_kind_come_whole(mailbox: Mailbox) -> None:
    odd = mail("odd") + bytes(range(1, 10)) + b"{5}\r\n) OK\r\n\xff\xfe" + b"x" * 70_000
    await mailbox.owner.deliver("INBOX", odd)
    assert await mailbox.contents() == [odd]


async def test_evidence_is_found_by_message_id(mailbox: Mailbox) -> None:
    await mailbox.owner.create("Sent")
    await mailbox.inbox.append("Sent", mail("sent"))
    assert await mailbox.inbox.find("Sent", "<sent@lead.example>")
    assert not await mailbox.inbox.find("Sent", "<other@lead.example>")
    flags = await mailbox.owner.flags("Sent")
    assert [b"\\Seen" in each for each in flags.values()] == [True]


async def test_part_of_a_message_id_is_no_evidence(mailbox: Mailbox) -> None:
    await mailbox.owner.create("Sent")
    await mailbox.inbox.append("Sent", mail("sent"))
    assert not await mailbox.inbox.find("Sent", "<ent@lead.example>")
    assert not await mailbox.inbox.find("Sent", "<sent@lead.exampl>")


async def test_one_message_among_many_is_found(mailbox: Mailbox) -> None:
    await mailbox.owner.create("Sent")
    for number in range(12):
        await mailbox.inbox.append("Sent", mail(f"n{number}"))
    found = [
        number
        for number in range(14)
        if await mailbox.inbox.find("Sent", f"<n{number}@lead.example>")
    ]
    assert found == list(range(12))


async def test_what_was_sent_since_is_listed_with_when(mailbox: Mailbox) -> None:
    await mailbox.owner.create("Sent")
    first = RECEIVED_AT.astimezone(UTC)
    for number in range(150):
        at = first + timedelta(hours=number)
        await mailbox.owner.deliver("Sent", mail(f"n{number}"), at)
    await mailbox.owner.deliver("Sent", b"Subject: none\r\n\r\nNo id.\r\n", first)
    every = await mailbox.inbox.sent_since("Sent", None)
    late = await mailbox.inbox.sent_since("Sent", first + timedelta(days=5))
    none = await mailbox.inbox.sent_since("Sent", first + timedelta(days=30))
    assert every == {
        f"<n{number}@lead.example>": first + timedelta(hours=number)
        for number in range(150)
    }
    assert late.items() <= every.items()
    wanted = {
        name for name, at in every.items() if at and at >= first + timedelta(days=5)
    }
    assert wanted <= late.keys()
    assert len(late) <= len(wanted) + 2 * 24
    assert none == {}


async def test_the_folder_of_what_was_sent_is_found_by_its_usual_name(
    mailbox: Mailbox,
) -> None:
    await mailbox.owner.create("Sent")
    assert await mailbox.inbox.sent_folder() == "Sent"


async def test_the_folder_of_what_was_sent_is_found_by_its_mark(
    dovecot: Dovecot,
) -> None:
    account = dovecot.account(f"anna{next(_number)}")
    owner, inbox = Observer(account), ImapInbox(account)
    none = await inbox.sent_folder()
    for name in ("Sent", "Gesendet"):
        await owner.create(name)
    found = await inbox.sent_folder()
    await inbox.close()
    assert (none, found) == ("", "Gesendet")


async def test_what_is_no_message_id_is_not_searched_for(mailbox: Mailbox) -> None:
    with pytest.raises(InputError, match="is no Message-ID"):
        await mailbox.inbox.find("Sent", '<a@b.example>" ALL\r\nx LOGOUT')


async def test_a_copy_for_a_missing_folder_is_refused_by_name(mailbox: Mailbox) -> None:
    with pytest.raises(Unavailable, match="'Nowhere'"):
        await mailbox.inbox.append("Nowhere", mail("copy"))


async def test_a_closed_inbox_says_so(mailbox: Mailbox) -> None:
    await mailbox.inbox.fetch("INBOX", None, 1)
    await mailbox.inbox.close()
    await mailbox.inbox.close()
    with pytest.raises(Unavailable, match="closed"):
        await mailbox.inbox.fetch("INBOX", None, 1)
