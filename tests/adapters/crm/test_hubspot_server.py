"""The sandbox's HubSpot refuses what the real one refuses, in the shapes it publishes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from outreach.adapters.http import http_client
from outreach.sandbox.hubspot_account import iso
from outreach.sandbox.hubspot_server import HubSpotServer
from tests.adapters.crm.world import START, SetClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CONTACTS = "/crm/v3/objects/contacts"
NOTES = "/crm/v3/objects/notes"
TO_CONTACT = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 202}


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
async def server(clock: SetClock) -> AsyncIterator[HubSpotServer]:
    async with HubSpotServer(clock) as running:
        yield running


@pytest.fixture
async def api(server: HubSpotServer) -> AsyncIterator[httpx.AsyncClient]:
    head = {"authorization": f"Bearer {server.token}"}
    async with http_client(base_url=server.url, headers=head) as client:
        yield client


def _contact(**properties: str) -> dict[str, Any]:
    return {"properties": {"email": "a@b.example", **properties}, "associations": []}


def _note(contact_id: str, **link: object) -> dict[str, Any]:
    types = [{**TO_CONTACT, **link}]
    return {
        "properties": {"hs_timestamp": "1795338000000", "hs_note_body": "Hi<!-- x -->"},
        "associations": [{"to": {"id": contact_id}, "types": types}],
    }


async def test_a_contact_has_the_published_shape(api: httpx.AsyncClient) -> None:
    answer = await api.post(CONTACTS, json=_contact(firstname="Ada"))
    assert answer.status_code == 201
    assert answer.json() == {
        "id": "101",
        "properties": {
            "createdate": iso(START),
            "email": "a@b.example",
            "firstname": "Ada",
            "hs_object_id": "101",
            "lastmodifieddate": iso(START),
            "lifecyclestage": "lead",
        },
        "createdAt": iso(START),
        "updatedAt": iso(START),
        "archived": False,
    }


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (_contact(nope="1"), 400, "PROPERTY_DOESNT_EXIST"),
        (_contact(hs_lead_status="HOT"), 400, "INVALID_OPTION"),
        (_contact(lifecyclestage="fan"), 400, "INVALID_OPTION"),
        (_contact(email="a@b"), 400, "INVALID_EMAIL"),
        (_contact(lastmodifieddate="1"), 400, "READ_ONLY_VALUE"),
        (
            _contact(email="X@Y.example"),
            409,
            "Contact already exists. Existing ID: 101",
        ),
        ({"properties": []}, 400, "Invalid input JSON"),
        ({"properties": {"email": ["a"]}}, 400, "Invalid input JSON"),
        ([], 400, "Invalid input JSON"),
    ],
)
async def test_a_contact_that_breaks_a_rule_is_refused_whole(
    api: httpx.AsyncClient, server: HubSpotServer, body: Any, status: int, says: str
) -> None:
    server.account.create_contact({"email": "x@y.example"})
    answer = await api.post(CONTACTS, json=body)
    assert answer.status_code == status
    error = answer.json()
    assert says in error["message"]
    assert {"status", "message", "category", "correlationId"} <= error.keys()
    assert len(server.account.contacts) == 1


async def test_what_is_no_json_or_not_said_to_be_is_refused(
    api: httpx.AsyncClient,
) -> None:
    json = {"content-type": "application/json"}
    answers = [
        await api.post(CONTACTS, content=b"{", headers=json),
        await api.post(CONTACTS, content=b"\xff", headers=json),
        await api.post(CONTACTS, content=b"{}"),
        await api.get("/crm/v3/objects/unicorns"),
        await api.get(f"{CONTACTS}/999"),
        await api.get(f"{CONTACTS}/a@b.example", params={"idProperty": "email"}),
        await api.get(f"{CONTACTS}/1", params={"idProperty": "phone"}),
    ]
    assert [each.status_code for each in answers] == [400, 400, 415, 404, 404, 404, 400]


async def test_without_the_token_nothing_is_answered(
    api: httpx.AsyncClient, server: HubSpotServer
) -> None:
    answer = await api.get(CONTACTS, headers={"authorization": "Bearer x"})
    assert answer.status_code == 401
    assert answer.json()["category"] == "INVALID_AUTHENTICATION"
    assert server.token not in answer.text


@pytest.mark.parametrize(
    "body",
    [
        {**_note("101"), "properties": {"hs_note_body": "no time"}},
        {**_note("101"), "properties": {"hs_timestamp": "1", "colour": "red"}},
        {
            **_note("101"),
            "properties": {"hs_timestamp": "1", "hs_note_body": "x" * 65537},
        },
        _note("999"),
        _note("101", associationTypeId=201),
        _note("101", associationCategory="WORK"),
        {**_note("101"), "associations": [7]},
        {**_note("101"), "associations": 7},
    ],
)
async def test_a_note_that_breaks_a_rule_is_refused(
    api: httpx.AsyncClient, server: HubSpotServer, body: dict[str, Any]
) -> None:
    server.account.create_contact({"email": "a@b.example"})
    assert (await api.post(NOTES, json=body)).status_code == 400
    assert server.account.notes == {}


async def test_a_note_moves_the_contacts_date_and_loses_its_comments(
    api: httpx.AsyncClient, server: HubSpotServer, clock: SetClock
) -> None:
    made = server.account.create_contact({"email": "a@b.example"})
    clock.forward(timedelta(hours=1))
    assert (await api.post(NOTES, json=_note(made.id))).status_code == 201
    assert server.account.notes_of(made.id) == ["Hi"]
    assert made.properties["lastmodifieddate"] == iso(START + timedelta(hours=1))


async def test_links_come_by_pages_and_missing_notes_are_named(
    api: httpx.AsyncClient, server: HubSpotServer
) -> None:
    made = server.account.create_contact({"email": "a@b.example"})
    for _ in range(3):
        await api.post(NOTES, json=_note(made.id))
    path = f"/crm/v4/objects/contacts/{made.id}/associations/notes"
    first = (await api.get(path, params={"limit": "2"})).json()
    after = first["paging"]["next"]["after"]
    last = (await api.get(path, params={"limit": "2", "after": after})).json()
    assert [row["toObjectId"] for row in first["results"]] == [102, 103]
    assert ([row["toObjectId"] for row in last["results"]], "paging" in last) == (
        [104],
        False,
    )
    asked = {"inputs": [{"id": "102"}, {"id": "9"}], "properties": ["hs_note_body"]}
    read = await api.post(f"{NOTES}/batch/read", json=asked)
    assert read.status_code == 207
    assert [row["id"] for row in read.json()["results"]] == ["102"]
    assert read.json()["errors"][0]["context"] == {"ids": ["9"]}


def _search(**changes: object) -> dict[str, object]:
    filters = [{"propertyName": "email", "operator": "EQ", "value": "A@B.example"}]
    return {
        "filterGroups": [{"filters": filters}],
        "sorts": [{"propertyName": "lastmodifieddate", "direction": "ASCENDING"}],
        "properties": ["email"],
        "limit": 10,
        "after": "0",
        **changes,
    }


def _groups(groups: int, filters: int) -> list[dict[str, object]]:
    one = {"propertyName": "email", "operator": "HAS_PROPERTY"}
    return [{"filters": [one] * filters}] * groups


def _filter(**changes: str) -> list[dict[str, object]]:
    one = {
        "propertyName": "lastmodifieddate",
        "operator": "GT",
        "value": "1",
        **changes,
    }
    return [{"filters": [one]}]


async def test_a_search_finds_by_property_whatever_the_case(
    api: httpx.AsyncClient, server: HubSpotServer
) -> None:
    made = server.account.create_contact({"email": "a@b.example"})
    page = (await api.post(f"{CONTACTS}/search", json=_search())).json()
    assert page["total"] == 1
    assert page["results"][0]["id"] == made.id
    later = {"lastmodifieddate": iso(START), "hs_object_id": "0"}
    for name, value in later.items():
        groups = _filter(propertyName=name, value=value)
        found = await api.post(f"{CONTACTS}/search", json=_search(filterGroups=groups))
        assert found.json()["total"] == (1 if name == "hs_object_id" else 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"limit": 201},
        {"limit": 0},
        {"after": "9995"},
        {"after": "x"},
        {"filterGroups": _groups(6, 1)},
        {"filterGroups": _groups(1, 7)},
        {"filterGroups": _groups(4, 5)},
        {"filterGroups": _filter(propertyName="nope")},
        {"filterGroups": _filter(operator="LIKE")},
        {"filterGroups": _filter(value="yesterday")},
        {"sorts": [{"propertyName": "email"}] * 2},
        {"sorts": [{"propertyName": "nope"}]},
        {"sorts": ["-createdate"]},
    ],
)
async def test_a_search_past_the_limits_is_refused(
    api: httpx.AsyncClient, server: HubSpotServer, changes: dict[str, object]
) -> None:
    server.account.create_contact({"email": "a@b.example"})
    answer = await api.post(f"{CONTACTS}/search", json=_search(**changes))
    assert answer.status_code == 400


async def test_the_index_lags_behind_the_records(clock: SetClock) -> None:
    lag = timedelta(seconds=30)
    async with HubSpotServer(clock, search_lag=lag) as server:
        server.account.create_contact({"email": "a@b.example"})
        head = {"authorization": f"Bearer {server.token}"}
        async with http_client(base_url=server.url, headers=head) as api:
            totals = []
            for _ in range(2):
                page = await api.post(f"{CONTACTS}/search", json=_search())
                totals.append(page.json()["total"])
                clock.forward(lag)
        assert totals == [0, 1]


async def test_one_request_too_many_is_told_which_limit_it_broke(
    clock: SetClock,
) -> None:
    async with HubSpotServer(clock, burst=3, searches=1) as server:
        head = {"authorization": f"Bearer {server.token}"}
        async with http_client(base_url=server.url, headers=head) as api:
            first = await api.post(f"{CONTACTS}/search", json=_search())
            second = await api.post(f"{CONTACTS}/search", json=_search())
            third = await api.get(f"{CONTACTS}/1")
            fourth = await api.get(f"{CONTACTS}/1")
            clock.forward(timedelta(seconds=10))
            fifth = await api.get(f"{CONTACTS}/1")
    answers = [first, second, third, fourth, fifth]
    assert [each.status_code for each in answers] == [200, 429, 404, 429, 404]
    assert second.json()["policyName"] == "SECONDLY"
    assert fourth.json()["policyName"] == "TEN_SECONDLY_ROLLING"
    assert (
        fourth.json()["message"] == "You have reached your ten_secondly_rolling limit."
    )
    assert "x-hubspot-ratelimit-max" not in first.headers
    assert third.headers["x-hubspot-ratelimit-remaining"] == "0"


async def test_a_lifecycle_step_back_is_answered_well_and_ignored(
    api: httpx.AsyncClient, server: HubSpotServer
) -> None:
    made = server.account.create_contact(
        {"email": "a@b.example", "lifecyclestage": "customer"}
    )
    path = f"{CONTACTS}/{made.id}"
    back = await api.patch(path, json={"properties": {"lifecyclestage": "lead"}})
    assert back.status_code == 200
    assert back.json()["properties"]["lifecyclestage"] == "customer"
    await api.patch(path, json={"properties": {"lifecyclestage": ""}})
    again = await api.patch(path, json={"properties": {"lifecyclestage": "lead"}})
    assert again.json()["properties"]["lifecyclestage"] == "lead"


async def test_a_lost_answer_leaves_the_deed_done(
    api: httpx.AsyncClient, server: HubSpotServer
) -> None:
    server.lose_answers(1)
    with pytest.raises(httpx.RemoteProtocolError):
        await api.post(CONTACTS, json=_contact())
    assert len(server.account.contacts) == 1


async def test_an_address_belongs_to_one_contact_also_when_it_changes_hands(
    api: httpx.AsyncClient, server: HubSpotServer
) -> None:
    first = server.account.create_contact({"email": "a@b.example"})
    other = server.account.create_contact({"email": "c@d.example"})
    taken = {"properties": {"email": "A@B.example"}}
    path = f"{CONTACTS}/{other.id}"
    assert (await api.patch(path, json=taken)).status_code == 409
    server.account.edit(first.id, "email", "new@b.example")
    assert (await api.patch(path, json=taken)).status_code == 200
    server.account.delete(other.id)
    assert server.account.create_contact({"email": "a@b.example"}).id == "103"
