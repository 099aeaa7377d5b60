"""Phrases that a regular expression finds, drawn from its source."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PARSER: Any = import_module("re._parser")
_OF_KIND = {"WORD": "q", "SPACE": " ", "DIGIT": "1", "NOT_SPACE": "q", "NOT_WORD": "."}


class Dice(Protocol):
    """Picks one of several at random."""

    def choice(self, options: Sequence[Any], /) -> Any:
        """Return one of them."""
        ...


def phrases(source: str, dice: Dice) -> Iterator[str]:
    """Yield for each alternative of a pattern a phrase that the whole pattern finds.

    What is asserted beside it is left to chance, and what is then not found is not told.
    """
    whole = re.compile(source, re.IGNORECASE)
    tree = list(_PARSER.parse(source))
    alone = len(tree) == 1 and str(tree[0][0]) == "BRANCH"
    for way in tree[0][1][1] if alone else [tree]:
        found = whole.search(_drawn(way, dice))
        if found is not None:
            yield found.group()


def _drawn(tree: Any, dice: Dice) -> str:
    return "".join(_atom(str(kind), said, dice) for kind, said in tree)


def _atom(kind: str, said: Any, dice: Dice) -> str:
    match kind:
        case "LITERAL":
            return chr(said)
        case "ANY" | "NOT_LITERAL":
            return "q"
        case "IN":
            return _letter([(str(name), value) for name, value in said], dice)
        case "BRANCH":
            return _drawn(dice.choice(said[1]), dice)
        case "SUBPATTERN":
            return _drawn(said[3], dice)
        case "MAX_REPEAT" | "MIN_REPEAT":
            least, most, part = said
            times = dice.choice((least, min(least + 1, most)))
            return "".join(_drawn(part, dice) for _ in range(times))
        case _:
            return ""


def _letter(said: list[tuple[str, Any]], dice: Dice) -> str:
    name, value = dice.choice(said)
    if ("NEGATE", None) in said:
        return "q"
    match name:
        case "LITERAL":
            return chr(value)
        case "RANGE":
            return chr(value[0])
        case _:
            return _OF_KIND[str(value).removeprefix("CATEGORY_")]
