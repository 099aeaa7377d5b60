"""The suppression list: what goes on it stops at once, and what is off it resumes nothing."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING

import pytest

from outreach.core.suppression_row import Suppression
from outreach.errors import InputError, NotFound
from outreach.ports import RawMessage
from outreach.services.concern import Concern
from outreach.services.enroll_where import enroll_where
from outreach.services.erase import erase
from outreach.services.export_suppressions import Exported, export_suppressions
from outreach.services.import_leads import import_leads
from outreach.services.import_suppressions import import_suppressions
from outreach.services.ingest import interpret
from outreach.services.suppress import list_suppressions, suppress, unsuppress
from outreach.store import inbound
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


async def test_a_mail_provider_is_closed_only_if_that_is_said(sqlite_url: str) -> None:
    async with engine(sqlite_url) as it:
        with pytest.raises(InputError, match=r"gmail\.com is a mail provider's"):
            await suppress(it, ["ada@x.example", "@gmail.com"])
        assert await list_suppressions(it) == []
        done = await suppress(it, ["gmail.com"], kind="domain")
        assert done.added == 1


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
        assert await export_suppressions(it, path) == Exported(4)
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


def _hashed(address: str, how: str) -> str:
    return hashlib.new(how, address.encode(), usedforsecurity=False).hexdigest()


@pytest.mark.parametrize("how", ["sha256", "sha1", "md5"])
async def test_whom_another_s_hash_names_is_stopped_and_refused(
    database_url: str, tmp_path: Path, how: str
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        nobody = _hashed("nobody@z.example", how)
        text = (
            f"{how},reason\n{_hashed('ada@x.example', how)},unsubscribed\n{nobody},\n"
        )
        done = await import_suppressions(it, write_csv(tmp_path, text, "list.csv"))
        states = {email: await standing(it, email) for email in await leads_of(it)}
        refused = (await enroll_where(it, "hello", again=True)).left_out
        listed = await list_suppressions(it)
        gone = await unsuppress(it, "ADA@x.example")
        again = await enroll_where(it, "hello", emails=["ada@x.example"], again=True)
    assert (done.added, done.stopped) == (2, 1)
    assert states["ada@x.example"] == STOPPED
    assert [states["bea@sub.x.example"], states["cat@y.example"]] == [ACTIVE, ACTIVE]
    assert "suppressed" in {e.code for e in refused if e.lead == "ada@x.example"}
    assert [(each.kind, each.reason) for each in listed] == [
        (how, "opt_out"),
        (how, "manual"),
    ]
    assert [each.kind for each in gone] == [how]
    assert again.enrolled == 1


async def test_hashes_handed_on_name_the_same_people_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "hashes.csv"
    async with engine(f"sqlite:///{tmp_path / 'one.db'}") as it:
        await suppress(it, ["ada@x.example"], reason="opt_out")
        await suppress(it, ["y.example", "+442079460001", "ab" * 32])
        done = await export_suppressions(it, path, hashes=True)
    async with engine(f"sqlite:///{tmp_path / 'two.db'}") as it:
        await fill(it, tmp_path)
        taken = await import_suppressions(it, path)
        state = await standing(it, "ada@x.example")
        (entry,) = await list_suppressions(it)
    assert done == Exported(1, {"domain": 1, "handle": 1, "sha256": 1})
    assert "ada" not in path.read_text()
    assert (taken.added, taken.stopped, state) == (1, 1, STOPPED)
    assert (entry.kind, entry.reason) == ("sha256", "opt_out")


async def test_a_person_s_own_wish_replaces_a_lesser_reason_in_a_list(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await suppress(it, ["ada@x.example"], reason="bounced")
        await suppress(it, ["bea@x.example"], reason="complaint")
        text = "email,reason\nada@x.example,unsubscribed\nbea@x.example,bounced\n"
        done = await import_suppressions(it, write_csv(tmp_path, text, "list.csv"))
        listed = {each.value: each.reason for each in await list_suppressions(it)}
    assert (done.added, done.known) == (0, 2)
    assert listed == {"ada@x.example": "opt_out", "bea@x.example": "complaint"}


async def test_a_dry_run_counts_what_would_be_done_and_does_nothing(
    database_url: str, tmp_path: Path
) -> None:
    text = (
        "email,status\nada@x.example,unsubscribed\nADA@x.example,unsubscribed\n"
        "y.example,\nold@z.example,\nbea@sub.x.example,subscribed\nwhat,\n"
    )
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        await suppress(it, ["old@z.example"])
        path = write_csv(tmp_path, text, "list.csv")
        dry = await import_suppressions(it, path, dry_run=True)
        before = await list_suppressions(it)
        state = await standing(it, "ada@x.example")
        wet = await import_suppressions(it, path)
    assert [each.value for each in before] == ["old@z.example"]
    assert state == ACTIVE
    assert dry == wet
    assert (dry.added, dry.known, dry.stopped) == (2, 2, 2)
    assert (dry.passed_over, dry.refused) == (1, 1)


async def test_who_comes_in_during_an_import_is_found_too(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with engine(sqlite_url) as it:
        await keep(it)
        entries = [Suppression("domain", "x.example"), Suppression("handle", "+1")]
        concern = Concern(it)
        async with it.database.reading() as connection:
            await concern.look(connection, entries)
            early = await concern.of(connection, entries)
        await fill(it, tmp_path)
        async with it.database.reading() as connection:
            late = await concern.of(connection, entries)
    assert early == {}
    assert late == {1: entries[0], 2: entries[0]}


async def test_how_far_an_import_has_come_is_told(
    sqlite_url: str, tmp_path: Path
) -> None:
    text = "value\n" + "".join(f"p{n}@x.example\n" for n in range(45_000))
    told: list[tuple[int, int]] = []
    async with engine(sqlite_url) as it:
        path = write_csv(tmp_path, text, "list.csv")
        done = await import_suppressions(
            it, path, progress=lambda *so_far: told.append(so_far)
        )
    assert done.added == 45_000
    assert len(told) == 3
    assert told == sorted(told)
    assert all(of == len(text) for _, of in told)


async def test_an_erased_person_s_objection_by_mail_spells_nobody_out(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        await erase(it, "ada@x.example")
        content = (
            b"From: <Ada@x.example>\r\nMessage-ID: <1@x.example>\r\n\r\nunsubscribe\r\n"
        )
        async with it.database.writing() as connection:
            raw = RawMessage(1, 1, content, it.now())
            await inbound.keep_raw(connection, "anna", "INBOX", [raw], it.now())
        assert await interpret(it) == 0
        listed = await list_suppressions(it)
    assert {each.kind for each in listed} == {"hash"}
    assert sorted(each.reason for each in listed) == ["erased", "opt_out"]


async def test_the_nearest_entry_s_reason_is_the_one_that_counts(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        await suppress(it, ["x.example"], reason="customer")
        await suppress(it, [_hashed("ada@x.example", "md5")], reason="bounced")
        await suppress(it, ["ada@x.example"], reason="opt_out")
        some = (await leads_of(it)).values()
        async with it.database.reading() as connection:
            found = await suppressions.reasons(connection, some, it.house.secret)
    assert found == {1: "opt_out", 2: "customer"}
