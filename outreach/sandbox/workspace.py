"""Finds the example workspace's files, in a checkout and in an installed wheel alike."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from importlib.resources.abc import Traversable


def example_files(sequences: Collection[str]) -> Mapping[str, bytes]:
    """Return the files of these sequences by their path in a workspace.

    Those are `sequences/NAME.yaml`, its scenarios beside it and all below
    `templates/NAME/`: links to the repository's own in a checkout, copies in a wheel.
    """
    example = files("outreach.sandbox") / "example"
    return {
        path: content
        for path, content in sorted(_below(example, ""))
        if path.split("/")[1].partition(".")[0] in sequences
    }


def _below(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        path = prefix + entry.name
        if entry.is_dir():
            yield from _below(entry, f"{path}/")
        else:
            yield path, entry.read_bytes()
