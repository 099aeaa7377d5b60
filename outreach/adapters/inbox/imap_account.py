"""A mailbox and how to open it; and what of it may be shown."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from outreach.core.sasl import first_words
from outreach.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach.core.sasl import Mechanism
    from outreach.ports import Tokens

Security = Literal["none", "starttls", "tls"]

LONGEST_QUOTE = 200  # characters of a server's words in a message


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
    tokens: Tokens | None = field(default=None, repr=False)  # instead of the password
    mechanism: Mechanism = "xoauth2"
    idle: bool = True
    own: frozenset[str] = frozenset()  # the addresses of whoever writes from here

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

    def hide(self, text: str, token: str = "") -> str:
        """Return a server's words for a person: short, printable, no password or token."""
        for secret in (*self._shapes(token), *self._secrets()):
            text = text.replace(secret, "***") if secret else text
        shown = "".join(c if c.isprintable() else " " for c in text)
        return " ".join(shown.split())[:LONGEST_QUOTE]

    def _shapes(self, token: str) -> list[str]:
        """Return those in which an echoed token can reach an error's text."""
        if not token:
            return []
        words = first_words(
            self.mechanism, self.username, token, host=self.host, port=self.port
        )
        return [base64.b64encode(words).decode(), token]

    def _secrets(self) -> list[str]:
        """Return the shapes in which an echoed password can reach an error's text."""
        octets = self.password.encode(errors="surrogatepass")
        user = self.username.encode(errors="surrogatepass")
        escaped = self.password.replace("\\", "\\\\").replace('"', '\\"')
        shapes = {
            self.password,
            escaped,  # an IMAP quoted string
            repr(octets)[2:-1],  # the vendor prints octets as Python does
            repr(escaped.encode(errors="surrogatepass"))[2:-1],
            base64.b64encode(octets).decode(),
            base64.b64encode(b"\0%b\0%b" % (user, octets)).decode(),  # RFC 4616
        }
        return sorted(shapes, key=len, reverse=True)
