"""The steps of a file as nodes: where each stands, and what has to hold for a lead to be there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.language.reader import is_scalar
from outreach.core.language.step import KINDS, WAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outreach.core.language.step import Path
    from outreach.core.source import Node

THEN = "then"


@dataclass(frozen=True, slots=True)
class Guard:
    """An expression that must be true of a lead, or untrue, for it to come by."""

    expression: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """One step: its node, the one thing it does ("" where that cannot be told), its place."""

    node: Node
    kind: str
    path: Path
    guards: tuple[Guard, ...]

    @property
    def action(self) -> Node | None:
        """What stands under the step's kind."""
        return self.node.get(self.kind) if self.kind else None


def spots(root: Node) -> Iterator[Spot]:
    """Yield every step of a sequence's file, in its order."""
    steps = root.get("steps")
    if steps is not None:
        yield from _block(steps, (), ())


def _block(block: Node, path: Path, guards: tuple[Guard, ...]) -> Iterator[Spot]:
    for index, node in enumerate(block.items):
        here, kind = (*path, index), kind_of(node)
        passed = (*guards, *_asked(node, "if", wanted=True))
        yield Spot(node, kind, here, passed)
        for way in WAYS:
            nested = node.get(way)
            if nested is not None:
                asked = _asked(node, "branch", wanted=way == THEN)
                yield from _block(nested, (*here, way), (*passed, *asked))


def _asked(node: Node, key: str, *, wanted: bool) -> tuple[Guard, ...]:
    text = expression_of(node, key)
    return () if text is None else (Guard(text, wanted),)


def expression_of(node: Node, key: str) -> str | None:
    """Return the expression under a key; None without one."""
    found = node.get(key)
    if found is None or not is_scalar(found) or not found.value.strip():
        return None
    return found.value


def kind_of(step: Node) -> str:
    """Return the one thing that a step does; "" where it is none or several."""
    kinds = [key.value for key, _ in step.pairs if key.value in KINDS]
    return kinds[0] if len(kinds) == 1 else ""


def label(step: Node) -> str:
    """Return what a complaint calls a step: its id, else what it does."""
    named = step.get("id")
    if named is not None and is_scalar(named):
        return str(named)
    return f"`{kind_of(step)}`" if kind_of(step) else "the step"
