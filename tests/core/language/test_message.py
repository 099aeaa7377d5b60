"""Texts, WhatsApp messages and LinkedIn steps are read as they are written."""

from __future__ import annotations

import pytest

from outreach.core.language import Role
from outreach.core.sequence import Action, LinkedIn, Sms, WhatsApp
from tests.core.language.reading import reading, sequence

HEAD = "senders: {sms: [desk], whatsapp: [chat], linkedin: [seat]}\nsteps:\n"
SID = "HX" + "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("sms: Hi {{ first_name }}", Sms("Hi {{ first_name }}")),
        ("sms: {body: Hi}", Sms("Hi")),
        ("sms: {body: a/hi.txt}", Sms("a/hi.txt")),
        ("whatsapp: Hi", WhatsApp(body="Hi")),
        ("whatsapp: {body: Hi}", WhatsApp(body="Hi")),
        (f"whatsapp: {{template: {SID}}}", WhatsApp(content=SID)),
        (
            f'whatsapp: {{template: {SID}, variables: {{"1": "{{{{ company }}}}", 2: b}}}}',
            WhatsApp(content=SID, variables={"1": "{{ company }}", "2": "b"}),
        ),
        ("linkedin: {visit: true}", LinkedIn("visit")),
        ("linkedin: {invite: true}", LinkedIn("invite")),
        ("linkedin: {invite: Hi}", LinkedIn("invite", "Hi")),
        ("linkedin: {message: Hi}", LinkedIn("message", "Hi")),
    ],
)
def test_a_message_is_read_as_it_is_written(written: str, read: Action) -> None:
    steps = sequence(f"{HEAD}  - id: a\n    {written}\n").steps
    assert [step.action for step in steps.values()] == [read]


def test_the_texts_of_messages_are_kept_to_be_checked() -> None:
    text = (
        f"{HEAD}"
        "  - {id: a, sms: hi.txt}\n"
        f'  - {{id: b, whatsapp: {{template: {SID}, variables: {{"1": x}}}}}}\n'
        "  - {id: c, linkedin: {invite: Hi}}\n"
    )
    kept = [(text.kind, text.value) for text in reading(text).texts]
    assert kept == [(Role.BODY, "hi.txt"), (Role.TEXT, "x"), (Role.BODY, "Hi")]


def test_a_linkedin_step_needs_no_sender_of_its_own() -> None:
    steps = sequence("steps: [{id: a, linkedin: {visit: true}}]").steps
    assert [step.channel for step in steps.values()] == ["linkedin"]
