"""Whom an answer names instead of its writer: an address, else a name, and what they do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from outreach.core.inbound.header import addresses
from outreach.core.inbound.word import NO_NAME, fold_in_place, is_date

MAX_ROLE = 60
MAX_NAME = 60

_CAPITALISED = r"[A-ZÀ-ÖØ-ÞŁŚŻŹĆŃĄĘÓА-ЯЁİĞŞ][\w'’-]{1,24}"
_PARTICLE = r"(?:de|van|von|der|den|di|da|dos|la|le|el|bin|al)"
_PERSON = re.compile(
    rf"{_CAPITALISED}(?: (?:{_PARTICLE} ){{0,2}}{_CAPITALISED}){{0,2}}"
)
_TITLE = re.compile(
    r"^(?:Herrn?|Frau|Dr|Mr|Mrs|Ms|Mme|Monsieur|Madame|Pani?|Panem|Panią|Sig|Dott)\.? "
)
_ROLE = re.compile(
    r"\s?[,(–-]\s?((?:our|my|the|head|vp|director|unser\w*|mein\w*|notre|ma|mon|nuestr\w+|mi"
    r"|nostr\w+|noss[oa]|onze|mijn|nasz\w*|из|наш\w*|del|de la|aus|vom)\b[^,.;:()\n]{2,60})",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:in|from|of|aus dem|aus der|von|de|del|del departamento de|du service|dal|do|da|van"
    r"|z działu|из отдела) ((?:our |the )?[\w ]{3,40}?)(?= about| on | for |[,.;:)\n]|$)",
    re.IGNORECASE,
)
_HAN_NAME = re.compile(
    r"(?:部|部门|是|给|を|は|の|窓口は)"
    r"([\u4e00-\u9fff]{2,4}?)(?=[:：（(，,。了]|负责|負責|です"
    r"|に|が|になり|まで|$)"
)
_HANGUL_NAME = re.compile(
    r"([가-힣]{2,4})(?= ?(?:팀장|과장|부장|대리|이사|매니저|차장|실장|님|씨))"
)


@dataclass(frozen=True, slots=True)
class Contact:
    """Who to write to instead. Any of these may be ""; all are the answer's own words."""

    address: str = ""
    name: str = ""
    role: str = ""


def read_contact(text: str, at: int) -> Contact:
    """Return whom a text names about the place where it refers to somebody."""
    found = addresses(text)
    address = found[0][1] if found else ""
    name, end = _name_near(text, at)
    role = ""
    if name:
        said = _ROLE.match(text, end) or _OFFICE.match(text, end + 1)
        role = said[1].strip()[:MAX_ROLE] if said else ""
    return Contact(address, name, role)


def _name_near(text: str, at: int) -> tuple[str, int]:
    """Return the name nearest to a place, and where it ends; those after it go first."""
    found = []
    for match in _PERSON.finditer(text):
        start, end = match.span()
        words = _TITLE.sub("", match.group())
        kept = _without_words(words)
        if kept and not _starts_sentence(text, start, kept, words):
            found.append((abs(start - at) + 40 * (start < at - 40), kept, end))
    if found:
        _, name, end = min(found)
        return name[:MAX_NAME], end
    for shape in (_HANGUL_NAME, _HAN_NAME):
        if other := shape.search(text, max(0, at - 20)):
            return other[1], other.end()
    return "", 0


def _without_words(name: str) -> str:
    parts = name.split()
    while parts and (fold_in_place(parts[0]) in NO_NAME or is_date(parts[0])):
        parts.pop(0)
    while parts and (fold_in_place(parts[-1]) in NO_NAME or is_date(parts[-1])):
        parts.pop()
    return " ".join(parts)


def _starts_sentence(text: str, start: int, kept: str, words: str) -> bool:
    """Tell whether a single word has its capital only because a sentence starts with it."""
    first = start == 0 or text[max(0, start - 2) : start].strip()[-1:] in ".!?:\n"
    return first and kept == words and " " not in kept
