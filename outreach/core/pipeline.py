"""Where a lead stands in sales terms, and what moves it: forward only, but for people."""

from __future__ import annotations

from dataclasses import dataclass

from outreach.errors import Refused


@dataclass(frozen=True, slots=True)
class Rule:
    """An event of kind `on`, or of a narrower kind, moves the lead to `stage`."""

    on: str
    stage: str


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The stages in order, those of them that only a person leaves, and the rules."""

    stages: tuple[str, ...]
    closed: frozenset[str] = frozenset()
    rules: tuple[Rule, ...] = ()

    @property
    def first(self) -> str:
        """Where a lead starts; "" in a pipeline without stages."""
        return self.stages[0] if self.stages else ""


def advance(pipeline: Pipeline, current: str, *kinds: str) -> str:
    """Return the stage after events of these kinds, whatever their order.

    An unknown `current` counts as the first stage. The furthest stage that a rule names
    wins; a closed one is further than any open one, wherever it stands in the list.
    """
    targets = (
        rule.stage
        for rule in pipeline.rules
        if any(kind == rule.on or kind.startswith(f"{rule.on}.") for kind in kinds)
    )
    return _furthest(pipeline, current, *targets)


def forward(pipeline: Pipeline, current: str, stage: str) -> str:
    """Return the stage after a `stage:` step, which is bound like a rule."""
    return _furthest(pipeline, current, stage)


def by_person(pipeline: Pipeline, stage: str) -> str:
    """Return the stage a person chose, be it backward or out of a closed one.

    Raises Refused for one the pipeline does not have.
    """
    if stage in pipeline.stages:
        return stage
    known = ", ".join(pipeline.stages)
    code, message = "unknown_stage", f"no stage {stage!r}; there are: {known}"
    raise Refused(code, message)


def _furthest(pipeline: Pipeline, current: str, *targets: str) -> str:
    standing = current if current in pipeline.stages else pipeline.first
    if not pipeline.stages or standing in pipeline.closed:
        return standing
    known = (target for target in targets if target in pipeline.stages)
    return max((standing, *known), key=lambda stage: _rank(pipeline, stage))


def _rank(pipeline: Pipeline, stage: str) -> tuple[bool, int]:
    return stage in pipeline.closed, pipeline.stages.index(stage)
