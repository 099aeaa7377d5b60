"""What a step that only writes does to its lead: the planner foresees it, the services store it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from outreach.core import pipeline
from outreach.core.model import BUILT_IN_FIELDS
from outreach.core.sequence import SetFields, SetStage, Tag

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from outreach.core.model import Lead
    from outreach.core.pipeline import Pipeline
    from outreach.core.sequence import Action

    Fill = Callable[[str, Lead], str]

WRITABLE = frozenset(BUILT_IN_FIELDS) - {"email", "name", "domain", "tags", "stage"}


@dataclass(frozen=True, slots=True)
class Change:
    """A lead as it now is, what of it was written, and the event that tells.

    `columns` are by the names of the lead's own fields; `kind` is "" where nothing changed.
    """

    lead: Lead
    columns: Mapping[str, object] = field(default_factory=dict)
    kind: str = ""
    data: Mapping[str, object] = field(default_factory=dict)


def consequence(action: Action, lead: Lead, stages: Pipeline, fill: Fill) -> Change:
    """Return what an action makes of a lead; `fill` renders a template for it."""
    match action:
        case SetStage(stage=stage):
            return _staged(lead, pipeline.forward(stages, lead.stage, stage))
        case Tag(tag=tag) if tag not in lead.tags:
            tags = (*lead.tags, tag)
            changed = replace(lead, tags=tags)
            return Change(changed, {"tags": tags}, "tagged", {"tag": tag})
        case SetFields(values=values):
            return _written(
                lead, {name: fill(text, lead) for name, text in values.items()}
            )
        case _:
            return Change(lead)


def _staged(lead: Lead, to: str) -> Change:
    if to == lead.stage:
        return Change(lead)
    data = {"from": lead.stage, "by": "sequence"}
    return Change(replace(lead, stage=to), {"stage": to}, f"stage.{to}", data)


def _written(lead: Lead, new: dict[str, str]) -> Change:
    own = {name: value for name, value in new.items() if name not in BUILT_IN_FIELDS}
    columns: dict[str, object] = {
        name: float(value) if name == "score" else value
        for name, value in new.items()
        if name in WRITABLE
    }
    columns["fields"] = {**lead.fields, **own}
    changed = replace(lead, **columns)  # type: ignore[arg-type] # its own fields
    return Change(changed, columns, "fields.set", dict(new))
