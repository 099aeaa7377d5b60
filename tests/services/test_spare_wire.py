"""A real server that goes away and comes back, and one that does not know us any more."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.core.breaker import FIRST_REST, LIMIT
from outreach.core.retry import FIRST_WAIT
from outreach.services.explain import explain
from outreach.services.pause_sender import resume_sender
from outreach.services.status import status
from outreach.services.to_check import to_check
from tests.saboteur.smtp import Saboteur, babble, reply
from tests.services.running import World, opened, write

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.services.status import LaneStatus

MANY = 12
TEAM = ("anna", "ben")
BOTH = """\
name: hello
senders: {email: [anna, ben]}
window: {days: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00", holidays: none}
steps:
  - id: intro
    email: {subject: Hi, body: "Hello {{ first_name }}."}
"""


async def lanes(world: World) -> dict[str, LaneStatus]:
    found = await status(world.deployment.engine)
    return {lane.name: lane for lane in found.lanes}


async def failing(world: World) -> int:
    """Let time pass until the server is left alone; return how many rounds it took."""
    for number in range(1, 2 * LIMIT):
        await world.run()
        if (await lanes(world))["anna"].host is not None:
            return number
        world.clock.forward(minutes=FIRST_WAIT // timedelta(minutes=1))
    raise AssertionError("it is never left alone")


async def test_a_server_that_went_away_is_found_again_by_one_touch_and_all_go_on(
    tmp_path: Path, database_url: str
) -> None:
    server = Saboteur()
    await server.start()
    port = server.port
    await server.stop()
    workspace = write(tmp_path, database_url, port=port, senders=TEAM, steps=BOTH)
    async with opened(workspace) as world:
        await world.enroll(MANY)
        rounds = await failing(world)
        ben = (await lanes(world))["ben"].host
        assert ben is not None
        assert ben.told.startswith(f"127.0.0.1:{port} has been failing since")
        again = Saboteur()
        await again.start(port)
        world.clock.forward(minutes=FIRST_REST // timedelta(minutes=1))
        (probe,) = (await world.tick()).claimed
        await world.deliver()
        assert len(again.accepted) == 1
        await world.run()
        world.clock.forward(minutes=2)
        await world.run()
        touches = await world.rows("touches")
        await world.deployment.courier.close()
        await again.stop()
    # Two lanes fail a round, and what one lane has under way together counts once.
    assert rounds == -(-LIMIT // len(TEAM))
    assert probe in {touch["id"] for touch in touches}
    assert Counter(t["state"] for t in touches) == {"sent": MANY}
    assert {t["failures"] for t in touches} == {0}
    assert (len(again.accepted), again.duplicates) == (MANY, {})


async def test_a_server_that_babbles_is_left_alone_though_it_answers(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with Saboteur({"greeting": [babble()] * 1000}) as server:
        workspace = write(
            tmp_path, sqlite_url, port=server.port, senders=TEAM, steps=BOTH
        )
        async with opened(workspace) as world:
            await world.enroll(MANY)
            await failing(world)
            asked = server.sessions
            world.clock.forward(minutes=4)
            await world.run()
            assert server.sessions == asked


async def test_a_failed_login_pauses_the_lane_at_once_and_tells_a_person(
    tmp_path: Path, sqlite_url: str
) -> None:
    refusal = reply("535 5.7.8 Username and Password not accepted")
    async with Saboteur({"mail": [refusal]}) as server:
        workspace = write(tmp_path, sqlite_url, port=server.port)
        async with opened(workspace) as world:
            engine = world.deployment.engine
            await world.enroll(1)
            await world.run()
            lane = (await lanes(world))["anna"]
            told = await to_check(engine)
            (row,) = await world.rows("enrollments")
            (explained,) = (await explain(engine, row["lead_id"])).enrollments
            assert lane.paused.startswith("535 5.7.8 mail: 535 5.7.8 Username")
            assert [(one.what, one.lead) for one in told] == [("sender", "anna")]
            assert told[0].reason == lane.paused
            assert (row["state"], explained.held) == ("active", "sender_paused")
            (touch,) = await world.rows("touches")
            assert (touch["state"], touch["failures"]) == ("deferred", 0)
            assert lane.host is None

            assert await resume_sender(engine, "anna")
            await world.run()
            assert await world.states() == [("sent", "")]
    assert server.duplicates == {}
