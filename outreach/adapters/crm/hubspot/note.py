"""A note as HubSpot holds it: HTML, within its length, with a mark to know it by."""

from __future__ import annotations

import re
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING

from outreach.adapters.crm.hubspot.moment import milliseconds

if TYPE_CHECKING:
    from outreach.ports import CrmNote

BODY_LIMIT = 65_536  # characters of hs_note_body
TITLE_LIMIT = 300
NOTE_TO_CONTACT = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 202}


def mark(key: str) -> str:
    """Return the text by which the note of this key is known.

    It is visible, for HubSpot strips comments and unknown attributes from a note.
    """
    return f"outreach-{sha256(key.encode(errors='replace')).hexdigest()[:24]}"


def payload(note: CrmNote, contact_id: str) -> dict[str, object]:
    """Return the body of the request that creates the note on the contact."""
    return {
        "properties": {
            "hs_timestamp": str(milliseconds(note.at)),
            "hs_note_body": _html(note),
        },
        "associations": [{"to": {"id": contact_id}, "types": [NOTE_TO_CONTACT]}],
    }


def _html(note: CrmNote) -> str:
    head = f"<p><strong>{_text(note.title, TITLE_LIMIT)}</strong></p><p>"
    tail = f"</p><p><em>{mark(note.key)}</em></p>"
    return head + _text(note.body, BODY_LIMIT - len(head) - len(tail)) + tail


def _text(text: str, limit: int) -> str:
    """Return the text as HTML of at most `limit` characters, no tag or entity cut."""
    html = escape(text).replace("\n", "<br>")
    if len(html) <= limit:
        return html
    return re.sub(r"(&[^;<]*|<[^>]*)\Z", "", html[: limit - 1]) + "…"
