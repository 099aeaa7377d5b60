"""Where a lead may be: what its window's clock is hung by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from outreach.core import zone

if TYPE_CHECKING:
    from outreach.core.model import Lead
    from outreach.core.sequence import Window

_NORTH_AMERICA = "+1"
_ANYWHERE_THERE = (*zone.zones_of("US"), *zone.zones_of("CA"))
# The area codes that are neither in the fifty states nor in Canada (nanpa.com).
_ISLANDS = {
    area: country
    for country, areas in {
        "AG": "268", "AI": "264", "AS": "684", "BB": "246", "BM": "441", "BS": "242",
        "DM": "767", "DO": "809 829 849", "GD": "473", "GU": "671", "JM": "658 876",
        "KN": "869", "KY": "345", "LC": "758", "MP": "670", "MS": "664", "PR": "787 939",
        "SX": "721", "TC": "649", "TT": "868", "VC": "784", "VG": "284", "VI": "340",
    }.items()
    for area in areas.split()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a lead may be: its possible time zones, and its country ("" if unknown).

    A window is open where it is open in all the zones. In those of `awake` it has to be day,
    too, for the law forbids to text the lead's number at night.
    """

    zones: tuple[str, ...]
    country: str
    awake: tuple[str, ...] = ()


def place_of(lead: Lead, window: Window, default_zone: str) -> Place:
    """Return where the lead is for this window.

    The zone is the window's, else the lead's own, else all those of its country, else
    `default_zone`; a lead's that the tz database does not know is passed over. A lead
    without a country is taken to be in that of its own zone.
    """
    american = window.waking and lead.phone.startswith(_NORTH_AMERICA)
    area = lead.phone[2:5] if american else ""
    return _place(lead.timezone, lead.country, window.timezone, default_zone, area)


@lru_cache(maxsize=16_384)
def _place(
    own_zone: str,
    own_country: str,
    window_zone: str,
    default_zone: str,
    area: str,
) -> Place:
    known = own_zone if zone.is_zone(own_zone) else ""
    country = _country_code(own_country) or zone.country_of(known)
    awake = _awake(known, country, area) if area else ()
    if window_zone != "lead":
        return Place((window_zone,), country, awake)
    if known:
        return Place((known,), country, awake)
    return Place(zone.zones_of(country) or (default_zone,), country, awake)


def _awake(known: str, country: str, area: str) -> tuple[str, ...]:
    """Return the zones in which the owner of a North American number may be."""
    if known:
        return (known,)
    # An area code tells where a number was issued, which is one more place to reckon with.
    somewhere = zone.zones_of(country) or _ANYWHERE_THERE
    island = zone.zones_of(_ISLANDS.get(area, ""))
    return (*somewhere, *(name for name in island if name not in somewhere))


def _country_code(text: str) -> str:
    code = text.strip().upper()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""  # noqa: PLR2004 - ISO 3166-1 alpha-2
