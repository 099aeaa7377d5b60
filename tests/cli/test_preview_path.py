"""`preview`: every path, leads from anywhere, and what is written of them."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.shell import Answer, Shell, typing

if TYPE_CHECKING:
    from pathlib import Path

ADA = "ada@lovelace.example"
FORKS = """\
senders: {email: [me]}
window: {days: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00", holidays: none}
steps:
  - id: first
    email: {subject: One, body: "Hello {{ first_name }}"}
  - id: looked
    wait_for: {event: link.clicked, within: 4 days}
    then:
      - id: warm
        email: {thread: first, body: "You had a look"}
  - tag: looked-at
  - id: known
    after: 1 hour
    if: "'looked-at' in lead.tags"
    email: {thread: warm, body: "You are known"}
  - id: answered
    wait_for: {event: reply.interested, within: 1 day}
    then:
      - stage: qualified
  - id: last
    after: 1 day
    email: {thread: first, body: "Bye"}
on:
  reply.interested: [{task: {kind: call, title: "Call {{ first_name }}"}}]
  finished.no_reply: [{tag: nurture}]
"""


@pytest.fixture
def forked(peopled: Shell) -> Shell:
    """Return a hand in a workspace whose sequence `forks` has some."""
    (peopled.folder / "sequences" / "forks.yaml").write_text(FORKS)
    return peopled


def _refused(shell: Shell, *words: str | Path) -> Answer:
    return typing("-w", str(shell.folder), *map(str, words))


def _told(path: dict[str, Any]) -> tuple[Any, ...]:
    steps = [(each["step"], each["what"]) for each in path["touches"]]
    return path["on"], steps, path["ends"]


def test_each_fork_is_walked_both_ways_and_reactions_and_exits_are_told(
    forked: Shell,
) -> None:
    found = forked.json("preview", "forks", "--lead", ADA)
    shown = {tuple(path["on"]): _told(path)[1:] for path in found["paths"]}
    known, unknown = "if 'looked-at' in lead.tags", "unless 'looked-at' in lead.tags"
    cold, warm = "without link.clicked", "on link.clicked"
    silent, heard = "without reply.interested", "on reply.interested"
    assert len(shown) == len(found["paths"]) == 8
    assert found["more_paths"] is False
    assert next(iter(shown)) == (cold, known, silent)
    assert shown[cold, known, silent] == (
        [
            ("first", "sends"),
            ("3", "tag"),
            ("known", "sends"),
            ("last", "sends"),
            ("on finished.no_reply", "tag"),
        ],
        "no_reply",
    )
    assert shown[warm, unknown, heard] == (
        [
            ("first", "sends"),
            ("warm", "sends"),
            ("3", "tag"),
            ("known", "skipped"),
            ("on reply.interested", "task"),
        ],
        "replied",
    )


def test_a_message_that_differs_by_its_path_is_shown_for_each(forked: Shell) -> None:
    found = forked.json("preview", "forks", "--lead", ADA)
    sent = [each for each in found["messages"] if each["verdict"] == "sends"]
    headers = [(each["step"], dict(each["headers"])) for each in sent]
    ids = {step: fields["Message-ID"] for step, fields in headers}
    answers = [fields.get("In-Reply-To") for step, fields in headers if step == "known"]
    assert set(answers) == {ids["first"], ids["warm"]}
    assert len(answers) == 2
    assert len({each["message_id"] for each in sent}) == 4


def test_a_message_leaves_when_the_planner_says(forked: Shell) -> None:
    found = forked.json("preview", "forks", "--lead", ADA, "--path", "1")
    (dated,) = [m for m in found["messages"] if m["step"] == "last"]
    first = found["messages"][0]
    at = {each["step"]: each["at"] for each in (first, dated)}
    headers = dict(dated["headers"])
    assert headers["Date"].endswith("+0000")
    assert at["first"] < at["last"]
    stages = found["paths"][0]["touches"]
    assert [stages[0]["at"], stages[3]["at"]] == [at["first"], at["last"]]


def test_one_path_is_picked_and_a_missing_one_is_told(forked: Shell) -> None:
    second = forked.json("preview", "forks", "--lead", ADA, "--path", "2")
    assert second["paths"][1]["on"][0] == "on link.clicked"
    assert [m["step"] for m in second["messages"]] == ["first", "warm", "known", "last"]
    answer = _refused(forked, "preview", "forks", "--lead", ADA, "--path", "9")
    assert (answer.status, answer.err) == (1, "error: no path 9: this lead has 8\n")


@pytest.mark.parametrize(
    ("condition", "paths"),
    [
        ("'sent' in events", 1),
        ("'reply' not in events", 2),
        ("now.hour < 12", 2),
        ("lead.country == 'GB'", 1),
        ("lead.stage == 'won'", 2),
    ],
)
def test_only_what_the_world_decides_forks(
    peopled: Shell, condition: str, paths: int
) -> None:
    (peopled.folder / "sequences" / "one.yaml").write_text(
        "senders: {email: [me]}\nsteps:\n- id: a\n  email: {subject: A, body: a}\n"
        f'- id: b\n  after: 1 day\n  if: "{condition}"\n  email: {{thread: a, body: b}}\n'
    )
    found = peopled.json("preview", "one", "--lead", ADA)
    assert len(found["paths"]) == paths


def test_paths_are_told_to_people_too(forked: Shell) -> None:
    told = forked.tell("preview", "forks", "--lead", ADA)
    assert told[3].split() == ["path", "when", "messages", "ends"]
    assert any("known (skipped)" in line for line in told)
    assert any(line.startswith("leaves ") for line in told)


def test_an_invented_lead_needs_no_database_and_makes_none(outreach: Shell) -> None:
    before = sorted(outreach.folder.rglob("*"))
    asked = ("preview", "hello", "--lead", "new@x.example")
    given = ("--set", "first_name=Ada", "--set", "company=Engines & Co")
    found = outreach.json(*asked, *given)
    assert [m["verdict"] for m in found["messages"]] == ["sends", "sends"]
    assert "Engines & Co" in found["messages"][0]["text"]
    assert outreach.json(*asked, *given) | {"messages": None} == found | {
        "messages": None
    }
    stopped = outreach(*asked, "--set", "first_name=Ada")
    assert (stopped.status, stopped.out.count("company is empty")) == (1, 2)
    wrong = _refused(outreach, *asked, "--set", "frist_name=Ada")
    assert wrong.status == 2
    assert wrong.err.startswith("error: --set frist_name: ")
    assert _refused(outreach, *asked, "--set", "first_name").status == 2
    assert sorted(outreach.folder.rglob("*")) == before
    nobody = _refused(outreach, *asked)
    assert nobody.status == 1
    assert "no database yet" in nobody.err
    assert sorted(outreach.folder.rglob("*")) == before


def test_the_leads_of_a_file_are_read_as_an_import_does(outreach: Shell) -> None:
    path = outreach.folder / "new.csv"
    rows = [f"a{n}@x{n}.example,A{n},Co,US\n" for n in range(30)]
    path.write_text(
        "email,first name,company,country\n"
        + "".join(rows)
        + "f@x.example,F,Co,FR\nnobody,N,Co,US\nm@x.example,,Co,US\n"
    )
    answer = outreach("preview", "hello", "--leads", path, "--sample", "4")
    assert answer.status == 1
    assert answer.err.startswith(f"{path}:33: bad-address: ")
    lines = answer.out.splitlines()
    assert lines[-1] == "4 leads, of whom 1 would be stopped"
    assert any("f@x.example" in line for line in lines)
    assert any("m@x.example" in line for line in lines)
    assert outreach("preview", "hello", "--leads", path, "--sample", "4") == answer
    found = outreach.json("preview", "hello", "--leads", path, "--lead", "f@x.example")
    assert found["lead"] == "f@x.example"
    assert not (outreach.folder / "outreach.db").exists()


def test_a_sample_of_the_database_is_an_object_a_lead(peopled: Shell) -> None:
    found = peopled.jsons("preview", "hello", "--sample", "2")
    assert len({each["lead"] for each in found}) == 2
    assert [len(each["messages"]) for each in found] == [2, 2]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--lead", ADA, "--sample", "2"),
        ("--set", "first_name=x"),
        ("--sample", "2", "--send-to", "me@acme.example"),
        ("--sample", "0"),
    ],
)
def test_what_makes_no_sense_together_is_told(
    peopled: Shell, words: tuple[str, ...]
) -> None:
    assert _refused(peopled, "preview", "hello", *words).status == 2


def test_mails_are_written_to_files_byte_for_byte(
    peopled: Shell, tmp_path: Path
) -> None:
    folder = tmp_path / "mails"
    asked = ("preview", "hello", "--lead", ADA)
    assert peopled.tell(*asked, "--eml", folder) == [f"{folder}: 2 mails"]
    first, second = sorted(folder.iterdir())
    assert [first.name, second.name] == ["01-intro.eml", "02-bump.eml"]
    mail = message_from_bytes(first.read_bytes(), policy=policy.default)
    told = peopled.json(*asked)["messages"][0]
    assert mail["Message-ID"] == told["message_id"]
    assert b"\r\n" in first.read_bytes()
    peopled.tell("preview", "hello", "--sample", "2", "--eml", tmp_path / "more")
    assert len(list((tmp_path / "more").glob("*/*.eml"))) == 4
    blocked = _refused(peopled, *asked, "--eml", first)
    assert (blocked.status, blocked.err.startswith(f"error: {first}")) == (2, True)


def test_a_trial_is_refused_before_anything_is_sent(peopled: Shell) -> None:
    asked = ("preview", "hello", "--lead", ADA, "--yes", "--send-to")
    lead = _refused(peopled, *asked, ADA)
    assert lead.status == 1
    assert lead.err.startswith(f"error: {ADA} is the lead itself: ")
    away = _refused(peopled, *asked, "me@elsewhere.example")
    assert away.status == 1
    assert away.err.startswith("error: me cannot send now: ")
    unasked = _refused(peopled, *asked[:-2], "--send-to", "me@elsewhere.example")
    assert unasked.status == 1
    assert "Mail 2 tests to me@elsewhere.example through me?" in unasked.err


def test_a_page_or_folder_of_mails_tells_who_would_be_stopped(
    outreach: Shell, tmp_path: Path
) -> None:
    path = outreach.folder / "new.csv"
    path.write_text("email,first name,company\na@x.example,A,Co\nm@x.example,,Co\n")
    page, folder = tmp_path / "page.html", tmp_path / "mails"
    asked = ("preview", "hello", "--leads", path)
    both = outreach(*asked, "--html", page, "--eml", folder)
    stopped = "2 leads, of whom 1 would be stopped"
    assert both.out.splitlines() == [f"{folder}: 2 mails", f"{page}: {stopped}"]
    assert both.status == 1
    mails = outreach(*asked, "--eml", folder)
    assert mails.out.splitlines() == [f"{folder}: 2 mails", stopped]
    one = ("--lead", "a@x.example", "--step", "intro", "--eml", folder, "--html", page)
    assert outreach.tell(*asked, *one) == [f"{folder}: 1 mail", f"{page}: 1 lead"]


def test_a_step_that_is_misspelt_is_guessed(peopled: Shell) -> None:
    answer = _refused(peopled, "preview", "hello", "--lead", ADA, "--step", "intor")
    assert 'no step "intor" (did you mean "intro"?)' in answer.err
    assert answer.status == 1
