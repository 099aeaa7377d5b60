"""What every CRM adapter promises, over a spreadsheet, a webhook and a HubSpot."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import pytest
from starlette.responses import Response

from outreach.adapters.crm.csv_file import CsvFile
from outreach.adapters.crm.hubspot import HubSpot
from outreach.adapters.crm.webhook import Webhook
from outreach.adapters.http import http_client
from outreach.ports import Crm, Pushed, PushLater, PushRefused
from outreach.sandbox.hubspot_server import HubSpotServer
from tests.adapters.crm.world import Receiver, SetClock, lead, note

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

STAGES = {"contacted": "ATTEMPTED_TO_CONTACT", "qualified": "OPEN_DEAL"}


class Far(Protocol):
    """The far side of an adapter, as a test looks at it and hurts it."""

    crm: Crm

    def leads(self) -> dict[str, str]:
        """Return the first name held for each address."""
        ...

    def notes(self) -> int:
        """Return how many notes are held."""
        ...

    def lose_answer(self) -> None:
        """Let the next push be done, and its answer be lost."""
        ...

    def throttle(self) -> None:
        """Take nothing until `recover`."""
        ...

    def recover(self) -> None:
        """Take everything again."""
        ...


@dataclass
class _CsvFar:
    """A spreadsheet. A lost answer is a process that died: another opens the file."""

    crm: Crm
    path: Path
    kept: bytes = b""

    def leads(self) -> dict[str, str]:
        return {row["email"]: row["first_name"] for row in _rows(self.path)}

    def notes(self) -> int:
        return len(_rows(self.path.with_name("leads-notes.csv")))

    def lose_answer(self) -> None:
        self.crm = CsvFile(self.path)

    def throttle(self) -> None:
        self.kept = self.path.read_bytes()
        self.path.write_bytes("id;é\n".encode("latin-1"))

    def recover(self) -> None:
        self.path.write_bytes(self.kept)


@dataclass
class _WebhookFar:
    """A receiver that takes what it is told once an id, as the scheme asks."""

    crm: Crm
    receiver: Receiver

    def leads(self) -> dict[str, str]:
        told = self.receiver.data("lead.upserted")
        return {str(data["email"]): str(data["first_name"]) for data in told}

    def notes(self) -> int:
        return len(self.receiver.data("note.created"))

    def lose_answer(self) -> None:
        self.receiver.loses += 1

    def throttle(self) -> None:
        self.receiver.answers.append(Response(status_code=429))

    def recover(self) -> None:
        self.receiver.answers.clear()


@dataclass
class _HubSpotFar:
    """The stateful HubSpot of the sandbox."""

    crm: Crm
    server: HubSpotServer
    clock: SetClock

    def leads(self) -> dict[str, str]:
        held = [each.properties for each in self.server.account.contacts.values()]
        return {each["email"]: each["firstname"] for each in held}

    def notes(self) -> int:
        return len(self.server.account.notes)

    def lose_answer(self) -> None:
        self.server.lose_answers(1)

    def throttle(self) -> None:
        self.server.fail(429, body=b'{"policyName": "TEN_SECONDLY_ROLLING"}')

    def recover(self) -> None:
        self.clock.forward(timedelta(seconds=10))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(params=["csv", "webhook", "hubspot"])
async def far(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Far]:
    clock = SetClock()
    client = http_client()
    if request.param == "csv":
        path = tmp_path / "leads.csv"
        yield _CsvFar(CsvFile(path), path)
    elif request.param == "webhook":
        async with Receiver() as receiver:
            hook = Webhook(client, url=receiver.url, secret="s", clock=clock)
            yield _WebhookFar(hook, receiver)
            await hook.close()
    else:
        async with HubSpotServer(clock) as server:
            hubspot = HubSpot(
                client, token=server.token, clock=clock, stages=STAGES, url=server.url
            )
            yield _HubSpotFar(hubspot, server, clock)
            await hubspot.close()
    await client.aclose()


async def test_a_lead_pushed_twice_is_one_record(far: Far) -> None:
    first = await far.crm.push_lead(lead())
    assert isinstance(first, Pushed)
    assert await far.crm.push_lead(lead()) == first
    assert far.leads() == {"ada@north.example": "Ada"}


async def test_a_record_is_updated_by_its_id_once_known(far: Far) -> None:
    made = await far.crm.push_lead(lead())
    assert isinstance(made, Pushed)
    known = lead(external_id=made.external_id, first_name="Augusta")
    updated = await far.crm.push_lead(known)
    assert isinstance(updated, Pushed)
    assert updated.external_id == made.external_id
    assert far.leads() == {"ada@north.example": "Augusta"}


async def test_a_lost_answer_makes_no_second_record(far: Far) -> None:
    far.lose_answer()
    await far.crm.push_lead(lead())
    assert isinstance(await far.crm.push_lead(lead()), Pushed)
    assert far.leads() == {"ada@north.example": "Ada"}


async def test_a_note_is_there_once_a_key(far: Far) -> None:
    made = await far.crm.push_lead(lead())
    assert isinstance(made, Pushed)
    keys = ["touch:1", "touch:1", "touch:2", "touch:1"]
    outcomes = [await far.crm.push_note(made.external_id, note(key)) for key in keys]
    assert outcomes == [Pushed(made.external_id)] * 4
    assert far.notes() == 2


async def test_a_note_is_there_once_though_its_answer_was_lost(far: Far) -> None:
    made = await far.crm.push_lead(lead())
    assert isinstance(made, Pushed)
    far.lose_answer()
    await far.crm.push_note(made.external_id, note())
    assert await far.crm.push_note(made.external_id, note()) == Pushed(made.external_id)
    assert far.notes() == 1


async def test_what_is_throttled_is_pushed_later(far: Far) -> None:
    await far.crm.push_lead(lead())
    far.throttle()
    augusta = lead(first_name="Augusta")
    assert isinstance(await far.crm.push_lead(augusta), PushLater)
    far.recover()
    assert far.leads() == {"ada@north.example": "Ada"}
    assert isinstance(await far.crm.push_lead(augusta), Pushed)
    assert far.leads() == {"ada@north.example": "Augusta"}


async def test_a_refused_record_does_not_hold_up_the_next(far: Far) -> None:
    assert isinstance(await far.crm.push_lead(lead("")), PushRefused)
    assert isinstance(await far.crm.push_lead(lead("bo@south.example")), Pushed)
    assert far.leads() == {"bo@south.example": "Ada"}


async def test_hostile_text_is_carried_or_refused_but_breaks_nothing(far: Far) -> None:
    nasty = 'x\0\ud800"\n,;=cmd()<script>' * 3000
    outcome = await far.crm.push_lead(lead(company=nasty, first_name="=1+1"))
    assert isinstance(outcome, Pushed | PushRefused)
    made = await far.crm.push_lead(lead("bo@south.example"))
    assert isinstance(made, Pushed)
    hostile = note("=key\n\0", body=nasty)
    first = await far.crm.push_note(made.external_id, hostile)
    assert await far.crm.push_note(made.external_id, hostile) == first
    assert isinstance(await far.crm.push_lead(lead("bo@south.example")), Pushed)


async def test_pulling_from_the_cursor_tells_nothing_twice(far: Far) -> None:
    await far.crm.push_lead(lead())
    _, cursor = await far.crm.pull("")
    changes, following = await far.crm.pull(cursor)
    assert (list(changes), following) == ([], cursor)
