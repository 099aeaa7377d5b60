"""The cookbook and the sequences it presents are of one mind, and each sequence is tested."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from unicodedata import bidirectional

import pytest

from outreach.adapters.source import read
from tests.cli.shell import Shell, typing
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SEQUENCES = sorted(
    path.stem
    for path in (ROOT / "sequences").glob("*.yaml")
    if not path.name.endswith(".test.yaml")
)
PAGE = (ROOT / "docs/cookbook.md").read_text("utf-8")
PARTS = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
# The one secret that the example workspace wants, and does not have in a test.
WARNING = "no variable TWILIO_AUTH_TOKEN"


def test_the_page_presents_each_sequence_and_no_other() -> None:
    assert sorted(PARTS) == SEQUENCES
    assert re.findall(r"^\| \[(\S+)\]\(#\1\)", PAGE, re.MULTILINE) == list(PARTS)


@pytest.mark.parametrize("name", SEQUENCES)
def test_each_part_names_every_step_that_reaches_somebody(name: str) -> None:
    text = (ROOT / f"sequences/{name}.yaml").read_text("utf-8")
    root, _ = read(text.encode(), f"{name}.yaml")
    assert root is not None
    reaching = set(_reaching(root.plain()))
    told = set(re.findall(r"`([\w-]+)`", PARTS[name]))
    assert reaching - told == set()
    assert "Change first: " in PARTS[name]
    assert "```sh\noutreach " in PARTS[name]


def _reaching(node: object) -> list[str]:
    """Return the ids of the steps that send or ask somebody, as deep as they stand."""
    if isinstance(node, list):
        return [each for item in node for each in _reaching(item)]
    if not isinstance(node, dict):
        return []
    doing = {"email", "sms", "whatsapp", "linkedin", "webhook", "task"} & node.keys()
    own = [str(node["id"])] if doing and "id" in node else []
    return own + [each for value in node.values() for each in _reaching(value)]


@pytest.mark.parametrize("name", SEQUENCES)
def test_each_sequence_has_scenarios(name: str) -> None:
    assert (ROOT / f"sequences/{name}.test.yaml").is_file()


def test_the_workspace_of_the_repository_has_nothing_to_complain_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TWILIO_AUTH_TOKEN", raising=False)
    answer = typing("check", "-w", str(ROOT), "--no-leads")
    told = [line for line in answer.out.splitlines() if WARNING not in line]
    assert (answer.status, told) == (0, [])


def test_the_invented_people_are_all_let_in(tmp_path: Path) -> None:
    for name in ("outreach.yaml", "leads.csv"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    variables = {"TWILIO_AUTH_TOKEN": "x", "DATABASE_URL": "sqlite:///outreach.db"}
    answer = Shell(tmp_path, variables)("leads", "import", tmp_path / "leads.csv")
    assert answer.out == "40 rows: 40 created, 0 updated, 0 unchanged, 0 refused\n"


def test_every_scenario_passes_and_no_place_is_left_out() -> None:
    answer = typing("-w", str(ROOT), "test", "--coverage", "--json")
    told = json.loads(answer.out)
    assert answer.status == 0, answer.out
    left = [place for place in told["coverage"] if not place["reached"]]
    assert left == []
    assert {place["sequence"] for place in told["coverage"]} == set(SEQUENCES)


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_letters_from_the_right_begin_so_even_to_a_latin_name(language: str) -> None:
    fields = ("first_name=Sara", "last_name=Rezaei", "company=Rayan Inc.")
    given = [word for each in fields for word in ("--set", each)]
    told = typing(
        *("-w", str(ROOT), "preview", "languages", "--json", "--path", "1"),
        *("--lead", "sara@rayan.example", "--set", f"language={language}", *given),
    )
    messages = json.loads(told.out)["messages"]
    letters = [each for each in messages if each["channel"] == "email"]
    assert [each["step"] for each in letters] == ["letter", "reminder"]
    for letter in letters:
        paragraphs = letter["text"].partition("\n-- \n")[0].strip().split("\n\n")
        begun = [letter["subject"].removeprefix("Re: "), *paragraphs]
        assert [one for one in begun if _direction(one) not in ("R", "AL")] == []
        assert '<p dir="rtl"' in letter["html"]


def _direction(text: str) -> str:
    """Return the class of the first letter that runs from one side."""
    classes = map(bidirectional, text)
    return next((each for each in classes if each in ("L", "R", "AL")), "")
