"""A login by access token, as outreach.yaml writes it."""

from __future__ import annotations

import shlex
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    SecretStr,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from outreach.setting import value
from outreach.setting.model import Setting
from outreach.setting.place import is_loopback

_GOOGLE = "https://oauth2.googleapis.com/token"
_MICROSOFT = "https://login.microsoftonline.com/common/oauth2/v2.0/token"
_MICROSOFTS = "https://login.microsoftonline.com/"
_OUTLOOK = "https://outlook.office.com"
# Name -> where tokens come from, and what is asked for. Google's scope stands in the consent.
TOKEN_SERVERS = {
    "google": (_GOOGLE, ""),
    "microsoft": (
        _MICROSOFT,
        f"{_OUTLOOK}/IMAP.AccessAsUser.All {_OUTLOOK}/SMTP.Send offline_access",
    ),
}


def _token_url(text: str) -> str:
    if text in TOKEN_SERVERS:
        return text
    if "://" not in text:
        known = ", ".join(TOKEN_SERVERS)
        message = f"no token server of that name: there are {known}; or write its URL"
        raise PydanticCustomError("bad-value", message)
    parts = urlsplit(value.url(text))
    if parts.username is not None:
        message = "a user stands in this URL: take it out"
        raise PydanticCustomError("bad-value", message)
    host = parts.hostname or ""
    if parts.scheme != "https" and not is_loopback(host):
        message = "secrets would be sent in the clear: write an https URL"
        raise PydanticCustomError("bad-value", message)
    return text


def _command(written: object) -> object:
    try:
        words = shlex.split(written) if isinstance(written, str) else []
    except ValueError:
        words = []
    if not words:
        message = "this is no command: write its path and arguments, quotes closed"
        raise PydanticCustomError("bad-value", message)
    return words


TokenUrl = Annotated[value.Line, AfterValidator(_token_url)]
Command = Annotated[
    tuple[value.Filled, ...],
    BeforeValidator(_command),
    WithJsonSchema({"type": "string"}),
]


class Auth(Setting):
    """A login by access token (OAuth 2.0) in the place of a password."""

    kind: Literal["xoauth2", "oauthbearer"] = "xoauth2"
    """How it is said: `xoauth2` to Google and Microsoft, `oauthbearer` is RFC 7628's."""
    token_url: TokenUrl | None = None
    """Where tokens come from: `google`, `microsoft` or a URL."""
    client_id: value.Line = ""
    client_secret: value.Secret = SecretStr("")
    refresh_token: value.Secret = SecretStr("")
    """Without one, here or in the file, the client asks for itself."""
    scope: value.Prose = ""
    """What is asked for; `google` and `microsoft` need none."""
    token_file: value.Filled | None = None
    """Keeps the tokens, mode 0600. Without `token_url` another program writes it."""
    token_command: Command | None = None
    """Prints a token; run without a shell."""

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        ways = (self.token_url, self.token_command)
        if all(ways) or not (any(ways) or self.token_file):
            message = (
                "say where tokens come from: token_url, token_file or token_command"
            )
            raise PydanticCustomError("missing-key", message)
        if self.token_command and self.token_file:
            message = "the command gives the token: take token_file out"
            raise PydanticCustomError("bad-value", message)
        if self.token_url and not self.client_id:
            message = "a token_url wants a client_id: add it"
            raise PydanticCustomError("missing-key", message)
        return self

    @property
    def loses_tokens(self) -> bool:
        """Whether its provider rotates refresh tokens that nothing keeps."""
        rotates = (self.token_url or "").startswith(("microsoft", _MICROSOFTS))
        kept = self.token_file is not None
        return rotates and not kept and bool(self.refresh_token.get_secret_value())

    def endpoint(self) -> tuple[str, str]:
        """Return where tokens come from, and the scope that is asked for there."""
        url, usual = TOKEN_SERVERS.get(self.token_url or "", (self.token_url or "", ""))
        return url, self.scope or usual
