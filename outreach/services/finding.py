"""What `doctor` says of one thing it tried."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How a thing is."""

    OK = "ok"
    WARN = "warn"  # it works, and yet deserves a look
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried; where it is not well, a `remedy`."""

    what: str
    health: Health
    detail: str
    remedy: str = ""
