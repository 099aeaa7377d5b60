"""A copy is made and brought back by command; nobody goes on whom nobody could look for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from outreach.errors import Refused

if TYPE_CHECKING:
    from tests.cli.shell import Shell


@pytest.fixture
def restored(enrolled: Shell) -> Shell:
    """Return a hand in a workspace that was brought back; its mailbox does not answer."""
    database, copy = enrolled.folder / "outreach.db", enrolled.folder / "copy.db"
    assert enrolled.tell("backup", copy) == [f"Copied to {copy}."]
    for each in enrolled.folder.glob("outreach.db*"):
        each.unlink()
    copy.rename(database)
    return replace(enrolled, variables={"IMAP_PORT": "1", "IMAP_PASSWORD": "x"})


def test_a_copy_is_told_to_a_machine_with_its_size(enrolled: Shell) -> None:
    copy = enrolled.folder / "copy.db"
    told = enrolled.json("backup", copy)
    assert told == {"file": str(copy), "bytes": copy.stat().st_size}


def told(done: str, **apart: object) -> dict[str, object]:
    """Return the one object that `restored --json` prints, but for what is told apart."""
    nothing = {"senders": 0, "enrollments": 0, "messages": 0, "unseen": {}}
    return {"done": done, **nothing, **apart}


def test_a_machine_is_told_all_in_one_shape(restored: Shell) -> None:
    held = restored.json("restored")
    found = restored.json("restored", "--search")
    unseen = found["unseen"]
    resumed = restored.json("restored", "--leads", "resume", "--unseen")
    restored.json("restored")
    ended = restored.json("restored", "--leads", "stop")
    assert list(unseen) == ["me"]
    assert [held, found, resumed, ended] == [
        told("held", senders=3, enrollments=3),
        told("searched", unseen=unseen),
        told("resumed", enrollments=3, unseen=unseen),
        told("ended", enrollments=3),
    ]
    assert restored.json("restored", "--nothing-sent") == told("settled")


def test_a_search_tells_where_nobody_could_look(restored: Shell) -> None:
    restored.tell("restored")
    (line,) = restored.tell("restored", "--search")
    assert line.startswith("0 messages were found and recorded as sent. Nobody could")


def test_leads_go_on_unseen_only_if_that_is_said(restored: Shell) -> None:
    restored.tell("restored")
    with pytest.raises(Refused, match="with --unseen they resume"):
        restored("restored", "--leads", "resume")
    assert restored.tell("restored", "--leads", "resume", "--unseen") == ["3 go on."]


def test_leads_are_ended_without_a_look(restored: Shell) -> None:
    restored.tell("restored")
    assert restored.tell("restored", "--leads", "stop") == ["3 ended."]


@pytest.mark.parametrize(
    "words",
    [
        ("--unseen",),
        ("--search", "--leads", "stop"),
        ("--search", "--nothing-sent"),
        ("--leads", "resume", "--nothing-sent"),
        ("--leads", "stop", "--unseen"),
    ],
)
def test_what_does_not_go_together_is_wrong_use(
    outreach: Shell, words: tuple[str, ...]
) -> None:
    assert outreach("restored", *words).status == 2
