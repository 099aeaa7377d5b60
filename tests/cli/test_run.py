"""`doctor`, `run` and its parts, with servers that answer and servers that do not."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from outreach.sandbox.imap_server import ImapServer
from tests.cli.shell import Shell, typing
from tests.saboteur.smtp import Saboteur
from tests.services.running import Clock, enroll, make, opened, write
from tests.system.process import program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.saboteur.smtp import Accepted

LONG_AGO = datetime(2020, 1, 6, 10, 0, tzinfo=UTC)
DEAD = {"SMTP_PORT": "1", "IMAP_PORT": "1"}


async def _doctor(folder: Path, variables: dict[str, str]) -> dict[str, str]:
    """Return how each thing is; typed from a thread, for the servers are on this loop."""
    words = ("doctor", "-w", str(folder), "--json")
    answer = await asyncio.to_thread(typing, *words, variables=variables)
    found = [json.loads(line) for line in answer.out.splitlines()]
    failed = any(each["health"] == "fail" for each in found)
    assert (answer.status, answer.err) == (int(failed), "")
    return {each["what"]: each["health"] for each in found}


async def test_doctor_finds_all_well_but_that_nothing_runs(outreach: Shell) -> None:
    async with ImapServer() as imap, Saboteur() as smtp:
        await imap.add_user("ann", "secret")
        found = await _doctor(
            outreach.folder,
            {
                "SMTP_PORT": str(smtp.port),
                "IMAP_PORT": str(imap.port),
                "IMAP_PASSWORD": "secret",
            },
        )
        assert smtp.accepted == []
    assert found == {
        "workspace": "ok",
        "database": "ok",
        "tables": "ok",
        "database file": "ok",
        "disk": "ok",
        "clock": "ok",
        "time zones": "ok",
        "broker": "ok",
        "processes": "warn",
        "smtp me": "ok",
        "imap me INBOX": "ok",
        "imap me Sent": "ok",
        "dns hello.example": "warn",
        "public_url": "warn",
    }


async def test_doctor_finds_a_wrong_password_and_a_dead_server(
    outreach: Shell,
) -> None:
    async with ImapServer() as imap:
        await imap.add_user("ann", "secret")
        variables = {**DEAD, "IMAP_PORT": str(imap.port), "IMAP_PASSWORD": "wrong"}
        found = await _doctor(outreach.folder, variables)
    assert (found["smtp me"], found["imap me INBOX"]) == ("fail", "fail")


async def test_doctor_finds_a_dead_broker_and_a_dead_database(outreach: Shell) -> None:
    found = await _doctor(
        outreach.folder, {**DEAD, "BROKER_URL": "redis://127.0.0.1:1"}
    )
    assert (found["database"], found["broker"]) == ("ok", "fail")
    variables = {**DEAD, "DATABASE_URL": "sqlite:////nowhere/x.db"}
    found = await _doctor(outreach.folder, variables)
    assert found == {"workspace": "ok", "database": "fail"}


def test_doctor_fails_where_a_variable_is_not_set(outreach: Shell) -> None:
    path = outreach.folder / "outreach.yaml"
    words = path.read_text().replace("${IMAP_PASSWORD:-}", "${IMAP_PASSWORD}")
    path.write_text(words)
    answer = typing("doctor", "-w", str(outreach.folder), variables=DEAD)
    assert (answer.status, answer.err) == (1, "")
    assert answer.out.startswith("fail  workspace: outreach.yaml:")
    assert "no variable IMAP_PASSWORD: set it" in answer.out


def test_doctor_tells_people_a_line_each(outreach: Shell) -> None:
    answer = typing("doctor", "-w", str(outreach.folder), variables=DEAD)
    assert answer.status == 1
    lines = answer.out.splitlines()
    assert lines[0] == f"ok    workspace: {outreach.folder}"
    assert lines[-2].startswith("fail  imap me INBOX: nothing listens there (")
    assert lines[-2].endswith("; look at `host` and `port`")
    assert lines[-1].startswith("warn  dns hello.example: ")


def test_doctor_finds_a_workspace_with_complaints(outreach: Shell) -> None:
    settings = outreach.folder / "outreach.yaml"
    settings.write_text("nonsense: 1\n")
    answer = typing("doctor", "-w", str(outreach.folder))
    (line,) = answer.out.splitlines()
    assert answer.status == 1
    assert line.startswith("fail  workspace: a complaint, `outreach check` tells: ")


def test_the_parts_need_a_broker_between_them(outreach: Shell) -> None:
    for part in ("scheduler", "worker"):
        answer = typing(part, "-w", str(outreach.folder))
        assert (answer.status, answer.out) == (2, "")
        assert answer.err.startswith("error: broker: memory:// carries nothing")


def test_a_port_that_is_taken_is_told(outreach: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = outreach.folder / "outreach.yaml"
        port = f"listen: 127.0.0.1:{taken.getsockname()[1]}"
        text = settings.read_text().replace("listen: 127.0.0.1:8000", port)
        settings.write_text(text)
        answer = typing("web", "-w", str(outreach.folder))
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("error: cannot listen on 127.0.0.1:")


async def test_run_sends_and_ends_well_when_it_is_told_to(
    tmp_path: Path, sqlite_url: str
) -> None:
    there = asyncio.Event()

    def taken(_mail: Accepted) -> None:
        if len(server.accepted) == 3:
            there.set()

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with Saboteur(on_accepted=taken) as server:
        listen = f"listen: 127.0.0.1:{port}\n"
        workspace = write(tmp_path, sqlite_url, port=server.port, extra=listen)
        async with opened(workspace, Clock(LONG_AGO)) as world:
            await enroll(world.deployment, await make(world.deployment, 3))
        words = ("run", "-w", tmp_path, "--log-json")
        async with program(*words, module="outreach") as running:
            await there.wait()
            status, err = await running.terminated()
    events = [json.loads(line)["event"] for line in err.splitlines()]
    assert (status, events[0], events[-1]) == (0, "started", "stopped")
    assert len({each.message_id for each in server.accepted}) == 3


async def test_a_reader_that_goes_away_is_no_error(outreach: Shell) -> None:
    command = f"{sys.executable} -m outreach doctor -w {outreach.folder} | head -n 1"
    process = await asyncio.create_subprocess_shell(
        command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=DEAD,
    )
    out, err = await process.communicate()
    assert (out.count(b"\n"), err) == (1, b"")
