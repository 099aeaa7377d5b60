"""A database that was brought back from a copy sends nothing until a person has looked."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from outreach.core.model import LeadId
from outreach.errors import InputError
from outreach.services.back_up import back_up
from outreach.services.finish import pause
from outreach.services.pause_sender import resume_sender
from outreach.services.restore import Held, guard, hold, let_go, settle_here
from outreach.services.suppress import suppress
from outreach.store import enrollment as enrollments
from outreach.store.database import Database
from outreach.store.origin import identity
from tests.saboteur.smtp import Saboteur
from tests.services.running import opened, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.running import World
    from tests.services_fixtures.postgres import Postgres


async def states(world: World) -> list[tuple[str, str]]:
    """Return each enrollment's state and reason."""
    return [(row["state"], row["reason"]) for row in await world.rows("enrollments")]


async def resume_all(world: World) -> None:
    for row in await world.rows("lanes"):
        await resume_sender(world.deployment.engine, row["name"])


def restored(folder: Path, copy: Path) -> str:
    """Bring a copy back as the how-to says; return where."""
    target = folder / "outreach.db"
    for each in folder.glob("outreach.db*"):
        each.unlink()
    shutil.copy(copy, target)
    return f"sqlite:///{target}"


def _beside(file: Path) -> list[Path]:
    return list(file.parent.glob(f"{file.name}-*"))


async def test_what_was_sent_since_the_copy_is_not_sent_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/outreach.db"
    async with Saboteur() as server:
        workspace = write(tmp_path, url, port=server.port)
        async with opened(workspace) as world:
            await world.enroll(3)
            assert await guard(world.deployment.engine) is None  # it starts
            await back_up(world.deployment.engine, tmp_path / "copy.db")
            await world.run()
            world.clock.forward(days=3)
            await world.run()
        assert len(server.accepted) == 6
        restored(tmp_path, tmp_path / "copy.db")
        async with opened(workspace) as world:
            world.clock.forward(days=4)
            held = await guard(world.deployment.engine)
            await world.run()
            assert await guard(world.deployment.engine) is None  # once
            await resume_all(world)
            await world.run()
            found = await states(world)
        assert held == Held(3, 3)
        assert found == [("paused", "restored")] * 3
        assert len(server.accepted) == 6


async def test_those_that_were_to_come_later_go_on(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/outreach.db"
    async with Saboteur() as server:
        workspace = write(tmp_path, url, port=server.port)
        async with opened(workspace) as world:
            await world.enroll(2)
            await world.run()  # the next is due in three days
            await back_up(world.deployment.engine, tmp_path / "copy.db")
        restored(tmp_path, tmp_path / "copy.db")
        async with opened(workspace) as world:
            world.clock.forward(days=1)
            held = await guard(world.deployment.engine)
            world.clock.forward(days=3)
            await world.run()
            before = len(server.accepted)
            await resume_all(world)
            await world.run()
    assert held == Held(3, 0)
    assert (before, len(server.accepted)) == (2, 4)


async def test_what_left_after_a_pause_that_the_copy_holds_is_not_sent_again(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/outreach.db"
    async with Saboteur() as server:
        workspace = write(tmp_path, url, port=server.port)
        async with opened(workspace) as world:
            await world.enroll(1)
            await world.run()
            engine = world.deployment.engine
            async with engine.database.writing() as connection:
                rows = await enrollments.open_of(connection, [LeadId(1)])
                until = engine.now() + timedelta(days=5)
                await pause(engine, connection, rows, "out_of_office", until)
            await back_up(engine, tmp_path / "copy.db")
            world.clock.forward(days=6)
            await world.run()
        assert len(server.accepted) == 2
        restored(tmp_path, tmp_path / "copy.db")
        async with opened(workspace) as world:
            world.clock.forward(days=7)
            held = await guard(world.deployment.engine)
            await resume_all(world)
            await world.run()
            found = await states(world)
    assert (held, found) == (Held(3, 1), [("paused", "restored")])
    assert len(server.accepted) == 2


@pytest.mark.parametrize("resume", [True, False])
async def test_a_person_decides_for_all_that_was_held(
    tmp_path: Path, database_url: str, *, resume: bool
) -> None:
    async with Saboteur() as server:
        workspace = write(tmp_path, database_url, port=server.port)
        async with opened(workspace) as world:
            await world.enroll(3)
            engine = world.deployment.engine
            assert (await hold(engine)).enrollments == 3
            (one, *_) = await world.rows("leads")
            await suppress(engine, [one["email"]], reason="opt_out", source="page")
            count = await let_go(engine, resume=resume, by="ann")
            await resume_all(world)
            await world.run()
            found = await states(world)
            facts = [row for row in await world.rows("events") if "by" in row["data"]]
    assert count == 2  # the first was ended by its opt-out
    assert {fact["data"]["by"] for fact in facts} >= {"ann"}
    assert len(server.accepted) == (2 if resume else 0)
    assert ("paused", "restored") not in found[1:]


async def test_a_copy_may_be_taken_for_the_database_itself(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/outreach.db"
    workspace = write(tmp_path, url)
    async with opened(workspace) as world:
        await world.enroll(1)
        await back_up(world.deployment.engine, tmp_path / "copy.db")
    restored(tmp_path, tmp_path / "copy.db")
    async with opened(workspace) as world:
        await settle_here(world.deployment.engine)
        assert await guard(world.deployment.engine) is None
        assert await states(world) == [("active", "")]


async def test_a_copy_is_whole_private_and_new(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/outreach.db"
    async with opened(write(tmp_path, url)) as world:
        await world.enroll(3)
        copy = tmp_path / "copy.db"
        await back_up(world.deployment.engine, copy)
        with pytest.raises(InputError, match="is there already"):
            await back_up(world.deployment.engine, copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert _beside(copy) == []
    other = Database(f"sqlite:///{copy}")
    async with other.reading() as connection:
        count = await connection.exec_driver_sql("SELECT count(*) FROM enrollments")
        assert count.scalar_one() == 3
    await other.close()


async def test_a_database_that_only_starts_again_holds_nothing(
    tmp_path: Path, database_url: str
) -> None:
    workspace = write(tmp_path, database_url)
    for _ in range(3):
        async with opened(workspace) as world:
            assert await guard(world.deployment.engine) is None


def _program(server: Postgres, name: str, *words: str | Path) -> None:
    """Run one of PostgreSQL's own programs, as the how-to has it."""
    env = {"PGHOST": str(server.socket_folder), "PGUSER": "postgres"}
    subprocess.run([server.programs / name, *words], env=env, check=True)


async def test_a_dump_that_is_brought_back_holds_everything(
    tmp_path: Path, postgres_server: Postgres, postgres_url: str
) -> None:
    name = urlsplit(postgres_url).path[1:]
    async with opened(write(tmp_path, postgres_url)) as world:
        await world.enroll(2)
        assert await guard(world.deployment.engine) is None
        dump = tmp_path / "monday.dump"
        _program(postgres_server, "pg_dump", "--format=custom", f"--file={dump}", name)
    _program(postgres_server, "createdb", "--template=template0", f"{name}_2")
    _program(
        postgres_server, "pg_restore", f"--dbname={name}_2", "--exit-on-error", dump
    )
    again = write(tmp_path / "again", postgres_server.url(f"{name}_2"))
    async with opened(again) as world:
        assert await guard(world.deployment.engine) == Held(3, 2)
        assert await guard(world.deployment.engine) is None
    postgres_server.drop(f"{name}_2")


async def test_a_user_without_rights_may_ask_which_database_it_is(
    postgres_url: str,
) -> None:
    database = Database(postgres_url)
    async with database.writing() as connection:
        await connection.exec_driver_sql("CREATE ROLE plain")
        await connection.exec_driver_sql("SET LOCAL ROLE plain")
        told = await identity(connection)
        await connection.exec_driver_sql("RESET ROLE")
        await connection.exec_driver_sql("DROP ROLE plain")
    await database.close()
    assert re.fullmatch(r"\d+/\d+/\d+", told)
