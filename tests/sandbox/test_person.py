"""The people of the sandbox: the same from one seed, and of every kind."""

from __future__ import annotations

import pytest

from outreach.adapters import contact
from outreach.core import zone
from outreach.sandbox.census import PLACES
from outreach.sandbox.person import COLLEAGUES, Kind, people


def test_one_seed_gives_the_same_people() -> None:
    assert people(40, 7) == people(40, 7)
    assert people(40, 7) != people(40, 8)


@pytest.mark.parametrize("seed", range(5))
def test_sixty_people_are_of_every_kind_and_all_distinct(seed: int) -> None:
    some = people(60, seed)
    assert {person.kind for person in some} == set(Kind)
    assert len({person.email for person in some}) == 60
    assert len({person.place.country for person in some}) > 5


def test_some_share_a_company() -> None:
    domains = [person.domain for person in people(60, 1)]
    assert domains.count(domains[0]) == COLLEAGUES


@pytest.mark.parametrize("count", [1, 2, 11, 300])
def test_there_are_as_many_as_asked_for(count: int) -> None:
    assert len(people(count, 1)) == count


def test_an_import_takes_everybody_as_they_are() -> None:
    for person in people(300, 1):
        assert contact.address(person.email) == person.email
        assert person.email.endswith(".example")
        if person.phone:
            assert contact.phone(person.phone, person.place.country) == person.phone


def test_everybody_lives_somewhere() -> None:
    assert all(zone.is_zone(place.timezone) for place in PLACES)
