"""What a sequence's file comes to once read: its steps, who follows whom, what is inherited."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from outreach.adapters import source
from outreach.core.language import Role, read_sequence
from outreach.core.language.settings import DEFAULT_WINDOW
from outreach.core.model import StepKey
from outreach.core.sequence import (
    Branch,
    CompanyRule,
    Delay,
    Email,
    Enroll,
    Goal,
    Notify,
    Pause,
    Sequence,
    SetFields,
    SetStage,
    Step,
    Stop,
    Tag,
    Task,
    Variant,
    Wait,
    WaitFor,
    Webhook,
)
from tests.core.language.reading import SETTINGS, followers, reading, sequence

EXAMPLES = Path(__file__).resolve().parents[3].parent / "shared" / "examples"
MAIL = Email((Variant("", 1, "Hi", "a.md"),))
DAY = Delay(timedelta(days=1))
THEN = StepKey("fork.then.1")


def steps(text: str) -> list[Step]:
    """Return the steps, given as YAML, in their order."""
    return list(sequence(f"senders: {{email: [anna]}}\nsteps:{text}").steps.values())


def ways(text: str) -> dict[str, tuple[str | None, ...]]:
    """Return what follows each step: `next`, then the two ways of a fork."""
    return {step.key: followers(step) for step in steps(text)}


def test_a_sequence_is_read_whole() -> None:
    text = """
name: founders
description: Those who just hired
senders: {email: [ben, anna]}
window: {hours: "10:00-12:00"}
require: [first_name, city]
company: {on_reply: pause, max_active: 2}
steps:
  - id: intro
    email: {subject: Hi, body: a.md}
  - {after: 2 working days, if: lead.phone, task: {kind: call, title: Call}}
on:
  reply.not_now: [{pause: 60 days}]
"""
    hours = replace(DEFAULT_WINDOW, hours=((time(10), time(12)),))
    intro = Step(StepKey("intro"), MAIL, StepKey("2"), line=9)
    call = Step(
        StepKey("2"),
        Task("call", "Call"),
        None,
        after=Delay(timedelta(0), 2),
        condition="lead.phone",
        line=11,
    )
    assert sequence(text) == Sequence(
        name="founders",
        description="Those who just hired",
        senders={"email": ("ben", "anna")},
        window=hours,
        require=("first_name", "city"),
        exit_on=frozenset({"reply", "bounce", "opt_out", "goal"}),
        company=CompanyRule("pause", 2),
        steps={intro.key: intro, call.key: call},
        first=intro.key,
        reactions={"reply.not_now": (Pause(Delay(timedelta(days=60))),)},
    )


def test_a_sequence_without_a_name_has_its_files() -> None:
    assert sequence("steps: [{wait: 1 day}]").name == "x"


def test_the_steps_of_both_ways_lead_to_what_follows_the_fork() -> None:
    assert ways("""
  - id: fork
    wait_for: {event: link.clicked, within: 4 days}
    then:
      - {id: a, wait: 1 day}
      - {id: b, wait: 1 day}
    else:
      - branch: lead.phone
        then: [{id: c, wait: 1 day}]
  - {id: after, wait: 1 day}
""") == {
        "fork": ("after", "a", "fork.else.1"),
        "a": ("b",),
        "b": ("after",),
        "fork.else.1": ("after", "c", None),
        "c": ("after",),
        "after": (None,),
    }


@pytest.mark.parametrize("missing", ["", "\n    then: []", "\n    else: []"])
def test_a_way_without_steps_is_none_so_that_next_holds(missing: str) -> None:
    assert ways(f"""
  - id: fork
    wait_for: {{event: reply, within: 1 day}}{missing}
  - {{id: after, wait: 1 day}}
""") == {"fork": ("after", None, None), "after": (None,)}


def test_a_fork_at_the_end_ends_the_sequence() -> None:
    assert ways("""
  - {id: fork, branch: lead.phone, then: [{wait: 1 day}]}
""") == {"fork": (None, THEN, None), THEN: (None,)}


EVERY_KIND = """
  - {id: a, email: {subject: Hi, body: a.md}}
  - id: b
    webhook:
      url: https://hook.example/{{ email }}
      method: PUT
      headers: {X-Team: growth}
      json: {name: "{{ name }}", list: [1, 2.5, true, null, ""]}
  - task: {kind: custom, title: Call, due: 4 hours, note: Be kind}
  - wait: 1 day
  - {wait_for: {event: reply.interested, within: 1 day}}
  - {branch: lead.phone, then: []}
  - stage: qualified
  - tag: vip
  - set: {city: "{{ company }}", score: 5}
  - enroll: nurture
  - notify: "{{ name }} is here"
  - pause: 5 working days
  - pause:
  - goal: met
  - stop: done
  - stop:
"""
ACTIONS = [
    MAIL,
    Webhook(
        "https://hook.example/{{ email }}",
        "PUT",
        {"X-Team": "growth"},
        {"name": "{{ name }}", "list": [1, 2.5, True, None, ""]},
    ),
    Task("custom", "Call", Delay(timedelta(hours=4)), "Be kind"),
    Wait(DAY),
    WaitFor("reply.interested", DAY, None, None),
    Branch("lead.phone", None, None),
    SetStage("qualified"),
    Tag("vip"),
    SetFields({"city": "{{ company }}", "score": "5"}),
    Enroll("nurture"),
    Notify("{{ name }} is here"),
    Pause(Delay(timedelta(0), 5)),
    Pause(None),
    Goal("met"),
    Stop("done"),
    Stop(),
]


def test_every_kind_of_step_is_read() -> None:
    assert [each.action for each in steps(EVERY_KIND)] == ACTIONS


def test_variants_share_what_the_email_says() -> None:
    (only,) = steps("""
  - id: a
    email:
      subject: Shared
      body: shared.md
      attachments: [price.pdf]
      headers: {X-Team: growth}
      variants:
        one: {weight: 2, subject: One}
        two: {weight: 1, body: two.html}
""")
    assert only.action == Email(
        variants=(
            Variant("one", 2, "One", "shared.md"),
            Variant("two", 1, "Shared", "two.html"),
        ),
        attachments=("price.pdf",),
        headers={"X-Team": "growth"},
    )


def test_a_step_narrows_the_window_of_its_sequence() -> None:
    text = """
window: {days: [sat, mon], hours: ["14:00-24:00", "08:00-09:00"]}
steps:
  - {wait: 1 day, at: "8:30", window: {timezone: Asia/Tokyo, holidays: [fr, DE]}}
"""
    read = sequence(text)
    hours = ((time(8), time(9)), (time(14), time.min))
    own = replace(DEFAULT_WINDOW, days=frozenset({0, 5}), hours=hours)
    assert read.window == own
    first = read.steps[StepKey("1")]
    assert first.at == time(8, 30)
    assert first.window == replace(own, timezone="Asia/Tokyo", holidays="DE,FR")


def test_a_migration_names_steps_of_the_file_or_a_word() -> None:
    text = """
steps: [{id: intro, wait: 1 day}, {wait: 1 day}]
migrate: {old: intro, older: "2", oldest: stop, "3": pin}
"""
    assert sequence(text).migrate == {
        "old": "intro",
        "older": "2",
        "oldest": "stop",
        "3": "pin",
    }


def test_a_webhook_needs_no_sender() -> None:
    text = "steps: [{id: a, webhook: {url: https://hook.example/}}]"
    assert sequence(text).senders == {}


def test_a_sender_named_by_every_mail_needs_no_pool() -> None:
    text = "steps: [{id: a, sender: anna, email: {subject: Hi, body: a.md}}]"
    assert sequence(text).senders == {}


@pytest.mark.parametrize(
    "event",
    [
        "reply",
        "reply.referral",
        "stage.won",
        "finished.goal",
        "custom.demo_booked",
        "goal.met",
    ],
)
def test_events_are_known_by_kind(event: str) -> None:
    text = f"steps: [{{wait: 1 day}}]\non: {{{event}: [{{tag: x}}]}}"
    assert sequence(text).reactions == {event: (Tag("x"),)}


def test_texts_are_gathered_for_the_languages_they_are_in() -> None:
    text = """
senders: {email: [anna]}
steps:
  - {id: a, if: lead.phone, email: {subject: Hi, body: a.md, attachments: [b.pdf]}}
on: {reply: [{notify: "{{ name }}"}]}
"""
    assert [(each.kind, each.value) for each in reading(text).texts] == [
        (Role.SUBJECT, "Hi"),
        (Role.BODY, "a.md"),
        (Role.ATTACHMENT, "b.pdf"),
        (Role.EXPRESSION, "lead.phone"),
        (Role.TEXT, "{{ name }}"),
    ]


def test_a_body_is_a_file_only_on_one_line() -> None:
    bodies = [
        "a.md",
        "a b.txt",
        "|\n        a.html\n",
        "|\n        See\n        a.md\n",
        "a.pdf",
    ]
    read = [
        steps(f"\n  - id: a\n    email:\n      subject: Hi\n      body: {body}\n")[
            0
        ].action
        for body in bodies
    ]
    assert [each.variants[0].body for each in read if isinstance(each, Email)] == [
        "a.md",
        "a b.txt",
        "a.html",
        "See\na.md\n",
        "a.pdf",
    ]


@pytest.mark.skipif(
    not EXAMPLES.exists(), reason="the examples are not beside the checkout"
)
@pytest.mark.parametrize("name", ["founders", "nurture"])
def test_the_example_reads_without_a_complaint(name: str) -> None:
    path = EXAMPLES / "acme" / "sequences" / f"{name}.yaml"
    root, complaints = source.read(path.read_bytes(), path.name)
    assert complaints == []
    assert root is not None
    assert read_sequence(root, SETTINGS)[1] == []
