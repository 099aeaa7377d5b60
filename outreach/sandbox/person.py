"""Who the sandbox's people are and what each will do: the same from one seed, every time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from outreach.core.dice import choose, fraction
from outreach.sandbox.census import PLACES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach.sandbox.census import Place

COLLEAGUES = 3  # so many share one company
COMPANIES_SHARED = 3
_NOT_IN_ADDRESS = re.compile(r"[^a-z0-9]+")


class Kind(StrEnum):
    """What a person does with the mail it gets."""

    INTERESTED = "interested"  # replies with interest
    QUESTION = "asks"  # replies with a question
    NOT_NOW = "not now"  # asks to be written to later
    AWAY = "out of office"  # a machine answers; the person never does
    AWAY_THEN_KEEN = "out of office, then interested"
    DEAD = "bounces at once"  # refused at RCPT
    GONE = "bounces later"  # taken, then reported undeliverable
    ONE_CLICK = "one-click opt-out"
    PLEASE_STOP = "replies please stop"
    CURIOUS = "clicks"
    SILENT = "silent"


# How many of a hundred people behave so.
SHARES = {
    Kind.SILENT: 25,
    Kind.INTERESTED: 15,
    Kind.QUESTION: 9,
    Kind.CURIOUS: 8,
    Kind.AWAY: 8,
    Kind.NOT_NOW: 7,
    Kind.ONE_CLICK: 7,
    Kind.DEAD: 6,
    Kind.PLEASE_STOP: 5,
    Kind.GONE: 5,
    Kind.AWAY_THEN_KEEN: 5,
}


@dataclass(frozen=True, slots=True)
class Person:
    """One simulated person. `acts_on` is the number of the mail it acts on, from 1."""

    number: int
    kind: Kind
    email: str
    first_name: str
    last_name: str
    company: str
    place: Place
    phone: str
    city: str
    acts_on: int

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def domain(self) -> str:
        """What colleagues share."""
        return self.email.rpartition("@")[2]

    def row(self) -> dict[str, str]:
        """Return what a list of leads says of it."""
        return {
            "email": self.email,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "company": self.company,
            "title": self.place.title,
            "phone": self.phone,
            "country": self.place.country,
            "timezone": self.place.timezone,
            "language": self.place.language,
            "city": self.city,
        }


def people(count: int, seed: int) -> list[Person]:
    """Return so many people, no two of one address."""
    kinds = _kinds(count, seed)
    return [_person(number, kind, seed) for number, kind in enumerate(kinds)]


def _kinds(count: int, seed: int) -> list[Kind]:
    """Share the kinds out by the table, every kind at least once where there is room."""
    whole = sum(SHARES.values())
    dealt = [kind for kind in Kind for _ in range(count * SHARES[kind] // whole)]
    missing = [kind for kind in Kind if kind not in dealt]
    filler = [Kind.SILENT, Kind.INTERESTED, Kind.AWAY_THEN_KEEN, Kind.GONE]
    spare = (missing + filler * count)[: count - len(dealt)]
    order = {position: fraction("kind", seed, position) for position in range(count)}
    shuffled = sorted(order, key=order.__getitem__)
    every = dealt + spare
    return [every[position] for position in shuffled]


def _person(number: int, kind: Kind, seed: int) -> Person:
    group = _company_of(number)
    place = PLACES[_draw(len(PLACES), "place", seed, group)]
    firm, domain = _spelt(place.firms, "firm", seed, group)
    first, first_ascii = _spelt(place.first, "first", seed, number)
    last, last_ascii = _spelt(place.last, "last", seed, number)
    mailbox = f"{first_ascii}.{last_ascii}{number}"
    digits = f"{1000 + number}"
    return Person(
        number=number,
        kind=kind,
        email=f"{mailbox}@{domain}{group}.example",
        first_name=first,
        last_name=last,
        company=firm,
        place=place,
        phone=place.phone + digits if fraction("phone", seed, number) < 0.6 else "",  # noqa: PLR2004 - three in five
        city=place.city if fraction("city", seed, number) < 0.8 else "",  # noqa: PLR2004 - four in five
        acts_on=_acts_on(kind, number, seed),
    )


def _company_of(number: int) -> int:
    """Return the number of the person's company: the first few are shared."""
    shared = COLLEAGUES * COMPANIES_SHARED
    return number // COLLEAGUES if number < shared else number


def _acts_on(kind: Kind, number: int, seed: int) -> int:
    match kind:
        case Kind.INTERESTED | Kind.QUESTION | Kind.ONE_CLICK | Kind.PLEASE_STOP:
            weights = {"1": 5.0, "2": 3.0, "3": 1.0}
            return int(choose(weights, "acts on", seed, number))
        case Kind.AWAY_THEN_KEEN:
            return 2
        case _:
            return 1


def _draw(most: int, *about: str | int) -> int:
    return int(fraction(*about) * most)


def _spelt(names: Sequence[str], *about: str | int) -> tuple[str, str]:
    """Draw a name; return it as it is written and as an address spells it."""
    written, _, spelt = names[_draw(len(names), *about)].partition("/")
    return written, spelt or _NOT_IN_ADDRESS.sub("", written.lower())
