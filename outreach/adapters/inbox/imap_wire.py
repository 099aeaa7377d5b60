"""An IMAP connection that ends: each operation has a deadline and an allowance of bytes.

The vendor reads a literal of any length into memory and waits for each byte anew; both
are bounded here, below its parser, from the greeting on.
"""

from __future__ import annotations

import contextlib
import imaplib
import socket
import ssl
import time
from typing import TYPE_CHECKING, Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError
from imapclient.imap4 import IMAP4WithTimeout
from imapclient.imap_utf7 import decode
from imapclient.response_parser import parse_response
from imapclient.tls import IMAP4_TLS

from outreach.adapters.inbox.imap_refusal import Unoffered, refusal
from outreach.core.sasl import last_words, reason_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import timedelta

    from outreach.core.sasl import Mechanism

CHUNK = 64 * 1024
CHATTER = 4 * 1024 * 1024  # what an answer may hold besides the mail asked for
LONGEST_LINE = 2 * 1024 * 1024


class Guard:
    """The bounds of one operation. `cancel` may be called from another thread."""

    def __init__(self, *, total: timedelta, silence: timedelta) -> None:
        self._total = total.total_seconds()
        self._ends = time.monotonic() + self._total
        self._silence = silence.total_seconds()
        self._allowance = CHATTER
        self.cancelled = False

    def begin(self) -> None:
        """Count from now: it may have waited for a thread."""
        self._ends = time.monotonic() + self._total

    def cancel(self) -> None:
        """Make the operation fail at its next byte."""
        self.cancelled = True

    def allow(self, size: int) -> None:
        """Let the next answers hold `size` bytes of mail besides the usual chatter."""
        self._allowance = size + CHATTER

    def patience(self) -> float:
        """Return how many seconds the next read may take; raise when it is over."""
        left = self._ends - time.monotonic()
        if self.cancelled:
            message = "given up"
            raise imaplib.IMAP4.abort(message)
        if left <= 0:
            raise TimeoutError
        return min(left, self._silence)

    def spend(self, size: int) -> None:
        """Count bytes received; raise when they are more than was asked for."""
        self._allowance -= size
        if self._allowance < 0:
            message = "it sends far more than was asked for"
            raise imaplib.IMAP4.abort(message)

    def affords(self, size: int) -> bool:
        """Say whether an announced literal is within what was asked for."""
        return size <= self._allowance


class _Guarded(imaplib.IMAP4):
    """Reads from the socket itself, so that no byte escapes the guard."""

    def __init__(self, guard: Guard, *args: Any) -> None:
        self.guard = guard
        super().__init__(*args)

    def readline(self) -> bytes:
        """Return one line with its end, or what there is when the far side is gone."""
        buffer = self._buffer()
        start = 0
        while (end := buffer.find(b"\n", start) + 1) == 0:
            start = len(buffer)
            if start > LONGEST_LINE:
                message = "it sends a line without end"
                raise self.abort(message)
            if not self._fill():
                end = start
                break
        return self._take(end)

    def read(self, size: int) -> bytes:
        """Return a literal of `size` bytes."""
        buffer = self._buffer()
        if not self.guard.affords(size - len(buffer)):
            message = "it sends far more than was asked for"
            raise self.abort(message)
        while len(buffer) < size:
            if not self._fill():
                message = "it hung up within a message"
                raise self.abort(message)
        return self._take(size)

    def arrived(self) -> list[bytes]:
        """Return the lines that are there already, without waiting for more.

        Raises abort where the far side is gone.
        """
        buffer = self._buffer()
        self.sock.settimeout(0)
        with contextlib.suppress(BlockingIOError, ssl.SSLWantReadError):
            while chunk := self.sock.recv(CHUNK):
                self.guard.spend(len(chunk))
                buffer += chunk
            message = "it hung up"
            raise self.abort(message)
        whole = buffer.rfind(b"\n") + 1
        if len(buffer) - whole > LONGEST_LINE:
            message = "it sends a line without end"
            raise self.abort(message)
        return self._take(whole).splitlines()

    def _buffer(self) -> bytearray:
        # What came before STARTTLS took hold is not the server's (RFC 9051 11.1).
        if self.__dict__.get("_buffered_from") is not self.sock:
            self._buffered_from = self.sock
            self._received = bytearray()
        return self._received

    def _fill(self) -> bool:
        self.sock.settimeout(self.guard.patience())
        chunk = self.sock.recv(CHUNK)
        self.guard.spend(len(chunk))
        self._received += chunk
        return bool(chunk)

    def _take(self, size: int) -> bytes:
        with memoryview(self._received) as view:
            taken = bytes(view[:size])
        del self._received[:size]
        return taken


class _Plain(_Guarded, IMAP4WithTimeout):  # type: ignore[misc] # it has no types
    """Without TLS, or before STARTTLS."""


class _Encrypted(_Guarded, IMAP4_TLS):  # type: ignore[misc] # it has no types
    """TLS from the first byte on."""


class Client(IMAPClient):  # type: ignore[misc] # it has no types
    """The vendor's client over a guarded connection."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        guard: Guard,
        tls: ssl.SSLContext | None,
        connect: timedelta,
    ) -> None:
        self._guard = guard
        patience = guard.patience()
        timeout = SocketTimeout(min(connect.total_seconds(), patience), patience)
        super().__init__(
            host, port, ssl=tls is not None, ssl_context=tls, timeout=timeout
        )
        # The vendor sends a password and its line end apart: 40 ms by Nagle's algorithm.
        self.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # The vendor logs each line at debug level, at a cost and with passwords near.
        self._imap.debug = 0

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802 - the vendor's name
        patience = self._timeout.connect
        if self.ssl:
            return _Encrypted(
                self._guard, self.host, self.port, self.ssl_context, patience
            )
        return _Plain(self._guard, self.host, self.port, patience)

    def folders(self) -> list[tuple[object, object, str]]:
        """Return marks, separator and name of each folder whose name can be read.

        The vendor's own gives none where one is no modified UTF-7, as "A&B" on some servers.
        """
        self.folder_encode = False
        try:
            listed = self.list_folders()
        finally:
            self.folder_encode = True
        return [
            (marks, separator, name)
            for marks, separator, raw in listed
            if (name := _named(raw)) is not None
        ]

    def use(self, guard: Guard) -> None:
        """Put the connection under the bounds of the next operation."""
        self._guard = self._imap.guard = guard

    @contextlib.contextmanager
    def allowing(self, size: int) -> Iterator[None]:
        """Let the answers within the block hold `size` bytes of mail."""
        self._guard.allow(size)
        yield
        self._guard.allow(0)

    def authenticate(self, username: str, password: str) -> None:
        """Log in by the best way that the server knows; raise LoginError or NotNow."""
        try:
            if self.has_capability("AUTH=PLAIN"):
                # Unlike LOGIN it takes any letter (RFC 4616).
                plain = f"\0{username}\0{password}".encode()
                self._imap.authenticate("PLAIN", lambda _: plain)
            else:
                self._imap.login(username, password)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            # LOGIN raises the server's octets themselves.
            raise refusal(_shown(error.args[0])) from None

    def bear(self, mechanism: Mechanism, words: bytes) -> None:
        """Log in by access token; raise LoginError or NotNow with what the server says of it."""
        name, said = mechanism.upper(), list[bytes]()
        if not self.has_capability(f"AUTH={name}"):
            message = f"it does not offer {name}"
            raise Unoffered(message)

        def answer(challenge: bytes) -> bytes:
            # The first challenge is empty, the second tells why it is refused.
            said.append(challenge)
            return words if len(said) == 1 else last_words(mechanism)

        try:
            self._imap.authenticate(name, answer)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            reason = reason_of(said[-1]) if len(said) > 1 else ""
            raise refusal(_shown(error.args[0]), reason) from None
        # What it could do before the login may not be what it can do after.
        self._cached_capabilities = None

    def begin_idle(self) -> bytes:
        """Have the server tell by itself what comes; return the tag that ends it (RFC 2177)."""
        tag: bytes = self._imap._new_tag()  # noqa: SLF001 - the vendor's own way
        self._imap.send(tag + b" IDLE\r\n")
        while not (line := self._line()).startswith(b"+"):
            if line.startswith(tag + b" "):
                message = f"IDLE failed: {_shown(line[len(tag) :].strip())}"
                raise IMAPClientError(message)
        return tag

    def end_idle(self, tag: bytes) -> list[bytes]:
        """Ask for the end of it; return what was told meanwhile."""
        told: list[bytes] = []
        self._imap.send(b"DONE\r\n")
        while not (line := self._line()).startswith(tag + b" "):
            told.append(line)
        return told

    def overheard(self) -> list[bytes]:
        """Return what was told since, without waiting."""
        lines: list[bytes] = self._imap.arrived()
        return lines

    def _line(self) -> bytes:
        line: bytes = self._imap.readline()
        if not line:
            message = "it hung up"
            raise IMAPClientAbortError(message)
        return line

    def _check_resp(
        self, expected: str, command: str, kind: str, data: Sequence[object]
    ) -> None:
        # The vendor's own writes a server's words into the log, whatever they are.
        if kind != expected:
            message = f"{command} failed: {_shown(data[0])}"
            raise IMAPClientError(message)

    def uid_fetch(self, uids: str, items: str) -> tuple[object, ...]:
        """Return the parsed answers to UID FETCH, also when the server ends with NO.

        Dovecot says NO when one of the messages is gone, and sends the others all the
        same (RFC 5530, EXPUNGEISSUED). The vendor's own `fetch` would lose them, and
        would take sequence numbers for UIDs.
        """
        self._imap.untagged_responses.pop("FETCH", None)
        kind, data = self._imap.uid("FETCH", uids, items)
        if kind != "OK":
            data = self._imap.untagged_responses.pop("FETCH", [None])
        answers: tuple[object, ...] = parse_response(data)
        return answers

    def cut(self) -> None:
        """Break the connection from any thread: a read under way returns at once."""
        with contextlib.suppress(OSError):
            # Of the plain class: that of TLS sockets changes what the reader holds.
            socket.socket.shutdown(self._imap.sock, socket.SHUT_RDWR)

    def drop(self) -> None:
        """Let go of the connection without a word."""
        # A connection that is broken may fail to close in as many ways.
        with contextlib.suppress(Exception):
            self.shutdown()


def _named(raw: object) -> str | None:
    try:
        return str(decode(raw))
    except ValueError:
        return None


def _shown(words: object) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else str(words)
