"""The HubSpot adapter against the stateful server of the sandbox."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.adapters.crm.hubspot import HubSpot
from outreach.adapters.http import http_client
from outreach.ports import Pushed, PushLater, PushRefused
from outreach.sandbox.hubspot_server import HubSpotServer
from tests.adapters.crm.hubspot_world import SECOND, World, opened, pushed
from tests.adapters.crm.world import START, SetClock, lead
from tests.saboteur.http import HttpSaboteur, status

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with opened() as made:
        yield made


async def test_a_new_lead_becomes_a_contact_without_blanks(world: World) -> None:
    outcome = await world.crm.push_lead(lead(title=""))
    written = {
        "firstname": "Ada",
        "lastname": "Byron",
        "company": "North",
        "hs_lead_status": "ATTEMPTED_TO_CONTACT",
        "lifecyclestage": "lead",
    }
    assert outcome == Pushed("101", written)
    assert world.held("101") == {"email": "ada@north.example", **written}


async def test_a_contact_that_sales_made_is_found_by_address(world: World) -> None:
    made = world.server.account.create_contact(
        {"email": "ADA@north.example", "phone": "+1 555 0100"}
    )
    outcome = await world.crm.push_lead(lead())
    assert isinstance(outcome, Pushed)
    assert outcome.external_id == made.id
    assert world.held(made.id)["email"] == "ADA@north.example"
    assert world.held(made.id)["phone"] == "+1 555 0100"
    assert len(world.server.account.contacts) == 1


async def test_what_the_contact_says_already_is_not_written_again(world: World) -> None:
    await pushed(world)
    world.server.requests.clear()
    await pushed(world)
    path = "/crm/v3/objects/contacts/ada@north.example"
    assert world.server.requests == [f"GET {path}"]


async def test_an_address_a_person_corrected_stays(world: World) -> None:
    contact_id = await pushed(world)
    world.server.account.edit(contact_id, "email", "ada.byron@north.example")
    await world.crm.push_lead(lead(external_id=contact_id, stage="qualified"))
    assert world.held(contact_id)["email"] == "ada.byron@north.example"
    assert world.held(contact_id)["hs_lead_status"] == "OPEN_DEAL"
    assert len(world.server.account.contacts) == 1


async def test_a_merged_contact_is_followed_to_the_one_that_stayed(
    world: World,
) -> None:
    kept = await pushed(world, "ada@byron.example")
    gone = await pushed(world)
    world.server.account.merge(kept, gone)
    outcome = await world.crm.push_lead(lead(external_id=gone, stage="qualified"))
    assert isinstance(outcome, Pushed)
    assert outcome.external_id == kept
    assert world.held(kept)["hs_lead_status"] == "OPEN_DEAL"
    assert list(world.server.account.contacts) == [kept]


async def test_a_deleted_contact_is_made_anew(world: World) -> None:
    gone = await pushed(world)
    world.server.account.delete(gone)
    outcome = await world.crm.push_lead(lead(external_id=gone))
    assert isinstance(outcome, Pushed)
    assert list(world.server.account.contacts) == [outcome.external_id] != [gone]


@pytest.mark.parametrize("path", ["contacts/101", "contacts/ada%40north.example"])
async def test_a_contact_that_goes_away_meanwhile_is_looked_for_later(
    world: World, path: str
) -> None:
    world.server.account.create_contact({"email": "ada@north.example"})
    world.server.fail(404, body=b"{}", path=path)
    outcome = await world.crm.push_lead(lead())
    assert isinstance(outcome, PushLater if path.endswith("101") else Pushed)
    assert isinstance(await world.crm.push_lead(lead()), Pushed)
    assert list(world.server.account.contacts) == ["101"]


async def test_an_id_of_another_crm_is_no_id_here(world: World) -> None:
    outcome = await world.crm.push_lead(lead(external_id="../../notes"))
    assert isinstance(outcome, Pushed)
    assert outcome.external_id == "101"


async def test_a_status_that_stops_a_lead_is_never_overwritten(world: World) -> None:
    contact_id = await pushed(world)
    world.server.account.edit(contact_id, "hs_lead_status", "UNQUALIFIED")
    outcome = await world.crm.push_lead(
        lead(external_id=contact_id, stage="qualified", first_name="Augusta")
    )
    names = {"firstname": "Augusta", "lastname": "Byron"}
    written = {**names, "company": "North", "jobtitle": "CTO"}
    assert outcome == Pushed(contact_id, written, {"hs_lead_status": "UNQUALIFIED"})
    assert world.held(contact_id)["hs_lead_status"] == "UNQUALIFIED"
    assert world.held(contact_id)["lifecyclestage"] == "lead"


async def test_a_status_set_long_ago_is_heard_at_the_first_push(world: World) -> None:
    made = world.server.account.create_contact(
        {
            "email": "ada@north.example",
            "firstname": "Ada",
            "lastname": "Byron",
            "company": "North",
            "jobtitle": "CTO",
            "hs_lead_status": "UNQUALIFIED",
        }
    )
    world.clock.forward(timedelta(days=90))
    outcome = await world.crm.push_lead(lead())
    assert isinstance(outcome, Pushed)
    assert outcome.kept == {"hs_lead_status": "UNQUALIFIED"}
    changes, _ = await world.crm.pull("")
    assert changes == []
    assert world.held(made.id)["hs_lead_status"] == "UNQUALIFIED"


async def test_a_lifecycle_never_moves_back(world: World) -> None:
    contact_id = await pushed(world)
    world.server.account.edit(contact_id, "lifecyclestage", "customer")
    outcome = await world.crm.push_lead(lead(external_id=contact_id, stage="qualified"))
    assert isinstance(outcome, Pushed)
    assert "lifecyclestage" not in outcome.written
    assert world.held(contact_id)["lifecyclestage"] == "customer"


async def test_a_lifecycle_that_hubspot_ignored_is_not_told_as_written(
    world: World,
) -> None:
    account = world.server.account
    account.options["lifecyclestage"].insert(0, "champion")  # a stage of their own
    contact_id = await pushed(world)
    outcome = await world.crm.push_lead(lead(external_id=contact_id, stage="won"))
    assert isinstance(outcome, Pushed)
    assert "lifecyclestage" not in outcome.written
    assert world.held(contact_id)["lifecyclestage"] == "lead"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"stage": "lost"}, "NO_SUCH_STATUS was not one of the allowed options"),
        ({"email": "ada@north"}, "INVALID_EMAIL"),
    ],
)
async def test_what_hubspot_refuses_is_refused_with_its_reason(
    world: World, changes: dict[str, str], named: str
) -> None:
    outcome = await world.crm.push_lead(lead(**changes))
    assert isinstance(outcome, PushRefused)
    assert named in outcome.detail


async def test_a_field_mapped_to_no_property_is_refused_by_name(world: World) -> None:
    world.server.account.properties.discard("phone")
    outcome = await world.crm.push_lead(lead(phone="+1 555 0100"))
    assert isinstance(outcome, PushRefused)
    assert 'Property \\"phone\\" does not exist' in outcome.detail


async def test_the_token_is_told_to_nobody(world: World) -> None:
    told = f"bad token: Bearer {world.server.token}\x1b[31m\r\nX"
    world.server.fail(400, body=told.encode())
    outcome = await world.crm.push_lead(lead())
    assert outcome == PushRefused("HubSpot: 400 bad token: Bearer ***[31m X")


@pytest.mark.parametrize(
    ("status", "body", "headers", "rest"),
    [
        (429, b'{"policyName": "TEN_SECONDLY_ROLLING"}', {}, 10),
        (429, b'{"policyName": "SECONDLY"}', {}, 1),
        (429, b'{"policyName": "DAILY"}', {}, 3600),
        (429, b"<html>slow down</html>", {}, 10),
        (429, b'{"policyName": "SECONDLY"}', {"retry-after": "30"}, 30),
        (429, b"{}", {"retry-after": "99999999999999"}, 10),
        (477, b"{}", {"retry-after": "7200"}, 7200),
        (401, b"{}", {}, 300),
        (403, b'{"category": "MISSING_SCOPES"}', {}, 300),
    ],
)
async def test_what_concerns_the_account_rests_every_record(
    world: World, status: int, body: bytes, headers: dict[str, str], rest: int
) -> None:
    world.server.fail(status, body=body, headers=headers)
    first = await world.crm.push_lead(lead())
    assert isinstance(first, PushLater)
    assert first.not_before == START + rest * SECOND
    assert await world.crm.push_lead(lead("bo@south.example")) == first
    assert len(world.server.requests) == 1
    world.clock.forward(rest * SECOND)
    assert isinstance(await world.crm.push_lead(lead()), Pushed)


@pytest.mark.parametrize("status", [408, 423, 500, 502, 503, 504, 524])
async def test_what_passes_holds_up_one_record_only(world: World, status: int) -> None:
    world.server.fail(status)
    assert isinstance(await world.crm.push_lead(lead()), PushLater)
    assert isinstance(await world.crm.push_lead(lead("bo@south.example")), Pushed)


async def test_the_limit_of_the_real_one_is_kept_to_without_being_told(
    world: World,
) -> None:
    outcomes = [
        await world.crm.push_lead(lead(f"p{number}@north.example"))
        for number in range(60)
    ]
    refused = [each for each in outcomes if isinstance(each, PushLater)]
    assert refused[0] == PushLater(
        "HubSpot: our own pace is spent", START + 10 * SECOND
    )
    assert len(world.server.requests) == 70
    world.clock.forward(10 * SECOND)
    assert isinstance(await world.crm.push_lead(lead("p59@north.example")), Pushed)


async def test_a_limit_that_another_program_used_up_is_waited_for() -> None:
    clock = SetClock()
    async with HubSpotServer(clock, burst=1) as server:
        crm = HubSpot(
            http_client(), token=server.token, clock=clock, stages={}, url=server.url
        )
        outcome = await crm.push_lead(lead())
        assert isinstance(outcome, PushLater)
        assert "TEN_SECONDLY_ROLLING" in outcome.detail
        assert outcome.not_before == START + 10 * SECOND
        await crm.close()


async def test_a_wrong_token_is_no_fault_of_the_record(world: World) -> None:
    crm = world.adapter(token="pat-wrong")
    outcome = await crm.push_lead(lead())
    assert isinstance(outcome, PushLater)
    assert "INVALID_AUTHENTICATION" in outcome.detail
    await crm.close()


async def test_nobody_listening_is_pushed_later(world: World) -> None:
    crm = world.adapter(url="http://127.0.0.1:9")
    outcome = await crm.push_lead(lead())
    assert isinstance(outcome, PushLater)
    assert "ConnectError" in outcome.detail
    await crm.close()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"id": 7}',
        b"[" * 200_000,
        b"\xff",
        b'{"id": "1"}',
    ],
)
async def test_an_answer_that_makes_no_sense_is_pushed_later(
    world: World, body: bytes
) -> None:
    world.server.fail(200, body=body)
    assert isinstance(await world.crm.push_lead(lead()), PushLater)
    assert world.server.account.contacts == {}


async def test_what_a_refusal_says_is_one_line_without_the_token() -> None:
    said = json.dumps({"message": "taken\x00\r\nby pat-x" + "!" * 999}).encode()
    script = [status(404, b"{}", connection="close"), status(409, said)]
    async with HttpSaboteur(script) as server:
        clock = SetClock()
        crm = HubSpot(
            http_client(), token="pat-x", clock=clock, stages={}, url=server.url
        )
        outcome = await crm.push_lead(lead("ada@north.example"))
        await crm.close()
    told = "HubSpot: 409 taken by ***"
    assert outcome == PushRefused(told.ljust(409, "!"))
