"""Rows that cannot be read hold up nobody else, wherever they are met."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

from outreach.core.pacing import Limits
from outreach.services.reap import reap
from outreach.services.suppress import suppress
from tests.services import deployment
from tests.services.arena import Arena, arena

if TYPE_CHECKING:
    from collections.abc import Iterable

STEPS = """
senders: {email: [anna]}
window: {days: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00", holidays: none}
steps:
  - id: note
    tag: seen
  - id: intro
    email: {subject: "Hello", body: "Hi {{ first_name }}, hello there."}
"""
LEADS = (
    "fields = '[1]'",
    "tags = '7'",
    "timezone = 'Moon/Base', country = '??'",
    "email = '@@'",
)
ENROLLMENTS = ("senders = '[]'", "step = 'gone'", "ordinal = -5", "reason = 'x'")
TOUCHES = (
    "attempt = -3",
    "step = 'gone'",
    "channel = 'pigeon'",
    "lane = 'nowhere'",
    "message_id = '<x', version = NULL",
)
# It takes any text for JSON or a number.
ONLY_SQLITE_LEADS = (
    "fields = '{no'",
    "tags = 'x'",
    "score = 'much'",
    "email = 'x' || char(10) || 'y@@'",
)
ONLY_SQLITE_ENROLLMENTS = (
    "senders = '{no'",
    "anchor_at = 1000000000000000000",
    "anchor_at = 'soon'",
    "enrolled_at = 'x'",
)
ONLY_SQLITE_TOUCHES = (
    "not_before = 'x'",
    "sending_at = 1000000000000000000",
    "attempt = 'one'",
)
OTHERS = 3  # who nothing is wrong with


def poisons(it: Arena, *, touches: bool = True) -> list[str]:
    """Return statements that each spoil one row, of the first leads, one after another."""
    lite = it.engine.database.is_sqlite
    tables = {
        "leads": (*LEADS, *(ONLY_SQLITE_LEADS if lite else ())),
        "enrollments": (*ENROLLMENTS, *(ONLY_SQLITE_ENROLLMENTS if lite else ())),
    }
    if touches:
        tables["touches"] = (*TOUCHES, *(ONLY_SQLITE_TOUCHES if lite else ()))
    each = ((table, values) for table, several in tables.items() for values in several)
    return [
        f"UPDATE {table} SET {values} WHERE id = {number}"  # noqa: S608 - our own
        for number, (table, values) in enumerate(each, 1)
    ]


async def spoil(it: Arena, statements: Iterable[str]) -> None:
    async with it.engine.database.writing() as connection:
        for statement in statements:
            # A colon would be a parameter.
            await connection.execute(text(statement))


def all_reached(it: Arena, spoilt: int) -> bool:
    """Tell whether each of the others was sent one mail."""
    others = {f"lead{n}@co{n}.example": 1 for n in range(spoilt, spoilt + OTHERS)}
    counts = it.wire.counts
    return others == {address: counts[address] for address in others}


async def go_on(it: Arena) -> None:
    """Go on for a while, as a daemon does."""
    for _ in range(4):
        await it.beat()
        await it.deliver((await it.tick()).claimed)
        it.clock.forward(timedelta(minutes=5))


async def test_they_hold_up_no_thought_and_no_claim(database_url: str) -> None:
    async with arena(database_url, steps=STEPS) as it:
        bad = poisons(it, touches=False)
        await it.enroll(len(bad) + OTHERS)
        await spoil(it, bad)
        await go_on(it)
        assert all_reached(it, len(bad))


async def test_they_hold_up_no_claim_of_their_lane(database_url: str) -> None:
    later = STEPS.replace("  - id: intro\n", "  - id: intro\n    after: 1 hour\n")
    async with arena(database_url, steps=later) as it:
        bad = poisons(it, touches=False)
        await it.enroll(len(bad) + OTHERS)
        await go_on(it)
        assert it.wire.counts == {}
        await spoil(it, bad)
        it.clock.forward(timedelta(hours=1))
        await go_on(it)
        assert all_reached(it, len(bad))


async def test_they_hold_up_no_refusal(database_url: str) -> None:
    later = STEPS.replace("  - id: intro\n", "  - id: intro\n    after: 1 hour\n")
    async with arena(database_url, steps=later) as it:
        await it.enroll(2 + OTHERS)
        await go_on(it)
        bad = ["UPDATE enrollments SET senders = '[]' WHERE id = 1"]
        await spoil(it, bad)
        for number in range(2):
            address = f"lead{number}@co{number}.example"
            await suppress(it.engine, [address], reason="opt_out", source="page")
            due = {"due_at": it.clock.now(), "finished_at": None}
            await it.write("enrollments", number + 1, state="active", reason="", **due)
        it.clock.forward(timedelta(hours=1))
        ticked = await it.tick()
        await it.deliver(ticked.claimed)
        assert all_reached(it, 2)
        assert (await it.states())[:2] == [
            ("paused", "error"),
            ("finished", "stopped"),
        ]


async def test_lanes_that_cannot_be_read_hold_up_no_other(sqlite_url: str) -> None:
    spaced = deployment.sender("anna", Limits(gap=timedelta(seconds=1)))
    senders = {"anna": spaced, "ben": deployment.sender("ben", Limits())}
    both = STEPS.replace("[anna]", "[anna, ben]")
    async with arena(sqlite_url, steps=both, senders=senders) as it:
        await it.enroll(8)
        lanes = [row["senders"]["email"] for row in await it.rows("enrollments")]
        await spoil(it, ["UPDATE lanes SET last_attempt_at = 'x' WHERE name = 'anna'"])
        await go_on(it)
        sent = [r["lane"] for r in await it.rows("touches") if r["state"] == "sent"]
        assert sent == ["ben"] * lanes.count("ben")


async def test_they_hold_up_no_mark(database_url: str) -> None:
    async with arena(database_url, steps=STEPS) as it:
        bad = poisons(it)
        await it.enroll(len(bad) + OTHERS)
        claimed = (await it.tick()).claimed
        await spoil(it, bad)
        await it.deliver(claimed)
        await go_on(it)
        assert all_reached(it, len(bad))
        assert max(it.wire.counts.values()) == 1


async def test_they_hold_up_no_record(sqlite_url: str) -> None:
    async with arena(sqlite_url, steps=STEPS) as it:
        bad = poisons(it)
        await it.enroll(len(bad) + OTHERS)

        def meanwhile() -> None:
            file = it.engine.database.url.database
            with sqlite3.connect(str(file)) as connection:
                while bad_yet:
                    connection.execute(bad_yet.pop())
            connection.close()

        bad_yet = list(bad)
        it.wire.meanwhile = meanwhile
        await it.deliver((await it.tick()).claimed)
        assert bad_yet == []
        await go_on(it)
        assert all_reached(it, len(bad))
        assert max(it.wire.counts.values()) == 1
        rows = await it.rows("touches")
        assert {row["state"] for row in rows[len(bad) :]} == {"sent"}


async def test_they_hold_up_no_claim_that_is_given_back(database_url: str) -> None:
    async with arena(database_url, steps=STEPS) as it:
        bad = poisons(it)
        await it.enroll(len(bad) + OTHERS)
        await it.tick()
        await spoil(it, bad)
        it.clock.forward(timedelta(seconds=61))
        await go_on(it)
        assert all_reached(it, len(bad))


async def test_they_hold_up_no_doubt(database_url: str) -> None:
    async with arena(database_url, steps=STEPS) as it:
        bad = poisons(it)
        await it.enroll(len(bad) + OTHERS)
        await it.mark((await it.tick()).claimed)
        await spoil(it, bad)
        it.clock.forward(timedelta(seconds=61))
        await reap(it.engine)
        assert {row["state"] for row in await it.rows("touches")} == {"in_doubt"}


async def test_they_hold_up_no_pause_that_ends(database_url: str) -> None:
    async with arena(database_url, steps=STEPS) as it:
        bad = poisons(it, touches=False)
        await it.enroll(len(bad) + OTHERS)
        paused = ["UPDATE enrollments SET state = 'paused', due_at = anchor_at"]
        await spoil(it, paused)
        await spoil(it, bad)
        await go_on(it)
        assert all_reached(it, len(bad))
