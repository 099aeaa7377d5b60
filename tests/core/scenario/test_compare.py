"""What is expected beside what happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from textwrap import indent
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.scenario.compare import compare, passes
from outreach.core.scenario.model import Entry, Then
from outreach.core.scenario.write import updated, written
from tests.core.scenario import story

PARIS = ZoneInfo("Europe/Paris")
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def entry(kind: str, what: str, days: float = 0, **more: str) -> Entry:
    """Return something that happened so many days after the start."""
    details = {name: text for name, text in more.items() if name != "text"}
    at = START + days * DAY
    text = more.get("text", "")
    return Entry(kind, what, at, "", "hello", details, text=text)


HAPPENED = [
    entry("send", "intro", sender="anna", text="Hello,\nAda"),
    entry("stage", "contacted"),
    entry("skip", "call"),
    entry("heard", "reply.interested", 1),
    entry("finish", "replied", 1),
]


HEAD = "timezone: Europe/Paris\nscenarios:\n  - name: x\n    then:\n"


def then(text: str) -> Then:
    """Return what a `then` expects."""
    body = indent(text, "      ")
    found = story.scenario(f"{HEAD}{body}\n").then
    assert found is not None
    return found


def signs(text: str, happened: list[Entry] = HAPPENED) -> str:
    """Return the signs of a difference, those of what nobody asked about left out."""
    lines = compare(then(text), happened, PARIS)
    return "".join(
        line.sign for line in lines if line.expected is not None or line.sign != " "
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- {send: intro}\n- {finish: replied}", "  "),
        ("- {at: Mon 2 Mar 09:00, send: intro}\n- {day: 2, finish: replied}", "  "),
        ('- {send: intro, contains: "Hello, Ada"}\n- {finish: replied}', "  "),
        ("- {send: intro, lacks: Hello}\n- {finish: replied}", "~ "),
        ("- {send: intro, contains: Bob}\n- {finish: replied}", "~ "),
        ("- {at: Mon 2 Mar 09:01, send: intro}\n- {finish: replied}", "~ "),
        ("- {send: intro}\n- {finish: bounced}", " -+"),
        ("- {send: intro}", " +"),
        ("- {send: intro}\n- {send: bye}\n- {finish: replied}", " - "),
        ("- {send: intro}\n- {heard: reply}\n- {finish: replied}", "   "),
        ("- {finish: replied}\n- {send: intro}", "- +"),
        ("- {send: intro}\n- {finish: replied}\n- {heard: reply}", "   "),
        ("includes: [{finish: replied}]", " "),
        ("includes: [{send: bye}]", "-"),
        ("never: [{send: bye}]", ""),
        ("never: [{send: intro}]", "!"),
        ("never: [{send: intro, sender: anna}]\nincludes: [{finish: replied}]", "! "),
        ("never: [{stage: contacted}]", "!"),
    ],
)
def test_a_difference_has_its_signs(text: str, expected: str) -> None:
    assert signs(text) == expected


def test_a_fault_says_what_was_expected() -> None:
    wanted = then("- {at: Tue 3 Mar 10:00, send: intro, sender: anna, subject: Hi}")
    (line, *_) = compare(wanted, [entry("send", "intro", sender="ben")], PARIS)
    assert line.faults == (
        "expected Tue 3 Mar 10:00",
        'expected sender "anna", not "ben"',
        'expected subject "Hi", not ""',
    )


_KINDS = st.sampled_from(["send", "skip", "stage", "pause", "finish", "tag"])
_WHAT = {
    "send": ["intro", "tour", "bye"],
    "skip": ["call"],
    "stage": ["qualified", "won"],
    "pause": ["manual", "out_of_office"],
    "finish": ["replied", "no_reply"],
    "tag": ["a: b", "true", "nurture", "é, {x}"],
}


@st.composite
def _timelines(draw: st.DrawFn) -> list[Entry]:
    days = sorted(draw(st.lists(st.integers(0, 400), max_size=8)))
    found = []
    for day in days:
        kind = draw(_KINDS)
        found.append(entry(kind, draw(st.sampled_from(_WHAT[kind])), day))
    return found


@given(_timelines())
def test_what_is_written_of_a_timeline_is_met_by_it(happened: list[Entry]) -> None:
    text = "timezone: Europe/Paris\nscenarios:\n  # why\n  - name: x # keep\n\n"
    one = story.reading(text).file
    assert one is not None
    whole, left = updated(text, [(one.scenarios[0], happened)])
    assert left == []
    assert whole.startswith(text.rstrip("\n"))
    read = story.reading(whole)
    assert read.complaints == ()
    assert read.file is not None
    expected = read.file.scenarios[0].then
    assert expected is not None
    assert passes(compare(expected, happened, PARIS))


@given(_timelines(), st.integers(0, 7))
def test_one_thing_less_is_a_difference(happened: list[Entry], place: int) -> None:
    one = story.scenario("scenarios: [{name: x, then: []}]")
    lines = written(one, happened, 4)
    listed = [n for n, each in enumerate(happened) if each.kind in ("send", "finish")]
    if not listed:
        return
    missing = happened[listed[place % len(listed)]]
    fewer = [each for each in happened if each is not missing]
    text = "\n".join(["scenarios:", "  - name: x", *lines])
    expected = story.scenario(text).then
    assert expected is not None
    assert not passes(compare(expected, fewer, PARIS))


def test_a_then_is_written_where_it_belongs() -> None:
    text = """\
scenarios:
  - name: first
    given: {first_name: Ada}
    # a remark

  - name: second
    then: update  # soon
    when: []
  - {name: third}
limits: none
"""
    file = story.reading(text).file
    assert file is not None
    happened = [entry("send", "intro")]
    whole, left = updated(text, [(one, happened) for one in file.scenarios])
    assert [one.name for one in left] == ["third"]
    assert (
        whole
        == """\
scenarios:
  - name: first
    given: {first_name: Ada}
    # a remark
    then:
      - {at: Mon 2 Mar 08:00, send: intro}

  - name: second
    then:
      - {at: Mon 2 Mar 08:00, send: intro}
    when: []
  - {name: third}
limits: none
"""
    )
