"""What is installed is pinned by hashes, for every machine, from wherever the user takes it."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.house.tree import ROOT

PIN = re.compile(
    r"^(?P<name>[a-z0-9.-]+)(?:\[[a-z,]+\])?==(?P<version>\S+)(?P<rest>(?:[^\\\n]|\\\n)*)$",
    re.MULTILINE,
)
PINNED = ["runtime.txt", "dev.txt"]


def _text(file: str) -> str:
    return (ROOT / "requirements" / file).read_text()


def _versions(file: str) -> dict[str, str]:
    return {found["name"]: found["version"] for found in PIN.finditer(_text(file))}


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None
    return re.sub(r"[-_.]+", "-", found[0]).lower()


@pytest.mark.parametrize("file", PINNED)
def test_every_pin_carries_a_hash(file: str) -> None:
    bare = [
        found["name"]
        for found in PIN.finditer(_text(file))
        if "--hash=sha256:" not in found["rest"]
    ]
    assert (bare, _versions(file) != {}) == ([], True)


@pytest.mark.parametrize("file", PINNED)
def test_no_pin_says_where_to_take_it_from(file: str) -> None:
    assert (
        re.findall(r"://|--(?:extra-)?index|--find-links|--trusted", _text(file)) == []
    )


def test_what_is_tested_is_what_runs() -> None:
    runtime = _versions("runtime.txt")
    assert {name: _versions("dev.txt").get(name) for name in runtime} == runtime


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {_name(requirement) for requirement in project["dependencies"]}
    assert wanted - set(_versions("runtime.txt")) == set()


def test_a_python_before_3_11_3_gets_what_redis_needs_there() -> None:
    # Debian 12 has 3.11.2: a plain resolution on a newer one leaves it out.
    assert "async-timeout" in _versions("runtime.txt")
