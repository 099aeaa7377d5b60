"""Enrolling those a person picks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from outreach.errors import NotFound
from outreach.services import enroll_where as enrolling
from outreach.services.enroll_where import LeftOut, enroll_where
from outreach.services.import_leads import import_leads
from outreach.store import event as events
from tests.services.answer import leads_of, standing, told
from tests.services.deployment import (
    FIELDS,
    JUDGES,
    SEQUENCE,
    engine,
    keep,
    write_csv,
)

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.services.engine import Engine


async def fill(it: Engine, folder: Path, count: int) -> None:
    rows = "".join(f"lead{n}@co{n}.example,L{n}\n" for n in range(count))
    path = write_csv(folder, f"email,first_name\n{rows}")
    await import_leads(it, path, declared=FIELDS, judges=JUDGES)


async def test_all_are_enrolled_in_batches_and_once(
    database_url: str, tmp_path: Path
) -> None:
    count = enrolling.BATCH + 5
    seen: list[int] = []
    async with engine(database_url) as it:
        await keep(it)
        await fill(it, tmp_path, count)
        done = await enroll_where(
            it, "hello", progress=lambda done: seen.append(done.enrolled)
        )
        again = await enroll_where(it, "hello")
        some = [await told(it, f"lead{n}@co{n}.example") for n in (0, count - 1)]
    assert (done.enrolled, done.refused, seen) == (count, 0, [enrolling.BATCH, count])
    assert (again.enrolled, dict(again.codes)) == (0, {"already_enrolled": count})
    assert some == [["enrolled"]] * 2


async def test_an_event_names_its_own_enrollment(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await keep(it)
        await fill(it, tmp_path, 300)
        await enroll_where(it, "hello")
        known = await leads_of(it)
        async with it.database.reading() as connection:
            found = await events.of_leads(
                connection, [lead.id for lead in known.values()]
            )
    # Enrolled in id order into an empty table, the two go in step.
    pairs = [(e.lead_id, e.enrollment_id) for each in found.values() for e in each]
    assert sorted(pairs) == [(n, n) for n in range(1, 301)]


async def test_only_those_asked_for_are_enrolled(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await keep(it)
        await fill(it, tmp_path, 4)
        named = await enroll_where(
            it, "hello", emails=["LEAD1@co1.example", "no@body.example"]
        )
        where = await enroll_where(
            it, "hello", where=lambda lead: lead.first_name == "L2"
        )
        states = [await standing(it, f"lead{n}@co{n}.example") for n in range(4)]
    assert named.enrolled == where.enrolled == 1
    assert named.left_out == [
        LeftOut(None, "no@body.example", "not_found", "no such lead")
    ]
    assert [len(each) for each in states] == [0, 1, 1, 0]


async def test_who_may_not_enter_is_told_with_a_code(
    database_url: str, tmp_path: Path
) -> None:
    rows = "email,first_name,company,stage\na@x.example,Ada,,\nb@x.example,Bea,X,won\n"
    async with engine(database_url) as it:
        await keep(it, text=f"require: [first_name, company]\n{SEQUENCE}")
        path = write_csv(tmp_path, rows)
        await import_leads(it, path, declared=FIELDS, judges=JUDGES)
        done = await enroll_where(it, "hello")
    assert [(each.lead, each.code) for each in done.left_out] == [
        ("a@x.example", "missing_field"),
        ("b@x.example", "closed_stage"),
    ]


async def test_an_unknown_sequence_enrolls_nobody(database_url: str) -> None:
    async with engine(database_url) as it:
        with pytest.raises(NotFound):
            await enroll_where(it, "hello")
