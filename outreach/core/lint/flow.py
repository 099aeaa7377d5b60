"""Where no lead ever comes: steps behind an end, and ways behind what always holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.core.language.step import FORKS, WAYS
from outreach.core.lint.tree import expression_of, kind_of, label, spots
from outreach.core.source import Complaint

if TYPE_CHECKING:
    from collections.abc import Callable

    from outreach.core.source import Node

    Constant = Callable[[str], bool | None]

# A pause without an end is none: a person resumes it.
ENDS = ("stop", "goal")


def unreachable(root: Node, constant: Constant) -> list[Complaint]:
    """Return a complaint for the first step of each part of a file that no lead reaches.

    `constant` tells of an expression whether it is true or false whatever the lead is.
    """
    steps = root.get("steps")
    walk = _Walk(constant)
    if steps is not None:
        walk.block(steps)
    return walk.complaints


def idle_conditions(root: Node, constant: Constant) -> list[Complaint]:
    """Return a warning for each `if` and `branch` that decides nothing."""
    found = []
    for spot in spots(root):
        for key, told in _TOLD.items():
            text = expression_of(spot.node, key)
            holds = None if text is None else constant(text)
            node = spot.node.get(key)
            if holds is not None and node is not None:
                place = (node.path, node.line, node.column)
                said = (*place, "constant-condition", f"{node} {told[holds]}")
                found.append(Complaint(*said, warning=True))
    return found


_TOLD = {
    "if": {
        True: "always holds: take the `if` out",
        False: "never holds, so the step is always skipped: correct it, or take it out",
    },
    "branch": {
        True: "always holds, so `else` is never taken: correct it",
        False: "never holds, so `then` is never taken: correct it",
    },
}


@dataclass(slots=True)
class _Walk:
    """Goes through the blocks of a file; complains of what stands behind an end."""

    constant: Constant
    complaints: list[Complaint] = field(default_factory=list)

    def block(self, node: Node) -> bool:
        """Tell whether every lead that begins this list of steps ends in it."""
        ended: Node | None = None
        for item in node.items:
            if ended is not None:
                self._complain(item, ended)
                return True
            if self._step_ends(item):
                ended = item
        return ended is not None

    def _step_ends(self, step: Node) -> bool:
        kind = kind_of(step)
        ends = self._fork_ends(step, kind) if kind in FORKS else kind in ENDS
        condition = expression_of(step, "if")
        if condition is not None and self.constant(condition) is not True:
            return False
        return ends

    def _fork_ends(self, step: Node, kind: str) -> bool:
        ways = dict.fromkeys(WAYS, False)
        for way in WAYS:
            nested = step.get(way)
            ways[way] = nested is not None and self.block(nested)
        expression = expression_of(step, "branch") if kind == "branch" else None
        match None if expression is None else self.constant(expression):
            case True:
                return ways["then"]
            case False:
                return ways["else"]
            case _:
                return all(ways.values())

    def _complain(self, step: Node, ended: Node) -> None:
        message = (
            f"{label(step)} is never reached, for {label(ended)} in line {ended.line} "
            "ends every way before it: take it out, or move it up"
        )
        place = (step.path, step.line, step.column)
        self.complaints.append(Complaint(*place, "unreachable-step", message))
