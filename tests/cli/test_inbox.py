"""What came in is listed, shown safely and given to a lead by command."""

from __future__ import annotations

import asyncio
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from outreach.bootstrap import load_workspace
from outreach.cli.inbox import because
from outreach.cli.inbox_show import LONGEST_LINE, MOST_LINES
from outreach.ports import Batch, Cursor, RawMessage
from outreach.services.ingest import interpret
from outreach.store import inbound
from tests.cli.shell import typing
from tests.services import ear
from tests.services.hearing import mail_of
from tests.services.running import Clock, opened

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.shell import Shell

ADA, HOME = "ada@lovelace.example", "countess@home.example"
GRACE, KATHERINE = "grace@hopper.example", "katherine@johnson.example"
MAIL = (
    b"From: Countess <countess@home.example>\r\nTo: <anna@acme.example>\r\n"
    b"Subject: =?utf-8?q?Hi=1B[31m_there=E2=80=AE?=\r\nMessage-ID: <1@home.example>\r\n"
    b"\r\nYes, call me.\x1b[2J\x07\r\nSecond line\r\n"
)


@pytest.fixture
def written_to(enrolled: Shell) -> Shell:
    """Return a workspace to which somebody has written whom nobody knows."""
    _come_in(enrolled, MAIL)
    return enrolled


def _come_in(shell: Shell, *contents: bytes) -> None:
    async def come_in() -> None:
        clock = Clock()
        workspace = load_workspace(shell.folder, variables={"SMTP_PORT": "1"})
        async with opened(workspace, clock) as world:
            engine = world.deployment.engine
            async with engine.database.writing() as connection:
                messages = [
                    RawMessage(1, n, content, engine.now())
                    for n, content in enumerate(contents, 1)
                ]
                batch = Batch(messages, Cursor(1, len(messages)))
                await inbound.keep(connection, "anna", "INBOX", batch, engine.now())
            assert await interpret(engine) == 0

    asyncio.run(come_in())


def test_a_stranger_is_listed_with_why_and_shown_without_harm(
    written_to: Shell,
) -> None:
    (listed,) = written_to.jsons("inbox", "list", "--strangers")
    assert (listed["id"], listed["author"], listed["kind"], listed["whose"]) == (
        1,
        HOME,
        "reply",
        "a new mail from an address of no lead",
    )
    shown = written_to("inbox", "show", "1").out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\x07" not in shown
    lines = shown.splitlines()
    assert lines[-2:] == ["Yes, call me.\\x1b[2J\\x07", "Second line"]
    assert "lead: nobody's" in lines
    assert "\x1b" not in written_to("inbox", "list").out
    assert written_to.json("inbox", "show", "1")["message_id"] == "<1@home.example>"


def test_the_very_bytes_are_written_where_they_are_asked_for(
    written_to: Shell,
) -> None:
    # The runner turns line ends.
    told = written_to("inbox", "show", "1", "--raw").out.encode()
    assert told == MAIL.replace(b"\r\n", b"\n")


def test_a_mail_is_given_to_a_lead_by_a_persons_word(written_to: Shell) -> None:
    assert written_to.tell("inbox", "assign", "1", ADA, "--by", "zoe") == [
        f"mail 1 (reply) is {ADA}'s: 1 enrollments stopped or paused"
    ]
    assert written_to.tell("inbox", "list", "--strangers") == ["no mail of strangers"]
    (listed,) = written_to.jsons("inbox", "list")
    assert (listed["lead"], listed["whose"]) == (ADA, "assigned by zoe")
    told = "\n".join(written_to.tell("leads", "show", ADA))
    assert "matched_by=assigned" in told
    again = typing("-w", str(written_to.folder), "inbox", "assign", "1", ADA)
    assert (again.status, "'s already" in again.err) == (1, True)


def test_a_mail_that_is_not_there_is_told(peopled: Shell) -> None:
    for words in (("show", "9"), ("show", "9", "--raw"), ("assign", "9", ADA)):
        answer = typing("-w", str(peopled.folder), "inbox", *words)
        assert (answer.status, "inbox list" in answer.err) == (1, True)
    assert peopled.tell("inbox", "list") == ["nothing came in"]


@pytest.mark.parametrize(
    ("whose", "told"),
    [
        ("message_id <1@acme.example>", "message_id"),
        (
            "address older than all the lead is in",
            "address older than all the lead is in",
        ),
        ("assigned by zoe", "assigned by zoe"),
    ],
)
def test_the_list_leaves_the_ids_that_decided_to_show(whose: str, told: str) -> None:
    assert because(whose) == told


@pytest.mark.parametrize(
    "words",
    [
        ("inbox", "show", str(2**63)),
        ("inbox", "show", "0"),
        ("inbox", "assign", str(2**63), ADA),
        ("inbox", "retry", str(2**63)),
        ("tasks", "done", str(2**63)),
        ("touches", "settle", str(2**63), "--sent"),
        ("inbox", "list", "--strangers", "--unread"),
    ],
)
def test_what_cannot_be_meant_is_wrong_use(
    outreach: Shell, words: tuple[str, ...]
) -> None:
    answer = typing("-w", str(outreach.folder), *words)
    assert (answer.status, answer.out) == (2, "")


def test_the_largest_number_there_can_be_is_told_not_to_be_there(
    peopled: Shell,
) -> None:
    answer = peopled("inbox", "retry", str(2**63 - 1))
    assert (answer.status, "not set aside" in answer.err) == (1, True)


def _verdict(shell: Shell, number: int) -> list[str]:
    """Return what `show` tells of a mail between its head and its words."""
    _, *parts, _ = "\n".join(shell.tell("inbox", "show", str(number))).split("\n\n")
    return "\n".join(parts).splitlines()


@pytest.fixture
def answered(enrolled: Shell) -> Shell:
    """Return a workspace with a reply, a bounce and a note of absence."""
    reply = mail_of("interested", ADA, "<x@y.example>")
    bounce = mail_of("bounced", GRACE, "<x@y.example>")
    away = mail_of("out_of_office", KATHERINE, "<x@y.example>")
    away = away.replace(
        b"until 20 March 2026.", b"until 20 January 2027. Ask z@y.example."
    )
    _come_in(enrolled, reply, bounce, away)
    return enrolled


def test_what_it_means_and_what_followed_are_told(answered: Shell) -> None:
    assert _verdict(answered, 1) == [
        "kind: reply (in reply to a message), 95% sure",
        'means: interested, 90% sure by "Sounds interesting", "let\'s talk"',
        f"lead: {ADA}",
        f"because: address {ADA}",
        f"followed: {ADA} stage: prospect -> qualified",
        f"followed: {ADA} hello: active -> finished (replied)",
        f"followed: {ADA}: task #1 Answer Ada today (to do)",
    ]
    assert _verdict(answered, 2) == [
        "kind: bounce (delivery-status: failed 5.1.1), 99% sure",
        f"did not reach: {GRACE}: hard user_unknown 5.1.1 550: 550 5.1.1 no such user",
        f"lead: {GRACE}",
        f"because: address {GRACE}",
        f"followed: {GRACE} hello: active -> finished (bounced)",
        f"followed: suppression {GRACE}: no -> bounced",
    ]
    assert _verdict(answered, 3)[:3] == [
        "kind: auto_reply (auto-submitted: auto-replied), 98% sure",
        "returns: 2027-01-20",
        "turn to: z@y.example",
    ]


def test_machines_are_told_the_same(answered: Shell) -> None:
    means = [each["means"] for each in answered.jsons("inbox", "list")]
    assert means == ["out_of_office", "bounced", "interested"]
    (recipient,) = answered.json("inbox", "show", "2")["reading"]["bounce"][
        "recipients"
    ]
    assert (recipient["type"], recipient["reason"], recipient["status"]) == (
        "hard",
        "user_unknown",
        "5.1.1",
    )


def test_a_leads_story_names_the_mails_by_their_numbers(answered: Shell) -> None:
    story = answered.json("leads", "show", ADA)["timeline"]
    named = {each["kind"]: each["inbound"] for each in story}
    assert (named["enrolled"], named["reply.interested"]) == (None, 1)
    assert any("mail=1 why=" in line for line in answered.tell("leads", "show", ADA))


def test_a_label_stands_over_what_it_was_read_as(answered: Shell) -> None:
    answered.tell("leads", "label", ADA, "question", "--by", "zoe")
    assert _verdict(answered, 1)[:2] == [
        "labelled: question by zoe",
        "read as: reply (in reply to a message), 95% sure",
    ]


def test_a_terminal_gets_the_beginning_of_a_long_mail(enrolled: Shell) -> None:
    lines = [f"Line {n}" for n in range(MOST_LINES + 7)]
    lines[0] = "x" * (LONGEST_LINE + 5)
    words = ear.mail(ADA, "\r\n".join(lines))
    _come_in(enrolled, words)
    shown = _on_a_terminal(enrolled.folder, "inbox", "show", "1")
    assert f"{'x' * LONGEST_LINE}... (5 characters more: --raw has all)" in shown
    assert shown[-2:] == [
        f"Line {MOST_LINES - 1}",
        "... (7 lines more: --raw has all)",
    ]
    assert enrolled.tell("inbox", "show", "1")[-len(lines) :] == lines
    assert enrolled.json("inbox", "show", "1")["text"].splitlines() == lines


def _on_a_terminal(folder: Path, *words: str) -> list[str]:
    """Run a command whose output is a terminal; return the lines that it shows."""
    ours, theirs = pty.openpty()
    typed = [sys.executable, "-m", "outreach", "-w", str(folder), *words]
    with subprocess.Popen(typed, stdout=theirs) as process:
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b""))
        assert process.wait() == 0
    os.close(ours)
    return shown.decode().replace("\r\n", "\n").rstrip("\n").split("\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # nobody writes there any more
        return b""
