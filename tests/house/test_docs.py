"""Whatever the program knows by name, the documentation names too."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, get_args

import pytest

from outreach.core import model, sequence
from tests.house.tree import ROOT, docs, files, modules, name_of, parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

# Where the word that a user writes is not the class's or the module's name.
WORDS = {"SetStage": "stage", "SetFields": "set", "csv_file": "csv"}
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")
MADE_BY = re.compile(r"\bmake ([a-z]+)\b")

documented = pytest.mark.skipif(
    not any((ROOT / "docs").rglob("*.md")), reason="docs/ is not written yet"
)


def _missing(words: Iterable[str]) -> set[str]:
    """Return the words that no page sets as code."""
    code = " ".join(re.findall(r"```.*?```|`[^`\n]+`", docs(), re.DOTALL))
    return {
        word
        for word in words
        if not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", code)
    }


def _module(name: str) -> ModuleType:
    parent = name.rpartition(".")[0]
    if find_spec(parent) is None or find_spec(name) is None:
        pytest.skip(f"{name} is not written yet")
    return import_module(name)


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _literals(function: str, position: int, keyword: str) -> Iterator[str]:
    """Yield the strings that the program passes to `function` at `position` or by `keyword`."""
    for module in modules():
        if not name_of(module).startswith("outreach/"):
            continue
        for node in ast.walk(parsed(module)):
            if not isinstance(node, ast.Call) or not _calls(node, function):
                continue
            given = [k.value for k in node.keywords if k.arg == keyword]
            for value in given or node.args[position : position + 1]:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value


def _calls(node: ast.Call, function: str) -> bool:
    called = node.func
    name = (
        called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    )
    return name == function


@documented
def test_every_command_is_documented() -> None:
    main = _module("outreach.cli.main")
    from typer.main import get_command  # noqa: PLC0415 - only once there are commands

    assert (
        _missing(f"outreach {path}" for path in _paths(get_command(main.app), ()))
        == set()
    )


def _paths(command: Any, above: tuple[str, ...]) -> Iterator[str]:
    """Yield the words after `outreach` of each command that does something."""
    below: dict[str, Any] = getattr(command, "commands", {})
    if not below:
        yield " ".join(above)
    for name, child in below.items():
        if not child.hidden:
            yield from _paths(child, (*above, name))


@documented
def test_every_setting_is_documented() -> None:
    config = _module("outreach.setting")
    fields = {
        field.alias or name
        for value in vars(config).values()
        if hasattr(value, "model_fields") and value.__module__ == config.__name__
        for name, field in value.model_fields.items()
    }
    assert fields != set()
    assert _missing(fields) == set()


@documented
def test_every_kind_of_step_is_documented() -> None:
    kinds = {
        WORDS.get(c.__name__, _snake(c.__name__)) for c in get_args(sequence.Action)
    }
    assert _missing(kinds) == set()


@documented
@pytest.mark.parametrize("folder", ["channels", "inbox", "crm"])
def test_every_adapter_is_documented(folder: str) -> None:
    place = ROOT / "outreach" / "adapters" / folder
    names = {path.stem for path in place.iterdir() if path.stem[0] not in "._"}
    adapters = names - set(_parts(folder))
    assert _missing(WORDS.get(name, name) for name in adapters) == set()


def _parts(folder: str) -> Iterator[str]:
    """Yield the modules that another adapter of the same folder is made of."""
    above = f"outreach.adapters.{folder}."
    for module in (ROOT / "outreach" / "adapters" / folder).glob("*.py"):
        for node in ast.walk(parsed(module)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                above
            ):
                yield str(node.module).removeprefix(above).partition(".")[0]


@documented
@pytest.mark.parametrize(
    "states", [model.EnrollmentState, model.Finish, model.TouchState, model.Blame]
)
def test_every_state_is_documented(states: type[model.EnrollmentState]) -> None:
    assert _missing(states) == set()


@documented
def test_every_built_in_field_is_documented() -> None:
    assert _missing(model.BUILT_IN_FIELDS) == set()


@documented
def test_every_refusal_is_documented() -> None:
    assert _missing(_literals("Refused", 0, "code")) == set()


@documented
def test_every_reason_of_a_gate_is_documented() -> None:
    assert _missing(set(_literals("Verdict", 2, "reason")) - {""}) == set()


def test_every_link_of_a_page_leads_somewhere() -> None:
    pages = [path for path in files() if path.suffix == ".md"]
    broken = {
        f"{name_of(page)}: {link}"
        for page in pages
        for link in LINK.findall(page.read_text("utf-8"))
        if not (page.parent / link).exists()
    }
    assert broken == set()


def test_what_the_pages_make_can_be_made() -> None:
    targets = set(
        re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    )
    code = re.findall(r"```.*?```|`[^`\n]+`", docs(), re.DOTALL)
    assert {name for text in code for name in MADE_BY.findall(text)} - targets == set()
