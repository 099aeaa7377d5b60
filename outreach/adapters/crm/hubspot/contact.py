"""What a lead is as a HubSpot contact, and what of it may be written there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.ports import CrmLead

STATUS = "hs_lead_status"
LIFECYCLE = "lifecyclestage"
# The eight that every account starts with; an account may add its own.
LIFECYCLE_ORDER = (
    "subscriber",
    "lead",
    "marketingqualifiedlead",
    "salesqualifiedlead",
    "opportunity",
    "customer",
    "evangelist",
    "other",
)


@dataclass(frozen=True, slots=True)
class Contact:
    """A record as HubSpot holds it, with the properties we asked for."""

    id: str
    properties: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Mapped:
    """How leads become contacts.

    `stages` and `lifecycle` map our stages to `hs_lead_status` and `lifecyclestage`,
    `fields` our fields to contact properties. A status in `hold` is a person's word.
    """

    stages: Mapping[str, str]
    lifecycle: Mapping[str, str]
    fields: Mapping[str, str]
    hold: frozenset[str]

    def names(self) -> list[str]:
        """Return the properties to read before writing."""
        names = ["email", "firstname", "lastname", "company", "jobtitle", "phone"]
        return [*names, STATUS, LIFECYCLE, *self.fields.values()]

    def wanted(self, lead: CrmLead) -> dict[str, str]:
        """Return what the contact should say; a blank of ours erases nothing there."""
        values = {
            there: lead.fields.get(here, "") for here, there in self.fields.items()
        }
        values |= {
            "firstname": lead.first_name,
            "lastname": lead.last_name,
            "company": lead.company,
            "jobtitle": lead.title,
            "phone": lead.phone,
            STATUS: self.stages.get(lead.stage, ""),
            LIFECYCLE: self.lifecycle.get(lead.stage, ""),
        }
        return {name: value for name, value in values.items() if value}

    def due(self, lead: CrmLead, contact: Contact) -> dict[str, str]:
        """Return what the contact should say, given what it says now.

        A held status stays, and the lifecycle with it; a lifecycle never moves back.
        """
        left: set[str] = {STATUS, LIFECYCLE} if self.held(contact) else set()
        wanted = self.wanted(lead)
        if _is_behind(wanted.get(LIFECYCLE), contact.properties.get(LIFECYCLE)):
            left.add(LIFECYCLE)
        return {name: value for name, value in wanted.items() if name not in left}

    def held(self, contact: Contact) -> dict[str, str]:
        """Return the status that a person set and we leave alone; {} where there is none."""
        status = contact.properties.get(STATUS)
        return {STATUS: str(status)} if status in self.hold else {}


def taken(wanted: Mapping[str, str], contact: Contact) -> dict[str, str]:
    """Return what HubSpot really holds of what was written, for it may ignore some."""
    return {
        name: value
        for name, value in wanted.items()
        if contact.properties.get(name, value) == value
    }


def _is_behind(wanted: object, present: object) -> bool:
    """Tell whether a lifecycle stage comes before the present one, where both are known."""
    if wanted not in LIFECYCLE_ORDER or present not in LIFECYCLE_ORDER:
        return False
    return LIFECYCLE_ORDER.index(str(wanted)) < LIFECYCLE_ORDER.index(str(present))
