"""A lead that nothing holds up gets each message at the instant that preview told."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from outreach.services.preview import preview
from outreach.services.wakeup import next_instant
from outreach.store import lead as leads
from outreach.store import version as versions
from tests.services import deployment
from tests.services.arena import Arena, arena

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.core.model import LeadId

TICK = timedelta(seconds=1)  # to pass over a step takes one more
# Before Christmas, on a Saturday, and before clocks change in America and in Europe.
STARTS = (
    datetime(2026, 12, 23, 15, 20, tzinfo=UTC),
    datetime(2026, 3, 7, 12, tzinfo=UTC),
    datetime(2026, 3, 27, 23, 59, 30, tzinfo=UTC),
    datetime(2026, 10, 23, 8, tzinfo=UTC),
)
HOURS = (
    '"09:00-17:30"',
    '["08:00-09:00", "14:00-15:00"]',
    '"01:30-03:00"',
    '"00:00-24:00"',
)
DAYS = ("working", "[mon, wed, sun]", "[mon, tue, wed, thu, fri, sat, sun]")
AFTER = ("0 minutes", "90 minutes", "3 days", "1 working day", "3 working days")


@dataclass(frozen=True, slots=True)
class Play:
    """A lead and a sequence, as an author writes it."""

    start: datetime
    zone: str
    country: str
    window: str
    steps: tuple[str, ...]

    def text(self) -> str:
        steps = "".join(
            f"  - id: s{number}\n{each}" for number, each in enumerate(self.steps)
        )
        return f"{self.window}senders: {{email: [anna]}}\nsteps:\n{steps}"


WINDOWS = st.builds(
    "window: {{days: {}, hours: {}, timezone: {}, holidays: {}}}\n".format,
    st.sampled_from(DAYS),
    st.sampled_from(HOURS),
    st.sampled_from(["lead", "lead", "America/New_York"]),
    st.sampled_from(["lead", "none"]),
)


@st.composite
def _steps(draw: st.DrawFn, *, asks: bool) -> str:
    after = f"    after: {draw(st.sampled_from(AFTER))}\n"
    clocks = ["", '    at: "02:30"\n', '    at: "14:30"\n']
    clock = "" if asks else draw(st.sampled_from(clocks))
    own = draw(st.none() | WINDOWS)
    window = "" if own is None else f"    {own}"
    condition = "    if: not lead.country\n" if asks and draw(st.booleans()) else ""
    does = draw(
        st.sampled_from(
            [
                *2 * ("    email: {subject: Hi, body: Hello.}\n",),
                "    wait: 1 working day\n",
                "    task: {kind: call, title: Call}\n",
                "    wait_for: {event: link.clicked, within: 30 hours}\n",
                "    pause: 26 hours\n",
            ]
        )
    )
    return after + clock + window + condition + does


PLAYS = st.builds(
    Play,
    st.sampled_from(STARTS),
    st.sampled_from(["UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", ""]),
    st.sampled_from(["", "FR", "US", "IL"]),
    WINDOWS,
    st.booleans().flatmap(
        # What is passed over at an hour of day is so a tick after it.
        lambda asks: st.lists(_steps(asks=asks), min_size=1, max_size=4).map(tuple)
    ),
)


async def act(url: str, play: Play) -> None:
    clock = deployment.Clock(play.start)
    async with arena(url, clock=clock, steps=play.text()) as it:
        (lead_id,) = await it.leads(1, timezone=play.zone, country=play.country)
        told = await told_to(it, lead_id)
        await it.enter([lead_id])
        await to_the_end(it)
        touches = await it.rows("touches")
        sent = [
            (t["step"], t["sending_at"]) for t in touches if t["channel"] == "email"
        ]
        assert [step for step, _ in sent] == [step for step, _ in told]
        late = [at - due for (_, at), (_, due) in zip(sent, told, strict=True) if due]
        assert all(timedelta(0) <= each <= len(play.steps) * TICK for each in late)


async def told_to(it: Arena, lead_id: LeadId) -> list[tuple[str, datetime | None]]:
    """Return which messages are previewed for when, on the path on which nobody answers."""
    async with it.engine.database.reading() as connection:
        lead = (await leads.get(connection, [lead_id]))[lead_id]
        version = await versions.current(connection, "hello")
        assert version is not None
        release = await it.engine.catalogue.get(connection, version)
    found = await preview(it.engine, lead, "hello", lambda: release)
    entries = found.paths[0].entries
    return [
        (entry.step, entry.at)
        for entry in entries
        if entry.message is not None and entry.what == "sends"
    ]


async def to_the_end(it: Arena) -> None:
    await it.run()
    for _ in range(100):
        at = await next_instant(it.engine)
        if at is None:
            return
        it.clock.at = at
        await it.run()
    raise AssertionError("it never comes to rest")


# A failing example is small as it is.
@settings(max_examples=15, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(play=PLAYS)
def test_a_message_leaves_at_the_instant_that_preview_told(
    made_database: Path, play: Play
) -> None:
    path = made_database.with_name("preview.db")
    for old in path.parent.glob("preview.db*"):
        old.unlink()
    shutil.copy(made_database, path)
    asyncio.run(act(f"sqlite:///{path}", play))
