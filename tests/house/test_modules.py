"""Modules stay short, are named for what they are, and say what they do."""

from __future__ import annotations

import ast

from tests.house.tree import functions, modules, name_of, parsed

LONGEST_MODULE = 400  # less one: "under"
LONGEST_FUNCTION = 40
_NAMES = """
    utils util helpers helper common base misc manager managers handler handlers
    types constants tools lib shared
"""
NOT_A_NOUN = frozenset(_NAMES.split())


def test_every_module_is_under_400_lines() -> None:
    lengths = {name_of(module): module.read_text().count("\n") for module in modules()}
    assert {name: n for name, n in lengths.items() if n >= LONGEST_MODULE} == {}


def test_no_function_is_over_40_lines() -> None:
    lengths = {
        f"{name_of(module)}:{function.lineno} {function.name}": (
            (function.end_lineno or 0) - function.lineno + 1
        )
        for module in modules()
        for function in functions(module)
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_FUNCTION} == {}


def test_a_module_is_named_for_what_it_is() -> None:
    named = {name_of(module): {module.stem, module.parent.name} for module in modules()}
    assert {path for path, names in named.items() if names & NOT_A_NOUN} == set()


def test_every_module_says_what_it_does() -> None:
    silent = [name_of(m) for m in modules() if not ast.get_docstring(parsed(m))]
    assert silent == []
