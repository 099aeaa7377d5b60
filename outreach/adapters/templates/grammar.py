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
LOOP = "loop"  # Jinja's own, in a loop

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
_SIMPLE = (
    nodes.And,
    nodes.Assign,
    nodes.Call,
    nodes.Compare,
    nodes.CondExpr,
    nodes.Const,
    nodes.Filter,
    nodes.Getattr,
    nodes.If,
    nodes.Name,
    nodes.Not,
    nodes.Operand,
    nodes.Or,
    nodes.Output,
    nodes.Template,
    nodes.TemplateData,
    nodes.Test,
)
_SHALLOW = 12
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
    parts = _parts(tree)
    if isinstance(parts, Fault):
        return [parts]
    found: list[Fault] = []
    for node in parts:
        found += _node_faults(node, names)
        if len(found) >= MAX_FAULTS:
            break
    if not found or all(fault.code == "undefined-variable" for fault in found):
        found += islice(_unknown_names(tree, parts, names), MAX_FAULTS)
    return sorted(found, key=lambda fault: fault.line)


def walk(tree: nodes.Node) -> Iterator[nodes.Node]:
    """Yield each node of the tree, itself first. Deep trees do no harm."""
    return (node for node, _ in _levels(tree))


def is_simple(tree: nodes.Template) -> bool:
    """Tell whether a tree without faults is sure to compile, for what it is made of.

    Names may be bound, loops nested and files included in ways that Python refuses; what
    is shallow and only asks and writes is none of these.
    """
    return all(
        isinstance(node, _SIMPLE)
        and depth <= _SHALLOW
        and not (
            isinstance(node, nodes.Filter | nodes.Test | nodes.Call) and node.kwargs
        )
        for node, depth in _levels(tree)
    )


def include_name(node: nodes.Include) -> str | None:
    """Return the file an include names, or None where only the rendering would tell."""
    constant = isinstance(node.template, nodes.Const)
    name = node.template.value if isinstance(node.template, nodes.Const) else None
    return name if constant and isinstance(name, str) else None


def _levels(tree: nodes.Node) -> Iterator[tuple[nodes.Node, int]]:
    waiting = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting += [(child, depth + 1) for child in _children(node)]


def _children(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield what Jinja's iter_child_nodes does, which takes twice the time."""
    for name in node.fields:
        value = getattr(node, name, None)
        if isinstance(value, nodes.Node):
            yield value
        elif isinstance(value, list):
            yield from (each for each in value if isinstance(each, nodes.Node))


def _parts(tree: nodes.Template) -> list[nodes.Node] | Fault:
    """Return all nodes of a tree, or that they are too many or too deep."""
    parts: list[nodes.Node] = []
    for node, depth in _levels(tree):
        line = node.lineno or 1
        if depth > MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} deep: make it flatter"
            return Fault(line, "", "bad-template", message, bound=True)
        if len(parts) >= MAX_NODES:
            message = f"more than {MAX_NODES} parts: make it shorter"
            return Fault(line, "", "bad-template", message, bound=True)
        parts.append(node)
    return parts


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
    if node.name in names.plain or node.name == LOOP:
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
        if target.attr not in METHODS and not _is_strange(target, names):
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
    if owner.name == "events" and isinstance(field, str) and not field.isdecimal():
        message = 'events have no fields: ask as "link.clicked" in events'
        yield Fault(line, field, "undefined-variable", message)
    elif field is not None and field not in fields and owner.name != "events":
        hint = names.nearest(field, fields)
        remedy = "use or declare another field"
        if owner.name == "now":
            remedy = f"there are {', '.join(sorted(fields))}"
        message = f'{owner.name} has no "{field}"{hint}: {remedy}'
        yield Fault(line, field, "undefined-variable", message)


def _is_strange(node: nodes.Getattr, names: Names) -> bool:
    """Tell whether a field is complained of where it is named, be it called or not."""
    owner = node.node.name if isinstance(node.node, nodes.Name) else ""
    return owner in names.fields and node.attr not in names.fields[owner]


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


def _unknown_names(
    tree: nodes.Template, parts: list[nodes.Node], names: Names
) -> Iterator[Fault]:
    loaded = [
        node for node in parts if isinstance(node, nodes.Name) and node.ctx == "load"
    ]
    if all(node.name in names.plain for node in loaded):
        return  # as in most templates, and telling scopes apart takes longer
    # Jinja's own `self` counts as declared to it.
    unknown = (meta.find_undeclared_variables(tree) | {"self"}) - names.plain
    for node in loaded:
        if node.name in unknown:
            message = f'nothing is called "{node.name}"{_led(node.name, names)}'
            yield Fault(node.lineno or 1, node.name, "undefined-variable", message)


def _led(name: str, names: Names) -> str:
    """Return the way out; an expression knows a field only as the lead's."""
    if name in names.fields.get("lead", ()):
        return f' (did you mean "lead.{name}"?): correct or declare it'
    hint = names.nearest(name, names.plain)
    remedy = f"{hint}: correct or declare it"
    return remedy if hint or names.inclusive else f"{remedy}; text stands in quotes"
