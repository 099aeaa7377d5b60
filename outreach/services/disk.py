"""Whether the file of an SQLite database lies well: who may read it, and how much room is left."""

from __future__ import annotations

import os
import shutil
import stat
from typing import TYPE_CHECKING

from outreach.services.finding import Finding, Health

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LITTLE, TOO_LITTLE = 1_000_000_000, 100_000_000  # bytes


def disk(file: Path | None) -> Iterator[Finding]:
    """Yield what is found of a database's file; nothing for a database on a server."""
    if file is None or not file.exists():
        return
    mode = file.stat().st_mode
    others = mode & (stat.S_IROTH | stat.S_IWOTH)
    what = "database file"
    if not os.access(file.parent, os.W_OK):
        # Beside it SQLite writes its log.
        detail = f"{file.parent} cannot be written"
        yield Finding(what, Health.FAIL, detail, f"give the folder to {_user()}")
    elif others:
        detail = f"everybody on this machine may read it (mode {mode & 0o777:o})"
        yield Finding(what, Health.WARN, detail, f"chmod 600 {file}*")
    else:
        yield Finding(what, Health.OK, f"mode {mode & 0o777:o}")
    free = shutil.disk_usage(file.parent).free
    told = f"{free / 1e9:,.1f} GB free"
    if free < TOO_LITTLE:
        yield Finding(
            "disk", Health.FAIL, told, "make room: a full disk stops all sends"
        )
    elif free < LITTLE:
        yield Finding("disk", Health.WARN, told, "make room soon")
    else:
        yield Finding("disk", Health.OK, told)


def _user() -> str:
    return f"the user with id {os.getuid()}"
