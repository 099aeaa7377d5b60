"""`check` and `init`: what is told of a workspace, and one that needs no telling."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.cli.shell import Shell, typing
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = ROOT.parent / "shared" / "examples"
EXPECT = re.compile(r"^# expect: ([0-9]+) (\S+)$", re.MULTILINE)
COMPLAINT = re.compile(r"(?P<path>.+?):(?P<line>\d+):\d+: (?P<code>[a-z-]+): .+")

examples = pytest.mark.skipif(not EXAMPLES.is_dir(), reason="no examples beside")


def _break(outreach: Shell, text: str) -> Path:
    sequence = outreach.folder / "sequences" / "hello.yaml"
    sequence.write_text(sequence.read_text() + text)
    return sequence


def test_a_new_workspace_passes(outreach: Shell) -> None:
    assert outreach("check") == (0, "", "0 complaints, 0 warnings\n")


def test_a_new_workspace_is_all_there(outreach: Shell) -> None:
    found = {
        p.relative_to(outreach.folder).as_posix() for p in outreach.folder.rglob("*")
    }
    assert found == {
        *(".env.example", ".gitignore", "leads.csv", "outreach.yaml"),
        *("sequences", "sequences/hello.yaml"),
        *("templates", "templates/hello"),
        *("templates/hello/bump.md", "templates/hello/intro.md"),
    }


def test_a_new_workspace_is_written_over_nothing(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("mine")
    answer = typing("init", str(tmp_path))
    remedy = "holds leads.csv already: name another folder"
    assert answer == (1, "", f"error: {tmp_path} {remedy}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["leads.csv"]


def test_a_workspace_is_made_beside_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    assert typing("init", str(tmp_path)).status == 0
    assert typing("check", "-w", str(tmp_path)).status == 0


def test_a_workspace_is_no_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert typing("init", str(file)).status == 2


def test_a_complaint_has_its_place_from_the_current_folder(
    outreach: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    _break(outreach, "tags: [x]\n")
    told = ":19:1: unknown-key: "
    monkeypatch.chdir(outreach.folder)
    assert typing("check").out.startswith(f"sequences/hello.yaml{told}")
    monkeypatch.chdir(outreach.folder.parent)
    named = typing("check", "-w", "hello")
    assert named.out.startswith(f"hello/sequences/hello.yaml{told}")
    assert (named.status, named.err) == (1, "1 complaint, 0 warnings\n")


def test_a_complaint_may_be_json(outreach: Shell) -> None:
    sequence = _break(outreach, "tags: [x]\n")
    answer = outreach("check", "--json")
    found = json.loads(answer.out)
    assert answer.status == 1
    assert found.pop("message").startswith("a sequence has no ")
    assert found == {
        "path": sequence.as_posix(),
        "line": 19,
        "column": 1,
        "code": "unknown-key",
        "warning": False,
    }


def test_a_warning_does_not_fail_a_check(outreach: Shell) -> None:
    settings = outreach.folder / "outreach.yaml"
    lines = settings.read_text().splitlines(keepends=True)
    settings.write_text("".join(x for x in lines if not x.startswith("postal_")))
    answer = outreach("check")
    assert (answer.status, answer.err) == (0, "0 complaints, 1 warning\n")
    assert ": warning(no-postal-address): " in answer.out


def test_a_file_that_is_named_is_checked_alone(outreach: Shell) -> None:
    _break(outreach, "tags: [x]\n")
    other = outreach.folder / "sequences" / "other.yaml"
    own = outreach.folder / "sequences" / "hello.yaml"
    other.write_text(own.read_text().replace("tags: [x]", "lags: [x]"))
    named = outreach("check", other)
    (line,) = named.out.splitlines()
    assert line.startswith(f"{other}:19:1: unknown-key: ")
    assert outreach("check", "sequences/hello.yaml").out.count("\n") == 1
    assert outreach("check", outreach.folder / "sequences").out.count("\n") == 2
    assert outreach("check", outreach.folder / "outreach.yaml").out == ""
    assert outreach("check", outreach.folder).out.count("\n") == 2


def test_a_template_that_is_named_is_checked_alone(outreach: Shell) -> None:
    template = outreach.folder / "templates" / "hello" / "bump.md"
    template.write_text("{{ frist_name }}\n")
    _break(outreach, "tags: [x]\n")
    (line,) = outreach("check", template).out.splitlines()
    assert line.startswith(f"{template}:1:4: undefined-variable: ")


def test_a_sequence_reaches_its_templates(outreach: Shell) -> None:
    template = outreach.folder / "templates" / "hello" / "bump.md"
    template.write_text("{{ frist_name }}\n")
    (line,) = outreach("check", "sequences/hello.yaml").out.splitlines()
    assert line.startswith(f"{template}:1:4: undefined-variable: ")


def test_a_path_that_leads_nowhere_is_wrong_use(outreach: Shell) -> None:
    variables = dict(outreach.variables)
    words = ("-w", str(outreach.folder), "check", "nothing.yaml")
    answer = typing(*words, variables=variables)
    assert answer == (2, "", "error: no file or folder nothing.yaml\n")


@examples
def test_the_example_workspace_is_clean() -> None:
    answer = typing("check", "-w", str(EXAMPLES / "acme"))
    assert answer == (0, "", "0 complaints, 0 warnings\n")


@examples
def test_the_broken_examples_are_told_as_they_expect(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(EXAMPLES / "acme")
    expected = {
        (f"../broken/{path.name}", int(line), code)
        for path in sorted((EXAMPLES / "broken").iterdir())
        for line, code in EXPECT.findall(path.read_text())
    }
    answer = typing("check", "../broken")
    found = [COMPLAINT.fullmatch(line) for line in answer.out.splitlines()]
    told = {(m["path"], int(m["line"]), m["code"]) for m in found if m is not None}
    assert (answer.status, len(found)) == (1, len(expected))
    assert told == expected


@examples
def test_a_broken_example_is_told_of_alone(tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere.yaml"
    shutil.copy(EXAMPLES / "broken" / "unknown-key.yaml", copy)
    answer = typing("check", str(copy), "-w", str(EXAMPLES / "acme"))
    assert answer.out.startswith(f"{copy}:6:5: unknown-key: ")
    assert answer.out.count("\n") == 1
