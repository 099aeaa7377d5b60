"""Whatever is recorded of a lead, a sequence can name: the two lists are held together."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from outreach.core.language import event
from outreach.core.language.settings import DEFAULT_STAGES
from tests.house.tree import Function, functions, modules, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KINDS = event.kinds(DEFAULT_STAGES)
# Where an event is made, and at which place its kind stands.
MAKERS = {"Event": 0, "_fact": 2, "_record": 3, "_event": 2}
# What stands for any of the kinds below a general one.
ANY = "*"


def _recorded() -> dict[str, str]:
    """Return each kind that is recorded somewhere, `x.*` where its end is computed."""
    found: dict[str, str] = {}
    for module in modules():
        name = name_of(module)
        if not name.startswith("outreach/") or name.startswith("outreach/sandbox/"):
            continue
        for function in functions(module):
            named = dict(_assigned(function))
            for call in ast.walk(function):
                if isinstance(call, ast.Call):
                    kinds = _kinds(call, named)
                    found |= dict.fromkeys(kinds, f"{name}:{call.lineno}")
    return found


def _assigned(function: Function) -> Iterator[tuple[str, list[ast.expr]]]:
    """Yield each name of a function with all that is assigned to it."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    yield from found.items()


def _kinds(call: ast.Call, assigned: Mapping[str, list[ast.expr]]) -> Iterator[str]:
    function = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if function not in MAKERS:
        return
    named = [k.value for k in call.keywords if k.arg == "kind"]
    given = named or call.args[MAKERS[function] :][:1]
    for value in given:
        name = value.id if isinstance(value, ast.Name) else ""
        for each in assigned.get(name, [value]):
            yield from _texts(each)


def _texts(value: ast.expr) -> Iterator[str]:
    match value:
        case ast.Constant(value=str() as text):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _texts(body)
            yield from _texts(orelse)
        case ast.JoinedStr(values=parts):
            yield "".join(
                part.value
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
                else ANY
                for part in parts
            )


def _is_named(kind: str) -> bool:
    if ANY not in kind:
        return kind in KINDS
    general = re.escape(kind).replace(re.escape(ANY), ".+")
    return any(re.fullmatch(general, each) for each in KINDS) or event.is_custom(
        kind.replace(ANY, "x")
    )


RECORDED = _recorded()


def test_what_is_recorded_is_found() -> None:
    assert {
        "sent",
        "task.done",
        "link.clicked",
        "link.scanned",
        "mail.opened",
        "mail.prefetched",
        "reply.*",
        "bounce.*",
        "stage.*",
        "goal.*",
        "finished.*",
    } <= set(RECORDED)


@pytest.mark.parametrize("kind", sorted(RECORDED))
def test_what_is_recorded_can_be_named(kind: str) -> None:
    assert _is_named(kind) or kind in event.MACHINES, RECORDED[kind]


def test_what_a_machine_did_cannot_be_named() -> None:
    assert not event.MACHINES & KINDS
