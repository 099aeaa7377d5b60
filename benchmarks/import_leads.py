"""How fast a list of leads is imported, beside the bare databases that take the same rows.

    python -m benchmarks.import_leads [--rows 100000] [--runs 5] [--postgres URL]

Prints rows a second (medians) and the ratio to bare `executemany` on SQLite and to `COPY` on
PostgreSQL (one of its own, unless an empty database is named); the same to a second of the
client's own processor time, for a machine that others use too; and by how much each import
makes its own process larger. Every run is a process of its own over a fresh database.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import psycopg

from outreach.adapters import contact
from outreach.adapters.calendar import HolidayCalendar
from outreach.core.lead_row import Judges
from outreach.core.pipeline import Pipeline
from outreach.services.engine import Catalogue, Engine, House
from outreach.services.import_leads import import_leads
from outreach.store.database import Database
from outreach.store.migrate import migrate
from tests.services_fixtures.postgres import running_postgres

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outreach.core.version import Bundle
    from outreach.services.engine import Release

COLUMNS = (
    "email",
    "first_name",
    "last_name",
    "company",
    "phone",
    "country",
    "timezone",
    "city",
    "title",
)
PLACES = (
    ("GB", "Europe/London", "+4420794", "London"),
    ("US", "America/New_York", "+1202555", "Arlington"),
    ("DE", "Europe/Berlin", "+4930123", "Berlin"),
    ("PL", "", "+4822555", "Łódź"),
    ("CN", "Asia/Shanghai", "+8610655", "北京"),
)
NAMES = ("Ada", "Grace", "Jan", "Wei", "Leila", "Siobhán", "Kim", "Lee", "Nora")
MOST = 5_000  # rows a transaction, as the import has it
TABLE = (
    "CREATE TABLE bare (id {id} PRIMARY KEY, identity text NOT NULL UNIQUE, "
    + ", ".join(f"{name} text NOT NULL" for name in COLUMNS)
    + ", created_at bigint NOT NULL)"
)


class _Clock:
    def now(self) -> datetime:
        return datetime(2026, 3, 3, tzinfo=UTC)


class _Queue:
    async def put(self, job: str, ids: Sequence[int | str]) -> None:
        del job, ids


def write_list(path: Path, rows: int) -> None:
    """Write a list of leads, four to a company, some of its text not ASCII."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for n in range(rows):
            country, zone, phone, city = PLACES[n % len(PLACES)]
            name = NAMES[n % len(NAMES)]
            # Far apart in the index, as real addresses are.
            spread = n * 7_919 % rows
            email = f"lead.{spread}@co{spread // 4}.example"
            cells = (name, f"Surname {n % 977}", f"Company {spread // 4}")
            out.writerow(
                (email, *cells, f"{phone}{n % 10_000:04}", country, zone, city, "CEO")
            )


async def ours(path: Path, url: str) -> None:
    """Import the list as the program does."""
    database = Database(url)
    await migrate(database)
    engine = Engine(
        database=database,
        clock=_Clock(),
        queue=_Queue(),
        calendar=HolidayCalendar(),
        catalogue=Catalogue(_no_release),
        house=House("bench", "UTC", b"secret"),
        pipeline=Pipeline(("prospect",)),
        senders={},
        crms={},
        worker="bench",
    )
    judges = Judges(contact.address, contact.phone)
    before, began, worked = peak(), perf_counter(), process_time()
    done = await import_leads(engine, path, declared=("city",), judges=judges)
    seconds, worked = perf_counter() - began, process_time() - worked
    await database.close()
    report(done.created, seconds, worked, peak() - before)


def _no_release(bundle: Bundle) -> Release:
    raise NotImplementedError(bundle.name)


def batches(path: Path) -> Iterator[list[tuple[object, ...]]]:
    """Yield the list's rows as the bare tables take them."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        batch: list[tuple[object, ...]] = []
        for cells in rows:
            batch.append((f"email:{cells[0]}", *cells, 0))
            if len(batch) == MOST:
                yield batch
                batch = []
        yield batch


def executemany(path: Path, file: str) -> None:
    """Insert the rows, unread and unjudged, with SQLite's own `executemany`."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(TABLE.format(id="INTEGER"))
    names = ("identity", *COLUMNS, "created_at")
    marks = ", ".join("?" * len(names))
    statement = f"INSERT INTO bare ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - our own names
    before, began, rows, worked = peak(), perf_counter(), 0, process_time()
    for batch in batches(path):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(statement, batch)
        connection.execute("COMMIT")
        rows += len(batch)
    report(rows, perf_counter() - began, process_time() - worked, peak() - before)


def copy(path: Path, url: str) -> None:
    """Insert the rows, unread and unjudged, with PostgreSQL's `COPY`."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS bare")
        identity = "bigint GENERATED ALWAYS AS IDENTITY"
        connection.execute(TABLE.format(id=identity).encode())
        into = f"COPY bare (identity, {', '.join(COLUMNS)}, created_at) FROM STDIN"
        before, began, rows, worked = peak(), perf_counter(), 0, process_time()
        for batch in batches(path):
            with connection.cursor().copy(into.encode()) as out:
                for row in batch:
                    out.write_row(row)
            rows += len(batch)
        report(rows, perf_counter() - began, process_time() - worked, peak() - before)
        connection.execute("DROP TABLE bare")


def peak() -> int:
    """Return how large this process has been, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def report(rows: int, seconds: float, worked: float, grown: int) -> None:
    """Tell the parent what came of a run."""
    line = {"rows": rows, "seconds": seconds, "worked": worked, "grown_kib": grown}
    sys.stdout.write(json.dumps(line) + "\n")


def empty(url: str) -> None:
    """Make a PostgreSQL database empty again."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def run(what: str, path: Path, url: str) -> tuple[float, float, int]:
    """Run one measurement in a process of its own.

    Return rows a second, rows a second of its processor's time, and its growth in KiB.
    """
    one = [sys.executable, "-m", "benchmarks.import_leads", "--what", what]
    done = subprocess.run(
        [*one, "--list", str(path), "--url", url],
        check=True,
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    rows = found["rows"]
    return rows / found["seconds"], rows / found["worked"], found["grown_kib"]


def measure(rows: int, runs: int, postgres: str) -> None:
    """Measure and print; the runs take turns, so that a slow minute hits all alike."""
    rates: dict[str, list[float]] = {}
    effort: dict[str, list[float]] = {}
    grown: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "leads.csv")
        write_list(path, rows)
        for turn in range(runs):
            for what in ("ours", "executemany", "ours-postgres", "copy"):
                if what in ("ours-postgres", "copy"):
                    empty(postgres)
                    url = postgres
                else:
                    file = Path(folder, f"{what}{turn}.db")
                    url = f"sqlite:///{file}" if what == "ours" else str(file)
                rate, worked, more = run(what.partition("-")[0], path, url)
                rates.setdefault(what, []).append(rate)
                effort.setdefault(what, []).append(worked)
                grown[what] = max(grown.get(what, 0), more)
                for left in Path(folder).glob("*.db*"):
                    left.unlink()
    show(rows, rates, effort, grown)


def show(
    rows: int,
    rates: dict[str, list[float]],
    effort: dict[str, list[float]],
    grown: dict[str, int],
) -> None:
    """Print the medians and the ratios."""
    medians = {what: statistics.median(each) for what, each in rates.items()}
    print(f"{rows} rows, medians of {len(rates['ours'])} runs")
    for what, rate in medians.items():
        mib = grown[what] / 1024
        alone = statistics.median(effort[what])
        print(
            f"{what:14} {rate:>9,.0f} rows/s   {alone:>9,.0f} a processor second"
            f"   grows by {mib:.0f} MiB"
        )
    for mine, bare in (("ours", "executemany"), ("ours-postgres", "copy")):
        ratio = medians[mine] / medians[bare]
        print(f"{mine} : {bare} = {ratio:.2f}")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--postgres", metavar="URL")
    parser.add_argument("--what", help=argparse.SUPPRESS)
    parser.add_argument("--list", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    given = parser.parse_args()
    match given.what:
        case "ours":
            asyncio.run(ours(given.list, given.url))
        case "executemany":
            executemany(given.list, given.url)
        case "copy":
            copy(given.list, given.url)
        case _ if given.postgres:
            measure(given.rows, given.runs, given.postgres)
        case _:
            with running_postgres() as server:
                measure(given.rows, given.runs, server.create("import_leads"))


if __name__ == "__main__":
    main()
