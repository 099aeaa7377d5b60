"""Writes a file whole or not at all: a reader never sees half of it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from outreach.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def writing(path: Path) -> Iterator[TextIO]:
    """Open a text file in UTF-8 that takes the path's place once all is written.

    Raises InputError if it cannot be written.
    """
    if path.is_dir():
        raise InputError(f"{path} is a folder: name a file")
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
