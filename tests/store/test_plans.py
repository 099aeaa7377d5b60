"""What every tick asks is answered from an index, however many leads wait."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from outreach.core.cap import KINDS, PER_COMPANY, PER_DOMAIN, Cap
from outreach.core.model import EnrollmentId, LeadId, TouchId
from outreach.store import (
    age,
    bounce,
    cap,
    company,
    doubt,
    due,
    enrollment,
    gauge,
    inbound,
    lane,
    lead,
    line,
    outbox,
    report,
    sent_copy,
    touch,
)
from outreach.store import event as events
from outreach.store.database import Database
from outreach.store.schema import metadata

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
    from pathlib import Path

    from outreach.store.database import Connection

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite:///{tmp_path}/plans.db")
    async with opened.writing() as connection:
        await connection.run_sync(metadata.create_all)
    yield opened
    await opened.close()


async def plans(
    database: Database, ask: Callable[[Connection], Awaitable[object]]
) -> list[str]:
    """Return SQLite's plan for each statement that is run."""
    said: list[tuple[str, Any]] = []

    def listen(*args: Any) -> None:
        if not args[2].startswith(("EXPLAIN", "BEGIN")):
            said.append((args[2], args[3]))

    event.listen(database.engine.sync_engine, "before_cursor_execute", listen)
    async with database.reading() as connection:
        await ask(connection)
        found = []
        for statement, parameters in said:
            rows = await connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", parameters
            )
            found += [row.detail for row in rows]
    return found


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (due.unopened, "ix_enrollments_due"),
        (
            lambda c: enrollment.due(c, "anna", "k", touched=True, now=NOW, limit=9),
            "ix_enrollments_due",
        ),
        (lambda c: enrollment.thinking(c, NOW, 9), "ix_enrollments_due"),
        (lambda c: enrollment.to_resume(c, NOW, 9), "ix_enrollments_resume"),
        (enrollment.earliest_resume, "ix_enrollments_resume"),
        (lambda c: company.active(c, "s", "k"), "ix_enrollments_company"),
        (lambda c: company.active_in(c, [("s", "k")]), "ix_enrollments_company"),
        (lambda c: touch.stale_claims(c, NOW, 9), "ix_touches_open"),
        (lambda c: touch.orphans(c, NOW, 9), "ix_touches_open"),
        (touch.any_open, "ix_touches_open"),
        (touch.claimed_ids, "ix_touches_open"),
        (touch.in_doubt, "ix_touches_in_doubt"),
        (lambda c: doubt.unnoted(c, "anna", 9), "ix_touches_in_doubt"),
        (lambda c: doubt.due(c, "anna", NOW, 9), "ix_doubts_due"),
        (lambda c: sent_copy.due(c, "anna", NOW, 9), "ix_sent_copies_due"),
        (lambda c: inbound.uninterpreted(c, 9), "ix_inbound_received"),
        (lambda c: outbox.take(c, "csv", NOW, 9), "ix_crm_outbox_pending"),
    ],
)
async def test_a_tick_s_question_is_answered_from_its_index(
    database: Database,
    ask: Callable[[Connection], Awaitable[object]],
    index: str,
) -> None:
    found = await plans(database, ask)
    tables = {"enrollments", "inbound", "crm_outbox", "doubts", "sent_copies"}
    if index != "ix_sent_copies_due":
        tables.add("touches")
    looks = [
        plan
        for plan in found
        if plan.startswith(("SEARCH", "SCAN")) and plan.split()[1] in tables
    ]
    assert looks
    assert all(index in plan for plan in looks), looks


async def test_a_lane_s_count_reads_no_touch_it_does_not_count(
    database: Database,
) -> None:
    async def ask(connection: Connection) -> object:
        row: Any = {
            "name": "anna",
            "last_attempt_at": None,
            "sent_days": 0,
            "last_sent_on": "",
        }
        return await lane.state_of(connection, row, NOW, "2026-03-02", oldest=5)

    looks = [plan for plan in await plans(database, ask) if "touches" in plan]
    assert looks
    assert all(" USING " in plan for plan in looks), looks


async def test_bounces_are_sought_by_what_bounced_not_by_what_was_sent(
    database: Database,
) -> None:
    found = await plans(database, lambda c: bounce.bounced(c, "anna", NOW))
    looks = [plan for plan in found if plan.startswith(("SEARCH", "SCAN"))]
    assert looks == [
        "SEARCH touches USING INTEGER PRIMARY KEY (rowid=?)",
        "SEARCH events USING INDEX ix_events_kind (kind=? AND at>?)",
    ]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_cap_counts_its_own_touches_and_no_other_claims(
    database: Database, kind: str
) -> None:
    found = await plans(database, lambda c: cap.used(c, [Cap(kind, "x", 3)], NOW))
    column = {PER_DOMAIN: "domain", PER_COMPANY: "company_key"}.get(kind, "new_in")
    assert [plan for plan in found if "touches" in plan] == [
        f"SEARCH touches USING INDEX ix_touches_{column} ({column}=? AND sending_at>?)",
        f"SEARCH touches USING INDEX ix_touches_{column}_claimed ({column}=?)",
    ]


async def test_the_last_in_line_for_a_cap_is_sought_and_no_other(
    database: Database,
) -> None:
    found = await plans(database, lambda c: line.last(c, "per_domain:x.example", NOW))
    index = "ix_enrollments_parked (parked_for=? AND due_at>?)"
    assert found == [f"SEARCH enrollments USING INDEX {index}"]


async def test_what_is_due_on_many_lanes_is_sought_lane_by_lane_and_key_by_key(
    database: Database,
) -> None:
    found = await plans(database, lambda c: due.lanes_by_key(c, ["anna", "ben"], NOW))
    looks = [plan for plan in found if "enrollments" in plan]
    index = "SEARCH enrollments USING INDEX ix_enrollments_due"
    assert looks == [
        f"{index} (lane=?)",
        f"{index} (lane=? AND window_key=? AND touched>?)",
        f"{index} (lane=? AND window_key>?)",
    ]


async def test_the_first_due_of_a_lane_and_key_are_sought_and_no_others(
    database: Database,
) -> None:
    found = await plans(
        database,
        lambda c: due.first_due(c, [("anna", "k")], touched=True, now=NOW, most=9),
    )
    looks = [plan for plan in found if plan.startswith("SEARCH")]
    index = "USING INDEX ix_enrollments_due (lane=? AND window_key=? AND touched=?"
    assert [plan for plan in looks if index in plan]
    assert all("INTEGER PRIMARY KEY" in p or index in p for p in looks), looks


async def test_the_first_of_a_lane_s_cap_to_age_out_are_sought_and_no_others(
    database: Database,
) -> None:
    found = await plans(database, lambda c: age.oldest_counted(c, {"anna": 2}, NOW))
    looks = [plan for plan in found if "touches" in plan or "SEARCH" in plan]
    index = "USING INDEX ix_touches_lane_sending (lane=? AND sending_at>?)"
    assert [plan for plan in looks if index in plan]
    assert all("INTEGER PRIMARY KEY" in p or index in p for p in looks), looks


@pytest.mark.parametrize(
    ("ask", "indexes"),
    [
        (report.under_way, {"ix_touches_open", "ix_touches_in_doubt"}),
        (lambda c: gauge.waiting(c, NOW), {"ix_enrollments_due"}),
        (gauge.standing, {"ix_enrollments_sequence_state"}),
        (gauge.oldest_doubt, {"ix_touches_in_doubt"}),
    ],
)
async def test_a_scrape_reads_no_table_of_a_million_rows(
    database: Database,
    ask: Callable[[Connection], Awaitable[object]],
    indexes: set[str],
) -> None:
    found = await plans(database, ask)
    assert {name for plan in found for name in indexes if name in plan} == indexes, (
        found
    )
    assert not [
        plan for plan in found if plan.startswith("SCAN") and "USING" not in plan
    ]


@pytest.mark.parametrize(
    ("ask", "table"),
    [
        (lambda c: lead.get(c, [LeadId(1), LeadId(2)]), "leads"),
        (
            lambda c: enrollment.get(c, [EnrollmentId(1), EnrollmentId(2)]),
            "enrollments",
        ),
        (lambda c: touch.get(c, [TouchId(1), TouchId(2)]), "touches"),
    ],
)
async def test_rows_asked_for_by_their_ids_are_sought(
    database: Database, ask: Callable[[Connection], Awaitable[object]], table: str
) -> None:
    looks = [plan for plan in await plans(database, ask) if f" {table}" in plan]
    assert looks == [f"SEARCH {table} USING INTEGER PRIMARY KEY (rowid=?)"]


async def test_what_leads_were_told_is_sought_by_lead_however_common(
    database: Database,
) -> None:
    found = await plans(
        database, lambda c: events.told_of(c, [LeadId(1)], "auto_reply")
    )
    looks = [plan for plan in found if " events " in plan]
    assert looks == ["SEARCH events USING INDEX ix_events_lead_id (lead_id=?)"]


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (events.of_leads, "ix_events_lead_id"),
        (enrollment.of_leads, "sqlite_autoindex_enrollments_1"),
    ],
)
async def test_all_of_a_domain_s_leads_are_sought_however_many(
    database: Database,
    ask: Callable[[Connection, Iterable[LeadId]], Awaitable[object]],
    index: str,
) -> None:
    many = [LeadId(each) for each in range(300_000)]
    found = await plans(database, lambda c: ask(c, many))
    looks = {plan for plan in found if plan.startswith(("SEARCH", "SCAN e"))}
    assert {index in plan for plan in looks} == {True}
