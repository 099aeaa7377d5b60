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
    return _place(
        lead.timezone, lead.country, window.timezone, default_zone, american=american
    )


@lru_cache(maxsize=16_384)
def _place(
    own_zone: str,
    own_country: str,
    window_zone: str,
    default_zone: str,
    *,
    american: bool,
) -> Place:
    known = own_zone if zone.is_zone(own_zone) else ""
    country = _country_code(own_country) or zone.country_of(known)
    awake: tuple[str, ...] = ()
    if american:
        # Its area code tells where a number was issued, not where the person is.
        awake = (known,) if known else zone.zones_of(country) or _ANYWHERE_THERE
    if window_zone != "lead":
        return Place((window_zone,), country, awake)
    if known:
        return Place((known,), country, awake)
    return Place(zone.zones_of(country) or (default_zone,), country, awake)


def _country_code(text: str) -> str:
    code = text.strip().upper()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""  # noqa: PLR2004 - ISO 3166-1 alpha-2
