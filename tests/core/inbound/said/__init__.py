"""Replies and wishes as the clients and people of the world write them, with what they say."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
CASE = "@@ "
READS = "\n==\n"
PLAIN = ("plain_quoted", "plain_headers", "plain_late", "world_first", "world_second")
PAGES = ("pages", "pages_world")


@dataclass(frozen=True, slots=True)
class Said:
    """A mail's text or page, and the words of it that its writer said."""

    name: str
    source: str
    reads: str

    @property
    def was_seen(self) -> bool:
        """Tell whether the rules were written with this one in view; half were set aside."""
        return bool(sha256(self.name.encode()).digest()[0] % 2)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person said, and whether it asks to be left alone."""

    language: str
    words: str
    asks: bool


def replies(file: str) -> list[Said]:
    """Return the cases of a file: one of PLAIN or PAGES."""
    found = []
    for case in (HERE / f"{file}.txt").read_text("utf-8").split(CASE)[1:]:
        name, _, rest = case.partition("\n")
        source, _, reads = rest.partition(READS)
        found.append(Said(file + name, source, reads.strip()))
    return found


def wishes() -> list[Wish]:
    """Return what people said about being written to."""
    found = []
    for line in (HERE / "opt_out.txt").read_text("utf-8").splitlines():
        sign, language, words = line.split(" ", 2)
        found.append(Wish(language, words.replace("\\n", "\n"), sign == "+"))
    return found
