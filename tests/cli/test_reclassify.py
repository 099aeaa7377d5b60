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


async def _misread(outreach: Shell) -> None:
    """Let Ada ask something, and let rules of another day have found nothing in it."""
    workspace = load_workspace(outreach.folder, variables={"SMTP_PORT": "1"})
    content = f"From: <{ADA}>\r\nMessage-ID: <1@x.example>\r\n\r\nHow much is it?\r\n"
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


def test_a_kind_that_is_none_is_wrong_use(peopled: Shell) -> None:
    typed = ["-w", str(peopled.folder), "reclassify", "--kind", "repl"]
    answer = typing(*typed, variables=peopled.variables)
    assert (answer.status, 'did you mean "reply"?' in answer.err) == (2, True)
