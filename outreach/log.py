"""Logging: structlog's loggers, and how they are set up once at boot."""

from __future__ import annotations

import logging
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn

import structlog

if TYPE_CHECKING:
    from structlog.typing import Processor


QUIET = timedelta(minutes=10)


def get_logger(name: str) -> Any:
    """Return a logger; what it says goes nowhere until `configure` is called."""
    return structlog.get_logger(part=name)


def _silence(_logger: object, _method: str, _event: object) -> NoReturn:
    raise structlog.DropEvent


structlog.configure(processors=[_silence])


class _Line:
    """Writes each line to what standard error is at that moment; it may be exchanged."""

    def msg(self, message: str) -> None:
        """Write a line."""
        print(message, file=sys.stderr, flush=True)  # noqa: T201 - a log is written

    log = debug = info = warning = error = critical = exception = fatal = msg


class Once(logging.Filter):
    """Lets a library say the same thing once in a while: what fails each second is one problem."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Pass a record unless its like passed lately, by the records' own clock."""
        # The arguments differ: a thread's name, a message's id.
        key = (record.name.partition("(")[0], str(record.msg))
        last = self._said.get(key)
        if last is not None and record.created - last < QUIET.total_seconds():
            return False
        self._said[key] = record.created
        return True


def configure(*, json: bool = False, level: str = "info") -> None:
    """Send events to standard error: JSON lines, or text for people."""
    number = logging.getLevelNamesMapping()[level.upper()]
    renderer: Processor = (
        structlog.processors.JSONRenderer()
        if json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: _Line(),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(number, logging.WARNING), stream=sys.stderr)
    for handler in logging.getLogger().handlers:
        handler.addFilter(Once())
