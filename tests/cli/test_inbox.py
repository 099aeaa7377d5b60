"""What came in is listed, shown safely and given to a lead by command."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from outreach.bootstrap import load_workspace
from outreach.cli.inbox import because
from outreach.ports import Batch, Cursor, RawMessage
from outreach.services.ingest import interpret
from outreach.store import inbound
from tests.cli.shell import typing
from tests.services.running import Clock, opened

if TYPE_CHECKING:
    from tests.cli.shell import Shell

ADA, HOME = "ada@lovelace.example", "countess@home.example"
MAIL = (
    b"From: Countess <countess@home.example>\r\nTo: <anna@acme.example>\r\n"
    b"Subject: =?utf-8?q?Hi=1B[31m_there=E2=80=AE?=\r\nMessage-ID: <1@home.example>\r\n"
    b"\r\nYes, call me.\x1b[2J\x07\r\nSecond line\r\n"
)


@pytest.fixture
def written_to(enrolled: Shell) -> Shell:
    """Return a workspace to which somebody has written whom nobody knows."""

    async def come_in() -> None:
        clock = Clock()
        workspace = load_workspace(enrolled.folder, variables={"SMTP_PORT": "1"})
        async with opened(workspace, clock) as world:
            engine = world.deployment.engine
            async with engine.database.writing() as connection:
                message = RawMessage(1, 1, MAIL, engine.now())
                batch = Batch([message], Cursor(1, 1))
                await inbound.keep(connection, "anna", "INBOX", batch, engine.now())
            assert await interpret(engine) == 0

    asyncio.run(come_in())
    return enrolled


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
