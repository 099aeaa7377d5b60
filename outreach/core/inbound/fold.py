"""Text as rules compare it: small letters, plain digits, no accents; and tables of phrases."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, TypeAlias

from outreach.core.inbound.late_pattern import LatePattern

if TYPE_CHECKING:
    from collections.abc import Iterator

_Tree: TypeAlias = "dict[str, _Tree]"

_LETTERS = {
    **dict(zip("łøđıћħ", "lodihh", strict=True)),
    # Arabic keyboards and Persian ones write the same word with other letters.
    **dict(zip("يىكأإآةۀ", "ییکاااهه", strict=True)),
    **dict.fromkeys("‘’ʼ`´＇", "'"),
    **dict.fromkeys("–—−‐‑‒～〜~", "-"),
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ς": "σ",
    "，": ",",
    "（": "(",
    "）": ")",
    "：": ":",
    "\u00a0": " ",
    "\u3000": " ",
    "\t": " ",
    "\r": "",
}
_INVISIBLE = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u0640"
_TABLE = str.maketrans({**_LETTERS, **dict.fromkeys(_INVISIBLE, "")})
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]")
_DIGITS = str.maketrans(
    {
        chr(start + value): str(value)
        for start in (0x660, 0x6F0, 0x966, 0xE50, 0xFF10)
        for value in range(10)
    }
)
# Written without spaces, or with endings that join on: no border of a word is asked for.
_BORDERLESS = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def fold(text: str) -> str:
    """Return the text folded: what differs in case, accents or digits alone is the same."""
    if text.isascii():
        plain = text.lower().replace("\r", "").replace("\t", " ")
        return plain.replace("`", "'").replace("~", "-")
    plain = unicodedata.normalize("NFKD", text).lower().translate(_DIGITS)
    bare = unicodedata.normalize("NFC", _ACCENTS.sub("", plain))
    return bare.translate(_TABLE)


def shape(pattern: str) -> LatePattern:
    """Return a pattern written by hand, made for folded text."""
    return LatePattern(lambda: _for_folded(pattern))


def _for_folded(pattern: str) -> str:
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", pattern))
    return unicodedata.normalize("NFC", bare).translate(_TABLE)


def any_of(*tables: str) -> str:
    """Return a pattern, for folded text, of the phrases of tables, the longest that fits.

    Phrases are parted by `|` or lines. `*` stands for the rest of a word, `~` for a few
    words between.
    """
    phrases = {" ".join(each.split()) for table in tables for each in _parts(table)}
    trees: tuple[_Tree, _Tree, _Tree] = ({}, {}, {})
    for phrase in map(fold, phrases):
        if phrase:
            node = trees[2 if _BORDERLESS.match(phrase) else phrase[0] >= "\u0590"]
            for atom in _atoms(phrase):
                node = node.setdefault(atom, {})
            node[""] = {}
    heads = (
        r"(?<!\w)(?=\S)",
        # "And", "that", "in", "to" and the like are written on to the next word.
        r"(?<!\w)(?=[\u0590-\u06ff])[ושהבלמوفبلس]{0,2}",
        r"(?=[\u0e00-\ud7af])",
    )
    ways = [
        head + _pattern(tree) for head, tree in zip(heads, trees, strict=True) if tree
    ]
    return f"(?:{'|'.join(ways)})"


class Lexicon(LatePattern):
    """Seeks in folded text the phrases of some tables, written as `any_of` reads them."""

    def __init__(self, *tables: str) -> None:
        """Keep the tables."""
        super().__init__(lambda: any_of(*tables))
        self.tables = tables


def words_of(table: str) -> dict[str, int]:
    """Return the folded words of a table, each with the number (from 1) of its paragraph."""
    lines = [each.split() for each in table.strip().split("\n\n")]
    return {fold(word): at for at, line in enumerate(lines, 1) for word in line}


def _parts(table: str) -> list[str]:
    return table.replace("\n", "|").split("|")


def _atoms(phrase: str) -> Iterator[str]:
    special = {" ": r"\s{1,3}", "*": r"\w{0,20}", "-": r"(?:[^\n.!?]|(?<=\d)\.){0,30}?"}
    for at, letter in enumerate(phrase):
        gap = letter == "-" and phrase[at - 1 : at + 2] == " - "
        if letter.isalnum():
            yield letter
        else:
            yield special[letter] if letter in " *" or gap else re.escape(letter)
    if phrase[-1].isalnum() and not _BORDERLESS.match(phrase[-1]):
        yield r"(?!\w)"


def _pattern(tree: _Tree) -> str:
    """Return a tree of atoms as a pattern: what begins alike is looked at once."""
    branches = [
        f"{atom}{_pattern(below)}"
        for atom, below in sorted(tree.items(), reverse=True)
        if atom
    ]
    if "" in tree:
        branches.append("")
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
