"""What a workspace file says, with places: nodes to read, and complaints about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Scalar = str | int | float | bool | None

# The core schema of YAML 1.2.2, section 10.3.2.
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
# Numbers of more digits than fit 64 bits stay text.
_INT = re.compile(r"[-+]?[0-9]{1,18}\Z")
_RADIX = re.compile(r"0o[0-7]{1,20}\Z|0x[0-9a-fA-F]{1,15}\Z")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]{1,60}|[0-9]{1,60}(?:\.[0-9]{0,60})?)(?:[eE][-+]?[0-9]{1,9})?\Z"
)
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z")

# Comparing many names is slow, and beyond a length a name is no misspelling.
_CANDIDATES = 1_000
_LONGEST_NAME = 80
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a file and where it begins; line and column count from 1.

    A scalar has a `value`, `quoted` if its style says that it is text, and `raw`, the
    characters of the file it came from. A mapping has `pairs` in the file's order, keys
    unlike each other; `partial` says that some were refused, so that a missing key is not
    missed. Of what was `refused` itself a complaint has been made already.
    """

    kind: Literal["mapping", "sequence", "scalar"]
    value: str
    quoted: bool
    path: str
    line: int
    column: int
    pairs: tuple[tuple[Node, Node], ...] = ()
    items: tuple[Node, ...] = ()
    raw: str = ""
    partial: bool = False
    refused: bool = False

    @property
    def is_null(self) -> bool:
        """Whether this is nothing: no value, ~ or null."""
        return (
            self.kind == "scalar"
            and not self.quoted
            and _WORDS.get(self.value, 0) is None
        )

    def get(self, key: str) -> Node | None:
        """Return what a mapping holds under `key`; None without one, or for another kind."""
        return next((value for name, value in self.pairs if name.value == key), None)

    def key(self, key: str) -> Node | None:
        """Return the key `key` itself, for its place."""
        return next((name for name, _ in self.pairs if name.value == key), None)

    def plain(self) -> object:
        """Return the data as YAML 1.2's core schema types it; keys are always text."""
        match self.kind:
            case "mapping":
                return {key.value: value.plain() for key, value in self.pairs}
            case "sequence":
                return [item.plain() for item in self.items]
            case "scalar":
                return self.value if self.quoted else _typed(self.value)

    def __str__(self) -> str:
        """Return the node as a complaint shows it: short, on one line."""
        if self.kind == "mapping":
            return "a mapping"
        if self.kind == "sequence":
            return "a list"
        if self.is_null:
            return "nothing"
        return f'"{shown(self.value)}"'


def shown(text: str) -> str:
    """Return text as a complaint quotes it: no longer than needed, on one line."""
    return visible(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")


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


def nearest(name: str, known: Iterable[str]) -> str:
    """Return ' (did you mean "x"?)' for the known name most like `name`, or ''."""
    found = meant(name, known)
    return f' (did you mean "{found}"?)' if found else ""


def meant(name: str, known: Iterable[str], *, likeness: float = 0.6) -> str | None:
    """Return the known name most like `name`, but for case; None if none is (0 to 1)."""
    if len(name) > _LONGEST_NAME:
        return None
    choices = {each.lower(): each for each in sorted(known)[:_CANDIDATES]}
    found = get_close_matches(name.lower(), choices, n=1, cutoff=likeness)
    return choices[found[0]] if found else None


def place(node: Node, line: int, column: int) -> tuple[int, int]:
    """Return where in the file line `line`, column `column` of a scalar's text stands.

    Folding, indentation and escapes move characters about, so the word found there is
    looked up in the raw characters: its nth occurrence stays its nth.
    """
    offset = _offset(node.value, line, column)
    word = _word(node.value, offset)
    raw = _content(node.raw)
    at = _nth(raw, word, node.value.count(word, 0, offset)) if word else -1
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


def _typed(text: str) -> Scalar:
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text):
        return int(text)
    if _RADIX.match(text):
        return int(text[2:], 8 if text[1] == "o" else 16)
    if _INFINITE.match(text):
        return float(text.replace(".", ""))
    return float(text) if _FLOAT.match(text) else text
