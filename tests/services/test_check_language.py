"""Sequences as authors write them: right ones are silent, each slip is told at its line."""

from __future__ import annotations

import pytest

from outreach.adapters.source import read
from outreach.adapters.templates import JinjaTemplates
from outreach.core.language import Settings
from outreach.services.check import check
from tests.services.language_example import BROKEN, VALID

TEMPLATES = {
    "hi.md": b"Hi {{ first_name | default('there') }}, a word?\n\n{{ sender.name }}\n",
    "bump.md": b"Did this reach you, {{ first_name | default('you') }}?\n",
    "sign.md": b"-- {{ sender.name }}\n",
    "plan.pdf": b"%PDF",
}
SETTINGS = Settings(
    senders={
        "anna": "email",
        "ben": "email",
        "desk": "sms",
        "chat": "whatsapp",
        "seat": "linkedin",
    },
    fields=("city",),
    sequences=frozenset({"nurture"}),
    track_clicks=True,
)


def told(text: str) -> list[str]:
    """Return line and code of all that is complained of, in order."""
    found = check(
        {"sequences/x.yaml": text.encode()},
        TEMPLATES,
        SETTINGS,
        read=read,
        language=JinjaTemplates(TEMPLATES, SETTINGS.fields),
    )
    return [f"{each.line} {each.code}" for each in found]


@pytest.mark.parametrize("name", VALID)
def test_a_right_sequence_is_silent(name: str) -> None:
    assert told(VALID[name]) == []


@pytest.mark.parametrize("name", VALID)
@pytest.mark.parametrize("dress", ["\ufeff{}", "crlf", "cr"])
def test_how_a_file_was_saved_is_no_fault(name: str, dress: str) -> None:
    text = VALID[name]
    match dress:
        case "crlf":
            text = text.replace("\n", "\r\n")
        case "cr":
            text = text.replace("\n", "\r")
        case _:
            text = dress.format("") + text
    assert told(text) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    BROKEN,
    ids=[f"{name}: {new or 'without ' + old}"[:60] for name, old, new, _ in BROKEN],
)
def test_a_slip_is_told_at_its_line(
    name: str, old: str, new: str, expected: str
) -> None:
    assert VALID[name].count(old) >= 1
    text = VALID[name].replace(old, new, 1)
    assert " ".join(told(text)) == expected
    # Nothing of it depends on how the lines end.
    assert " ".join(told(text.replace("\n", "\r\n"))) == expected
