"""`leads`: a list in and out, one lead's story, and a person's word on it."""

from __future__ import annotations

import csv
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.cli.shell import Shell, typing
from tests.cli.test_check import EXAMPLES, examples

if TYPE_CHECKING:
    from pathlib import Path

ADA = "ada@lovelace.example"


def test_a_list_is_imported_and_again_changes_nothing(outreach: Shell) -> None:
    leads = outreach.folder / "leads.csv"
    assert outreach.tell("leads", "import", leads) == [
        "3 rows: 3 created, 0 updated, 0 unchanged, 0 refused"
    ]
    assert outreach.json("leads", "import", leads) == {
        "rows": 3,
        "created": 0,
        "updated": 0,
        "unchanged": 3,
        "refused": 0,
        "kept": 0,
        "problems": [],
        "ignored": [],
    }


def test_a_row_that_is_refused_is_told_with_its_line(
    outreach: Shell, tmp_path: Path
) -> None:
    leads = tmp_path / "some.csv"
    leads.write_text("Mail,Town\nx@y.example,Rome\nnobody,Rome\n")
    words = ("leads", "import", leads, "--map", "Town=city")
    first, last = outreach.tell(*words, "--report", tmp_path / "report.csv")
    assert first.startswith(f"{leads}:3: bad-address: email: ")
    assert last == "2 rows: 1 created, 0 updated, 0 unchanged, 1 refused"
    assert (tmp_path / "report.csv").read_text("utf-8-sig").count("\n") == 2
    assert outreach(*words, "--strict").status == 1
    assert outreach.json("leads", "show", "x@y.example")["lead"]["fields"] == {
        "city": "Rome"
    }


def test_a_mapping_that_is_none_is_wrong_use(outreach: Shell) -> None:
    leads = outreach.folder / "leads.csv"
    answer = typing(
        *("-w", str(outreach.folder), "leads", "import", str(leads), "--map", "city")
    )
    assert answer == (2, "", "error: --map city: write it as COLUMN=FIELD\n")


def test_a_file_that_is_none_is_wrong_use(outreach: Shell) -> None:
    answer = typing("-w", str(outreach.folder), "leads", "import", "none.csv")
    assert answer == (2, "", "error: none.csv does not exist: name a CSV file\n")


@examples
def test_the_example_list_makes_twelve_leads_of_sixteen_rows(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "acme", tmp_path / "acme")
    outreach = Shell(tmp_path / "acme")
    done = outreach.json("leads", "import", outreach.folder / "leads.csv")
    told = [(each["line"], each["code"]) for each in done.pop("problems")]
    assert told == [(13, "bad-address"), (14, "bad-address"), (17, "bad-timezone")]
    assert done == {
        "rows": 16,
        "created": 12,
        "updated": 1,
        "unchanged": 0,
        "refused": 3,
        "kept": 0,
        "ignored": [],
    }
    assert outreach.json("enroll", "founders")["codes"] == {"missing_field": 2}
    assert outreach.json("enroll", "founders")["codes"] == {
        "already_enrolled": 10,
        "missing_field": 2,
    }


def test_leads_are_exported_by_what_they_are(peopled: Shell, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    words = ("leads", "export", file, "--where", 'lead.country == "US"')
    assert peopled.tell(*words) == [f"{file}: 2 leads"]
    assert peopled.json(*words) == {"file": str(file), "leads": 2}
    with file.open(encoding="utf-8-sig", newline="") as lines:
        addresses = [row["email"] for row in csv.DictReader(lines)]
    assert addresses == ["grace@hopper.example", "katherine@johnson.example"]


@pytest.mark.parametrize(
    "expression", ["lead.contry == 'US'", "lead.country ==", "events", "lead.city <"]
)
def test_a_filter_that_is_wrong_writes_nothing(
    peopled: Shell, tmp_path: Path, expression: str
) -> None:
    file = tmp_path / "out.csv"
    words = ("-w", str(peopled.folder), "leads", "export", str(file))
    answer = typing(*words, "--where", expression)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("error: --where: ")
    assert not file.exists()


def test_a_lead_is_shown_with_its_story(enrolled: Shell) -> None:
    told = enrolled.tell("leads", "show", ADA)
    assert "company: Lovelace Engines" in told
    assert [line.split()[:3] for line in told if line.startswith("hello ")] == [
        ["hello", "1", "active"]
    ]
    found = enrolled.json("leads", "show", ADA)
    assert [each["kind"] for each in found["timeline"]] == ["enrolled"]
    assert [each["state"] for each in found["enrollments"]] == ["active"]


def test_a_lead_nobody_knows_is_told(peopled: Shell) -> None:
    answer = typing("-w", str(peopled.folder), "leads", "show", "x@y.example")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("error: no lead 'x@y.example': ")


def test_a_dossier_is_for_reading_or_for_machines(enrolled: Shell) -> None:
    assert enrolled.tell("leads", "dossier", ADA)[0] == "{"
    assert enrolled.json("leads", "dossier", ADA)["lead"]["email"] == ADA


def test_a_lead_is_forgotten_and_not_let_in_again(enrolled: Shell) -> None:
    done = enrolled.json("leads", "erase", ADA)
    assert (done["stopped"], done["mails"], done["elsewhere"]) == (1, 0, [])
    enrolled.tell("leads", "import", enrolled.folder / "leads.csv")
    assert enrolled.json("enroll", "hello", "--lead", ADA)["codes"] == {"suppressed": 1}


def test_a_forgotten_lead_is_told_in_a_line(enrolled: Shell) -> None:
    assert enrolled.tell("leads", "erase", ADA, "--yes") == [
        "lead #1 is forgotten: 1 enrollments stopped, 0 mails deleted"
    ]


def test_a_lead_is_paused_and_resumed(enrolled: Shell) -> None:
    paused = enrolled.json("leads", "pause", ADA, "--until", "2999-01-01")
    assert paused == {"lead": ADA, "state": "paused", "sequences": ["hello"]}
    (shown,) = enrolled.json("leads", "show", ADA)["enrollments"]
    assert (shown["state"], shown["reason"]) == ("paused", "manual")
    assert shown["due_at"] == "2998-12-31T23:00:00+00:00"  # midnight in Paris
    assert enrolled.tell("leads", "resume", ADA) == [f"{ADA} is resumed in hello"]
    (shown,) = enrolled.json("leads", "show", ADA)["enrollments"]
    assert (shown["state"], shown["reason"]) == ("active", "")
    story = enrolled.json("leads", "show", ADA)["timeline"]
    assert [each["kind"] for each in story] == ["enrolled", "paused", "resumed"]


def test_a_lead_is_stopped_for_good_but_for_a_persons_word(enrolled: Shell) -> None:
    assert enrolled.tell("leads", "stop", ADA, "--by", "kim") == [
        f"{ADA} is stopped in hello"
    ]
    last = enrolled.json("leads", "show", ADA)["timeline"][-1]
    assert (last["kind"], last["data"]) == (
        "finished.stopped",
        {"sequence": "hello", "by": "kim"},
    )
    words = ("-w", str(enrolled.folder), "leads")
    assert typing(*words, "stop", ADA).err == f"error: {ADA} is in no sequence now\n"
    assert typing(*words, "resume", ADA).status == 1
    resumed = enrolled.json("leads", "resume", ADA, "--sequence", "hello")
    assert resumed["sequences"] == ["hello"]


def test_where_nothing_is_paused_nothing_is_resumed(enrolled: Shell) -> None:
    words = ("-w", str(enrolled.folder), "leads", "resume", ADA)
    end = "is paused or was stopped on the way\n"
    assert typing(*words) == (1, "", f"error: {ADA}: nothing {end}")
    answer = typing(*words, "--sequence", "hello")
    assert answer == (1, "", f"error: {ADA}: nothing in hello {end}")


def test_a_suppressed_lead_is_not_resumed(enrolled: Shell) -> None:
    enrolled.tell("leads", "pause", ADA)
    enrolled.tell("leads", "label", ADA, "opt_out")
    words = ("leads", "resume", ADA, "--sequence", "hello")
    answer = typing("-w", str(enrolled.folder), *words)
    assert (answer.status, answer.out) == (1, "")


def test_a_label_is_told(enrolled: Shell) -> None:
    done = enrolled.json("leads", "label", ADA, "opt_out")
    assert (done["meaning"], done["stopped"], done["resumed"]) == ("opt_out", 1, 0)
    assert enrolled.tell("leads", "label", ADA, "opt_out") == [
        f"{ADA}: opt_out (was nothing), 0 stopped, 0 resumed, stage prospect"
    ]


def test_a_label_without_an_answer_is_refused(enrolled: Shell) -> None:
    words = ("-w", str(enrolled.folder), "leads", "label", ADA)
    assert typing(*words, "interested").status == 1
    assert typing(*words, "intrested").status == 2


def test_what_is_paused_is_to_be_checked(enrolled: Shell) -> None:
    assert enrolled.jsons("leads", "to-check") == []
    enrolled.tell("leads", "pause", ADA)
    (found,) = enrolled.jsons("leads", "to-check")
    assert (found["what"], found["lead"], found["reason"]) == ("paused", ADA, "manual")
    header, line = enrolled.tell("leads", "to-check")
    assert header.split()[:2] == ["what", "lead"]
    assert line.split()[:3] == ["paused", ADA, "hello"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("pause", ADA, "--until", "2020-01-01"),
            "until 2020-01-01 00:00: that is over, name a day to come",
        ),
        (
            ("label", ADA, "out_of_office", "--until", "2020-01-01"),
            "until 2020-01-01 00:00: that is over, name a day to come",
        ),
        (
            ("label", ADA, "opt_out", "--until", "2999-01-01"),
            "until goes with out_of_office and not_now alone, not with opt_out",
        ),
    ],
)
def test_an_end_that_cannot_be_meant_is_refused(
    enrolled: Shell, words: tuple[str, ...], told: str
) -> None:
    answer = typing("-w", str(enrolled.folder), "leads", *words)
    assert (answer.status, answer.err) == (2, f"error: {told}\n")
    assert enrolled.json("explain", ADA)["enrollments"][0]["state"] == "active"
