"""Words made alike however they are typed, each character where it stood."""

from __future__ import annotations

import re
import unicodedata

from outreach.core.inbound.calendar_name import MONTHS, WEEKDAYS
from outreach.core.inbound.phrase.tongue import words

NAME = "\ue000"  # stands for the first letter of what may be a name

_ALIKE = {
    "İ": "i",
    "ı": "i",
    "ł": "l",
    "Ł": "l",
    "ø": "o",
    "Ø": "o",
    "ß": "s",
    "æ": "a",
    "Æ": "a",
    "đ": "d",
    "ё": "е",
    "Ё": "е",
    "’": "'",
    "‘": "'",
    "`": "'",
    "´": "'",
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ى": "ي",
    "ة": "ه",
}
_LATIN_END = 0x250
# Capitalised, or at the start of a sentence, and yet nobody.
NO_NAME = words(
    """
i i'm i've i'll hi hello dear please you he she they we it this that the our my your
thanks thank not ok yes no sorry best regards hey for if but and so herr herrn frau dr
mr mrs ms dhr mevr mme mlle monsieur madame dott sig sra sr dona don pan pani revops
head vp cto ceo cfo coo cmo cro hr crm saas ai linkedin email e-mail mail looping
forwarding adding bitte sie ich wir das dies dafur fur im proszę prosze por para il la
el le les lo los die der ein einen ihnen ihr ihre ihren du dir unser unsere unserem
mich uns re fw einkauf vertrieb abteilung geschaftsfuhrer kollegen kollege kollegin
ansprechpartner nachricht anfrage marketing sales
easter christmas xmas ramadan eid ostern weihnachten
spring summer autumn fall winter pasqua natale navidad paques natal pasen kerst
bey hanim je merci hola bonjour gmbh
"""
)


def _plain() -> dict[int, str]:
    """Return every accented Latin letter with the bare one."""
    found = {ord(letter): bare for letter, bare in _ALIKE.items()}
    for code in range(0xC0, _LATIN_END):
        bare = unicodedata.normalize("NFD", chr(code))[0].lower()
        if bare.isascii() and code not in found:
            found[code] = bare
    return found


_FOLD = _plain()
_CAPITAL = re.compile(r"(?<=[^\s.!?:;>\-][ (])[^\W\d_](?=[\w'’-]+)")
_WORD = re.compile(r"\w+")


def tidy(text: str) -> str:
    """Return the text in compatible characters, a paragraph a line, blanks single."""
    text = unicodedata.normalize("NFKC", text)
    paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
    return "\n".join(part for part in paragraphs if part)


def fold_in_place(text: str) -> str:
    """Return the text without case and accents. Unlike `fold`, no character moves."""
    folded = text.translate(_FOLD).lower()
    return folded if len(folded) == len(text) else text.translate(_FOLD)


def named(text: str, folded: str) -> str:
    """Return the folded text with NAME in place of the first letter of what may be names."""
    letters = list(folded)
    for match in _CAPITAL.finditer(text):
        at = match.start()
        word = _WORD.match(text, at)
        if match.group().isupper() and word and _may_name(word.group()):
            letters[at] = NAME
    return "".join(letters)


def _may_name(word: str) -> bool:
    return not is_date(word) and fold_in_place(word) not in NO_NAME


def is_date(word: str) -> bool:
    """Tell whether a word is the name of a month or a weekday."""
    return fold_in_place(word) in _DATES


_DATES = frozenset(fold_in_place(word) for word in (*MONTHS, *WEEKDAYS))
