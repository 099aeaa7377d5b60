"""Logging: structlog's loggers, set up once at boot; what a line may not name is taken out."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn

import structlog

from outreach.core.redaction import Redaction

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor


QUIET = timedelta(minutes=10)
_PROCESS: dict[str, str] = {}  # as structlog's own configuration: one a process


def get_logger(name: str) -> Any:
    """Return a logger; what it says goes nowhere until `configure` is called."""
    return structlog.get_logger(part=name)


def _silence(_logger: object, _method: str, _event: object) -> NoReturn:
    raise structlog.DropEvent


structlog.configure(processors=[_silence])


class _Line:
    """Writes each line to what standard error is at that moment; it may be exchanged."""

    def msg(self, message: str) -> None:
        """Write a line; one that cannot be written, on a full disk say, is lost.

        It must not undo what it tells of: an outcome would never be recorded.
        """
        with suppress(OSError, ValueError):
            print(message, file=sys.stderr, flush=True)  # noqa: T201 - a log is written

    log = debug = info = warning = error = critical = exception = fatal = msg


class _Libraries(logging.Handler):
    """Writes the lines of libraries as our own are written."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record; one that cannot be written is the library's fault, not ours."""
        try:
            _Line().msg(self.format(record))
        except Exception:  # noqa: BLE001 - as the standard library's handlers do
            self.handleError(record)


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


def configure(
    *, json: bool = False, level: str = "info", addresses: bool = False
) -> None:
    """Send events to standard error: JSON lines, or text for people.

    `addresses` lets lines name people; secrets they never tell.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    common: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        _bear,
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        _redacting(Redaction(addresses=addresses)),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*common, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: _Line(),
        cache_logger_on_first_use=False,  # or a second `configure` would not reach them
    )
    _hear_libraries(common, renderer, max(number, logging.WARNING))


def know(**process: str) -> None:
    """Let each line bear these facts of the process, in place of those before."""
    _PROCESS.clear()
    _PROCESS.update(process)


def _bear(_logger: object, _method: str, event: EventDict) -> EventDict:
    return {**_PROCESS, **event}


def _redacting(redaction: Redaction) -> Processor:
    def redact(_logger: object, _method: str, event: EventDict) -> EventDict:
        return redaction.event(event)

    return redact


def _hear_libraries(common: list[Processor], renderer: Processor, number: int) -> None:
    handler = _Libraries()
    handler.addFilter(Once())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_part, *common],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    for old in [each for each in root.handlers if isinstance(each, _Libraries)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(number)


def _part(_logger: object, _method: str, event: EventDict) -> EventDict:
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        event["part"] = record.name
    return event
