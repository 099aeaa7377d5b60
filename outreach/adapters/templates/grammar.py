"""The part of Jinja's language that is ours: an allow-list of nodes, names and sizes."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING

from jinja2 import meta, nodes

from outreach.adapters.templates.filter import METHODS, PUBLIC_FILTERS, PUBLIC_TESTS
from outreach.adapters.templates.value import MAX_NUMBER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

MAX_SOURCE = 65_536  # characters
MAX_NODES = 1_500  # a letter has some fifty
MAX_DEPTH = 40
MAX_FAULTS = 25  # told at once; nobody reads more
MAX_COMMENTS = 500

_LONGEST_GUESSED = 60  # characters of a word that is looked for among the known ones

SPIN = "spin"

_ALLOWED = (
    nodes.Add,
    nodes.And,
    nodes.Assign,
    nodes.Call,
    nodes.Compare,
    nodes.Concat,
    nodes.CondExpr,
    nodes.Const,
    nodes.Div,
    nodes.Filter,
    nodes.FloorDiv,
    nodes.For,
    nodes.Getattr,
    nodes.Getitem,
    nodes.If,
    nodes.Include,
    nodes.Keyword,
    nodes.List,
    nodes.Mod,
    nodes.Mul,
    nodes.Name,
    nodes.Neg,
    nodes.Not,
    nodes.Operand,
    nodes.Or,
    nodes.Output,
    nodes.Pos,
    nodes.Slice,
    nodes.Sub,
    nodes.Template,
    nodes.TemplateData,
    nodes.Test,
    nodes.Tuple,
    nodes.With,
)
_SPOKEN = {
    nodes.AssignBlock: "a {% set %} block",
    nodes.Block: "{% block %}",
    nodes.CallBlock: "{% call %}",
    nodes.Dict: "a dictionary",
    nodes.Extends: "{% extends %}",
    nodes.FilterBlock: "{% filter %}",
    nodes.FromImport: "{% from %}",
    nodes.Import: "{% import %}",
    nodes.Macro: "{% macro %}",
    nodes.Pow: "**",
    nodes.ScopedEvalContextModifier: "{% autoescape %}",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something a template may not do; `word` is what to look for in its line."""

    line: int
    word: str
    code: str
    message: str
    bound: bool = False  # it is too much, rather than wrong
    column: int = 0  # where it stands, if known better than by its word


@dataclass(frozen=True, slots=True)
class Names:
    """What may be named: plain names, and the fields of those that have fields."""

    plain: frozenset[str]
    fields: Mapping[str, frozenset[str]]
    inclusive: bool = True  # whether {% include %} may be used

    def nearest(self, word: str, among: Collection[str]) -> str:
        """Return a hint at what may have been meant."""
        near = get_close_matches(word[:_LONGEST_GUESSED], sorted(among), 1)
        return f' (did you mean "{near[0]}"?)' if near else ""


def faults(tree: nodes.Template, names: Names) -> list[Fault]:
    """Return what the template may not do, in its order."""
    found = list(_size_faults(tree))
    if found:
        return found
    for node in walk(tree):
        found += _node_faults(node, names)
        if len(found) >= MAX_FAULTS:
            break
    if not found or all(fault.code == "undefined-variable" for fault in found):
        found += islice(_unknown_names(tree, names), MAX_FAULTS)
    return sorted(found, key=lambda fault: fault.line)


def walk(tree: nodes.Node) -> Iterator[nodes.Node]:
    """Yield each node of the tree, itself first. Deep trees do no harm."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += list(node.iter_child_nodes())


def include_name(node: nodes.Include) -> str | None:
    """Return the file an include names, or None where only the rendering would tell."""
    constant = isinstance(node.template, nodes.Const)
    name = node.template.value if isinstance(node.template, nodes.Const) else None
    return name if constant and isinstance(name, str) else None


def _size_faults(tree: nodes.Template) -> Iterator[Fault]:
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    count = 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if depth > MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} deep: make it flatter"
            yield Fault(node.lineno or 1, "", "bad-template", message, bound=True)
            return
        if count > MAX_NODES:
            message = f"more than {MAX_NODES} parts: make it shorter"
            yield Fault(node.lineno or 1, "", "bad-template", message, bound=True)
            return
        waiting += [(child, depth + 1) for child in node.iter_child_nodes()]


def _node_faults(node: nodes.Node, names: Names) -> Iterator[Fault]:
    line = node.lineno or 1
    if not isinstance(node, _ALLOWED):
        spoken = _SPOKEN.get(type(node), type(node).__name__.lower())
        word = spoken.strip("{%} ").rpartition(" ")[2]
        yield Fault(line, word, "bad-template", f"{spoken} is not for templates here")
        return
    match node:
        case nodes.Filter() | nodes.Test() | nodes.Call():
            yield from _use_faults(node, line, names)
        case nodes.Name(ctx="store"):
            yield from _assignment_faults(node, line, names)
        case nodes.Const(value=int() | float() as value) if (
            not abs(value) <= MAX_NUMBER
        ):
            yield Fault(line, "", "bad-template", "a number is too large")
        case nodes.Getattr() | nodes.Getitem():
            yield from _field_faults(node, line, names)
        case nodes.For(recursive=True):
            yield Fault(line, "recursive", "bad-template", "a loop cannot be recursive")
        case nodes.Mul() | nodes.Mod() | nodes.For():
            yield from _text_faults(node, line)
        case nodes.Include():
            yield from _include_faults(node, line, names)
        case nodes.Compare() if len(node.ops) > 1 and _has_in(node):
            yield Fault(line, "in", "bad-template", "write a chain with `in` apart")


def _use_faults(
    node: nodes.Filter | nodes.Test | nodes.Call, line: int, names: Names
) -> Iterator[Fault]:
    if node.dyn_args is not None or node.dyn_kwargs is not None:
        yield Fault(line, "*", "bad-template", "* and ** arguments are not allowed")
    elif isinstance(node, nodes.Call):
        yield from _call_faults(node, line, names)
    elif isinstance(node, nodes.Test) and node.name not in PUBLIC_TESTS:
        yield _unknown("test", node.name, line, PUBLIC_TESTS, names)
    elif isinstance(node, nodes.Filter) and node.name not in PUBLIC_FILTERS:
        yield _unknown("filter", node.name, line, PUBLIC_FILTERS, names)


def _has_in(node: nodes.Compare) -> bool:
    return any(operand.op in {"in", "notin"} for operand in node.ops)


def _assignment_faults(node: nodes.Name, line: int, names: Names) -> Iterator[Fault]:
    if node.name in names.plain:
        message = f'"{node.name}" is taken: give the variable another name'
        yield Fault(line, node.name, "bad-template", message)


def _include_faults(node: nodes.Include, line: int, names: Names) -> Iterator[Fault]:
    if not names.inclusive or include_name(node) is None:
        message = "an include names one file, in quotes"
        yield Fault(line, "include", "bad-template", message)
    elif node.ignore_missing:
        message = "`ignore missing` hides a missing file: name one that is there"
        yield Fault(line, "ignore", "bad-template", message)


def _call_faults(node: nodes.Call, line: int, names: Names) -> Iterator[Fault]:
    target = node.node
    if node.kwargs:
        yield Fault(line, "=", "bad-template", "calls take no named arguments here")
    elif isinstance(target, nodes.Getattr):
        if target.attr not in METHODS:
            yield _unknown("method", target.attr, line, METHODS, names)
    elif not isinstance(target, nodes.Name) or SPIN not in names.plain:
        yield Fault(line, "(", "bad-template", "nothing can be called here")
    elif target.name != SPIN:
        yield _unknown("function", target.name, line, {SPIN}, names)
    elif not node.args:
        message = 'spin() needs something to choose from, as in spin("Hi", "Hello")'
        yield Fault(line, SPIN, "bad-template", message)


def _field_faults(
    node: nodes.Getattr | nodes.Getitem, line: int, names: Names
) -> Iterator[Fault]:
    owner, field = node.node, _constant_field(node)
    known = isinstance(owner, nodes.Name) and owner.name in names.fields
    if field is not None and field.startswith("_") and not known:
        message = f'nothing has a "{field}" for templates to reach'
        yield Fault(line, field, "bad-template", message)
    if not isinstance(owner, nodes.Name) or owner.name not in names.fields:
        return
    fields = names.fields[owner.name]
    if field is not None and field not in fields:
        hint = names.nearest(field, fields)
        message = f'{owner.name} has no "{field}"{hint}: use or declare another field'
        yield Fault(line, field, "undefined-variable", message)


def _text_faults(node: nodes.Mul | nodes.Mod | nodes.For, line: int) -> Iterator[Fault]:
    if isinstance(node, nodes.For):
        if _is_text(node.iter):
            message = "a text cannot be gone through: it is no list"
            yield Fault(line, "for", "bad-template", message)
    elif _is_text(node.left) or _is_text(node.right):
        message = f"{node.operator} works on numbers only: use ~ to join texts"
        yield Fault(line, node.operator, "bad-template", message)


def _is_text(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Const) and isinstance(node.value, str)


def _constant_field(node: nodes.Getattr | nodes.Getitem) -> str | None:
    if isinstance(node, nodes.Getattr):
        return node.attr
    return str(node.arg.value) if isinstance(node.arg, nodes.Const) else None


def _unknown(
    kind: str, word: str, line: int, among: Collection[str], names: Names
) -> Fault:
    known = ", ".join(sorted(among))
    message = f'no {kind} "{word}"{names.nearest(word, among)}: there are {known}'
    return Fault(line, word, "bad-template", message)


def _unknown_names(tree: nodes.Template, names: Names) -> Iterator[Fault]:
    if all(node.name in names.plain for node in tree.find_all(nodes.Name)):
        return  # as in most templates, and telling scopes apart takes longer
    # Jinja's own `self` counts as declared to it.
    unknown = (meta.find_undeclared_variables(tree) | {"self"}) - names.plain
    for node in walk(tree) if unknown else ():
        if isinstance(node, nodes.Name) and node.ctx == "load" and node.name in unknown:
            hint = names.nearest(node.name, names.plain)
            message = f'nothing is called "{node.name}"{hint}: correct or declare it'
            yield Fault(node.lineno or 1, node.name, "undefined-variable", message)
