"""A circle of sequences is told at the `enroll` that closes it, whichever way it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from outreach.adapters import source
from outreach.core.language import name_of
from outreach.core.language.cycle import enroll_cycles

if TYPE_CHECKING:
    from outreach.core.source import Complaint, Node


def _root(name: str, text: str) -> tuple[str, Node]:
    root, complaints = source.read(text.encode(), f"sequences/{name}.yaml")
    assert root is not None
    assert complaints == []
    return name_of(root), root


def _found(**files: str) -> list[str]:
    return [
        str(each)
        for each in enroll_cycles(_root(name, text) for name, text in files.items())
    ]


def test_a_circle_through_steps_and_reactions_is_told_where_it_closes() -> None:
    assert _found(
        a="steps:\n  - branch: lead.phone\n    then:\n      - enroll: b\n",
        b="steps: [{wait: 1 day}]\non:\n  finished.no_reply:\n    - enroll: c\n",
        c="steps:\n  - tag: x\n  - enroll: a\n",
        d="steps: [{enroll: a}]\n",
    ) == [
        (
            'sequences/c.yaml:3:13: enroll-cycle: "a" closes a circle (a -> b -> c -> a): '
            "take one of these `enroll` out"
        )
    ]


def test_a_sequence_that_enrolls_in_itself_is_a_circle() -> None:
    (told,) = _found(a="steps: [{wait: 1 day}, {enroll: a}]")
    assert told.startswith("sequences/a.yaml:1:33: enroll-cycle: ")


def test_a_name_given_in_the_file_counts() -> None:
    (told,) = _found(x="name: a\nsteps: [{enroll: b}]", b="steps: [{enroll: a}]")
    assert "enroll-cycle" in told


def test_ways_that_meet_again_are_no_circle() -> None:
    assert (
        _found(
            a="steps: [{enroll: b}, {enroll: c}]",
            b="steps: [{enroll: d}]",
            c="steps: [{enroll: d}, {enroll: unknown}]",
            d="steps: [{enroll: [e]}]",
        )
        == []
    )


EDGES = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14)


@given(EDGES)
def test_without_what_is_complained_of_there_is_no_circle(
    edges: set[tuple[int, int]],
) -> None:
    ordered = sorted(edges)
    lines = {
        name: [other for one, other in ordered if one == name] for name in range(7)
    }
    roots = [
        _root(
            f"s{name}",
            "steps:\n" + "".join(f"  - enroll: s{each}\n" for each in several),
        )
        for name, several in lines.items()
        if several
    ]
    closing = {_edge(each, lines) for each in enroll_cycles(roots)}
    assert bool(closing) == _is_circular(edges)
    assert not _is_circular(edges - closing)


def _edge(told: Complaint, lines: dict[int, list[int]]) -> tuple[int, int]:
    name = int(told.path.removeprefix("sequences/s").removesuffix(".yaml"))
    return name, lines[name][told.line - 2]


def _is_circular(edges: set[tuple[int, int]]) -> bool:
    left = set(edges)
    while left:
        ends = {one for one, _ in left}
        kept = {(one, other) for one, other in left if other in ends}
        if kept == left:
            return True
        left = kept
    return False
