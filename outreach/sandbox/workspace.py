"""Finds the example workspace's files, in a checkout and in an installed wheel alike."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable


def example_files() -> Mapping[str, bytes]:
    """Return the bytes of each file by its path in a workspace, as `sequences/x.yaml`.

    They are the repository's own `sequences/` and `templates/`: links in a checkout,
    copies in a wheel.
    """
    example = files("outreach.sandbox") / "example"
    return dict(sorted(_below(example, "")))


def _below(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        path = prefix + entry.name
        if entry.is_dir():
            yield from _below(entry, f"{path}/")
        else:
            yield path, entry.read_bytes()
