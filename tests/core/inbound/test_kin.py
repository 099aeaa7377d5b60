"""Who answers in a lead's thread is itself, a colleague, or somebody else."""

from __future__ import annotations

import pytest

from outreach.core.inbound.kin import Kin, kin
from outreach.core.model import Lead, LeadId

LENA = Lead(LeadId(1), email="lena@lead.example", first_name="Lena", last_name="Müller")
FREE = Lead(LeadId(2), email="kim@gmail.com", first_name="Kim", last_name="Oh")


@pytest.mark.parametrize(
    ("lead", "address", "name", "who"),
    [
        (LENA, "lm@home.example", "Lena Müller", Kin.ALIAS),
        (LENA, "lm@home.example", "MÜLLER, Lena (Sales)", Kin.ALIAS),
        (LENA, "lena.muller@home.example", "", Kin.ALIAS),
        (LENA, "lmuller@gmail.com", "", Kin.ALIAS),
        (LENA, "lena@other.example", "Lena", Kin.OTHER),
        (LENA, "tom@lead.example", "Tom Schmidt", Kin.COLLEAGUE),
        (LENA, "info@lead.example", "Lead Ltd", Kin.COLLEAGUE),
        (LENA, "sam@gmail.com", "Sam", Kin.OTHER),
        (FREE, "sam@gmail.com", "Sam", Kin.OTHER),
        (FREE, "oh@work.example", "Kim Oh", Kin.ALIAS),
        (Lead(LeadId(3), email="x@y.example"), "x@z.example", "", Kin.OTHER),
    ],
)
def test_only_the_whole_name_tells_the_same_person(
    lead: Lead, address: str, name: str, who: Kin
) -> None:
    assert kin(address, name, lead) is who
