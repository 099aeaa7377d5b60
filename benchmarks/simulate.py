"""Simulating 100,000 leads x 6 steps over 60 days, beside a bare loop over as many heap events."""

from __future__ import annotations

import asyncio
import resource
import sys
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from outreach.adapters import source
from outreach.adapters.calendar import HolidayCalendar
from outreach.adapters.queue import DramatiqQueue
from outreach.adapters.templates import JinjaTemplates
from outreach.core.forecast.world import Assumed
from outreach.core.language import Settings
from outreach.core.model import Lead, LeadId, SenderName
from outreach.core.pacing import Limits
from outreach.core.pipeline import Pipeline, Rule
from outreach.core.version import Bundle, hash_of, sequence_of
from outreach.services.engine import Catalogue, Engine, House, Release, Sender
from outreach.services.simulate import Question, simulate
from outreach.store.database import Database

if TYPE_CHECKING:
    from outreach.services.simulate import Simulated

LEADS = 100_000
SENDERS = 40
DAYS = 60
LIMITS = Limits(per_day=330, gap=timedelta(seconds=60), jitter=timedelta(seconds=30))
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
PLACES = (
    ("Europe/Paris", "FR"),
    ("America/New_York", "US"),
    ("America/Los_Angeles", "US"),
    ("Europe/London", "GB"),
    ("Asia/Tokyo", "JP"),
    ("", "AU"),
    ("Europe/Berlin", "DE"),
    ("Asia/Jerusalem", "IL"),
)
STEPS = """
name: long
senders: {email: [POOL]}
window: {days: working, hours: "09:00-17:30", timezone: lead, holidays: lead}
steps:
  - id: one
    email: {subject: "{{ company }}", body: "Hi {{ first_name }}, about {{ company }}."}
  - id: two
    after: 3 days
    email: {thread: one, body: "Did you see it, {{ first_name }}?"}
  - id: three
    after: 2 working days
    email: {thread: one, body: "One more thought, {{ first_name }}."}
  - id: four
    after: 4 days
    if: '"link.clicked" not in events'
    email: {thread: one, body: "Shall I stop, {{ first_name }}?"}
  - id: five
    after: 3 working days
    email: {subject: "{{ company }} again", body: "Hi {{ first_name }}."}
  - id: six
    after: 5 days
    email: {thread: five, body: "Bye, {{ first_name }}."}
"""


async def main(count: int = LEADS) -> None:
    """Run both, print what was done, how fast, in how much memory, and the ratio."""
    names = [f"s{n}" for n in range(SENDERS)]
    engine, release = _engine(names)
    leads = [_lead(number) for number in range(1, count + 1)]
    question = Question(
        {"long": release}, ["long"], START, DAYS, leads, assumed=Assumed(0.05, 0.02)
    )
    began, worked = perf_counter(), process_time()
    done = await simulate(engine, question)
    took, worked = perf_counter() - began, process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    await engine.database.close()
    touches = done.outlook.touches
    floor = _bare(done)
    print(f"{count:,} leads x 6 steps over {DAYS} days, {SENDERS} senders")
    print(f"  touches      {touches:9,}")
    print(f"  simulate     {touches / took:9,.0f} touches/s")
    print(f"  took         {took:9.1f} s (goal under 60), {worked:.1f} s of one core")
    print(f"  peak memory  {peak:9.0f} MB (goal under 500)")
    print(f"  bare heap    {touches / floor:9,.0f} events/s")
    print(f"  ratio        {worked / floor:9.0f} times the bare loop")


def _engine(names: list[str]) -> tuple[Engine, Release]:
    settings = Settings(
        timezone="Europe/Paris",
        senders=dict.fromkeys(names, "email"),
        stages=("a", "b"),
    )
    bundle = Bundle("long", STEPS.replace("POOL", ", ".join(names)).encode(), settings)
    release = Release(
        version=hash_of(bundle),
        sequence=sequence_of(bundle, source.read),
        templates=JinjaTemplates({}, ()),
        files={},
    )
    senders = {
        name: Sender(
            SenderName(name), "email", name, f"{name}@acme.example", LIMITS, hears=True
        )
        for name in names
    }
    engine = Engine(
        database=Database("sqlite:///:memory:"),
        clock=HouseClock(),
        queue=DramatiqQueue("memory://", ()),
        calendar=HolidayCalendar(),
        catalogue=Catalogue(lambda _: release),
        house=House("Acme", "Europe/Paris", b"a secret of thirty-two bytes, no?"),
        pipeline=Pipeline(("a", "b"), frozenset(), (Rule("sent", "b"),)),
        senders=senders,
        crms={},
        worker="benchmark",
    )
    return engine, release


class HouseClock:
    """A clock that stands."""

    def now(self) -> datetime:
        """Return when it all begins."""
        return START


def _lead(number: int) -> tuple[Lead, str]:
    zone, country = PLACES[number % len(PLACES)]
    company = f"c{number}.example"
    lead = Lead(
        LeadId(number),
        email=f"p{number}@{company}",
        first_name=f"P{number}",
        company=f"Company {number}",
        country=country,
        timezone=zone,
        stage="a",
    )
    return lead, company


def _bare(done: Simulated) -> float:
    """Return how long it takes to push and pop as many events, a crowd of them at a time."""
    began = process_time()
    heap: list[tuple[int, int]] = []
    for number, (tick, flight, *_) in enumerate(done.board.tally.touches.each()):
        heappush(heap, (tick, flight))
        if number >= LEADS:
            heappop(heap)
    while heap:
        heappop(heap)
    return process_time() - began


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:2])))
