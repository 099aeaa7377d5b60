"""Days and times as they are written on the command line."""

from __future__ import annotations

from datetime import datetime

import typer


def moment(text: str) -> datetime:
    """Return a moment written as 2026-11-22 or 2026-11-22T09:00, with a zone or without."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no day: write it as 2026-11-22, or 2026-11-22T09:00"
        raise typer.BadParameter(message) from None
