"""Turns a checked template into one whose every loop, call and operator is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from outreach.adapters.templates.grammar import SPIN, include_name, walk
from outreach.errors import BoundExceeded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jinja2 import Environment


MAX_INCLUDE_DEPTH = 8


class Rewriter(NodeTransformer):
    """Replaces what would run unbounded by our own filters, and includes by their content."""

    def __init__(
        self,
        environment: Environment,
        included: Callable[[nodes.Include], Sequence[nodes.Node]],
    ) -> None:
        self._environment = environment
        self._included = included
        self._spins = 0
        self._depth = 0

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802 - Jinja's name
        """Mark what the author wrote as such, so that its Markdown is kept."""
        authored = [_is_authored(child) for child in node.nodes]
        self.generic_visit(node)
        node.nodes = [
            self._filter("%authored", child) if mine else child
            for child, mine in zip(node.nodes, authored, strict=True)
        ]
        return node

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - Jinja's name
        """Count each turn by the size of the body."""
        self.generic_visit(node)
        cost = sum(1 for part in (*node.body, node.target) for _ in walk(part))
        node.iter = self._filter("%counted", node.iter, self._const(cost))
        return node

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802 - Jinja's name
        """Put the file's content in place, in a scope of its own."""
        self._depth += 1
        if self._depth > MAX_INCLUDE_DEPTH:
            message = (
                f"includes go more than {MAX_INCLUDE_DEPTH} deep: "
                f'does "{include_name(node)}" include itself?'
            )
            raise BoundExceeded(message)
        body = [self.visit(child) for child in self._included(node)]
        self._depth -= 1
        return nodes.Scope(body, lineno=node.lineno, environment=self._environment)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name
        """Route the two kinds of calls there are: spin(...) and methods."""
        position = self._spins
        self._spins += 1
        self.generic_visit(node)
        if isinstance(node.node, nodes.Getattr):
            name = self._const(node.node.attr)
            return self._filter("%method", node.node.node, name, *node.args)
        return self._filter("%spin", self._list(node.args), self._const(position))

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - Jinja's name
        """Measure before joining."""
        self.generic_visit(node)
        return self._filter("%concat", self._list(node.nodes))

    def visit_List(self, node: nodes.List) -> nodes.Node:  # noqa: N802 - Jinja's name
        """Keep lists flat: equal ones that share their parts take for ever to compare."""
        self.generic_visit(node)
        return self._filter("%flat", node)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802 - Jinja's name
        """Keep tuples flat too; one that is assigned to is no value."""
        self.generic_visit(node)
        return node if node.ctx == "store" else self._filter("%flat", node)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802 - Jinja's name
        """Search in what may be searched only."""
        self.generic_visit(node)
        (operand, *more) = node.ops
        if more or operand.op not in {"in", "notin"}:
            return node
        found = self._filter("%within", node.expr, operand.expr)
        if operand.op == "in":
            return found
        return nodes.Not(found, lineno=node.lineno, environment=self._environment)

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802 - Jinja's name
        """Cut texts and lists only; nothing else has slices."""
        self.generic_visit(node)
        if not isinstance(node.arg, nodes.Slice):
            return node
        ends = (node.arg.start, node.arg.stop, node.arg.step)
        return self._filter(
            "%cut", node.node, *(end or self._const(None) for end in ends)
        )

    def _filter(self, name: str, value: Any, *args: nodes.Expr) -> nodes.Filter:
        return nodes.Filter(
            value,
            name,
            list(args),
            [],
            None,
            None,
            lineno=value.lineno,
            environment=self._environment,
        )

    def _const(self, value: object) -> nodes.Const:
        return nodes.Const(value, lineno=1, environment=self._environment)

    def _list(self, items: list[nodes.Expr]) -> nodes.List:
        return nodes.List(items, lineno=1, environment=self._environment)


def _is_authored(node: nodes.Expr) -> bool:
    """Whether nothing of this comes from data: a constant, or a choice among constants."""
    match node:
        case nodes.Const():
            return True
        case nodes.Call(node=nodes.Name(name=name)) if name == SPIN:
            return all(isinstance(argument, nodes.Const) for argument in node.args)
        case nodes.CondExpr(expr1=first, expr2=second):
            return _is_authored(first) and second is not None and _is_authored(second)
        case _:
            return False
