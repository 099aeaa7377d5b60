"""outreach.yaml: what is wrong with it, and where."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.config import FILE, read_config
from tests.services.outreach_yaml import ENV, SENDER

if TYPE_CHECKING:
    from collections.abc import Mapping


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
        "senders:\n  a: {channel: emial}\n  b: {channel: fax}\n  c: {channel: [email]}\n  d: x",
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
    "what providers of mail prove themselves by": (
        (
            "inbound: {secret: abc, mailgun: abc, postmark: 'pm:geheim-und-lang',\n"
            "  sendgrid: '${SG:-sg:geheim-und-lang}'}"
        ),
        [
            "1:19 literal-secret",
            "1:33 literal-secret",
            "1:48 literal-secret",
            "2:13 literal-secret",
        ],
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


def test_a_folder_of_what_was_sent_is_a_name_and_its_copies_a_switch() -> None:
    imap = "    imap: {host: h, username: u, sent: Sent, copy_sent: true}\n"
    assert complained(f"{SENDER}{imap}") == []
    wrong = "    imap: {host: h, username: u, sent: '', copy_sent: 12}\n"
    assert complained(f"{SENDER}{wrong}") == ["8:40 bad-value", "8:55 bad-value"]


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
