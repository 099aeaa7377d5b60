"""Opens never move a stage: most are a mail program's doing, not a reader's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.language.event import OPENED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outreach.core.language.reader import Reader
    from outreach.core.source import Node

CODE = "stage-on-open"
MESSAGE = f"{OPENED} may be a machine's doing, so it moves no stage: use link.clicked or a reply"
_GENERAL = (OPENED, OPENED.partition(".")[0])


def drives_on_open(kind: str) -> bool:
    """Tell whether an event of this kind may be an open."""
    return kind in _GENERAL


def refuse_stages_on_open(reader: Reader, root: Node) -> None:
    """Complain of each `stage` that an open leads to: reactions, ways, conditions."""
    for node in (*_of_reactions(root), *_of_steps(root.get("steps"), opened=False)):
        reader.complain_of_new(node, CODE, MESSAGE)


def _of_reactions(root: Node) -> Iterator[Node]:
    on = root.get("on")
    for event, actions in on.pairs if on else ():
        if drives_on_open(event.value):
            yield from (key for item in actions.items if (key := item.key("stage")))


def _of_steps(steps: Node | None, *, opened: bool) -> Iterator[Node]:
    for step in steps.items if steps else ():
        asked = opened or _names_open(step.get("if"))
        stage = step.key("stage")
        if stage is not None and asked:
            yield stage
        waits = step.get("wait_for")
        event = waits.get("event") if waits else None
        met = asked or (event is not None and drives_on_open(event.value))
        either = asked or _names_open(step.get("branch"))
        yield from _of_steps(step.get("then"), opened=met or either)
        yield from _of_steps(step.get("else"), opened=either)


def _names_open(expression: Node | None) -> bool:
    return expression is not None and OPENED in expression.value
