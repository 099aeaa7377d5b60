"""LinkedIn is done by a person or a provider: paced, counted, and never by a robot."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from outreach.core.signature import signed
from outreach.ports import Errand
from outreach.services.hand_over import hand_over
from outreach.services.reap import reap
from outreach.services.tasks import finish_task, list_tasks
from tests.saboteur.http import HttpSaboteur, Turn, status
from tests.services.texting import ALWAYS, marked_text, phone, reach

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.texting import Phone

PROFILE = "https://www.linkedin.com/in/ada"
STEPS = f"""\
name: hello
senders: {{linkedin: [seat]}}
{ALWAYS}
steps:
  - id: look
    linkedin: {{visit: true}}
  - id: connect
    after: 1 day
    linkedin: {{invite: "Hi {{{{ first_name }}}}, I follow {{{{ company }}}}."}}
  - id: accepted
    wait_for: {{event: task.done, within: 1 week}}
    then:
      - id: thanks
        linkedin: {{message: "Thanks, {{{{ first_name }}}}."}}
"""


async def _tasks(there: Phone) -> list[tuple[str, str, str]]:
    found = await list_tasks(there.world.deployment.engine)
    return [(each.kind, each.title, each.note) for each in found]


async def test_a_touch_becomes_a_task_with_the_words_and_the_profile(
    tmp_path: Path, database_url: str
) -> None:
    async with phone(tmp_path, database_url, steps=STEPS) as there:
        await reach(there, linkedin=PROFILE, last_name="Lee")
        there.world.clock.forward(days=1)
        await there.world.run()
        tasks = await _tasks(there)
        states = await there.world.states()
        kinds = await there.kinds()
    assert tasks == [
        ("linkedin.visit", "Visit Ada Lee on LinkedIn", PROFILE),
        (
            "linkedin.invite",
            "Invite Ada Lee on LinkedIn",
            f"{PROFILE}\n\nHi Ada, I follow Co 0.",
        ),
    ]
    assert states == [("sent", ""), ("sent", "")]
    assert [kind for kind in kinds if kind in ("sent", "task.created")] == [
        "task.created",
        "sent",
    ] * 2


async def test_what_waits_for_a_person_goes_on_when_the_task_is_done(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with phone(tmp_path, sqlite_url, steps=STEPS) as there:
        await reach(there, linkedin=PROFILE)
        there.world.clock.forward(days=1)
        await there.world.run()
        engine = there.world.deployment.engine
        before = len(await _tasks(there))
        await finish_task(engine, 2)
        await there.world.run()
        kinds = [kind for kind, _, _ in await _tasks(there)]
    assert before == 2
    assert kinds == ["linkedin.visit", "linkedin.message"]


async def test_a_task_of_a_lead_that_has_stopped_is_to_be_left(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with phone(tmp_path, sqlite_url, steps=STEPS) as there:
        await reach(there, linkedin=PROFILE)
        engine = there.world.deployment.engine
        before = [each.stopped for each in await list_tasks(engine)]
        await there.text("Not for me, thanks")
        answered = [each.stopped for each in await list_tasks(engine)]
        await there.text("STOP")
        opted_out = [each.stopped for each in await list_tasks(engine)]
    assert (before, answered, opted_out) == ([""], ["replied"], ["opt_out"])


async def test_a_task_of_a_lead_that_is_paused_is_to_be_left_for_now(
    tmp_path: Path, sqlite_url: str
) -> None:
    steps = STEPS + "on:\n  reply.not_now: [{pause: 60 days}]\n"
    async with phone(tmp_path, sqlite_url, steps=steps) as there:
        await reach(there, linkedin=PROFILE)
        await there.text("Not now, try again next quarter please")
        engine = there.world.deployment.engine
        asked_later = [each.stopped for each in await list_tasks(engine)]
        there.world.clock.forward(days=61)
        await there.world.run()
        [again, _] = [each.stopped for each in await list_tasks(engine)]
    assert (asked_later, again) == (["paused (sequence)"], "")


async def test_a_pause_that_comes_next_does_not_stop_a_task(
    tmp_path: Path, sqlite_url: str
) -> None:
    steps = STEPS.partition("  - id: connect")[0] + "  - pause: 9 days\n"
    async with phone(tmp_path, sqlite_url, steps=steps) as there:
        await reach(there, linkedin=PROFILE)
        engine = there.world.deployment.engine
        (task,) = await list_tasks(engine)
        standing = await there.standing()
    assert (task.stopped, standing) == ("", [("paused", "sequence")])


async def test_a_lead_without_a_profile_stops_there(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with phone(tmp_path, sqlite_url, steps=STEPS) as there:
        await reach(there)
        standing, tasks = await there.standing(), await _tasks(there)
    assert (standing, tasks) == ([("paused", "missing_data")], [])


async def test_a_note_that_comes_out_too_long_stops_there(
    tmp_path: Path, sqlite_url: str
) -> None:
    steps = STEPS.replace("Hi {{ first_name }}", "{{ company }}")
    async with phone(tmp_path, sqlite_url, steps=steps) as there:
        await reach(there, linkedin=PROFILE, company="x" * 200)
        there.world.clock.forward(days=1)
        await there.world.run()
        rows = await there.world.rows("touches")
    assert [row["state"] for row in rows] == ["sent", "skipped"]


async def test_a_seat_keeps_its_cap(tmp_path: Path, sqlite_url: str) -> None:
    seat = "by: person\n    limits: {per_day: 3}"
    async with phone(tmp_path, sqlite_url, steps=STEPS, seat=seat) as there:
        await there.world.enroll(1, linkedin=PROFILE)
        ids = [(f"email:more{n}@x.example", f"more{n}@x.example") for n in range(5)]
        for identity, email in ids:
            more = {"identity": identity, "email": email, "linkedin": PROFILE}
            await there.world.enroll(1, **more)
        await there.world.run()
        tasks = await _tasks(there)
    assert len(tasks) == 3


async def test_without_a_seat_it_is_a_task_all_the_same(
    tmp_path: Path, sqlite_url: str
) -> None:
    steps = STEPS.replace("senders: {linkedin: [seat]}\n", "")
    async with phone(tmp_path, sqlite_url, steps=steps) as there:
        await reach(there, linkedin=PROFILE)
        tasks = await _tasks(there)
    assert [kind for kind, _, _ in tasks] == ["linkedin.visit"]


async def test_a_touch_is_handed_over_once(tmp_path: Path, database_url: str) -> None:
    async with phone(tmp_path, database_url, steps=STEPS) as there:
        await reach(there, linkedin=PROFILE)
        (touch,) = await there.world.rows("touches")
        errand = Errand(
            touch["lane"], touch["message_id"], "linkedin.visit", "Visit", PROFILE, ""
        )
        engine = there.world.deployment.engine
        again = [await hand_over(engine, errand) for _ in range(2)]
        tasks = await _tasks(there)
    assert [repr(each) for each in again] == ["Sent(reference='task 1')"] * 2
    assert len(tasks) == 1


async def test_a_touch_whose_task_is_there_is_in_no_doubt(
    tmp_path: Path, database_url: str
) -> None:
    async with phone(tmp_path, database_url, steps=STEPS) as there:
        marked = await marked_text(there, linkedin=PROFILE)
        engine = there.world.deployment.engine
        # Its worker is killed when the task is made, and before it can say so.
        await there.world.deployment.channels["linkedin"].send(marked.draft.parcel)
        there.world.clock.forward(minutes=1)
        reaped = await reap(engine)
        there.world.clock.forward(days=1)
        await there.world.run()
        states = await there.world.states()
        kinds = [kind for kind, _, _ in await _tasks(there)]
    assert (reaped.in_doubt, states) == (0, [("sent", ""), ("sent", "")])
    assert kinds == ["linkedin.visit", "linkedin.invite"]


@pytest.mark.parametrize(
    ("turn", "state"),
    [
        (status(202), "sent"),
        (status(422, b"no such profile"), "rejected"),
        (status(503), "deferred"),
        (status(401), "deferred"),
        (Turn(), "in_doubt"),
    ],
    ids=["taken", "refused", "later", "not us", "broken off"],
)
async def test_a_provider_s_answer_is_that_of_a_webhook(
    tmp_path: Path, sqlite_url: str, turn: Turn, state: str
) -> None:
    async with HttpSaboteur([turn]) as server:
        seat = f'webhook: {{url: "{server.url}/act", secret: "${{SEAT}}"}}'
        async with phone(
            tmp_path, sqlite_url, steps=STEPS, seat=seat, env={"SEAT": "shh"}
        ) as there:
            await reach(there, linkedin=PROFILE)
            (touch,) = await there.world.rows("touches")
            tasks = await _tasks(there)
    [heard] = server.heard
    key = touch["message_id"].strip("<>")
    stamp = heard.headers["webhook-timestamp"]
    assert signed("shh", key, stamp, heard.content).items() <= heard.headers.items()
    assert heard.headers["idempotency-key"] == key
    assert json.loads(heard.content) == {
        "type": "linkedin.visit",
        "data": {
            "seat": "seat",
            "touch": key,
            "profile": PROFILE,
            "text": "",
            "lead": {"name": "Ada", "company": "Co 0", "title": ""},
        },
    }
    assert (touch["state"], tasks) == (state, [])


def test_a_secret_in_base64_signs_with_its_bytes() -> None:
    plain = signed("abc", "touch", "0", b"{}")
    assert signed("whsec_YWJj", "touch", "0", b"{}") == plain
    assert plain["webhook-signature"].startswith("v1,")
