"""Speaks IMAP with one mailbox, in whatever thread calls it. Knows no event loop."""

from __future__ import annotations

import base64
import contextlib
import ssl
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, TypeVar

from imapclient.exceptions import (
    IMAPClientAbortError,
    IMAPClientError,
    LoginError,
)

from outreach.adapters.inbox.imap_answer import Answer, read_answers
from outreach.adapters.inbox.imap_wire import Client, Guard
from outreach.core.inbound import cursor as law
from outreach.errors import InputError, Unavailable
from outreach.ports import Batch, Cursor, RawMessage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")
Security = Literal["none", "starttls", "tls"]

MEGABYTE = 1024 * 1024
LARGEST_MESSAGE = 25 * MEGABYTE  # of a larger one only so much is fetched
LARGEST_BATCH = 32 * MEGABYTE
LARGEST_GROUP = 4 * MEGABYTE  # messages asked for in one command
MOST_IN_GROUP = 50
UID_WINDOW = 10_000  # UIDs looked through in one search


@dataclass(frozen=True, slots=True)
class ImapTimeouts:
    """How long to wait: to connect, for the next byte, and for an operation in all."""

    connect: timedelta = timedelta(seconds=15)
    silence: timedelta = timedelta(seconds=30)
    total: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """A mailbox and how to open it."""

    host: str
    port: int
    security: Security
    username: str
    password: str = field(repr=False)
    folders: Sequence[str] = ("INBOX",)
    timeouts: ImapTimeouts = ImapTimeouts()

    def __post_init__(self) -> None:
        """Refuse what would end a line of the protocol early."""
        for name in ("username", "password"):
            if set(getattr(self, name)) & set("\r\n\0"):
                message = f"the IMAP {name} holds a line break; set it again without"
                raise InputError(message)

    @property
    def server(self) -> str:
        """The server as messages name it."""
        return f"{self.host}:{self.port}"

    def hide(self, text: str) -> str:
        """Return a server's words for a person: short, printable, no password."""
        plain = f"\0{self.username}\0{self.password}".encode(errors="replace")
        for secret in (self.password, base64.b64encode(plain).decode()):
            text = text.replace(secret, "***") if secret else text
        shown = "".join(c if c.isprintable() else " " for c in text[:2000])
        return " ".join(shown.split())[:200]


class ImapSession:
    """A connection that is made when needed and kept until it breaks."""

    def __init__(self, account: ImapAccount, *, tls: ssl.SSLContext | None) -> None:
        self._account = account
        self._tls = tls
        self._client: Client | None = None
        self._group_size = MOST_IN_GROUP

    def run(self, guard: Guard, work: Callable[[Guard], T]) -> T:
        """Do `work` within the guard's bounds; whatever fails is Unavailable."""
        if self._client is not None:
            self._client.use(guard)
        try:
            return work(guard)
        except Unavailable:
            raise
        # The vendor's parser raises as many errors as a server finds ways to babble.
        except Exception as error:  # noqa: BLE001
            self.drop()
            message = f"IMAP server {self._account.server}: {self._explain(error)}"
            # No cause: it may quote the server, and a server may quote the password.
            raise Unavailable(message) from None

    def cut(self) -> None:
        """Make what is under way fail now; may be called from another thread."""
        client = self._client
        if client is not None:
            client.cut()

    def drop(self) -> None:
        """Let go of the connection without a word."""
        client, self._client = self._client, None
        if client is not None:
            client.drop()

    def log_out(self, _guard: Guard) -> None:
        """Take leave of the server, if it still listens."""
        client, self._client = self._client, None
        if client is None:
            return
        # Nothing depends on its answer.
        with contextlib.suppress(Exception):
            client.logout()
        client.drop()

    def read(
        self, guard: Guard, folder: str, after: Cursor | None, limit: int
    ) -> Batch:
        """Return the next messages of a folder; see the port."""
        client, opened = self._open(guard, folder)
        if after is None:
            return Batch((), opened.from_now_on(client))
        seen = (after.uidvalidity, after.uid)
        start = law.begin(seen, uidvalidity=opened.uidvalidity)
        if law.went_back(start, uidnext=opened.uidnext):
            message = (
                f"folder {folder!r} at {self._account.server} counts from "
                f"{opened.uidnext} again after {start}, with the same UIDVALIDITY: "
                "have the mailbox rebuilt there, so that it gets a new one"
            )
            raise Unavailable(message)
        return self._batch(guard, client, opened, start, limit)

    def find(self, guard: Guard, folder: str, message_id: str) -> bool:
        """Say whether the folder holds a message of that Message-ID."""
        client, _ = self._open(guard, folder)
        return bool(client.search(["HEADER", "Message-ID", message_id]))

    def append(self, guard: Guard, folder: str, content: bytes) -> None:
        """Put a message into the folder, marked as seen."""
        # The append itself is not tried twice: it might have worked the first time.
        client = self._first(guard, _probe)
        try:
            client.append(folder, content, (b"\\Seen",))
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            raise self._refused(folder, error) from None

    def _open(self, guard: Guard, folder: str) -> tuple[Client, _Opened]:
        def examine(client: Client) -> tuple[Client, _Opened]:
            # EXAMINE: with SELECT, \Recent would be taken from the user's own client.
            try:
                told = client.select_folder(folder, readonly=True)
            except IMAPClientAbortError:
                raise
            except IMAPClientError as error:
                raise self._refused(folder, error) from None
            return client, _Opened.of(told)

        return self._first(guard, examine)

    def _first(self, guard: Guard, command: Callable[[Client], T]) -> T:
        """Run the first command of an operation, on a new connection if need be."""
        if self._client is not None:
            try:
                return command(self._client)
            except Unavailable:
                raise
            # A connection kept from before may have died in any way meanwhile.
            except Exception:  # noqa: BLE001
                self.drop()
        self._client = self._connect(guard)
        return command(self._client)

    def _connect(self, guard: Guard) -> Client:
        account, waits = self._account, self._account.timeouts
        client = Client(
            account.host,
            account.port,
            guard=guard,
            tls=self._tls if account.security == "tls" else None,
            connect=waits.connect,
            silence=waits.silence,
        )
        try:
            self._log_in(client)
        except BaseException:
            client.drop()
            raise
        return client

    def _log_in(self, client: Client) -> None:
        account = self._account
        if account.security == "starttls":
            client.starttls(self._tls)
        if client.has_capability("AUTH=PLAIN"):
            client.plain_login(account.username, account.password)
        elif client.has_capability("LOGINDISABLED"):
            message = "it takes no password without TLS: set security to starttls"
            raise IMAPClientError(message)
        else:
            client.login(account.username, account.password)

    def _batch(
        self, guard: Guard, client: Client, opened: _Opened, start: int, limit: int
    ) -> Batch:
        wanted = opened.unread(client, after=start, enough=limit + 1)
        chosen, messages = wanted[:limit], list[RawMessage]()
        try:
            for message in self._messages(guard, client, opened, chosen):
                messages.append(message)
            self._group_size = MOST_IN_GROUP
        # What came before the failure is good; the next reading will meet it first.
        except Exception:
            self._group_size = 1
            if not messages:
                raise
            self.drop()
        uid = law.advance(start, (message.uid for message in messages))
        more = bool(wanted) and any(uid < other for other in wanted)
        return Batch(tuple(messages), Cursor(opened.uidvalidity, uid), more)

    def _messages(
        self, guard: Guard, client: Client, opened: _Opened, uids: Sequence[int]
    ) -> Iterator[RawMessage]:
        sizes = _sizes(client, uids)
        room = LARGEST_BATCH
        for group in _groups(uids, sizes, most=self._group_size):
            room -= sum(_expected(sizes.get(uid)) for uid in group)
            if room < 0 and group[0] != uids[0]:
                return
            yield from self._group(guard, client, opened, group, sizes)

    def _group(
        self,
        guard: Guard,
        client: Client,
        opened: _Opened,
        group: Sequence[int],
        sizes: dict[int, int],
    ) -> Iterator[RawMessage]:
        expected = [_expected(sizes.get(uid)) for uid in group]
        guard.allow(2 * sum(expected))
        items = _items(max(expected))
        answers = read_answers(client.uid_fetch(_joined(group), items))
        guard.allow(0)
        got = {u: a for u, a in answers.items() if a.content is not None}
        missing = [uid for uid in group if uid not in got]
        gone = set(missing) - set(_still_there(client, missing))
        read = law.readable(group, got=got, gone=gone)
        for uid in read:
            yield _raw(opened.uidvalidity, uid, got[uid])
        for uid in group:
            if uid not in gone and uid not in read:
                message = (
                    f"the folder lists message UID {uid} and does not give it out: "
                    "move it to another folder, or have the mailbox repaired"
                )
                raise IMAPClientError(message)

    def _refused(self, folder: str, error: Exception) -> Unavailable:
        return Unavailable(
            f"IMAP server {self._account.server} does not open folder {folder!r} "
            f"({self._account.hide(str(error))}): create it there, or take it out of "
            "the sender's imap folders"
        )

    def _explain(self, error: Exception) -> str:
        match error:
            case LoginError():
                said = self._account.hide(str(error))
                return f"it refuses the login ({said}): check username and password"
            case TimeoutError():
                return "no answer in time; it is tried again later"
            case ssl.SSLError():
                said = self._account.hide(str(error))
                return f"TLS failed ({said}): check security, port and certificate"
            case UnicodeError():
                return "username or password holds letters that it cannot take"
            case _:
                said = self._account.hide(str(error)) or type(error).__name__
                return f"{said}; it is tried again later"


@dataclass(frozen=True, slots=True)
class _Opened:
    """What the server says of a folder that was just opened."""

    uidvalidity: int
    uidnext: int | None
    exists: int

    @classmethod
    def of(cls, told: dict[bytes, object]) -> _Opened:
        validity, uidnext = told.get(b"UIDVALIDITY"), told.get(b"UIDNEXT")
        if not _is_uid(validity):
            message = "it gives the folder no UIDVALIDITY, so nothing can be remembered"
            raise IMAPClientError(message)
        exists = told.get(b"EXISTS")
        return cls(
            validity,
            uidnext if _is_uid(uidnext) else None,
            exists if isinstance(exists, int) else 0,
        )

    def from_now_on(self, client: Client) -> Cursor:
        existing = client.search("UID *") if self.exists > 0 else ()
        uid = law.from_now_on(existing, uidnext=self.uidnext)
        return Cursor(self.uidvalidity, uid)

    def unread(self, client: Client, *, after: int, enough: int) -> list[int]:
        """Return at least `enough` unread UIDs, or all there are.

        A window at a time: an answer that names a whole large folder would not fit.
        """
        found: list[int] = []
        last, width = after, UID_WINDOW
        while len(found) < enough and last < (self.uidnext or 0) - width:
            until = last + width
            listed = client.search(f"UID {last + 1}:{until}")
            here = law.unread(listed, after=last, until=until)
            found += here
            # A wide gap, left by deleted messages, is crossed in a few steps.
            last, width = until, UID_WINDOW if here else width * 8
        if len(found) < enough and last < law.HIGHEST_UID:
            found += law.unread(client.search(f"UID {last + 1}:*"), after=last)
        return found


def _is_uid(value: object) -> bool:
    return isinstance(value, int) and 0 < value <= law.HIGHEST_UID


def _probe(client: Client) -> Client:
    client.noop()
    return client


def _joined(uids: Sequence[int]) -> str:
    return ",".join(map(str, uids))


def _expected(size: int | None) -> int:
    return LARGEST_MESSAGE if size is None else min(size, LARGEST_MESSAGE)


def _items(largest: int) -> str:
    # Sizes are estimates on some servers (RFC 9051 6.4.5 notwithstanding): well below
    # the bound nothing is cut, near it and above the server is told where to stop.
    part = f"<0.{LARGEST_MESSAGE}>" if largest > LARGEST_MESSAGE // 2 else ""
    return f"(UID INTERNALDATE BODY.PEEK[]{part})"


def _sizes(client: Client, uids: Sequence[int]) -> dict[int, int]:
    if not uids:
        return {}
    answers = read_answers(client.uid_fetch(_joined(uids), "(UID RFC822.SIZE)"))
    return {u: a.size for u, a in answers.items() if a.size is not None}


def _groups(
    uids: Sequence[int], sizes: dict[int, int], *, most: int
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


def _still_there(client: Client, uids: Sequence[int]) -> list[int]:
    # NOOP lets the server tell what was expunged (RFC 9051 5.5 forbids it in FETCH).
    if not uids:
        return []
    client.noop()
    return list(client.search(f"UID {_joined(uids)}"))


def _raw(uidvalidity: int, uid: int, answer: Answer) -> RawMessage:
    return RawMessage(uidvalidity, uid, answer.content or b"", answer.received_at)
