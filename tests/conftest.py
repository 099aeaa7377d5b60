"""Fixtures every layer may ask for: real databases and a real broker."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.services_fixtures.needed import in_ci
from tests.services_fixtures.postgres import Postgres, running_postgres
from tests.services_fixtures.valkey import Valkey, running_valkey

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# A slow machine is no failure: nothing here is judged by the time it takes. CI draws the same
# examples each time, so that a red run can be run again.
settings.register_profile(
    "local", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "ci", settings.get_profile("local"), derandomize=True, database=None
)
settings.load_profile("ci" if in_ci() else "local")

_number = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """Run one server for each process of the test run."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: Postgres) -> Iterator[str]:
    """Yield the address of an empty PostgreSQL database of the test's own."""
    name = f"test_{next(_number)}"
    yield postgres_server.create(name)
    postgres_server.drop(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return the address of a SQLite database of the test's own, not made yet."""
    return f"sqlite:///{tmp_path / 'outreach.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give both databases in turn: what one promises, the other must keep."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(scope="session")
def _valkey_server() -> Iterator[Valkey]:
    with running_valkey() as server:
        yield server


@pytest.fixture
def valkey_url(_valkey_server: Valkey) -> str:
    """Return the address of an empty broker. A test that kills it asks for `valkey`."""
    _valkey_server.clear()
    return _valkey_server.url


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    """Yield a broker of the test's own, to be killed and started again."""
    with running_valkey() as server:
        yield server
