"""The file of an SQLite database is its owner's alone, whatever the umask."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from outreach.store.database import Database
from outreach.store.migrate import migrate
from tests.services.running import opened, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def _modes(folder: Path) -> dict[str, int]:
    return {
        path.name: path.stat().st_mode & 0o777
        for path in folder.iterdir()
        if path.name.startswith("outreach.db")
    }


@pytest.mark.usefixtures("umask")
async def test_a_database_that_is_made_is_its_owner_s_alone(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with opened(write(tmp_path, sqlite_url)) as world:
        await world.enroll(1)
        modes = _modes(tmp_path)
    assert modes == dict.fromkeys(
        ("outreach.db", "outreach.db-wal", "outreach.db-shm"), 0o600
    )


async def test_one_that_is_there_stays_as_it_is(
    tmp_path: Path, sqlite_url: str
) -> None:
    (tmp_path / "outreach.db").touch()
    (tmp_path / "outreach.db").chmod(0o640)
    database = Database(sqlite_url)
    try:
        await migrate(database)
        modes = _modes(tmp_path)
    finally:
        await database.close()
    assert set(modes.values()) == {0o640}
