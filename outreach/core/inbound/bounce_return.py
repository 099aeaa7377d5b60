"""The mail that came back inside a report: its id, and whom it was written to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.inbound.bounce_text import Report
from outreach.core.inbound.header import addresses, ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outreach.core.inbound.mime import Part

STATUS_TYPES = {"message/delivery-status", "message/global-delivery-status"}
# A list names itself in To, and never the member whose address failed.
_OF_A_LIST = ("list-id", "x-beenthere", "x-mailman-version")


def returned_id(root: Part, report: Report) -> str:
    """Return the Message-ID of the mail that came back; "" where the report hides it."""
    for part in _returned(root):
        if found := "".join(ids(part.header("message-id"))[:1]):
            return found
        is_bare = part.content_type == "text/rfc822-headers"
        if is_bare and (found := Report("", part.text()).message_id):
            return found
    return report.message_id


def returned_to(root: Part) -> list[str]:
    """Return whom the mail that came back as a part was written to."""
    for part in _returned(root):
        if "to" in part.headers:
            if any(name in part.headers for name in _OF_A_LIST):
                return []
            return [address for _, address in addresses(part.header("to"))]
    return []


def _returned(root: Part) -> Iterator[Part]:
    """Yield the parts that may be the mail, those behind the report's fields first."""
    parts = list(root.walk())[1:]
    start = next(
        (n for n, part in enumerate(parts) if part.content_type in STATUS_TYPES), 0
    )
    yield from parts[start:]
    yield from parts[:start]
