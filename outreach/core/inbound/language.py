"""Which languages an answer may be in, told by its script and its everyday words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outreach.core.inbound.phrase.arabic import ARABIC
from outreach.core.inbound.phrase.chinese import CHINESE
from outreach.core.inbound.phrase.dutch import DUTCH
from outreach.core.inbound.phrase.english import ENGLISH
from outreach.core.inbound.phrase.french import FRENCH
from outreach.core.inbound.phrase.german import GERMAN
from outreach.core.inbound.phrase.italian import ITALIAN
from outreach.core.inbound.phrase.japanese import JAPANESE
from outreach.core.inbound.phrase.korean import KOREAN
from outreach.core.inbound.phrase.nordic import NORDIC
from outreach.core.inbound.phrase.persian import PERSIAN
from outreach.core.inbound.phrase.polish import POLISH
from outreach.core.inbound.phrase.portuguese import PORTUGUESE
from outreach.core.inbound.phrase.russian import RUSSIAN
from outreach.core.inbound.phrase.spanish import SPANISH
from outreach.core.inbound.phrase.turkish import TURKISH

if TYPE_CHECKING:
    from outreach.core.inbound.phrase.tongue import Tongue

LATIN = (
    ENGLISH,
    GERMAN,
    FRENCH,
    SPANISH,
    ITALIAN,
    PORTUGUESE,
    DUTCH,
    POLISH,
    TURKISH,
    NORDIC,
)
FEW_WORDS = 12
MANY_WORDS = 40
MOST = 2  # languages of one script that are looked through, where words tell
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_PERSIAN = re.compile(r"[پچژگک\u06cc]")
_BASIC = re.compile(r"[a-z]{2}")
_WORD = re.compile(r"[a-z']+")


def tongues_of(folded: str) -> tuple[Tongue, ...]:
    """Return the languages whose phrases are worth looking for, the likeliest first."""
    found: list[Tongue] = []
    if _HANGUL.search(folded):
        found.append(KOREAN)
    elif _KANA.search(folded):
        found.append(JAPANESE)
    elif _HAN.search(folded):
        found += [CHINESE, JAPANESE]
    if _CYRILLIC.search(folded):
        found.append(RUSSIAN)
    if _ARABIC.search(folded):
        found += [PERSIAN, ARABIC] if _PERSIAN.search(folded) else [ARABIC, PERSIAN]
    if _BASIC.search(folded):
        found += _latin(folded, alone=not found)
    return tuple(found)


def _latin(folded: str, *, alone: bool) -> tuple[Tongue, ...]:
    """Return the languages in Latin letters; beside another script only what shows itself."""
    said = _WORD.findall(folded)
    scores = [sum(word in tongue.common for word in said) for tongue in LATIN]
    best = max(scores)
    if best <= 1:
        return LATIN if alone or len(said) > FEW_WORDS // 3 else ()
    ranked = sorted(range(len(LATIN)), key=lambda index: -scores[index])
    least = 1 if len(said) <= FEW_WORDS else (best + 1) // 2
    if len(said) > MANY_WORDS:
        least = best - best // 3  # a whole letter tells its language well
    kept = [
        index
        for place, index in enumerate(ranked)
        if scores[index] >= least
        and (place < MOST or scores[index] == best or len(said) <= FEW_WORDS)
    ]
    return tuple(LATIN[index] for index in kept)
