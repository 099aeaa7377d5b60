"""What becomes of what was sent when ids are renamed, taken up again, or meet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outreach.core.model import LeadId, Sent
from outreach.ports import Mail
from outreach.services.opt_out import Trace, touch_of
from outreach.services.preview import preview
from outreach.store import lead as leads
from tests.services import deployment
from tests.services.edit import (
    BUMP,
    BYE,
    DAY,
    INTRO,
    OLD,
    counts,
    editing,
    mail,
    noticed,
    written,
)

if TYPE_CHECKING:
    from tests.services.edit import Editor

MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE)


async def of(editor: Editor, step: str) -> str | None:
    """Return the step, as it is called now, whose mail has links that name this one."""
    async with editor.it.engine.database.reading() as connection:
        found = await touch_of(connection, Trace(LeadId(1), "hello", 1, step))
    return None if found is None else str(found["step"])


async def test_a_new_step_under_an_old_id_is_a_mail_of_its_own(
    database_url: str,
) -> None:
    """Mail servers drop a second mail of one Message-ID; a link must lead to its own mail."""
    again = mail("intro", after="1 day", origin="other")
    renamed = mail("hello", origin="intro")
    new = written(renamed, BYE, again, tail="migrate: {intro: hello}\n")
    async with editing(database_url, written(INTRO, BYE)) as editor:
        await editor.enroll()
        await editor.apply(new)
        assert await of(editor, "intro") == "hello"
        engine = editor.it.engine
        async with engine.database.reading() as connection:
            (lead,) = (await leads.get(connection, [LeadId(1)])).values()
        found = await preview(engine, lead, "hello", lambda: editor.target(new).release)
        await editor.end()
        assert editor.tape.of(0) == ["intro v1", "bye v1", "other v1"]
        ids = [MESSAGE_ID.findall(each)[0] for each in editor.tape.letters]
        assert len(set(ids)) == 3
        told = [
            MESSAGE_ID.findall(each.draft.parcel.content)[0]
            for each in found.messages
            if each.draft is not None and isinstance(each.draft.parcel, Mail)
        ]
        assert told == ids
        assert await of(editor, "intro") == "hello"
        (other,) = [
            row for row in await editor.it.rows("touches") if row["step"] == "intro"
        ]
        assert await of(editor, other["sent_as"]) == "intro"


async def test_a_file_that_is_put_back_knows_what_was_renamed(
    database_url: str,
) -> None:
    renamed = mail("nudge", after="3 days", origin="bump")
    there = written(INTRO, renamed, BYE, tail="migrate: {bump: nudge}\n")
    back = written(INTRO, BYE, BUMP)
    async with editing(database_url, OLD) as editor:
        await editor.enroll()  # stands at bump
        await editor.apply(there)
        plan = await editor.plan(OLD)
        assert plan.is_clear
        assert noticed(plan) == {}
        await editor.until(editor.it.clock.now() + 4 * DAY)  # had it as nudge
        plan = await editor.plan(back)
        assert noticed(plan) == {"lead0": ("moves", "done", "order")}
        await editor.apply(back, plan)
        await editor.end()
        assert editor.tape.of(0) == ["intro v1", "bump v1", "bye v1"]


async def test_a_step_that_comes_back_is_not_new_to_whom_it_was_sent(
    database_url: str,
) -> None:
    async with editing(database_url, OLD) as editor:
        await editor.enroll()
        await editor.until(editor.it.clock.now() + 4 * DAY)
        await editor.apply(written(INTRO, BYE))
        plan = await editor.plan(written(INTRO, BYE, BUMP))
        assert noticed(plan) == {"lead0": ("moves", "done")}
        await editor.apply(written(INTRO, BYE, BUMP), plan)
        await editor.end()
        assert editor.tape.of(0) == ["intro v1", "bump v1", "bye v1"]


async def test_what_is_on_the_wire_is_settled_though_its_new_name_was_used_before(
    database_url: str,
) -> None:
    """`bump` was sent and taken out; now the step on the wire is called so."""
    one = written(INTRO, BUMP, BYE)
    two = written(INTRO, BYE, mail("ps", after="1 day"))
    called = mail("bump", after="3 days", origin="bye", version=2)
    three = written(
        INTRO, called, mail("ps", after="1 day"), tail="migrate: {bye: bump}\n"
    )
    async with editing(database_url, one) as editor:
        await editor.enroll()
        await editor.until(editor.it.clock.now() + 3 * DAY)
        await editor.apply(two)
        editor.it.clock.at += 3 * DAY
        ticked = await editor.it.tick()
        await editor.it.beat()
        (flying,) = await editor.it.mark(ticked.claimed)
        await editor.apply(three)
        await editor.it.settle(flying.touch_id, flying.attempt, Sent())
        await editor.end()
        assert editor.tape.of(0) == ["intro v1", "bump v1", "ps v1"]
        assert {row["state"] for row in await editor.rows()} == {"finished"}


async def test_an_unsent_mail_under_the_name_does_not_hide_one_that_went_out(
    sqlite_url: str,
) -> None:
    """`hello` was given up for want of data; `intro`, sent since, is called so now."""
    lacking = mail("hello").replace("Hi", "Hi {{ title }}")
    one = written(lacking, INTRO, BYE)
    two = written(INTRO, BYE, tail="migrate: {hello: intro}\n")
    renamed = mail("hello", after="3 days", origin="intro")
    three = written(BYE, renamed, tail="migrate: {intro: hello}\n")
    async with editing(sqlite_url, one) as editor:
        await editor.enroll()
        (row,) = await editor.rows()
        assert (row["state"], row["reason"]) == ("paused", "missing_data")
        await editor.apply(two)
        await editor.it.resume(row["id"])
        await editor.it.run()
        assert editor.tape.of(0) == ["intro v1"]
        await editor.apply(three)
        await editor.end()
        assert editor.tape.of(0) == ["intro v1", "bye v1"]


async def test_leads_on_a_gone_step_of_several_versions_are_all_counted(
    sqlite_url: str,
) -> None:
    async with editing(sqlite_url, OLD) as editor:
        await editor.enroll()
        await editor.enroll()
        bumped = mail("bump", after="3 days", version=2)
        await deployment.keep(editor.it.engine, text=written(INTRO, bumped))
        await editor.enroll()
        plan = await editor.plan(written(INTRO, BYE))
        assert plan.sequences[0].gone == {"bump": 3}
        assert counts(plan) == {"gone": 3}


async def test_a_thread_whose_first_mail_is_renamed_says_nothing_new(
    sqlite_url: str,
) -> None:
    reply = "  - id: bump\n    after: 3 days\n    email: {thread: intro, body: Again}\n"
    renamed = mail("hello", origin="intro")
    told = "migrate: {intro: hello}\n"
    new = written(renamed, reply.replace("intro", "hello"), tail=told)
    async with editing(sqlite_url, written(INTRO, reply)) as editor:
        await editor.enroll()
        plan = await editor.plan(new)
        assert counts(plan) == {"moves": 1, "unchanged": 1}
        await editor.apply(new, plan)
        await editor.end()
        sent = MESSAGE_ID.findall(editor.tape.letters[0])[0]
        assert b"In-Reply-To: " + sent in editor.tape.letters[1]


async def test_a_new_step_that_says_nearly_the_same_is_proposed(
    sqlite_url: str,
) -> None:
    new = written(mail("hello", origin="intro").replace("S intro", "Hello"), BUMP, BYE)
    async with editing(sqlite_url, OLD) as editor:
        await editor.it.enroll(1)
        plan = await editor.plan(new)
        assert plan.sequences[0].migrate == {"intro": "hello"}
