"""Why a lead may not be enrolled: a code for machines, a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.sequence import Email

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from outreach.core.model import Lead, LeadId
    from outreach.core.sequence import Sequence

CODES = (
    "bounced_before",
    "suppressed",
    "opted_out_of",
    "asked_to_wait",
    "answers_for",
    "goal_met",
    "closed_stage",
    "already_enrolled",
    "missing_field",
    "no_sender",
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One lead that was not enrolled, and why."""

    lead_id: LeadId
    sequence: str
    code: str
    detail: str

    def data(self) -> dict[str, object]:
        """Return it as an event's data."""
        return {"sequence": self.sequence, "code": self.code, "detail": self.detail}


def refusal(
    lead: Lead,
    sequence: Sequence,
    *,
    suppressed: str,
    closed: Collection[str],
    been_in: bool,
    senders: Mapping[str, str],
    objection: tuple[str, str] | None = None,
) -> Refusal | None:
    """Return why this lead may not enter the sequence; None if it may.

    `suppressed` is the suppression's reason or ""; `senders` the sender each channel got;
    `objection` what the lead chose itself, short of an end.
    """

    def no(code: str, detail: str) -> Refusal:
        return Refusal(lead.id, sequence.name, code, detail)

    if suppressed.startswith("bounced"):
        return no("bounced_before", "mail to this address has bounced for good")
    if suppressed:
        return no("suppressed", f"on the suppression list: {suppressed}")
    if objection is not None:
        return no(*objection)
    if lead.stage in closed:
        return no("closed_stage", f"stands in {lead.stage}, which only a person leaves")
    if been_in:
        return no("already_enrolled", "is or has been in this sequence")
    missing = _missing(lead, sequence)
    if missing:
        return no("missing_field", f"has no {', '.join(missing)}")
    for channel in sequence.senders:
        if channel not in senders:
            return no("no_sender", f"none of its {channel} senders is in the workspace")
    return None


def _missing(lead: Lead, sequence: Sequence) -> list[str]:
    needed = list(sequence.require)
    if any(isinstance(step.action, Email) for step in sequence.steps.values()):
        needed.append("email")
    values = lead.values()
    blank = [name for name in needed if not str(values.get(name, "")).strip()]
    return list(dict.fromkeys(blank))
