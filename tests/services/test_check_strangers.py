"""Sequences that nobody here wrote: right ones are silent, each slip is told at its place."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from outreach.adapters.source import read
from outreach.adapters.templates import JinjaTemplates
from outreach.services.check import check
from tests.services.stranger_example import BROKEN, RIGHT
from tests.services.test_check_language import SETTINGS as KNOWN
from tests.services.test_check_language import TEMPLATES

SETTINGS = replace(KNOWN, senders={**KNOWN.senders, "zoë": "email"})
_MARK = re.compile(r"<!([\w-]+)!>")


def told(text: str) -> list[tuple[int, int, str]]:
    """Return line, column and code of all that is complained of, in order."""
    found = check(
        {"sequences/x.yaml": text.encode()},
        TEMPLATES,
        SETTINGS,
        read=read,
        language=JinjaTemplates(TEMPLATES, SETTINGS.fields),
    )
    return [(each.line, each.column, each.code) for each in found]


def expected(marked: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Return the text without its marks, and what they say."""
    text, found = "", []
    for part in re.split(r"(<![\w-]+!>)", marked):
        if mark := _MARK.fullmatch(part):
            found.append((text.count("\n") + 1, len(text) - text.rfind("\n"), mark[1]))
        else:
            text += part
    return text, found


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT.keys())
def test_what_a_stranger_writes_right_is_silent(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize("marked", BROKEN.values(), ids=BROKEN.keys())
def test_a_strangers_slip_is_told_once_and_where_it_stands(marked: str) -> None:
    text, places = expected(marked)
    assert told(text) == places
