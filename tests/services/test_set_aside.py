"""What cannot be read is kept, tried so often, then shown to a person; its lead waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from outreach.core.inbound.glance import Glance, glance, sent_to
from outreach.services.ingest import interpret
from outreach.services.set_aside import MOST_TRIES
from outreach.services.to_check import to_check
from outreach.store import inbound
from tests.services import ear
from tests.services.arena import arena

if TYPE_CHECKING:
    from tests.services.arena import Arena

LEA = "lead0@co0.example"
AWAY = "I am out of office until 20 March 2026."


async def _unreadable(it: Arena) -> None:
    """Let in a note that this engine fails at: its zone is none."""
    await it.enroll(1, timezone="")
    await it.run()
    await ear.keep(it, ear.mail(LEA, AWAY, Auto_Submitted="auto-replied"))
    house = replace(it.engine.house, zone="No/Where")
    it.engine = replace(it.engine, house=house)


async def _states(it: Arena) -> list[tuple[str, int]]:
    return [(row["state"], row["tries"]) for row in await it.rows("inbound")]


async def test_after_some_tries_a_person_is_shown_it_and_its_lead_waits(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        sound = it.engine
        await _unreadable(it)
        left = [await interpret(it.engine) for _ in range(MOST_TRIES)]
        assert left == [1, 1, 1, 1, 0]
        assert await _states(it) == [("unreadable", MOST_TRIES)]
        assert await it.states() == [("paused", "unreadable_mail")]
        told = {(one.what, one.reason) for one in await to_check(sound)}
        assert told == {
            ("paused", "unreadable_mail"),
            ("unmatched", "unreadable"),
        }
        (mail,) = (one for one in await to_check(sound) if one.what == "unmatched")
        assert mail.detail.startswith(f"{LEA}: Re: Hello (cannot be read: ")
        it.engine = sound
        it.clock.forward(timedelta(days=30))
        await it.run()
        assert it.wire.counts == {LEA: 1}


async def test_what_is_tried_again_by_hand_is_read(database_url: str) -> None:
    async with arena(database_url) as it:
        sound = it.engine
        await _unreadable(it)
        for _ in range(MOST_TRIES):
            await interpret(it.engine)
        async with sound.database.writing() as connection:
            assert await inbound.try_again(connection, []) == [1]
        assert await interpret(sound) == 0
        assert [state for state, _ in await _states(it)] == ["read"]


async def test_a_mail_that_ends_the_process_takes_the_blame_alone(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        await it.enroll(2)
        await it.run()
        await ear.keep(it, *(ear.mail(f"lead{n}@co{n}.example") for n in (0, 1)))
        async with it.engine.database.writing() as connection:
            first, second = await inbound.uninterpreted(connection, 2)
            # As a process leaves them that dies at the first, over and over.
            await inbound.begin_try(connection, [second])
            await inbound.begin_try(connection, [first], by=MOST_TRIES)
        assert await interpret(it.engine) == 0
        assert [state for state, _ in await _states(it)] == ["unreadable", "read"]
        assert await it.states() == [
            ("paused", "unreadable_mail"),
            ("finished", "replied"),
        ]


async def test_what_names_nobody_is_set_aside_all_the_same(database_url: str) -> None:
    async with arena(database_url) as it:
        await it.enroll(1)
        await ear.keep(it, b"\x00\xff nothing that could be read")
        async with it.engine.database.writing() as connection:
            ids = await inbound.uninterpreted(connection, 1)
            await inbound.begin_try(connection, ids, by=MOST_TRIES)
        assert await interpret(it.engine) == 0
        assert [state for state, _ in await _states(it)] == ["unreadable"]
        assert [state for state, _ in await it.states()] == ["active"]


def test_a_glance_finds_the_author_the_ids_and_the_failed_recipient() -> None:
    content = (
        b"From: Mail System\r\n <MAILER-DAEMON@mx.example>\r\nSubject: Failure\r\n"
        b"In-Reply-To: <a@acme.example>\r\n\r\nFrom: nobody@inside.example\r\n"
        b"Final-Recipient: rfc822; Lea@co.example\r\nMessage-ID: <b@acme.example>\r\n"
    )
    assert glance(content) == Glance(
        ("mailer-daemon@mx.example", "lea@co.example"),
        ("<MAILER-DAEMON@mx.example>", "<a@acme.example>", "<b@acme.example>"),
        "Failure",
    )


def test_where_a_mail_went_is_told_by_its_head() -> None:
    content = (
        b"Delivered-To: anna+o.1@acme.example\r\nFrom: lea@co.example\r\n"
        b"To: Anna Lee\r\n <Anna@acme.example>, Zo\xeb <zoe@acme.example>\r\n\r\n"
        b"To: nobody@inside.example\r\n"
    )
    assert sent_to(content) == (
        "anna+o.1@acme.example",
        "anna@acme.example",
        "zoe@acme.example",
    )


@given(st.binary(max_size=500))
def test_a_glance_at_anything_raises_nothing(content: bytes) -> None:
    found = glance(content)
    told = (*found.addresses, *found.ids, *sent_to(content))
    assert all("\0" not in each for each in told)
