"""Where no lead comes, and what decides nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.adapters.source import read
from outreach.adapters.templates import JinjaTemplates
from outreach.core.language import Settings, read_sequence
from outreach.core.lint.flow import idle_conditions, unreachable
from outreach.core.lint.tree import spots
from outreach.core.sequence import Branch, Goal, Stop, WaitFor
from tests.core.language.reading import SETTINGS

LANGUAGE = JinjaTemplates({}, ("city",))
WAIT = "wait_for: {event: reply, within: 1 day}"


def told(text: str) -> list[tuple[int, str]]:
    """Return line and code of what the flow of a file is complained of."""
    root, complaints = read(text.encode(), "x.yaml")
    assert (root is None, complaints) == (False, [])
    assert root is not None
    found = [
        *unreachable(root, LANGUAGE.constant),
        *idle_conditions(root, LANGUAGE.constant),
    ]
    return sorted((each.line, each.code) for each in found)


DEAD = {
    "behind a stop": ("- stop:\n- tag: a\n- tag: b", [2]),
    "behind a goal": ("- goal: x\n- tag: a", [2]),
    "behind a fork both of whose ways end": (
        f"- {WAIT}\n  then: [{{stop: a}}]\n  else: [{{tag: a}}, {{goal: b}}]\n- tag: c",
        [4],
    ),
    "in a way, and behind the fork": (
        (
            "- branch: lead.phone\n  then:\n    - stop:\n    - tag: a\n"
            "  else:\n    - goal: b\n- tag: c"
        ),
        [4, 7],
    ),
    "behind forks in forks": (
        (
            "- branch: lead.phone\n  then:\n  - branch: lead.city\n    then: [{stop: }]\n"
            "    else: [{stop: }]\n  - tag: a\n  else: [{stop: }]\n- tag: b"
        ),
        [6, 8],
    ),
    "behind a pause that a person ends": ("- pause:\n- tag: a", []),
    "behind a stop for some": ("- stop:\n  if: lead.phone\n- tag: a", []),
    "behind a way that may go on": (
        (
            f"- {WAIT}\n  then: [{{stop: a}}]\n- tag: a\n"
            "- branch: lead.phone\n  then: [{stop: a}]\n  else: []\n- tag: b"
        ),
        [],
    ),
    "behind a fork for some": (
        "- branch: lead.phone\n  if: lead.city\n  then: [{stop: }]\n  else: [{stop: }]\n- tag: a",
        [],
    ),
}


@pytest.mark.parametrize("name", DEAD)
def test_the_first_step_that_nobody_reaches_is_told(name: str) -> None:
    steps, lines = DEAD[name]
    expected = [(line + 1, "unreachable-step") for line in lines]
    assert told(f"steps:\n{steps}") == expected


IDLE = "constant-condition"
CONSTANT = {
    "if: true": [(3, IDLE)],
    "if: 'false'": [(3, IDLE)],
    "if: 1 == 2": [(3, IDLE)],
    "if: not 'x' or lead.phone": [],
    "if: lead.phone or true": [(3, IDLE)],
    "if: lead.phone and false": [(3, IDLE)],
    "if: lead.phone == ''": [],
    "if: \"'reply' in events\"": [],
    "if: lead.phone and": [],
}


@pytest.mark.parametrize("written", CONSTANT)
def test_a_condition_that_decides_nothing_is_told(written: str) -> None:
    assert told(f"steps:\n- tag: a\n  {written}") == CONSTANT[written]


def test_a_branch_that_always_goes_one_way_ends_as_that_way_does() -> None:
    fork = "steps:\n- branch: {}\n  then: [{{stop: }}]\n  else: [{{tag: a}}]\n- tag: b"
    assert told(fork.format("true")) == [(2, IDLE), (5, "unreachable-step")]
    assert told(fork.format("false")) == [(2, IDLE)]
    assert told(fork.format("lead.phone")) == []


_leaf = st.sampled_from(["tag: a", "stop: ", "goal: b", "pause: ", "wait: 1 day"])
_steps = st.recursive(
    st.lists(_leaf, min_size=1, max_size=3),
    lambda inner: st.lists(
        _leaf
        | st.tuples(st.sampled_from(["branch: lead.phone", WAIT]), inner, inner).map(
            lambda each: (
                f"{each[0]}, then: [{', '.join(map(_flow, each[1]))}], "
                f"else: [{', '.join(map(_flow, each[2]))}]"
            )
        ),
        min_size=1,
        max_size=3,
    ),
    max_leaves=12,
)


def _flow(step: str) -> str:
    return f"{{{step}}}"


@given(_steps)
def test_a_file_is_silent_just_if_a_walk_reaches_every_step(steps: list[str]) -> None:
    text = "\n".join(["steps:", *(f"- {_flow(step)}" for step in steps)])
    root, _ = read(text.encode(), "x.yaml")
    assert root is not None
    sequence, complaints = read_sequence(root, SETTINGS)
    assert (sequence is not None, complaints) == (True, [])
    assert sequence is not None
    seen, waiting = set(), [sequence.first]
    while waiting:
        key = waiting.pop()
        if key is None or key in seen:
            continue
        seen.add(key)
        step = sequence.steps[key]
        match step.action:
            case Stop() | Goal():
                pass
            case Branch() | WaitFor():
                ways = (step.action.then, step.action.otherwise)
                waiting += [way or step.next for way in ways]
            case _:
                waiting.append(step.next)
    assert (unreachable(root, LANGUAGE.constant) == []) == (seen == set(sequence.steps))


@given(_steps)
def test_the_spots_of_a_file_are_the_steps_of_its_sequence(steps: list[str]) -> None:
    text = "\n".join(["steps:", *(f"- {_flow(step)}" for step in steps)])
    root, _ = read(text.encode(), "x.yaml")
    assert root is not None
    sequence, _ = read_sequence(root, Settings())
    assert sequence is not None
    assert [spot.node.line for spot in spots(root)] == [
        step.line for step in sequence.steps.values()
    ]
