"""Reads one opened folder: which UIDs are unread, how large they are, what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeGuard

from imapclient.exceptions import IMAPClientError

from outreach.adapters.inbox.imap_answer import read_answers
from outreach.core.inbound import cursor as law
from outreach.ports import Cursor, RawMessage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from outreach.adapters.inbox.imap_wire import Client

MEGABYTE = 1024 * 1024
LARGEST_MESSAGE = 25 * MEGABYTE  # of a larger one only so much is fetched
LARGEST_BATCH = 32 * MEGABYTE
LARGEST_GROUP = 4 * MEGABYTE  # messages asked for in one command
UID_WINDOW = 10_000  # UIDs looked through in one search
MOST_CANDIDATES = 100  # of a search for one Message-ID, the newest
_MESSAGE_ID_FIELD = "(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"
_MESSAGE_ID_AND_DATE = "(UID INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"
MESSAGE_ID = re.compile(rb"<[!-;=?-~]+>")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as the server told it when it was opened."""

    client: Client
    uidvalidity: int
    uidnext: int | None
    exists: int

    @classmethod
    def of(cls, client: Client, told: Mapping[bytes, object]) -> Self:
        """Read the answer to EXAMINE; only UIDVALIDITY must make sense."""
        validity, uidnext = told.get(b"UIDVALIDITY"), told.get(b"UIDNEXT")
        if not _is_uid(validity):
            message = "it gives the folder no UIDVALIDITY, so nothing can be remembered"
            raise IMAPClientError(message)
        exists = told.get(b"EXISTS")
        return cls(
            client,
            validity,
            uidnext if _is_uid(uidnext) else None,
            exists if isinstance(exists, int) else 0,
        )

    def from_now_on(self) -> Cursor:
        """Return the cursor that has all present mail behind it."""
        uid = law.from_now_on(self.last(), uidnext=self.uidnext)
        return Cursor(self.uidvalidity, uid)

    def went_back(self, at: int) -> bool:
        """Say whether the server counts UIDs anew without another UIDVALIDITY.

        A UIDNEXT alone may be stale; a message past the cursor clears it.
        """
        return law.went_back(at, uidnext=self.uidnext) and self.last() < at

    def unread(self, *, after: int, enough: int) -> list[int]:
        """Return at least `enough` unread UIDs, or all there are, ascending."""
        found, last = self._windows(after, (self.uidnext or 0) - 1, enough)
        if len(found) < enough and last < law.HIGHEST_UID:
            # A UIDNEXT alone may be stale.
            found += law.unread(self.client.search(f"UID {last + 1}:*"), after=last)
        return found

    def since(self, on: date, *, after: int, until: int, enough: int) -> list[int]:
        """Return at least `enough` UIDs of what came in on that day or later, or all."""
        found, last = self._windows(after, until, enough, "SINCE", on)
        if len(found) < enough and last < until:
            listed = self.client.search(["UID", f"{last + 1}:{until}", "SINCE", on])
            found += law.unread(listed, after=last, until=until)
        return found

    def _windows(
        self, after: int, until: int, enough: int, *criteria: object
    ) -> tuple[list[int], int]:
        """Search a window at a time; return what was found, and up to where.

        An answer that names a whole large folder would not fit. The last window is left.
        """
        found: list[int] = []
        last, width = after, UID_WINDOW
        while len(found) < enough and last < until + 1 - width:
            end = last + width
            listed = self.client.search(["UID", f"{last + 1}:{end}", *criteria])
            here = law.unread(listed, after=last, until=end)
            found += here
            # A wide gap, left by deleted messages, is crossed in a few steps.
            last, width = end, UID_WINDOW if here else width * 8
        return found, last

    def messages(self, uids: Sequence[int], *, together: int) -> Iterator[RawMessage]:
        """Yield these messages in order, up to 32 MB in all; vanished ones are skipped.

        Asks for at most `together` in one command. Raises IMAPClientError before a
        message that is there and does not come.
        """
        sizes = self._sizes(uids)
        room = LARGEST_BATCH
        for group in _groups(uids, sizes, most=together):
            room -= sum(_expected(sizes.get(uid)) for uid in group)
            if room < 0 and group[0] != uids[0]:
                return
            yield from self._group(group, sizes)

    def holds(self, message_id: str) -> bool:
        """Say whether a message of that Message-ID, with its brackets, is here.

        The search only finds candidates: some servers look for part of the text, or at all
        that they have. What it names must show the field.
        """
        listed = self.client.search(["HEADER", "Message-ID", message_id])
        uids = law.unread(listed, after=0)[-MOST_CANDIDATES:]
        if not uids:
            return False
        told = self.client.uid_fetch(_joined(uids), _MESSAGE_ID_FIELD)
        wanted = message_id.encode()
        return any(wanted in (a.content or b"") for a in read_answers(told).values())

    def ids_since(self, on: date | None) -> dict[str, datetime | None]:
        """Return the Message-IDs of what came in on that day or later, and when it did."""
        found: dict[str, datetime | None] = {}
        criteria: list[object] = ["ALL"] if on is None else ["SINCE", on]
        # The last window has no end: a UIDNEXT alone may be stale.
        for start in range(1, (self.uidnext or 1) + 1, UID_WINDOW):
            is_last = start + UID_WINDOW > (self.uidnext or 1)
            until = law.HIGHEST_UID if is_last else start + UID_WINDOW - 1
            span = f"{start}:{'*' if is_last else until}"
            listed = self.client.search(["UID", span, *criteria])
            uids = law.unread(listed, after=start - 1, until=until)
            for first in range(0, len(uids), MOST_CANDIDATES):
                found |= self._ids(uids[first : first + MOST_CANDIDATES])
        return found

    def _ids(self, uids: Sequence[int]) -> dict[str, datetime | None]:
        told = self.client.uid_fetch(_joined(uids), _MESSAGE_ID_AND_DATE)
        return {
            known.group().decode(): answer.received_at
            for answer in read_answers(told).values()
            if (known := MESSAGE_ID.search(answer.content or b""))
        }

    def last(self) -> int:
        """Return the highest UID there is, 0 in an empty folder."""
        # "*" in an empty folder is an error to some servers.
        listed = self.client.search("UID *") if self.exists > 0 else ()
        return max(law.unread(listed, after=0), default=0)

    def _sizes(self, uids: Sequence[int]) -> dict[int, int]:
        if not uids:
            return {}
        told = self.client.uid_fetch(_joined(uids), "(UID RFC822.SIZE)")
        answers = read_answers(told)
        return {uid: a.size for uid, a in answers.items() if a.size is not None}

    def _group(
        self, group: Sequence[int], sizes: Mapping[int, int]
    ) -> Iterator[RawMessage]:
        got = self._bodies(group, [_expected(sizes.get(uid)) for uid in group])
        missing = [uid for uid in group if uid not in got]
        gone = set(missing) - self._listed(missing)
        for uid in law.readable(group, got=got, gone=gone):
            yield got[uid]
        stuck = next((uid for uid in missing if uid not in gone), None)
        if stuck is not None:
            message = (
                f"it lists message UID {stuck} and does not give it out: move it to "
                "another folder, or have the mailbox repaired"
            )
            raise IMAPClientError(message)

    def _bodies(
        self, group: Sequence[int], expected: Sequence[int]
    ) -> dict[int, RawMessage]:
        # Sizes are estimates on some servers, so twice as much is let pass; where that
        # would be past the bound, the server is told where to stop.
        large = max(expected) > LARGEST_MESSAGE // 2
        part = f"<0.{LARGEST_MESSAGE}>" if large else ""
        with self.client.allowing(2 * sum(expected)):
            told = self.client.uid_fetch(
                _joined(group), f"(UID INTERNALDATE BODY.PEEK[]{part})"
            )
        return {
            uid: RawMessage(self.uidvalidity, uid, answer.content, answer.received_at)
            for uid, answer in read_answers(told).items()
            if answer.content is not None
        }

    def _listed(self, uids: Sequence[int]) -> set[int]:
        if not uids:
            return set()
        # A server may not tell of expunged messages within FETCH (RFC 9051 7.5.1).
        self.client.noop()
        return set(self.client.search(f"UID {_joined(uids)}"))


def _is_uid(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and 0 < value <= law.HIGHEST_UID


def _joined(uids: Sequence[int]) -> str:
    """Name ascending UIDs in few octets: servers bound a command's length."""
    runs: list[list[int]] = []
    for uid in uids:
        if runs and runs[-1][-1] + 1 == uid:
            runs[-1].append(uid)
        else:
            runs.append([uid])
    return ",".join(f"{run[0]}:{run[-1]}" if run[1:] else f"{run[0]}" for run in runs)


def _expected(size: int | None) -> int:
    return LARGEST_MESSAGE if size is None else min(size, LARGEST_MESSAGE)


def _groups(
    uids: Sequence[int], sizes: Mapping[int, int], *, most: int
) -> Iterator[list[int]]:
    group: list[int] = []
    weight = 0
    for uid in uids:
        size = _expected(sizes.get(uid))
        if group and (len(group) >= most or weight + size > LARGEST_GROUP):
            yield group
            group, weight = [], 0
        group.append(uid)
        weight += size
    if group:
        yield group
