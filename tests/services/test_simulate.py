"""What `simulate` tells: who stops for want of what, what if, starved days, from a file alone."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.core.forecast.world import Assumed, Letter
from outreach.core.model import Lead, LeadId, StepKey
from outreach.core.pacing import Limits, Ramp
from outreach.core.version import Bundle
from outreach.errors import InputError, RenderError
from outreach.services.simulate import Question, simulate
from outreach.services.simulate_lane import WhatIf
from outreach.services.simulate_need import Needs
from outreach.services.write import Occasion, write
from tests.cli.shell import Shell, typing
from tests.services import deployment
from tests.services.twin import Case, foresee, staged

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.core.forecast.outlook import Outlook
    from outreach.services.engine import Release

BODIES = (
    "Hi {{ first_name }}.",
    "Hi {{ first_name | default('you') }}, {{ title | upper }}.",
    '{% if country == "FR" %}Salut {{ city }}{% else %}Hello{% endif %}.',
    "{{ city if title else first_name }}.",
    "{{ spin('Hi', 'Hello') }} {{ company }}{{ spin('', city) }}.",
    "{{ first_name }} of {{ lead.company | default(title) }}.",
    "{% for tag in tags %}{{ tag }}{% endfor %}.",
)
TEXTS = st.sampled_from(["", " ", "Ada", "\u200b", "x" * 30])


def released(body: str) -> Release:
    steps = f"steps:\n  - id: intro\n    email: {{subject: Hello, body: {body!r}}}\n"
    text = f"name: hello\nsenders: {{email: [anna]}}\n{steps}"
    return deployment.read_release(Bundle("hello", text.encode(), deployment.SETTINGS))


RELEASES = {body: released(body) for body in BODIES}


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(BODIES),
    st.lists(
        st.builds(
            Lead,
            id=st.integers(1, 9).map(LeadId),
            email=st.just("a@b.example"),
            first_name=TEXTS,
            title=TEXTS,
            company=TEXTS,
            country=st.sampled_from(["FR", "US"]),
            tags=st.sampled_from([(), ("a",)]),
            fields=TEXTS.map(lambda text: {"city": text}),
        ),
        min_size=2,
        max_size=9,
    ),
)
async def test_what_is_missing_is_what_the_writing_misses(
    body: str, leads: list[Lead]
) -> None:
    release = RELEASES[body]
    async with deployment.engine("sqlite:///:memory:") as opened:
        engine = opened
    needs = Needs(engine, release)
    step = release.sequence.steps[StepKey("intro")]
    for lead in leads:
        try:
            write(Occasion(engine, release, lead, 1, engine.senders["anna"]), step)
            written = ""
        except RenderError as error:
            written = str(error)
        assert needs.missing(Letter(lead, 1, step, "anna", ())) == written


async def told(case: Case, **more: object) -> Outlook:
    async with staged(case) as it:
        [row] = await it.rows("sequences")
        async with it.engine.database.reading() as connection:
            release = await it.engine.catalogue.get(connection, row["version"])
        question = Question(
            {"hello": release},
            ["hello"],
            it.clock.at,
            case.days,
            **more,  # type: ignore[arg-type]
        )
        return (await simulate(it.engine, question)).outlook


TWO = """
senders: {email: [anna]}
window: {days: working, hours: "09:00-17:00", timezone: UTC, holidays: none}
steps:
  - id: intro
    email: {subject: Hello, body: "Hi {{ first_name }}."}
  - id: bump
    after: 1 day
    email: {thread: intro, body: "How is {{ city }}?"}
"""


def crowd(count: int) -> list[dict[str, Any]]:
    return [{"fields": {"city": "Bari"}} for _ in range(count)]


async def test_follow_ups_starve_new_leads_where_the_cap_is_small() -> None:
    outlook = await told(Case(TWO, crowd(8), {"anna": Limits(per_day=2)}, days=20))
    days = [
        (f"{day.on:%d}", day.new, day.follow_ups, day.waiting_new)
        for day in outlook.days
    ]
    assert days[:4] == [
        ("03", 2, 0, 6),
        ("04", 0, 2, 6),
        ("05", 2, 0, 4),
        ("06", 0, 2, 4),
    ]
    assert [f"{day:%d}" for day in outlook.starved_days] == ["04", "06", "10"]
    [lane] = [lane for lane in outlook.lanes if lane.name == "anna"]
    assert (lane.touches, lane.most_waiting, lane.chokes) == (16, 6, True)
    assert outlook.ends == {"no_reply": 8}
    assert outlook.going_on == 0


async def test_who_lacks_data_stops_where_it_is_needed() -> None:
    leads: list[dict[str, Any]] = [
        *crowd(2),
        {"fields": {}},
        {"fields": {}, "first_name": ""},
    ]
    outlook = await told(Case(TWO, leads, days=5))
    stopped = [(each.step, each.reason, each.count) for each in outlook.stopped]
    assert sorted(stopped) == [
        ("bump", "missing_data", 1),
        ("intro", "missing_data", 1),
    ]
    assert (outlook.touches, outlook.going_on, outlook.held) == (5, 2, 2)


async def test_more_senders_and_larger_caps_end_it_sooner() -> None:
    case = Case(TWO, crowd(12), {"anna": Limits(per_day=2, ramp=Ramp(1, 1))}, days=40)
    plain = await told(case)
    helped = await told(case, what_if=WhatIf(senders=2))
    capped = await told(case, what_if=WhatIf(per_day=30))
    names = {lane.name: lane.new for lane in helped.lanes}
    assert names == {"anna": False, "new-1": True, "new-2": True}
    assert plain.touches == helped.touches == capped.touches == 24
    assert plain.last_end_at is not None
    assert helped.last_end_at is not None
    assert capped.last_end_at is not None
    assert helped.last_end_at < plain.last_end_at - timedelta(days=3)
    assert capped.last_end_at < plain.last_end_at


async def test_the_same_question_has_the_same_answer() -> None:
    case = Case(
        TWO, crowd(20), {"anna": Limits(per_day=5)}, assumed=Assumed(0.5, 0.2, 0.5)
    )
    async with staged(case) as it:
        boards = [await foresee(it, case, []) for _ in range(2)]
    first, second = (list(board.tally.touches.each()) for board in boards)
    assert first == second


async def test_nothing_is_changed_by_it() -> None:
    case = Case(TWO, crowd(3))
    async with staged(case) as it:
        before = {name: await it.rows(name) for name in ("leads", "events", "lanes")}
        await foresee(it, case, [])
        assert {name: await it.rows(name) for name in before} == before
        assert await it.rows("enrollments") == []


async def test_a_sequence_without_senders_takes_no_more(sqlite_url: str) -> None:
    del sqlite_url
    steps = "steps:\n  - task: {kind: call, title: Call}\n"
    with pytest.raises(InputError, match="pool"):
        await told(Case(steps, crowd(1)), what_if=WhatIf(senders=1))


@pytest.fixture
def workspace(tmp_path: Path) -> Shell:
    (tmp_path / "sequences").mkdir()
    (tmp_path / "sequences" / "hello.yaml").write_text(f"name: hello{TWO}")
    (tmp_path / "outreach.yaml").write_text(
        "name: acme\ntimezone: Europe/Paris\nfields: [city]\n"
        "database: postgresql://nobody@127.0.0.1:1/none\n"
        "postal_address: Acme, 1 rue X, Paris\nsenders:\n  anna:\n    channel: email\n"
        "    address: anna@acme.example\n    smtp: {host: 127.0.0.1, port: 1, security: none}\n"
        "    limits: {per_day: 2}\n"
    )
    rows = [["email", "first_name", "city"]]
    rows += [[f"p{n}@c{n}.example", f"P{n}", "Bari"] for n in range(5)]
    with (tmp_path / "leads.csv").open("w", newline="") as file:
        csv.writer(file).writerows([*rows, ["no address", "Eve", ""]])
    return Shell(tmp_path)


def test_a_file_is_simulated_without_the_database(workspace: Shell) -> None:
    folder = workspace.folder
    lines = workspace.tell(
        "simulate", "hello", "--leads", folder / "leads.csv", "--start", "2026-11-23",
        "--html", folder / "page.html", "--touches", folder / "touches.csv",
    )  # fmt: skip
    assert (
        "hello: from Mon 23 Nov 2026 to Fri 22 Jan 2027, days of Europe/Paris" in lines
    )
    assert "5 enrollments, 10 touches" in lines
    drawn = [line for line in lines if set(line) & set("█░▒▓·")]
    assert len(drawn) > 5
    assert max(map(len, drawn)) <= 80
    page = (folder / "page.html").read_text("utf-8")
    assert "<svg" in page
    assert "http" not in page
    with (folder / "touches.csv").open(newline="") as file:
        touches = list(csv.DictReader(file))
    assert [row["at"][:10] for row in touches[:3]] == [
        "2026-11-23",
        "2026-11-23",
        "2026-11-24",
    ]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["hello", "--reply-rate", "much"], "--reply-rate much: write a share as 5%"),
        (["hello", "--bounce-rate", "120%"], "--bounce-rate 120%: write a share"),
        (["hello", "--sender", "2"], "--sender 2: write how many more, as +2"),
        (["hello", "--leads", "none.csv"], "none.csv does not exist"),
        (["--leads", "leads.csv"], "--leads: name the sequence"),
        (["hullo", "--leads", "leads.csv"], "hullo"),
    ],
)
def test_what_cannot_be_asked_is_told(
    workspace: Shell, words: list[str], why: str
) -> None:
    files = {"leads.csv": workspace.folder / "leads.csv"}
    named = [str(files.get(word, word)) for word in words]
    answer = typing("-w", str(workspace.folder), "simulate", *named)
    assert answer.status in (1, 2)
    assert why in answer.err
