"""A login by token is read from the settings, or told where it is wrong, no secret shown."""

from __future__ import annotations

import pytest

from outreach.config import read_config
from outreach.setting import EmailSender

SENDER = """\
public_url: https://go.acme.example
postal_address: 1 Acme Street
senders:
  anna:
    channel: email
    address: anna@acme.example
    auth: {auth}
    smtp: {smtp}
    imap: {{host: imap.acme.example, username: anna, folders: {folders}}}
"""
GOOGLE = '{token_url: google, client_id: a, refresh_token: "${T}"}'


def _read(
    auth: str = GOOGLE, smtp: str = "{host: smtp.acme.example}", folders: str = "auto"
) -> tuple[EmailSender | None, list[tuple[int, str]], str]:
    text = SENDER.format(auth=auth, smtp=smtp, folders=folders)
    config, found = read_config(text.encode(), {"T": "hunter2"})
    told = [(each.line, each.code) for each in found]
    anna = None if config is None else config.senders["anna"]
    assert anna is None or isinstance(anna, EmailSender)
    return anna, told, "\n".join(map(str, found))


def test_a_preset_names_the_server_and_the_scope() -> None:
    anna, told, _ = _read()
    assert told == []
    assert anna is not None
    assert anna.auth is not None
    assert anna.imap is not None
    assert anna.auth.endpoint() == ("https://oauth2.googleapis.com/token", "")
    assert anna.imap.finds_folders
    assert "hunter2" not in repr(anna)
    assert {anna.auth: 1}[anna.auth] == 1  # senders who log in alike share one


def test_a_rotating_token_that_nothing_keeps_is_warned_of() -> None:
    auth = '{token_url: microsoft, client_id: a, refresh_token: "${T}"}'
    anna, told, _ = _read(auth)
    assert anna is not None
    assert told == [(4, "no-token-file")]
    kept = auth.replace("{token_url", "{token_file: t, token_url", 1)
    assert _read(kept)[1] == []


@pytest.mark.parametrize(
    ("auth", "code"),
    [
        ("{client_id: a}", "missing-key"),
        ("{token_url: google}", "missing-key"),
        ("{token_url: googel, client_id: a}", "bad-value"),
        ('{token_url: "http://t.example/", client_id: a}', "bad-value"),
        ('{token_url: "http://127.t.example/", client_id: a}', "bad-value"),
        ('{token_url: "https://a:b@t.example/", client_id: a}', "literal-secret"),
        ("{token_url: google, client_id: a, refresh_token: hunter2}", "literal-secret"),
        ("{token_url: google, client_id: a, client_secret: hunter2}", "literal-secret"),
        ("{token_command: x, token_file: y}", "bad-value"),
        ("{token_command: x, token_url: google, client_id: a}", "missing-key"),
        ("{token_command: 'a \"b'}", "bad-value"),
        ("{token_command: x, kind: plain}", "bad-value"),
    ],
)
def test_what_is_wrong_with_a_login_is_told(auth: str, code: str) -> None:
    anna, told, text = _read(auth)
    assert anna is None
    assert (7, code) in told
    assert "hunter2" not in text


@pytest.mark.parametrize(
    ("smtp", "fine"),
    [
        ("{host: smtp.acme.example, security: none}", False),
        ("{host: 127.acme.example, security: none}", False),
        ("{host: smtp.acme.example, security: none, auth: " + GOOGLE + "}", False),
        ('{host: smtp.acme.example, security: none, password: "${T}"}', True),
        ("{host: 127.0.0.1, security: none}", True),
        ("{host: smtp.acme.example}", True),
    ],
)
def test_no_token_goes_anywhere_in_the_clear(smtp: str, *, fine: bool) -> None:
    anna, _, text = _read(smtp=smtp)
    assert (anna is not None) is fine
    assert ("in the clear" in text) is not fine


@pytest.mark.parametrize("folders", ["[auto, Junk]", "[]", "[INBOX, INBOX]", "all"])
def test_folders_are_auto_or_named(folders: str) -> None:
    assert _read(folders=folders)[1] == [(9, "bad-value")]
