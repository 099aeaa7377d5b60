"""What a workspace file says, with places: nodes to read, and complaints about them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Scalar = str | int | float | bool | None

_SUGGESTIONS = 100  # a file with more mistakes gets no more hints, so that reading is quick
_CANDIDATES = 1_000
# Beyond this a name is no misspelling, and comparing it is slow.
_LONGEST_NAME = 80
_SHOWN = 60


class Kind(StrEnum):
    """What a node is. UNKNOWN stands for what was refused: nothing is said of it again."""

    MAPPING = "mapping"
    SEQUENCE = "sequence"
    SCALAR = "scalar"
    NULL = "null"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a file and where it begins; line and column count from 1.

    A scalar has its typed `value`, its `text` and `raw`, the characters of the file it came
    from. A mapping has `pairs` in the file's order, keys unlike each other; `partial` says
    that some of its pairs were refused, so that a missing key is not missed.
    """

    kind: Kind
    path: str
    line: int
    column: int
    value: Scalar = None
    text: str = ""
    raw: str = ""
    pairs: tuple[tuple[Node, Node], ...] = ()
    items: tuple[Node, ...] = ()
    partial: bool = False

    @property
    def children(self) -> tuple[Node, ...]:
        """The values inside, in order."""
        return self.items or tuple(value for _, value in self.pairs)

    def get(self, key: str) -> Node | None:
        """Return what a mapping holds under `key`; None without one, or for another kind."""
        return next((value for name, value in self.pairs if name.text == key), None)

    def key(self, key: str) -> Node | None:
        """Return the key `key` itself, for its place."""
        return next((name for name, _ in self.pairs if name.text == key), None)

    def plain(self) -> object:
        """Return the data as YAML 1.2's core schema types it; keys are always text."""
        match self.kind:
            case Kind.MAPPING:
                return {key.text: value.plain() for key, value in self.pairs}
            case Kind.SEQUENCE:
                return [item.plain() for item in self.items]
            case Kind.SCALAR | Kind.NULL | Kind.UNKNOWN:
                return self.value

    def __str__(self) -> str:
        """Return the node as a complaint shows it: short, on one line."""
        match self.kind:
            case Kind.SCALAR:
                shown = self.text if len(self.text) <= _SHOWN else self.text[:_SHOWN] + "…"
                return f'"{visible(shown)}"'
            case Kind.MAPPING:
                return "a mapping"
            case Kind.SEQUENCE:
                return "a list"
            case Kind.NULL | Kind.UNKNOWN:
                return "nothing"


def visible(text: str) -> str:
    """Return text with line breaks and controls spelled out, so that a line stays a line."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode()
        for char in text
    )


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """What is wrong, where, and what to do. A warning does not fail a check."""

    path: str
    line: int
    column: int
    code: str
    message: str
    warning: bool = False

    def __str__(self) -> str:
        code = f"warning({self.code})" if self.warning else self.code
        return f"{self.path}:{self.line}:{self.column}: {code}: {self.message}"


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a reader made of a file: its root, unless it could not be read, and complaints."""

    root: Node | None
    complaints: tuple[Complaint, ...] = ()


Read = Callable[[bytes, str], Parsed]
"""Reads the bytes of a file, named by a path; never raises for what they hold."""


@dataclass(slots=True)
class Complaints:
    """Collects the complaints of one reading."""

    found: list[Complaint] = field(default_factory=list)
    _hints: int = 0

    def add(self, node: Node, code: str, message: str, *, warning: bool = False) -> None:
        """Complain of a node. One that was refused before is passed over."""
        if node.kind is not Kind.UNKNOWN:
            place = (node.path, node.line, node.column)
            self.found.append(Complaint(*place, code, message, warning))

    def nearest(self, name: str, known: Iterable[str]) -> str:
        """Return what `nearest` does, for the first hundred mistakes."""
        self._hints += 1
        return "" if self._hints > _SUGGESTIONS else nearest(name, known)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return ' (did you mean "x"?)' for the known name most like `name`, or ''."""
    if len(name) > _LONGEST_NAME:
        return ""
    choices = {each.lower(): each for each in sorted(known)[:_CANDIDATES]}
    found = get_close_matches(name.lower(), choices, n=1)
    return f' (did you mean "{choices[found[0]]}"?)' if found else ""


def place(node: Node, line: int, column: int) -> tuple[int, int]:
    """Return where in the file line `line`, column `column` of a scalar's text stands.

    Folding, indentation and escapes move characters about, so the word found there is
    looked up in the raw characters: its nth occurrence stays its nth.
    """
    offset = _offset(node.text, line, column)
    word = _word(node.text, offset)
    raw = _content(node.raw)
    at = _nth(raw, word, node.text.count(word, 0, offset)) if word else -1
    if at < 0:
        return node.line, node.column
    before = raw[:at]
    breaks = before.count("\n")
    if not breaks:
        return node.line, node.column + at
    return node.line + breaks, at - before.rindex("\n")


def _offset(text: str, line: int, column: int) -> int:
    lines = text.split("\n")
    before = sum(len(above) + 1 for above in lines[: line - 1])
    return min(before + max(column - 1, 0), len(text))


def _word(text: str, offset: int) -> str:
    match = re.compile(r"\w+|\S").search(text, offset)
    return match.group() if match else ""


def _content(raw: str) -> str:
    """Blank out the header of a block scalar, which may hold a comment."""
    if not raw.startswith(("|", ">")):
        return raw
    header, line_break, rest = raw.partition("\n")
    return " " * len(header) + line_break + rest


def _nth(text: str, word: str, count: int) -> int:
    at = text.find(word)
    while at >= 0 and count > 0:
        at = text.find(word, at + len(word))
        count -= 1
    return at
