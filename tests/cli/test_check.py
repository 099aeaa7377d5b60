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
        *("sequences", "sequences/hello.yaml", "sequences/schema.json"),
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
    told = ":20:1: unknown-key: "
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
        "line": 20,
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
    assert line.startswith(f"{other}:20:1: unknown-key: ")
    assert outreach("check", "sequences/hello.yaml").out.count("\n") == 1
    assert outreach("check", outreach.folder / "sequences").out.count("\n") == 2
    assert outreach("check", outreach.folder / "outreach.yaml").out == ""
    assert outreach("check", outreach.folder).out.count("\n") == 2


def test_a_file_that_several_paths_lead_to_is_checked_once(outreach: Shell) -> None:
    sequence = _break(outreach, "tipo: x\n")
    roundabout = sequence.parent / ".." / "sequences" / sequence.name
    alone = outreach("check", str(sequence))
    paths = (str(sequence), str(roundabout), str(sequence.parent))
    assert outreach("check", *paths) == alone


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


def test_a_file_that_nothing_is_read_of_is_wrong_use(outreach: Shell) -> None:
    file = outreach.folder / "leads.csv"
    status, told, why = typing("-w", str(outreach.folder), "check", str(file))
    assert (status, told) == (2, "")
    assert f"{file} is no part of what is checked" in why


def test_a_path_that_leads_nowhere_is_wrong_use(outreach: Shell) -> None:
    variables = dict(outreach.variables)
    words = ("-w", str(outreach.folder), "check", "nothing.yaml")
    answer = typing(*words, variables=variables)
    assert answer == (2, "", "error: no file or folder nothing.yaml\n")


def test_warnings_are_complaints_to_who_is_strict(outreach: Shell) -> None:
    template = outreach.folder / "templates" / "hello" / "bump.md"
    template.write_text("Act now\n")
    mild = outreach("check")
    assert (mild.status, mild.err) == (0, "0 complaints, 1 warning\n")
    assert mild.out.startswith(f"{template}:1:1: warning(spam-phrase): ")
    strict = outreach("check", "--strict")
    assert (strict.status, strict.err) == (1, "1 complaint, 0 warnings\n")
    assert strict.out.startswith(f"{template}:1:1: spam-phrase: ")


def test_a_complaint_marks_its_line_on_github(
    outreach: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    _break(outreach, "tags: [x]\n")
    bump = outreach.folder / "templates" / "hello" / "bump.md"
    bump.write_text("100% free\n")
    bump.rename(bump.with_name("a,b.md"))
    sequence = outreach.folder / "sequences" / "hello.yaml"
    sequence.write_text(sequence.read_text().replace("hello/bump.md", "'hello/a,b.md'"))
    monkeypatch.chdir(outreach.folder)
    first, second = typing("check", "--format", "github").out.splitlines()
    assert first.startswith(
        "::error file=sequences/hello.yaml,line=20,col=1,title=unknown-key::a sequence"
    )
    assert second.startswith(
        "::warning file=templates/hello/a%2Cb.md,line=1,col=1,title=spam-phrase::"
        '"100%25 free" is a phrase of spam: '
    )


def test_the_form_may_be_json(outreach: Shell) -> None:
    _break(outreach, "tags: [x]\n")
    assert outreach("check", "--format", "json") == outreach("check", "--json")
    assert outreach("check", "--format", "xml").status == 2


def test_what_the_leads_of_a_list_lack_is_told(outreach: Shell) -> None:
    leads = outreach.folder / "people.csv"
    leads.write_text(
        "email,first_name,company\nada@x.example,Ada,\nbob@x.example,Bob,Y\n"
    )
    template = outreach.folder / "templates" / "hello" / "bump.md"
    template.write_text("Hi {{ title }}\n")
    answer = outreach("check", "--leads", leads)
    assert (answer.status, answer.err) == (0, "0 complaints, 1 warning\n")
    assert answer.out.startswith(
        f"{template}:1:7: warning(unfilled-field): no known lead has a `title`: "
    )
    words = ("-w", str(outreach.folder), "check", "--leads", "none.csv")
    told = "error: none.csv does not exist: name a CSV file\n"
    assert typing(*words, variables=dict(outreach.variables)) == (2, "", told)


def test_what_the_leads_of_the_database_lack_is_told(outreach: Shell) -> None:
    template = outreach.folder / "templates" / "hello" / "bump.md"
    template.write_text("Hi {{ title }}\n")
    database = outreach.folder / "outreach.db"
    assert outreach("check").out == ""
    assert not database.exists()
    assert outreach("leads", "import", outreach.folder / "leads.csv").status == 0
    before = database.read_bytes()
    answer = outreach("check")
    assert ": warning(unfilled-field): " in answer.out
    assert database.read_bytes() == before
    assert outreach("check", "--no-leads").out == ""
    database.write_bytes(b"SQLite format 3\0, or so it says")
    assert outreach("check").err.endswith(
        ": its leads were not looked at\n0 complaints, 0 warnings\n"
    )
    database.write_bytes(b"no database")
    assert outreach("check") == (0, "", "0 complaints, 0 warnings\n")


def test_a_schema_that_is_old_is_told_and_written_anew(outreach: Shell) -> None:
    file = outreach.folder / "sequences" / "schema.json"
    new = file.read_text()
    assert outreach("schema").out == new
    for old in ("{}", "no JSON", "[" * 100_000):
        file.write_text(old)
        answer = outreach("check")
        assert answer.out.startswith(f"{file}:1:1: warning(stale-schema): ")
        assert answer.out.count("\n") == 1
    assert outreach("schema", "--write").status == 0
    assert file.read_text() == new
    file.write_text(json.dumps(json.loads(new)))
    assert outreach("check").out == ""
    file.unlink()
    assert outreach("check").out == ""


def test_there_is_a_schema_of_the_settings_too(outreach: Shell) -> None:
    printed = json.loads(outreach("schema", "settings").out)
    assert {"name", "senders", "tracking"} <= set(printed["properties"])
    assert outreach("schema", "settings", "--write").status == 0
    assert outreach("check").out == ""
    (outreach.folder / "outreach.schema.json").write_text("{}")
    assert "outreach schema settings --write" in outreach("check").out


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
