"""Reads one row of a list into what it says of a lead, or into why it cannot be one."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from outreach.core import zone
from outreach.core.address import company_key, is_plausible, normalise
from outreach.core.country import code_of
from outreach.core.formula import is_formula, plain
from outreach.core.source import nearest, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from outreach.core.header_row import Header
    from outreach.core.model import Lead

_SEPARATORS = re.compile(r"[,;|]")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}\Z")
_DRESS = str.maketrans("", "", " \u00a0().-/'")
_NORTH_AMERICAN = re.compile(r"1?([2-9][0-9]{2}[2-9][0-9]{6})\Z")
_LINKEDIN = re.compile(
    r"(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/(in|pub|sales/lead|company)/([^/?#\s]+)",
    re.IGNORECASE,
)
_SLUG = re.compile(r"(?:in/)?([\w%-]{3,100})/?\Z")


@dataclass(frozen=True, slots=True)
class Judges:
    """Who is asked about what the quick rules cannot tell; each returns "" for no.

    `address` returns a mail address normalised; `phone` takes a number and a country or ""
    and returns it as E.164.
    """

    address: Callable[[str], str]
    phone: Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that was refused, or (`kept`) a cell of a row that was left out."""

    line: int
    code: str
    column: str
    value: str
    reason: str
    kept: bool = False


@dataclass(
    slots=True
)  # not frozen: a million are made, and freezing doubles what one costs
class Row:
    """What a row says of a lead: only what it gives, so that a blank erases nothing."""

    line: int
    identity: str
    given: Mapping[str, object]  # by column; text is never ""
    tags: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    stage: str = ""  # for a lead that is new
    notes: tuple[Problem, ...] = ()

    @property
    def company_key(self) -> str | None:
        """What the lead shares with its colleagues."""
        if not self.identity.startswith("email:"):
            return None
        return company_key(self.identity.rpartition("@")[2])

    def over(self, earlier: Row) -> Row:
        """Return what both say of the lead; this one was said later."""
        return replace(
            self,
            given={**earlier.given, **self.given},
            tags=tuple(dict.fromkeys((*earlier.tags, *self.tags))),
            fields={**earlier.fields, **self.fields},
            stage=earlier.stage or self.stage,
        )

    def changes(self, lead: Lead) -> dict[str, object]:
        """Return what it would change of a lead, by column; the stage is not its to move."""
        found = {
            name: value
            for name, value in self.given.items()
            if getattr(lead, name) != value
        }
        new = [tag for tag in self.tags if tag not in lead.tags]
        if new:
            found["tags"] = (*lead.tags, *dict.fromkeys(new))
        if any(lead.fields.get(name) != text for name, text in self.fields.items()):
            found["fields"] = {**lead.fields, **self.fields}
        return found


class RowReader:
    """Reads the rows of one file."""

    def __init__(
        self,
        header: Header,
        declared: Collection[str],
        stages: Collection[str],
        judges: Judges,
    ) -> None:
        self._names = header.fields
        self._declared = frozenset(declared)
        self._stages = stages
        self._judges = judges

    def read(self, line: int, cells: Sequence[str]) -> Row | Problem | None:
        """Return what the row says, why it is refused, or None for a blank one."""
        texts: dict[str, str] = {}
        fields: dict[str, str] = {}
        declared = self._declared
        for name, cell in zip(self._names, cells, strict=False):
            text = cell.strip()
            if not (text and name):
                continue
            if text[0] == "'":
                text = plain(text)
            if name in declared:
                fields[name] = text
            elif text.isprintable() or (text := _one_line(text)):
                texts[name] = text
        if not (texts or fields):
            return None if not any(cell.strip() for cell in cells) else _bare(line)
        try:
            return self._row(line, texts, fields)
        except _BadCell as bad:
            return Problem(line, bad.code, bad.column, shown(bad.value), bad.reason)

    def _row(self, line: int, texts: dict[str, str], fields: dict[str, str]) -> Row:
        given: dict[str, object] = {}
        if "email" in texts:
            given["email"] = self._address(texts.pop("email"))
        if "score" in texts:
            given["score"] = _score(texts.pop("score"))
        if "country" in texts:
            texts["country"] = _country(texts["country"])
        if "timezone" in texts:
            texts["timezone"] = _zone(texts["timezone"])
        tags = _tags(texts.pop("tags")) if "tags" in texts else ()
        stage = self._stage(texts.pop("stage")) if "stage" in texts else ""
        notes: tuple[Problem, ...] = ()
        if "phone" in texts or "linkedin" in texts:
            notes = self._handles(line, texts)
        given |= texts
        identity = _identity(line, given, notes)
        return Row(line, identity, given, tags, fields, stage, notes)

    def _address(self, text: str) -> str:
        if is_plausible(text):
            return text.lower()
        if is_formula(text):
            reason = "looks like a formula, no address: correct it"
            raise _BadCell("bad-address", "email", text, reason)
        address = normalise(self._judges.address(text))
        if not is_plausible(address):
            reason = "no mail address: write it as name@company.example"
            raise _BadCell("bad-address", "email", text, reason)
        return address

    def _stage(self, text: str) -> str:
        if text in self._stages:
            return text
        hint = nearest(text, self._stages) or f": use one of {', '.join(self._stages)}"
        reason = f"no stage of the pipeline{hint}"
        raise _BadCell("bad-stage", "stage", text, reason)

    def _handles(self, line: int, texts: dict[str, str]) -> tuple[Problem, ...]:
        """Spell phone and profile in their one way; leave out what cannot be, and tell."""
        notes: list[Problem] = []
        if "phone" in texts:
            text, country = texts.pop("phone"), texts.get("country", "")
            number = phone_of(text, country) or self._judges.phone(text, country)
            if number:
                texts["phone"] = number
            else:
                reason = "no phone number: write it with its country, +442079460001"
                notes.append(_note(line, "bad-phone", "phone", text, reason))
        if "linkedin" in texts:
            text = texts.pop("linkedin")
            profile = profile_of(text)
            if profile:
                texts["linkedin"] = profile
            else:
                reason = "no profile: write it as https://www.linkedin.com/in/NAME"
                notes.append(_note(line, "bad-linkedin", "linkedin", text, reason))
        return tuple(notes)


class _BadCell(Exception):
    """A cell for which its row is refused."""

    def __init__(self, code: str, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.code, self.column, self.value, self.reason = code, column, value, reason


def _bare(line: int) -> Problem:
    reason = "no mail address, phone or linkedin profile, one of which makes a lead"
    return Problem(line, "no-handle", "", "", reason)


def _note(line: int, code: str, column: str, value: str, reason: str) -> Problem:
    return Problem(line, code, column, shown(value), reason, kept=True)


def _identity(line: int, given: Mapping[str, object], notes: Sequence[Problem]) -> str:
    for handle in ("email", "phone", "linkedin"):
        if handle in given:
            return f"{handle}:{given[handle]}"
    if notes:
        bad = notes[0]
        raise _BadCell(bad.code, bad.column, bad.value, bad.reason)
    none = _bare(line)
    raise _BadCell(none.code, none.column, none.value, none.reason)


def _one_line(text: str) -> str:
    """Return text as it may stand in a subject: no line breaks, no controls."""
    line = " ".join(text.split())
    return "".join(char for char in line if unicodedata.category(char) != "Cc")


def _tags(text: str) -> tuple[str, ...]:
    parts = (part.strip() for part in _SEPARATORS.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def _score(text: str) -> float:
    try:
        score = float(text)
    except ValueError:
        score = math.nan
    if not math.isfinite(score):
        raise _BadCell("bad-score", "score", text, "no number: write it as 12.5")
    return score


def _country(text: str) -> str:
    code = code_of(text)
    if not code:
        reason = "no country: write its two letters (ISO 3166-1), as GB, US or DE"
        raise _BadCell("bad-country", "country", text, reason)
    return code


def _zone(text: str) -> str:
    found = _zone_named(text)
    if not found:
        hint = nearest(text, _zones().values()) or ": write it as Europe/Paris"
        reason = f"no time zone of the tz database{hint}"
        raise _BadCell("bad-timezone", "timezone", text, reason)
    return found


@lru_cache(maxsize=4096)
def _zone_named(text: str) -> str:
    if zone.is_zone(text):
        return text
    return _zones().get(text.casefold().replace(" ", "_"), "")


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    known = (name for country in zone.countries() for name in zone.zones_of(country))
    return {name.casefold(): name for name in sorted(known)}


def phone_of(text: str, country: str) -> str:
    """Return a number as E.164 where that is plain; "" where somebody else must be asked."""
    if _E164.match(text):
        return text
    if "(0)" in text:
        return ""
    bare = text.translate(_DRESS)
    if bare.startswith("00"):
        bare = f"+{bare[2:]}"
    if _E164.match(bare):
        return bare
    american = country in ("US", "CA") and _NORTH_AMERICAN.match(bare)
    return f"+1{american[1]}" if american else ""


def profile_of(text: str) -> str:
    """Return a LinkedIn profile's one URL; "" if it is none."""
    found = _LINKEDIN.match(text)
    if found is not None:
        kind = found[1].lower()
        return f"https://www.linkedin.com/{kind}/{found[2].lower()}"
    slug = _SLUG.match(text)
    return f"https://www.linkedin.com/in/{slug[1].lower()}" if slug else ""
