"""No pattern of the ear explodes: what an endless repeat takes, it takes in one way."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.slow_pattern import ambiguous, patterns
from outreach.core.inbound import bounce_sign, complaint, opt_out_term
from outreach.core.inbound.absence_word import AWAY
from outreach.core.inbound.late_pattern import CaselessPattern, LatePattern
from outreach.core.inbound.opt_out_wish import TONGUES


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


@given(st.text("aAiIıİsSkéÉ \n"))
def test_a_caseless_pattern_finds_what_one_that_ignores_the_case_does(
    text: str,
) -> None:
    source = r"(?<!\w)(?:sı|ai?s\b|é)|\Wk.i"
    usual = re.search(source, text, re.IGNORECASE)
    found = CaselessPattern(source).search(text)

    assert (found and found.span()) == (usual and usual.span())
    assert (found and found.group()) == (usual and usual.group())


def test_no_caseless_pattern_holds_a_capital() -> None:
    capital = [
        source
        for module in (bounce_sign, complaint, opt_out_term)
        for one in (*vars(module).values(), *(each.wish for each in TONGUES))
        if isinstance(one, CaselessPattern)
        for source in [re.sub(r"\\.", "", one.compiled.pattern)]
        if source != source.lower()
    ]

    assert capital == []
