"""Heads tell one mail again wherever it lies, and what was written here from what came in."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from outreach.adapters.inbox.imap import ImapAccount, ImapInbox
from outreach.adapters.inbox.imap_head import answer_folders
from outreach.errors import Unavailable
from outreach.ports import Cursor, Head, Listing
from tests.adapters.inbox.reading import HASTY
from tests.contract.test_inbox import (
    Mailbox,
    account,
    dovecot,
    dovecot_account,
    mail,
    mailbox,
    sandbox_account,
    sandbox_server,
    server_kind,
)
from tests.saboteur.imap import HOST, PASSWORD, ImapSaboteur

if TYPE_CHECKING:
    from tests.adapters.inbox.observer import Observer
    from tests.saboteur.imap import Lie

__all__ = [
    "account",
    "dovecot",
    "dovecot_account",
    "mailbox",
    "sandbox_account",
    "sandbox_server",
    "server_kind",
]  # fmt: skip - fixtures

OWN = frozenset({"anna@acme.example"})
FROM_THE_FIRST = Cursor(7, 0)
DATE = b'INTERNALDATE "01-Mar-2026 09:30:00 +0200"'
FIELDS = b"BODY[HEADER.FIELDS (MESSAGE-ID FROM DATE)]<0>"


def _told(uid: int, msgid: int, labels: bytes, fields: bytes) -> bytes:
    return (
        b"* %d FETCH (X-GM-MSGID %d X-GM-LABELS (%b) UID %d RFC822.SIZE 900 %b %b {%d}\r\n%b)\r\n"
        % (uid, msgid, labels, uid, DATE, FIELDS, len(fields), fields)
    )


async def _looked(
    lie: Lie,
    folder: str,
    *,
    capabilities: bytes = b"IMAP4rev1 X-GM-EXT-1",
    named: tuple[str, ...] = ("INBOX",),
) -> Listing:
    mails = dict.fromkeys(range(1, 6), b"x")
    async with ImapSaboteur(
        mails, {"bodies": lie}, capabilities=capabilities
    ) as server:
        plain = ImapAccount(
            HOST, server.port, "none", "anna", PASSWORD, folders=named, own=OWN
        )
        inbox = ImapInbox(replace(plain, timeouts=HASTY))
        try:
            return await inbox.look(folder, FROM_THE_FIRST, 100, None)
        finally:
            await inbox.close()


async def test_gmail_s_own_number_tells_a_mail_and_its_labels_whose_it_is() -> None:
    other = b"From: Ben <ben@lead.example>\r\nMessage-ID: <a@lead.example>\r\n\r\n"
    mine = b"From: Anna Lee <Anna@acme.example>\r\n\r\n"
    said = (
        _told(1, 1278455344230334865, b'"\\\\Inbox" "\\\\Important" Foo', other)
        + _told(2, 2, b'"\\\\Sent" "Muy Importante"', mine)
        + _told(3, 3, b'"\\\\Draft"', b"\r\n")
        + _told(4, 4, b'"\\\\Inbox" "\\\\Sent"', other)
        + _told(5, 5, b"", mine)
        + b"<tag> OK done\r\n"
    )
    listing = await _looked(said, "[Gmail]/All Mail")
    assert listing == Listing(
        (
            Head(1, "gm:11bdfc5cae0c8191", 900),
            Head(2, "gm:2", 900, ours=True),
            Head(3, "gm:3", 900, ours=True),
            Head(4, "gm:4", 900),
            Head(5, "gm:5", 900, ours=True),
        ),
        Cursor(7, 5),
    )
    assert not any(head.ours for head in (await _looked(said, "INBOX")).heads)


async def test_of_a_folder_that_is_named_our_own_mails_are_read_too() -> None:
    mine = b"From: Anna Lee <Anna@acme.example>\r\n\r\n"
    said = _told(1, 1, b"", mine) + b"<tag> OK done\r\n"
    named = await _looked(said, "Sent", named=("INBOX", "Sent"))
    found = await _looked(said, "Trash")
    assert (named.heads[0].ours, found.heads[0].ours) == (False, True)


async def test_two_people_s_mails_with_one_id_and_size_are_two() -> None:
    """Some programs give all their mails one id; a moved mailbox has one INTERNALDATE."""

    def told(uid: int, who: bytes, date: bytes) -> bytes:
        fields = (
            b"From: %b@lead.example\r\nDate: %b\r\nMessage-ID: <1@x.example>\r\n\r\n"
        )
        shown = fields % (who, date)
        return b"* %d FETCH (UID %d RFC822.SIZE 900 %b %b {%d}\r\n%b)\r\n" % (
            uid,
            uid,
            DATE,
            FIELDS,
            len(shown),
            shown,
        )

    monday, tuesday = b"Mon, 2 Mar 2026 09:30", b"Tue, 3 Mar 2026 09:30"
    said = (
        told(1, b"ann", monday)
        + told(2, b"bob", monday)
        + told(3, b"ann", tuesday)
        + told(4, b"ann", monday)
        + b"<tag> OK done\r\n"
    )
    listing = await _looked(said, "INBOX", capabilities=b"IMAP4rev1")
    marks = [head.mark for head in listing.heads[:4]]
    assert (len(set(marks)), marks[0]) == (3, marks[3])


@pytest.mark.parametrize(
    "said",
    [
        b"<tag> OK done\r\n",
        b"* 1 FETCH (UID 1)\r\n* 2 FETCH (FLAGS (\\Seen))\r\n<tag> OK done\r\n",
        _told(1, 5, b"", b"\xff\xfe: \x00") + b"<tag> NO some are gone\r\n",
        b"* 1 FETCH (UID 1 X-GM-MSGID NIL X-GM-LABELS NIL)\r\n<tag> OK done\r\n",
    ],
)
async def test_of_which_nothing_is_told_it_is_fetched_whole(said: bytes) -> None:
    listing = await _looked(said, "INBOX")
    assert [head.uid for head in listing.heads] == [1, 2, 3, 4, 5]
    assert [head.mark for head in listing.heads if head.uid > 1] == [""] * 4


async def test_heads_without_end_are_refused() -> None:
    flood = _told(1, 1, b"", b"From: " + b"x" * 9_000_000)
    with pytest.raises(Unavailable):
        await _looked(flood, "INBOX")


async def test_a_mail_has_one_mark_in_every_folder(mailbox: Mailbox) -> None:
    await mailbox.owner.create("Junk")
    await mailbox.inbox.append("INBOX", mail("one"))
    await mailbox.inbox.append("INBOX", mail("two"))
    flags = await mailbox.owner.flags("INBOX")
    await _copy(mailbox.owner, max(flags))
    start = await mailbox.inbox.look("INBOX", Cursor(0, 0), 10, None)
    assert (start.heads, start.more) == ((), True)
    here = await mailbox.inbox.look("INBOX", start.cursor, 10, None)
    junk = await mailbox.inbox.look("Junk", Cursor(0, 0), 10, None)
    there = await mailbox.inbox.look("Junk", junk.cursor, 10, None)
    assert [head.mark for head in there.heads] == [here.heads[1].mark]
    assert here.heads[0].mark != here.heads[1].mark != ""
    uids = [*(head.uid for head in here.heads), 4_000_000]
    whole = await mailbox.inbox.take("INBOX", here.cursor.uidvalidity, uids)
    assert [each.content for each in whole] == [mail("one"), mail("two")]


async def test_a_folder_is_looked_through_in_steps(mailbox: Mailbox) -> None:
    for number in range(7):
        await mailbox.owner.deliver("INBOX", mail(f"n{number}"))
    cursor = (await mailbox.inbox.look("INBOX", Cursor(0, 0), 3, None)).cursor
    seen: list[list[int]] = []
    while True:
        listing = await mailbox.inbox.look("INBOX", cursor, 3, None)
        seen.append([head.uid for head in listing.heads])
        cursor = listing.cursor
        if not listing.more:
            break
    uids = sorted(await mailbox.owner.flags("INBOX"))
    assert seen == [uids[:3], uids[3:6], uids[6:]]
    with pytest.raises(Unavailable, match="counted anew"):
        await mailbox.inbox.take("INBOX", cursor.uidvalidity + 1, [1])


async def test_the_mailbox_tells_where_answers_may_lie(mailbox: Mailbox) -> None:
    for name in ("Junk", "Trash", "Clients"):
        await mailbox.owner.create(name)
    assert list(await mailbox.inbox.answer_folders()) == ["INBOX", "Junk", "Trash"]


def test_folders_are_found_by_their_marks_in_any_language() -> None:
    listed = [
        ((b"\\HasNoChildren",), b"/", "INBOX"),
        ((b"\\HasChildren", b"\\Noselect"), b"/", "[Gmail]"),
        ((b"\\All", b"\\HasNoChildren"), b"/", "[Gmail]/Alle Nachrichten"),
        ((b"\\HasNoChildren", b"\\Junk"), b"/", "[Gmail]/Spam"),
        ((b"\\HasNoChildren", b"\\Sent"), b"/", "[Gmail]/Gesendet"),
        ((b"\\HasNoChildren", b"\\Trash"), b"/", "[Gmail]/Papierkorb"),
        ((b"\\HasNoChildren",), b"/", "Trash"),
    ]
    assert answer_folders(listed) == [
        "INBOX",
        "[Gmail]/Spam",
        "[Gmail]/Alle Nachrichten",
        "[Gmail]/Papierkorb",
    ]
    exchange = [
        ((b"\\HasNoChildren",), b"/", "Junk Email"),
        ((b"\\HasNoChildren",), b"/", "Deleted Items"),
    ]
    assert answer_folders(exchange) == ["INBOX", "Junk Email", "Deleted Items"]


async def _copy(owner: Observer, uid: int) -> None:
    def copy() -> None:
        with owner._client() as client:
            client.select_folder("INBOX")
            client.copy([uid], "Junk")

    await asyncio.to_thread(copy)


async def test_a_name_that_cannot_be_read_hides_no_other_folder() -> None:
    """Some servers give names as they were typed, against RFC 3501 5.1.3."""
    listed = (
        b'* LIST () "/" INBOX\r\n* LIST () "/" "A&B"\r\n* LIST () "/" 2024\r\n'
        b'* LIST (\\Junk) "/" "Unerw&APw-nscht"\r\n<tag> OK done\r\n'
    )
    async with ImapSaboteur({}, {"noop": listed}) as server:
        inbox = ImapInbox(ImapAccount(HOST, server.port, "none", "anna", PASSWORD))
        try:
            assert list(await inbox.answer_folders()) == ["INBOX", "Unerwünscht"]
        finally:
            await inbox.close()
