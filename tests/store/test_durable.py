"""What is committed is on the disk: what was marked as sending is never marked anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.store.database import Database

if TYPE_CHECKING:
    from pathlib import Path

FULL = 2


async def test_every_commit_is_synced(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/outreach.db")
    try:
        async with database.writing() as connection:
            found = await connection.exec_driver_sql("PRAGMA synchronous")
            assert found.scalar_one() == FULL
    finally:
        await database.close()


async def test_a_server_that_answers_before_it_has_synced_is_asked_not_to(
    database_url: str,
) -> None:
    database = Database(database_url)
    try:
        if database.is_sqlite:
            return
        async with database.writing() as connection:
            found = await connection.exec_driver_sql("SHOW synchronous_commit")
            assert found.scalar_one() == "on"
    finally:
        await database.close()


async def test_a_frozen_process_lets_go_of_its_locks(database_url: str) -> None:
    database = Database(database_url)
    try:
        if database.is_sqlite:
            return
        async with database.reading() as connection:
            found = await connection.exec_driver_sql(
                "SHOW idle_in_transaction_session_timeout"
            )
            assert found.scalar_one() == "5min"
            # Amid a pipeline the server takes it for at work.
            found = await connection.exec_driver_sql("SHOW transaction_timeout")
            assert found.scalar_one() == "30min"
    finally:
        await database.close()
