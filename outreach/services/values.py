"""What a template may name, for one lead, sender and step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from outreach.core.model import Lead


class Writer(Protocol):
    """Whose name a message goes out in."""

    @property
    def display_name(self) -> str:
        """The sender's name, as people read it."""
        ...

    @property
    def address(self) -> str:
        """Where it writes from."""
        ...


def values_of(
    house: str,
    sequence: str,
    lead: Lead,
    writer: Writer | None,
    *,
    step: str,
    unsubscribe_url: str = "",
) -> dict[str, object]:
    """Return what the template language's names stand for; the lead's fields follow `lead`.

    Without a writer it is the `house` itself, by its name.
    """
    return {
        "lead": lead,
        "sender": {
            "name": writer.display_name if writer else house,
            "address": writer.address if writer else "",
        },
        "sequence": {"name": sequence},
        "step": {"id": step},
        "unsubscribe_url": unsubscribe_url,
    }
