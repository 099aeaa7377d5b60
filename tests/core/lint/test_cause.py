"""Waits and reactions for what cannot happen here."""

from __future__ import annotations

import pytest

from outreach.adapters.source import read
from outreach.core.lint.cause import Watch, unmet

MAIL = "  - {id: m, email: {subject: Hi, body: b}}\n"


def told(text: str, *, clicks: bool = True, opens: bool = True) -> list[str]:
    """Return line and reason of each warning; every mail has a link unless it says dull."""
    root, complaints = read(text.encode(), "x.yaml")
    assert (root is None, complaints) == (False, [])
    assert root is not None
    watch = Watch(
        clicks, opens, lambda email: "dull" not in str(email.get("body") or "")
    )
    found = unmet(root, watch)
    assert all(each.warning and each.code == "never-met" for each in found)
    return [f"{each.line}: {each.message.partition(': ')[2]}" for each in found]


def wait(event: str) -> str:
    """Return a step that waits for an event."""
    return f"  - wait_for: {{event: {event}, within: 1 day}}\n"


UNMET = {
    "a click before any mail": (
        f"steps:\n{wait('link.clicked')}{MAIL}",
        ["2: no mail goes out before it"],
    ),
    "a click on a mail without a link": (
        f"steps:\n{MAIL.replace('body: b', 'body: dull')}{wait('link.clicked')}",
        ["3: no mail before it has a link: put one in"],
    ),
    "a click on a mail of the other way": (
        (
            f"steps:\n  - branch: lead.phone\n    then:\n    {MAIL}"
            f"    else:\n    {wait('link.clicked')}"
        ),
        ["6: no mail goes out before it"],
    ),
    "a task that nobody was asked for": (
        f"steps:\n{wait('task.done')}",
        ["2: no step before it asks for a `task`"],
    ),
    "what ends the enrollment first": (
        f"steps:\n{MAIL}{wait('reply.interested')}{wait('custom.x')}exit_on: [reply, custom]",
        [
            (
                "3: reply ends the enrollment first: take it out of `exit_on`, "
                "or say under `on` what follows"
            ),
            (
                "4: custom ends the enrollment first: take it out of `exit_on`, "
                "or say under `on` what follows"
            ),
        ],
    ),
    "reactions": (
        (
            "steps: [{tag: a}]\non:\n  link.clicked: [{tag: a}]\n"
            "  sent: [{tag: b}]\n  reply: [{tag: c}]"
        ),
        ["3: no mail goes out before it", "4: no step before it sends anything"],
    ),
    "a reply that a reaction holds back": (
        f"steps:\n{MAIL}{wait('reply')}on:\n  reply.not_now: [{{pause: 60 days}}]",
        [],
    ),
    "what can happen": (
        (
            f"steps:\n{MAIL}{wait('link.clicked')}{wait('mail.opened')}"
            "  - {task: {kind: call, title: x}}\n"
            f"{wait('task.done')}{wait('stage.won')}{wait('auto_reply')}"
        ),
        [],
    ),
    "a task of a reaction": (
        f"steps:\n{wait('task.done')}on: {{sent: []}}\n".replace(
            "{sent: []}", "{enrolled: [{task: {kind: call, title: x}}]}"
        ),
        [],
    ),
}


@pytest.mark.parametrize("name", UNMET)
def test_what_is_waited_for_in_vain_is_told(name: str) -> None:
    text, expected = UNMET[name]
    assert told(text) == expected


def test_what_is_not_watched_cannot_happen() -> None:
    text = f"steps:\n{MAIL}{wait('link.clicked')}{wait('mail.opened')}"
    assert told(text, clicks=False, opens=False) == [
        "3: clicks are not tracked: set `tracking: {clicks: true}`",
        "4: opens are not tracked: wait for a click or a reply",
    ]
