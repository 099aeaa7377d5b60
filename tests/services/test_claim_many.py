"""Many lanes are found, locked and claimed together, each still held to its own limits."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from outreach.core.pacing import Limits
from outreach.services.claim import LANES, claim_lanes, grouped
from outreach.services.scout import CHUNK, Prospect, scout
from outreach.services.tick import BATCH, tick
from tests.services import deployment
from tests.services.arena import arena

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.services.arena import Arena

LIMITS = Limits(per_day=3, gap=timedelta(seconds=90))
ANY_HOUR = (
    "window: {days: [mon, tue, wed, thu, fri, sat, sun],"
    ' hours: "00:00-24:00", holidays: none}\n' + deployment.SEQUENCE
)


@asynccontextmanager
async def fleet(
    url: str, count: int, each: int = 2, limits: Limits = LIMITS
) -> AsyncIterator[Arena]:
    """Open a fleet of senders, each with so many leads due."""
    names = [f"s{number:03}" for number in range(count)]
    senders = {
        name: deployment.sender(name, limits) for name in ("anna", "ben", *names)
    }
    async with arena(url, senders=senders, steps=ANY_HOUR) as opened:
        for position, each_id in enumerate(await opened.enroll(count * each)):
            name = names[position % count]
            await opened.write(
                "enrollments", each_id, lane=name, senders={"email": name}
            )
        yield opened


async def statements(opened: Arena) -> int:
    """Return how many statements a tick takes."""
    said = []

    def listen(*args: Any) -> None:
        said.append(args[2])

    listened = opened.engine.database.engine.sync_engine
    event.listen(listened, "before_cursor_execute", listen)
    await opened.tick()
    event.remove(listened, "before_cursor_execute", listen)
    return len(said)


async def test_a_tick_asks_no_more_often_for_many_lanes_than_for_few(
    tmp_path: Any,
) -> None:
    counts = []
    for count in (2, 40):
        url = f"sqlite:///{tmp_path}/{count}.db"
        async with fleet(url, count) as opened:
            counts.append(await statements(opened))
            assert len(await opened.ledger()) == count
    assert counts[0] == counts[1]


async def test_each_lane_of_a_group_is_held_to_its_own_gap_and_cap(
    database_url: str,
) -> None:
    async with fleet(database_url, 5, each=4) as opened:
        await opened.run()
        assert await opened.ledger() == [("sent", 1)] * 5
        opened.clock.forward(timedelta(seconds=89))
        await opened.run()
        assert await opened.ledger() == [("sent", 1)] * 5
        for _ in range(4):
            opened.clock.forward(timedelta(seconds=90))
            await opened.run()
        rows = await opened.rows("touches")
        lanes = [row["lane"] for row in rows if row["state"] == "sent"]
        assert sorted(lanes) == sorted(f"s{n:03}" for n in range(5) for _ in range(3))


async def test_a_lane_that_another_scheduler_claims_on_gives_it_nothing_twice(
    database_url: str,
) -> None:
    async with fleet(database_url, 3) as opened:
        names = [prospect.name for prospect in await scout(opened.engine)]
        assert names == ["s000", "s001", "s002"]
        first = await claim_lanes(opened.engine, names)
        assert len(first) == 3
        assert await claim_lanes(opened.engine, names) == []


async def test_a_scout_that_needs_little_looks_at_other_lanes_as_time_goes_by(
    database_url: str,
) -> None:
    async with fleet(database_url, 3) as opened:
        seen = set()
        for _ in range(3):
            opened.clock.forward(timedelta(seconds=1))
            ticked = await tick(opened.engine, most=1)
            assert len(ticked.claimed) == 1
            seen |= {row["lane"] for row in await opened.rows("touches")}
        assert seen == {"s000", "s001", "s002"}


async def test_the_ids_of_many_lanes_share_full_messages(database_url: str) -> None:
    wide = Limits(per_day=30)
    async with fleet(database_url, 4, each=20, limits=wide) as opened:
        ticked = await opened.tick()
        queue: Any = opened.engine.queue
        assert [len(ids) for _, ids in queue.jobs] == [BATCH, 80 - BATCH]
        assert [each for _, ids in queue.jobs for each in ids] == ticked.claimed


async def test_a_lane_that_cannot_be_judged_stops_no_other(database_url: str) -> None:
    async with fleet(database_url, 3) as opened:
        for row in await opened.rows("enrollments"):
            if row["lane"] == "s001":
                await opened.write("enrollments", row["id"], step="nowhere")
        await opened.run()
        sent = [row["lane"] for row in await opened.rows("touches")]
        assert sent == ["s000", "s002"]


@given(
    st.lists(
        st.builds(
            Prospect,
            st.integers(0, 999).map(str),
            st.integers(1, CHUNK),
            alone=st.booleans(),
        ),
        max_size=300,
    )
)
def test_groups_hold_every_lane_once_and_no_more_than_a_transaction_takes(
    prospects: list[Prospect],
) -> None:
    several = [replace(each, name=str(n)) for n, each in enumerate(prospects)]
    by_name = {each.name: each for each in several}
    groups = list(grouped(several))
    assert [name for group in groups for name in group] == list(by_name)
    for group in groups:
        total = sum(by_name[name].room for name in group)
        assert len(group) == 1 or total <= CHUNK
        assert len(group) <= LANES
        assert len(group) == 1 or not any(by_name[name].alone for name in group)


async def served_first(opened: Arena, ticks: int, most: int) -> set[str]:
    """Return the lanes that got anything while workers were there for so many a tick."""
    served = set()
    for _ in range(ticks):
        done = await tick(opened.engine, most=most)
        for row in await opened.rows("touches"):
            if row["id"] in done.claimed:
                served.add(row["lane"])
        await opened.deliver(done.claimed)
        opened.clock.at += timedelta(seconds=1)
    return served


async def test_a_lane_that_never_runs_dry_starves_no_other(database_url: str) -> None:
    async with fleet(database_url, 3, each=130, limits=Limits()) as opened:
        # With anna and ben they are five, which as many as are asked for divide by.
        served = await served_first(opened, ticks=12, most=10)
        assert served == {"s000", "s001", "s002"}


async def test_lanes_that_share_a_transaction_take_turns(database_url: str) -> None:
    async with fleet(database_url, 3, each=60, limits=Limits(per_day=50)) as opened:
        assert await served_first(opened, ticks=12, most=4) == {"s000", "s001", "s002"}
