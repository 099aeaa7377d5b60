"""`apply` while a tick claims, a delivery marks and settles, and an answer comes in.

The race is held open: one of the two has done all but commit when the other begins.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from outreach.errors import Refused
from outreach.services.apply_change import apply_change
from outreach.services.deliver import Courier
from outreach.services.steer import stop_lead
from outreach.services.tick import tick
from tests.services.edit import BYE, OLD, editing, mail, target, written
from tests.services.test_engine_race import Held

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from outreach.services.engine import Engine
    from tests.services.edit import Editor

LEADS = 3
RENAMED = written(
    mail("hello", after="1 hour", origin="intro", version=2),
    mail("nudge", after="3 days", origin="bump", version=2),
    BYE,
    tail="migrate: {intro: hello, bump: nudge}\n",
)
GOES = written(
    mail("bump", after="3 days", version=2), BYE, tail="migrate: {intro: bump}\n"
)
STOPS = written(BYE, tail="migrate: {intro: stop, bump: stop}\n")
EDITS = {"renamed": RENAMED, "goes": GOES, "stops": STOPS}


async def _tick(_editor: Editor, engine: Engine) -> object:
    return await tick(engine)


async def _deliver(editor: Editor, engine: Engine) -> None:
    claimed = [row["id"] for row in await editor.it.rows("touches")]
    await Courier(engine, {"email": editor.tape}).deliver(claimed)


async def _stop(_editor: Editor, engine: Engine) -> object:
    with suppress(Refused):  # the edit may have stopped it first
        return await stop_lead(engine, "lead1@co1.example", by="test")
    return None


DEEDS = {"tick": _tick, "deliver": _deliver, "stop": _stop}


async def _turns(editor: Editor, task: asyncio.Task[object]) -> None:
    """Let the other come as far as it can: to its end, or to a lock that it waits for."""
    database = editor.it.engine.database
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(300):
        await asyncio.wait({task}, timeout=0)
        if task.done():
            return
        if not database.is_sqlite:
            async with database.reading() as connection:
                if (await connection.execute(waits)).scalar_one():
                    return


async def _ready(editor: Editor, deed: str) -> None:
    await editor.it.enroll(LEADS)
    if deed != "tick":
        await editor.it.tick()


async def _end(editor: Editor, deed: str) -> None:
    """Let all come to its end; nobody gets a mail twice, and nobody is lost."""
    ids = [r["id"] for r in await editor.it.rows("touches") if r["state"] == "claimed"]
    await editor.it.deliver(ids)
    await editor.end()
    got = Counter((to, mark.split()[0]) for to, mark, _ in editor.tape.carried)
    assert [each for each, count in got.items() if count > 1] == []
    assert {row["state"] for row in await editor.rows()} == {"finished"}
    states = {row["state"] for row in await editor.it.rows("touches")}
    assert states <= {"sent", "skipped"}
    if deed == "stop":
        assert "bye" not in {mark.split()[0] for mark in editor.tape.of(1)}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("edit", EDITS)
async def test_apply_waits_for_what_is_not_committed_yet(
    database_url: str, edit: str, deed: str
) -> None:
    async with editing(database_url, OLD) as editor:
        await _ready(editor, deed)
        held = Held(database_url)
        engine = replace(editor.it.engine, database=held)
        other = asyncio.create_task(_done(DEEDS[deed](editor, engine)))
        await held.about_to_commit.wait()
        applying = asyncio.create_task(_done(editor.apply(EDITS[edit])))
        await _turns(editor, applying)
        held.may_commit.set()
        await other
        await applying
        await held.close()
        await _again(editor, edit)
        await _end(editor, deed)


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("edit", EDITS)
async def test_what_comes_meanwhile_waits_for_apply(
    database_url: str, edit: str, deed: str
) -> None:
    async with editing(database_url, OLD) as editor:
        await _ready(editor, deed)
        held = Held(database_url)
        engine = replace(editor.it.engine, database=held)
        applying = asyncio.create_task(
            _done(apply_change(engine, [target(EDITS[edit])], by="ann"))
        )
        await held.about_to_commit.wait()
        other = asyncio.create_task(_done(DEEDS[deed](editor, editor.it.engine)))
        await _turns(editor, other)
        held.may_commit.set()
        await applying
        await other
        await held.close()
        await _again(editor, edit)
        await _end(editor, deed)


async def _done(doing: Awaitable[object]) -> object:
    return await doing


async def _again(editor: Editor, edit: str) -> None:
    """Apply once more: those of whom something was on the wire follow."""
    await editor.apply(EDITS[edit])
