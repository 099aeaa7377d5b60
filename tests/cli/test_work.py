"""What is run, told and steered by command, over a real database."""

from __future__ import annotations

import asyncio
import csv
import json
from typing import TYPE_CHECKING

import pytest

from outreach.bootstrap import load_workspace
from outreach.core.model import TouchId
from outreach.store import task as tasks
from outreach.store import touch as touches
from tests.cli.shell import Shell, typing
from tests.services.running import Clock, opened

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tests.services.running import World

ADA = "ada@lovelace.example"
GRACE = "grace@hopper.example"


async def _with(outreach: Shell, use: Callable[[World], Awaitable[None]]) -> None:
    # Nobody listens there, so a mail is deferred.
    workspace = load_workspace(outreach.folder, variables={"SMTP_PORT": "1"})
    async with opened(workspace, Clock()) as world:
        await use(world)


def test_leads_are_enrolled_and_those_left_out_are_told(peopled: Shell) -> None:
    assert peopled.json(
        "enroll", "hello", "--lead", ADA, "--lead", "no@one.example"
    ) == {
        "sequence": "hello",
        "enrolled": 1,
        "refused": 1,
        "codes": {"not_found": 1},
        "refusals": [
            {"lead": "no@one.example", "code": "not_found", "detail": "no such lead"}
        ],
    }
    first, header, line = peopled.tell("enroll", "hello")
    assert first == "hello: 2 enrolled, 1 refused"
    assert header.split() == ["code", "lead", "why"]
    assert line.split()[:2] == ["already_enrolled", ADA]
    assert peopled("enroll", "hello", "--strict").status == 1


def test_only_those_that_a_filter_holds_of_are_enrolled(peopled: Shell) -> None:
    done = peopled.json("enroll", "hello", "--where", 'lead.country == "US"')
    assert (done["enrolled"], done["refused"]) == (2, 0)


def test_a_lead_is_let_in_again_where_it_is_said(enrolled: Shell) -> None:
    enrolled.tell("leads", "stop", ADA)
    assert enrolled.json("enroll", "hello", "--lead", ADA)["enrolled"] == 0
    assert enrolled.json("enroll", "hello", "--lead", ADA, "--again")["enrolled"] == 1


def test_a_sequence_with_complaints_enrolls_nobody(peopled: Shell) -> None:
    template = peopled.folder / "templates" / "hello" / "intro.md"
    template.write_text("{{ frist_name }}")
    answer = typing("-w", str(peopled.folder), "enroll", "hello")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("templates/hello/intro.md:1:4: undefined-variable: ")
    assert peopled.json("status")["enrollments"] == []


def test_a_sequence_makes_those_known_that_it_leads_into(peopled: Shell) -> None:
    sequences = peopled.folder / "sequences"
    (sequences / "later.yaml").write_text("steps: [{tag: late}]\n")
    (sequences / "first.yaml").write_text("steps: [{enroll: later}]\n")
    assert peopled.json("enroll", "first", "--lead", ADA)["enrolled"] == 1
    (sequences / "later.yaml").write_text("steps: [{tog: late}]\n")
    answer = typing("-w", str(peopled.folder), "enroll", "first", "--lead", GRACE)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("sequences/later.yaml:1:10: unknown-key: ")


def test_status_tells_what_waits(enrolled: Shell) -> None:
    found = enrolled.json("status")
    assert found["enrollments"] == [
        {"sequence": "hello", "state": "active", "reason": "", "count": 3}
    ]
    assert [each["name"] for each in found["lanes"]] == ["linkedin", "me", "webhook"]
    told = enrolled.tell("status")
    assert told[0] == "running: nothing"
    assert told[1].startswith("no scheduler runs")


def test_a_report_counts(enrolled: Shell) -> None:
    found = enrolled.json("report", "hello", "--since", "2026-01-01")
    assert (found["sequence"], found["since"]) == ("hello", "2026-01-01T00:00:00+00:00")
    assert found["total"]["sent"] == 0
    told = enrolled.tell("report")
    assert told[1].split() == ["stage", "now", "reached"]
    assert told[2].split() == ["prospect", "3", "3"]


def test_explain_names_every_gate(enrolled: Shell) -> None:
    (found,) = enrolled.json("explain", ADA)["enrollments"]
    gates = [gate["gate"] for gate in found["gates"]]
    assert gates == [
        *("state", "window", "holiday", "per_domain", "per_company"),
        *("max_new_per_day", "cap", "gap", "ramp", "company"),
        *("suppression", "sender", "breaker", "inbox", "policy", "data"),
    ]
    told = enrolled.tell("explain", ADA)
    assert [line.split()[0] for line in told[-16:]] == gates
    assert enrolled.tell("explain", "#1") == told


def test_explain_knows_a_lead_that_is_in_nothing(peopled: Shell) -> None:
    assert peopled.tell("explain", ADA)[1] == "in no sequence: nothing is due, ever"


async def _ask(world: World) -> None:
    engine = world.deployment.engine
    async with engine.database.writing() as connection:
        await tasks.add(
            connection,
            lead_id=1,
            kind="call",
            title="Call Ada",
            created_at=engine.now(),
            due_at=engine.now(),
        )


def test_a_task_is_listed_and_done(peopled: Shell) -> None:
    asyncio.run(_with(peopled, _ask))
    (found,) = peopled.jsons("tasks", "list")
    assert (found["title"], found["email"]) == ("Call Ada", ADA)
    assert peopled.tell("tasks", "list")[1].split()[:4] == ["1", "call", "Call", "Ada"]
    assert peopled.tell("tasks", "done", "1") == ["task 1 is done"]
    assert typing("-w", str(peopled.folder), "tasks", "done", "1") == (
        1,
        "",
        "error: task 1 is done already\n",
    )
    assert peopled.jsons("tasks", "list") == []


def test_a_suppression_stops_and_may_be_taken_back(enrolled: Shell) -> None:
    done = enrolled.json("suppress", "add", "hopper.example", "--reason", "asked")
    assert done == {
        "added": 1,
        "known": 0,
        "stopped": 1,
        "passed_over": 0,
        "refused": 0,
        "problems": [],
    }
    (entry,) = enrolled.jsons("suppress", "list")
    assert (entry["kind"], entry["value"], entry["reason"]) == (
        "domain",
        "hopper.example",
        "asked",
    )
    assert enrolled.tell("suppress", "list")[1].split()[:3] == [
        *("domain", "hopper.example", "asked")
    ]
    assert enrolled.tell("suppress", "remove", "hopper.example") == [
        "domain hopper.example is on the list no more"
    ]
    words = ("-w", str(enrolled.folder), "suppress", "remove", "hopper.example")
    assert typing(*words).status == 1


def test_suppressions_go_out_and_come_in_as_files(
    peopled: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    peopled.tell("suppress", "add", ADA, "rival.example")
    assert peopled.json("suppress", "export", file) == {
        "file": str(file),
        "entries": 2,
        "left_out": {},
    }
    with file.open(encoding="utf-8-sig", newline="") as lines:
        assert [row["value"] for row in csv.DictReader(lines)] == [ADA, "rival.example"]
    peopled.tell("suppress", "remove", ADA)
    assert peopled.tell("suppress", "import", file) == [
        "1 added, 1 known already, 0 enrollments stopped"
    ]
    file.write_text("nothing at all\n")
    assert peopled("suppress", "import", file, "--strict").status == 1


def test_a_sender_is_paused_and_resumed(enrolled: Shell) -> None:
    words = ("senders", "pause", "me", "--reason", "blocked", "--by", "kim")
    assert enrolled.tell(*words) == ["me is paused: blocked (by kim)"]
    (me,) = [e for e in enrolled.jsons("senders", "list") if e["sender"] == "me"]
    assert (me["sender"], me["address"]) == ("me", "ann@hello.example")
    assert me["paused"] == "blocked (by kim)"
    (found,) = enrolled.json("explain", ADA)["enrollments"]
    assert [g["answer"] for g in found["gates"] if g["gate"] == "sender"] == ["wait"]
    assert enrolled.json("senders", "resume", "me") == {"sender": "me", "resumed": True}
    assert enrolled.tell("senders", "resume", "me") == ["me was not paused"]
    unknown = typing("-w", str(enrolled.folder), "senders", "pause", "you")
    assert (unknown.status, unknown.out) == (1, "")


def _second_sender(outreach: Shell) -> None:
    settings = outreach.folder / "outreach.yaml"
    other = "  you:\n    channel: email\n    address: You <you@hello.example>\n"
    server = "    smtp: {host: 127.0.0.1, security: none}\n  me:\n"
    settings.write_text(settings.read_text().replace("  me:\n", other + server))


def test_a_senders_leads_are_given_to_another(enrolled: Shell) -> None:
    _second_sender(enrolled)
    assert enrolled.json("senders", "reassign", "me", "you") == {
        "from": "me",
        "to": "you",
        "enrollments": 3,
    }
    found = enrolled.json("preview", "hello", "--lead", ADA)
    assert {each["sender"] for each in found["messages"]} == {"you"}
    assert enrolled.json("senders", "reassign", "me", "you")["enrollments"] == 0
    words = ("-w", str(enrolled.folder), "senders", "reassign")
    assert typing(*words, "me", "nobody").status == 1
    assert typing(*words, "me", "me").status == 2


async def _doubt(world: World) -> None:
    engine = world.deployment.engine
    await world.run()
    async with engine.database.reading() as connection:
        found = await touches.get(connection, [TouchId(1)])
    assert found[TouchId(1)]["state"] == "deferred"
    async with engine.database.writing() as connection:
        await touches.claim_again(connection, TouchId(1), "me", engine.now())
        (claim,) = (await touches.get(connection, [TouchId(1)])).values()
        row = {"id": 1, "attempt": 2, "worker": "x", "message_id": "<a@b.example>"}
        row |= {"subject": "", "variant": "", "version": None}
        await touches.mark_sending(connection, [row], engine.now())
        (sending,) = (await touches.get(connection, [claim["id"]])).values()
        await touches.doubt(connection, sending, "the line broke", engine.now())


def test_a_touch_in_doubt_is_settled_by_a_person(enrolled: Shell) -> None:
    asyncio.run(_with(enrolled, _doubt))
    (found,) = enrolled.jsons("touches", "list")
    assert (found["id"], found["step"], found["detail"]) == (
        1,
        "intro",
        "the line broke",
    )
    head, line = enrolled.tell("touches", "list")
    columns = "id lead sequence step sender sent at (UTC) detail looked for waits for"
    assert " ".join(head.split()) == columns
    assert line.split()[:5] == ["1", ADA, "hello", "intro", "me"]
    words = ("-w", str(enrolled.folder), "touches", "settle", "1")
    assert typing(*words).status == 2
    assert typing(*words, "--sent", "--not-sent").status == 2
    assert enrolled.json("touches", "settle", "1", "--sent", "--by", "kim") == {
        "touch": 1,
        "settled_as": "sent",
    }
    assert typing(*words, "--sent").status == 1
    assert typing(*words, "--not-sent").status == 1
    assert enrolled.tell("touches", "list") == ["no touch is in doubt"]


def test_a_touch_in_doubt_is_told_of_with_its_age(enrolled: Shell) -> None:
    asyncio.run(_with(enrolled, _doubt))
    (lane,) = [one for one in enrolled.json("status")["lanes"] if one["in_doubt"]]
    (found,) = enrolled.jsons("touches", "list")
    assert (lane["in_doubt"], lane["in_doubt_since"]) == (1, found["sending_at"])
    told = "\n".join(enrolled.tell("status"))
    since = f"{lane['in_doubt_since'][:16].replace('T', ' ')} UTC"
    expected = (
        f"in doubt: 1, the oldest since {since}: `outreach touches list` explains"
    )
    assert expected in told
    lines = enrolled.tell("explain", ADA)
    assert lines[3] == "decision: none until it is known what became of intro"
    assert lines[4].startswith("looked for: ")
    (explained,) = enrolled.json("explain", ADA)["enrollments"]
    assert explained["why"].split("; ") == [
        "in doubt: nobody knows if it went out",
        "waits for the Sent folder, a reply or bounce, or a person",
        "`outreach touches settle 1` tells",
    ]


def test_a_crm_is_kept_in_step_by_hand(enrolled: Shell) -> None:
    assert enrolled.tell("crm", "push") == []
    settings = enrolled.folder / "outreach.yaml"
    settings.write_text(settings.read_text() + "crm: {csv: {path: crm.csv}}\n")
    enrolled.tell("leads", "label", ADA, "opt_out")
    assert [each["pending"] for each in enrolled.jsons("crm", "status")] == [2]
    assert enrolled.jsons("crm", "push") == [{"crm": "csv", "told": 2}]
    assert enrolled.tell("crm", "push", "csv") == ["csv: 0 told"]
    assert enrolled.jsons("crm", "pull") == [{"crm": "csv", "heard": 0}]
    assert enrolled.tell("crm", "pull") == ["csv: 0 heard"]
    header, line = enrolled.tell("crm", "status")
    assert (header.split()[0], line.split()[:4]) == ("crm", ["csv", "0", "2", "0"])
    words = ("-w", str(enrolled.folder), "crm", "push", "hubspot")
    assert typing(*words).err == (
        "error: no CRM 'hubspot' in the workspace: there is csv\n"
    )
    assert ADA in (enrolled.folder / "crm.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("words", [("status",), ("report",), ("explain", ADA)])
def test_standard_output_holds_json_and_nothing_else(
    enrolled: Shell, words: tuple[str, ...]
) -> None:
    answer = enrolled(*words, "--json")
    assert (answer.status, answer.err, answer.out.count("\n")) == (0, "", 1)
    assert isinstance(json.loads(answer.out), dict)


def test_explain_counts_a_sequence_and_a_sender(enrolled: Shell) -> None:
    found = enrolled.json("explain", "--sequence", "hello")
    assert (found["sequence"], found["total"]) == ("hello", 3)
    assert sum(group["count"] for group in found["groups"]) == 3
    assert enrolled.json("explain", "--sender", "me")["total"] == 3
    told = enrolled.tell("explain", "--sequence", "hello", "--sender", "me")
    assert told[0].startswith("hello, sender me: 3 unfinished, at ")
    assert told[2].split()[:2] == ["leads", "state"]


def test_explain_wants_a_lead_or_a_name_that_is_known(enrolled: Shell) -> None:
    words = ("-w", str(enrolled.folder), "explain")
    assert typing(*words).status == 2
    assert typing(*words, ADA, "--sender", "me").status == 2
    unknown = typing(*words, "--sender", "ne")
    assert (unknown.status, unknown.out) == (1, "")
    assert typing(*words, "--sequence", "helo") == (
        *(1, ""),
        "error: nobody was ever enrolled in 'helo' (did you mean \"hello\"?)\n",
    )


@pytest.mark.parametrize(
    "words",
    [
        ("simulate", "hello", "--start", "tomorrow"),
        ("report", "--since", "tomorrow"),
        ("leads", "pause", ADA, "--until", "tomorrow"),
    ],
)
def test_a_day_that_is_none_is_told_how_to_write_one(
    enrolled: Shell, words: tuple[str, ...]
) -> None:
    answer = typing("-w", str(enrolled.folder), *words)
    assert (answer.status, answer.out) == (2, "")
    said = " ".join(answer.err.split())
    assert "'tomorrow' is no day: write it as 2026-11-22, or 2026-11-22T09:00" in said


def test_a_start_with_a_zone_is_that_instant(enrolled: Shell) -> None:
    found = enrolled.json("simulate", "hello", "--start", "2026-11-22T09:00+00:00")
    assert found["start_at"] == "2026-11-22T09:00:00+00:00"
    found = enrolled.json("simulate", "hello", "--start", "2026-11-22T09:00")
    assert found["start_at"] == "2026-11-22T08:00:00+00:00"
