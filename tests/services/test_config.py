"""outreach.yaml: what it may say, and what is made of it."""

from __future__ import annotations

import json
from datetime import time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from outreach.config import load, read_config, schema
from outreach.core import pacing
from outreach.core.language import Settings
from outreach.core.pipeline import Pipeline, Rule
from outreach.core.sequence import Window
from outreach.setting import EmailSender, Imap, Limits, Ramp, Smtp, WebhookSender
from outreach.setting.value import Listen, Mailbox
from tests.services.outreach_yaml import ENV, SENDER, SIGNING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.setting import Config


ACME = Path(__file__).resolve().parents[3] / "shared" / "examples" / "acme"

FULL = """\
name: ${NAME}
database: postgresql://app:${PW}@db.acme.example/outreach
broker: redis://:${PW}@cache.acme.example:6379/0
listen: "[::1]:${PORT}"
tracking: {clicks: "${CLICKS:-yes}", opens: true}
public_url: https://go.acme.example/x/
postal_address: |
  Acme SAS
  1 rue X
fields: [city, team_size]
senders:
  anna:
    channel: email
    address: '"Lee, Anna" <anna@acme.example>'
    smtp: {host: h, port: "${PORT}", security: tls, username: anna, password: "${PW}"}
    imap: {host: h, username: anna, password: "${PW}", folders: [INBOX, Junk], sent: Sent}
    limits: {per_day: 40, gap: 90s, jitter: 1 minute, ramp: {from: 5, by: 3}}
    window: {days: [mon, fri], hours: "10:00-12:00", timezone: Asia/Tokyo, holidays: none}
  hooks: {channel: webhook, headers: {Authorization: "Bearer ${TOKEN}"}}
window: {hours: ["13:00-24:00", "09:00-12:00"], holidays: [fr, de]}
pipeline: {stages: [new, won], closed: [won], rules: [{on: custom.paid, stage: won}]}
crm:
  hubspot: {token: "${TOKEN}", stages: {won: CUSTOMER}, lifecycle: {won: customer},
    fields: {city: city, country: land}, stop_on: [BAD_TIMING]}
  csv: {path: out/leads.csv}
  webhook: {url: "http://127.0.0.1:9/x", secret: "${SIGNING}"}
"""


def read(text: str, env: Mapping[str, str] = ENV) -> Config:
    """Return what a file says that has nothing wrong with it, be it that nothing uses it."""
    config, complaints = read_config(text.encode(), env)
    assert [str(each) for each in complaints] == []
    assert config is not None
    return config


@pytest.mark.skipif(not ACME.is_dir(), reason="the shared examples are not here")
def test_the_example_workspace_is_read_without_a_complaint() -> None:
    read_in = load(ACME, {"SMTP_PORT": "2600", "ANNA_PASSWORD": "x"})
    assert read_in.complaints == ()
    assert read_in.database_url == f"sqlite:///{ACME}/outreach.db"
    anna = read_in.config.senders["anna"]
    assert isinstance(anna, EmailSender)
    assert anna.address == Mailbox("Anna Lee", "anna@acme.example")
    assert anna.smtp == Smtp(host="127.0.0.1", port=2600, security="none")
    assert anna.limits.pacing() == pacing.Limits(
        40, timedelta(seconds=90), timedelta(seconds=60), pacing.Ramp(5, 3)
    )
    assert read_in.config.pipeline.core() == Pipeline(
        read_in.config.pipeline.stages,
        frozenset({"won", "lost"}),
        (
            Rule("sent", "contacted"),
            Rule("reply", "replied"),
            Rule("reply.interested", "qualified"),
        ),
    )
    assert read_in.settings() == Settings(
        timezone="Europe/Paris",
        window=Window(None, ((time(9), time(17, 30)),), "lead", "lead"),
        senders={"anna": "email", "ben": "email"},
        fields=("city",),
        sequences=frozenset({"founders", "nurture"}),
        templates=frozenset(read_in.templates),
        public_url="http://127.0.0.1:8000",
        postal_address="Acme SAS, 1 rue de la Paix, 75002 Paris, France",
        track_clicks=True,
    )


def test_what_is_left_out_has_a_default() -> None:
    config = read(SENDER)
    assert (config.name, config.timezone) == ("outreach", "UTC")
    assert (config.database, config.broker) == ("sqlite:///outreach.db", "memory://")
    assert config.listen == Listen("127.0.0.1", 8000)
    assert config.window.core() == Settings().window
    assert config.pipeline.core().first == "prospect"
    assert config.senders["anna"].limits.pacing() == pacing.Limits()


def test_ports_follow_from_the_security() -> None:
    smtp = {s: Smtp(host="h", security=s).port for s in ("starttls", "tls", "none")}
    imap = {
        s: Imap(host="h", username="u", security=s).port
        for s in ("tls", "starttls", "none")
    }
    assert smtp == {"starttls": 587, "tls": 465, "none": 25}
    assert imap == {"tls": 993, "starttls": 143, "none": 143}


def full() -> Config:
    """Return the settings of a file that has them all."""
    return read(FULL, {**ENV, "SIGNING": SIGNING})


def test_every_setting_of_the_workspace_is_read() -> None:
    config = full()
    assert (config.name, config.public_url) == ("Zoë", "https://go.acme.example/x")
    assert config.database == "postgresql://app:hunter2@db.acme.example/outreach"
    assert config.listen == Listen("::1", 26)
    assert (config.tracking.clicks, config.tracking.opens) == (True, True)
    assert config.postal_address == "Acme SAS\n1 rue X"
    ranges = ((time(9), time(12)), (time(13), time(0)))
    assert config.window.core() == Window(None, ranges, "lead", "DE,FR")
    assert config.pipeline.core() == Pipeline(
        ("new", "won"), frozenset({"won"}), (Rule("custom.paid", "won"),)
    )


def test_every_setting_of_a_sender_is_read() -> None:
    config = full()
    anna, hooks = config.senders["anna"], config.senders["hooks"]
    assert isinstance(anna, EmailSender)
    assert isinstance(hooks, WebhookSender)
    assert anna.address == Mailbox("Lee, Anna", "anna@acme.example")
    assert anna.limits == Limits(
        per_day=40,
        gap=timedelta(seconds=90),
        jitter=timedelta(minutes=1),
        ramp=Ramp(**{"from": 5, "by": 3}),
    )
    assert anna.window is not None
    assert anna.window.core() == Window(
        frozenset({0, 4}), ((time(10), time(12)),), "Asia/Tokyo", "none"
    )
    assert anna.smtp.password.get_secret_value() == "hunter2"
    assert hooks.headers["Authorization"].get_secret_value() == "Bearer pat-eu1-x"


def test_every_setting_of_a_crm_is_read() -> None:
    config = full()
    hubspot, webhook = config.crm.hubspot, config.crm.webhook
    assert hubspot is not None
    assert hubspot.fields == {"city": "city", "country": "land"}
    assert hubspot.base_url == "https://api.hubapi.com"
    assert webhook is not None
    assert webhook.secret.get_secret_value() == SIGNING


def test_no_secret_is_shown() -> None:
    config = full()
    assert all(secret not in repr(config) for secret in ("hunter2", "pat-eu1", "c2Vj"))


def test_default_rules_need_the_stages_they_name() -> None:
    config = read("pipeline: {stages: [contacted, done]}")
    assert config.pipeline.core() == Pipeline(
        ("contacted", "done"), frozenset(), (Rule("sent", "contacted"),)
    )


@pytest.mark.parametrize(
    ("written", "env", "name"),
    [
        ("${NAME}", {"NAME": "x"}, "x"),
        ("a ${NAME} b ${NAME}", {"NAME": "x"}, "a x b x"),
        ("${NAME:-y}", {}, "y"),
        ("${NAME:-y}", {"NAME": ""}, "y"),
        ("${NAME:-y}", {"NAME": "x"}, "x"),
        ("a${NAME:-}", {}, "a"),
        ("${NAME}", {"NAME": "${OTHER:-z}"}, "${OTHER:-z}"),
        ("'$NAME'", {"NAME": "x"}, "$NAME"),
        ("2024", {}, "2024"),
        ("${NAME}", {"NAME": "a: [b, # c"}, "a: [b, # c"),
    ],
)
def test_variables_are_put_in_place_before_anything_is_typed(
    written: str, env: Mapping[str, str], name: str
) -> None:
    assert read(f"name: {written}", env).name == name


def test_the_schema_knows_the_settings_and_lets_variables_stand_for_numbers() -> None:
    written = schema()
    assert set(written["properties"]) == set(type(read("name: a")).model_fields)
    assert written["$defs"]["Smtp"]["properties"]["port"]["anyOf"][1] == {
        "type": "string",
        "pattern": r"\$\{",
    }
    assert json.loads(json.dumps(written)) == written
