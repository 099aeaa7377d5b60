"""Health tells what works, metrics how much there is; a real server carries both."""

from __future__ import annotations

import asyncio
import re
import socket
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import uvicorn
from prometheus_client.parser import text_string_to_metric_families
from starlette.routing import Route

from outreach.adapters.browser import HttpBrowser
from outreach.adapters.clock import SystemClock
from outreach.bootstrap import open_queue
from outreach.core.breaker import FIRST_REST, LIMIT, Health
from outreach.services.diagnose import _public
from outreach.store import host as hosts
from outreach.store import lane as lanes
from outreach.store import worker as workers
from outreach.store.database import Database
from outreach.web.app import create_app
from outreach.web.gauge import STATES
from outreach.web.health import Duties
from outreach.web.snapshot import Snapshot
from tests.house.tree import ROOT
from tests.services.running import opened, write
from tests.web.visit import BROWSER, browser, click_path, opt_out_path, visited, watcher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from outreach.services.engine import Engine
    from tests.services_fixtures.postgres import Postgres

PAGE = "".join(
    (ROOT / f"docs/reference/{name}.md").read_text() for name in ("web", "metrics")
)


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


async def test_who_was_started_with_another_database_asks_to_be_started_anew(
    tmp_path: Path, postgres_server: Postgres
) -> None:
    url = postgres_server.create("failed_over")
    try:
        async with (
            opened(write(tmp_path, url)) as world,
            browser(world.deployment.engine) as client,
        ):
            postgres_server.drop("failed_over")
            gone = [await client.get(path) for path in ("/readyz", "/healthz")]
            postgres_server.create("failed_over")  # as one that took over
            other = [await client.get(path) for path in ("/readyz", "/healthz")]
    finally:
        postgres_server.drop("failed_over")
    assert [answer.status_code for answer in gone] == [503, 200]
    assert [answer.status_code for answer in other] == [503, 503]
    assert other[1].json() == {"alive": False}


ALONE = {"database": True, "migrated": True, "scheduler": False}


async def test_the_web_part_is_ready_without_a_scheduler(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url)) as world:
        engine = world.deployment.engine
        async with browser(engine) as client:
            before = await client.get("/readyz")
            await _beat(engine, "scheduler")
            after = await client.get("/readyz")
    assert (before.status_code, before.json()) == (200, {"ready": True, **ALONE})
    assert after.json() == {"ready": True, **ALONE, "scheduler": True}


async def test_a_scheduler_is_ready_while_it_ticks(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with opened(write(tmp_path, sqlite_url)) as world:
        engine = world.deployment.engine
        async with watcher(engine, Duties(schedules=True)) as client:
            before = await client.get("/readyz")
            engine.meter.ticked_at = engine.now()
            world.clock.forward(seconds=2)
            ticks = await client.get("/readyz")
            world.clock.forward(minutes=1)
            stuck = await client.get("/readyz")
    parts = {**ALONE, "broker": True}
    assert before.json() == {"ready": False, **parts, "ticks": False}
    assert ticks.json() == {
        "ready": True,
        **parts,
        "ticks": True,
        "tick_age_seconds": 2.0,
    }
    assert stuck.json()["ticks"] is False
    assert [a.status_code for a in (before, ticks, stuck)] == [503, 200, 503]


async def test_a_worker_is_ready_while_its_heart_beats(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with opened(write(tmp_path, sqlite_url)) as world:
        engine = world.deployment.engine
        async with watcher(engine, Duties(works=True)) as client:
            engine.meter.beat_at = None
            before = await client.get("/readyz")
            await world.deployment.heart.beat()
            beats = await client.get("/readyz")
            world.clock.forward(seconds=31)
            stuck = await client.get("/readyz")
    assert [a.status_code for a in (before, beats, stuck)] == [503, 200, 503]
    assert beats.json()["heartbeat_age_seconds"] == 0.0


async def test_nothing_that_works_is_ready_without_its_broker(
    tmp_path: Path, sqlite_url: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    env = {"BROKER": f"redis://:hush@127.0.0.1:{port}/0"}
    workspace = write(tmp_path, sqlite_url, broker="${BROKER}", env=env)
    async with opened(workspace) as world:
        engine = replace(world.deployment.engine, queue=open_queue(workspace))
        engine.meter.ticked_at = engine.now()
        async with watcher(engine, Duties(schedules=True)) as client:
            answer = await client.get("/readyz")
        async with browser(engine) as client:
            web = await client.get("/readyz")
    assert (answer.status_code, answer.json()["broker"]) == (503, False)
    assert "hush" not in answer.text
    assert web.status_code == 200  # opt-outs need none


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


def samples(text: str) -> dict[tuple[str, ...], float]:
    """Return the value of each series, by its name and its labels' values."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_metrics_tell_of_the_process_and_of_the_deployment(
    tmp_path: Path, database_url: str
) -> None:
    async with visited(tmp_path, database_url) as (world, client):
        await _beat(world.deployment.engine, "run")
        answer = await client.get("/metrics")
    found = samples(answer.text)
    assert found["outreach_touches_total", "email", "sent"] == 1
    assert found["outreach_claims_total", "claimed"] == 1
    assert found["outreach_send_duration_seconds_count", "email"] == 1
    assert found["outreach_claim_lateness_seconds_count",] == 1
    assert found["outreach_backlog", "email", "anna", "delay"] == 1
    assert found["outreach_in_doubt", "email", "anna"] == 0
    assert found["outreach_lane_sent", "email", "anna"] == 0  # it has no limits
    assert found["outreach_lanes", "email", "open"] == 1
    assert found["outreach_enrollments", "active"] == 1
    assert found["outreach_processes", "run"] == 1
    assert found["outreach_database_up",] == 1


async def test_senders_whose_server_is_left_alone_are_not_told_as_open(
    tmp_path: Path, database_url: str
) -> None:
    async with opened(write(tmp_path, database_url, senders=["anna", "ben"])) as world:
        engine = world.deployment.engine
        (host,) = {sender.host for sender in engine.senders.values()}
        now = engine.now()
        rests = Health(LIMIT, 1, now, since=now, rests_until=now + FIRST_REST)
        async with engine.database.writing() as connection:
            await hosts.lock(connection, [host])
            await hosts.write(connection, host, rests)
            await lanes.lock(connection, ["ben"])
            await lanes.pause(connection, "ben", "as a person said", now)
        world.clock.at = now + FIRST_REST  # it is tried now, by one touch alone
        async with browser(engine) as client:
            answer = await client.get("/metrics")
    found = {key: n for key, n in samples(answer.text).items() if n}
    states = {key[2] for key in found if key[:2] == ("outreach_lanes", "email")}
    assert states == {"host_down", "paused"}
    assert found["outreach_breaker_open", host] == 1


async def test_every_state_of_a_sender_is_documented() -> None:
    (line,) = (each for each in PAGE.splitlines() if "`outreach_lanes`" in each)
    assert set(re.findall(r"`(\w+)`", line)) == {
        *("outreach_lanes", "channel", "state"),
        *STATES,
    }


async def test_without_a_database_the_process_s_own_counts_are_told(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with opened(write(tmp_path, sqlite_url)) as world:
        nowhere = Database("postgresql://nobody:hush@127.0.0.1:1/none")
        engine = replace(world.deployment.engine, database=nowhere)
        engine.meter.claims["claimed"] += 3
        async with browser(engine) as client:
            answer = await client.get("/metrics")
        await nowhere.close()
    found = samples(answer.text)
    assert found["outreach_claims_total", "claimed"] == 3
    assert found["outreach_database_up",] == 0
    assert ("outreach_snapshot_age_seconds",) not in found
    assert "hush" not in answer.text


async def test_thousands_of_senders_are_told_in_a_few_lines(
    tmp_path: Path, sqlite_url: str
) -> None:
    names = [f"s{number}" for number in range(300)]
    async with (
        opened(write(tmp_path, sqlite_url, senders=names)) as world,
        browser(world.deployment.engine) as client,
    ):
        answer = await client.get("/metrics")
    found = samples(answer.text)
    assert found["outreach_lanes", "email", "open"] == 300
    assert found["outreach_backlog", "email", "", "delay"] == 0
    assert len(found) < 250


async def test_a_look_is_kept_for_a_while(tmp_path: Path, sqlite_url: str) -> None:
    async with opened(write(tmp_path, sqlite_url)) as world:
        engine = world.deployment.engine
        kept = Snapshot(engine, fresh=timedelta(hours=1))
        first = await kept.latest()
        again = await kept.latest()
        anew = Snapshot(engine, fresh=timedelta(0), share=0)
        one, two = await anew.latest(), await anew.latest()
    assert first is again
    assert one is not two
    assert one == two


async def test_names_and_helps_keep_to_the_conventions(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with visited(tmp_path, sqlite_url) as (_, client):
        answer = await client.get("/metrics")
    for family in text_string_to_metric_families(answer.text):
        assert re.fullmatch(r"(?:outreach|process)_[a-z_]+", family.name)
        assert family.documentation
        named = {sample.name for sample in family.samples}
        if family.type == "counter":
            assert named <= {f"{family.name}_total"}
        else:
            assert not family.name.endswith(("_total", "_count", "_sum", "_bucket"))
        # Base units alone: seconds and bytes.
        assert not re.search(r"_(?:ms|milliseconds|minutes|hours|kb|mb)\b", family.name)


async def test_every_path_and_metric_is_documented(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        answer = await client.get("/metrics")
        app = create_app(world.deployment.engine)
    metrics = {
        f.name + "_total" * (f.type == "counter")
        for f in text_string_to_metric_families(answer.text)
        if f.name.startswith("outreach_")
    }
    paths = {route.path for route in app.routes if isinstance(route, Route)}
    written = {
        path.replace("{token}", "TOKEN").replace("{name}", "NAME") for path in paths
    }
    assert {name for name in (metrics | written) if f"`{name}`" not in PAGE} == set()
    assert metrics == set(re.findall(r"^\| `(outreach_\w+)`", PAGE, re.MULTILINE))


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


async def test_the_doctor_tells_our_own_web_process_from_another(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with (
        opened(write(tmp_path / "ours", sqlite_url)) as world,
        _serving(world.deployment.engine) as port,
    ):
        engine = world.deployment.engine
        house = replace(engine.house, public_url=f"http://127.0.0.1:{port}")
        ours = replace(engine, house=house, clock=SystemClock())
        well = await _public(ours, HttpBrowser())
        foreign = replace(ours, house=replace(house, secret=b"another"))
        another = await _public(foreign, HttpBrowser())
        late = await _public(replace(ours, clock=world.clock), HttpBrowser())
    gone = await _public(ours, HttpBrowser())
    assert [each.health for each in (well, another, late, gone)] == [
        "ok",
        "fail",
        "fail",
        "warn",
    ]
    assert "somebody else answers there (200)" in another.detail
    assert "at the web process" in late.detail
