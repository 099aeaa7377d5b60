"""A program that bears processes of the daemon's by forking, so that each starts at once.

It reads orders as JSON lines and answers each with one; at the end of its input it kills
whom it has borne.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiosqlite  # noqa: F401 - loaded before the forks, as all that a life needs
import psycopg  # noqa: F401 - as above
import uvicorn  # noqa: F401 - as above

from outreach import config, log
from outreach.adapters.registry import ADAPTERS, adapter
from outreach.bootstrap import deployment  # noqa: F401 - as above
from outreach.daemon import Parts, run
from tests.system import crash_point
from tests.system.crash_clock import SharedClock
from tests.system.crash_stage import SECRETS

if TYPE_CHECKING:
    from typing import NoReturn


def _main() -> None:
    borne: set[int] = set()
    for name in ADAPTERS:
        adapter(name)
    gc.freeze()
    while line := sys.stdin.readline():
        order = json.loads(line)
        if order["do"] == "bear":
            pid = os.fork()
            if not pid:
                _live(order)
            borne.add(pid)
            answer = pid
        else:
            _, status = os.waitpid(order["pid"], 0)
            borne.discard(order["pid"])
            answer = os.waitstatus_to_exitcode(status)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()
    for pid in borne:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _live(order: dict[str, Any]) -> NoReturn:
    """Be a process of the daemon's until it is told to end, or comes to its point."""
    status = 1
    try:
        _inherit(order["log"])
        os.environ["PGAPPNAME"] = order["name"]  # noqa: TID251 - the database server names it so
        hits: dict[tuple[str, int], int] = {}
        if order["census"]:
            crash_point.count(hits)
        asyncio.run(_life(order))
        if order["census"]:
            sys.settrace(None)
            rows = [[module, line, times] for (module, line), times in hits.items()]
            Path(order["census"]).write_text(json.dumps(rows))
        status = 0
    except BaseException as error:  # noqa: BLE001 - nothing may return into the nursery
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(status)


def _inherit(path: str) -> None:
    """Have no input or output but a log."""
    nothing = os.open(os.devnull, os.O_RDWR)
    told = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for taken, given in ((0, nothing), (1, nothing), (2, told)):
        os.dup2(given, taken)


async def _life(order: dict[str, Any]) -> None:
    log.configure(level="warning")
    workspace = config.load(Path(order["folder"]), SECRETS)
    parts = Parts(**{name: name in order["parts"] for name in Parts.__slots__})
    clock = SharedClock(Path(order["clock"]))
    if order["point"]:
        point = crash_point.parse(order["point"])
        if order["late"]:
            signal.signal(signal.SIGUSR1, lambda *_: crash_point.die_at(point))
        else:
            crash_point.die_at(point)
    await run(workspace, parts, clock=clock)


if __name__ == "__main__":
    _main()
