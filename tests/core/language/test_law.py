"""The laws of the sequence language: every way ends, and no text makes the reader raise."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from outreach.core.language import email, read, step, window
from outreach.core.language import sequence as top
from outreach.core.model import StepKey
from outreach.core.source import Node
from tests.core.language.reading import SETTINGS, followers, found, sequence

Tree = list[dict[str, object]]


def _forks(steps: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    fork = st.fixed_dictionaries(
        {"branch": st.just("lead.phone"), "then": steps}, optional={"else": steps}
    )
    return st.lists(st.one_of(st.just({"wait": "1 day"}), fork), max_size=4)


TREES = st.recursive(
    st.lists(st.just({"wait": "1 day"}), max_size=3), _forks, max_leaves=20
).filter(bool)


def _written(tree: Tree) -> str:
    return str(tree).replace("'", '"')


@given(TREES)
def test_every_way_through_the_steps_comes_to_the_end(tree: Tree) -> None:
    read = sequence(f"steps: {_written(tree)}")
    order = {key: number for number, key in enumerate(read.steps)}
    follows = {key: followers(step) for key, step in read.steps.items()}
    assert read.first == next(iter(order))
    # The file's order is one in which nothing comes before what leads to it.
    assert all(
        later is None or order[StepKey(later)] > order[key]
        for key, each in follows.items()
        for later in each
    )
    led_to = {later for each in follows.values() for later in each}
    assert led_to >= order.keys() - {read.first}


@given(TREES)
def test_every_step_is_in_the_table_under_its_path(tree: Tree) -> None:
    assert list(sequence(f"steps: {_written(tree)}").steps) == list(_paths(tree, ""))


def _paths(tree: Tree, prefix: str) -> list[str]:
    found = []
    for number, each in enumerate(tree, start=1):
        found.append(f"{prefix}{number}")
        for way in ("then", "else"):
            nested = each.get(way, [])
            assert isinstance(nested, list)
            found += _paths(nested, f"{prefix}{number}.{way}.")
    return found


SAMPLE = """
name: sample
senders: {email: [anna]}
window: {days: [mon], hours: ["09:00-12:00"], timezone: lead, holidays: [FR]}
company: {on_reply: stop}
steps:
  - id: a
    email: {variants: {one: {weight: 2, subject: "Hi {{ name }}", body: a.md}}}
  - id: b
    after: 2 working days
    wait_for: {event: reply, within: 1 day}
    then: [{id: c, at: "9:00", email: {thread: a, body: b.md}}]
  - webhook: {url: "https://hook.example/", json: {a: [1]}}
    id: d
on:
  reply.interested: [{stage: won}, {task: {kind: call, title: x}}]
"""
PIECES = st.sampled_from(
    [
        *(word for line in SAMPLE.split("\n") for word in line.split()),
        *(
            "\n",
            "\n  ",
            "\n    - ",
            ": ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            '"',
            "'",
            "|",
            ">",
            "&a",
        ),
        *(
            "*a",
            "<<",
            "!!",
            "~",
            "0",
            "-1",
            ".nan",
            "1e999",
            "\t",
            "\x00",
            "é",
            "😀",
            "then:",
        ),
    ]
)


@given(
    st.lists(
        st.tuples(st.integers(0, len(SAMPLE)), st.integers(0, 9), PIECES), max_size=5
    )
)
def test_no_edit_of_a_file_makes_the_reader_raise(
    edits: list[tuple[int, int, str]],
) -> None:
    text = SAMPLE
    for at, length, piece in edits:
        text = text[:at] + piece + text[at + length :]
    lines = [line for line, _ in found(text)]
    assert lines == sorted(lines)


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), PIECES, st.text(max_size=3)
)
KEYS = st.sampled_from(
    (
        *top.KEYS,
        *step.KNOWN,
        *email.KEYS,
        *window.KEYS,
        *(
            "on_reply",
            "max_active",
            "kind",
            "title",
            "due",
            "url",
            "json",
            "event",
            "within",
        ),
    )
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=30,
)


def _node(value: object) -> Node:
    place = (False, "x.yaml", 1, 1)
    match value:
        case dict():
            pairs = tuple((_node(key), _node(item)) for key, item in value.items())
            return Node("mapping", "", *place, pairs=pairs)
        case list():
            return Node("sequence", "", *place, items=tuple(map(_node, value)))
        case None:
            return Node("scalar", "", *place)
        case _:
            return Node("scalar", str(value), *place)


@given(st.dictionaries(KEYS, VALUES, max_size=6) | VALUES)
def test_whatever_stands_where_the_reader_gives_a_sequence_or_complains(
    value: object,
) -> None:
    outcome = read(_node(value), SETTINGS)
    assert (outcome.sequence is None) == bool(outcome.complaints)
