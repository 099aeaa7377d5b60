"""What explain says of each lead is what the engine then does, whatever the deployment."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.core.cap import KINDS, NO_CAPS, Caps
from outreach.core.gate import Answer
from outreach.core.model import LeadId
from outreach.core.pacing import Limits, Ramp
from outreach.core.sequence import Window
from outreach.services.explain import READY, explain
from outreach.services.explain_many import explain_many
from outreach.services.finish import pause
from outreach.services.pause_sender import pause_sender
from outreach.services.wakeup import next_instant
from outreach.store import enrollment as enrollments
from outreach.store import rest, suppression
from tests.services import deployment
from tests.services.arena import Arena, arena

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.services.explain import Explained

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TICK = timedelta(seconds=1)
# Thursday before Christmas, a Saturday, and an hour before the clocks of Europe change.
STARTS = (
    datetime(2026, 12, 24, 8, tzinfo=UTC),
    datetime(2026, 3, 7, 12, tzinfo=UTC),
    datetime(2026, 3, 29, 0, tzinfo=UTC),
)
ZONES = ("UTC", "Europe/Paris", "Asia/Tokyo", "America/New_York", "")
WINDOWS = (
    'days: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00", holidays: none',
    'days: working, hours: "09:00-17:30", holidays: lead',
    'days: working, hours: ["08:00-09:00", "14:00-15:00"], holidays: [FR, DE]',
)
FREE = Limits()
AFTERNOON = Window(frozenset(range(7)), ((time(14), time(16)),), "Europe/Paris", "none")


@dataclass(frozen=True)
class Person:
    """One lead, and what was done about it."""

    zone: str = "UTC"
    country: str = ""
    company: int = 0
    first_name: str = "Lea"
    deed: str = ""  # suppress | hold | away


@dataclass(frozen=True)
class Setting:
    """A deployment to explain."""

    people: tuple[Person, ...]
    start: datetime = STARTS[0]
    window: str = WINDOWS[0]
    limits: Limits = FREE
    hours: Window | None = None
    max_active: int | None = None
    lane: str = ""  # paused | rests
    hours_before: int = 0
    condition: str = ""  # of the first step
    then: str = ""  # of the second
    caps: Caps = NO_CAPS

    def steps(self) -> str:
        most = (
            ""
            if self.max_active is None
            else f"company: {{max_active: {self.max_active}}}\n"
        )
        steps = deployment.SEQUENCE.replace(
            "after: 3 days\n", f"after: 1 day\n{_if(self.then)}"
        ).replace("id: intro\n", f"id: intro\n{_if(self.condition)}")
        return f"window: {{timezone: lead, {self.window}}}\n{most}{steps}"


def _if(condition: str) -> str:
    return f'    if: "{condition}"\n' if condition else ""


PEOPLE = st.builds(
    Person,
    zone=st.sampled_from(ZONES),
    country=st.sampled_from(["", "FR", "US", "JP"]),
    company=st.integers(0, 2),
    first_name=st.sampled_from(["Lea", "Lea", "Lea", ""]),
    deed=st.sampled_from(["", "", "", "suppress", "hold", "away"]),
)
# Each is false for some.
CONDITIONS = st.sampled_from(
    ["", "not lead.country", "lead.timezone != 'Asia/Tokyo'", "'sent' not in events"]
)
SETTINGS = st.builds(
    Setting,
    people=st.lists(PEOPLE, min_size=1, max_size=7).map(tuple),
    start=st.sampled_from(STARTS),
    window=st.sampled_from(WINDOWS),
    limits=st.builds(
        Limits,
        per_day=st.sampled_from([None, 1, 2, 5]),
        gap=st.sampled_from([timedelta(0), 20 * timedelta(minutes=1)]),
        jitter=st.sampled_from([timedelta(0), 10 * timedelta(minutes=1)]),
        ramp=st.none() | st.builds(Ramp, from_=st.integers(1, 2), by=st.integers(1, 2)),
    ),
    hours=st.sampled_from([None, None, AFTERNOON]),
    max_active=st.sampled_from([None, None, 1, 2]),
    lane=st.sampled_from(["", "", "", "paused", "rests"]),
    hours_before=st.integers(0, 60),
    condition=CONDITIONS,
    then=CONDITIONS,
    caps=st.builds(
        Caps,
        per_company=st.sampled_from([None, None, 1, 2]),
        max_new_per_day=st.sampled_from([None, None, 1, 3]),
    ),
)


async def people(it: Arena, setting: Setting) -> None:
    """Bring a deployment about: everyone enrolled, some hours ago."""
    for number, person in enumerate(setting.people):
        ids = await it.leads(
            1,
            first=number,
            timezone=person.zone,
            country=person.country,
            company_key=f"co{person.company}.example",
            first_name=person.first_name,
        )
        await it.enter(ids)
    end = it.clock.now() + setting.hours_before * HOUR
    if setting.hours_before:
        await until(it, end)
    async with it.engine.database.writing() as connection:
        for number, person in enumerate(setting.people):
            rows = await enrollments.open_of(connection, [LeadId(number + 1)])
            if person.deed == "suppress":
                address = f"lead{number}@co{number}.example"
                await suppression.suppress_address(
                    connection, address, "manual", "test", end
                )
            elif person.deed:
                back = end + 30 * HOUR if person.deed == "away" else None
                await pause(it.engine, connection, rows, "manual", back)
        if setting.lane == "rests":
            await rest.begin(connection, "anna", end + 3 * HOUR, end)
    if setting.lane == "paused":
        await pause_sender(it.engine, "anna", "blocked")


async def until(it: Arena, end: datetime) -> None:
    """Let the engine run until an instant, then stand there."""
    await it.run()
    for _ in range(300):
        at = await next_instant(it.engine)
        if at is None or at > end:
            break
        it.clock.at = at
        await it.run()
    else:
        raise AssertionError("it never comes to rest")
    it.clock.at = max(it.clock.at, end)


async def sent(it: Arena) -> dict[tuple[int, str], datetime]:
    """Return when each step's message was sent, by lead."""
    return {
        (row["lead_id"], row["step"]): row["sending_at"]
        for row in await it.rows("touches")
        if row["state"] == "sent"
    }


async def agree(url: str, setting: Setting) -> None:
    senders = {
        name: replace(deployment.sender(name, setting.limits), window=setting.hours)
        for name in ("anna", "ben")
    }
    clock = deployment.Clock(setting.start)
    async with arena(url, steps=setting.steps(), senders=senders, clock=clock) as it:
        it.engine = it.courier.engine = replace(it.engine, caps=setting.caps)
        await people(it, setting)
        told = await tell(it)
        at, before = it.clock.now(), await sent(it)
        await it.run()
        leave_now(told, set(await sent(it)) - set(before))
        await until(it, at + 6 * DAY)
        after = {key: when for key, when in (await sent(it)).items() if when >= at}
        wait_as_long(told, after, loose=stepping_aside(setting, told, before))
        await end_as_told(it, told, after)
        if len(setting.people) == 1:
            leave_when_told(told, after, at + 6 * DAY)


async def tell(it: Arena) -> dict[int, Explained]:
    """Explain everyone, and hold the numbers of all against what each is told."""
    told = {}
    for row in await it.rows("leads"):
        for one in (await explain(it.engine, LeadId(row["id"]))).enrollments:
            told[row["id"]] = one
    overview = await explain_many(it.engine, sequence="hello")
    counted = Counter(one.held for one in told.values())
    found = Counter[str]()
    for group in overview.groups:
        found[group.reason] += group.count
    assert found == counted
    assert overview.total == len(told)
    pinned = Counter(
        row["senders"]["email"]
        for row in await it.rows("enrollments")
        if row["state"] != "finished"
    )
    for name in ("anna", "ben"):
        mine = await explain_many(it.engine, sender=name)
        assert mine.total == pinned[name]
    return told


def leave_now(told: dict[int, Explained], sent_now: set[tuple[int, str]]) -> None:
    """Hold that what was said to be ready has left, and nothing else."""
    ready = {
        (lead_id, one.sends)
        for lead_id, one in told.items()
        if one.held == READY and one.decision == f"send {one.sends}"
    }
    assert sent_now == ready


def stepping_aside(
    setting: Setting,
    told: dict[int, Explained],
    sent_at: dict[tuple[int, str], datetime],
) -> set[int]:
    """Return whose place in the lane's queue is an estimate.

    Those ahead may step aside for a cap over all senders by then. Ahead of a follow-up are
    only follow-ups, for which a cap on new leads is none.
    """
    if setting.caps == NO_CAPS:
        return set()
    follow_ups = {lead_id for lead_id, _ in sent_at}
    firm = follow_ups if setting.caps.per_company is None else set()
    return {lead_id for lead_id, one in told.items() if one.ahead} - firm


def wait_as_long(
    told: dict[int, Explained],
    sent_at: dict[tuple[int, str], datetime],
    loose: set[int],
) -> None:
    """Hold that no message has left before a gate that held it back could pass.

    Who stops waiting for a cap over all senders gives its place to another.
    """
    stopping = any(one.held in ("suppressed", "missing_data") for one in told.values())
    for lead_id, one in told.items():
        at = sent_at.get((lead_id, one.sends))
        for gate in one.gates:
            if at is None or gate.answer is not Answer.WAIT or gate.passes_at is None:
                continue
            if lead_id in loose and gate.gate in ("cap", "gap", "ramp"):
                continue
            if gate.gate in KINDS and stopping:
                continue
            assert at >= gate.passes_at, (lead_id, gate)


async def end_as_told(
    it: Arena, told: dict[int, Explained], sent_at: dict[tuple[int, str], datetime]
) -> None:
    """Hold that what was to stop or to pause has done so, and was not sent."""
    rows = {row["lead_id"]: row for row in await it.rows("enrollments")}
    for lead_id, one in told.items():
        row = rows[lead_id]
        if one.held == "paused" and one.due_at is None:
            assert row["state"] == "paused"
        if one.held in ("suppressed", "missing_data"):
            assert (lead_id, one.sends) not in sent_at
        if one.held == "missing_data":
            assert (row["state"], row["reason"]) == ("paused", "missing_data")


def leave_when_told(
    told: dict[int, Explained],
    sent_at: dict[tuple[int, str], datetime],
    end: datetime,
) -> None:
    """Hold that a lead which competes with nobody is sent to when it was said."""
    for lead_id, one in told.items():
        at = sent_at.get((lead_id, one.sends))
        refused = any(gate.answer in (Answer.STOP, Answer.PAUSE) for gate in one.gates)
        if refused or one.sends_at is None or one.sends_at > end - TICK:
            assert at is None or not refused
        else:
            assert at is not None
            assert timedelta(0) <= at - one.sends_at <= TICK


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with its tables made."""
    path = tmp_path_factory.mktemp("agree") / "template.db"

    async def make() -> None:
        async with deployment.engine(f"sqlite:///{path}"):
            pass

    asyncio.run(make())
    return path


def play(template: Path, setting: Setting) -> None:
    path = template.with_name("play.db")
    for old in template.parent.glob("play.db*"):
        old.unlink()
    shutil.copy(template, path)
    asyncio.run(agree(f"sqlite:///{path}", setting))


@settings(max_examples=8)
@given(setting=SETTINGS)
def test_what_is_told_of_each_is_what_happens(template: Path, setting: Setting) -> None:
    play(template, setting)


@settings(max_examples=8)
@given(setting=SETTINGS)
def test_a_lead_alone_is_sent_to_when_it_was_said(
    template: Path, setting: Setting
) -> None:
    play(template, replace(setting, people=setting.people[:1]))


def test_who_is_passed_over_holds_nobody_up(template: Path) -> None:
    people_ = (Person(country="FR"), Person(country="JP"), Person(), Person())
    limits = Limits(per_day=1, gap=HOUR)
    condition = "not lead.country"
    play(template, Setting(people_, limits=limits, condition=condition))


def test_a_pause_is_over_before_anything_is_passed_over(template: Path) -> None:
    away = Person(country="FR", deed="away")
    play(template, Setting((away,), condition="not lead.country"))


def test_caps_over_all_senders_are_told_as_they_hold(template: Path) -> None:
    people_ = (*(Person(company=1) for _ in range(4)), Person(), Person())
    caps = Caps(per_company=2, max_new_per_day=3)
    play(template, Setting(people_, caps=caps))
    limits = Limits(per_day=2, gap=HOUR)
    play(template, Setting(people_, limits=limits, caps=caps, hours_before=20))


def test_one_due_later_may_find_a_place_before_those_who_wait(template: Path) -> None:
    people_ = (*(Person() for _ in range(4)), Person("Asia/Tokyo", "US"))
    setting = Setting(
        people_,
        start=STARTS[1],
        hours_before=10,
        condition="not lead.country",
        caps=Caps(max_new_per_day=1),
    )
    play(template, setting)


async def test_it_holds_on_postgresql_too(postgres_url: str) -> None:
    people_ = (
        Person("Asia/Tokyo", "JP"),
        Person("", "FR", 1),
        Person("UTC", "", 1),
        Person("UTC", "", 2, ""),
        Person("UTC", "", 2, deed="suppress"),
        Person("UTC", "", 3, deed="away"),
        Person("UTC", "", 4),
        Person("UTC", "", 5),
    )
    limits = Limits(per_day=2, gap=HOUR, ramp=Ramp(1, 1))
    await agree(
        postgres_url,
        Setting(people_, STARTS[0], WINDOWS[1], limits, max_active=1, hours_before=2),
    )
