"""What the program needs of a mailbox, and of a login by token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a folder has been read."""

    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class RawMessage:
    """One message as the mailbox holds it, uninterpreted."""

    uidvalidity: int
    uid: int
    content: bytes
    received_at: datetime | None  # INTERNALDATE


@dataclass(frozen=True, slots=True)
class Batch:
    """Some messages, oldest first, and the cursor to store once they are kept.

    `more` says that the folder holds further messages past the cursor.
    """

    messages: Sequence[RawMessage]
    cursor: Cursor
    more: bool = False


class Inbox(Protocol):
    """A mailbox to hear answers in. Reading changes nothing in it, no flag included."""

    async def fetch(self, folder: str, after: Cursor | None, limit: int) -> Batch:
        """Return up to `limit` messages past `after` (None: from now on, so none at first).

        A changed UIDVALIDITY starts the folder over: messages are told apart by content then.
        Raises Unavailable when the server cannot be reached, refuses or babbles.
        """
        ...

    async def close(self) -> None:
        """Log out and let go of the connection."""
        ...


@dataclass(frozen=True, slots=True)
class Head:
    """What a mailbox tells of a message without giving it out.

    `mark` tells it from every other of the mailbox, in whichever folder and under whichever
    UID it lies; "" where the server tells too little. `ours` says that it was written here.
    """

    uid: int
    mark: str
    size: int
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Some heads, oldest first, and the cursor to store once what they stand for is kept."""

    heads: Sequence[Head]
    cursor: Cursor
    more: bool = False


@runtime_checkable
class Scannable(Protocol):
    """A mailbox that shows heads first, so that only what can concern us is fetched whole."""

    async def look(
        self, folder: str, after: Cursor | None, limit: int, since: datetime | None
    ) -> Listing:
        """Return up to `limit` heads past `after`, as `Inbox.fetch` counts; see there.

        Of a folder read from its start only what came `since`, or less than two days before.
        """

    async def take(
        self, folder: str, uidvalidity: int, uids: Sequence[int]
    ) -> Sequence[RawMessage]:
        """Return these messages whole: the first few at least, unless they are gone.

        Raises Unavailable as `Inbox.fetch` does, and where the folder was counted anew.
        """


@runtime_checkable
class Browsable(Protocol):
    """A mailbox that knows by itself in which of its folders an answer may lie."""

    async def answer_folders(self) -> Sequence[str]:
        """Return them, INBOX first. Raises Unavailable."""


@runtime_checkable
class Ringing(Protocol):
    """A mailbox that says by itself that something came (IMAP's IDLE)."""

    async def rings(self, folder: str) -> bool:
        """Wait until something may have come into the folder; the first wait ends at once.

        False where the server cannot tell. Raises Unavailable where it goes away: the next
        call connects anew.
        """


class Tokens(Protocol):
    """Where the access tokens of a login come from (OAuth 2.0)."""

    async def token(self, *, refused: str = "") -> str:
        """Return a token that is good for a while yet, and not the one that was `refused`.

        Raises Unauthorized where a person must act, else Unavailable.
        """
        ...


@runtime_checkable
class SentFolder(Protocol):
    """A mailbox that shows what has left through it; it raises Unavailable, or InputError."""

    async def sent_folder(self) -> str:
        """Return the name of the folder of what was sent; "" where there is none."""

    async def find(self, folder: str, message_id: str) -> bool:
        """Say whether the folder holds a Message-ID, in brackets; False proves nothing."""

    async def append(self, folder: str, content: bytes) -> None:
        """Put a copy into the folder, as read; it may be there though this raised."""
