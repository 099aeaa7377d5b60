"""The simulator's calendar is what the engine then does: the same touches, order and lanes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from outreach.core.cap import Caps
from outreach.core.forecast.world import Assumed
from outreach.core.pacing import Limits, Ramp
from tests.services.twin import Case, run_twice

ZONES = ("Europe/Paris", "America/New_York", "Asia/Tokyo", "UTC")
COUNTRIES = ("FR", "US", "JP", "")
LIVELY = Assumed(0.4, 0.1, 0.5, 7)


def crowd(count: int, companies: int = 1000) -> list[dict[str, object]]:
    """Return so many leads in several zones, of so many companies."""
    return [
        {
            "timezone": ZONES[n % 4],
            "country": COUNTRIES[n % 4],
            "company_key": f"co{n % companies}.example",
            "company": f"Co {n}",
        }
        for n in range(count)
    ]


PACED = """
senders: {email: [anna, ben]}
window: {days: working, hours: "09:00-17:30", timezone: lead, holidays: lead}
steps:
  - id: intro
    email: {subject: "Hello {{ first_name }}", body: "Hi {{ first_name }}, hello there."}
  - id: bump
    after: 3 days
    email: {thread: intro, body: "Still there, {{ first_name }}?"}
  - id: bye
    after: 2 working days
    email: {thread: intro, body: "Bye, {{ first_name }}."}
"""
FORKED = """
senders: {email: [anna, ben]}
window: {days: working, hours: ["09:00-12:00", "13:00-17:30"], timezone: lead, holidays: lead}
company: {max_active: 1, on_reply: stop}
steps:
  - id: intro
    email: {subject: "Hello {{ first_name }}", body: "Hi {{ first_name }}, hello there."}
  - id: looked
    wait_for: {event: link.clicked, within: 2 days}
    then:
      - id: demo
        email: {thread: intro, body: "See this, {{ first_name }}."}
    else:
      - tag: cold
      - id: bump
        after: 1 working day
        if: lead.country != "JP"
        email: {thread: intro, body: "Still there, {{ first_name }}?"}
  - id: call
    after: 6 hours
    task: {kind: call, title: Call}
  - id: bye
    after: 2 days
    if: '"link.clicked" not in events'
    email: {thread: intro, body: "Bye, {{ first_name }}."}
on:
  reply.not_now: [{pause: 4 days}]
  reply.interested: [{stage: qualified}]
  finished.no_reply: [{enroll: later}]
"""
LATER = """
senders: {email: [ben]}
steps:
  - id: letter
    after: 1 day
    email: {subject: News, body: "Hi {{ first_name }}, news."}
"""
WRITTEN = """
senders: {email: [anna, ben]}
window: {days: working, hours: "09:00-17:30", timezone: lead, holidays: lead}
steps:
  - tag: warm
  - id: a
    if: '"warm" in lead.tags'
    email: {subject: "Hello {{ first_name }}", body: "Hi {{ first_name }}, hello there."}
  - set: {city: "near {{ company }}", timezone: Asia/Tokyo, score: "3"}
    after: 1 day
  - branch: lead.score > 2 and lead.city != "" and "fields.set" in events
    then:
      - id: b
        email: {thread: a, body: "Still there, {{ first_name }}?"}
    else:
      - id: c
        email: {thread: a, body: "Gone, {{ first_name }}?"}
  - stage: qualified
  - id: d
    if: lead.stage == "qualified"
    after: 1 working day
    email: {thread: a, body: "Bye, {{ first_name }}."}
  - tag: cold
  - id: e
    wait_for: {event: tagged, within: 3 days}
    then:
      - id: f
        email: {thread: a, body: "Really, {{ first_name }}."}
  - id: g
    if: '"cold" not in lead.tags'
    email: {thread: a, body: "Never, {{ first_name }}."}
"""
CASES = {
    "a cap of new leads and one of companies": Case(
        PACED,
        crowd(24, companies=5),
        {"anna": Limits(per_day=6), "ben": Limits(per_day=8)},
        caps=Caps(per_company=1, max_new_per_day=4),
        days=20,
    ),
    "a sequence's own cap, half way": Case(
        PACED.replace("window:", "max_new_per_day: 3\nwindow:", 1),
        crowd(24),
        {"anna": Limits(per_day=6, gap=timedelta(minutes=20))},
        caps=Caps(domains={"co3.example": 1}),
        days=20,
        before=3,
    ),
    "caps": Case(
        PACED,
        crowd(40),
        {"anna": Limits(per_day=4), "ben": Limits(per_day=6)},
        days=40,
    ),
    "gaps with jitter and a ramp": Case(
        PACED,
        crowd(30),
        {
            "anna": Limits(
                per_day=9,
                gap=timedelta(minutes=5),
                jitter=timedelta(minutes=20),
                ramp=Ramp(1, 2),
            ),
            "ben": Limits(gap=timedelta(minutes=2), jitter=timedelta(minutes=40)),
        },
        # The clocks of New York and of Paris change in between.
        start_at=datetime(2026, 3, 5, 7, tzinfo=UTC),
        days=30,
        assumed=LIVELY,
    ),
    "forks, companies and chains": Case(
        FORKED,
        crowd(36, companies=9),
        {
            "anna": Limits(per_day=8),
            "ben": Limits(per_day=12, gap=timedelta(minutes=3)),
        },
        more={"later": LATER},
        days=45,
        assumed=LIVELY,
    ),
    "holidays and the end of summer time": Case(
        FORKED,
        crowd(24, companies=12),
        {"anna": Limits(per_day=3), "ben": Limits(ramp=Ramp(2, 1))},
        more={"later": LATER},
        start_at=datetime(2026, 10, 20, 5, 13, tzinfo=UTC),
        days=50,
        assumed=Assumed(0.2, 0.05, 0.3, 3),
    ),
    "from the middle of it": Case(
        FORKED,
        crowd(40, companies=14),
        {
            "anna": Limits(per_day=5, gap=timedelta(minutes=7)),
            "ben": Limits(per_day=4, ramp=Ramp(2, 1)),
        },
        more={"later": LATER},
        days=30,
        assumed=LIVELY,
        before=6,
    ),
    "conditions on what was just written": Case(
        WRITTEN,
        crowd(24),
        {"anna": Limits(per_day=5), "ben": Limits(gap=timedelta(minutes=3))},
        days=20,
    ),
    "each tick looked at": Case(
        FORKED,
        crowd(16, companies=5),
        {"anna": Limits(per_day=4), "ben": Limits(per_day=3)},
        more={"later": LATER},
        days=9,
        tick=timedelta(hours=1),
        assumed=LIVELY,
        every_tick=True,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_what_was_foreseen_happens(case: Case) -> None:
    twins = await run_twice(case)
    assert twins.foreseen[0] == twins.real[0]
    assert twins.foreseen[1] == twins.real[1]
    assert len(twins.real[0]) >= len(case.leads) / 2
