"""Each kind of process tells how it fares, and still does when its broker is gone."""

from __future__ import annotations

import asyncio
import json
import socket
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.services.running import opened, write
from tests.system.process import program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services_fixtures.valkey import Valkey


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


async def ready(client: httpx.AsyncClient, *, status: int) -> dict[str, object]:
    """Ask until the answer has this status; the test's own time limit ends it."""
    while True:
        try:
            answer = await client.get("/readyz", timeout=10)
        except httpx.TransportError:
            continue
        if answer.status_code == status:
            found: dict[str, object] = answer.json()
            return found


@pytest.mark.parametrize("part", ["scheduler", "worker"])
async def test_a_part_by_itself_answers_where_it_is_told_to(
    tmp_path: Path, sqlite_url: str, valkey: Valkey, part: str
) -> None:
    env = {"BROKER": valkey.url}
    workspace = write(tmp_path, sqlite_url, broker="${BROKER}", env=env)
    async with opened(workspace):
        pass
    place = f"127.0.0.1:{free_port()}"
    words = (part, "-w", tmp_path, "--metrics", place, "--log-json")
    async with AsyncExitStack() as stack:
        running = await stack.enter_async_context(
            program(*words, module="outreach", env=env)
        )
        client = await stack.enter_async_context(
            httpx.AsyncClient(base_url=f"http://{place}")
        )
        well = await ready(client, status=200)
        metrics = await client.get("/metrics")
        opt_out = await client.get("/u/nonsense")
        valkey.kill()
        ill = await ready(client, status=503)
        alive = await client.get("/healthz")
        status, err = await running.terminated()
    assert {key for key, value in well.items() if value is False} <= {"scheduler"}
    assert {key for key, value in ill.items() if value is False} - {"scheduler"} == {
        "ready",
        "broker",
    }
    assert (alive.status_code, opt_out.status_code, status) == (200, 404, 0)
    named = {each.name for each in text_string_to_metric_families(metrics.text)}
    assert {"outreach_touches", "outreach_in_doubt", "outreach_lanes"} <= named
    ours = [json.loads(line) for line in err.splitlines()]
    assert {each["role"] for each in ours if each["event"] == "stopped"} == {part}


async def test_all_in_one_answers_for_all_its_parts(
    tmp_path: Path, sqlite_url: str
) -> None:
    port = free_port()
    workspace = write(tmp_path, sqlite_url, extra=f"listen: 127.0.0.1:{port}\n")
    async with opened(workspace):
        pass
    async with (
        program("run", "-w", tmp_path, module="outreach") as running,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        well = await ready(client, status=200)
        answers = await asyncio.gather(*map(client.get, ("/healthz", "/metrics")))
        status, _ = await running.terminated()
    told = {"database", "migrated", "scheduler", "broker", "ticks", "beats", "ready"}
    assert {key for key, value in well.items() if value is True} == told
    assert ([each.status_code for each in answers], status) == ([200, 200], 0)


async def test_a_place_that_is_none_is_wrong_use(
    tmp_path: Path, sqlite_url: str
) -> None:
    write(tmp_path, sqlite_url)
    words = ("worker", "-w", tmp_path, "--metrics", "nowhere")
    async with program(*words, module="outreach") as running:
        status, err = await running.ended()
    assert status == 2
    assert "write it as 127.0.0.1:9000" in err
