"""`test`, as an author and a CI server use it."""

from __future__ import annotations

import json
import re
from shutil import copytree
from typing import TYPE_CHECKING
from xml.etree.ElementTree import fromstring

import pytest

from tests.cli.shell import Shell, typing
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.shell import Answer

GIVEN = """\
start: Mon 2 March 2026 09:00
timezone: Europe/London
given: {email: ada@lovelace.example, first_name: Ada, company: Engines, country: GB}
limits: none
scenarios:
"""
FINE = """\
  - name: nobody answers
    then:
      - {at: Mon 2 Mar 09:00, send: intro, sender: me, contains: Ada}
      - {at: Thu 5 Mar 09:00, send: bump}
      - {finish: no_reply}
"""
REPLIED = """\
  - name: a reply
    when:
      - {on: day 2, reply: "Sounds good, let's talk."}
    then:
"""
BLOCK = re.compile(r"^```yml scenarios\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGE = (ROOT / "docs/reference/scenarios.md").read_text("utf-8")


def played(outreach: Shell, text: str, *words: str) -> Answer:
    """Write scenarios of `hello` and play them."""
    file = outreach.folder / "sequences/hello.test.yaml"
    file.write_text(GIVEN + text, "utf-8")
    return outreach("test", *words)


@pytest.fixture
def shipped(tmp_path: Path) -> Shell:
    """Return a hand in this repository's own workspace, without its scenarios."""
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "outreach.yaml").write_bytes((ROOT / "outreach.yaml").read_bytes())
    for name in ("sequences", "templates"):
        copytree(ROOT / name, folder / name)
    for file in (folder / "sequences").glob("*.test.yaml"):
        file.unlink()
    return Shell(folder)


def test_scenarios_that_pass_are_counted(outreach: Shell) -> None:
    answer = played(outreach, FINE)
    assert answer.status == 0
    assert answer.out == f"{outreach.folder}/sequences/hello.test.yaml: 1 passed\n"
    assert answer.err.startswith("1 passed in ")


def test_a_failure_shows_what_differs_and_why(outreach: Shell) -> None:
    answer = played(
        outreach,
        REPLIED + "      - {send: intro}\n"
        "      - {at: Thu 5 Mar 09:00, send: bump}\n"
        "      - {day: 3, finish: replied}\n",
    )
    assert answer.status == 1
    told = answer.out.split("\n\n", 1)[1].splitlines()
    assert told[0].endswith("hello.test.yaml:6: a reply")
    assert [line[:60].rstrip() for line in told[2:]] == [
        "    Mon 2 Mar 09:00  send intro (me)",
        "  + Tue 3 Mar 12:00  task Answer Ada today  not expected",
        "  - Thu 5 Mar 09:00  send bump              line 11: it was",
        "  ~ Tue 3 Mar 12:00  finish replied         line 12: expecte",
    ]
    assert "it was over: finished (replied) on Tue 3 Mar 12:00" in told[4]


def test_only_what_is_named_is_played(outreach: Shell) -> None:
    more = FINE + REPLIED + "      []\n"
    assert played(outreach, more, "-k", "NOBODY", "-v").status == 0
    none = typing("-w", str(outreach.folder), "test", "-k", "weather")
    assert (none.status, none.out) == (2, "")
    assert "no scenario has 'weather' in its name" in none.err


def test_a_sequence_names_its_scenarios(outreach: Shell) -> None:
    played(outreach, FINE)
    for path in ("sequences/hello.yaml", "sequences/hello.test.yaml", "sequences"):
        assert outreach("test", outreach.folder / path).status == 0
    none = typing("-w", str(outreach.folder), "test", "templates")
    assert (none.status, none.out) == (2, "")


def test_no_scenarios_is_wrong_use(outreach: Shell) -> None:
    answer = typing("-w", str(outreach.folder), "test")
    assert (answer.status, answer.out) == (2, "")
    assert "write sequences/NAME.test.yaml beside a sequence" in answer.err


def test_a_broken_file_is_told_by_test_and_by_check(outreach: Shell) -> None:
    answer = played(outreach, FINE.replace("send: bump", "send: bmup"))
    place = f"{outreach.folder}/sequences/hello.test.yaml:9:37: unknown-step: no step "
    assert answer.status == 1
    assert answer.out.startswith(f'{place}"bmup" (did you mean "bump"?)')
    for words in (["check"], ["check", f"{outreach.folder}/sequences/hello.test.yaml"]):
        checked = outreach(*words)
        assert checked.status == 1
        assert [line[: len(place)] for line in checked.out.splitlines()] == [place]


def test_what_is_unwritten_fails_and_is_written(outreach: Shell) -> None:
    text = "  # the usual\n  - name: nobody answers  # yet\n"
    assert played(outreach, text).status == 1
    assert outreach("test", "--update").status == 0
    file = outreach.folder / "sequences/hello.test.yaml"
    assert file.read_text("utf-8") == GIVEN + text + (
        "    then:\n"
        "      - {at: Mon 2 Mar 09:00, send: intro}\n"
        "      - {at: Mon 2 Mar 09:00, stage: contacted}\n"
        "      - {at: Thu 5 Mar 09:00, send: bump}\n"
        "      - {at: Thu 5 Mar 09:00, finish: no_reply}\n"
    )
    assert outreach("test").status == 0


def test_what_was_never_done_is_told(outreach: Shell) -> None:
    text = (
        "  - name: late\n    when:\n"
        "      - {on: day 1, reply: interested}\n"
        "      - {after: bump, reply: question}\n"
        "    then: {includes: [{finish: replied}]}\n"
    )
    answer = played(outreach, text)
    assert answer.status == 1
    assert 'line 9: reply "question" never came: bump was not done' in answer.out


def test_a_reply_that_nobody_reads_fails(outreach: Shell) -> None:
    settings = outreach.folder / "outreach.yaml"
    text = settings.read_text("utf-8")
    deaf = re.sub(r"\n    imap:.*(\n      .*)*", "", text)
    settings.write_text(deaf, "utf-8")
    answer = played(outreach, REPLIED + "      includes: []\n")
    assert answer.status == 1
    assert "nobody reads what me is answered: give it `imap`" in answer.out


def test_a_machine_is_told_everything(outreach: Shell) -> None:
    answer = played(outreach, FINE + REPLIED + "      - {send: intro}\n", "--json")
    assert answer.status == 1
    told = json.loads(answer.out)
    assert (told["passed"], told["failed"], told["complaints"]) == (1, 1, [])
    signs = [line["sign"] for line in told["scenarios"][1]["timeline"]]
    assert signs.count("+") == 2


def test_a_ci_server_is_told_in_junit(outreach: Shell, tmp_path: Path) -> None:
    report = tmp_path / "scenarios.xml"
    text = (FINE + FINE.replace("nobody answers", "'a & <b>'")).replace(
        "bump}", "bump, day: 9}"
    )
    answer = played(outreach, text, "--junit", str(report))
    assert answer.status == 1
    root = fromstring(report.read_bytes())  # noqa: S314 - our own
    assert (root.tag, root.get("tests"), root.get("failures")) == (
        "testsuites",
        "2",
        "2",
    )
    (suite,) = root
    assert [case.get("name") for case in suite] == ["nobody answers", "a & <b>"]
    assert all(case[0].tag == "failure" for case in suite)


def test_coverage_names_what_nobody_came_to(outreach: Shell) -> None:
    answer = played(outreach, FINE, "--coverage")
    assert answer.out.splitlines()[-1] == (
        "2 of 4 steps, ways and reactions were reached"
    )
    assert "reply.interested" in answer.out
    assert "reply.not_now" in answer.out


def test_no_variable_and_no_database_is_needed(outreach: Shell) -> None:
    settings = outreach.folder / "outreach.yaml"
    text = settings.read_text("utf-8")
    more = "database: ${NOWHERE}\nbroker: ${NO_BROKER}\nlisten: ${NO_PLACE}\n"
    kept = "\n".join(
        line
        for line in text.splitlines()
        if not line.startswith(("database:", "broker:", "listen:"))
    )
    settings.write_text(f"{kept}\n{more}", "utf-8")
    assert played(outreach, FINE).status == 0
    assert not list(outreach.folder.glob("*.db"))


def test_the_same_scenario_ends_the_same_each_time(outreach: Shell) -> None:
    several = "".join(FINE.replace("nobody", f"nobody {n}") for n in range(5))
    answer = played(outreach, several, "--json")
    told = json.loads(answer.out)
    lines = [str(one["timeline"]) for one in told["scenarios"]]
    assert (answer.status, len({re.sub("'line': [0-9]+", "", x) for x in lines})) == (
        0,
        1,
    )


@pytest.mark.parametrize("number", range(4))
def test_the_examples_of_the_reference_pass(shipped: Shell, number: int) -> None:
    example = BLOCK.findall(PAGE)[number]
    file = shipped.folder / "sequences/founders.test.yaml"
    file.write_text(example, "utf-8")
    assert shipped("check", file).out == ""
    answer = shipped("test")
    assert answer.status == 0, answer.out


TEXTED = """\
given: {first_name: Ada, phone: "+12025550143", timezone: America/New_York}
timezone: America/New_York
scenarios:
  - name: STOP
    when:
      - {after: 5 minutes, since: text, reply: STOP, by: sms}
    then:
      - {at: Mon 2 Mar 10:00, send: text, channel: sms, contains: Hello Ada}
      - {at: Mon 2 Mar 10:05, heard: opt_out}
      - {finish: opted_out}
  - name: yes
    when:
      - {after: 5 minutes, to: text, since: text, reply: interested}
    then:
      - {send: text}
      - {heard: reply.interested}
      - {finish: replied}
  - name: too early
    when:
      - {after: 5 minutes, reply: interested, by: sms}
    then: []
"""


def test_a_text_is_answered_by_text(shipped: Shell) -> None:
    folder = shipped.folder / "sequences"
    (folder / "texts.yaml").write_text(
        "senders: {sms: [anna-phone]}\nsteps:\n"
        "  - {id: text, after: 1 hour, sms: 'Hello {{ first_name }}. STOP to end.'}\n"
        "  - wait: 1 week\n",
        "utf-8",
    )
    (folder / "texts.test.yaml").write_text(TEXTED, "utf-8")
    answer = shipped("test", folder / "texts.test.yaml", "--json")
    told = json.loads(answer.out)["scenarios"]
    assert [(one["name"], one["passed"]) for one in told] == [
        ("STOP", True),
        ("yes", True),
        ("too early", False),
    ]
    assert "no text has gone out by then" in answer.out


def test_a_lead_draws_what_is_asked_for(shipped: Shell) -> None:
    file = shipped.folder / "sequences/founders.test.yaml"
    given = (
        "given: {email: ada@lovelace.example, first_name: Ada, company: Engines}\n"
        "scenarios:\n"
    )
    cases = [(v, s) for v in ("plain", "question") for s in ("anna", "ben")]
    each = "  - {{name: {0} {1}, variants: {{intro: {0}}}, senders: {{email: {1}}}, "
    then = "until: day 1, then: [{{send: intro, variant: {0}, sender: {1}}}]}}\n"
    text = "".join((each + then).format(*case) for case in cases)
    file.write_text(given + text, "utf-8")
    answer = shipped("test", "-v")
    assert answer.status == 0, answer.out
