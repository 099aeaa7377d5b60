"""`run`, `scheduler`, `worker`, `web`: the parts of a deployment, together or apart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli import session
from outreach.cli.place import Place, find

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.daemon import Parts
    from outreach.setting import Log
    from outreach.setting.value import Listen


class Level(StrEnum):
    """What is told while it runs."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


LogLevel = Annotated[
    Level | None, typer.Option(help="What is told, on standard error.")
]
LogJson = Annotated[
    bool | None, typer.Option("--log-json", help="Tell it as JSON lines.")
]
LogAddresses = Annotated[
    bool | None,
    typer.Option(
        "--log-addresses", help="Let lines name people; else they are hidden."
    ),
]
Metrics = Annotated[
    str | None,
    typer.Option(
        metavar="HOST:PORT", help="Answer health checks and Prometheus there."
    ),
]


def run(
    *,
    place: Place = None,
    log_level: LogLevel = None,
    log_json: LogJson = None,
    log_addresses: LogAddresses = None,
) -> None:
    """Run everything in this one process.

    The scheduler, the worker, the inbox and the web part. SIGTERM or Ctrl-C finishes what is
    on the wire and ends it; a second one ends it at once.
    """
    from outreach.daemon import ALL

    _run(place, ALL, _Flags(log_level, log_json, log_addresses))


def scheduler(
    *,
    place: Place = None,
    log_level: LogLevel = None,
    log_json: LogJson = None,
    log_addresses: LogAddresses = None,
    metrics: Metrics = None,
) -> None:
    """Run the timer alone.

    It enqueues what is due, for workers elsewhere. Any number may run. Needs a redis:// broker.
    """
    from outreach.daemon import Parts

    flags = _Flags(log_level, log_json, log_addresses, metrics)
    _run(place, Parts(worker=False, web=False), flags)


def worker(
    *,
    place: Place = None,
    log_level: LogLevel = None,
    log_json: LogJson = None,
    log_addresses: LogAddresses = None,
    metrics: Metrics = None,
) -> None:
    """Run a worker alone.

    It sends, reads inboxes and tells CRMs. Any number may run; `dramatiq outreach.worker` is
    the same with Dramatiq's own options. Needs a redis:// broker.
    """
    from outreach.daemon import Parts

    flags = _Flags(log_level, log_json, log_addresses, metrics)
    _run(place, Parts(scheduler=False, web=False), flags)


def web(
    *,
    place: Place = None,
    log_level: LogLevel = None,
    log_json: LogJson = None,
    log_addresses: LogAddresses = None,
) -> None:
    """Run the web part alone.

    It answers opt-outs, clicks, health checks and metrics at `listen`.
    """
    from outreach.daemon import Parts

    flags = _Flags(log_level, log_json, log_addresses)
    _run(place, Parts(scheduler=False, worker=False), flags)


@dataclass(frozen=True, slots=True)
class _Flags:
    """What the command line says in place of outreach.yaml; None leaves it to that."""

    level: Level | None
    json: bool | None
    addresses: bool | None
    metrics: str | None = None

    def tell(self, told: Log) -> None:
        """Set up what is told."""
        from outreach import log

        log.configure(
            json=told.format == "json" if self.json is None else self.json,
            level=self.level or told.level,
            addresses=told.addresses if self.addresses is None else self.addresses,
        )


def _run(place: Path | None, parts: Parts, flags: _Flags) -> None:
    from outreach import daemon
    from outreach.bootstrap import load_workspace

    watch = _place(flags.metrics)
    workspace = load_workspace(find(place))
    flags.tell(workspace.config.log)
    watch = watch or workspace.config.metrics
    session.run(daemon.run(workspace, parts, watch=watch))


def _place(written: str | None) -> Listen | None:
    if written is None:
        return None
    from pydantic import TypeAdapter, ValidationError

    from outreach.setting.value import Place as AtPlace

    try:
        place: Listen = TypeAdapter(AtPlace).validate_python(written)
    except ValidationError as error:
        message = "this is no place to listen: write it as 127.0.0.1:9000"
        raise typer.BadParameter(message, param_hint="--metrics") from error
    return place
