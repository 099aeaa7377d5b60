"""The suppression list: what goes on it stops at once, and what is off it resumes nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from outreach.errors import InputError, NotFound
from outreach.services.enroll_where import enroll_where
from outreach.services.import_leads import import_leads
from outreach.services.suppress import (
    Suppression,
    export_suppressions,
    import_suppressions,
    list_suppressions,
    suppress,
    unsuppress,
)
from outreach.store import lead as leads
from outreach.store import suppression as suppressions
from tests.services.answer import leads_of, standing, told
from tests.services.deployment import FIELDS, JUDGES, NOW, engine, keep, write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.services.engine import Engine

ROWS = (
    "email,first_name,phone\n"
    "ada@x.example,Ada,+442079460001\n"
    "bea@sub.x.example,Bea,\n"
    "cat@y.example,Cat,\n"
)
STOPPED = [("hello", "finished", "stopped")]
ACTIVE = [("hello", "active", "")]


async def fill(it: Engine, folder: Path) -> None:
    """Let three leads be in a sequence."""
    await keep(it)
    await import_leads(it, write_csv(folder, ROWS), declared=FIELDS, judges=JUDGES)
    assert (await enroll_where(it, "hello")).enrolled == 3


@pytest.mark.parametrize(
    ("what", "stopped"),
    [
        ("ADA@x.example", ["ada@x.example"]),
        ("@x.example", ["ada@x.example", "bea@sub.x.example"]),
        ("sub.x.example", ["bea@sub.x.example"]),
        ("+44 20 7946 0001", ["ada@x.example"]),
        ("nobody@z.example", []),
    ],
)
async def test_whoever_is_named_is_stopped_and_nobody_else(
    database_url: str, tmp_path: Path, what: str, stopped: list[str]
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        done = await suppress(it, [what])
        states = {email: await standing(it, email) for email in await leads_of(it)}
        refused = (await enroll_where(it, "hello", again=True)).left_out
    assert (done.added, done.known, done.stopped) == (1, 0, len(stopped))
    assert states == {
        email: STOPPED if email in stopped else ACTIVE for email in states
    }
    assert {each.lead for each in refused if each.code == "suppressed"} == set(stopped)


async def test_what_is_on_the_list_already_is_known(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        await suppress(it, ["ada@x.example"], reason="asked on the phone")
        done = await suppress(it, ["ada@x.example", "ADA@x.example", "y.example"])
        listed = await list_suppressions(it)
        story = await told(it, "ada@x.example")
    assert (done.added, done.known, done.stopped) == (1, 1, 1)
    assert listed == [
        Suppression("address", "ada@x.example", "asked on the phone", "person", NOW),
        Suppression("domain", "y.example", "manual", "person", NOW),
    ]
    assert story == ["enrolled", "suppressed", "finished.stopped"]


async def test_taking_one_off_resumes_nothing(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        await suppress(it, ["x.example"])
        with pytest.raises(NotFound):
            await unsuppress(it, "ada@x.example")
        gone = await unsuppress(it, "X.example")
        state = await standing(it, "ada@x.example")
        again = await enroll_where(it, "hello", emails=["ada@x.example"], again=True)
    assert [(each.kind, each.value) for each in gone] == [("domain", "x.example")]
    assert state == STOPPED
    assert again.enrolled == 1


async def test_a_line_that_names_nothing_adds_nothing(sqlite_url: str) -> None:
    async with engine(sqlite_url) as it:
        with pytest.raises(InputError):
            await suppress(it, ["ada@x.example", "what?"])
        assert await list_suppressions(it) == []


@pytest.mark.parametrize(
    "text",
    [
        "ada@x.example\n@y.example\nnothing here\n",
        "Email\nada@x.example\n\ny.example\nnothing here\n",
        "value;kind\nada@x.example;address\ny.example;domain\nx;domain\n",
    ],
)
async def test_a_list_is_imported_and_its_bad_lines_are_told(
    database_url: str, tmp_path: Path, text: str
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        path = write_csv(tmp_path, text, "list.csv")
        done = await import_suppressions(it, path, reason="customer")
        again = await import_suppressions(it, path)
        listed = await list_suppressions(it)
    assert (done.added, done.stopped, len(done.problems)) == (2, 2, 1)
    assert (again.added, again.known) == (0, 2)
    assert listed == [
        Suppression("address", "ada@x.example", "customer", "list.csv", NOW),
        Suppression("domain", "y.example", "customer", "list.csv", NOW),
    ]


async def test_an_exported_list_comes_back_the_same(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    async with engine(f"sqlite:///{tmp_path / 'one.db'}") as it:
        await suppress(it, ["ada@x.example", "y.example", "+442079460001", "ab" * 32])
        assert await export_suppressions(it, path) == 4
        before = await list_suppressions(it)
    async with engine(f"sqlite:///{tmp_path / 'two.db'}") as it:
        await import_suppressions(it, path)
        assert await list_suppressions(it) == before


async def test_a_stop_waits_for_a_delivery_that_holds_the_lead(
    postgres_url: str, tmp_path: Path
) -> None:
    async with engine(postgres_url) as it, engine(postgres_url) as other:
        await fill(it, tmp_path)
        lead = (await leads_of(it))["ada@x.example"]
        async with it.database.writing() as connection:
            await leads.lock(connection, [lead.id])
            stop = asyncio.create_task(suppress(other, ["ada@x.example"]))
            done, _ = await asyncio.wait([stop], timeout=0.2)
            seen = await suppressions.reasons(connection, [lead], b"")
        assert (done, seen) == (set(), {})
        assert (await stop).stopped == 1
