"""No pattern of the ear explodes: what an endless repeat takes, it takes in one way."""

from __future__ import annotations

import re

from benchmarks.slow_pattern import ambiguous, patterns
from outreach.core.inbound.absence_word import AWAY
from outreach.core.inbound.late_pattern import LatePattern


def test_no_endless_repeat_takes_a_text_in_two_ways() -> None:
    found = {
        one.pattern: texts for one in patterns().values() if (texts := ambiguous(one))
    }
    assert found == {}


def test_such_a_repeat_is_told() -> None:
    assert ambiguous(re.compile(r"use (?:a |\w+ )*time"))
    assert ambiguous(re.compile(r"(?:\w+ ?)*x"))
    assert not ambiguous(re.compile(r"(?:a |the )*time"))


def test_a_late_pattern_is_written_once_and_only_when_it_is_sought() -> None:
    written: list[str] = []

    def write() -> str:
        written.append("a+")
        return "a+"

    late = LatePattern(write, re.IGNORECASE)

    assert written == []
    assert [one.group() for one in late.finditer("caAt, a")] == ["aA", "a"]
    assert (late.split("1a2"), late.sub("b", "1a2")) == (["1", "2"], "1b2")
    assert (late.match("ba"), late.search("b")) == (None, None)
    assert written == ["a+"]


def test_the_patterns_that_are_compiled_late_are_attacked_too() -> None:
    assert AWAY.compiled.pattern in patterns()
