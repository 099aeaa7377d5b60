"""Files of scenarios: what they say, and what is wrong with them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.adapters import source
from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.reading import Kind, classify
from outreach.core.scenario import mail
from outreach.core.scenario.model import (
    Bounce,
    Happening,
    Occur,
    OutOfOffice,
    Reply,
    When,
)
from outreach.core.scenario.read import read_scenarios
from outreach.core.scenario.when import BOUNCES, SAID
from outreach.core.sequence import Delay
from tests.core.scenario import story

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
MAIL = mail.Answered(
    b"Subject: Hello\r\nMessage-ID: <1@acme.example>\r\n\r\nHi\r\n",
    "<1@acme.example>",
    "Hello",
    "Anna Lee",
    "anna@acme.example",
    "Ada Lovelace",
    "ada@lovelace.example",
    1,
    NINE,
)


def test_a_scenario_takes_over_what_its_file_gives() -> None:
    text = """
    given: {email: ada@lovelace.example, city: London}
    scenarios:
      - name: moved
        given: {city: Lyon, first_name: Ada}
        then: []
    """
    (person,) = story.scenario(dedent(text)).people
    assert (person.row.identity, person.row.given["first_name"], person.row.fields) == (
        "email:ada@lovelace.example",
        "Ada",
        {"city": "Lyon"},
    )


def test_a_colleague_is_of_the_same_company() -> None:
    text = """
    given: {email: ada@lovelace.example, first_name: Ada, country: GB}
    scenarios:
      - name: two
        colleagues: {ben: {first_name: Ben}, eve: {}}
        then: []
    """
    people = story.scenario(dedent(text)).people
    told = [
        (one.who, one.row.given["email"], one.row.given["country"]) for one in people
    ]
    assert told == [
        ("", "ada@lovelace.example", "GB"),
        ("ben", "ben@lovelace.example", "GB"),
        ("eve", "eve@lovelace.example", "GB"),
    ]


def test_what_happens_has_its_moment() -> None:
    text = """
    scenarios:
      - name: all
        when:
          - {after: 2 days, reply: Hello}
          - {on: day 2, bounce: hard}
          - {at: "Tue 3 Mar 10:00", out_of_office: until 9 March}
          - {after: 1 hour, since: intro, event: custom.webinar}
          - {after: bye, reply: interested}
        then: []
    """
    day = timedelta(days=1)
    assert [(one.deed, one.when) for one in _happenings(text)] == [
        (Reply("Hello"), When(after=Delay(2 * day))),
        (Bounce("hard"), When(at=datetime(2026, 3, 3, 12, tzinfo=UTC))),
        (
            OutOfOffice(datetime(2026, 3, 9, tzinfo=UTC).date()),
            When(at=datetime(2026, 3, 3, 10, tzinfo=UTC)),
        ),
        (Occur("custom.webinar"), When(after=Delay(day / 24), since="intro")),
        (Reply(SAID[Meaning.INTERESTED]), When(after=Delay(day / 1440), since="bye")),
    ]


def _happenings(text: str) -> tuple[Happening, ...]:
    return story.scenario(dedent(text)).happenings


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("- {after: 2 dayz, reply: Hi}", "bad-duration"),
        ("- {on: day 2, repyl: Hi}", "unknown-key"),
        ("- {on: day 2}", "missing-key"),
        ("- {reply: Hi}", "missing-key"),
        ("- {on: day 2, at: day 3, reply: Hi}", "two-actions"),
        ("- {on: day 2, reply: Hi, bounce: hard}", "two-actions"),
        ("- {on: 1 March 2026, reply: Hi}", "bad-moment"),
        ('- {at: "2 Mar 08:00", reply: Hi}', "bad-moment"),
        ("- {on: day 2, since: intro, reply: Hi}", "bad-value"),
        ("- {on: day 2, click: intor}", "unknown-step"),
        ("- {on: day 2, click: call}", "unknown-step"),
        ("- {on: day 2, task_done: intro}", "unknown-step"),
        ("- {on: day 2, bounce: loud}", "bad-value"),
        ("- {on: day 2, reply: Hi, by: fax}", "unknown-channel"),
        ("- {on: day 2, bounce: hard, by: sms}", "bad-value"),
        ("- {on: day 2, reply: Hi, to: intro, by: sms}", "bad-value"),
        ("- {on: day 2, complaint: loud}", "bad-value"),
        ("- {on: day 2, event: reply.interested}", "unknown-event"),
        ("- {on: day 2, event: webinar}", "unknown-event"),
        ("- {on: day 2, stage: qualifed}", "unknown-stage"),
        ("- {on: day 2, set: {town: Lyon}}", "unknown-key"),
        ("- {on: day 2, who: eve, stop}", "bad-value"),
        ("- {on: day 2, stop: now}", "bad-value"),
        ("- {on: day 2, reply: {intent: keen}}", "bad-value"),
        ("- {on: day 2, reply: []}", "bad-value"),
        ("- reply", "bad-value"),
    ],
)
def test_a_happening_that_cannot_be_is_told(line: str, code: str) -> None:
    text = f"scenarios:\n  - name: x\n    when:\n      {line}\n    then: []\n"
    assert story.told(text) == [(4, code)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("- {send: intor}", "unknown-step"),
        ("- {send: call}", "unknown-step"),
        ("- {task: intro}", "unknown-step"),
        ("- {skip: 5}", "unknown-step"),
        ("- {finish: repleid}", "bad-value"),
        ("- {stage: qualifed}", "unknown-stage"),
        ("- {enroll: nurtrue}", "unknown-sequence"),
        ("- {send: intro, in: nurtrue}", "unknown-sequence"),
        ("- {heard: repyl}", "unknown-event"),
        ("- {send: intro, at: noon}", "bad-moment"),
        ("- {send: intro, day: 0}", "bad-moment"),
        ("- {send: intro, sender: ana}", "unknown-sender"),
        ("- {send: intro, who: ben}", "bad-value"),
        ("- {send: intro, containz: x}", "unknown-key"),
        ("- {send: intro, skip: intro}", "two-actions"),
        ("- {at: day 2}", "missing-key"),
        ("- intro", "bad-value"),
    ],
)
def test_an_expectation_that_cannot_be_is_told(line: str, code: str) -> None:
    text = f"scenarios:\n  - name: x\n    then:\n      {line}\n"
    assert story.told(text) == [(4, code)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("scenario: []", [(1, "unknown-key")]),
        ("start: day 1\nscenarios: [{name: x, then: []}]", [(1, "bad-moment")]),
        ("timezone: Mars\nscenarios: [{name: x, then: []}]", [(1, "bad-timezone")]),
        ("given: {emial: x}\nscenarios: [{name: x, then: []}]", [(1, "unknown-key")]),
        ("given: {email: x}\nscenarios: [{name: x, then: []}]", [(1, "bad-value")]),
        (
            "given: {country: Mars}\nscenarios: [{name: x, then: []}]",
            [(1, "bad-value")],
        ),
        ("limits: some\nscenarios: [{name: x, then: []}]", [(1, "bad-value")]),
        ("sequence: helo\nscenarios: [{name: x, then: []}]", [(1, "unknown-sequence")]),
        ("scenarios: []", [(1, "bad-value")]),
        ("scenarios: [7]", [(1, "bad-value")]),
        ("scenarios: [{then: []}]", [(1, "missing-key")]),
        (
            "scenarios:\n- {name: x, then: []}\n- {name: x, then: []}",
            [(3, "duplicate-name")],
        ),
        ("scenarios: [{name: x, then: 5}]", [(1, "bad-value")]),
        ("scenarios: [{name: x, then: {include: []}}]", [(1, "unknown-key")]),
        ("[]", [(1, "bad-value")]),
    ],
)
def test_a_file_that_cannot_be_is_told(
    text: str, expected: list[tuple[int, str]]
) -> None:
    assert story.told(text) == expected


def test_one_that_expects_nothing_is_warned_of() -> None:
    (complaint,) = story.reading("scenarios: [{name: x}]").complaints
    assert (complaint.code, complaint.warning) == ("missing-key", True)


_KEYS = st.sampled_from(
    [
        "name",
        "when",
        "then",
        "given",
        "start",
        "reply",
        "after",
        "on",
        "send",
        "at",
        "x",
    ]
)
_PLAIN = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8))
_TREES = st.recursive(
    _PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.lists(_TREES, max_size=3), _TREES)
def test_no_file_makes_the_reading_fail(scenarios: list[object], given: object) -> None:
    text = json.dumps({"scenarios": scenarios, "given": given}).encode()
    root, _ = source.read(text, "sequences/hello.test.yaml")
    if root is not None:
        read = read_scenarios(root, story.SETTINGS, story.KNOWN)
        assert read.file is None or not any(not one.warning for one in read.complaints)


@pytest.mark.parametrize("meaning", SAID)
def test_an_answer_that_is_asked_for_by_its_meaning_is_read_so(
    meaning: Meaning,
) -> None:
    read = classify(read_mail(mail.reply(MAIL, SAID[meaning])), received_at=NINE)
    assert (read.kind, read.intent and read.intent.meaning) == (Kind.REPLY, meaning)


@pytest.mark.parametrize("kind", BOUNCES)
def test_a_bounce_is_read_as_what_it_is(kind: str) -> None:
    read = classify(read_mail(mail.report(MAIL, kind)), received_at=NINE)
    assert read.kind is Kind.BOUNCE
    assert read.bounce is not None
    assert [one.type for one in read.bounce.recipients] == [kind]


def test_a_note_of_absence_is_read_as_one() -> None:
    back = datetime(2026, 3, 9, tzinfo=UTC).date()
    read = classify(read_mail(mail.away(MAIL, back)), received_at=NINE)
    assert (read.kind, read.auto_reply and read.auto_reply.return_on) == (
        Kind.AUTO_REPLY,
        back,
    )
    gone = classify(read_mail(mail.away(MAIL, None, gone=True)), received_at=NINE)
    assert gone.auto_reply is not None
    assert gone.auto_reply.gone


def test_a_complaint_is_read_as_one() -> None:
    read = classify(read_mail(mail.complaint(MAIL)), received_at=NINE)
    assert read.kind is Kind.COMPLAINT


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("variants: {intor: plain}", "unknown-step"),
        ("variants: {intro: nobody}", "bad-value"),
        ("variants: plain", "bad-value"),
        ("senders: {fax: anna}", "unknown-channel"),
        ("senders: {email: nobody}", "unknown-sender"),
        ("senders: [anna]", "bad-value"),
    ],
)
def test_a_draw_that_cannot_be_is_told(line: str, code: str) -> None:
    text = f"scenarios:\n  - name: x\n    {line}\n    then: []\n"
    assert story.told(text) == [(3, code)]
