"""Sequences that enroll in each other in a circle, found over all files of a workspace."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from outreach.core.language.reader import is_scalar
from outreach.core.source import Complaint, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from outreach.core.source import Node

    Chain = Mapping[str, list[Node]]

CODE = "enroll-cycle"
_MOST_SHOWN = 6


def enroll_cycles(sequences: Iterable[tuple[str, Node]]) -> list[Complaint]:
    """Return a complaint at each `enroll` that closes a circle; each file is (name, root)."""
    chain: dict[str, list[Node]] = defaultdict(list)
    for name, root in sequences:
        chain[name] += _enrolls(root)
    found: list[Complaint] = []
    seen: set[str] = set()
    for name in sorted(chain):
        if name not in seen:
            found += _walk(name, chain, seen)
    return sorted(found)


def _walk(start: str, chain: Chain, seen: set[str]) -> Iterator[Complaint]:
    """Go down from one sequence, and tell of each `enroll` that leads back up the way."""
    way = {start: iter(chain[start])}
    seen.add(start)
    while way:
        here, leads = next(reversed(way.items()))
        node = next(leads, None)
        if node is None:
            way.pop(here)
        elif node.value in way:
            yield _complaint(node, list(way))
        elif node.value not in seen:
            seen.add(node.value)
            way[node.value] = iter(chain.get(node.value, ()))


def _complaint(node: Node, way: list[str]) -> Complaint:
    circle = [*way[way.index(node.value) :], node.value]
    if len(circle) > _MOST_SHOWN:
        circle = [*circle[: _MOST_SHOWN - 2], "...", circle[-1]]
    told = " -> ".join(map(shown, circle))
    message = f"{node} closes a circle ({told}): take one of these `enroll` out"
    return Complaint(node.path, node.line, node.column, CODE, message)


def _enrolls(root: Node) -> Iterator[Node]:
    on = root.get("on")
    lists = [root.get("steps"), *(actions for _, actions in (on.pairs if on else ()))]
    while lists:
        several = lists.pop(0)
        for step in several.items if several else ():
            target = step.get("enroll")
            if target is not None and is_scalar(target):
                yield target
            lists += [step.get("then"), step.get("else")]
