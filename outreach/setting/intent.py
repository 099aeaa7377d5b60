"""Settings of a model that is asked what replies mean."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr
from pydantic_core import PydanticCustomError

from outreach.setting import value
from outreach.setting.model import Setting
from outreach.setting.place import is_loopback


def _endpoint(text: str) -> str:
    parts = urlsplit(value.url(text))
    if parts.username is not None or parts.query or parts.fragment:
        message = (
            "an endpoint has no ?, # or @: write it as https://api.model.example/v1"
        )
        raise PydanticCustomError("bad-value", message)
    host = parts.hostname or ""
    if parts.scheme != "https" and not is_loopback(host):
        message = "replies would be sent in the clear: write an https URL"
        raise PydanticCustomError("bad-value", message)
    return text


Endpoint = Annotated[str, AfterValidator(_endpoint)]


class IntentEndpoint(Setting):
    """A model asked [what replies mean](intent.md#a-model): their text leaves this machine."""

    endpoint: Endpoint
    """Of an OpenAI-compatible API, up to `/v1`: https, or on this machine."""
    model: value.Filled
    """By the name the endpoint has for it."""
    api_key: value.Secret = SecretStr("")
    """Left out where the endpoint asks for none."""
    timeout: value.Span = timedelta(seconds=10)
    """Of one question; after it the rules decide alone."""
    rest: value.Span = timedelta(minutes=1)
    """How long it is left alone after a failure."""
