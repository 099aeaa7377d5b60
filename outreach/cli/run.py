"""`run`, `scheduler`, `worker`, `web`: the parts of a deployment, together or apart."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli import session
from outreach.cli.place import Place, find

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.daemon import Parts


class Level(StrEnum):
    """What is told while it runs."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


LogLevel = Annotated[Level, typer.Option(help="What is told, on standard error.")]
LogJson = Annotated[bool, typer.Option("--log-json", help="Tell it as JSON lines.")]


def run(
    *, place: Place = None, log_level: LogLevel = Level.INFO, log_json: LogJson = False
) -> None:
    """Run everything in this one process.

    The scheduler, the worker, the inbox and the web part. SIGTERM or Ctrl-C finishes what is
    on the wire and ends it; a second one ends it at once.
    """
    from outreach.daemon import ALL

    _run(place, ALL, log_level, log_json)


def scheduler(
    *, place: Place = None, log_level: LogLevel = Level.INFO, log_json: LogJson = False
) -> None:
    """Run the timer alone.

    It enqueues what is due, for workers elsewhere. Any number may run. Needs a redis:// broker.
    """
    from outreach.daemon import Parts

    _run(place, Parts(worker=False, web=False), log_level, log_json)


def worker(
    *, place: Place = None, log_level: LogLevel = Level.INFO, log_json: LogJson = False
) -> None:
    """Run a worker alone.

    It sends, reads inboxes and tells CRMs. Any number may run; `dramatiq outreach.worker` is
    the same with Dramatiq's own options. Needs a redis:// broker.
    """
    from outreach.daemon import Parts

    _run(place, Parts(scheduler=False, web=False), log_level, log_json)


def web(
    *, place: Place = None, log_level: LogLevel = Level.INFO, log_json: LogJson = False
) -> None:
    """Run the web part alone.

    It answers opt-outs, clicks, health checks and metrics at `listen`.
    """
    from outreach.daemon import Parts

    _run(place, Parts(scheduler=False, worker=False), log_level, log_json)


def _run(place: Path | None, parts: Parts, level: Level, as_json: bool) -> None:
    from outreach import daemon, log
    from outreach.bootstrap import load_workspace

    workspace = load_workspace(find(place))
    log.configure(json=as_json, level=level)
    session.run(daemon.run(workspace, parts))
