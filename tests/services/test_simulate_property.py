"""Whatever the sequence, the senders and the leads: what is foreseen is what happens."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.core.forecast.world import Assumed
from outreach.core.pacing import Limits, Ramp
from outreach.core.sequence import Window
from tests.services.twin import Case, run_twice

STARTS = (
    datetime(2026, 3, 3, 10, tzinfo=UTC),  # New York changes its clocks on the 8th
    datetime(2026, 3, 27, 8, 30, tzinfo=UTC),  # Europe on the 29th
    datetime(2026, 4, 2, 6, tzinfo=UTC),  # Easter
    datetime(2026, 10, 23, 22, 10, tzinfo=UTC),
    datetime(2026, 12, 30, 15, tzinfo=UTC),
)
DELAYS = ("90 minutes", "6 hours", "1 day", "2 days", "1 working day", "2 working days")
CONDITIONS = (
    'lead.country == "US"',
    '"link.clicked" in events',
    '"reply" not in events',
    "lead.city",
    '"cold" in lead.tags',
)
HOURS = ("09:00-17:00", "08:00-11:30", "13:00-24:00", "00:00-24:00")
DAYS = ("working", ["mon", "wed", "thu"], ["sat", "sun", "mon"])
WINDOWS = st.fixed_dictionaries(
    {
        "days": st.sampled_from(DAYS),
        "hours": st.sampled_from(HOURS),
        "timezone": st.sampled_from(["lead", "Europe/Paris"]),
        "holidays": st.sampled_from(["lead", "none"]),
    }
)
BODIES = ("Hello there.", "Hello {{ first_name }}.", "How is {{ city }}?")


PLAIN: dict[str, Any] = {
    "tag": "cold",
    "task": {"kind": "call", "title": "Call"},
    "set": {"city": "Rome", "timezone": "Asia/Tokyo"},
    "stage": "qualified",
    "stop": True,
    "goal": "done",
}


@st.composite
def _email(draw: st.DrawFn) -> dict[str, Any]:
    body = draw(st.sampled_from(BODIES))
    step: dict[str, Any] = {"email": {"subject": "Hello", "body": body}}
    if draw(st.integers(0, 4)) == 0:
        step["window"] = draw(WINDOWS)
    elif draw(st.integers(0, 4)) == 0:
        step["at"] = "10:30"
    if draw(st.integers(0, 5)) == 0:
        step["sender"] = "ben"
    return step


@st.composite
def _step(draw: st.DrawFn, key: str, depth: int) -> dict[str, Any]:
    kinds = ["email", "email", "email", "tag", "task", "wait", "set", "pause", "stage"]
    kinds += ["stop", "goal"] if draw(st.booleans()) else []
    kinds += ["wait_for", "branch"] * (2 if depth else 0)
    kind = draw(st.sampled_from(kinds))
    step: dict[str, Any] = {"id": key}
    match kind:
        case "email":
            step |= draw(_email())
        case "wait":
            step["wait"] = draw(st.sampled_from(DELAYS))
        case "wait_for":
            event = draw(st.sampled_from(["link.clicked", "reply", "stage.replied"]))
            within = draw(st.sampled_from(DELAYS))
            step["wait_for"] = {"event": event, "within": within}
            step |= draw(_arms(key, depth))
        case "branch":
            step["branch"] = draw(st.sampled_from(CONDITIONS))
            step |= draw(_arms(key, depth))
        case _:
            step[kind] = {**PLAIN, "pause": draw(st.sampled_from(DELAYS))}[kind]
    if draw(st.booleans()):
        step["after"] = draw(st.sampled_from(DELAYS))
    if draw(st.integers(0, 4)) == 0:
        step["if"] = draw(st.sampled_from(CONDITIONS))
    return step


@st.composite
def _arms(draw: st.DrawFn, key: str, depth: int) -> dict[str, Any]:
    arms = {}
    for arm in ("then", "else"):
        if arm == "then" or draw(st.booleans()):
            arms[arm] = draw(_steps(f"{key}{arm[0]}", depth - 1))
    return arms


@st.composite
def _steps(draw: st.DrawFn, prefix: str, depth: int) -> list[dict[str, Any]]:
    count = draw(st.integers(1, 4 if depth == 2 else 2))
    return [draw(_step(f"{prefix}{n}", depth)) for n in range(count)]


REACTIONS = {
    "reply.not_now": [{"pause": "3 days"}],
    "link.clicked": [{"tag": "cold"}],
    "stage.replied": [{"set": {"city": "Oslo"}}],
    "bounce": [{"task": {"kind": "custom", "title": "Look"}}],
}


@st.composite
def _sequence(draw: st.DrawFn) -> str:
    first = {"id": "first", "email": {"subject": "Hello", "body": "Hello."}}
    rule: dict[str, Any] = {
        "on_reply": draw(st.sampled_from(["nothing", "pause", "stop"]))
    }
    if draw(st.booleans()):
        rule["max_active"] = draw(st.integers(1, 2))
    exits = draw(
        st.sampled_from([["reply", "bounce"], ["bounce"], ["stage.qualified"]])
    )
    whole = {
        "senders": {"email": ["anna", "ben"]},
        "window": draw(WINDOWS),
        "exit_on": exits,
        "company": rule,
        "steps": [first, *draw(_steps("s", 2))],
        "on": {
            kind: actions for kind, actions in REACTIONS.items() if draw(st.booleans())
        },
    }
    return "\n".join(f"{json.dumps(key)}: {json.dumps(whole[key])}" for key in whole)


LIMITS = st.builds(
    Limits,
    per_day=st.none() | st.integers(1, 6),
    gap=st.sampled_from([timedelta(0), timedelta(minutes=4), timedelta(hours=2)]),
    jitter=st.sampled_from([timedelta(0), timedelta(minutes=9)]),
    ramp=st.none() | st.builds(Ramp, from_=st.integers(1, 3), by=st.integers(0, 2)),
)
OWN_HOURS = Window(None, ((time(8), time(12, 15)),), "Europe/Paris", "FR")
LEADS = st.lists(
    st.fixed_dictionaries(
        {
            "company_key": st.sampled_from([None, "co1.example", "co2.example"]),
            "country": st.sampled_from(["FR", "US", "JP", "", "IL"]),
            "timezone": st.sampled_from(["", "America/New_York", "Europe/Paris"]),
            "fields": st.sampled_from([{}, {"city": "Bari"}]),
        }
    ),
    min_size=1,
    max_size=9,
)
CASES = st.builds(
    Case,
    steps=_sequence(),
    leads=LEADS,
    limits=st.fixed_dictionaries({"anna": LIMITS, "ben": LIMITS}),
    windows=st.sampled_from([{}, {"anna": OWN_HOURS}]),
    start_at=st.sampled_from(STARTS),
    days=st.just(16),
    tick=st.sampled_from([timedelta(seconds=1), timedelta(minutes=7)]),
    assumed=st.builds(
        Assumed,
        reply_rate=st.sampled_from([0.0, 0.5]),
        bounce_rate=st.sampled_from([0.0, 0.2]),
        click_rate=st.sampled_from([0.0, 0.6]),
        seed=st.integers(0, 9),
    ),
)


@settings(max_examples=12, deadline=None)
@given(CASES)
async def test_any_small_world_goes_as_foreseen(case: Case) -> None:
    twins = await run_twice(case)
    assert twins.foreseen == twins.real
