"""Reading back what people changed in HubSpot: nothing missed, little told twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.adapters.crm.hubspot import HubSpot, change
from outreach.adapters.crm.hubspot.api import Pace
from outreach.adapters.crm.hubspot.moment import MILLISECOND, from_milliseconds
from outreach.adapters.http import http_client
from outreach.errors import Unavailable
from outreach.ports import CrmChange, Pushed
from outreach.sandbox.hubspot_account import HubSpotAccount
from outreach.sandbox.hubspot_search import search
from outreach.sandbox.hubspot_server import HubSpotServer
from tests.adapters.crm.world import START, SetClock, lead

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def _crm(server: HubSpotServer, clock: SetClock) -> HubSpot:
    return HubSpot(
        http_client(),
        token=server.token,
        clock=clock,
        stages={"contacted": "ATTEMPTED_TO_CONTACT"},
        url=server.url,
    )


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
async def server(clock: SetClock) -> AsyncIterator[HubSpotServer]:
    async with HubSpotServer(clock) as running:
        yield running


@pytest.fixture
async def crm(server: HubSpotServer, clock: SetClock) -> AsyncIterator[HubSpot]:
    made = _crm(server, clock)
    yield made
    await made.close()


def _told(changes: object) -> list[tuple[str, str]]:
    assert isinstance(changes, list)
    return [
        (told.external_id, told.value)
        for told in changes
        if told.property == "hs_lead_status"
    ]


async def test_a_status_that_a_person_set_is_told_with_its_time(
    crm: HubSpot, server: HubSpotServer, clock: SetClock
) -> None:
    pushed = await crm.push_lead(lead())
    assert isinstance(pushed, Pushed)
    _, cursor = await crm.pull("")
    clock.forward(MINUTE)
    server.account.edit(pushed.external_id, "hs_lead_status", "UNQUALIFIED")
    changes, _ = await crm.pull(cursor)
    about = (pushed.external_id, "ada@north.example")
    assert changes == [
        CrmChange(*about, "hs_lead_status", "UNQUALIFIED", START + MINUTE),
        CrmChange(*about, "lifecyclestage", "lead", START + MINUTE),
    ]


async def test_a_change_and_back_again_is_told_though_it_looks_the_same(
    crm: HubSpot, server: HubSpotServer, clock: SetClock
) -> None:
    made = server.account.create_contact(
        {"email": "a@b.example", "hs_lead_status": "NEW"}
    )
    _, cursor = await crm.pull("")
    for status in ("OPEN", "NEW"):
        clock.forward(SECOND)
        server.account.edit(made.id, "hs_lead_status", status)
    changes, cursor = await crm.pull(cursor)
    assert _told(changes) == [(made.id, "NEW")]
    changes, _ = await crm.pull(cursor)
    assert _told(changes) == []


async def test_a_change_that_the_index_shows_late_is_told(clock: SetClock) -> None:
    async with HubSpotServer(clock, search_lag=30 * SECOND) as server:
        crm = _crm(server, clock)
        late = server.account.create_contact({"email": "late@b.example"})
        clock.forward(40 * SECOND)
        server.account.edit(late.id, "hs_lead_status", "UNQUALIFIED")
        server.account.create_contact({"email": "other@b.example"})
        cursor = ""
        told: list[tuple[str, str]] = []
        for _ in range(20):
            changes, cursor = await crm.pull(cursor)
            told += _told(changes)
            clock.forward(20 * SECOND)
        assert told == [(late.id, "UNQUALIFIED")]
        await crm.close()


async def test_a_bulk_edit_of_one_instant_is_told_whole_and_once(
    crm: HubSpot, server: HubSpotServer, clock: SetClock
) -> None:
    made = [
        server.account.create_contact({"email": f"p{number}@b.example"})
        for number in range(950)
    ]
    clock.forward(timedelta(hours=1))
    _, cursor = await crm.pull("")
    for record in made:
        server.account.edit(record.id, "hs_lead_status", "UNQUALIFIED")
    told: list[tuple[str, str]] = []
    for _ in range(60):
        changes, cursor = await crm.pull(cursor)
        told += _told(changes)
        clock.forward(5 * SECOND)
    assert sorted(told) == sorted((record.id, "UNQUALIFIED") for record in made)


async def test_the_search_limit_is_kept_to_and_the_walk_goes_on_from_there(
    crm: HubSpot, server: HubSpotServer, clock: SetClock
) -> None:
    for number in range(500):
        server.account.create_contact({"email": f"p{number}@b.example"})
        clock.forward(timedelta(milliseconds=10))
    _, cursor = await crm.pull("")
    searches = [path for path in server.requests if path.endswith("/search")]
    assert len(searches) == 2
    with pytest.raises(Unavailable, match="our own pace is spent"):
        await crm.pull(cursor)


async def test_pushing_at_the_limit_leaves_room_to_hear_a_stop(
    crm: HubSpot, server: HubSpotServer
) -> None:
    for number in range(60):
        await crm.push_lead(lead(f"p{number}@north.example"))
    changes, _ = await crm.pull("")
    assert len(_told(changes)) == len(server.account.contacts)


@pytest.mark.parametrize(
    "cursor", ["nonsense", "1:2:3", "9" * 5000, "-1", "é", "٣", "9" * 15, ":"]
)
async def test_a_cursor_of_another_crm_starts_from_now(
    crm: HubSpot, server: HubSpotServer, cursor: str
) -> None:
    server.account.create_contact({"email": "a@b.example", "hs_lead_status": "NEW"})
    changes, following = await crm.pull(cursor)
    assert _told(changes) == [("101", "NEW")]
    assert following == str(change.Place(START - 3 * MINUTE))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b'{"results": 7}',
        b'{"results": [7]}',
        b'{"results": [' + b",".join([b'{"id": "x", "properties": {}}'] * 200) + b"]}",
        b"[" * 100_000,
    ],
)
async def test_a_search_that_makes_no_sense_is_unavailable(
    crm: HubSpot, server: HubSpotServer, body: bytes
) -> None:
    server.fail(200, body=body, path="/search")
    with pytest.raises(Unavailable):
        await crm.pull("")


@pytest.mark.parametrize("status", [401, 429, 500, 503])
async def test_a_crm_that_does_not_answer_is_unavailable(
    crm: HubSpot, server: HubSpotServer, status: int
) -> None:
    server.fail(status, path="/search")
    with pytest.raises(Unavailable, match=str(status)):
        await crm.pull("")


@settings(max_examples=25, deadline=None)
@given(
    counts=st.lists(
        st.one_of(st.integers(1, 5), st.sampled_from([199, 200, 201, 399, 400, 401])),
        min_size=1,
        max_size=4,
    ),
    gap=st.sampled_from([1, 999, 86_400_000]),
)
def test_the_walk_reaches_every_row_once(counts: list[int], gap: int) -> None:
    clock = SetClock()
    account = HubSpotAccount(clock)
    start = change.Place(clock.now())
    for instant, count in enumerate(counts):
        for number in range(count):
            account.create_contact({"email": f"p{instant}.{number}@b.example"})
        clock.forward(gap * MILLISECOND)
    found: list[int] = []
    place, more = start, True
    while more:
        page = search(account, change.query(place), clock.now())
        results = page["results"]
        assert isinstance(results, list)
        leg = change.leg(place, results)
        assert leg is not None
        found += [row.id for row in leg.rows]
        place, more = leg.place, leg.more
    assert sorted(found) == sorted(int(contact) for contact in account.contacts)


@given(st.integers(0, 4 * 10**12), st.none() | st.integers(0, 10**18))
def test_a_cursor_reads_back_as_the_place_it_names(
    stamp: int, past: int | None
) -> None:
    place = change.Place(from_milliseconds(stamp), past)
    assert change.place(str(place)) == place


@given(st.lists(st.integers(0, 4000), max_size=60), st.integers(1, 5))
def test_no_window_ever_takes_more_than_the_pace(steps: list[int], limit: int) -> None:
    pace = Pace(limit, SECOND)
    now, taken = START, []
    for step in steps:
        now += step * MILLISECOND
        if pace.room_at(now) is None:
            pace.take(now)
            taken.append(now)
    for first, past in zip(taken, taken[limit:], strict=False):
        assert past - first >= SECOND
