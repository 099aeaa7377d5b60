"""`preview`: what is shown is what is sent, and nothing is sent by showing it."""

from __future__ import annotations

import mailbox
import re
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from outreach.bootstrap import release_of
from outreach.cli.main import app
from outreach.services.find import find
from outreach.services.preview import preview
from tests.cli.shell import Shell, typing
from tests.saboteur.smtp import Saboteur
from tests.services.running import Clock, enroll, make, opened, write

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.bootstrap import Deployment

ADA = "ada@lovelace.example"
DATE = re.compile(rb"^Date: [^\r]*\r\n", re.MULTILINE)

WAYS = """\
senders: {email: [me]}
steps:
  - id: first
    email: {subject: One, body: "Hello {{ first_name }}"}
  - id: american
    if: lead.country == "US"
    email: {thread: first, body: "Howdy"}
  - id: looked
    wait_for: {event: link.clicked, within: 4 days}
    then:
      - id: warm
        email: {thread: first, body: "You had a look"}
    else:
      - id: cold
        email: {thread: first, body: "You had no look"}
  - id: where
    branch: lead.country == "GB"
    then:
      - id: british
        email: {thread: warm, body: "Cheerio"}
    else:
      - id: abroad
        email: {thread: first, body: "Goodbye"}
  - id: town
    email: {thread: first, body: "How is {{ lead.city }}?"}
  - goal: told
"""


def _raw(folder: Path, *words: str) -> bytes:
    result = CliRunner().invoke(app, ["-w", str(folder), "preview", *words, "--raw"])
    assert result.exit_code == 0, result.output
    return result.stdout_bytes


def _ways(peopled: Shell) -> dict[str, dict[str, Any]]:
    (peopled.folder / "sequences" / "ways.yaml").write_text(WAYS)
    found = peopled.json("preview", "ways", "--lead", ADA)
    shown: dict[str, dict[str, Any]] = {}
    for each in found["messages"]:
        shown.setdefault(each["step"], each)
    return shown


def test_the_messages_of_a_lead_that_is_not_enrolled_are_shown(peopled: Shell) -> None:
    found = peopled.json("preview", "hello", "--lead", ADA)
    messages = found.pop("messages")
    assert len(found.pop("version")) == 32
    [path] = found.pop("paths")
    assert [(each["step"], each["message"]) for each in path["touches"]] == [
        ("intro", 0),
        ("bump", 1),
    ]
    assert found == {
        "lead": ADA,
        "sequence": "hello",
        "ordinal": 1,
        "state": "",
        "refused": "",
        "rest": None,
        "more_paths": False,
    }
    assert [(each["step"], each["verdict"], each["sender"]) for each in messages] == [
        ("intro", "sends", "me"),
        ("bump", "sends", "me"),
    ]
    headers = [dict(each["headers"]) for each in messages]
    assert headers[0]["Subject"] == "A question about Lovelace Engines"
    assert headers[1]["Subject"] == "Re: A question about Lovelace Engines"
    assert headers[1]["In-Reply-To"] == headers[0]["Message-ID"]
    assert "Ada" in messages[0]["text"]
    assert "<strong>Lovelace Engines</strong>" in messages[0]["html"]
    assert peopled.json("status")["enrollments"] == []


def test_people_read_headers_and_both_parts_decoded(peopled: Shell) -> None:
    (peopled.folder / "templates" / "hello" / "intro.md").write_text(
        "Zażółć **gęślą** jaźń, {{ first_name }}: " + "very " * 40 + "long\n", "utf-8"
    )
    told = peopled.tell("preview", "hello", "--lead", ADA, "--step", "intro")
    assert told[:2] == [f"hello for Ada Lovelace <{ADA}>", "not enrolled yet"]
    assert told[3] == "=== intro: sends through me ==="
    assert "Subject: A question about Lovelace Engines" in told
    assert f"To: Ada Lovelace <{ADA}>" in told
    assert "--- text/plain ---" in told
    assert "Zażółć gęślą jaźń, Ada: " + "very " * 40 + "long" in told
    assert any("<strong>gęślą</strong>" in line for line in told)


def test_raw_bytes_are_those_of_one_message_or_an_mbox_of_several(
    peopled: Shell, tmp_path: Path
) -> None:
    one = _raw(peopled.folder, "hello", "--lead", ADA, "--step", "bump")
    assert one.startswith(b"From: Ann Example <ann@hello.example>\r\n")
    (tmp_path / "box").write_bytes(_raw(peopled.folder, "hello", "--lead", ADA))
    box = mailbox.mbox(tmp_path / "box")
    subjects = [mail["subject"] for mail in box]
    box.close()
    about = "A question about Lovelace Engines"
    assert subjects == [about, f"Re: {about}"]


def test_both_ways_of_an_event_are_shown_and_one_of_a_branch(peopled: Shell) -> None:
    shown = _ways(peopled)
    assert {key: (each["verdict"], each["on"]) for key, each in shown.items()} == {
        "first": ("sends", ""),
        "american": ("skipped", ""),
        "warm": ("sends", "on link.clicked"),
        "cold": ("sends", "without link.clicked"),
        "british": ("sends", "without link.clicked"),
        "town": ("sends", "without link.clicked"),
    }


def test_a_thread_follows_what_will_have_been_sent(peopled: Shell) -> None:
    shown = _ways(peopled)
    headers = {key: dict(m["headers"]) for key, m in shown.items() if "headers" in m}
    # It threads on a step of the other way, whose own thread it then goes on.
    assert headers["british"]["In-Reply-To"] == headers["first"]["Message-ID"]
    assert headers["british"]["References"] == headers["first"]["Message-ID"]


def test_a_lead_that_lacks_something_is_shown_where_it_stops(outreach: Shell) -> None:
    leads = outreach.folder / "leads.csv"
    leads.write_text(f"email,first_name\n{ADA},Ada\n")
    outreach.tell("leads", "import", leads)
    answer = outreach("preview", "hello", "--lead", ADA)
    assert answer.status == 1
    lines = answer.out.splitlines()
    assert lines[1] == (
        "not enrolled, and would be refused: missing_field: has no company"
    )
    assert lines[3] == "=== intro: stops through me ==="
    assert lines[4].startswith("company is empty")


def test_an_unknown_lead_sequence_or_step_is_told(peopled: Shell) -> None:
    words = ("-w", str(peopled.folder), "preview")
    nobody = typing(*words, "hello", "--lead", "x@y.example")
    assert (nobody.status, nobody.out) == (1, "")
    nothing = typing(*words, "helo", "--lead", ADA)
    assert nothing.err.startswith('error: no sequence "helo" (did you mean "hello"?)')
    nowhere = typing(*words, "hello", "--lead", ADA, "--step", "outro")
    assert (nowhere.status, nowhere.out) == (1, "")


def test_a_sequence_with_complaints_is_not_previewed(peopled: Shell) -> None:
    sequence = peopled.folder / "sequences" / "hello.yaml"
    sequence.write_text(sequence.read_text().replace("thread: intro", "thread: outro"))
    words = ("-w", str(peopled.folder), "preview", "hello", "--lead", ADA)
    answer = typing(*words)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("sequences/hello.yaml:13:21: unknown-step: ")


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\x9b2J", "\u202e", "\x07"])
def test_what_a_lead_is_called_does_not_reach_the_terminal(
    peopled: Shell, hostile: str
) -> None:
    leads = peopled.folder / "leads.csv"
    leads.write_text(f'email,first_name\n{ADA},"A{hostile}da"\n', "utf-8")
    peopled("leads", "import", leads)
    for words in (
        ("preview", "hello", "--lead", ADA),
        ("leads", "show", ADA),
        ("leads", "show", ADA, "--json"),
        ("leads", "dossier", ADA),
        ("leads", "import", str(leads)),
    ):
        answer = peopled(*words)
        assert hostile not in answer.out + answer.err


async def test_what_is_previewed_is_what_is_sent_but_for_the_date(
    tmp_path: Path, sqlite_url: str
) -> None:
    clock = Clock()
    async with Saboteur() as server:
        workspace = write(tmp_path / "w", sqlite_url, port=server.port)
        async with opened(workspace, clock) as world:
            ids = await make(world.deployment, 3)
            before = [await _previewed(world.deployment, lead_id) for lead_id in ids]
            await enroll(world.deployment, ids)
            between = [await _previewed(world.deployment, lead_id) for lead_id in ids]
            await world.run()
            clock.forward(days=4)
            await world.run()
            after = [await _previewed(world.deployment, lead, 1) for lead in ids]
        sent: dict[str, list[bytes]] = {}
        for taken in server.accepted:
            sent.setdefault(taken.rcpt_to[0], []).append(taken.content)
    expected = [
        [_dateless(each) for each in sent[f"lead{n}@co{n}.example"]] for n in range(3)
    ]
    assert [[_dateless(each) for each in several] for several in before] == expected
    assert [[_dateless(each) for each in several] for several in between] == expected
    # What has been sent is shown with its own date too.
    assert after == [sent[f"lead{n}@co{n}.example"] for n in range(3)]


def _dateless(content: bytes) -> bytes:
    return DATE.sub(b"", content)


async def _previewed(
    deployment: Deployment, lead_id: int, ordinal: int | None = None
) -> list[bytes]:
    engine = deployment.engine
    async with engine.database.reading() as connection:
        lead = await find(connection, str(lead_id))
    found = await preview(
        engine,
        lead,
        "hello",
        lambda: release_of(deployment.bundle("hello")),
        ordinal=ordinal,
    )
    return [each.draft.parcel.content for each in found.messages if each.draft]
