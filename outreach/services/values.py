"""What a template may name, for one lead, sender and step."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outreach.core.model import Lead
    from outreach.services.engine import Engine, Release, Sender


def values_of(
    engine: Engine,
    release: Release,
    lead: Lead,
    sender: Sender | None,
    *,
    step: str,
    unsubscribe_url: str = "",
) -> dict[str, object]:
    """Return what the template language's names stand for; the lead's fields follow `lead`."""
    return {
        "lead": lead,
        "sender": {
            "name": sender.display_name if sender else engine.house.name,
            "address": sender.address if sender else "",
        },
        "sequence": {"name": release.sequence.name},
        "step": {"id": step},
        "unsubscribe_url": unsubscribe_url,
    }
