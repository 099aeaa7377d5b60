"""Brief transactions: carried out on the loop, which they never keep waiting for a lock."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from outreach.store.database import Database

if TYPE_CHECKING:
    from pathlib import Path

ADD = text("INSERT INTO words VALUES (:word)")


async def words(database: Database) -> list[str]:
    async with database.reading() as connection:
        found = await connection.execute(text("SELECT word FROM words ORDER BY word"))
        return list(found.scalars())


async def fail(database: Database) -> None:
    async with database.writing(brief=True) as connection:
        await connection.execute(ADD, {"word": "undone"})
        raise LookupError


async def test_a_brief_transaction_is_committed_or_undone(database_url: str) -> None:
    database = Database(database_url)
    try:
        async with database.writing() as connection:
            await connection.execute(text("CREATE TABLE words (word TEXT)"))
        async with database.writing(brief=True) as connection:
            await connection.execute(ADD, [{"word": "kept"}, {"word": "too"}])
        with pytest.raises(LookupError):
            await fail(database)
        found = await words(database)
    finally:
        await database.close()
    assert found == ["kept", "too"]


async def test_who_waits_for_another_writer_does_not_hold_up_the_loop(
    tmp_path: Path,
) -> None:
    one, other = (Database(f"sqlite:///{tmp_path}/words.db") for _ in range(2))

    async def write_other() -> None:
        async with other.writing(brief=True) as connection:
            await connection.execute(ADD, {"word": "b"})

    try:
        async with one.writing() as connection:
            await connection.execute(text("CREATE TABLE words (word TEXT)"))
        async with one.writing(brief=True) as connection:
            await connection.execute(ADD, {"word": "a"})
            waiting = asyncio.create_task(write_other())
            # Both are on this loop: held up, it would never come to commit the first.
            await asyncio.wait([waiting], timeout=0.2)
            was_done = waiting.done()
        await waiting
        found = await words(one)
    finally:
        await one.close()
        await other.close()
    assert (was_done, found) == (False, ["a", "b"])
