"""Whatever the program knows by name, the documentation names too."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any, get_args

import pytest

from outreach.adapters.templates.filter import METHODS, PUBLIC_FILTERS, PUBLIC_TESTS
from outreach.core import model, refusal, sequence
from outreach.core.expression import TEMPLATE_NAMES
from outreach.core.language import event
from outreach.core.language.email import KEYS as EMAIL_KEYS
from outreach.core.language.email import VARIANT_KEYS
from outreach.core.language.sequence import KEYS as SEQUENCE_KEYS
from outreach.core.language.sequence import ON_REPLY
from outreach.core.language.step import KINDS, MODIFIERS, WAYS
from outreach.core.language.window import KEYS as WINDOW_KEYS
from tests.house import reference
from tests.house.tree import ROOT, docs, files, modules, name_of, parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import ModuleType

# Where the word that a user writes is not the class's or the module's name.
WORDS = {
    "WhatsApp": "whatsapp",
    "LinkedIn": "linkedin",
    "SetStage": "stage",
    "SetFields": "set",
    "csv_file": "csv",
}
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")
A_PATH = re.compile(r"`((?:outreach|tests|deploy|docs)/[\w./-]*)`")
CODE = re.compile(r"[a-z]+(?:-[a-z]+)+")
PROGRAM = ROOT / "outreach"
MADE_BY = re.compile(r"\bmake ([a-z]+)\b")


def _missing(words: Iterable[str], page: str = "") -> set[str]:
    """Return the words that no page, or not this one, sets as code."""
    text = (ROOT / "docs" / page).read_text("utf-8") if page else docs()
    code = " ".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))
    return {
        word
        for word in words
        if not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", code)
    }


def _module(name: str) -> ModuleType:
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
                yield from _text(value, module)


def _text(value: ast.expr, module: Path) -> Iterator[str]:
    """Yield the string that an argument is, be it a constant of its module."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    if not isinstance(value, ast.Name):
        return
    for node in parsed(module).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == value.id:
            yield from _text(node.value, module)


def _calls(node: ast.Call, function: str) -> bool:
    called = node.func
    name = (
        called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    )
    return name == function


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


def test_every_setting_is_documented() -> None:
    fields = {
        field.alias or name
        for model in reference.models()
        for name, field in model.model_fields.items()
    }
    assert fields != set()
    assert _missing(fields) == set()


def test_the_page_of_settings_is_what_the_models_say() -> None:
    assert reference.PAGE.read_text("utf-8") == reference.page(), "run `make docs`"


def test_the_page_of_settings_has_every_model_and_a_meaning_for_each_setting() -> None:
    told = [section.model for section in reference.SECTIONS]
    assert set(told) == set(reference.models())
    keys = {f"{model.__name__}.{name}" for model in told for name in model.model_fields}
    own = {
        f"{model.__name__}.{name}"
        for model in told
        for name, field in model.model_fields.items()
        if field.description
    }
    assert (keys - own - set(reference.MEANINGS), set(reference.MEANINGS) - keys) == (
        set(),
        set(),
    )


def test_every_kind_of_step_is_documented() -> None:
    kinds = {
        WORDS.get(c.__name__, _snake(c.__name__)) for c in get_args(sequence.Action)
    }
    assert kinds == set(KINDS)
    assert _missing(KINDS, "reference/sequences.md") == set()


def test_every_key_of_the_language_is_documented() -> None:
    keys = {*MODIFIERS, *WAYS, *SEQUENCE_KEYS, *EMAIL_KEYS, *VARIANT_KEYS, *WINDOW_KEYS}
    assert _missing(keys | set(ON_REPLY), "reference/sequences.md") == set()


def test_all_that_templates_may_use_is_documented() -> None:
    known = {*PUBLIC_FILTERS, *PUBLIC_TESTS, *METHODS, *TEMPLATE_NAMES}
    assert _missing(known, "reference/templates.md") == set()


def test_every_kind_of_event_is_documented() -> None:
    kinds = {kind for kind in event.kinds(()) if not kind.startswith("stage.")}
    recorded = {kind for kind in _recorded() if kind.partition(".")[2] != ""}
    assert _missing(kinds | recorded, "reference/events.md") == set()


def _recorded() -> set[str]:
    """Return the kinds of event that services record under a literal name."""
    return set(_literals("Event", 0, "kind")) | set(_literals("_fact", 2, "kind"))


def test_every_complaint_is_documented() -> None:
    assert _missing(_complaints(), "reference/complaints.md") == set()


def test_no_complaint_is_documented_that_nothing_makes() -> None:
    page = (ROOT / "docs/reference/complaints.md").read_text("utf-8")
    told = set(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE))
    assert told - _complaints() == set()


def _complaints() -> set[str]:
    """Return every code that the modules which complain write."""
    places = ("core/language", "core/lint", "setting", "adapters/templates")
    single = (
        *("adapters/source", "core/duration", "config", "bootstrap/schema"),
        *("services/check", "services/lack", "services/lint"),
    )
    paths = [path for place in places for path in (PROGRAM / place).glob("*.py")]
    paths += [PROGRAM / f"{name}.py" for name in single]
    codes = {
        node.value
        for path in paths
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if CODE.fullmatch(node.value)
    }
    assert "unknown-sender" in codes
    return codes | {"unknown-field"}


def test_every_problem_of_an_import_is_documented() -> None:
    parts = ("core/lead_row", "core/record", "core/header_row")
    codes = {
        node.value
        for name in parts
        for node in ast.walk(parsed(PROGRAM / f"{name}.py"))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if CODE.fullmatch(node.value)
    }
    assert _missing(codes, "reference/refusals.md") == set()


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


@pytest.mark.parametrize(
    "states", [model.EnrollmentState, model.Finish, model.TouchState, model.Blame]
)
def test_every_state_is_documented(states: type[model.EnrollmentState]) -> None:
    assert _missing(states) == set()


def test_every_built_in_field_is_documented() -> None:
    assert _missing(model.BUILT_IN_FIELDS) == set()


def test_every_refusal_is_documented() -> None:
    codes = {*refusal.CODES, *_literals("Refused", 0, "code"), "not_found"}
    assert _missing(codes, "reference/refusals.md") == set()


def test_every_reason_of_a_gate_is_documented() -> None:
    reasons = set(_literals("Verdict", 2, "reason")) - {""}
    gates = set(_literals("Verdict", 0, "gate")) | set(_literals("_passed", 0, "gate"))
    assert _missing(reasons | gates, "reference/states.md") == set()


def test_every_reason_of_a_pause_is_documented() -> None:
    assert _missing(_literals("pause", 3, "reason"), "reference/states.md") == set()


def test_every_link_of_a_page_leads_somewhere() -> None:
    pages = [path for path in files() if path.suffix == ".md"]
    broken = {
        f"{name_of(page)}: {link}"
        for page in pages
        for link in LINK.findall(page.read_text("utf-8"))
        if not (page.parent / link).exists()
    }
    assert broken == set()


def test_every_file_that_a_page_names_is_there() -> None:
    absent = {
        f"{name_of(page)}: {path}"
        for page in files()
        if page.suffix == ".md"
        for path in A_PATH.findall(page.read_text("utf-8"))
        if not (ROOT / path).exists()
    }
    assert absent == set()


def test_what_the_pages_make_can_be_made() -> None:
    targets = set(
        re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    )
    code = re.findall(r"```.*?```|`[^`\n]+`", docs(), re.DOTALL)
    assert {name for text in code for name in MADE_BY.findall(text)} - targets == set()
