"""What moves a lead from stage to stage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.pipeline import Pipeline, Rule, advance, by_person, forward
from outreach.errors import Refused

PIPELINE = Pipeline(
    stages=("prospect", "contacted", "replied", "qualified", "won", "lost"),
    closed=frozenset({"won", "lost"}),
    rules=(
        Rule("sent", "contacted"),
        Rule("reply", "replied"),
        Rule("reply.interested", "qualified"),
        Rule("opt_out", "lost"),
    ),
)
KINDS = ("sent", "reply", "reply.interested", "reply.not_now", "opt_out", "replying")
STAGES = tuple("abcdef")


@st.composite
def pipelines(draw: st.DrawFn, most_closed: int = 6) -> Pipeline:
    stages = tuple(draw(st.permutations(STAGES))[: draw(st.integers(1, len(STAGES)))])
    closed = draw(st.frozensets(st.sampled_from(stages), max_size=most_closed))
    rule = st.builds(Rule, on=st.sampled_from(KINDS), stage=st.sampled_from(STAGES))
    return Pipeline(stages, closed, tuple(draw(st.lists(rule, max_size=8))))


KIND_LISTS = st.lists(st.sampled_from(KINDS), max_size=6)
CURRENT = st.sampled_from((*STAGES, "gone", ""))


@pytest.mark.parametrize(
    ("current", "kinds", "stage"),
    [
        ("prospect", ["sent"], "contacted"),
        ("qualified", ["sent"], "qualified"),
        ("contacted", ["reply.not_now"], "replied"),
        ("contacted", ["reply.interested"], "qualified"),
        ("contacted", ["replying"], "contacted"),
        ("qualified", ["opt_out"], "lost"),
        ("won", ["opt_out"], "won"),
        ("renamed away", [], "prospect"),
        ("renamed away", ["sent"], "contacted"),
        ("prospect", [], "prospect"),
    ],
)
def test_rules_move_a_lead(current: str, kinds: list[str], stage: str) -> None:
    assert advance(PIPELINE, current, *kinds) == stage


def test_a_stage_step_goes_forward_only() -> None:
    assert forward(PIPELINE, "contacted", "qualified") == "qualified"
    assert forward(PIPELINE, "qualified", "contacted") == "qualified"
    assert forward(PIPELINE, "lost", "won") == "lost"
    assert forward(PIPELINE, "contacted", "no such stage") == "contacted"


def test_a_person_moves_a_lead_anywhere() -> None:
    assert [by_person(PIPELINE, stage) for stage in PIPELINE.stages] == list(
        PIPELINE.stages
    )


def test_a_person_is_refused_a_stage_that_is_not_there() -> None:
    with pytest.raises(
        Refused, match="no stage 'wonn'; there are: prospect,"
    ) as caught:
        by_person(PIPELINE, "wonn")
    assert caught.value.code == "unknown_stage"


def test_closing_is_forward_even_where_the_closed_stage_is_listed_first() -> None:
    pipeline = Pipeline(
        ("new", "lost", "hot"), frozenset({"lost"}), (Rule("no", "lost"),)
    )
    assert advance(pipeline, "hot", "no") == "lost"


def test_a_pipeline_without_stages_has_but_one() -> None:
    assert advance(Pipeline(()), "anything", "sent") == ""


@given(pipelines(), CURRENT, KIND_LISTS)
def test_a_rule_never_moves_backward(
    pipeline: Pipeline, current: str, kinds: list[str]
) -> None:
    start = current if current in pipeline.stages else pipeline.first
    end = advance(pipeline, current, *kinds)
    ahead = pipeline.stages.index(end) >= pipeline.stages.index(start)
    assert ahead or (end in pipeline.closed and start not in pipeline.closed)


@given(pipelines(), CURRENT, KIND_LISTS)
def test_a_rule_never_leaves_a_closed_stage(
    pipeline: Pipeline, current: str, kinds: list[str]
) -> None:
    if current in pipeline.closed:
        assert advance(pipeline, current, *kinds) == current


@given(pipelines(), CURRENT, KIND_LISTS, st.data())
def test_events_at_once_come_to_the_same_in_any_order(
    pipeline: Pipeline, current: str, kinds: list[str], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(kinds))
    assert advance(pipeline, current, *shuffled) == advance(pipeline, current, *kinds)


@given(pipelines(most_closed=1), CURRENT, KIND_LISTS)
def test_with_one_closed_stage_one_by_one_comes_to_the_same_as_at_once(
    pipeline: Pipeline, current: str, kinds: list[str]
) -> None:
    stage = advance(pipeline, current)
    for kind in kinds:
        stage = advance(pipeline, stage, kind)
    assert stage == advance(pipeline, current, *kinds)
