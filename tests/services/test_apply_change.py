"""What is under way when a sequence changes, what is recorded, and what is refused."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from outreach.core.model import Deferred, LeadId, Sent, Unknown
from outreach.errors import Refused
from outreach.ports import Mail
from outreach.services.preview import preview
from outreach.store import lead as leads
from tests.services import deployment
from tests.services.edit import (
    ANY_TIME,
    BUMP,
    BYE,
    DAY,
    INTRO,
    OLD,
    at_every_step,
    counts,
    editing,
    mail,
    noticed,
    shown_of,
    written,
)


async def test_a_claim_is_given_back_where_its_step_is_due_later_now(
    database_url: str,
) -> None:
    new = written(mail("intro", after="2 days"), BUMP, BYE)
    async with editing(database_url, OLD) as editor:
        await editor.it.enroll(1)
        ticked = await editor.it.tick()
        assert len(ticked.claimed) == 1
        plan = await editor.plan(new)
        assert noticed(plan) == {"lead0": ("moves", "due")}
        await editor.apply(new, plan)
        await editor.it.deliver(ticked.claimed)
        assert editor.tape.carried == []
        await editor.end()
        assert editor.tape.of(0) == ["intro v1", "bump v1", "bye v1"]
        assert editor.tape.carried[0][2] == deployment.NOW + 2 * DAY


async def test_what_is_claimed_is_written_anew_in_the_version_it_leaves_in(
    sqlite_url: str,
) -> None:
    new = written(mail("intro", version=2), BUMP, BYE)
    async with editing(sqlite_url, OLD) as editor:
        await editor.it.enroll(1)
        ticked = await editor.it.tick()
        await editor.apply(new)
        await editor.it.deliver(ticked.claimed)
        assert editor.tape.of(0) == ["intro v2"]
        (touch,) = await editor.it.rows("touches")
        assert touch["version"] == (await editor.rows())[0]["version"]


async def test_what_is_on_the_wire_is_settled_in_the_new_version(
    database_url: str,
) -> None:
    renamed = mail("hello", origin="intro", version=2)
    case = mail("case", after="1 day")
    new = written(renamed, case, BUMP, BYE, tail="migrate: {intro: hello}\n")
    async with editing(database_url, OLD) as editor:
        await editor.it.enroll(1)
        ticked = await editor.it.tick()
        await editor.it.beat()
        (flying,) = await editor.it.mark(ticked.claimed)
        plan = await editor.plan(new)
        assert noticed(plan) == {"lead0": ("moves", "gains")}
        await editor.apply(new, plan)
        await editor.it.settle(flying.touch_id, flying.attempt, Sent())
        await editor.end()
        assert editor.tape.of(0) == ["case v1", "bump v1", "bye v1"]


async def test_who_has_a_mail_in_doubt_on_a_removed_step_moves_once_it_is_settled(
    sqlite_url: str,
) -> None:
    new = written(BUMP, BYE, tail="migrate: {intro: bump}\n")
    async with editing(sqlite_url, OLD) as editor:
        await editor.it.enroll(1)
        ticked = await editor.it.tick()
        (flying,) = await editor.it.mark(ticked.claimed)
        await editor.it.settle(flying.touch_id, flying.attempt, Unknown("gone"))
        old = (await editor.rows())[0]["version"]
        assert noticed(await editor.plan(new)) == {"lead0": ("later",)}
        await editor.apply(new)
        assert (await editor.rows())[0]["version"] == old
        await editor.it.settle(flying.touch_id, flying.attempt, Sent())
        assert noticed(await editor.plan(new)) == {}
        await editor.apply(new)
        await editor.end()
        assert editor.tape.of(0) == ["bump v1", "bye v1"]


async def test_what_is_put_off_on_a_removed_step_is_never_sent(
    sqlite_url: str,
) -> None:
    new = written(BUMP, BYE, tail="migrate: {intro: bump}\n")
    async with editing(sqlite_url, OLD) as editor:
        editor.tape.says = [Deferred("busy")]
        await editor.it.enroll(1)
        await editor.it.run()
        await editor.apply(new)
        await editor.end()
        assert editor.tape.of(0) == ["intro v1", "bump v1", "bye v1"]
        states = [(t["state"], t["reason"]) for t in await editor.it.rows("touches")]
        assert states == [("skipped", "moved"), ("sent", ""), ("sent", "")]


async def test_a_mail_that_is_put_off_keeps_its_rest_and_gets_the_new_text(
    sqlite_url: str,
) -> None:
    new = written(mail("intro", version=2, after="1 minute"), BUMP)
    async with editing(sqlite_url, OLD) as editor:
        editor.tape.says = [Deferred("busy", deployment.NOW + DAY)]
        await editor.it.enroll(1)
        await editor.it.run()
        await editor.apply(new)
        await editor.end()
        assert editor.tape.of(0) == ["intro v1", "intro v2", "bump v1"]
        assert editor.tape.carried[1][2] >= deployment.NOW + DAY


async def test_a_paused_lead_goes_on_in_the_new_version_when_its_pause_ends(
    sqlite_url: str,
) -> None:
    new = written(
        INTRO,
        mail("nudge", after="9 days", version=2),
        BYE,
        tail="migrate: {bump: nudge}\n",
    )
    async with editing(sqlite_url, OLD) as editor:
        await editor.enroll()
        (row,) = await editor.rows()
        until = editor.it.clock.now() + DAY
        paused = {"state": "paused", "reason": "manual", "due_at": until}
        await editor.it.write("enrollments", row["id"], **paused)
        plan = await editor.plan(new)
        assert counts(plan) == {"moves": 1, "text": 1}
        await editor.apply(new, plan)
        (row,) = await editor.rows()
        assert (row["state"], row["due_at"], row["step"]) == ("paused", until, "nudge")
        await editor.end()
        assert editor.tape.of(0) == ["intro v1", "nudge v2", "bye v1"]
        assert editor.tape.carried[1][2] == deployment.NOW + 9 * DAY


async def test_a_thread_keeps_the_subject_it_began_with(sqlite_url: str) -> None:
    reply = "  - id: bump\n    after: 3 days\n    email: {thread: intro, body: Hello again}\n"
    new = written(mail("intro").replace("S intro", "Another"), reply)
    async with editing(sqlite_url, written(INTRO, reply)) as editor:
        await editor.enroll()
        await editor.apply(new)
        await editor.end()
        assert b"Subject: Re: S intro\r\n" in editor.tape.letters[1]


async def test_a_stale_plan_is_refused_and_says_what_differs(
    database_url: str,
) -> None:
    new = written(INTRO, mail("bump", after="3 days", version=2), BYE)
    async with editing(database_url, OLD) as editor:
        await at_every_step(editor)
        plan = await editor.plan(new)
        await editor.until(editor.it.clock.now() + 4 * DAY)
        before = await editor.rows()
        with pytest.raises(Refused, match="hello: text 2 then, 0 now") as refused:
            await editor.apply(new, plan)
        assert refused.value.code == "stale_plan"
        other = written(INTRO, mail("bump", after="3 days", version=3), BYE)
        with pytest.raises(Refused, match="hello: the file has changed"):
            await editor.apply(other, plan)
        assert await editor.rows() == before


async def test_a_plan_stays_good_while_those_move_who_notice_nothing(
    sqlite_url: str,
) -> None:
    new = written(INTRO, BUMP, BYE, mail("ps", after="90 days"))
    old = written(INTRO, BUMP, BYE)
    async with editing(sqlite_url, old) as editor:
        await editor.enroll()
        await editor.until(editor.it.clock.now() + 4 * DAY)
        text_ = written(mail("intro", version=2), BUMP, BYE)
        plan = await editor.plan(text_)
        assert counts(plan) == {"moves": 1, "unchanged": 1}
        await editor.until(editor.it.clock.now() + 3 * DAY)
        assert (await editor.plan(text_)).digest == plan.digest
        assert (await editor.plan(new)).digest != plan.digest


async def test_what_fails_in_the_middle_changes_nothing(database_url: str) -> None:
    new = written(
        INTRO,
        mail("nudge", after="5 days", version=2),
        BYE,
        tail="migrate: {bump: nudge}\n",
    )
    async with editing(database_url, OLD) as editor:
        await at_every_step(editor)
        tables = (
            "enrollments",
            "touches",
            "events",
            "versions",
            "sequences",
            "changes",
        )
        before = [await editor.it.rows(table) for table in tables]
        for statement in _failing(database_url):
            async with editor.it.engine.database.writing() as connection:
                await connection.execute(text(statement))
        with pytest.raises(Exception, match="no such luck"):
            await editor.apply(new)
        assert [await editor.it.rows(table) for table in tables] == before


def _failing(url: str) -> list[str]:
    """Return what makes the last write of an `apply` fail: the record of it."""
    before = "BEFORE INSERT ON changes"
    if url.startswith("sqlite"):
        raising = "BEGIN SELECT RAISE(ABORT, 'no such luck'); END"
        return [f"CREATE TRIGGER no {before} {raising}"]
    raising = "$$ BEGIN RAISE EXCEPTION 'no such luck'; END $$"
    return [
        f"CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS {raising}",
        f"CREATE TRIGGER no {before} FOR EACH ROW EXECUTE FUNCTION no()",
    ]


async def test_who_and_when_are_recorded_for_the_sequence_and_for_each_lead(
    database_url: str,
) -> None:
    new = written(
        INTRO, mail("nudge", after="3 days"), BYE, tail="migrate: {bump: nudge}\n"
    )
    async with editing(database_url, OLD) as editor:
        await at_every_step(editor)
        old = (await editor.rows())[0]["version"]
        plan = await editor.apply(new)
        (row,) = await editor.it.rows("changes")
        to = plan.sequences[0].version
        assert dict(row) == {
            "id": 1,
            "at": editor.it.clock.now(),
            "by": "ann@desk",
            "sequence": "hello",
            "from_versions": [old],
            "to_version": to,
            "counts": {"moves": 3, "text": 2, "unchanged": 1},
            "plan": plan.digest,
        }
        told = [
            e for e in await editor.it.rows("events") if e["kind"] == "version.changed"
        ]
        about = {"sequence": "hello", "from": old, "to": to, "by": "ann@desk"}
        assert [each["data"] for each in told] == [
            about,
            {**about, "step_from": "bump", "step": "nudge"},
            about,
        ]
        again = await editor.apply(new)
        assert not again.is_change
        assert len(await editor.it.rows("changes")) == 1


async def test_new_leads_get_the_applied_version(sqlite_url: str) -> None:
    new = written(mail("intro", version=2), BUMP)
    async with editing(sqlite_url, OLD) as editor:
        await editor.apply(new)
        await editor.enroll()
        assert editor.tape.of(0) == ["intro v2"]


async def test_several_old_versions_come_to_one(sqlite_url: str) -> None:
    second = written(INTRO, mail("bump", after="3 days", version=2), BYE)
    third = written(INTRO, mail("bump", after="3 days", version=3), BYE)
    async with editing(sqlite_url, OLD) as editor:
        await editor.enroll()
        await deployment.keep(editor.it.engine, text=second)
        await editor.enroll()
        plan = await editor.plan(third)
        assert [each.leads for each in plan.sequences[0].standing] == [1, 1]
        await editor.apply(third, plan)
        await editor.end()
        assert [editor.tape.of(n)[1] for n in range(2)] == ["bump v3"] * 2


async def test_two_plans_are_the_same_only_where_what_they_show_is(
    sqlite_url: str,
) -> None:
    async with editing(sqlite_url, OLD) as editor:
        await at_every_step(editor)
        one = await editor.plan(
            written(INTRO, BUMP, BYE, head=ANY_TIME + "require: [company]\n")
        )
        two = await editor.plan(
            written(INTRO, BUMP, BYE, head=ANY_TIME + "require: [title]\n")
        )
        assert shown_of(one).counts == shown_of(two).counts
        assert one.digest != two.digest


async def test_who_was_parked_by_a_full_company_is_let_in_by_a_larger_one(
    database_url: str,
) -> None:
    head = ANY_TIME + "company: {max_active: 1}\n"
    async with editing(database_url, written(INTRO, BUMP, head=head)) as editor:
        await editor.it.enroll(2, company_key="co.example")
        await editor.it.run()
        assert len(editor.tape.carried) == 1
        await editor.apply(written(INTRO, BUMP, head=head.replace("1", "2")))
        await editor.it.run()
        assert len(editor.tape.carried) == 2


async def test_a_preview_shows_what_has_gone_out_as_it_was(sqlite_url: str) -> None:
    new = written(
        mail("hello", origin="intro", version=2), BUMP, tail="migrate: {intro: hello}\n"
    )
    async with editing(sqlite_url, OLD) as editor:
        await editor.enroll()
        await editor.apply(new)
        engine = editor.it.engine
        async with engine.database.reading() as connection:
            (lead,) = (await leads.get(connection, [LeadId(1)])).values()
        found = await preview(engine, lead, "hello", lambda: editor.target(new).release)
        first, second = found.messages
        assert (first.step, first.verdict) == ("hello", "sent")
        assert first.draft is not None
        assert isinstance(first.draft.parcel, Mail)
        assert first.draft.parcel.content == editor.tape.letters[0]
        await editor.end()
        assert second.draft is not None
        assert b"".join(without_date(editor.tape.letters[1])) == b"".join(
            without_date(second.draft.parcel.content)
        )


def without_date(letter: bytes) -> list[bytes]:
    return [
        line
        for line in letter.splitlines(keepends=True)
        if not line.startswith(b"Date:")
    ]


async def test_a_sequence_may_react_to_its_change(sqlite_url: str) -> None:
    new = written(INTRO, BUMP, tail="on: {version.changed: [{tag: moved}]}\n")
    async with editing(sqlite_url, OLD) as editor:
        await editor.enroll()
        await editor.apply(new)
        (lead,) = await editor.it.rows("leads")
        assert lead["tags"] == ["moved"]


async def test_a_file_that_changes_changes_nothing_by_itself(sqlite_url: str) -> None:
    new = written(INTRO, mail("bump", after="3 days", version=2), BYE)
    async with editing(sqlite_url, OLD) as editor:
        await editor.enroll()
        await editor.plan(new)
        await editor.end()
        assert editor.tape.of(0) == ["intro v1", "bump v1", "bye v1"]
