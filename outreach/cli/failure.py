"""What becomes of an error: one clear line and an exit status, never a traceback unasked."""

from __future__ import annotations

import errno
from typing import Any, assert_never

import typer
from typer.core import TyperGroup

from outreach.core.source import visible
from outreach.errors import (
    CheckFailed,
    ConfigError,
    InputError,
    OutreachError,
    Refused,
    RenderError,
    Unavailable,
)

NO = 1  # the answer is no
WRONG_USE = 2

ORDER = (
    *(
        "init",
        "check",
        "schema",
        "leads",
        "preview",
        "simulate",
        "test",
        "plan",
        "apply",
    ),
    *(
        "enroll",
        "run",
        "status",
        "explain",
        "report",
        "inbox",
        "tasks",
        "suppress",
        "senders",
    ),
    *(
        "touches",
        "crm",
        "classify",
        "reclassify",
        "doctor",
        "backup",
        "restored",
        "demo",
        "scheduler",
        "worker",
        "web",
        "migrate",
    ),
)


class Outreach(TyperGroup):
    """The commands, and what becomes of what they raise."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the commands in the order in which they are needed."""
        known = super().list_commands(ctx)
        return sorted(known, key=lambda name: ORDER.index(name) if name in ORDER else 0)

    def invoke(self, ctx: Any) -> Any:
        """Carry out a command; `--debug` lets an unexpected error show where it came from."""
        try:
            return super().invoke(ctx)
        except OutreachError as error:
            if ctx.params.get("debug"):
                raise
            _complain(error)
            raise typer.Exit(status_of(error)) from error
        except (typer.Exit, typer.Abort, typer.TyperException):
            raise
        except Exception as error:
            # A reader that went away (`| head`) is Typer's to take quietly.
            if ctx.params.get("debug") or _is_closed_pipe(error):
                raise
            what = visible(str(error)) or "no more is known"
            typer.echo(f"error: {type(error).__name__}: {what}", err=True)
            hint = (
                "this is not foreseen: `outreach --debug ...` shows where it came from"
            )
            typer.echo(hint, err=True)
            raise typer.Exit(NO) from error


def status_of(error: OutreachError) -> int:
    """Return the exit status that tells of an error: 1 the answer is no, 2 wrong use."""
    match error:
        case CheckFailed() | Refused() | RenderError() | Unavailable():
            return NO
        case InputError() | ConfigError():
            return WRONG_USE
        case OutreachError():
            return NO
        case _:
            assert_never(error)


def _complain(error: OutreachError) -> None:
    lines = [visible(line) for line in str(error).splitlines()] or [""]
    if isinstance(error, CheckFailed):
        for line in lines:
            typer.echo(line, err=True)
        lines = ["the workspace has complaints: mend them, `outreach check` tells all"]
    typer.echo(f"error: {' '.join(lines)}", err=True)


def _is_closed_pipe(error: Exception) -> bool:
    return isinstance(error, OSError) and error.errno == errno.EPIPE
