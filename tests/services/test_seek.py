"""What may have been sent is looked for where it would be, and absence proves nothing."""

from __future__ import annotations

import asyncio
import itertools
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.model import LeadId
from outreach.core.search import LOOKED_FOR
from outreach.services.erase import erase
from outreach.services.explain import explain
from outreach.services.list_doubts import list_doubts
from outreach.services.seek import seek_touch
from outreach.services.settle_doubt import Evidence, settle_doubt
from outreach.services.to_check import to_check
from tests.services import ear
from tests.services.sent_box import LEA, sent_box

if TYPE_CHECKING:
    from tests.services.sent_box import SentBox


async def _doubt(box: SentBox) -> tuple[int, str, bool]:
    """Return how often the first touch was looked for, what was said, and if it goes on."""
    row = (await box.it.rows("doubts"))[0]
    return row["looks"], row["said"], row["due_at"] is not None


async def test_found_in_sent_it_goes_on_from_when_it_was_sent(
    database_url: str,
) -> None:
    async with sent_box(database_url) as box:
        began = box.it.clock.now()
        await box.doubted()
        box.it.clock.forward(timedelta(hours=2))
        await box.file()
        assert await box.seek() == 1
        (row,) = await box.it.rows("enrollments")
        assert await box.it.ledger() == [("sent", 1)]
        assert (row["step"], row["due_at"]) == ("bump", began + timedelta(days=3))
        settled = await ear.events(box.it, "doubt.settled")
        assert settled == [{"as": "sent", "by": "Sent of anna", "step": "intro"}]
        assert await _doubt(box) == (1, "in Sent", False)
        assert await box.seek() == 0
    assert box.it.wire.counts == {LEA: 1}


async def test_absence_proves_nothing_and_is_looked_at_ever_more_seldom(
    sqlite_url: str,
) -> None:
    async with sent_box(sqlite_url) as box:
        began = box.it.clock.now()
        await box.doubted()
        looked_at = []
        while box.it.clock.now() < began + timedelta(days=8):
            before = len(box.looks)
            await box.seek()
            if len(box.looks) > before:
                looked_at.append(box.it.clock.now() - began)
            box.it.clock.forward(timedelta(minutes=45))
        assert await box.it.ledger() == [("in_doubt", 1)]
        assert await _doubt(box) == (len(looked_at), "not in Sent", False)
    gaps = [b - a for a, b in itertools.pairwise(looked_at)]
    assert gaps == sorted(gaps)
    assert 12 < len(looked_at) < 20
    assert looked_at[-1] <= LOOKED_FOR
    assert box.it.wire.counts == {LEA: 1}


async def test_a_server_that_does_not_answer_is_asked_again_and_costs_no_look(
    sqlite_url: str,
) -> None:
    async with sent_box(sqlite_url) as box:
        await box.doubted(2)
        await box.file(0)
        await box.file(1)
        box.gone = True
        assert await box.seek() == 0
        assert await _doubt(box) == (0, "nobody answers", True)
        box.gone = False
        box.it.clock.forward(timedelta(minutes=6))
        assert await box.seek() == 2
        assert await box.it.ledger() == [("sent", 1)] * 2


async def test_without_a_sent_folder_it_says_what_to_do(sqlite_url: str) -> None:
    async with sent_box(sqlite_url, sent_folder="Nowhere") as box:
        await box.doubted()
        await box.seek()
        _, said, goes_on = await _doubt(box)
        assert await box.it.ledger() == [("in_doubt", 1)]
    assert "'Nowhere'" in said
    assert goes_on


async def test_a_folder_that_is_named_is_the_one_that_is_looked_into(
    sqlite_url: str,
) -> None:
    async with sent_box(sqlite_url, sent_folder="Junk") as box:
        await box.doubted()
        await box.file(folder="Junk")
        assert await box.seek() == 1


async def test_it_is_looked_for_after_a_persons_word_too(database_url: str) -> None:
    async with sent_box(database_url) as box:
        (touch_id,) = await box.doubted()
        await settle_doubt(box.it.engine, touch_id, Evidence.NOT_SENT, by="zoe")
        await box.file()
        assert await box.seek() == 1
        await box.it.run()
        assert await box.it.ledger() == [("sent", 1)]
    assert box.it.wire.counts == {LEA: 1}


async def test_before_a_persons_word_is_taken_one_can_look_at_once(
    sqlite_url: str,
) -> None:
    async with sent_box(sqlite_url) as box:
        (touch_id,) = await box.doubted()
        assert not await seek_touch(box.it.engine, {"anna": box}, touch_id)
        await box.file()
        assert await seek_touch(box.it.engine, {"anna": box}, touch_id)
        assert await seek_touch(box.it.engine, {"anna": box}, touch_id), "known to be"
        assert not await seek_touch(box.it.engine, {}, touch_id + 1)  # type: ignore[arg-type] # none
        assert await box.it.ledger() == [("sent", 1)]


async def test_one_that_cannot_be_looked_for_stops_no_other(sqlite_url: str) -> None:
    async with sent_box(sqlite_url) as box:
        first, second, third = await box.doubted(3)
        await box.it.write("touches", first, message_id="no id at all")
        await box.it.write("touches", second, step="gone", sequence="gone")
        (row,) = [r for r in await box.it.rows("enrollments") if r["id"] == 2]
        await box.it.write("enrollments", row["id"], step="gone")
        await box.file(1)
        await box.file(2)
        assert await box.seek() == 2
        assert await box.it.ledger() == [("in_doubt", 1), ("sent", 1), ("sent", 1)]
        assert (await _doubt(box))[1].startswith("InputError")
    assert third == second + 1


async def test_two_workers_look_for_one_touch_once(database_url: str) -> None:
    async with sent_box(database_url) as box:
        await box.doubted()
        await box.seek()  # from now on it is known
        box.it.clock.forward(timedelta(hours=1))
        box.looks.clear()
        await box.file()
        found = await asyncio.gather(*(box.seek() for _ in range(4)))
        assert sum(found) == 1
        assert (await box.it.kinds()).count("sent") == 1
    assert len(box.looks) == 1


async def test_an_attempt_in_doubt_after_another_is_looked_for_anew(
    sqlite_url: str,
) -> None:
    async with sent_box(sqlite_url) as box:
        (touch_id,) = await box.doubted()
        await box.seek()
        await box.it.write("doubts", touch_id, due_at=None, looks=9)
        await settle_doubt(box.it.engine, touch_id, Evidence.NOT_SENT, by="zoe")
        box.it.clock.forward(timedelta(minutes=1))
        await box.it.mark((await box.it.tick()).claimed)
        await box.it.write("touches", touch_id, state="in_doubt")
        await box.it.write("doubts", touch_id, due_at=None)
        await box.seek()
        assert await _doubt(box) == (1, "not in Sent", True)


async def test_what_was_looked_for_is_told(sqlite_url: str) -> None:
    async with sent_box(sqlite_url, hears=True) as box:
        await box.doubted()
        (fresh,) = await list_doubts(box.it.engine)
        await box.seek()
        (doubt,) = await list_doubts(box.it.engine)
        (listed,) = await to_check(box.it.engine)
        told = await explain(box.it.engine, LeadId(1))
        await box.it.write("doubts", 1, due_at=None)
        (over,) = await list_doubts(box.it.engine)
    assert (fresh.told, fresh.looks_at) == ("", None)
    assert doubt.told == (
        "not in Sent; looked once, last 2026-03-03 10:00, again 2026-03-03 10:01 UTC"
    )
    assert doubt.waits_for == "the Sent folder, a reply or bounce, or a person"
    assert over.waits_for == "a reply or bounce, or a person"
    assert over.told.endswith("last 2026-03-03 10:00 UTC, no more")
    assert listed.detail == f"no answer; {doubt.told}"
    assert listed.remedy == (
        "waits for the Sent folder, a reply or bounce, or a person: "
        "outreach touches settle 1"
    )
    (explained,) = told.enrollments
    assert explained.next_at == doubt.looks_at
    assert doubt.told in explained.why


async def test_nothing_is_looked_for_of_somebody_who_was_erased(
    sqlite_url: str,
) -> None:
    async with sent_box(sqlite_url) as box:
        await box.doubted()
        await box.seek()
        await erase(box.it.engine, LEA)
        assert await box.it.rows("doubts") == []
        await box.seek()
        assert await box.it.rows("doubts") == []
