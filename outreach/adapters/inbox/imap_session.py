"""Speaks IMAP with one mailbox, in whatever thread calls it. Knows no event loop."""

from __future__ import annotations

import contextlib
import ssl
from typing import TYPE_CHECKING, TypeVar

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError
from imapclient.imapclient import SENT

from outreach.adapters.inbox.imap_folder import Folder
from outreach.adapters.inbox.imap_head import answer_folders, heads
from outreach.adapters.inbox.imap_refusal import Crowded, NotNow, Unoffered
from outreach.adapters.inbox.imap_wire import Client, Guard
from outreach.core.inbound import cursor as law
from outreach.core.sasl import first_words
from outreach.errors import Unauthorized, Unavailable
from outreach.ports import Batch, Cursor, Listing, RawMessage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date, datetime

    from outreach.adapters.inbox.imap_account import ImapAccount

T = TypeVar("T")

TOGETHER = 50  # messages asked for in one command


class ImapSession:
    """A connection that is made when needed and kept until it breaks."""

    def __init__(self, account: ImapAccount, *, tls: ssl.SSLContext | None) -> None:
        self._account = account
        self._tls = tls
        self._client: Client | None = None
        self.bearer = ""  # the access token to log in with
        self._together = TOGETHER

    @property
    def connected(self) -> bool:
        """Whether there is a connection, as far as is known."""
        return self._client is not None

    def run(self, guard: Guard, work: Callable[[Guard], T]) -> T:
        """Do `work` within the guard's bounds; whatever fails is Unavailable."""
        guard.begin()
        if self._client is not None:
            self._client.use(guard)
        try:
            return work(guard)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - as many as a server has ways to babble
            self.drop()
            message = f"IMAP server {self._account.server}: {self._explain(error)}"
            # No cause: it may quote the server, and a server may quote the password.
            if isinstance(error, LoginError):
                raise Unauthorized(message) from None
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
        if self._client is not None:
            # Nothing depends on its answer.
            with contextlib.suppress(Exception):
                self._client.logout()
        self.drop()

    def read(self, guard: Guard, name: str, after: Cursor | None, limit: int) -> Batch:
        """Return the next messages of a folder; see the port."""
        folder = self._open(guard, name)
        if after is None:
            return Batch((), folder.from_now_on())
        seen = (after.uidvalidity, after.uid)
        start = law.begin(seen, uidvalidity=folder.uidvalidity)
        self._refuse_return(folder, name, start)
        return self._batch(folder, start, limit)

    def _refuse_return(self, folder: Folder, name: str, start: int) -> None:
        if folder.went_back(start):
            message = (
                f"IMAP server {self._account.server} numbers folder {name!r} from "
                f"{folder.uidnext} again after {start}, with the same UIDVALIDITY: "
                "have the mailbox rebuilt there, so that it gets a new one"
            )
            raise Unavailable(message)

    def look(
        self,
        guard: Guard,
        name: str,
        after: Cursor | None,
        limit: int,
        on: date | None,
    ) -> Listing:
        """Return the next heads of a folder, of what came in on that day or later; see the port."""
        folder = self._open(guard, name)
        if after is None:
            return Listing((), folder.from_now_on())
        if after.uidvalidity != folder.uidvalidity:
            return Listing((), Cursor(folder.uidvalidity, 0), more=True)
        self._refuse_return(folder, name, after.uid)
        if on is None:
            wanted = folder.unread(after=after.uid, enough=limit + 1)
            last = after.uid
        else:
            # Known before the search: what comes in meanwhile is for the next look.
            last = max(folder.last(), after.uid)
            wanted = folder.since(on, after=after.uid, until=last, enough=limit + 1)
        chosen = wanted[:limit]
        more = len(wanted) > len(chosen)
        found = heads(folder.client, self._account, name, chosen)
        uid = law.advance(after.uid if more else last, chosen)
        return Listing(tuple(found), Cursor(folder.uidvalidity, uid), more)

    def take(
        self, guard: Guard, name: str, uidvalidity: int, uids: Sequence[int]
    ) -> list[RawMessage]:
        """Return these messages whole, the first few at least; see the port."""
        folder = self._open(guard, name)
        if folder.uidvalidity != uidvalidity:
            message = f"folder {name!r} was counted anew meanwhile; it is read again"
            raise Unavailable(message)
        return self._messages(folder, uids)

    def answer_folders(self, guard: Guard) -> list[str]:
        """Return the folders in which an answer may lie."""
        return answer_folders(self._first(guard, lambda client: client.folders()))

    def idle(self, guard: Guard, name: str) -> tuple[Client, bytes, int] | None:
        """Have the server tell what comes into a folder; None where it cannot.

        Returns the connection, the tag that ends it and how many messages there are.
        """
        folder = self._open(guard, name)
        if not folder.client.has_capability("IDLE"):
            return None
        return folder.client, folder.client.begin_idle(), folder.exists

    def find(self, guard: Guard, name: str, message_id: str) -> bool:
        """Say whether the folder holds a message of that Message-ID."""
        return self._open(guard, name).holds(message_id)

    def ids_since(
        self, guard: Guard, name: str, on: date | None
    ) -> dict[str, datetime | None]:
        """Return the Message-IDs of what came into a folder on a day or later, and when."""
        return self._open(guard, name).ids_since(on)

    def sent_folder(self, guard: Guard) -> str:
        """Return the name of the folder of what was sent; "" where there is none."""
        client = self._first(guard, _probe)
        return str(client.find_special_folder(SENT) or "")

    def append(self, guard: Guard, name: str, content: bytes) -> None:
        """Put a message into the folder, marked as seen."""
        # The append itself is not tried twice: it might have worked the first time.
        client = self._first(guard, _probe)
        with self._naming(name):
            client.append(name, content, (b"\\Seen",))

    def _batch(self, folder: Folder, start: int, limit: int) -> Batch:
        wanted = folder.unread(after=start, enough=limit + 1)
        messages = self._messages(folder, wanted[:limit])
        uid = law.advance(start, (message.uid for message in messages))
        # Without progress no more is promised: a caller that goes on would not end.
        more = bool(messages) and uid < wanted[-1]
        return Batch(tuple(messages), Cursor(folder.uidvalidity, uid), more)

    def _messages(self, folder: Folder, uids: Sequence[int]) -> list[RawMessage]:
        messages = list[RawMessage]()
        try:
            for message in folder.messages(uids, together=self._together):
                messages.append(message)
            self._together = TOGETHER
        # What came before the failure is good; the next reading will meet it first,
        # and asks for one message at a time, so that only the bad one fails.
        except Exception:
            self._together = 1
            if not messages:
                raise
            self.drop()
        return messages

    def _open(self, guard: Guard, name: str) -> Folder:
        def examine(client: Client) -> Folder:
            # Not SELECT: it would take \Recent away from the user's own client.
            with self._naming(name):
                told = client.select_folder(name, readonly=True)
            return Folder.of(client, told)

        return self._first(guard, examine)

    def _first(self, guard: Guard, command: Callable[[Client], T]) -> T:
        """Run the first command of an operation, on a new connection if need be."""
        if self._client is not None:
            try:
                return command(self._client)
            except Unavailable:
                raise
            except Exception:  # noqa: BLE001 - it may have died in any way since
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
        if account.tokens is not None:
            client.bear(account.mechanism, self._words())
            return
        plain = client.has_capability("AUTH=PLAIN")
        if client.has_capability("LOGINDISABLED") and not plain:
            message = "it takes no password without TLS: set security to starttls"
            raise IMAPClientError(message)
        client.authenticate(account.username, account.password)

    def _words(self) -> bytes:
        account = self._account
        return first_words(
            account.mechanism,
            account.username,
            self.bearer,
            host=account.host,
            port=account.port,
        )

    @contextlib.contextmanager
    def _naming(self, folder: str) -> Iterator[None]:
        """Turn the server's NO into a refusal that names the folder."""
        try:
            yield
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            said = self._account.hide(str(error), self.bearer)
            message = (
                f"IMAP server {self._account.server} refuses folder {folder!r} "
                f"({said}): if it is not there, create it or take it out of the "
                "sender's imap folders"
            )
            raise Unavailable(message) from None

    def _explain(self, error: Exception) -> str:
        said = self._account.hide(str(error), self.bearer) or type(error).__name__
        match error:
            case Crowded():
                return (
                    f"it has too many connections of this mailbox ({said}): close other "
                    "programs that read it; it is tried again later"
                )
            case NotNow():
                return f"it lets nobody in for now ({said}); it is tried again later"
            case Unoffered():
                return f"{said}: look at security and port, or log in by password"
            case LoginError() if self._account.tokens is not None:
                return f"it refuses the access token ({said}): grant access again"
            case LoginError():
                return f"it refuses the login ({said}): check username and password"
            case TimeoutError():
                return "no answer in time; it is tried again later"
            case ssl.SSLError():
                return f"TLS failed ({said}): check security, port and certificate"
            case UnicodeEncodeError():
                return "username or password holds letters that it cannot take"
            case _:
                return f"{said}; it is tried again later"


def _probe(client: Client) -> Client:
    client.noop()
    return client
