"""Reads a workspace's files, and nothing that lies outside it or is no plain file."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.core.source import Complaint, visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST_FILE = 10 * 2**20
LARGEST_WORKSPACE = 200 * 2**20
MOST_FILES = 10_000
DEEPEST = 20

_SEQUENCE_ENDINGS = (".yaml", ".yml")
# Scenarios stand beside the sequence they test.
SCENARIO_ENDINGS = (".test.yaml", ".test.yml")


@dataclass(slots=True)
class Folder:
    """A workspace's folder, and what was found wrong with its files."""

    root: Path
    complaints: list[Complaint] = field(default_factory=list)
    _real: Path = field(init=False)
    _bytes: int = 0
    _files: int = 0

    def __post_init__(self) -> None:
        """Find out where the folder really is."""
        self._real = self.root.resolve()

    def sequences(self) -> dict[str, bytes]:
        """Return the sequences by their path in the workspace, as `sequences/x.yaml`."""
        found = self._below("sequences", 0)
        return {
            path: content
            for path in found
            if path.endswith(_SEQUENCE_ENDINGS)
            and not path.endswith(SCENARIO_ENDINGS)
            and (content := self.read(path)) is not None
        }

    def scenarios(self) -> dict[str, bytes]:
        """Return the files of scenarios by their path, as `sequences/x.test.yaml`."""
        return {
            path: content
            for path in self._below("sequences", 0)
            if path.endswith(SCENARIO_ENDINGS)
            and (content := self.read(path)) is not None
        }

    def templates(self) -> dict[str, bytes]:
        """Return all files under templates/ by their name below it, as `founders/x.md`."""
        return {
            path.removeprefix("templates/"): content
            for path in self._below("templates", 0)
            if (content := self.read(path)) is not None
        }

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes; None, with a complaint, where it may not be read."""
        try:
            real = (self.root / path).resolve(strict=True)
            if not real.is_relative_to(self._real):
                remedy = "a link out of the workspace: put the file itself here"
                self._refuse(path, "outside-workspace", remedy)
                return None
            # Opening a pipe or a device may never end, and is never meant.
            if not stat.S_ISREG(real.stat().st_mode):
                self._refuse(path, "not-a-file", "no plain file: take it out")
                return None
            with real.open("rb") as file:
                content = file.read(LARGEST_FILE + 1)
        except (OSError, RuntimeError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "a link that leads nowhere"
            self._refuse(path, "unreadable-file", f"cannot be read: {reason}")
            return None
        return self._bounded(path, content)

    def _bounded(self, path: str, content: bytes) -> bytes | None:
        self._bytes += len(content)
        if len(content) > LARGEST_FILE:
            remedy = f"over {LARGEST_FILE} bytes: make it smaller"
            self._refuse(path, "too-large", remedy)
            return None
        if self._bytes > LARGEST_WORKSPACE:
            remedy = f"the workspace is over {LARGEST_WORKSPACE} bytes: make it smaller"
            self._refuse(path, "too-large", remedy)
            return None
        return content

    def _below(self, path: str, depth: int) -> Iterator[str]:
        """Yield the files of a folder in order; those whose name begins with a dot are left."""
        for name in self._names(path):
            below = f"{path}/{name}"
            if not name.isprintable():  # nor is what did not come from UTF-8
                remedy = "its name cannot be printed: rename it"
                self._refuse(below, "bad-name", remedy)
            elif not (self.root / below).is_dir():
                self._files += 1
                if self._files > MOST_FILES:
                    remedy = f"more than {MOST_FILES} files: take some out"
                    self._refuse(path, "too-large", remedy)
                    return
                yield below
            elif depth >= DEEPEST:
                self._refuse(below, "too-deep", "too many folders: make it flatter")
            elif self._is_inside(below):
                yield from self._below(below, depth + 1)

    def _is_inside(self, path: str) -> bool:
        if not (self.root / path).is_symlink():
            return True
        remedy = "a linked folder is not read: put the folder itself here"
        self._refuse(path, "outside-workspace", remedy)
        return False

    def _names(self, path: str) -> list[str]:
        top = self.root / path
        if not top.is_dir() or not self._is_inside(path):
            return []
        try:
            names = os.listdir(top)  # noqa: PTH208 - names alone are wanted
        except OSError as error:
            self._refuse(path, "unreadable-file", f"cannot be read: {error.strerror}")
            return []
        return sorted(name for name in names if not name.startswith("."))

    def _refuse(self, path: str, code: str, remedy: str) -> None:
        self.complaints.append(Complaint(visible(path), 1, 1, code, remedy))
