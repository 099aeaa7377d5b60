"""`plan` and `apply` as an author types them: told, kept, asked, done, remembered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from outreach.cli.main import app

if TYPE_CHECKING:
    from tests.cli.shell import Shell


def edit(outreach: Shell, was: str, now: str) -> None:
    """Change the sequence's file."""
    path = outreach.folder / "sequences" / "hello.yaml"
    text = path.read_text()
    assert was in text
    path.write_text(text.replace(was, now))


def test_an_unedited_sequence_is_unchanged(enrolled: Shell) -> None:
    assert enrolled.tell("plan") == ["unchanged: hello"]
    assert enrolled("apply", "--yes").err == "nothing was to be done\n"
    assert enrolled.json("plan")["change"] is False


def test_an_edit_is_told_line_by_line_with_its_texts(enrolled: Shell) -> None:
    template = enrolled.folder / "templates" / "hello" / "intro.md"
    template.write_text(template.read_text() + "\nOne more line.\n")
    lines = enrolled.tell("plan", "hello", "--diff", "--leads")
    assert "    ~ intro: text hello/intro.md" in lines
    assert "        +One more line." in lines
    assert "          3 get a changed text" in lines
    told = "Plan: 3 leads to move. Nothing is changed until `outreach apply`."
    assert told in lines
    assert [line.split()[0] for line in lines[-3:]] == [
        "ada@lovelace.example",
        "grace@hopper.example",
        "katherine@johnson.example",
    ]


def test_a_plan_is_kept_applied_and_refused_the_second_time(enrolled: Shell) -> None:
    edit(enrolled, "id: intro", "id: first")
    edit(enrolled, "thread: intro", "thread: first")
    answer = enrolled("plan")
    assert answer.status == 1
    assert "      intro: first" in answer.out.splitlines()
    refused = enrolled.folder / "sequences" / "hello.yaml"
    refused.write_text(refused.read_text() + "migrate: {intro: first}\n")
    kept = enrolled.folder / "plan.json"
    enrolled.tell("plan", "--out", kept)
    done = enrolled.tell("apply", kept, "--by", "ann@desk")
    assert done == ["Applied: 3 leads moved to the files' versions."]
    (change,) = enrolled.jsons("apply", "--history")
    assert (change["by"], change["sequence"]) == ("ann@desk", "hello")
    assert change["plan"] == json.loads(kept.read_text())["digest"]
    edit(enrolled, "id: first", "id: again")


def test_who_applies_is_asked(enrolled: Shell) -> None:
    edit(enrolled, "after: 3 days", "after: 5 days")
    words = ["-w", str(enrolled.folder), "apply"]
    no = CliRunner().invoke(app, words, input="n\n")
    assert (no.exit_code, enrolled.jsons("apply", "--history")) == (1, [])
    assert "--yes" not in no.stderr
    nobody = CliRunner().invoke(app, words, input="")
    assert nobody.exit_code == 1
    assert "nobody is at a terminal to answer: --yes does" in nobody.stderr
    yes = CliRunner().invoke(app, words, input="y\n")
    assert (yes.exit_code, len(enrolled.jsons("apply", "--history"))) == (0, 1)


def test_an_edit_after_the_plan_makes_it_stale(enrolled: Shell) -> None:
    edit(enrolled, "after: 3 days", "after: 5 days")
    kept = enrolled.folder / "plan.json"
    enrolled.tell("plan", "--out", kept)
    edit(enrolled, "after: 5 days", "after: 6 days")
    enrolled.tell("plan")
    answer = CliRunner().invoke(app, ["-w", str(enrolled.folder), "apply", str(kept)])
    assert answer.exit_code == 1
    assert "hello: the file has changed" in answer.stderr
    assert enrolled.jsons("apply", "--history") == []


def test_what_is_no_plan_is_refused(enrolled: Shell) -> None:
    file = enrolled.folder / "plan.json"
    for text in ("", "[]", "{}", '{"format": 1, "sequences": 3}', "[" * 5000):
        file.write_text(text)
        answer = CliRunner().invoke(
            app, ["-w", str(enrolled.folder), "apply", str(file)]
        )
        assert (answer.exit_code, "is no plan" in answer.stderr) == (2, True)
