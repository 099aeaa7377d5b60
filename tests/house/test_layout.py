"""The checkout has the shape that the design draws, and tells of no machine but itself."""

from __future__ import annotations

import re
import tomllib

from tests.house.tree import ROOT, entries, files, name_of

_NAMES = """
    pyproject.toml README.md CHANGELOG.md CONTRIBUTING.md LICENSE Makefile
    sequences templates deploy docs tests benchmarks outreach requirements
    outreach.yaml leads.csv
"""
EXPECTED = frozenset(_NAMES.split())
# The brackets keep these lines from matching themselves.
A_MACHINE = re.compile(r"/wor[k]/|/hom[e]/\w|/User[s]/\w|/roo[t]/|C:\\[U]sers")
A_REGISTRY = re.compile(r"pyp[i]\.org|python[h]osted|deb\.[d]ebian")
LEFT_OVER = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X])\b")


def _naming(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in files():
        text = path.read_bytes().decode("utf-8", "replace")
        lines = enumerate(text.splitlines(), 1)
        found += [f"{name_of(path)}:{n}" for n, line in lines if pattern.search(line)]
    return found


def test_the_top_of_the_checkout_is_as_designed() -> None:
    hidden = {name for name in entries() if name.startswith(".")}
    assert set(entries()) - hidden - EXPECTED == set()


def test_no_file_names_a_path_of_a_machine() -> None:
    assert _naming(A_MACHINE) == []


def test_no_file_names_a_registry() -> None:
    assert _naming(A_REGISTRY) == []


def test_nothing_is_left_for_later() -> None:
    assert _naming(LEFT_OVER) == []


def test_every_script_can_be_run() -> None:
    scripts = [path for path in files() if path.read_bytes()[:2] == b"#!"]
    assert [name_of(path) for path in scripts if not path.stat().st_mode & 0o100] == []


def test_the_version_is_in_the_changelog() -> None:
    pattern = re.compile(r'__version__ = "([^"]+)"')
    found = pattern.search((ROOT / "outreach" / "__init__.py").read_text())
    assert found is not None
    assert f"## {found[1]}" in (ROOT / "CHANGELOG.md").read_text()


def test_every_ignored_rule_has_its_reason_beside_it() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    block = re.search(r"^ignore = \[\n(.*?)^\]", text, re.DOTALL | re.MULTILINE)
    assert block is not None
    assert [line for line in block[1].splitlines() if "#" not in line] == []
    assert tomllib.loads(text)["tool"]["ruff"]["lint"]["select"] == ["ALL"]
