"""The doctor tells a clock that is off from one that is right, whose ever it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.adapters.clock import SystemClock
from outreach.bootstrap import open_engine, open_queue
from outreach.bootstrap.doctor import doctors_tools
from outreach.errors import Unavailable
from outreach.services.diagnose import OFF, Health, diagnose
from outreach.services.trouble import sent_finding
from tests.services.running import enroll, make, write

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from outreach.services.finding import Finding

LITTLE = OFF / 2


@dataclass(frozen=True, slots=True)
class Wrong:
    """A clock that is so far off."""

    by: timedelta

    def now(self) -> datetime:
        return SystemClock().now() + self.by


@dataclass(frozen=True, slots=True)
class Far:
    """A server whose clock is so far off; None: it has none."""

    by: timedelta | None

    async def server_time(self) -> datetime | None:
        return None if self.by is None else SystemClock().now() + self.by


async def _found(
    folder: Path, url: str, by: timedelta, broker: timedelta | None = None
) -> dict[str, Finding]:
    workspace = write(folder, url)
    queue = open_queue(workspace)
    async with open_engine(workspace, queue=queue) as deployment:
        tools = doctors_tools(deployment, queue)
        tools = replace(tools, clock=Wrong(by), broker=Far(broker), channels={})
        found = [each async for each in diagnose(deployment.engine, tools)]
    return {each.what: each for each in found}


@pytest.mark.parametrize("by", [-3 * OFF, -LITTLE, LITTLE, 3 * OFF], ids=str)
async def test_a_machine_s_clock_is_compared_with_the_database_s(
    tmp_path: Path, postgres_url: str, by: timedelta
) -> None:
    clock = (await _found(tmp_path, postgres_url, by))["clock"]
    if abs(by) > OFF:
        assert (clock.health, "at the database" in clock.detail) == (Health.WARN, True)
        assert "NTP" in clock.remedy
    else:
        assert clock.health is Health.OK


@pytest.mark.parametrize("by", [-3 * OFF, LITTLE, 3 * OFF, None], ids=str)
async def test_a_machine_s_clock_is_compared_with_the_broker_s(
    tmp_path: Path, sqlite_url: str, by: timedelta | None
) -> None:
    broker = (await _found(tmp_path, sqlite_url, timedelta(0), by))["broker"]
    if by is not None and abs(by) > OFF:
        assert (broker.health, "at the broker" in broker.detail) == (Health.WARN, True)
    else:
        assert broker == replace(broker, health=Health.OK, detail="it answers")


async def test_what_has_happened_later_tells_that_the_only_clock_is_behind(
    tmp_path: Path, sqlite_url: str
) -> None:
    workspace = write(tmp_path, sqlite_url)
    async with open_engine(workspace) as deployment:
        await enroll(deployment, await make(deployment, 1))
    clock = (await _found(tmp_path, sqlite_url, timedelta(hours=-2)))["clock"]
    assert (clock.health, "something happened" in clock.detail) == (Health.FAIL, True)


class Box:
    """A mailbox with such a folder of what was sent; "": with none."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    async def sent_folder(self) -> str:
        return self.folder

    async def find(self, folder: str, message_id: str) -> bool:
        if folder != self.folder:
            raise Unavailable(f"no such folder {folder}, nor {message_id}")
        return False

    async def append(self, folder: str, content: bytes) -> None:
        raise AssertionError(folder, content)


async def test_a_mailbox_without_a_folder_of_what_was_sent_is_told_of() -> None:
    async def look(folder: str, named: str, *, copies: bool) -> tuple[Health, str]:
        found = await sent_finding(Box(folder), "me", named, copies=copies)
        return found.health, found.detail

    kept = "touches in doubt are looked for in 'Sent'"
    lacks = "no folder is marked as Sent, or has a usual name"
    assert await look("Sent", "", copies=False) == (Health.OK, kept)
    assert (await look("Sent", "", copies=True))[1].endswith("copies are put there")
    assert await look("", "", copies=False) == (Health.WARN, lacks)
    assert (await look("", "", copies=True))[0] is Health.FAIL
    assert (await look("Sent", "Gone", copies=False))[0] is Health.FAIL
    mute = await sent_finding(object(), "me", "", copies=False)
    assert mute.health is Health.WARN
