"""Notes in HubSpot: as they were written, found again, and never twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.adapters.crm.hubspot import note as hubspot_note
from outreach.ports import Pushed, PushLater, PushRefused
from tests.adapters.crm.hubspot_world import SECOND, World, opened, pushed
from tests.adapters.crm.world import START, note

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with opened() as made:
        yield made


async def test_a_note_is_html_that_shows_the_text_as_it_was(world: World) -> None:
    contact_id = await pushed(world)
    await world.crm.push_note(contact_id, note("touch:1", "Hi <b>Ada</b>,\nR&D?"))
    mark = hubspot_note.mark("touch:1")
    (html,) = world.server.account.notes_of(contact_id)
    assert html == (
        "<p><strong>Sent: intro</strong></p>"
        "<p>Hi &lt;b&gt;Ada&lt;/b&gt;,<br>R&amp;D?</p>"
        f"<p><em>{mark}</em></p>"
    )
    (written,) = world.server.account.notes.values()
    assert written.properties["hs_timestamp"] == "1795338000000"


async def test_a_note_too_long_is_cut_and_keeps_its_mark(world: World) -> None:
    contact_id = await pushed(world)
    outcome = await world.crm.push_note(contact_id, note("touch:1", "<" * 70_000))
    assert outcome == Pushed(contact_id)
    (text,) = world.server.account.notes_of(contact_id)
    assert len(text) <= 65_536
    assert text.endswith(f"…</p><p><em>{hubspot_note.mark('touch:1')}</em></p>")


async def test_a_note_is_found_among_many_others(world: World) -> None:
    contact_id = await pushed(world)
    await world.crm.push_note(contact_id, note("touch:1"))
    for number in range(620):
        world.server.account.create_note(
            {"hs_timestamp": "1795338000000", "hs_note_body": f"Call {number}"},
            [{"to": {"id": contact_id}, "types": [hubspot_note.NOTE_TO_CONTACT]}],
        )
    world.clock.forward(10 * SECOND)
    assert await world.crm.push_note(contact_id, note("touch:1")) == Pushed(contact_id)
    assert len(world.server.account.notes) == 621
    assert world.server.requests.count("POST /crm/v3/objects/notes") == 1


async def test_a_note_whose_answer_was_lost_is_known_after_a_restart(
    world: World,
) -> None:
    contact_id = await pushed(world)
    world.server.lose_answers(1)
    lost = await world.crm.push_note(contact_id, note())
    assert isinstance(lost, PushLater)
    # A request still on its way has a minute to land.
    assert lost.not_before == START + timedelta(minutes=1)
    other = world.adapter()
    assert await other.push_note(contact_id, note()) == Pushed(contact_id)
    assert len(world.server.account.notes) == 1
    await other.close()


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("associations/notes", 500, b"{}"),
        ("associations/notes", 200, b"{}"),
        ("associations/notes", 200, b'{"results": {}}'),
        ("batch/read", 500, b"{}"),
        ("batch/read", 200, b"{}"),
        ("batch/read", 207, b'{"results": [], "errors": [{"category": "OTHER"}]}'),
        ("batch/read", 207, b'{"results": [], "errors": 3}'),
    ],
)
async def test_no_note_is_written_while_the_others_cannot_be_read(
    world: World, path: str, status: int, body: bytes
) -> None:
    contact_id = await pushed(world)
    await world.crm.push_note(contact_id, note())
    world.server.fail(status, body=body, path=path)
    assert isinstance(await world.crm.push_note(contact_id, note()), PushLater)
    assert len(world.server.account.notes) == 1


async def test_a_note_deleted_while_it_is_read_is_not_waited_for(world: World) -> None:
    contact_id = await pushed(world)
    await world.crm.push_note(contact_id, note("touch:1"))
    world.server.account.notes.clear()
    outcome = await world.crm.push_note(contact_id, note("touch:2"))
    assert outcome == Pushed(contact_id)


async def test_a_note_on_a_contact_that_is_gone_is_refused(world: World) -> None:
    contact_id = await pushed(world)
    world.server.account.delete(contact_id)
    outcome = await world.crm.push_note(contact_id, note())
    assert isinstance(outcome, PushRefused)
    assert "404" in outcome.detail
