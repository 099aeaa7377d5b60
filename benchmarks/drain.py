"""Draining 5,000 touches to an SMTP sink, beside the same pre-built bytes over bare connections."""

from __future__ import annotations

import asyncio
import gc
import os
import resource
import shutil
import socket
import sys
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import aiosmtplib
from sqlalchemy import func, select

from benchmarks.crowd import Still
from outreach.bootstrap import load_workspace, open_engine, open_queue
from outreach.core.model import StepKey
from outreach.ports import Mail
from outreach.sandbox.world import breathe
from outreach.services import react
from outreach.services.enroll import enroll_leads
from outreach.services.tick import tick
from outreach.services.write import Occasion, write
from outreach.store import lead as leads
from outreach.store import version as versions
from outreach.store.schema import leads as lead_table
from outreach.store.schema import touches

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from outreach.bootstrap import Deployment, ServedQueue
    from outreach.core.model import LeadId

TOUCHES = 5_000
CONNECTIONS = 8
ROUNDS = 3

WORKSPACE = """
name: drain
database: {database}
postal_address: Acme SAS, 1 rue X, 75001 Paris
public_url: https://go.acme.example
senders:
  anna:
    channel: email
    address: Anna Lee <anna@acme.example>
    smtp: {{host: 127.0.0.1, port: {port}, security: none}}
"""
SEQUENCE = """
name: drain
senders: {email: [anna]}
window: {days: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00", holidays: none}
steps:
  - id: intro
    email:
      subject: "{{ company }} and its first AE"
      body: |
        Hi {{ first_name }},

        I saw that **{{ company }}** just hired its first account executive. Most founders
        we talk to find that the first ninety days decide how the next three hires go.

        Would [a short note]({{ unsubscribe_url }}) on what worked for others be of use?

        {{ sender.name }}
  - id: bump
    after: 3 days
    email: {thread: intro, body: "Did you see it, {{ first_name }}?"}
"""


async def main(database: str = "sqlite:///outreach.db") -> None:
    """Run both in turn, print the medians and their ratio."""
    ours, floor = [], []
    async with _sink() as port:
        for _ in range(ROUNDS):
            rate, mails = await _drained(database, port)
            ours.append(rate)
            floor.append(await _bare(mails, port))
    print(f"drain of {TOUCHES:,} touches, {CONNECTIONS} connections, {ROUNDS} rounds")
    print(f"  outreach        {median(ours):7,.0f} touches/s")
    print(f"  pre-built bytes {median(floor):7,.0f} mails/s")
    print(f"  ratio {median(ours) / median(floor):.2f} (goal at least 0.25)")
    print(f"  {median(_cpu):.2f} s of processor time in 1,000 touches", end="")
    print(f", {_peak():,.0f} MB at most in memory with {TOUCHES:,} in line")


_cpu: list[float] = []  # seconds in 1,000 touches, of each drain


def _peak() -> float:
    """Return the most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@asynccontextmanager
async def _sink() -> AsyncIterator[int]:
    program = shutil.which("smtp-sink", path="/usr/sbin:/usr/bin:/bin")
    if program is None:
        sys.exit("smtp-sink is missing (Debian package postfix)")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ("-u", "nobody") if os.geteuid() == 0 else ()
    sink = await asyncio.create_subprocess_exec(
        program, *options, f"127.0.0.1:{port}", "200"
    )
    try:
        await _answers(port)
        yield port
    finally:
        sink.terminate()
        await sink.wait()


async def _answers(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            continue
        writer.close()
        return


async def _drained(database: str, port: int) -> tuple[float, list[Mail]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sequences").mkdir()
        settings = WORKSPACE.format(database=database, port=port)
        (folder / "outreach.yaml").write_text(settings)
        (folder / "sequences" / "drain.yaml").write_text(SEQUENCE)
        workspace = load_workspace(folder)
        queue = open_queue(workspace)
        clock = Still()
        async with open_engine(workspace, clock=clock, queue=queue) as deployment:
            ids = await _enroll(deployment)
            mails = await _written(deployment, ids)
            await deployment.heart.beat()
            await queue.start(deployment.work.jobs)
            gc.freeze()  # what the benchmark holds is no garbage of the program's
            began, spent = perf_counter(), process_time()
            await _drain(deployment, queue)
            took = perf_counter() - began
            _cpu.append((process_time() - spent) * 1_000 / TOUCHES)
            await queue.stop()
    return TOUCHES / took, mails


async def _drain(deployment: Deployment, queue: ServedQueue) -> None:
    """Tick as the scheduler does, until everything is recorded as sent."""
    while True:
        await tick(deployment.engine)
        while not (deployment.work.idle and await queue.idle()):
            await breathe()
        async with deployment.engine.database.reading() as connection:
            found = await connection.execute(
                select(func.count()).where(touches.c.state == "sent")
            )
            if found.scalar_one() == TOUCHES:
                return


async def _enroll(deployment: Deployment) -> list[LeadId]:
    engine = deployment.engine
    rows = [
        {
            "identity": f"email:p{i}@c{i}.example",
            "email": f"p{i}@c{i}.example",
            "first_name": f"P{i}",
            "company": f"Company {i}",
            "company_key": f"c{i}.example",
            "tags": [],
            "fields": {},
            "stage": "prospect",
            "created_at": engine.now(),
            "updated_at": engine.now(),
        }
        for i in range(TOUCHES)
    ]
    async with engine.database.writing() as connection:
        await versions.keep(connection, deployment.bundle("drain"), engine.now())
        await connection.execute(lead_table.insert(), rows)
        held = await leads.by_address(connection, [str(row["email"]) for row in rows])
        done = await enroll_leads(engine, connection, "drain", held, by="benchmark")
        await react.record(
            engine, connection, {lead.id: lead for lead in held}, done.facts
        )
    return [lead.id for lead in held]


async def _written(deployment: Deployment, ids: list[LeadId]) -> list[Mail]:
    """Return the very mails that the drain will send."""
    engine = deployment.engine
    async with engine.database.reading() as connection:
        version = await versions.current(connection, "drain")
        assert version is not None
        release = await engine.catalogue.get(connection, version)
        held = await leads.get(connection, ids)
    step = release.sequence.steps[StepKey("intro")]
    sender = engine.senders["anna"]
    parcels = [
        write(Occasion(engine, release, lead, 1, sender, engine.now()), step).parcel
        for lead in held.values()
    ]
    return [parcel for parcel in parcels if isinstance(parcel, Mail)]


async def _bare(mails: list[Mail], port: int) -> float:
    waiting = iter(mails)

    async def carry() -> None:
        client = aiosmtplib.SMTP(
            hostname="127.0.0.1", port=port, start_tls=False, local_hostname="localhost"
        )
        async with client:
            for mail in waiting:
                await client.sendmail(mail.mail_from, [mail.rcpt_to], mail.content)

    began = perf_counter()
    await asyncio.gather(*(carry() for _ in range(CONNECTIONS)))
    return len(mails) / (perf_counter() - began)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:2]))
