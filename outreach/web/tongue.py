"""In which language a page speaks: the reader's browser says it, else it is English."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TONGUES = (
    *("en", "ar", "de", "es", "fa", "fr", "it", "ja"),
    *("ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"),
)
LONGEST_WISH = 1_000  # characters of a header that are looked at
_RIGHT_TO_LEFT = frozenset({"ar", "fa"})
_COMMAS = {"ar": "، ", "fa": "، ", "ja": "、", "zh": "、"}
# RFC 9110, 12.5.4: `da, en-gb;q=0.8, en;q=0.7`
_RANGE = re.compile(
    r"([a-z]{1,8})(?:-[a-z0-9]{1,8})*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?", re.IGNORECASE
)


class Tongue:
    """One language: its words, filled in as text that is no markup."""

    def __init__(self, code: str) -> None:
        """Read its words."""
        self.code = code
        self.direction = "rtl" if code in _RIGHT_TO_LEFT else "ltr"
        self._words = _words(code)

    def plain(self, word: str, **values: str) -> str:
        """Return a text as it stands in a title or a label."""
        return self._words[word].format(**values)

    def shown(self, word: str, **values: str) -> Markup:
        """Return a text whose values keep their own direction in it."""
        apart = {
            name: Markup("<bdi>{}</bdi>").format(value)
            for name, value in values.items()
        }
        return escape(self._words[word]).format(**apart)

    def listed(self, words: Iterable[str]) -> str:
        """Return several words as one list."""
        return _COMMAS.get(self.code, ", ").join(self._words[word] for word in words)


@cache
def tongue(code: str) -> Tongue:
    """Return a language of TONGUES."""
    return Tongue(code)


@cache
def _words(code: str) -> Mapping[str, str]:
    file = files("outreach.web").joinpath("templates", "words", f"{code}.json")
    words: dict[str, str] = json.loads(file.read_text("utf-8"))
    return words


def preferred(said: str) -> str:
    """Return the language of ours that an Accept-Language header likes best; English else."""
    liked: dict[str, float] = {}
    for each in said[:LONGEST_WISH].split(","):
        found = _RANGE.fullmatch(each.strip())
        if found is None:
            continue
        code, weight = found[1].lower(), float(found[2] or 1)
        if code in TONGUES and weight > liked.get(code, 0):
            liked[code] = weight
    return max(liked, key=lambda code: liked[code], default="en")
