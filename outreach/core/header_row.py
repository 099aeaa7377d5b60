"""Which field each column of a list of leads gives, by its title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.source import nearest, shown
from outreach.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

HANDLES = ("email", "phone", "linkedin")
# What a file may give; `name` and `domain` are made of others.
GIVEN = (
    "email",
    "first_name",
    "last_name",
    "company",
    "title",
    "phone",
    "linkedin",
    "country",
    "timezone",
    "language",
    "tags",
    "stage",
    "score",
    "owner",
)
_ALIASES = {
    "email": "e-mail, email address, e-mail address, mail, work email, business email",
    "first_name": "first, given name, forename",
    "last_name": "last, family name, surname",
    "company": "company name, organization, organisation, account, account name, employer",
    "title": "job title, position, role",
    "phone": "phone number, telephone, tel, mobile, mobile phone, cell, work phone",
    "linkedin": "linkedin url, linkedin profile, person linkedin url, linkedin profile url",
    "country": "country code, country/region",
    "timezone": "tz",
    "language": "lang",
    "tags": "tag, labels",
    "stage": "lead stage",
    "score": "lead score",
    "owner": "lead owner, contact owner, account owner",
}
# An export's own, which no import takes: it is the machine's to say.
_WRITTEN = "state"


@dataclass(frozen=True, slots=True)
class Ignored:
    """A column that nothing is read from, and what might be done about it."""

    column: str
    hint: str


@dataclass(frozen=True, slots=True)
class Header:
    """The field that each column gives, "" for those ignored."""

    fields: tuple[str, ...]
    ignored: tuple[Ignored, ...] = ()

    def __len__(self) -> int:
        return len(self.fields)


def read_header(
    titles: Sequence[str],
    declared: Collection[str],
    mapping: Mapping[str, str] | None = None,
) -> Header:
    """Return what the columns give; titles are compared without case, spaces and dashes.

    `mapping` (title -> field, "" to leave one out) goes before titles, a field's own name
    before its aliases, an earlier column before a later one. Raises InputError if a mapped
    column or field does not exist, or if no column tells whom a row is about.
    """
    known = [*GIVEN, *declared]
    wanted = _wanted(titles, known, mapping or {})
    ranked = [_rank(title, wanted, declared) for title in titles]
    taken: dict[str, int] = {}
    for index in sorted(range(len(titles)), key=lambda index: ranked[index][0]):
        field = ranked[index][1]
        if field:
            taken.setdefault(field, index)
    fields = tuple(
        field if field and taken[field] == index else ""
        for index, (_, field) in enumerate(ranked)
    )
    if not any(handle in fields for handle in HANDLES):
        raise InputError(
            "no column gives email, phone or linkedin, one of which makes a lead: "
            "name it in the first line, or say which with --map COLUMN=email"
        )
    ignored = (
        _ignored(title, ranked[index][1], known)
        for index, title in enumerate(titles)
        if not fields[index] and _key(title) not in (*wanted, "", _WRITTEN)
    )
    return Header(fields, tuple(ignored))


def _key(title: str) -> str:
    return re.sub(r"[\W_]+", "", title).casefold()


_BY_ALIAS = {
    _key(alias): field
    for field, aliases in _ALIASES.items()
    for alias in aliases.split(", ")
}


def _wanted(
    titles: Sequence[str], known: Collection[str], mapping: Mapping[str, str]
) -> dict[str, str]:
    """Return the mapping by its columns' keys."""
    there = {_key(title): title for title in titles}
    fields = {_key(field): field for field in known}
    wanted: dict[str, str] = {}
    for column, field in mapping.items():
        if _key(column) not in there:
            hint = nearest(column, titles) or f"; there are: {', '.join(titles)}"
            raise InputError(f"--map: no column {shown(column)!r}{hint}")
        if field and _key(field) not in fields:
            hint = nearest(field, known)
            raise InputError(
                f"--map: no field {shown(field)!r}{hint}; declare a field of your own "
                "under `fields` in outreach.yaml"
            )
        wanted[_key(column)] = fields.get(_key(field), "")
    return wanted


def _rank(
    title: str, wanted: Mapping[str, str], declared: Collection[str]
) -> tuple[int, str]:
    """Return how sure it is that the column gives a field (0 is surest), and which."""
    key = _key(title)
    if key in wanted:
        return 0, wanted[key]
    own = {_key(field): field for field in (*declared, *GIVEN)}
    if key in own:
        return 1, own[key]
    return 2, _BY_ALIAS.get(key, "")


def _ignored(title: str, field: str, known: Collection[str]) -> Ignored:
    if field:
        return Ignored(shown(title), f"{field} is read from another column")
    hint = nearest(title.strip(), known).strip(" ()")
    remedy = "declare it under `fields` in outreach.yaml to keep it"
    return Ignored(shown(title), f"{hint} {remedy}" if hint else remedy)
