"""The servers that the other tests rely on are real, empty and stay apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from redis import Redis

from tests.services_fixtures.needed import in_ci, need

if TYPE_CHECKING:
    from tests.services_fixtures.postgres import Postgres
    from tests.services_fixtures.valkey import Valkey


def _tables(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "select count(*) from pg_tables where schemaname = 'public'"
        ).fetchone()
    return -1 if row is None else int(row[0])


def test_a_postgres_database_is_empty_and_dropped_under_a_live_connection(
    postgres_server: Postgres,
) -> None:
    url = postgres_server.create("left_open")
    with psycopg.connect(url) as connection:
        connection.execute("create table t (n int)")
        connection.commit()
        postgres_server.drop("left_open")
    assert _tables(postgres_server.create("left_open")) == 0


def test_a_database_made_from_a_template_has_its_tables(
    postgres_server: Postgres,
) -> None:
    with psycopg.connect(postgres_server.create("a_template")) as connection:
        connection.execute("create table t (n int)")
    assert _tables(postgres_server.create("a_copy", template="a_template")) == 1


def test_each_test_has_a_postgres_database(postgres_url: str) -> None:
    assert _tables(postgres_url) == 0


def test_both_databases_are_tried_in_turn(database_url: str) -> None:
    assert database_url.partition(":")[0] in {"sqlite", "postgresql"}


def test_a_broker_is_empty(valkey_url: str) -> None:
    with Redis.from_url(valkey_url) as client:
        assert client.keys() == []


def test_a_killed_broker_comes_back_at_its_address_with_nothing_in_it(
    valkey: Valkey,
) -> None:
    with Redis.from_url(valkey.url) as client:
        client.set("key", "value")
    valkey.kill()
    valkey.start()
    with Redis.from_url(valkey.url) as client:
        assert client.keys() == []


def test_what_is_missing_skips_here_and_fails_in_ci() -> None:
    expected = pytest.fail.Exception if in_ci() else pytest.skip.Exception
    with pytest.raises(expected, match="this machine lacks a unicorn"):
        need("a unicorn", None)
    assert need("a horse", "horse") == "horse"
