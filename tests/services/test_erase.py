"""What we hold of a person: shown to them, and gone when they ask."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from outreach.core.address import fingerprint
from outreach.errors import NotFound, Refused
from outreach.services.dossier import dossier
from outreach.services.enroll_where import enroll_where
from outreach.services.erase import Erased, erase
from outreach.services.export_leads import export_leads
from outreach.services.import_leads import import_leads
from outreach.services.show_lead import show_lead
from outreach.services.suppress import list_suppressions, suppress, unsuppress
from outreach.store import outbox
from outreach.store import task as tasks
from outreach.store.schema import metadata
from tests.services.answer import claim_first, leads_of, send_first, write_to_us
from tests.services.deployment import FIELDS, JUDGES, engine, keep, write_csv

if TYPE_CHECKING:
    from outreach.services.engine import Engine

ADA = "ada@zebra.example"
ROWS = (
    "email,first_name,last_name,company,phone,city,tags\n"
    f"{ADA},Adamantia,Zebrowska,Zebra,+442079460001,Zagreb,zoo\n"
    "bea@x.example,Bea,Bell,Bells,,,\n"
)
# Any of these in the database names her.
TRACES = (b"zebra", b"zebrowska", b"adamantia", b"zagreb", b"442079460001", b"zoo")


async def fill(it: Engine, folder: Path) -> None:
    """Let two leads be mailed, and one of them answer, twice."""
    await keep(it)
    await import_leads(it, write_csv(folder, ROWS), declared=FIELDS, judges=JUDGES)
    await enroll_where(it, "hello")
    await send_first(it, ADA)
    await send_first(it, "bea@x.example")
    await write_to_us(it, ADA, "Adamantia here, not now please: ask me in May.")
    await write_to_us(it, "friend@y.example", f"Write to {ADA}, or to Bea.", uid=2)
    lead = (await leads_of(it))[ADA]
    async with it.database.writing() as connection:
        await tasks.add(
            connection,
            lead_id=lead.id,
            kind="call",
            title="Call Adamantia",
            created_at=it.now(),
        )
        await outbox.link(connection, "hubspot", lead.id, "zebra-77")
        await outbox.note_writes(
            connection, "hubspot", "zebra-77", {"stage": "x"}, it.now()
        )


async def everything(it: Engine) -> bytes:
    """Return every row of every table, as text."""
    found: list[Any] = []
    async with it.database.reading() as connection:
        for table in metadata.sorted_tables:
            rows = await connection.execute(text(f"SELECT * FROM {table.name}"))  # noqa: S608 - our own names
            found += [
                [bytes(cell) if isinstance(cell, memoryview) else cell for cell in row]
                for row in rows
            ]
    return repr(found).lower().encode()


async def test_a_person_who_is_erased_is_named_nowhere(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        before = await everything(it)
        done = await erase(it, ADA)
        after = await everything(it)
        listed = await list_suppressions(it)
        secret = it.house.secret
    assert [trace for trace in TRACES if trace not in before] == []
    assert [trace for trace in TRACES if trace in after] == []
    assert done == Erased(done.lead_id, 0, 2, (("hubspot", "zebra-77"),))
    assert [(each.kind, each.value, each.reason) for each in listed] == [
        ("hash", fingerprint(ADA, secret), "erased"),
        ("hash", fingerprint("+442079460001", secret), "erased"),
    ]


async def test_sqlite_keeps_no_trace_in_its_files(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with engine(sqlite_url) as it:
        await fill(it, tmp_path)
        await erase(it, ADA)
        files = Path(it.database.url.database or "").parent.glob("outreach.db*")
        held = b"".join(path.read_bytes() for path in files).lower()
    assert b"bells" in held
    assert [trace for trace in TRACES if trace in held] == []


async def test_what_was_sent_is_still_counted(
    database_url: str, tmp_path: Path
) -> None:
    counting = (
        "SELECT (SELECT count(*) FROM touches WHERE state = 'sent'),"
        " (SELECT count(*) FROM events WHERE kind LIKE 'reply.%')"
    )
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        await erase(it, ADA)
        async with it.database.reading() as connection:
            counted = (await connection.execute(text(counting))).one()
    assert tuple(counted) == (2, 1)


async def test_who_was_erased_is_unknown_and_is_not_enrolled_again(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        lead = (await leads_of(it))[ADA]
        await erase(it, f"#{lead.id}")
        for name in (ADA, f"#{lead.id}", "+442079460001"):
            with pytest.raises(NotFound):
                await show_lead(it, name)
        exported = await export_leads(it, tmp_path / "out.csv", declared=FIELDS)
        path = write_csv(tmp_path, ROWS)
        await import_leads(it, path, declared=FIELDS, judges=JUDGES)
        refused = await enroll_where(it, "hello", emails=[ADA])
        await unsuppress(it, ADA)
        await unsuppress(it, "+442079460001")
        allowed = await enroll_where(it, "hello", emails=[ADA])
    assert exported.leads == 1
    assert [each.code for each in refused.left_out] == ["suppressed"]
    assert allowed.enrolled == 1


async def test_an_objection_stays_one_when_its_address_is_erased(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        await suppress(it, [ADA], reason="bounced")
        await erase(it, ADA)
        listed = await list_suppressions(it)
    assert {(each.kind, each.reason) for each in listed} == {("hash", "bounced")}


async def test_nobody_is_erased_while_a_touch_is_on_the_wire(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await keep(it)
        path = write_csv(tmp_path, ROWS)
        await import_leads(it, path, declared=FIELDS, judges=JUDGES)
        await enroll_where(it, "hello")
        await claim_first(it, ADA, "sending")
        with pytest.raises(Refused, match="on the wire") as refused:
            await erase(it, ADA)
        assert ADA in await leads_of(it)
    assert refused.value.code == "in_flight"


async def test_a_claim_of_an_erased_lead_never_leaves(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await keep(it)
        path = write_csv(tmp_path, ROWS)
        await import_leads(it, path, declared=FIELDS, judges=JUDGES)
        await enroll_where(it, "hello")
        await claim_first(it, ADA)
        done = await erase(it, ADA)
        async with it.database.reading() as connection:
            states = (await connection.execute(text("SELECT state FROM touches"))).all()
    assert done.stopped == 1
    assert [tuple(row) for row in states] == [("skipped",)]


async def test_a_dossier_has_it_all_as_plain_data(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await fill(it, tmp_path)
        found: Any = json.loads(json.dumps(await dossier(it, ADA)))
        shown = await show_lead(it, ADA)
    assert found["lead"]["last_name"] == "Zebrowska"
    assert found["lead"]["fields"] == {"city": "Zagreb"}
    assert "ask me in May" in found["inbound"][0]["content"]
    assert f"Write to {ADA}" in found["other_mail"][0]["content"]
    assert [each["state"] for each in found["touches"]] == ["sent"]
    assert found["crm_records"][0]["external_id"] == "zebra-77"
    assert [each["title"] for each in found["tasks"]] == ["Call Adamantia"]
    kinds = [moment.kind for moment in shown.timeline]
    assert sorted(each["kind"] for each in found["events"]) == sorted(kinds)
    assert {"enrolled", "sent", "reply.not_now", "finished.replied"} <= set(kinds)
    assert [each.state for each in shown.enrollments] == ["finished"]


async def test_a_handle_that_several_have_is_asked_about(
    database_url: str, tmp_path: Path
) -> None:
    rows = "email,phone\na@x.example,+442079460001\nb@x.example,+442079460001\n"
    async with engine(database_url) as it:
        path = write_csv(tmp_path, rows)
        await import_leads(it, path, declared=FIELDS, judges=JUDGES)
        with pytest.raises(Refused) as refused:
            await show_lead(it, "+44 20 7946 0001")
        first = await show_lead(it, "#1")
    assert refused.value.code == "ambiguous"
    assert first.lead.email == "a@x.example"
