"""The file that keeps tokens: read, and rewritten whole and for its owner alone."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from outreach.core.sasl import check_token
from outreach.errors import InputError, Unauthorized

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 64 * 1024
PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file holds; "" and None for what it does not.

    `others` are entries of some other program's, which stay as they are.
    """

    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_at: datetime | None = None
    others: tuple[tuple[str, object], ...] = field(default=(), repr=False)

    def with_token(self, access: str, refresh: str, expires_at: datetime) -> Kept:
        """Return what to keep after a refresh; no refresh token leaves the old one."""
        kept = refresh or self.refresh_token
        return replace(
            self, access_token=access, refresh_token=kept, expires_at=expires_at
        )


def read(path: Path) -> Kept:
    """Return what the file holds: a bare token, or JSON. Raises Unauthorized, FileNotFoundError."""
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST).decode("utf-8", "replace").strip()
    except FileNotFoundError:
        raise
    except OSError as error:
        message = f"token_file {path} cannot be read: {error.strerror}"
        raise Unauthorized(message) from error
    if not text.startswith("{"):
        return Kept(_sound(path, text) if text else "")
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        message = f"token_file {path} is no JSON: write it anew"
        raise Unauthorized(message) from None
    others = tuple((name, value) for name, value in said.items() if name not in _OURS)
    access = said.get("access_token")
    return Kept(
        _sound(path, access) if isinstance(access, str) and access else "",
        str(said.get("refresh_token") or ""),
        _instant(said.get("expires_at")),
        others,
    )


_OURS = frozenset({"access_token", "refresh_token", "expires_at"})


def write(path: Path, kept: Kept) -> None:
    """Put it in the file's place at once, readable by its owner alone. Raises OSError."""
    said = {
        **dict(kept.others),
        "access_token": kept.access_token,
        "refresh_token": kept.refresh_token,
        "expires_at": kept.expires_at and kept.expires_at.isoformat(),
    }
    target = path.resolve()  # a link stays one
    fresh = target.with_name(f".{target.name}.{os.getpid()}.new")
    with suppress(FileNotFoundError):
        fresh.unlink()
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(said, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise


def _sound(path: Path, token: str) -> str:
    try:
        return check_token(token)
    except InputError as error:
        message = f"token_file {path} holds no access token: {error}"
        raise Unauthorized(message) from None


def _instant(value: object) -> datetime | None:
    """Read an instant, as ISO 8601 or as seconds since 1970."""
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC)
        at = datetime.fromisoformat(str(value))
    except (ValueError, OverflowError, OSError):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at
