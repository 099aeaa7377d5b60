"""Where steps go when a sequence changes, and what is told of it, for any edit of any file."""

from __future__ import annotations

from datetime import time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from outreach.core.difference import Difference, Edition, differences
from outreach.core.migration import (
    Fate,
    Goes,
    Gone,
    Pins,
    Stay,
    Stops,
    ahead,
    arms,
    fates,
    is_named,
    renames,
    successor,
)
from outreach.core.model import StepKey
from outreach.core.sequence import (
    Action,
    Branch,
    CompanyRule,
    Delay,
    Email,
    Sequence,
    Step,
    Tag,
    Variant,
    Wait,
    Window,
)

IDS = ("a", "b", "c", "d", "e", "f")
WINDOW = Window(None, ((time(9), time(17)),), "lead", "lead")
Line = tuple[str, int]  # an id, or "" for a step without, and what is said or waited


def sequence(lines: list[Line], migrate: dict[str, str] | None = None) -> Sequence:
    """Return a sequence of these steps; those without an id wait."""
    keys = [StepKey(name or str(place)) for place, (name, _) in enumerate(lines)]
    follows = dict(pairwise(keys))
    steps = {
        key: Step(key, _action(name, said), follows.get(key))
        for key, (name, said) in zip(keys, lines, strict=True)
    }
    return _whole(steps, keys[0] if keys else None, migrate)


def _whole(
    steps: dict[StepKey, Step],
    first: StepKey | None,
    migrate: dict[str, str] | None = None,
) -> Sequence:
    return Sequence(
        "s",
        "",
        {"email": ("anna",)},
        WINDOW,
        (),
        frozenset(),
        CompanyRule(),
        steps,
        first,
        {},
        migrate or {},
    )


def _action(name: str, said: int) -> Action:
    if not name:
        return Wait(Delay(timedelta(days=said)))
    return Email((Variant("", 1, f"S {said}", f"B {said}"),))


names = st.lists(st.sampled_from(IDS), unique=True, max_size=6)


@st.composite
def files(draw: st.DrawFn) -> list[Line]:
    """Draw the lines of a file, some without an id."""
    lines = [(name, draw(st.integers(1, 3))) for name in draw(names)]
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(lines)))
        lines.insert(place, ("", draw(st.integers(1, 3))))
    return lines


@given(files())
def test_a_file_that_stays_the_same_leaves_all_where_it_is(lines: list[Line]) -> None:
    one = sequence(lines)
    assert fates(one, one) == {key: Stay(key) for key in one.steps}
    assert renames(fates(one, one), "v") == {}
    assert differences(Edition(one), Edition(one)) == ()


@given(files(), files())
def test_every_step_has_a_fate_and_it_leads_to_one_of_the_new_file(
    old: list[Line], new: list[Line]
) -> None:
    one, other = sequence(old), sequence(new)
    found = fates(one, other)
    assert list(found) == list(one.steps)
    stays = [each.step for each in found.values() if isinstance(each, Stay | Goes)]
    assert set(stays) <= other.steps.keys()
    assert len(stays) == len(set(stays))  # two never become one, unless it is said
    named = {key for key in one.steps if is_named(key)}
    assert {key for key in named if isinstance(found[key], Stay)} == named & {
        *other.steps
    }


@given(files(), files())
def test_no_touch_counts_for_a_step_that_it_is_not_of(
    old: list[Line], new: list[Line]
) -> None:
    one, other = sequence(old), sequence(new)
    found = fates(one, other)
    names_ = renames(found, "version")
    for key, fate in found.items():
        now = names_.get(key, key)
        if isinstance(fate, Stay):
            assert now == fate.step
        else:
            assert now not in other.steps


@given(files(), st.dictionaries(st.sampled_from(IDS), st.sampled_from(("stop", "pin"))))
def test_stop_and_pin_hold_for_what_is_gone_and_for_nothing_else(
    lines: list[Line], told: dict[str, str]
) -> None:
    one = sequence(lines)
    kept = [line for line in lines if line[0] not in told]
    found = fates(one, sequence(kept, told))
    words: dict[str, Fate] = {"stop": Stops(), "pin": Pins()}
    for name, word in told.items():
        if name in one.steps:
            assert found[StepKey(name)] == words[word]
    # Where the step is there still, the word says nothing.
    same = fates(one, sequence(lines, told))
    assert all(isinstance(each, Stay) for each in same.values())


RENAMES = st.dictionaries(
    st.sampled_from(IDS), st.sampled_from(("u", "v", "w")), max_size=3
).filter(lambda told: len(set(told.values())) == len(told))


def _called(lines: list[Line], told: dict[str, str]) -> list[Line]:
    return [(told.get(name, name), said) for name, said in lines]


@given(files(), RENAMES)
def test_a_renamed_step_is_the_same_and_put_back_it_is_so_again(
    lines: list[Line], told: dict[str, str]
) -> None:
    one, other = sequence(lines), sequence(_called(lines, told), told)
    there, back = fates(one, other), fates(other, one)
    assert there == {key: Stay(StepKey(told.get(key, key))) for key in one.steps}
    assert back == {StepKey(told.get(key, key)): Stay(key) for key in one.steps}


@given(files(), RENAMES, st.permutations(("x", "y", "z")))
def test_two_renames_in_a_row_are_one(
    lines: list[Line], told: dict[str, str], last: list[str]
) -> None:
    again = dict(zip(("u", "v", "w"), last, strict=True))
    middle = _called(lines, told)
    one, mid = sequence(lines), sequence(middle, told)
    end = sequence(_called(middle, again), again)
    both = {old: again[new] for old, new in told.items()}
    direct = fates(one, sequence(_called(middle, again), both))
    second = fates(mid, end)
    assert direct == {
        key: second[fate.step]
        for key, fate in fates(one, mid).items()
        if isinstance(fate, Stay)
    }


def test_an_id_that_another_step_has_taken_is_the_one_it_was_renamed_to() -> None:
    """Else the mail that went out as `a` is sent once more as `b`."""
    told = {"a": "b"}
    found = fates(sequence([("a", 1)]), sequence([("b", 1), ("a", 2)], told))
    assert found == {StepKey("a"): Stay(StepKey("b"))}
    # Whoever is in that file already had another `a`.
    there = sequence([("b", 1), ("a", 2)], told)
    later = sequence([("b", 1), ("a", 3)], told)
    assert fates(there, later) == {key: Stay(key) for key in there.steps}


def test_two_steps_that_were_made_one_are_not_parted_by_putting_the_file_back() -> None:
    both = sequence([("a", 1), ("b", 2)])
    one = sequence([("c", 1)], {"a": "c", "b": "c"})
    assert fates(both, one) == dict.fromkeys(both.steps, Stay(StepKey("c")))
    assert fates(one, both) == {StepKey("c"): Gone()}


def test_a_step_goes_to_one_that_was_there_before_without_becoming_it() -> None:
    old = sequence([("a", 1), ("b", 2)])
    found = fates(old, sequence([("b", 2)], {"a": "b"}))
    assert found == {StepKey("a"): Goes(StepKey("b")), StepKey("b"): Stay(StepKey("b"))}


@given(files(), st.integers(0, 8))
def test_what_is_ahead_is_what_follows_in_the_file(
    lines: list[Line], place: int
) -> None:
    one = sequence(lines)
    keys = list(one.steps)
    start = keys[place] if place < len(keys) else None
    assert ahead(one, start) == frozenset(keys[place:])


@given(files(), files())
def test_what_is_proposed_for_a_step_that_is_gone_can_be_written(
    old: list[Line], new: list[Line]
) -> None:
    one, other = sequence(old), sequence(new)
    found = fates(one, other)
    for key in one.steps:
        told = successor(one, found, key)
        assert told == "stop" or told in other.steps


def _fork(then: list[str], otherwise: list[str]) -> Sequence:
    """Return a branch with these tags on its ways, and one after it."""
    end = Step(StepKey("end"), Tag("end"), None)
    steps = {end.key: end}
    firsts: list[StepKey | None] = []
    for way in (then, otherwise):
        follow: StepKey | None = end.key
        for name in reversed(way):
            steps[StepKey(name)] = Step(StepKey(name), Tag(name), follow)
            follow = StepKey(name)
        firsts.append(follow if way else None)
    fork = Step(StepKey("fork"), Branch("true", *firsts), end.key)
    return _whole({fork.key: fork, **steps}, fork.key)


def test_a_step_that_changes_sides_has_moved() -> None:
    old, new = _fork(["x"], ["y"]), _fork(["y"], ["x"])
    told = differences(Edition(old), Edition(new))
    assert {(each.what, each.step) for each in told} == {("moved", "x"), ("moved", "y")}
    assert arms(old)[StepKey("x")] == ("fork.then",)
    assert ahead(old, StepKey("fork")) == old.steps.keys()
    assert ahead(old, StepKey("x")) == {"x", "end"}


@given(files(), files())
def test_what_is_told_of_ids_is_what_came_what_went_and_what_changed(
    old: list[Line], new: list[Line]
) -> None:
    one = sequence([line for line in old if line[0]])
    other = sequence([line for line in new if line[0]])
    texts = [
        {key: {"body": repr(step.action)} for key, step in each.steps.items()}
        for each in (one, other)
    ]
    told = differences(Edition(one, texts[0]), Edition(other, texts[1]))

    def of(what: str) -> set[str]:
        return {each.step for each in told if each.what == what}

    assert of("added") == other.steps.keys() - one.steps.keys()
    assert of("removed") == one.steps.keys() - other.steps.keys()
    both = one.steps.keys() & other.steps.keys()
    assert of("text") == {key for key in both if texts[0][key] != texts[1][key]}
    stays = [key for key in other.steps if key in both and key not in of("moved")]
    assert [key for key in one.steps if key in stays] == stays


def test_a_changed_delay_is_told_as_it_is_written() -> None:
    found = differences(Edition(sequence([("", 1)])), Edition(sequence([("", 2)])))
    assert found == (Difference("delay", "0", "1 day", "2 days"),)
