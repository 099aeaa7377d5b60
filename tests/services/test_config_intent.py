"""The settings of a model that is asked what replies mean."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from outreach.setting import IntentEndpoint
from outreach.setting.environment import _SECRETS


def test_an_endpoint_waits_ten_seconds_and_rests_a_minute() -> None:
    found = IntentEndpoint(endpoint="https://api.model.example/v1", model="small-1")
    assert (found.timeout, found.rest) == (timedelta(seconds=10), timedelta(minutes=1))
    assert found.api_key.get_secret_value() == ""


def test_a_model_on_this_machine_needs_no_tls() -> None:
    found = IntentEndpoint(endpoint="http://127.0.0.1:11434/v1", model="small-1")
    assert found.endpoint == "http://127.0.0.1:11434/v1"


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://api.model.example/v1",
        "https://me:pw@api.model.example/v1",
        "https://api.model.example/v1?key=1",
        "ftp://api.model.example",
        "model",
    ],
)
def test_an_endpoint_that_tells_others_is_refused(endpoint: str) -> None:
    with pytest.raises(ValidationError):
        IntentEndpoint(endpoint=endpoint, model="small-1")


def test_its_key_is_a_secret() -> None:
    assert "api_key" in _SECRETS
