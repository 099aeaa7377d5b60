"""A person's word over the machine's, and what waits for one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.errors import InputError, NotFound, Refused
from outreach.services import react
from outreach.services.enroll_where import enroll_where
from outreach.services.import_leads import import_leads
from outreach.services.label import label
from outreach.services.show_lead import show_lead
from outreach.services.steer import pause_lead
from outreach.services.suppress import list_suppressions, suppress
from outreach.services.tasks import finish_task, list_tasks
from outreach.services.to_check import to_check
from outreach.store import enrollment as enrollments
from outreach.store import lead as leads
from outreach.store import task as tasks
from outreach.store import touch as touches
from tests.services.answer import (
    claim_first,
    leads_of,
    send_first,
    standing,
    told,
    write_to_us,
)
from tests.services.deployment import (
    FIELDS,
    JUDGES,
    NOW,
    SEQUENCE,
    engine,
    keep,
    write_csv,
)

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.services.engine import Engine

ADA, BEA = "ada@x.example", "bea@x.example"
ROWS = f"email,first_name\n{ADA},Ada\n{BEA},Bea\n"
REACTING = f"""company: {{on_reply: pause}}
{SEQUENCE}
on:
  reply.not_now: [{{pause: 60 days}}]
  reply.interested: [{{task: {{kind: custom, title: "Answer {{{{ first_name }}}}"}}}}]
"""


async def fill(it: Engine, folder: Path, text: str = SEQUENCE) -> None:
    await keep(it, text=text)
    await import_leads(it, write_csv(folder, ROWS), declared=FIELDS, judges=JUDGES)
    await enroll_where(it, "hello")
    await send_first(it, ADA)


async def stage(it: Engine, email: str = ADA) -> str:
    return (await leads_of(it))[email].stage


async def test_a_reply_read_as_nothing_much_becomes_interest(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path, REACTING)
        await write_to_us(it, ADA, "Purple.")
        assert await stage(it) == "replied"
        done = await label(it, ADA, "interested", by="eva")
        to_do = [task.title for task in await list_tasks(it)]
        assert await standing(it, ADA) == [("hello", "finished", "replied")]
    assert (done.was, done.meaning, done.lead.stage) == (
        "reply.other",
        "interested",
        "qualified",
    )
    assert to_do == ["Answer Ada"]


async def test_interest_that_was_none_takes_the_stage_back(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        await write_to_us(it, ADA, "Yes, I am interested. Call me!")
        assert await stage(it) == "qualified"
        await label(it, ADA, "not_interested")
        first = await stage(it)
        again = await label(it, ADA, "interested")
        second = await stage(it)
        await label(it, ADA, "question")
        await label(it, ADA, "out_of_office")
        third = await stage(it)
        assert await standing(it, ADA) == [("hello", "active", "")]
    assert (first, second, third) == ("replied", "qualified", "contacted")
    assert again.was == "reply.not_interested"


async def test_what_a_label_took_back_is_marked_in_the_story(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        await write_to_us(it, ADA, "Yes, I am interested. Call me!")
        before = (await show_lead(it, ADA)).timeline
        await label(it, ADA, "out_of_office")
        after = (await show_lead(it, ADA)).timeline
    assert [each.kind for each in before if each.misread] == []
    taken_back = [each.kind for each in after if each.misread]
    assert "reply.interested" in taken_back
    assert "relabelled" not in taken_back


async def test_a_stage_that_a_person_has_set_since_stays(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        await write_to_us(it, ADA, "Yes, I am interested. Call me!")
        lead = (await leads_of(it))[ADA]
        async with it.database.writing() as connection:
            held = await leads.lock(connection, [lead.id])
            done = react.Recorded(held)
            event = await react.move(it, connection, done, lead, "won", "crm:csv")
            await react.record(it, connection, done.leads, [event])
        await label(it, ADA, "not_interested")
        assert await stage(it) == "won"


async def test_not_now_replaces_the_end_by_a_pause(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path, REACTING)
        await write_to_us(it, ADA, "Purple.")
        await label(it, ADA, "not_now")
        assert await standing(it, ADA) == [("hello", "paused", "sequence")]
        lead = (await leads_of(it))[ADA]
        async with it.database.reading() as connection:
            (row,) = await enrollments.of_lead(connection, lead.id)
    assert row["due_at"] > NOW + timedelta(days=59)
    assert row["finished_at"] is None


@pytest.mark.parametrize("text", [SEQUENCE, REACTING])
async def test_not_now_until_a_day_pauses_until_then(
    database_url: str, tmp_path: Path, text: str
) -> None:
    until = NOW + timedelta(days=9)
    async with engine(database_url) as it:
        await fill(it, tmp_path, text)
        await write_to_us(it, ADA, "Purple.")
        done = await label(it, ADA, "not_now", until=until)
        lead = (await leads_of(it))[ADA]
        async with it.database.reading() as connection:
            (row,) = await enrollments.of_lead(connection, lead.id)
        stands = await label(it, ADA, "not_now", until=until)
        assert (row["state"], row["reason"]) == ("paused", "asked_to_wait")
        assert (row["due_at"], row["finished_at"]) == (until, None)
        assert (done.resumed, stands.resumed, await stage(it)) == (1, 0, "replied")
        await label(it, ADA, "not_interested")
        assert await standing(it, ADA) == [("hello", "finished", "replied")]


async def test_not_now_until_a_day_ends_no_pause_that_waits_for_a_person(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        await pause_lead(it, ADA, by="eva")
        await write_to_us(it, ADA, "Purple.")
        await label(it, ADA, "not_now", until=NOW + timedelta(days=9))
        assert await standing(it, ADA) == [("hello", "paused", "manual")]


async def test_a_day_goes_with_no_other_meaning(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        await write_to_us(it, ADA, "Purple.")
        with pytest.raises(InputError, match="out_of_office and not_now"):
            await label(it, ADA, "interested", until=NOW + timedelta(days=9))


async def test_an_absence_takes_back_what_a_reply_had_ended(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path, REACTING)
        await write_to_us(it, ADA, "Purple.")
        assert await standing(it, BEA) == [("hello", "paused", "company_replied")]
        done = await label(it, ADA, "out_of_office", until=NOW + timedelta(days=9))
        ada, bea = await standing(it, ADA), await standing(it, BEA)
        assert await stage(it) == "contacted"
    assert (ada, bea) == (
        [("hello", "paused", "out_of_office")],
        [("hello", "active", "")],
    )
    assert done.resumed == 2


async def test_an_absence_resumes_at_once_where_no_day_is_named(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        await write_to_us(it, ADA, "Purple.")
        await label(it, ADA, "out_of_office")
        lead = (await leads_of(it))[ADA]
        async with it.database.reading() as connection:
            (row,) = await enrollments.open_of(connection, [lead.id])
    assert (row["state"], row["step"]) == ("active", "bump")
    assert row["due_at"] >= NOW + timedelta(days=3)


async def test_a_touch_that_the_reply_had_skipped_may_go_out_again(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await keep(it)
        path = write_csv(tmp_path, ROWS)
        await import_leads(it, path, declared=FIELDS, judges=JUDGES)
        await enroll_where(it, "hello")
        touch = await claim_first(it, ADA)
        await write_to_us(it, ADA, "Purple.")
        async with it.database.writing() as connection:
            await touches.skip(connection, touch, "replied", it.now())
        await label(it, ADA, "out_of_office")
        async with it.database.writing() as connection:
            assert await touches.claim_again(connection, touch["id"], "anna", NOW)


async def test_an_absence_of_somebody_suppressed_resumes_nothing(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        await write_to_us(it, ADA, "Purple.")
        await suppress(it, [ADA])
        with pytest.raises(Refused) as refused:
            await label(it, ADA, "out_of_office")
        assert await standing(it, ADA) == [("hello", "finished", "replied")]
    assert refused.value.code == "suppressed"


async def test_an_opt_out_needs_no_answer(database_url: str, tmp_path: Path) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        done = await label(it, ADA, "opt_out", by="eva")
        state, listed = await standing(it, ADA), await list_suppressions(it)
        # What is said later of an older answer brings nobody back.
        await write_to_us(it, ADA, "Purple.")
        await label(it, ADA, "not_now")
        assert await standing(it, ADA) == state
    assert (done.stopped, state) == (1, [("hello", "finished", "opted_out")])
    assert [(each.value, each.reason) for each in listed] == [(ADA, "opt_out")]


async def test_what_cannot_be_labelled_is_refused(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        with pytest.raises(InputError, match='did you mean "interested"'):
            await label(it, ADA, "intrested")
        with pytest.raises(NotFound):
            await label(it, "no@body.example", "interested")
        with pytest.raises(Refused) as refused:
            await label(it, ADA, "interested")
    assert refused.value.code == "no_answer"


async def test_a_task_is_done_once_and_its_event_is_told(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        lead = (await leads_of(it))[ADA]
        async with it.database.writing() as connection:
            task_id = await tasks.add(
                connection,
                lead_id=lead.id,
                kind="call",
                title="Call",
                due_at=NOW - timedelta(days=1),
                created_at=NOW,
            )
        (listed,) = await list_tasks(it)
        await finish_task(it, task_id, by="eva")
        with pytest.raises(Refused):
            await finish_task(it, task_id)
        with pytest.raises(NotFound):
            await finish_task(it, 999)
        assert await list_tasks(it) == []
        assert (await told(it, ADA)).count("task.done") == 1
    assert (listed.title, listed.email, listed.late) == ("Call", ADA, True)


async def test_what_waits_for_a_person_is_listed(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path, REACTING)
        await write_to_us(it, ADA, "Purple.")
        await write_to_us(it, "who@y.example", "I am interested.", uid=2)
        touch = await claim_first(it, "bea@x.example", "sending")
        async with it.database.writing() as connection:
            await touches.doubt(connection, touch, "the line broke", NOW)
        found = await to_check(it)
    assert [(each.what, each.lead, each.reason) for each in found] == [
        ("paused", BEA, "company_replied"),
        ("in_doubt", BEA, "intro"),
        ("unmatched", "", "reply"),
    ]
