"""No pattern of the ear explodes: what an endless repeat takes, it takes in one way."""

from __future__ import annotations

import re

from benchmarks.slow_pattern import ambiguous, patterns


def test_no_endless_repeat_takes_a_text_in_two_ways() -> None:
    found = {
        one.pattern: texts for one in patterns().values() if (texts := ambiguous(one))
    }
    assert found == {}


def test_such_a_repeat_is_told() -> None:
    assert ambiguous(re.compile(r"use (?:a |\w+ )*time"))
    assert ambiguous(re.compile(r"(?:\w+ ?)*x"))
    assert not ambiguous(re.compile(r"(?:a |the )*time"))
