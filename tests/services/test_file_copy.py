"""A copy of each mail stands in the Sent folder, once, and never holds a mail up."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.model import Blame, Deferred, Rejected, Unknown
from outreach.services.erase import erase
from outreach.services.file_copy import file_copies
from outreach.services.settle_doubt import Evidence, settle_doubt
from outreach.services.tasks import list_tasks
from tests.services.sent_box import LEA, SentBox, sent_box

if TYPE_CHECKING:
    from outreach.core.model import Outcome

SOON = timedelta(minutes=1)


async def _file(box: SentBox) -> int:
    return await file_copies(box.it.engine, {"anna": box}, "anna")


async def _send(box: SentBox, *answers: Outcome, count: int = 1) -> list[bytes]:
    """Let first mails leave; return the bytes that were marked, as they are kept."""
    await box.it.enroll(count)
    box.it.wire.says = {LEA: list(answers)}
    await box.it.run()
    return [row["content"] for row in await box.it.rows("sent_copies")]


async def test_the_very_bytes_are_filed_once_and_forgotten(database_url: str) -> None:
    async with sent_box(database_url, copies=True) as box:
        kept = await _send(box, count=2)
        assert await _file(box) == 0, "the provider may do it"
        box.it.clock.forward(SOON)
        assert await _file(box) == 2
        assert await _file(box) == 0
        assert await box.sent() == kept
        assert await box.it.rows("sent_copies") == []
    assert [b"Message-ID: " in each for each in kept] == [True, True]


async def test_what_the_provider_has_filed_is_not_filed_again(sqlite_url: str) -> None:
    async with sent_box(sqlite_url, copies=True) as box:
        await _send(box)
        await box.file()
        box.it.clock.forward(SOON)
        assert await _file(box) == 0
        assert await box.it.rows("sent_copies") == []
    assert box.appended == []


async def test_a_copy_that_broke_off_is_searched_for_before_it_is_filed_again(
    sqlite_url: str,
) -> None:
    async with sent_box(sqlite_url, copies=True) as box:
        kept = await _send(box)
        box.breaks = True
        box.it.clock.forward(SOON)
        await _file(box)
        box.it.clock.forward(timedelta(minutes=3))
        await _file(box)
        assert await box.sent() == kept
        assert await box.it.rows("sent_copies") == []
    assert len(box.appended) == 1


async def test_four_workers_file_a_copy_once(database_url: str) -> None:
    async with sent_box(database_url, copies=True) as box:
        kept = await _send(box)
        box.it.clock.forward(SOON)
        await asyncio.gather(*(_file(box) for _ in range(4)))
        assert await box.sent() == kept
    assert len(box.appended) == 1


async def test_a_server_that_is_gone_is_tried_ever_later_and_given_up(
    sqlite_url: str,
) -> None:
    async with sent_box(sqlite_url, copies=True) as box:
        await _send(box, count=3)
        box.gone = True
        tried = set()
        for _ in range(200):
            box.it.clock.forward(timedelta(minutes=15))
            await _file(box)
            tried |= {
                (row["tries"], row["said"]) for row in await box.it.rows("sent_copies")
            }
        assert await box.it.rows("sent_copies") == []
        assert await box.it.ledger() == [("sent", 1)] * 3
        told = await list_tasks(box.it.engine)
    assert [(task.kind, task.title, task.note) for task in told] == [
        (
            "notify",
            "copies of what anna sends do not reach its Sent folder",
            "nobody answers; what was sent is sent all the same",
        )
    ]
    assert tried == {(0, ""), *((n, "nobody answers") for n in range(1, 8))}


async def test_what_was_not_sent_is_not_filed(sqlite_url: str) -> None:
    async with sent_box(sqlite_url, copies=True) as box:
        await _send(box, Rejected(Blame.MESSAGE, "odd"))
        box.it.clock.forward(SOON)
        await _file(box)
        assert await box.it.rows("sent_copies") == []
    assert box.appended == []


async def test_of_a_mail_that_was_put_off_the_last_attempt_is_filed(
    sqlite_url: str,
) -> None:
    async with sent_box(sqlite_url, copies=True) as box:
        first = await _send(box, Deferred("busy"))
        box.it.clock.forward(SOON)
        await _file(box)
        box.it.clock.forward(timedelta(minutes=10))
        await box.it.run()
        (last,) = [row["content"] for row in await box.it.rows("sent_copies")]
        box.it.clock.forward(SOON)
        await _file(box)
        assert await box.sent() == [last]
    assert first != [last], "another date"


async def test_of_a_mail_in_doubt_nothing_is_filed_before_it_is_settled(
    sqlite_url: str,
) -> None:
    async with sent_box(sqlite_url, copies=True) as box:
        kept = await _send(box, Unknown("no answer"))
        for _ in range(3):
            box.it.clock.forward(timedelta(minutes=10))
            await _file(box)
        assert box.appended == [], "or it would be its own evidence"
        (row,) = await box.it.rows("touches")
        await settle_doubt(box.it.engine, row["id"], Evidence.SENT, by="zoe")
        box.it.clock.forward(timedelta(minutes=10))
        await _file(box)
        assert await box.sent() == kept


async def test_a_worker_that_dies_loses_no_copy(sqlite_url: str) -> None:
    async with sent_box(sqlite_url, copies=True) as box:
        await box.it.enroll(1)
        (marked,) = await box.it.mark((await box.it.tick()).claimed)
        box.it.clock.forward(SOON)
        await _file(box)
        await settle_doubt_of(box, marked.touch_id)
        box.it.clock.forward(timedelta(minutes=10))
        await _file(box)
        assert await box.sent() == [marked.draft.parcel.content]


async def settle_doubt_of(box: SentBox, touch_id: int) -> None:
    """Let the touch be given up, then found to be sent."""
    await box.it.tick()
    (row,) = await box.it.rows("touches")
    assert row["state"] == "in_doubt"
    await settle_doubt(box.it.engine, row["id"], Evidence.SENT, by="zoe")
    assert row["id"] == touch_id


async def test_nobody_who_did_not_ask_for_copies_has_any(sqlite_url: str) -> None:
    async with sent_box(sqlite_url) as box:
        assert await _send(box) == []


async def test_an_erased_lead_leaves_no_copy(sqlite_url: str) -> None:
    async with sent_box(sqlite_url, copies=True) as box:
        assert len(await _send(box)) == 1
        await erase(box.it.engine, LEA)
        assert await box.it.rows("sent_copies") == []
