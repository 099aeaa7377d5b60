"""What of a mail's own words filters and readers punish, each with the place of the very word.

Judges what stands in the template: what a lead's data puts there is not known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.lint.wording import GREETINGS, PHRASES, REPLYING, SHORTENERS

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_SUBJECT = 78  # RFC 5322, 2.1.1: the line that carries it should not be longer
MOST_WORDS = 500
MOST_LINKS = 5
MOST_MARKS = 3  # exclamation marks of a body
FEW_WORDS = 15  # beside an image
SHOUTED = 8  # letters
LOUD_WORDS = 3

# What other programs call a lead's data, in the signs they put around it.
_THEIRS = re.compile(
    r"(?<![{$\\])(?:\{{1,3}|%{1,2}|<<|\*\||\[{1,2})[ _]?"
    r"((?:lead|contact|prospect|sender|recipient|person|account)?[ ._-]?"
    r"(?:first|last|full|company|account|job)?[ _-]?(?:f?name|lname|first|last|company|title|city))"
    r"[ _]?(?:\}{1,3}|%{1,2}|>>|\|\*|\]{1,2})(?![(:\[}])",
    re.IGNORECASE,
)

# Stands for what a tag puts there, so that places stay and no word is made.
_FILL = "\ufffc"
_FORK = "\ufff9"  # the same of an else, where a text goes on in another way
_ELSE = re.compile(r"\{%[-+]?\s*el")
_OPEN = re.compile(r"\{[{%#]")
_CLOSE = {"{{": "}}", "{%": "%}", "{#": "#}"}
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_LOUD = re.compile(r"(?<![\w'])[^\W\d_]{4,}(?![\w'])")
_MARKS = re.compile(r"!{2,}|[!?]{3,}")
_MARK = re.compile(r"(?<!<)!(?!\[)")
_URL = re.compile(r"(?i)\bhttps?://([^\s/?#)\]\"'<>\ufffc\ufff9]+)")
_MD_LINK = re.compile(r"(?<!!)\[([^\[\]]*)\]\(\s*<?([^\s)>]+)")
_HTML_LINK = re.compile(
    r"(?is)<a\s[^<>]{0,500}?href\s*=\s*[\"']([^\"'<>]{1,2000})[\"'][^<>]{0,500}>(.{0,300}?)</a\s*>"
)
_IMAGE = re.compile(r"(?i)!\[[^\[\]]*\]\([^()\n]{0,2000}\)|<img\b[^<>]*>")
_MARKUP = re.compile(r"<[^<>]*>|\]\([^()\n]{0,2000}\)|https?://\S+")
_HOST = re.compile(
    r"(?i)(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})(?::\d+)?(?:[/?#]\S*)?\Z"
)


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """Something to think over, at a line and column of the text, counted from 1."""

    line: int
    column: int
    code: str
    message: str


def of_subject(text: str, *, answers: bool) -> list[Remark]:
    """Return what speaks against a subject; `answers` says that its mail is in a thread."""
    plain = without_tags(text)
    found = [*_subject_faults(plain, answers=answers), *_phrases(plain)]
    found += _placeholders(plain)
    return sorted(_remark(text, *each) for each in found)


def of_body(text: str, *, whole: bool = True) -> list[Remark]:
    """Return what speaks against a body, or a part of one, in Markdown, text or HTML."""
    plain = without_tags(text)
    found = [*_phrases(plain), *_greeting(plain), *_exclaimed(plain), *_links(plain)]
    found += _placeholders(plain)
    if whole:
        found += _amount(plain)
    return sorted(_remark(text, *each) for each in found)


def without_tags(text: str) -> str:
    """Return a template with what its tags put there filled in, each place as it was.

    The choices of a `spin` stay, for they are written out.
    """
    parts: list[str] = []
    at = 0
    while opening := _OPEN.search(text, at):
        end = text.find(_CLOSE[opening.group()], opening.end())
        if end < 0:
            break
        parts += (text[at : opening.start()], _filled(text[opening.start() : end + 2]))
        at = end + 2
    return "".join((*parts, text[at:]))


def _filled(tag: str) -> str:
    kept: set[int] = set()
    fill = _FORK if _ELSE.match(tag) else _FILL
    if tag.startswith("{{") and "spin" in tag:
        for quoted in _QUOTED.finditer(tag):
            kept.update(range(quoted.start() + 1, quoted.end() - 1))
    return "".join(
        char if char == "\n" or index in kept else fill
        for index, char in enumerate(tag)
    )


_Found = tuple[int, str, str]
"""Where in the text, the code, and what is said of it."""


def _remark(text: str, at: int, code: str, message: str) -> Remark:
    before = text[:at]
    return Remark(before.count("\n") + 1, at - before.rfind("\n"), code, message)


def _subject_faults(plain: str, *, answers: bool) -> Iterator[_Found]:
    replying = REPLYING.match(plain)
    if replying and not answers:
        sign = replying.group().strip()
        at = len(plain) - len(plain.lstrip())
        remedy = "take it out, or give the mail a `thread`"
        message = f'"{sign}" on a mail that answers none deceives: {remedy}'
        yield at, "false-reply", message
    loud = [m for m in _LOUD.finditer(plain) if m.group().isupper()]
    said = plain[replying.end() :] if replying else plain
    letters = [char for char in said if char.isupper() or char.islower()]
    shouted = len(letters) >= SHOUTED and not any(map(str.islower, letters))
    if loud and (shouted or len(loud) >= LOUD_WORDS):
        message = f'"{loud[0].group()}" shouts: write it in small letters'
        yield loud[0].start(), "shouting-words", message
    if plain.count("!") > 1:
        at = plain.index("!", plain.index("!") + 1)
        yield at, "shouting-words", "more than one exclamation mark: keep none or one"
    length = max(len(one.replace(_FILL, "").strip()) for one in plain.split(_FORK))
    if length > LONGEST_SUBJECT:
        message = (
            f"{length} characters are cut off in most lists: keep to {LONGEST_SUBJECT}"
        )
        yield 0, "long-subject", message


def _phrases(plain: str) -> Iterator[_Found]:
    for match in PHRASES.finditer(plain):
        message = f'"{match.group()}" is a phrase of spam: say it in your own words'
        yield match.start(), "spam-phrase", message


def _placeholders(plain: str) -> Iterator[_Found]:
    """Find what goes out as it stands, for it is no tag here."""
    for match in _THEIRS.finditer(plain):
        remedy = "write a tag, as {{ first_name }}, or take the signs out"
        message = f'"{match.group()}" is sent just so: {remedy}'
        yield match.start(), "stray-placeholder", message


def _greeting(plain: str) -> Iterator[_Found]:
    match = GREETINGS.search(plain)
    if match:
        said = match.group().strip()
        at = match.end() - len(match.group().lstrip())
        message = f'"{said}" greets nobody: use a name, as {{{{ first_name | default("there") }}}}'
        yield at, "impersonal-greeting", message


def _exclaimed(plain: str) -> Iterator[_Found]:
    doubled = _MARKS.search(plain)
    single = list(_MARK.finditer(plain))
    if doubled:
        message = f'"{doubled.group()[:5]}" shouts: keep one mark'
        yield doubled.start(), "shouting-words", message
    elif len(single) > MOST_MARKS:
        message = f"{len(single)} exclamation marks shout: keep up to {MOST_MARKS}"
        yield single[MOST_MARKS].start(), "shouting-words", message


def _links(plain: str) -> Iterator[_Found]:
    urls = list(_URL.finditer(plain))
    for match in urls:
        host = match.group(1).lower().removeprefix("www.")
        if host in SHORTENERS:
            message = (
                f"{host} hides where a link leads, as spam does: write the link itself"
            )
            yield match.start(), "link-shortener", message
    if len(urls) > MOST_LINKS and _FORK not in plain:
        message = f"{len(urls)} links are many for a letter: keep up to {MOST_LINKS}"
        yield urls[MOST_LINKS].start(), "many-links", message
    pairs = [(m, m.group(1), m.group(2), m.start(1)) for m in _MD_LINK.finditer(plain)]
    for found in _HTML_LINK.finditer(plain):
        said = re.sub(r"<[^>]*>", "", found.group(2))
        pairs.append((found, said, found.group(1), found.start(2)))
    for _, said, target, at in pairs:
        yield from _disguised(said, target, at)


def _disguised(said: str, target: str, at: int) -> Iterator[_Found]:
    shown, leads = _HOST.match(said.strip()), _URL.match(target)
    if shown is None or leads is None or _FILL in leads.group():
        return
    one, other = (host.lower().removeprefix("www.") for host in (shown[1], leads[1]))
    other = other.partition(":")[0]
    if not _related(one, other):
        message = (
            f"the link says {one} and leads to {other}, as fraud does: let both agree"
        )
        yield at, "link-text", message


def _related(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _amount(plain: str) -> Iterator[_Found]:
    image = _IMAGE.search(plain)
    words = re.findall(r"[^\W_]+", _MARKUP.sub(" ", _IMAGE.sub(" ", plain)))
    # A language without spaces writes a sentence as one.
    size = len(words) + sum(len(word) // 12 for word in words)
    if image and size < FEW_WORDS:
        message = (
            "little but an image, which filters cannot read: write the letter as text"
        )
        yield image.start(), "only-image", message
    # With several ways to go on, nobody reads all of it.
    if len(words) > MOST_WORDS and _FORK not in plain:
        message = f"{len(words)} words are long for a letter: keep up to {MOST_WORDS}"
        yield 0, "long-body", message
