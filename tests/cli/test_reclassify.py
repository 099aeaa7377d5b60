"""`reclassify` at the command line: shown first, repaired where it is wanted."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from outreach.bootstrap import load_workspace
from outreach.ports import Batch, Cursor, RawMessage
from outreach.services.ingest import interpret
from outreach.store import inbound
from tests.cli.shell import typing
from tests.services.running import Clock, opened

if TYPE_CHECKING:
    from tests.cli.shell import Shell

ADA = "ada@lovelace.example"


async def _misread(outreach: Shell, text: str = "How much is it?") -> None:
    """Let Ada ask something, and let rules of another day have found nothing in it."""
    workspace = load_workspace(outreach.folder, variables={"SMTP_PORT": "1"})
    content = f"From: <{ADA}>\r\nMessage-ID: <1@x.example>\r\n\r\n{text}\r\n"
    async with opened(workspace, Clock()) as world:
        engine = world.deployment.engine
        raw = RawMessage(1, 1, content.encode(), engine.now())
        async with engine.database.writing() as connection:
            batch = Batch([raw], Cursor(1, 1))
            await inbound.keep(connection, "anna", "INBOX", batch, engine.now())
        assert await interpret(engine) == 0
        async with engine.database.writing() as connection:
            (row,) = await inbound.listed(connection, 9)
            intent = {"meaning": "other", "confidence": 0.3}
            reading = {**row["reading"], "intent": intent}
            await inbound.write(connection, row["id"], reading=reading)


async def _mark(outreach: Shell) -> None:
    """Let the rules of that day have read a refusal, of which as little follows."""
    workspace = load_workspace(outreach.folder, variables={"SMTP_PORT": "1"})
    async with (
        opened(workspace, Clock()) as world,
        world.deployment.engine.database.writing() as connection,
    ):
        (row,) = await inbound.listed(connection, 9)
        intent = {"meaning": "not_interested", "confidence": 0.9}
        reading = {**row["reading"], "intent": intent}
        await inbound.write(connection, row["id"], reading=reading)


def test_what_reads_otherwise_is_shown_and_repaired_once(peopled: Shell) -> None:
    asyncio.run(_misread(peopled))
    shown = peopled.json("reclassify", "--dry-run")
    assert (shown["dry_run"], shown["repaired"]) == (True, 1)
    (change,) = shown["changes"]
    assert (change["lead"], change["was"], change["is"]) == (ADA, "other", "question")
    asked = peopled("reclassify")
    assert (asked.status, "Repair these 1?" in asked.err) == (1, True)
    assert peopled("reclassify", "--yes").status == 0
    first, second = peopled.tell("reclassify", "--yes")
    assert (first, second.partition(" for a")[0]) == (
        "nothing reads otherwise",
        "1 read, 0 repaired, 0",
    )


def test_what_nothing_follows_from_is_counted_and_not_listed(peopled: Shell) -> None:
    asyncio.run(_misread(peopled, "I am not the right person for this."))
    asyncio.run(_mark(peopled))
    shown = peopled.json("reclassify", "--dry-run")
    (change,) = shown["changes"]
    assert (change["is"], change["follows"], change["with"]) == (
        "wrong_person",
        [],
        None,
    )
    first, second, *_ = peopled.tell("reclassify", "--dry-run")
    assert first == "nothing reads otherwise so that anything would follow"
    assert second == "1 read otherwise, and nothing follows: see --json"


def test_a_kind_that_is_none_is_wrong_use(peopled: Shell) -> None:
    typed = ["-w", str(peopled.folder), "reclassify", "--kind", "repl"]
    answer = typing(*typed, variables=peopled.variables)
    assert (answer.status, 'did you mean "reply"?' in answer.err) == (2, True)
