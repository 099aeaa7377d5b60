"""The Crm port over a HubSpot account."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx

from outreach.adapters.crm.hubspot import change, note
from outreach.adapters.crm.hubspot.api import Answer, Api
from outreach.adapters.crm.hubspot.contact import Contact, Mapped, taken
from outreach.errors import Unavailable
from outreach.ports import Pushed, PushLater, PushRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from outreach.ports import Clock, CrmChange, CrmLead, CrmNote, CrmOutcome

URL = "https://api.hubapi.com"
CONTACTS = "/crm/v3/objects/contacts"
NOTES = "/crm/v3/objects/notes"
LINKS = "/crm/v4/objects/contacts/{}/associations/notes"
LINKS_PAGE = 500
NOTES_PAGE = 100
PULL_PAGES = 50
# The index lags by up to 30 s, and the two clocks may differ.
OVERLAP = timedelta(minutes=3)

NotDone = PushLater | PushRefused
UNREADABLE = PushLater("HubSpot: an answer that makes no sense")


class HubSpot:
    """One account, one token.

    It never sleeps: where the limits say wait, the outcome is PushLater with a time.
    `hold` are the statuses that stop a lead: only people set them, so they are read back
    and never overwritten.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        token: str,
        clock: Clock,
        stages: Mapping[str, str],
        lifecycle: Mapping[str, str] | None = None,
        properties: Mapping[str, str] | None = None,
        hold: Iterable[str] = (),
        url: str = URL,
    ) -> None:
        self._api = Api(client, token=token, clock=clock, base_url=url)
        self._clock = clock
        self._mapped = Mapped(
            dict(stages), dict(lifecycle or {}), dict(properties or {}), frozenset(hold)
        )
        self._asked = {"properties": ",".join(self._mapped.names())}
        self._seen: frozenset[change.Row] = frozenset()

    async def push_lead(self, lead: CrmLead) -> CrmOutcome:
        """Create or update the contact.

        The address is written at creation only: later, a person may have corrected it.
        """
        if not lead.email:
            return PushRefused(
                "HubSpot: a lead without an address cannot be found again"
            )
        found = await self._find(lead)
        match found:
            case None:
                return await self._create(lead)
            case Contact():
                return await self._update(found, lead)
        return found

    async def push_note(self, external_id: str, note_: CrmNote) -> CrmOutcome:
        """Write the note, unless the contact has it already."""
        noted = await self._is_noted(external_id, note.mark(note_.key))
        if noted is True:
            return Pushed(external_id)
        if noted is not False:
            return noted
        payload = note.payload(note_, external_id)
        answer = await self._api.send("POST", NOTES, payload, expect={201})
        return Pushed(external_id) if isinstance(answer, Answer) else answer

    async def pull(self, cursor: str) -> tuple[Sequence[CrmChange], str]:
        """Return what modified contacts say now, and the next cursor.

        A contact modified for any reason, our own writing included, is reported with the
        statuses it has. The last minutes are read again each time, since the index lags;
        what this process has reported of them is left out.
        """
        place = change.place(cursor) or change.Place(self._clock.now() - OVERLAP)
        rows: list[change.Row] = []
        for turn in range(PULL_PAGES):
            leg = await self._leg(place)
            if not isinstance(leg, change.Leg):
                if turn == 0:
                    raise Unavailable(leg.detail)
                break
            rows += leg.rows
            place = leg.place
            if not leg.more:
                break
        return self._news(rows), self._resume(place, rows)

    async def close(self) -> None:
        """Close the HTTP client."""
        await self._api.close()

    async def _find(self, lead: CrmLead) -> Contact | NotDone | None:
        """Return the contact by id, else by address: a merged or deleted id is a 404."""
        if lead.external_id and lead.external_id.isdigit():
            path = f"{CONTACTS}/{_segment(lead.external_id)}"
            answer = await self._api.get(path, self._asked, expect={200, 404})
            if not (isinstance(answer, Answer) and answer.is_missing):
                return _contact(answer)
        path = f"{CONTACTS}/{_segment(lead.email)}"
        asked = {**self._asked, "idProperty": "email"}
        answer = await self._api.get(path, asked, expect={200, 404})
        if isinstance(answer, Answer) and answer.is_missing:
            return None
        return _contact(answer)

    async def _create(self, lead: CrmLead) -> CrmOutcome:
        wanted = self._mapped.wanted(lead)
        payload = {"properties": {"email": lead.email, **wanted}, "associations": []}
        answer = await self._api.send("POST", CONTACTS, payload, expect={201, 409})
        if isinstance(answer, Answer) and answer.status == httpx.codes.CONFLICT:
            return await self._adopt(answer, lead)
        made = _contact(answer)
        if isinstance(made, Contact):
            return Pushed(made.id, taken(wanted, made))
        return made

    async def _adopt(self, conflict: Answer, lead: CrmLead) -> CrmOutcome:
        """Update the contact that has the address already, as a second one of its own."""
        message = str(conflict.body.get("message"))
        existing = re.search(r"Existing ID: (\d{1,30})", message)
        if existing is None:
            return PushRefused(self._api.say(f"409 {message}"))
        path = f"{CONTACTS}/{existing[1]}"
        found = _contact(await self._api.get(path, self._asked, expect={200, 404}))
        return await self._update(found, lead) if isinstance(found, Contact) else found

    async def _update(self, contact: Contact, lead: CrmLead) -> CrmOutcome:
        due = self._mapped.due(lead, contact)
        now = contact.properties
        changed = {name: value for name, value in due.items() if now.get(name) != value}
        if not changed:
            return Pushed(contact.id, due, self._mapped.held(contact))
        path = f"{CONTACTS}/{_segment(contact.id)}"
        payload = {"properties": changed}
        answer = await self._api.send("PATCH", path, payload, expect={200, 404})
        updated = _contact(answer)
        if isinstance(updated, Contact):
            return Pushed(updated.id, taken(due, updated), self._mapped.held(contact))
        return updated

    async def _is_noted(self, contact_id: str, mark: str) -> bool | NotDone:
        """Tell whether a note of this contact carries the mark."""
        ids = await self._note_ids(contact_id)
        if not isinstance(ids, list):
            return ids
        # The newest first: a retry looks for one written a moment ago.
        ids.sort(key=lambda note_id: (len(note_id), note_id), reverse=True)
        for start in range(0, len(ids), NOTES_PAGE):
            texts = await self._note_texts(ids[start : start + NOTES_PAGE])
            if not isinstance(texts, list):
                return texts
            if any(mark in text for text in texts):
                return True
        return False

    async def _note_ids(self, contact_id: str) -> list[str] | NotDone:
        path = LINKS.format(_segment(contact_id))
        asked = {"limit": str(LINKS_PAGE)}
        ids: list[str] = []
        while True:
            answer = await self._api.get(path, asked, expect={200})
            if not isinstance(answer, Answer):
                return answer
            linked = _results(answer)
            if linked is None:
                return UNREADABLE
            ids += [str(row.get("toObjectId")) for row in linked]
            following = _after(answer)
            if following in {None, asked.get("after")}:
                return ids
            asked["after"] = str(following)

    async def _note_texts(self, ids: Sequence[str]) -> list[str] | NotDone:
        """Return the texts of these notes; one deleted meanwhile (a 207) has none."""
        payload = {
            "properties": ["hs_note_body"],
            "propertiesWithHistory": [],
            "inputs": [{"id": note_id} for note_id in ids],
        }
        path = f"{NOTES}/batch/read"
        answer = await self._api.send("POST", path, payload, expect={200, 207})
        if not isinstance(answer, Answer):
            return answer
        read = _results(answer)
        if read is None or not _only_missing(answer):
            # A note that cannot be read may be the one: write none rather than two.
            return UNREADABLE
        return [str(row.get("properties")) for row in read]

    async def _leg(self, place: change.Place) -> change.Leg | NotDone:
        answer = await self._api.send(
            "POST", f"{CONTACTS}/search", change.query(place), expect={200}
        )
        if not isinstance(answer, Answer):
            return answer
        found = _results(answer)
        leg = None if found is None else change.leg(place, found)
        return leg or UNREADABLE

    def _news(self, rows: Sequence[change.Row]) -> list[CrmChange]:
        """Return the changes of the rows that were not reported before."""
        fresh = dict.fromkeys(row for row in rows if row not in self._seen)
        return [told for row in fresh for told in row.changes()]

    def _resume(self, place: change.Place, rows: Sequence[change.Row]) -> str:
        """Return the cursor, and remember what will be read again from there."""
        overlap = change.Place(self._clock.now() - OVERLAP)
        resume = min(place, overlap, key=lambda where: where.order)
        seen = self._seen.union(rows)
        self._seen = frozenset(row for row in seen if row.at >= resume.at)
        return str(resume)


def _segment(text: str) -> str:
    """Return the text as one segment of a path."""
    return quote(text, safe="", errors="replace")


def _contact(answer: Answer | NotDone) -> Contact | NotDone:
    if not isinstance(answer, Answer):
        return answer
    if answer.is_missing:
        return PushLater("HubSpot: the contact went away meanwhile")
    contact_id, properties = answer.body.get("id"), answer.body.get("properties")
    if not isinstance(contact_id, str) or not isinstance(properties, dict):
        return UNREADABLE
    return Contact(contact_id, properties)


def _results(answer: Answer) -> list[Mapping[str, object]] | None:
    """Return the rows of an answer; None where it has no list of them."""
    results = answer.body.get("results")
    if not isinstance(results, list):
        return None
    rows: list[Mapping[str, object]] = [row for row in results if isinstance(row, dict)]
    return rows if len(rows) == len(results) else None


def _only_missing(answer: Answer) -> bool:
    """Tell whether all that a batch could not give is what exists no more."""
    errors = answer.body.get("errors") or []
    if not isinstance(errors, list):
        return False
    return all(
        isinstance(error, dict) and error.get("category") == "OBJECT_NOT_FOUND"
        for error in errors
    )


def _after(answer: Answer) -> str | None:
    """Return where the next page starts; None on the last one."""
    paging = answer.body.get("paging")
    following = paging.get("next") if isinstance(paging, dict) else None
    after = following.get("after") if isinstance(following, dict) else None
    return str(after) if after else None
