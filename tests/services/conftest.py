"""A database whose tables are made once for all tests of the use cases."""

from __future__ import annotations

import asyncio
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.services import deployment

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def made_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file with its tables made, to be copied."""
    path = tmp_path_factory.mktemp("made") / "made.db"

    async def make() -> None:
        async with deployment.engine(f"sqlite:///{path}"):
            pass

    asyncio.run(make())
    return path


@pytest.fixture
def sqlite_url(made_database: Path, tmp_path: Path) -> str:
    """Return the address of a database of the test's own, its tables made."""
    return f"sqlite:///{shutil.copy(made_database, tmp_path / 'outreach.db')}"
