"""What can be told of a text before any lead: whether it decides at all, and on what."""

from __future__ import annotations

import operator
from enum import Enum, auto
from typing import TYPE_CHECKING

from jinja2 import nodes

from outreach.ports import Uses

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

_COMPARE: dict[str, Callable[[object, object], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
}
_BEYOND = ("events", "now")
_DEFAULTS = ("default", "d")


def constant(node: nodes.Node) -> bool | None:
    """Return whether an expression is true or false whatever is put in; None: it depends."""
    match node:
        case nodes.Const():
            return bool(node.value)
        case nodes.Not():
            held = constant(node.node)
            return None if held is None else not held
        case nodes.And() | nodes.Or():
            sides = (constant(node.left), constant(node.right))
            decisive = isinstance(node, nodes.Or)
            if decisive in sides:
                return decisive
            return None if None in sides else not decisive
        case nodes.Compare(expr=nodes.Const() as left, ops=[only]):
            compare = _COMPARE.get(only.op)
            if compare is None or not isinstance(only.expr, nodes.Const):
                return None
            return compare(left.value, only.expr.value)
        case _:
            return None


class _As(Enum):
    """What a value is there for: to be written, to be asked for, or to be worked on."""

    PRINT = auto()
    TEST = auto()
    VALUE = auto()


def uses(tree: nodes.Node, fields: Collection[str], *, expression: bool) -> Uses:
    """Return which fields a text names, and whether more than their presence matters."""
    reader = _Reader(frozenset(fields))
    match tree:
        case nodes.Template(body=[nodes.Assign(node=asked)]) if expression:
            reader.visit(asked, _As.TEST)
        case _:
            reader.visit(tree, _As.VALUE)
    return Uses(
        frozenset(reader.present - reader.valued),
        frozenset(reader.valued),
        beyond=reader.beyond,
    )


class _Reader:
    """Goes through one tree; its depth is bounded by the grammar."""

    def __init__(self, fields: frozenset[str]) -> None:
        self.present: set[str] = set()
        self.valued: set[str] = set()
        self.beyond = False
        self._fields = fields

    def visit(self, node: nodes.Node, purpose: _As) -> None:
        """Note what a node and those below it name."""
        match node:
            case nodes.Name():
                self._name(node.name, purpose)
            case nodes.Getattr(node=nodes.Name(name="lead"), attr=name):
                self._field(name, purpose)
            case nodes.Getitem(
                node=nodes.Name(name="lead"), arg=nodes.Const(value=name)
            ):
                self._field(str(name), purpose)
            case nodes.Output():
                self._all(node.nodes, _As.PRINT)
            case nodes.If() | nodes.CondExpr() | nodes.Not():
                self._asked(node, purpose)
            case _:
                inner = purpose if _keeps(node, purpose) else _As.VALUE
                self._all(node.iter_child_nodes(), inner)

    def _asked(self, node: nodes.If | nodes.CondExpr | nodes.Not, purpose: _As) -> None:
        test = node.node if isinstance(node, nodes.Not) else node.test
        self.visit(test, _As.TEST)
        rest = [child for child in node.iter_child_nodes() if child is not test]
        self._all(rest, purpose)

    def _all(self, some: Iterable[nodes.Node], purpose: _As) -> None:
        for node in some:
            self.visit(node, purpose)

    def _name(self, name: str, purpose: _As) -> None:
        if name in self._fields:
            self._field(name, purpose)
        elif name == "lead":  # reached in a way that cannot be told
            self.valued |= self._fields
        elif name in _BEYOND:
            self.beyond = True

    def _field(self, name: str, purpose: _As) -> None:
        (self.valued if purpose is _As.VALUE else self.present).add(name)


def _keeps(node: nodes.Node, purpose: _As) -> bool:
    """Tell whether a node needs no more of what it holds than it is needed for itself."""
    match node:
        case nodes.And() | nodes.Or():
            return True
        case nodes.Filter():
            return purpose is _As.PRINT or (
                purpose is _As.TEST and node.name in _DEFAULTS
            )
        case nodes.Call():
            return purpose is _As.PRINT
        case _:
            return False
