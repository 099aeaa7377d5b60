"""The servers of a mailbox, as outreach.yaml writes them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr, WithJsonSchema
from pydantic_core import PydanticCustomError

from outreach.setting import value
from outreach.setting.auth import Auth
from outreach.setting.model import Setting

AUTO = "auto"

_SMTP_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_IMAP_PORTS = {"starttls": 143, "tls": 993, "none": 143}
_LIST = {"type": "array", "items": {"type": "string"}, "minItems": 1}


def _folders(written: object) -> object:
    if written == AUTO:
        return [AUTO]
    if isinstance(written, list) and AUTO in written:
        message = "auto stands by itself: write it without the others"
        raise PydanticCustomError("bad-value", message)
    if isinstance(written, str):
        message = "this is no list: write it as [INBOX, Junk], or auto"
        raise PydanticCustomError("bad-value", message)
    return written


Folders = Annotated[
    value.Lines,
    BeforeValidator(_folders),
    WithJsonSchema({"anyOf": [{"const": AUTO}, _LIST]}),
]


class Smtp(Setting):
    """The server a mailbox sends through."""

    host: value.Filled
    security: Literal["starttls", "tls", "none"] = "starttls"
    """`starttls` is a demand: where the server does not offer it, nothing is sent."""
    port: value.Port = Field(
        default_factory=lambda told: _SMTP_PORTS[told.get("security", "starttls")]
    )
    username: value.Line = ""
    """Without one there is no login."""
    password: value.Secret = SecretStr("")
    auth: Auth | None = None
    """Instead of a password, and of the sender's own `auth`."""
    ca_file: value.Filled | None = None
    """Certificates to trust, in a PEM file, instead of the machine's."""
    verify: bool = True
    hello: value.Filled = "[127.0.0.1]"
    """The name given in EHLO."""


class Imap(Setting):
    """The server a mailbox's answers are read from."""

    host: value.Filled
    security: Literal["tls", "starttls", "none"] = "tls"
    port: value.Port = Field(
        default_factory=lambda told: _IMAP_PORTS[told.get("security", "tls")]
    )
    username: value.Filled
    password: value.Secret = SecretStr("")
    auth: Auth | None = None
    """Instead of a password, and of the sender's own `auth`."""
    folders: Folders = ("INBOX",)
    """Names, or `auto`: INBOX, and by their marks Junk, Trash and All Mail."""
    idle: bool = True
    """Hears of new mail at once, where the server can say so; it is polled all the same."""
    sent: value.Filled | None = None
    """The folder that keeps what was sent, where [doubts](states.md#doubt) are looked up."""
    copy_sent: bool = False
    """Puts each mail sent there, read. Most providers do so themselves, as Gmail does."""
    ca_file: value.Filled | None = None

    @property
    def finds_folders(self) -> bool:
        """Whether the mailbox itself tells where answers may lie."""
        return self.folders == (AUTO,)
