"""HubSpot: leads as contacts, touches and replies as notes, statuses read back.

Facts, from HubSpot's pages and OpenAPI files (CRM v3 objects, v4 associations), 2026-08:

- An address is looked up with `GET contacts/{email}?idProperty=email`, which reads the
  records themselves; search reads an index that lags them by up to half a minute.
- A second contact of one address is refused with 409 and the id of the first in the text.
- `lifecyclestage` only moves forward: a step back is answered 200 and ignored.
- Notes have no idempotency key, and filtering on their text is undocumented. So a note
  carries a mark, and the contact's notes are read before one is written.
- 100 requests in 10 seconds and 5 searches in a second; a 429 names its `policyName`.
- A search ends at 10,000 results, so changes are walked by (lastmodifieddate, id) and
  never by page.
- Whatever touches a contact moves its lastmodifieddate, our own writing included.
"""

from __future__ import annotations

from outreach.adapters.crm.hubspot.adapter import HubSpot

__all__ = ["HubSpot"]
