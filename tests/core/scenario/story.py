"""Reads scenarios for the tests, of one small sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.adapters import contact, source
from outreach.core.language import Settings, read
from outreach.core.lead_row import Judges
from outreach.core.scenario.desk import Known
from outreach.core.scenario.read import Reading, read_scenarios

if TYPE_CHECKING:
    from outreach.core.scenario.model import Scenario
    from outreach.core.sequence import Sequence

SETTINGS = Settings(
    timezone="Europe/Paris",
    senders={"anna": "email"},
    fields=("city",),
    sequences=frozenset({"hello", "nurture"}),
)
HELLO = """
name: hello
senders: {email: [anna]}
steps:
  - id: intro
    email: {subject: Hello, body: "Hi there."}
  - id: call
    if: lead.phone
    task: {kind: call, title: Call}
  - id: looked
    wait_for: {event: link.clicked, within: 2 days}
    then:
      - id: tour
        email: {thread: intro, body: "Look."}
    else:
      - id: bye
        email: {thread: intro, body: "Bye."}
on:
  reply.interested: [{stage: qualified}]
"""


def hello() -> Sequence:
    """Return the sequence."""
    root, _ = source.read(HELLO.encode(), "sequences/hello.yaml")
    assert root is not None
    sequence = read(root, SETTINGS).sequence
    assert sequence is not None
    return sequence


KNOWN = Known({"hello": hello()}, Judges(contact.address, contact.phone), "UTC")


def reading(text: str, path: str = "sequences/hello.test.yaml") -> Reading:
    """Return what a file of scenarios says; its YAML has to be right."""
    root, complaints = source.read(text.encode(), path)
    assert complaints == []
    assert root is not None
    return read_scenarios(root, SETTINGS, KNOWN)


def told(text: str) -> list[tuple[int, str]]:
    """Return the line and code of each complaint but warnings."""
    return [(one.line, one.code) for one in reading(text).complaints if not one.warning]


def scenario(text: str) -> Scenario:
    """Return the one scenario of a file that nothing is wrong with."""
    read_ = reading(text)
    assert read_.complaints == ()
    assert read_.file is not None
    (only,) = read_.file.scenarios
    return only
