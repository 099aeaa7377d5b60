"""Health tells what works, metrics how much there is; a real server carries both."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest
import uvicorn
from prometheus_client.parser import text_string_to_metric_families
from starlette.routing import Route

from outreach.store import worker as workers
from outreach.store.database import Database
from outreach.web.app import create_app
from tests.house.tree import ROOT
from tests.services.running import opened, write
from tests.web.visit import BROWSER, browser, click_path, opt_out_path, visited

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from outreach.services.engine import Engine

PAGE = (ROOT / "docs/reference/web.md").read_text()


async def _beat(engine: Engine, role: str) -> None:
    async with engine.database.writing() as connection:
        await workers.beat(connection, role, role, "here", 1, engine.now())


async def test_alive_needs_nothing(tmp_path: Path, sqlite_url: str) -> None:
    async with (
        opened(write(tmp_path, sqlite_url)) as world,
        browser(world.deployment.engine) as client,
    ):
        await world.deployment.engine.database.close()
        answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


@pytest.mark.parametrize("role", ["scheduler", "run"])
async def test_ready_needs_a_scheduler(
    tmp_path: Path, database_url: str, role: str
) -> None:
    async with opened(write(tmp_path, database_url)) as world:
        engine = world.deployment.engine
        async with browser(engine) as client:
            before = await client.get("/readyz")
            await _beat(engine, role)
            ready = await client.get("/readyz")
            world.clock.forward(minutes=1)
            gone = await client.get("/readyz")
    works = {"ready": True, "database": True, "migrated": True, "scheduler": True}
    assert (ready.status_code, ready.json()) == (200, works)
    for answer in (before, gone):
        assert answer.status_code == 503
        assert answer.json() == {**works, "ready": False, "scheduler": False}


async def test_it_is_not_ready_on_another_release_s_tables(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with opened(write(tmp_path, sqlite_url)) as world:
        engine = world.deployment.engine
        await _beat(engine, "run")
        async with engine.database.writing() as connection:
            await connection.exec_driver_sql(
                "INSERT INTO settings VALUES ('schema_floor', '?')"
            )
        async with browser(engine) as client:
            answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrated"] is False


async def test_it_is_not_ready_without_a_database(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with opened(write(tmp_path, sqlite_url)) as world:
        nowhere = Database("postgresql://nobody@127.0.0.1:1/none?connect_timeout=2")
        engine = replace(world.deployment.engine, database=nowhere)
        async with browser(engine) as client:
            answer = await client.get("/readyz")
        await nowhere.close()
    assert answer.status_code == 503
    assert answer.json()["database"] is False


async def test_metrics_are_counted_in_the_database(
    tmp_path: Path, database_url: str
) -> None:
    async with visited(tmp_path, database_url) as (world, client):
        await _beat(world.deployment.engine, "run")
        answer = await client.get("/metrics")
    found = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert found["outreach_touches", "", "anna", "email", "sent"] == 1
    assert found["outreach_backlog", "anna", "delay"] == 1
    assert found["outreach_in_doubt", "anna"] == 0
    assert found["outreach_lane_sent", "anna"] == 0  # an open lane counts nothing
    assert found["outreach_workers", "run"] == 1


async def test_every_path_and_metric_is_documented(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        answer = await client.get("/metrics")
        app = create_app(world.deployment.engine)
    metrics = {f.name for f in text_string_to_metric_families(answer.text)}
    paths = {route.path for route in app.routes if isinstance(route, Route)}
    written = {
        path.replace("{token}", "TOKEN").replace("{name}", "NAME") for path in paths
    }
    assert {name for name in (metrics | written) if f"`{name}`" not in PAGE} == set()
    assert len(metrics) == PAGE.count("| `outreach_")


async def test_metrics_can_be_left_out(tmp_path: Path, sqlite_url: str) -> None:
    async with (
        opened(write(tmp_path, sqlite_url)) as world,
        browser(world.deployment.engine, metrics=False) as client,
    ):
        assert (await client.get("/metrics")).status_code == 404


@asynccontextmanager
async def _serving(engine: Engine) -> AsyncIterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(
            uvicorn.Config(create_app(engine), log_config=None, lifespan="on")
        )
        task = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            await task


async def test_a_real_server_answers_the_same(tmp_path: Path, sqlite_url: str) -> None:
    async with visited(tmp_path, sqlite_url) as (world, _):
        engine = world.deployment.engine
        async with (
            _serving(engine) as port,
            httpx.AsyncClient(
                base_url=f"http://127.0.0.1:{port}", headers={"User-Agent": BROWSER}
            ) as client,
        ):
            path = opt_out_path(engine)
            head = await client.head(path)
            asked = await client.get(path)
            clicked = await client.get(click_path(engine))
            stopped = await client.post(
                path, files={"List-Unsubscribe": (None, "One-Click")}
            )
        kinds = [row["kind"] for row in await world.rows("events")]
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == len(asked.content)
    assert (asked.status_code, clicked.status_code, stopped.status_code) == (
        200,
        302,
        200,
    )
    assert kinds.count("link.clicked") == kinds.count("opt_out") == 1
