"""Which zones and country a lead is held to be in."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.model import Lead, LeadId
from outreach.core.window import Place, parse_key, place_of, window_key
from outreach.core.zone import countries, country_of, is_zone, zones_of
from tests.core.almanac import in_zone, window


@pytest.mark.parametrize(
    ("lead", "timezone", "place"),
    [
        ({}, "lead", in_zone("Europe/Rome", "")),
        ({"country": "FR"}, "lead", in_zone("Europe/Paris", "FR")),
        ({"country": " fr"}, "lead", in_zone("Europe/Paris", "FR")),
        ({"country": "US"}, "lead", Place(zones_of("US"), "US")),
        ({"country": "US", "timezone": "America/Boise"}, "lead", None),
        ({"country": "AR"}, "lead", in_zone("America/Argentina/Buenos_Aires", "AR")),
        ({"timezone": "Asia/Riyadh"}, "lead", in_zone("Asia/Riyadh", "SA")),
        ({"timezone": "Mars/Base"}, "lead", in_zone("Europe/Rome", "")),
        (
            {"timezone": "Mars/Base", "country": "FR"},
            "lead",
            in_zone("Europe/Paris", "FR"),
        ),
        ({"timezone": "../../etc"}, "lead", in_zone("Europe/Rome", "")),
        ({"country": "Atlantis"}, "lead", in_zone("Europe/Rome", "")),
        ({"country": "XX"}, "lead", in_zone("Europe/Rome", "XX")),
        ({"country": "FR"}, "Asia/Tokyo", in_zone("Asia/Tokyo", "FR")),
        (
            {"timezone": "Europe/Paris"},
            "Asia/Tokyo",
            in_zone("Asia/Tokyo", "FR"),
        ),
    ],
)
def test_a_lead_is_placed_by_what_is_known_of_it(
    lead: dict[str, Any], timezone: str, place: Place | None
) -> None:
    found = place_of(Lead(LeadId(1), **lead), window(timezone=timezone), "Europe/Rome")
    assert found == (place or in_zone("America/Boise", "US"))


@given(st.text(), st.text())
def test_no_lead_is_too_odd_to_be_placed(timezone: str, country: str) -> None:
    lead = Lead(LeadId(1), timezone=timezone, country=country)
    place = place_of(lead, window(), "Europe/Rome")
    assert parse_key(window_key(window(), place))[1] == place


def test_every_zone_of_the_table_is_in_the_database() -> None:
    zones = {zone for code in countries() for zone in zones_of(code)}
    assert [zone for zone in sorted(zones) if not is_zone(zone)] == []
    assert {code for code in countries() if not zones_of(code)} == set()
    assert {zone for zone in zones if country_of(zone) not in countries()} == set()
