"""Comparisons of a field with what it can never be like, as of a text with a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import nodes

from outreach.adapters.templates.grammar import Fault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_ORDERED = frozenset({"eq", "ne", "lt", "lteq", "gt", "gteq"})
_KINDS = {"score": "number", "tags": "list"}  # all other fields are texts
_REMEDIES = {
    "text": "is text: put what it is compared with in quotes, or put | int after it",
    "number": "is a number: compare it with one, without quotes",
    "list": 'is a list: ask as "vip" in lead.tags',
}


def unlike(tree: nodes.Template, fields: Collection[str]) -> Iterator[Fault]:
    """Yield a fault for each field compared with a constant of another kind.

    Run, `<` and the like would fail, and == would never hold.
    """
    for node in tree.find_all(nodes.Compare):
        sides = [node.expr, *(operand.expr for operand in node.ops)]
        for operand, one, other in zip(node.ops, sides, sides[1:], strict=False):
            if operand.op in _ORDERED:
                yield from _unlike(one, other, fields)
                yield from _unlike(other, one, fields)


def _unlike(
    one: nodes.Expr, other: nodes.Expr, fields: Collection[str]
) -> Iterator[Fault]:
    field, kind = _field(one), _constant(other)
    if field is None or field not in fields or kind is None:
        return
    own = _KINDS.get(field, "text")
    if own != kind:
        message = f'"{field}" {_REMEDIES[own]}'
        yield Fault(one.lineno or 1, field, "bad-template", message)


def _field(node: nodes.Expr) -> str | None:
    """Return the field of a lead that an expression is, be it written with `lead.` or not."""
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr(node=nodes.Name(name="lead")):
            return node.attr
        case nodes.Getitem(
            node=nodes.Name(name="lead"), arg=nodes.Const(value=str(name))
        ):
            return name
        case _:
            return None


def _constant(node: nodes.Expr) -> str | None:
    match node:
        case nodes.Const(value=bool()):
            return None
        case nodes.Const(value=str()):
            return "text"
        case nodes.Const(value=int() | float()):
            return "number"
        case _:
            return None
