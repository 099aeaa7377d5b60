"""outreach.yaml and the folder: what is read, what is refused, and where."""

from __future__ import annotations

import json
import os
import re
from datetime import time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.config import FILE, inspect, load, read_config, schema
from outreach.core import pacing
from outreach.core.language import Settings
from outreach.core.pipeline import Pipeline, Rule
from outreach.core.sequence import Window
from outreach.errors import CheckFailed
from outreach.setting import EmailSender, Imap, Limits, Ramp, Smtp, WebhookSender
from outreach.setting.value import Listen, Mailbox
from outreach.store.database import parse_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.setting import Config

ACME = Path(__file__).resolve().parents[3] / "shared" / "examples" / "acme"
ENV = {"PW": "hunter2", "TOKEN": "pat-eu1-x", "EMPTY": "", "NAME": "Zoë", "PORT": "26"}
SIGNING = "whsec_" + "c2VjcmV0IG9mIGFjbWU="

SENDER = """\
postal_address: Acme, 1 rue X, Paris
public_url: https://go.acme.example
senders:
  anna:
    channel: email
    address: Anna Lee <anna@acme.example>
    smtp: {host: smtp.acme.example}
"""


def read(text: str, env: Mapping[str, str] = ENV) -> Config:
    """Return what a file says that has nothing wrong with it."""
    config, complaints = read_config(text.encode(), env)
    assert [str(each) for each in complaints] == []
    assert config is not None
    return config


def complained(text: str, env: Mapping[str, str] = ENV) -> list[str]:
    """Return `line:column code` of each complaint, w: before those of warnings."""
    config, complaints = read_config(text.encode(), env)
    faults = [each for each in complaints if not each.warning]
    assert (config is None) == bool(faults)
    assert all(each.path == FILE for each in complaints)
    assert all(": " in each.message and "\n" not in str(each) for each in complaints)
    return [
        f"{'w:' if each.warning else ''}{each.line}:{each.column} {each.code}"
        for each in complaints
    ]


def workspace(folder: Path, text: str = "name: acme\n") -> Path:
    """Make a workspace of one template and one sequence."""
    (folder / "sequences").mkdir(parents=True)
    (folder / "templates").mkdir()
    (folder / FILE).write_text(text)
    (folder / "sequences" / "x.yaml").write_text("name: first\nsteps: []\n")
    (folder / "templates" / "a.md").write_text("Hi")
    return folder


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


def test_every_setting_is_read() -> None:
    config = read(
        """\
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
""",
        {**ENV, "SIGNING": SIGNING},
    )
    assert (config.name, config.public_url) == ("Zoë", "https://go.acme.example/x")
    assert config.database == "postgresql://app:hunter2@db.acme.example/outreach"
    assert config.listen == Listen("::1", 26)
    assert (config.tracking.clicks, config.tracking.opens) == (True, True)
    assert config.postal_address == "Acme SAS\n1 rue X"
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
    ranges = ((time(9), time(12)), (time(13), time(0)))
    assert config.window.core() == Window(None, ranges, "lead", "DE,FR")
    assert config.pipeline.core() == Pipeline(
        ("new", "won"), frozenset({"won"}), (Rule("custom.paid", "won"),)
    )
    hubspot, webhook = config.crm.hubspot, config.crm.webhook
    assert hubspot is not None
    assert hubspot.fields == {"city": "city", "country": "land"}
    assert hubspot.base_url == "https://api.hubapi.com"
    assert webhook is not None
    assert webhook.secret.get_secret_value() == SIGNING
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


BROKEN = {
    "unknown keys": (
        "nam: a\ntracking: {click: no}",
        ["1:1 unknown-key", "2:12 unknown-key"],
    ),
    "a missing key": (
        "senders:\n  anna: {channel: email, smtp: {port: 25}}",
        ["2:9 missing-key", "2:32 missing-key"],
    ),
    "a misspelt key is not missed as well": (
        "senders: {anna: {channel: email, adress: a@b.example, smtp: {host: h}}}",
        ["1:34 unknown-key"],
    ),
    "a sender without a channel": (
        "senders:\n  anna: {address: a@b.example}",
        ["2:9 missing-key"],
    ),
    "channels": (
        "senders:\n  a: {channel: emial}\n  b: {channel: sms}\n  c: {channel: [email]}\n  d: x",
        [
            "2:16 unknown-channel",
            "3:16 unknown-channel",
            "4:16 unknown-channel",
            "5:6 bad-value",
        ],
    ),
    "numbers": (
        SENDER + "    limits: {per_day: many, ramp: {from: 0, by: 1.5}}\n"
        "    imap: {host: h, username: u, port: 99999}",
        ["8:23 bad-value", "8:42 bad-value", "8:49 bad-value", "9:40 bad-value"],
    ),
    "switches": (
        "tracking: {clicks: maybe, opens: [true]}",
        ["1:20 bad-value", "1:34 bad-value"],
    ),
    "lists and mappings": (
        "fields: city\nwindow: 9-17\npipeline: [a]\nsenders: [anna]",
        ["1:9 bad-value", "2:9 bad-value", "3:11 bad-value", "4:10 bad-value"],
    ),
    "no mapping at all": ("- a", ["1:1 bad-value"]),
    "nothing where something is needed": (
        "name:\nsenders: {a: }\nlisten: ~",
        ["1:1 bad-value", "2:11 bad-value", "3:9 bad-value"],
    ),
    "durations": (
        SENDER + "    limits: {gap: 90 zecs, jitter: 2 working days}\n",
        ["8:19 bad-duration", "8:36 bad-duration"],
    ),
    "a gap of more than a day": (
        SENDER + "    limits: {gap: 3 days}\n",
        ["8:19 bad-duration"],
    ),
    "hours": (
        'window:\n  hours: ["9-17", "12:00-10:00", "25:00-26:00"]\n',
        ["2:11 bad-hours", "2:19 bad-hours", "2:34 bad-hours"],
    ),
    "hours that overlap": (
        'window: {hours: ["09:00-12:00", "11:00-13:00"]}',
        ["1:17 bad-hours"],
    ),
    "days": (
        "window: {days: [tue, wendsday]}",
        ["1:22 bad-value"],
    ),
    "no days": ("window: {days: [], hours: []}", ["1:16 bad-value", "1:27 bad-value"]),
    "zones": (
        "timezone: Europe/Pariss\nwindow: {timezone: Mars, holidays: [FR, XX]}",
        ["1:11 bad-timezone", "2:20 bad-timezone", "2:36 bad-value"],
    ),
    "the workspace has no lead's zone": ("timezone: lead", ["1:11 bad-timezone"]),
    "stages": (
        (
            "pipeline:\n  stages: [new, won]\n  closed: [lost]\n"
            "  rules:\n    - {on: sent, stage: neww}\n    - {on: replied, stage: won}"
        ),
        ["3:12 unknown-stage", "5:25 unknown-stage", "6:12 unknown-event"],
    ),
    "stages twice": ("pipeline: {stages: [a, b, a]}", ["1:20 bad-value"]),
    "a rule that says too little": (
        "pipeline:\n  rules:\n    - {on: sent}",
        ["3:7 missing-key"],
    ),
    "what HubSpot is told": (
        (
            'crm: {hubspot: {token: "${TOKEN}", stages: {prospekt: X},\n'
            "  lifecycle: {won: customer, wonn: x}, fields: {citty: city}}}"
        ),
        ["1:45 unknown-stage", "2:30 unknown-stage", "2:49 unknown-field"],
    ),
    "a CRM's secrets": (
        (
            'crm: {hubspot: {token: "${EMPTY}"},\n'
            '  webhook: {url: "ftp://x", secret: "${BAD:-}"}}'
        ),
        ["1:24 bad-value", "2:18 bad-value", "2:37 bad-value"],
    ),
    "written secrets": (
        (
            'crm: {hubspot: {token: pat-1}, webhook: {url: http://h, secret: "${S:-abc}"}}\n'
            "database: postgresql://app:geheim@db/x\n"
            "broker: ${BROKER:-redis://:geheim@cache}"
        ),
        [
            "1:24 literal-secret",
            "1:65 literal-secret",
            "2:11 literal-secret",
            "3:9 literal-secret",
        ],
    ),
    "written passwords": (
        SENDER[:-2] + ", username: anna, password: hunter2}\n"
        "    imap: {host: h, username: u, password: 'x${PW}'}",
        ["7:63 literal-secret", "8:44 literal-secret"],
    ),
    "a header written out": (
        "senders:\n  h: {channel: webhook, headers: {Authorization: Bearer abc}}",
        ["2:50 literal-secret"],
    ),
    "variables": (
        'name: "${GONE} ${LOST} ${GONE}"\nlisten: ${HOST\nbroker: ${1X}',
        [
            "1:7 missing-variable",
            "1:7 missing-variable",
            "2:9 bad-value",
            "3:9 bad-value",
        ],
    ),
    "a variable of the wrong kind": (
        SENDER[:-2] + ', port: "${NAME}"}',
        ["7:43 bad-value"],
    ),
    "fields": (
        "fields: [email, 9lives, lead, 'a b', if, city]",
        [
            "1:10 bad-value",
            "1:17 bad-value",
            "1:25 bad-value",
            "1:31 bad-value",
            "1:38 bad-value",
        ],
    ),
    "fields twice": ("fields: [city, city]", ["1:9 bad-value"]),
    "a sender's name": ("senders: {'a b': {channel: webhook}}", ["1:11 bad-value"]),
    "a sender named as another's channel": (
        (
            "senders: {webhook: {channel: email, address: a@b.example, smtp: {host: h}},"
            "\n  task: {channel: webhook}}"
        ),
        ["1:11 bad-value", "2:3 bad-value"],
    ),
    "addresses": (
        "senders: {anna: {channel: email, smtp: {host: h}, address: anna}}",
        ["1:60 bad-value"],
    ),
    "urls": (
        "public_url: go.acme.example\ndatabase: mysql://x\nbroker: localhost\nlisten: '8000'",
        ["1:13 bad-value", "2:11 bad-value", "3:9 bad-value", "4:9 bad-value"],
    ),
    "tracking without a url": ("tracking: {clicks: true}", ["1:12 missing-key"]),
    "yaml": ("name: a\n\tb: c", ["2:1 yaml-syntax"]),
    "a key twice": ("name: a\nname: b", ["2:1 duplicate-key"]),
    "an alias is complained of once": (
        "name: &x a\ntimezone: *x",
        ["1:7 yaml-syntax", "2:11 yaml-syntax"],
    ),
    "all at once": (
        "nam: a\ntimezone: Mars\nlisten: ${GONE}\npipeline: {closed: [lots]}",
        [
            "1:1 unknown-key",
            "2:11 bad-timezone",
            "3:9 missing-variable",
            "4:21 unknown-stage",
        ],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_told_with_its_place_and_code(name: str) -> None:
    text, expected = BROKEN[name]
    assert complained(text) == expected


def test_a_complaint_says_what_was_meant() -> None:
    _, complaints = read_config(b"tracking: {click: true}\nnam: x", {})
    hints = re.findall(r'did you mean "(\w+)"', "\n".join(map(str, complaints)))
    assert hints == ["clicks", "name"]


WARNED = {
    "w:3:1 no-one-click w:6:3 no-inbox": "http://go.acme.example",
    "w:6:3 no-inbox": "http://127.0.0.1:8000",
    "": "https://go.acme.example",
}


@pytest.mark.parametrize("expected", WARNED)
def test_a_mailbox_that_nobody_would_hear_is_warned_of(expected: str) -> None:
    text = f"postal_address: x\n\npublic_url: {WARNED[expected]}\n\nsenders:\n"
    sender = "{channel: email, address: a@b.example, smtp: {host: h}}"
    assert " ".join(complained(f"{text}  anna: {sender}")) == expected


def test_a_mail_without_a_postal_address_is_warned_of() -> None:
    text = SENDER.replace("postal_address", "#")
    assert complained(text) == ["w:2:1 no-postal-address"]


@pytest.mark.parametrize(
    "evil", ["a\r\nBcc: x@y.example", "a\nb", "a\0b", "a\x7fb", "a\udcffb", "a\u2028b"]
)
@pytest.mark.parametrize(
    "written",
    [
        "name: ${EVIL}",
        "public_url: https://${EVIL}.example",
        "senders: {a: {channel: email, smtp: {host: h}, address: '${EVIL} <a@b.example>'}}",
        "senders: {a: {channel: email, smtp: {host: h}, address: 'a <${EVIL}@b.example>'}}",
        "senders: {a: {channel: email, address: a@b.example, smtp: {host: '${EVIL}'}}}",
        "senders: {a: {address: a@b.example, channel: email, smtp: {host: h, hello: '${EVIL}'}}}",
        "crm: {hubspot: {token: '${EVIL}'}}",
        "crm: {csv: {path: '${EVIL}'}}",
    ],
)
def test_no_variable_smuggles_in_a_line(written: str, evil: str) -> None:
    config, complaints = read_config(written.encode(), {"EVIL": evil})
    assert config is None
    assert [each.code for each in complaints] == ["bad-value"]
    assert str(complaints[0]).isprintable()


@pytest.mark.parametrize(
    "address",
    [
        "x",
        "a@b",
        "a@b.example, c@d.example",
        "A <a@b.example> <c@d.example>",
        "A <>",
        "''",
    ],
)
def test_no_address_is_two_or_none(address: str) -> None:
    text = (
        f"senders: {{a: {{channel: email, smtp: {{host: h}}, address: '{address}'}}}}"
    )
    assert complained(text.replace("''''", "''")) == ["1:57 bad-value"]


def test_no_complaint_shows_a_secret() -> None:
    text = (
        'database: "my${PW}://x"\nbroker: ${PW}\npublic_url: ${PW}\n'
        'crm: {webhook: {url: "${PW}", secret: "whsec_${PW}!"}}'
    )
    _, complaints = read_config(text.encode(), ENV)
    assert [each.line for each in complaints] == [1, 2, 3, 4, 4, 4]
    assert "hunter2" not in "\n".join(map(str, complaints))


KEYS = (
    *(
        "name",
        "timezone",
        "senders",
        "anna",
        "channel",
        "address",
        "smtp",
        "imap",
        "host",
    ),
    *(
        "port",
        "limits",
        "gap",
        "ramp",
        "from",
        "by",
        "window",
        "days",
        "hours",
        "holidays",
    ),
    *(
        "pipeline",
        "stages",
        "closed",
        "rules",
        "on",
        "stage",
        "crm",
        "hubspot",
        "token",
    ),
    *("fields", "tracking", "clicks", "listen", "public_url", "email", "[key]"),
)
YAML = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["${A}", "${B:-2}", "email", "lead", "90s", "09:00-12:00"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS) | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(YAML, st.dictionaries(st.sampled_from("AB"), st.text(max_size=9)))
def test_whatever_the_settings_say_they_are_typed_or_complained_of(
    data: object, env: Mapping[str, str]
) -> None:
    config, complaints = read_config(json.dumps(data).encode(), env)
    assert (config is None) == any(not each.warning for each in complaints)
    assert all(each.line == 1 and str(each).isprintable() for each in complaints)


@given(st.text() | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_whatever_the_file_holds_it_is_read_or_complained_of(text: str) -> None:
    config, complaints = read_config(text.encode("utf-8", "surrogatepass"), {})
    assert (config is None) == any(not each.warning for each in complaints)


@given(st.sampled_from("${}:-AB \\\n'\"x"), st.text("${}:-AB1 \n", max_size=30))
def test_whatever_stands_for_a_variable_is_filled_in_or_complained_of(
    first: str, rest: str
) -> None:
    text = json.dumps({"name": "n" + first + rest})
    config, complaints = read_config(text.encode(), {"A": "x"})
    assert config is not None or complaints != []
    assert config is None or "${" not in config.name


def test_the_schema_knows_the_settings_and_lets_variables_stand_for_numbers() -> None:
    written = schema()
    assert set(written["properties"]) == set(type(read("name: a")).model_fields)
    assert written["$defs"]["Smtp"]["properties"]["port"]["anyOf"][1] == {
        "type": "string",
        "pattern": r"\$\{",
    }
    assert json.loads(json.dumps(written)) == written


def test_a_folder_without_settings_is_no_workspace(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "gone", tmp_path / "a\nb"):
        with pytest.raises(
            CheckFailed, match=r"^outreach\.yaml:1:1: missing-file: .*\Z"
        ):
            load(folder, {})


def test_a_workspace_with_wrong_settings_says_all_that_is_wrong(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w", "nam: a\nlisten: x\n")
    (folder / "templates" / "b.md").symlink_to("/etc/passwd")
    with pytest.raises(CheckFailed) as raised:
        load(folder, {})
    lines = str(raised.value).splitlines()
    assert [line.split(": ")[:2] for line in lines] == [
        ["outreach.yaml:1:1", "unknown-key"],
        ["outreach.yaml:2:9", "bad-value"],
        ["templates/b.md:1:1", "outside-workspace"],
    ]


def test_files_are_read_by_name(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w")
    (folder / "sequences" / "y.yml").write_text("steps: []")
    (folder / "sequences" / "broken.yaml").write_text("a: [")
    (folder / "sequences" / "schema.json").write_text("{}")
    (folder / "templates" / "deep" / "er").mkdir(parents=True)
    (folder / "templates" / "deep" / "er" / "x.pdf").write_bytes(b"\xff")
    (folder / "templates" / ".hidden").write_text("x")
    found = load(folder, {})
    assert found.sequence_names() == {"first", "y", "broken"}
    assert sorted(found.sequences) == [
        "sequences/broken.yaml",
        "sequences/x.yaml",
        "sequences/y.yml",
    ]
    assert found.templates == {"a.md": b"Hi", "deep/er/x.pdf": b"\xff"}
    assert found.complaints == ()


def test_what_lies_outside_or_is_no_file_is_not_read(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w")
    templates = folder / "templates"
    (tmp_path / "secret").write_text("secret")
    (templates / "b.md").symlink_to(tmp_path / "secret")
    (templates / "c").symlink_to(tmp_path)
    (templates / "d.md").symlink_to("gone.md")
    (templates / "e.md").symlink_to("e.md")
    (templates / "f").symlink_to(".")
    (templates / "g.md").symlink_to("a.md")
    os.mkfifo(templates / "h.md")
    with (templates / "i.md").open("wb") as large:
        large.truncate(11 * 2**20)
    (templates / "j\nk.md").write_text("x")
    (Path(os.fsdecode(os.fsencode(templates) + b"/l\xff.md"))).write_text("x")
    found, complaints = inspect(folder, {})
    assert found is not None
    assert found.templates == {"a.md": b"Hi", "g.md": b"Hi"}
    assert [(each.path, each.code) for each in complaints] == [
        ("templates/b.md", "outside-workspace"),
        ("templates/c", "outside-workspace"),
        ("templates/d.md", "unreadable-file"),
        ("templates/e.md", "unreadable-file"),
        ("templates/f", "outside-workspace"),
        ("templates/h.md", "not-a-file"),
        ("templates/i.md", "too-large"),
        ("templates/j\\nk.md", "bad-name"),
        ("templates/l\\udcff.md", "bad-name"),
    ]


def test_settings_that_are_no_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(CheckFailed, match="not-a-file"):
        load(tmp_path, {})


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("sqlite:///outreach.db", "sqlite:///{}/outreach.db"),
        ("sqlite+aiosqlite:///a/b.db?x=1", "sqlite+aiosqlite:///{}/a/b.db?x=1"),
        ("sqlite:////var/x.db", "sqlite:////var/x.db"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("sqlite://", "sqlite://"),
        ("postgresql://db/x", "postgresql://db/x"),
    ],
)
def test_a_relative_database_is_in_the_workspace(
    tmp_path: Path, written: str, expected: str
) -> None:
    folder = workspace(tmp_path / "w", f"database: '{written}'\n")
    assert load(folder, {}).database_url == expected.format(folder)


def test_a_database_is_found_in_a_folder_of_any_name(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "50%20 ?a=b #c")
    assert parse_url(load(folder, {}).database_url).database == f"{folder}/outreach.db"
