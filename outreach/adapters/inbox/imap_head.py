"""What a folder shows of its messages before it gives one out: heads, and which folders count."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from imapclient.imapclient import ALL, JUNK, TRASH

from outreach.adapters.inbox.imap_answer import read_answers
from outreach.core.inbound.header import addresses
from outreach.core.inbound.mark import gmail_mark, mark_of
from outreach.ports import Head

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from outreach.adapters.inbox.imap_account import ImapAccount
    from outreach.adapters.inbox.imap_answer import Answer
    from outreach.adapters.inbox.imap_wire import Client

INBOX = "INBOX"
TOGETHER = 200  # heads asked for in one command
LARGEST_HEAD = 8192  # octets of its fields, whatever a hostile one holds
_ITEMS = (
    "UID RFC822.SIZE INTERNALDATE "
    f"BODY.PEEK[HEADER.FIELDS (MESSAGE-ID FROM DATE)]<0.{LARGEST_HEAD}>"
)
_GMAIL = "X-GM-EXT-1"  # developers.google.com/workspace/gmail/imap/imap-extensions
_OWN_LABELS = {rb"\Sent", rb"\Draft", rb"\Drafts"}
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+>")
_FOLD = re.compile(r"\r?\n[ \t]+")
# In the order in which they are read. A mail that its owner threw away is heard, too.
_KINDS = (JUNK, ALL, TRASH)
_USUAL = {
    JUNK: ("junk", "spam", "junk e-mail", "junk email", "junk mail", "bulk mail"),
    TRASH: ("trash", "deleted items", "deleted messages", "deleted"),
}
_NO_MAIL = {b"\\noselect", b"\\nonexistent"}


def heads(
    client: Client, account: ImapAccount, folder: str, uids: Sequence[int]
) -> list[Head]:
    """Return the heads of these messages, in order; those that are gone have none."""
    gmail = client.has_capability(_GMAIL)
    items = f"({_ITEMS} X-GM-MSGID X-GM-LABELS)" if gmail else f"({_ITEMS})"
    found: list[Head] = []
    for first in range(0, len(uids), TOGETHER):
        some = uids[first : first + TOGETHER]
        with client.allowing(2 * LARGEST_HEAD * len(some)):
            told = client.uid_fetch(",".join(map(str, some)), items)
        answers = read_answers(told)
        found += [_head(uid, answers.get(uid), account, folder) for uid in some]
    return found


def _head(uid: int, answer: Answer | None, account: ImapAccount, folder: str) -> Head:
    """Read one; of which nothing is told, it is fetched whole, which tells if it is gone."""
    if answer is None:
        return Head(uid, "", 0)
    fields = _fields(answer.content or b"")
    if answer.msgid is not None:
        mark = gmail_mark(answer.msgid)
    else:
        known = _MESSAGE_ID.search(fields.get("message-id", ""))
        message_id = known.group() if known else ""
        written = f"{fields.get('from', '')} {fields.get('date', '')}"
        mark = mark_of(
            message_id, written, size=answer.size, received_at=answer.received_at
        )
    return Head(uid, mark, answer.size or 0, _is_ours(answer, fields, account, folder))


def _is_ours(
    answer: Answer, fields: dict[str, str], account: ImapAccount, folder: str
) -> bool:
    """Tell whether it was written here: All Mail and Trash hold what was sent, too.

    A folder that is named is read whole: what our people wrote there teaches the ids that
    a server gave our mails.
    """
    if folder.upper() == INBOX or folder in account.folders:
        return False
    if answer.labels is not None and answer.labels & _OWN_LABELS:
        return b"\\Inbox" not in answer.labels
    authors = [address for _, address in addresses(fields.get("from", ""))]
    return bool(authors) and account.own.issuperset(authors)


def _fields(content: bytes) -> dict[str, str]:
    text = _FOLD.sub(" ", content.decode("latin-1"))
    pairs = (line.partition(":") for line in text.splitlines())
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def answer_folders(listed: Iterable[tuple[object, object, str]]) -> list[str]:
    """Return the folders in which an answer may lie, of all those that there are.

    By their marks (RFC 6154), else by their usual names; INBOX always, and first.
    """
    flags: dict[str, set[bytes]] = {
        name: {each.lower() for each in marks if isinstance(each, bytes)}
        for marks, _, name in listed
        if isinstance(marks, tuple)
    }
    open_ones = {name: each for name, each in flags.items() if not each & _NO_MAIL}
    found = [INBOX]
    for kind in _KINDS:
        marked = [name for name, each in open_ones.items() if kind.lower() in each]
        usual = _USUAL.get(kind, ())
        named = [name for name in open_ones if _leaf(name) in usual]
        found += [n for n in (marked or named[:1]) if n.upper() != INBOX]
    return list(dict.fromkeys(found))


def _leaf(name: str) -> str:
    return re.split(r"[./\\]", name)[-1].lower()
