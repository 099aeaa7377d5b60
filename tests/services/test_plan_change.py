"""Each kind of edit: what `plan` tells is what `apply` does, and nobody gets a step twice."""

from __future__ import annotations

import pytest

from outreach.errors import Refused
from tests.services import deployment
from tests.services.edit import (
    BUMP,
    BYE,
    DAY,
    INTRO,
    OLD,
    at_every_step,
    changes,
    counts,
    editing,
    mail,
    noticed,
    written,
)


async def test_who_has_yet_to_get_a_changed_text_gets_the_new_one(
    database_url: str,
) -> None:
    new = written(INTRO, mail("bump", after="3 days", version=2), BYE)
    async with editing(database_url, OLD) as editor:
        await at_every_step(editor)
        assert await editor.steps() == ["bye", "bump", "intro"]
        plan = await editor.plan(new)
        assert changes(plan) == [("text", "bump", "", "")]
        assert counts(plan) == {"moves": 3, "text": 2, "unchanged": 1}
        assert noticed(plan) == {"lead1": ("moves", "text"), "lead2": ("moves", "text")}
        await editor.apply(new, plan)
        await editor.end()
        assert editor.tape.of(0) == ["intro v1", "bump v1", "bye v1"]
        assert editor.tape.of(1) == ["intro v1", "bump v2", "bye v1"]
        assert editor.tape.of(2) == ["intro v1", "bump v2", "bye v1"]


async def test_a_delay_counts_from_where_the_old_one_did(sqlite_url: str) -> None:
    new = written(INTRO, mail("bump", after="5 days"), BYE)
    async with editing(sqlite_url, OLD) as editor:
        await at_every_step(editor)
        before = [row["due_at"] for row in await editor.rows()]
        plan = await editor.plan(new)
        assert changes(plan) == [("delay", "bump", "3 days", "5 days")]
        assert counts(plan) == {"due": 1, "moves": 3, "unchanged": 2}
        (one,) = plan.sequences[0].leads
        assert (one.due_from, one.due_at) == (before[1], before[1] + 2 * DAY)
        assert plan.sequences[0].due_to == (before[1] + 2 * DAY, before[1] + 2 * DAY)
        await editor.apply(new, plan)
        after = [row["due_at"] for row in await editor.rows()]
        assert after == [before[0], before[1] + 2 * DAY, before[2]]


async def test_a_shorter_delay_that_is_over_is_due_now_and_never_before(
    sqlite_url: str,
) -> None:
    new = written(INTRO, mail("bump", after="1 hour"), BYE)
    async with editing(sqlite_url, OLD) as editor:
        await editor.enroll()
        await editor.until(editor.it.clock.now() + DAY)
        await editor.apply(new)
        (row,) = await editor.rows()
        assert row["due_at"] == editor.it.clock.now()
        await editor.it.run()
        assert editor.tape.of(0) == ["intro v1", "bump v1"]


async def test_a_step_added_ahead_is_sent_and_one_added_behind_is_not(
    sqlite_url: str,
) -> None:
    case = mail("case", after="1 day")
    new = written(INTRO, case, BUMP, BYE)
    async with editing(sqlite_url, OLD) as editor:
        await at_every_step(editor)
        plan = await editor.plan(new)
        assert changes(plan) == [("added", "case", "", "")]
        assert noticed(plan) == {"lead2": ("moves", "gains")}
        await editor.apply(new, plan)
        await editor.end()
        assert editor.tape.of(0) == ["intro v1", "bump v1", "bye v1"]
        assert editor.tape.of(1) == ["intro v1", "bump v1", "bye v1"]
        assert editor.tape.of(2) == ["intro v1", "case v1", "bump v1", "bye v1"]


async def test_nothing_is_applied_before_it_is_said_where_those_on_a_removed_step_go(
    sqlite_url: str,
) -> None:
    new = written(INTRO, BYE)
    async with editing(sqlite_url, OLD) as editor:
        await at_every_step(editor)
        before = await editor.rows()
        plan = await editor.plan(new)
        assert not plan.is_clear
        assert plan.sequences[0].gone == {"bump": 1}
        assert plan.sequences[0].migrate == {"bump": "bye"}
        with pytest.raises(Refused, match=r"migrate: \{bump: bye\}") as refused:
            await editor.apply(new, plan)
        assert refused.value.code == "unclear_migration"
        assert await editor.rows() == before


@pytest.mark.parametrize(
    ("word", "then", "got"),
    [
        ("bye", ("active", "", "bye"), ["intro v1", "bye v1"]),
        ("stop", ("finished", "stopped", "bump"), ["intro v1"]),
        ("pin", ("active", "", "bump"), ["intro v1", "bump v1", "bye v1"]),
    ],
)
async def test_who_stands_on_a_removed_step_goes_where_it_is_said(
    database_url: str, word: str, then: tuple[str, str, str], got: list[str]
) -> None:
    new = written(INTRO, BYE, tail=f"migrate: {{bump: {word}}}\n")
    async with editing(database_url, OLD) as editor:
        await at_every_step(editor)
        plan = await editor.plan(new)
        what = {"bye": "moves", "stop": "stopped", "pin": "pinned"}[word]
        assert noticed(plan)["lead1"][0] == what
        await editor.apply(new, plan)
        row = (await editor.rows())[1]
        assert (row["state"], row["reason"], row["step"]) == then
        await editor.end()
        assert editor.tape.of(0) == ["intro v1", "bump v1", "bye v1"]
        assert editor.tape.of(1) == got


async def test_what_was_sent_under_an_old_id_counts_as_sent_under_the_new_one(
    database_url: str,
) -> None:
    new = written(
        mail("hello", origin="intro"),
        mail("nudge", after="3 days", origin="bump"),
        BYE,
        tail="migrate: {intro: hello, bump: nudge}\n",
    )
    async with editing(database_url, OLD) as editor:
        await at_every_step(editor)
        plan = await editor.plan(new)
        assert changes(plan) == [
            ("renamed", "hello", "intro", "hello"),
            ("renamed", "nudge", "bump", "nudge"),
        ]
        assert counts(plan) == {"moves": 3, "unchanged": 3}
        await editor.apply(new, plan)
        assert await editor.steps() == ["bye", "nudge", "hello"]
        told = [(t["step"], t["sent_as"]) for t in await editor.it.rows("touches")]
        assert told == [("hello", "intro"), ("nudge", "bump"), ("hello", "intro")]
        await editor.end()
        assert [editor.tape.of(n) for n in range(3)] == [
            ["intro v1", "bump v1", "bye v1"]
        ] * 3


async def test_a_step_that_was_sent_and_lies_ahead_again_is_passed_over(
    database_url: str,
) -> None:
    new = written(INTRO, BYE, BUMP)
    async with editing(database_url, OLD) as editor:
        await at_every_step(editor)
        plan = await editor.plan(new)
        assert noticed(plan) == {
            "lead0": ("moves", "done", "order"),
            "lead1": ("moves", "loses"),
            "lead2": ("moves", "order"),
        }
        await editor.apply(new, plan)
        await editor.end()
        assert editor.tape.of(0) == ["intro v1", "bump v1", "bye v1"]
        assert editor.tape.of(1) == ["intro v1", "bump v1"]
        assert editor.tape.of(2) == ["intro v1", "bye v1", "bump v1"]
        assert await editor.it.states() == [("finished", "no_reply")] * 3


async def test_a_task_is_asked_once_though_it_lies_ahead_again(
    sqlite_url: str,
) -> None:
    call = '  - id: call\n    task: {kind: call, title: "Call {{ first_name }}"}\n'
    old, new = written(INTRO, call, BUMP), written(INTRO, BUMP, call)
    async with editing(sqlite_url, old) as editor:
        await editor.enroll()
        await editor.apply(new)
        await editor.end()
        assert len(await editor.it.rows("tasks")) == 1
        assert await editor.it.states() == [("finished", "no_reply")]


async def test_a_branch_put_around_a_step_is_not_asked_of_who_stands_in_it(
    sqlite_url: str,
) -> None:
    nested = "".join(f"    {line}\n" for line in BUMP.splitlines())
    fork = f"  - id: rich\n    branch: lead.score > 5\n    then:\n{nested}"
    new = written(INTRO, fork, BYE)
    async with editing(sqlite_url, OLD) as editor:
        await at_every_step(editor)
        plan = await editor.plan(new)
        assert ("moved", "bump", "", "") in changes(plan)
        await editor.apply(new, plan)
        await editor.end()
        assert editor.tape.of(1) == ["intro v1", "bump v1", "bye v1"]
        assert editor.tape.of(2) == ["intro v1", "bye v1"]


async def test_a_new_window_holds_for_leads_in_flight(sqlite_url: str) -> None:
    night = (
        'window: {days: [mon, tue, wed, thu, fri, sat, sun], hours: "22:00-23:00"}\n'
    )
    new = written(INTRO, BUMP, BYE, head=night)
    async with editing(sqlite_url, OLD) as editor:
        await editor.enroll()
        plan = await editor.plan(new)
        assert [each.what for each in plan.sequences[0].standing[0].changes] == [
            "window"
        ]
        await editor.apply(new, plan)
        await editor.end()
        hours = [at.hour for _, _, at in editor.tape.carried]
        assert hours == [10, 22, 22]


async def test_a_lead_keeps_its_sender_though_the_pool_changes(
    sqlite_url: str,
) -> None:
    new = OLD.replace("[anna, ben]", "[ben]")
    async with editing(sqlite_url, OLD) as editor:
        await at_every_step(editor)
        before = [row["senders"] for row in await editor.rows()]
        plan = await editor.plan(new)
        assert changes(plan) == [("senders", "", "email: anna, ben", "email: ben")]
        assert counts(plan) == {"moves": 3, "unchanged": 3}
        await editor.apply(new, plan)
        assert [row["senders"] for row in await editor.rows()] == before


async def test_a_step_s_own_sender_is_obeyed_and_one_that_is_gone_is_told(
    sqlite_url: str,
) -> None:
    own = mail("bump", after="3 days") + "    sender: ben\n"
    async with editing(sqlite_url, OLD) as editor:
        await editor.enroll()
        await editor.apply(written(INTRO, own, BYE))
        (row,) = await editor.rows()
        assert row["lane"] == "ben"
        gone = {"ben": deployment.sender("ben")}
        object.__setattr__(editor.it.engine, "senders", gone)
        plan = await editor.plan(OLD)
        anna = row["senders"] == {"email": "anna"}
        assert counts(plan).get("sender_gone", 0) == int(anna)


async def test_a_wait_that_grows_waits_longer_and_hears_its_event(
    database_url: str,
) -> None:
    def wait(days: int) -> str:
        step = f"  - wait_for: {{event: task.done, within: {days} days}}\n"
        return written(INTRO, step, BYE)

    async with editing(database_url, wait(4)) as editor:
        await editor.enroll()
        (row,) = await editor.rows()
        assert row["step"] == "2"
        plan = await editor.plan(wait(6))
        (lead,) = plan.sequences[0].leads
        assert lead.due_at == row["due_at"] + 2 * DAY
        await editor.apply(wait(6), plan)
        await editor.it.run()
        (after,) = await editor.rows()
        assert after["due_at"] == row["due_at"] + 2 * DAY
        assert after["waits_for"] == "task.done"


async def test_steps_without_an_id_are_known_by_what_they_do(
    database_url: str,
) -> None:
    call = '  - task: {kind: call, title: "Call {{ first_name }}"}\n'
    gift = '  - task: {kind: gift, title: "Thank {{ first_name }}"}\n'
    old = written(INTRO, call, "  - wait: 4 days\n", BYE)
    new = written(gift, INTRO, "  - tag: seen\n", call, "  - wait: 5 days\n", BYE)
    async with editing(database_url, old) as editor:
        await editor.enroll()
        (row,) = await editor.rows()
        assert row["step"] == "3"
        plan = await editor.plan(new)
        assert plan.is_clear
        await editor.apply(new, plan)
        (after,) = await editor.rows()
        assert (after["step"], after["due_at"]) == ("5", row["due_at"] + DAY)
        await editor.end()
        assert editor.tape.of(0) == ["intro v1", "bye v1"]
        assert [t["kind"] for t in await editor.it.rows("tasks")] == ["call"]
        steps = {t["step"] for t in await editor.it.rows("touches")}
        assert steps == {"intro", "4", "bye"}


async def test_it_tells_how_many_lack_what_a_new_text_needs(sqlite_url: str) -> None:
    asks = mail("bump", after="3 days").replace("Hi", "Hi {{ title }}")
    may = mail("bye", after="3 days").replace("Hi", "{{ company or 'Hi' }}")
    async with editing(sqlite_url, OLD) as editor:
        await editor.it.enroll(2)
        await editor.it.enroll(1, first=2, title="CEO")
        plan = await editor.plan(written(INTRO, asks, may))
        assert plan.sequences[0].lacks == {"title": 2}
        await editor.apply(written(INTRO, asks, may), plan)
        # Those who lacked it before are nothing new.
        again = asks.replace("Hi", "Hello")
        assert (await editor.plan(written(INTRO, again, may))).sequences[0].lacks == {}
