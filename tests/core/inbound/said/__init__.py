"""Replies and wishes as the clients and people of the world write them, with what they say."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
CASE = "@@ "
READS = "\n==\n"
HEAD = (
    "From: Sam Field <sam@client.example>\nTo: anna@acme.example\n"
    "Message-ID: <1@client.example>\nIn-Reply-To: <2@acme.example>\n"
    "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
)
PLAIN = (
    "plain_quoted",
    "plain_headers",
    "plain_late",
    "world_first",
    "world_second",
    "world_third",
    "world_fourth",
)
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


@dataclass(frozen=True, slots=True)
class Placed:
    """A whole mail that wishes to be left alone somewhere in it, or quotes our footer."""

    name: str
    raw: bytes
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


def placed_wishes() -> list[Placed]:
    """Return the mails in which a wish stands at an odd place, and their look-alikes."""
    found = []
    for case in (HERE / "placed.txt").read_text("utf-8").split(CASE)[1:]:
        name, _, mail = case.partition("\n")
        found.append(Placed(name[2:], f"{HEAD}{mail}".encode(), name.startswith("+")))
    return found
