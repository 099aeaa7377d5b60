"""What a workspace file says, with places: nodes to read, and complaints about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

# The core schema of YAML 1.2.2, section 10.3.2.
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_DECIMAL = re.compile(r"[-+]?[0-9]+", re.ASCII)
_OCTAL = re.compile(r"0o[0-7]+", re.ASCII)
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+", re.ASCII)
_FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
    r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
    re.ASCII,
)
# Python refuses to read longer ones as numbers, and nobody means one.
_LONGEST_NUMBER = 400
# Beyond this a name is no misspelling, and comparing it is slow.
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a file and where it begins; line and column count from 1.

    A mapping has `pairs`, a sequence `items`, a scalar a `value`, `quoted` if its style
    says that it is text.
    """

    kind: Literal["mapping", "sequence", "scalar"]
    value: str
    quoted: bool
    path: str
    line: int
    column: int
    pairs: tuple[tuple[Node, Node], ...] = ()
    items: tuple[Node, ...] = ()

    def get(self, key: str) -> Node | None:
        """Return what a mapping holds under `key`; None without one, or for another kind."""
        return next((value for name, value in self.pairs if name.value == key), None)

    def plain(self) -> object:
        """Return the data as YAML 1.2's core schema types it; keys are always text."""
        match self.kind:
            case "mapping":
                return {key.value: value.plain() for key, value in self.pairs}
            case "sequence":
                return [item.plain() for item in self.items]
            case "scalar":
                return self.value if self.quoted else _typed(self.value)


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
    if len(name) > _LONGEST_NAME:
        return ""
    choices = {each.lower(): each for each in known}
    found = get_close_matches(name.lower(), choices, n=1)
    return f' (did you mean "{choices[found[0]]}"?)' if found else ""


def _typed(text: str) -> object:
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _LONGEST_NUMBER:
        return text
    for pattern, base in ((_DECIMAL, 10), (_OCTAL, 8), (_HEXADECIMAL, 16)):
        if pattern.fullmatch(text):
            return int(text, base)
    if not _FLOAT.fullmatch(text):
        return text
    # `.inf` and `.nan` are Python's words but for the dot.
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
