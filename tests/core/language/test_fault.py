"""Every code, in several spellings and places, is reported where it stands; nothing else is."""

from __future__ import annotations

import pytest

from tests.core.language.fault_action import ACTION, EMAIL, REACTION
from tests.core.language.fault_file import TOP, WINDOW, YAML
from tests.core.language.fault_message import MESSAGE
from tests.core.language.fault_step import STEP
from tests.core.language.reading import complaints_of, expected, found

CASES = {
    f"{group}: {name}": text.lstrip("\n")
    for group, cases in {
        "yaml": YAML,
        "top": TOP,
        "window": WINDOW,
        "step": STEP,
        "email": EMAIL,
        "action": ACTION,
        "reaction": REACTION,
        "message": MESSAGE,
    }.items()
    for name, text in cases.items()
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_a_fault_is_reported_where_it_stands_and_nothing_else_is(text: str) -> None:
    assert found(text) == expected(text)


def test_a_complaint_names_its_place_code_fact_and_remedy() -> None:
    text = "senders: {email: [anna, bne]}\nsteps: [{wait: 1 day}]\n"
    assert [str(complaint) for complaint in complaints_of(text)] == [
        (
            'sequences/x.yaml:1:25: unknown-sender: no email sender "bne" '
            '(did you mean "ben"?): there are anna, ben'
        )
    ]


def test_an_empty_file_is_one_complaint() -> None:
    assert len(found("")) == len(found("# nothing\n")) == 1


def test_complaints_stay_on_one_line_each() -> None:
    text = 'steps: [{stage: "a\\nb\\x1b[31m"}, {"x\\ny": 1}, {wait: "1\\ndax"}]'
    complaints = complaints_of(text)
    assert len(complaints) == 3
    assert all(str(complaint).isprintable() for complaint in complaints)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "senders: {email: me}\nsteps: [{wait: 1 day}]",
            'the pool of email senders is "me": write a list',
        ),
        (
            "steps: [{id: a, sms: Hello}]\nsenders: {}",
            "senders has no `sms`: add it",
        ),
        (
            "window: {days: weekdays}\nsteps: [{wait: 1 day}]",
            (
                'no day "weekdays" (did you mean "working"?): write `working` or some of '
                "mon, tue, wed, thu, fri, sat, sun"
            ),
        ),
        (
            "steps: [{wait: 1 day}]\non: {reply.intrested: [{tag: x}]}",
            (
                'no event "reply.intrested" (did you mean "reply.interested"?): write that, '
                "or custom.NAME for one of your own"
            ),
        ),
    ],
)
def test_a_slip_that_newcomers_make_is_led_out_of(text: str, message: str) -> None:
    assert [each.message for each in complaints_of(text)] == [message]


def test_a_step_with_a_strange_key_tells_what_stands_beside_what_it_does() -> None:
    [complaint] = complaints_of("steps: [{delay: 2 days, tag: x}]")
    assert complaint.message.startswith('a step has no "delay": it does one of email, ')
    assert complaint.message.endswith(
        ", branch, and may have id, after, if, at, window, sender"
    )
