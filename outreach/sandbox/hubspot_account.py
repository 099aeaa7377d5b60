"""What a HubSpot account holds and refuses, as far as contacts and their notes go.

Shapes and texts follow HubSpot's OpenAPI files (CRM v3 objects, v4 associations) and the
answers its users quote in public issues. It knows nothing of HTTP.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from outreach.ports import Clock

LIFECYCLE = (
    "subscriber",
    "lead",
    "marketingqualifiedlead",
    "salesqualifiedlead",
    "opportunity",
    "customer",
    "evangelist",
    "other",
)
OPTIONS: Mapping[str, Sequence[str]] = {
    "hs_lead_status": (
        "NEW",
        "OPEN",
        "IN_PROGRESS",
        "OPEN_DEAL",
        "UNQUALIFIED",
        "ATTEMPTED_TO_CONTACT",
        "CONNECTED",
        "BAD_TIMING",
    ),
    "lifecyclestage": LIFECYCLE,
}
READ_ONLY = frozenset({"hs_object_id", "createdate", "lastmodifieddate"})
CONTACT_PROPERTIES = frozenset(
    [
        "email",
        "firstname",
        "lastname",
        "company",
        "jobtitle",
        "phone",
        "mobilephone",
        "city",
        "country",
        "website",
    ]
)
NOTE_PROPERTIES = frozenset(
    {"hs_timestamp", "hs_note_body", "hubspot_owner_id", "hs_attachment_ids"}
)
NOTE_TO_CONTACT = ("HUBSPOT_DEFINED", 202)
NOTE_LIMIT = 65_536
EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s.,;<>\"]{2,}")


class Refusal(Exception):
    """What the account answers instead: an HTTP status and the error's own fields."""

    def __init__(
        self, status: int, message: str, category: str = "VALIDATION_ERROR"
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"status": "error", "message": message, "category": category}


@dataclass(slots=True)
class Record:
    """A contact or a note, with every state it was in, for the index lags behind."""

    id: str
    created_at: datetime
    updated_at: datetime
    properties: dict[str, str] = field(default_factory=dict)
    states: list[tuple[datetime, dict[str, str]]] = field(default_factory=list)

    def write(self, changes: Mapping[str, str], at: datetime) -> None:
        """Change properties; a blank clears one. An instant keeps its milliseconds."""
        self.properties |= changes
        self.updated_at = at
        self.properties["lastmodifieddate"] = iso(at)
        self.states.append((at, dict(self.properties)))

    def as_of(self, instant: datetime) -> dict[str, str] | None:
        """Return the properties the index knew at an instant; None before it knew any."""
        known = [state for at, state in self.states if at <= instant]
        return known[-1] if known else None


class HubSpotAccount:
    """Contacts and notes, changed by the API or by a person, under HubSpot's rules."""

    def __init__(self, clock: Clock, *, search_lag: timedelta = timedelta()) -> None:
        self._clock = clock
        self._ids = count(101)
        self.search_lag = search_lag
        self.properties = {*CONTACT_PROPERTIES, *OPTIONS}
        self.options = {name: list(values) for name, values in OPTIONS.items()}
        self.contacts: dict[str, Record] = {}
        self.notes: dict[str, Record] = {}
        self.links: dict[str, list[str]] = {}  # contact id -> note ids
        self._addresses: dict[str, str] = {}  # lower case -> contact, merged ones too

    def create_contact(self, properties: object) -> Record:
        """Add a contact; one of the same address is a conflict."""
        values = self._valid(properties)
        self._alone(values.get("email", ""), None)
        record = self._record()
        record.properties |= {"createdate": iso(record.created_at)}
        values.setdefault("lifecyclestage", "lead")
        self._write(record, {"hs_object_id": record.id, **values})
        self.contacts[record.id] = record
        return record

    def update_contact(self, record: Record, properties: object) -> Record:
        """Change a contact, but for a lifecycle stage that would go back: ignored."""
        values = self._valid(properties)
        self._alone(values.get("email", ""), record)
        present = record.properties.get("lifecyclestage", "")
        if self._goes_back(present, values.get("lifecyclestage", "")):
            del values["lifecyclestage"]
        self._write(record, values)
        return record

    def find(self, name: str, id_property: str) -> Record:
        """Return a contact by id, or by address with `idProperty=email`."""
        if id_property not in {"", "email", "hs_object_id"}:
            message = f"{id_property} is not a unique identifier property"
            raise Refusal(400, message)
        record = self.by_email(name) if id_property == "email" else None
        if record is None and id_property != "email":
            record = self.contacts.get(name)
        if record is None:
            raise Refusal(404, "resource not found", "OBJECT_NOT_FOUND")
        return record

    def by_email(self, email: str) -> Record | None:
        """Return the contact whose first address this is, whatever its case."""
        record = self.contacts.get(self._addresses.get(email.lower(), ""))
        if record and record.properties.get("email", "").lower() == email.lower():
            return record
        return None

    def create_note(self, properties: object, associations: object) -> Record:
        """Add a note to contacts, whose modification date it moves."""
        values = _strings(properties)
        _known(values, NOTE_PROPERTIES)
        if not values.get("hs_timestamp"):
            raise _invalid("REQUIRED_FIELD", "hs_timestamp", "hs_timestamp is required")
        if len(values.get("hs_note_body", "")) > NOTE_LIMIT:
            raise _invalid("INVALID_LENGTH", "hs_note_body", "hs_note_body is too long")
        contacts = [self._target(link) for link in _list(associations)]
        # Comments do not survive HubSpot's cleaning of HTML.
        body = re.sub(
            r"<!--.*?-->", "", values.get("hs_note_body", ""), flags=re.DOTALL
        )
        note = self._record()
        note.write(
            {"hs_object_id": note.id, **values, "hs_note_body": body}, note.created_at
        )
        self.notes[note.id] = note
        for contact in contacts:
            self.links.setdefault(contact.id, []).append(note.id)
            self._write(contact, {})
        return note

    def notes_of(self, contact_id: str) -> list[str]:
        """Return the texts of a contact's notes, oldest first."""
        ids = self.links.get(contact_id, [])
        return [self.notes[note_id].properties["hs_note_body"] for note_id in ids]

    def edit(self, contact_id: str, name: str, value: str) -> None:
        """Change a property as a person does on the contact's page."""
        self._write(self.contacts[contact_id], self._valid({name: value}))

    def delete(self, contact_id: str) -> None:
        """Delete a contact as a person does; its notes go with it."""
        del self.contacts[contact_id]
        self.links.pop(contact_id, None)

    def merge(self, kept: str, gone: str) -> None:
        """Merge a contact into another as a person does.

        Its id is no more, its address is a further one of the other.
        """
        self.links.setdefault(kept, []).extend(self.links.get(gone, []))
        self._addresses[self.contacts[gone].properties["email"].lower()] = kept
        self.delete(gone)
        self._write(self.contacts[kept], {})

    def _write(self, record: Record, values: Mapping[str, str]) -> None:
        """Change a contact and keep the addresses in step."""
        if "email" in values:
            self._addresses.pop(record.properties.get("email", "").lower(), None)
            self._addresses[values["email"].lower()] = record.id
        record.write(values, self._now())

    def _alone(self, email: str, record: Record | None) -> None:
        """Refuse an address that another contact has, be it as a further one."""
        other = self._addresses.get(email.lower()) if email else None
        if other in self.contacts and (record is None or other != record.id):
            message = f"Contact already exists. Existing ID: {other}"
            raise Refusal(409, message, "CONFLICT")

    def _target(self, link: object) -> Record:
        """Return the contact that an association of a new note names."""
        entry = link if isinstance(link, dict) else {}
        to = entry.get("to")
        types = [
            (spec.get("associationCategory"), spec.get("associationTypeId"))
            for spec in _list(entry.get("types"))
            if isinstance(spec, dict)
        ]
        if types != [NOTE_TO_CONTACT]:
            message = f"One or more association types are not valid: {types}"
            raise Refusal(400, message)
        contact_id = str(to.get("id")) if isinstance(to, dict) else ""
        if contact_id not in self.contacts:
            message = f"CONTACT={contact_id} is not valid: no such object"
            raise Refusal(400, message)
        return self.contacts[contact_id]

    def _valid(self, properties: object) -> dict[str, str]:
        """Return what may be written, or refuse all of it."""
        values = _strings(properties)
        for name in values.keys() & READ_ONLY:
            raise _invalid("READ_ONLY_VALUE", name, f"{name} is a read only property")
        _known(values, self.properties)
        for name, value in values.items():
            allowed = self.options.get(name)
            if allowed and value and value not in allowed:
                message = f"{value} was not one of the allowed options: {allowed}"
                raise _invalid("INVALID_OPTION", name, message)
        if values.get("email") and not EMAIL.fullmatch(values["email"]):
            message = f"Email address {values['email']} is invalid"
            raise _invalid("INVALID_EMAIL", "email", message)
        return values

    def _goes_back(self, present: str, wanted: str) -> bool:
        order = self.options["lifecyclestage"]
        known = present in order and wanted in order
        return known and order.index(wanted) < order.index(present)

    def _record(self) -> Record:
        return Record(str(next(self._ids)), self._now(), self._now())

    def _now(self) -> datetime:
        now = self._clock.now()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)


def iso(at: datetime) -> str:
    """Return an instant as HubSpot writes it: UTC, to the millisecond."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def shown(
    record: Record, names: Sequence[str], properties: Mapping[str, str] | None = None
) -> dict[str, object]:
    """Return a record as the API gives it, with the properties asked for."""
    held = record.properties if properties is None else properties
    asked = {*names, "createdate", "hs_object_id", "lastmodifieddate"}
    return {
        "id": record.id,
        "properties": {name: held.get(name) or None for name in sorted(asked)},
        "createdAt": iso(record.created_at),
        "updatedAt": iso(record.updated_at),
        "archived": False,
    }


def _known(values: Mapping[str, str], names: frozenset[str] | set[str]) -> None:
    for name in values.keys() - names:
        message = f'Property "{name}" does not exist'
        raise _invalid("PROPERTY_DOESNT_EXIST", name, message)


def _invalid(error: str, name: str, message: str) -> Refusal:
    results = [
        {
            "isValid": False,
            "message": message,
            "error": error,
            "name": name,
            "localizedErrorMessage": message,
        }
    ]
    text = f"Property values were not valid: {json.dumps(results)}"
    return Refusal(400, text)


def _strings(properties: object) -> dict[str, str]:
    """Return the properties of a request; only strings (or null) are taken."""
    if not isinstance(properties, dict):
        raise Refusal(400, "Invalid input JSON: properties")
    for value in properties.values():
        if not isinstance(value, str | int | None):
            raise Refusal(400, "Invalid input JSON: a value")
    return {
        str(name): "" if value is None else str(value)
        for name, value in properties.items()
    }


def _list(value: object) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Refusal(400, "Invalid input JSON: not a list")
    return value
