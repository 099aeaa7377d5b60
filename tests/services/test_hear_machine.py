"""What machines answer: an absence is waited for, a bounce is judged by whose fault it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.core.away import Away
from tests.services import deployment, ear
from tests.services.arena import arena

if TYPE_CHECKING:
    from tests.services.arena import Arena

LEA, LEO = "lead0@co0.example", "lead1@co1.example"
AWAY = "I am out of office and will be back on 20 March 2026."
BACK = datetime(2026, 3, 21, tzinfo=UTC)  # a Saturday, the day after the return
HARD, SOFT, BLOCK = (
    ("5.1.1", "550 5.1.1 no such user"),
    ("4.2.2", "452 4.2.2 mailbox full"),
    ("5.7.1", "550 5.7.1 blocked: listed by our spam policy"),
)


def _away(text: str = AWAY, subject: str = "Out of office") -> bytes:
    return ear.mail(LEA, text, Auto_Submitted="auto-replied", Subject=subject)


def _dsn(code: tuple[str, str], address: str, about: str) -> bytes:
    status, diagnostic = code
    return ear.report(
        ear.DSN, status=status, diagnostic=diagnostic, address=address, about=about
    )


async def _pause(it: Arena) -> tuple[str, str, datetime | None]:
    row = (await it.rows("enrollments"))[0]
    return row["state"], row["reason"], row["due_at"]


async def test_an_absence_is_waited_for_until_the_day_after_it(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        await it.enroll(1)
        await it.run()
        await ear.hear(it, _away())
        assert await _pause(it) == ("paused", "out_of_office", BACK)
        it.clock.at = BACK + timedelta(days=1, hours=23)
        await it.run()
        assert it.wire.counts == {LEA: 1}
        it.clock.at = BACK + timedelta(days=2, hours=10)
        await it.run()
        assert it.wire.counts == {LEA: 2}
        kinds = await it.kinds()
        assert [kind for kind in kinds if kind.startswith("reply")] == []
        assert (await it.rows("leads"))[0]["stage"] == "contacted"


async def test_it_is_the_leads_own_midnight(sqlite_url: str) -> None:
    async with arena(sqlite_url) as it:
        await it.enroll(1, timezone="America/New_York")
        it.clock.forward(timedelta(hours=5))
        await it.run()
        await ear.hear(it, _away())
        assert (await _pause(it))[2] == datetime(2026, 3, 21, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "days"), [("I am away.", 7), ("I am back on 1 March 2026.", 7)]
)
async def test_an_absence_without_an_end_to_come_is_short(
    sqlite_url: str, text: str, days: int
) -> None:
    async with arena(sqlite_url) as it:
        await it.enroll(1)
        await it.run()
        await ear.hear(it, _away(text))
        until = deployment.NOW + timedelta(days=days)
        assert await _pause(it) == ("paused", "out_of_office", until)


@pytest.mark.parametrize("second", ["I am away.", "I am back on 1 March 2026."])
async def test_a_note_without_a_date_shortens_no_rest(
    database_url: str, second: str
) -> None:
    async with arena(database_url) as it:
        await it.enroll(1)
        await it.run()
        await ear.hear(it, _away(), _away(second))
        assert await _pause(it) == ("paused", "out_of_office", BACK)
        assert len(await ear.events(it, "paused")) == 1


async def test_a_note_with_a_date_shortens_a_rest(sqlite_url: str) -> None:
    async with arena(sqlite_url) as it:
        await it.enroll(1)
        await it.run()
        await ear.hear(it, _away(), _away("I will be back on 9 March 2026."))
        until = datetime(2026, 3, 10, tzinfo=UTC)
        assert await _pause(it) == ("paused", "out_of_office", until)


async def test_an_acknowledgement_holds_nobody_up(database_url: str) -> None:
    text = "We have received your message. Your ticket number is 4711."
    async with arena(database_url) as it:
        await it.enroll(1)
        await it.run()
        await ear.hear(it, _away(text, subject="Your ticket 4711"))
        assert await it.states() == [("active", "")]
        (told,) = await ear.events(it, "auto_reply")
        assert (told["absent"], told["return_on"]) == (False, None)
        it.clock.forward(timedelta(days=3))
        await it.run()
        assert it.wire.counts == {LEA: 2}


@pytest.mark.parametrize(
    ("rule", "text", "until"),
    [
        (
            Away(after=timedelta(days=4)),
            AWAY,
            datetime(2026, 3, 24, tzinfo=UTC),
        ),
        (
            Away(undated=timedelta(days=2)),
            "I am away.",
            deployment.NOW + timedelta(days=2),
        ),
        (Away(after=timedelta(0)), "Back on 3 March 2026.", deployment.NOW),
        (Away(longest=timedelta(days=10)), AWAY, None),
    ],
)
async def test_how_long_an_absence_is_waited_for_can_be_set(
    sqlite_url: str, rule: Away, text: str, until: datetime | None
) -> None:
    async with arena(sqlite_url) as it:
        house = replace(it.engine.house, away=rule)
        it.engine = replace(it.engine, house=house)
        await it.enroll(1)
        await it.run()
        it.clock.at = deployment.NOW
        await ear.hear(it, _away(text))
        assert await _pause(it) == ("paused", "out_of_office", until)


async def test_the_last_word_on_an_absence_counts(sqlite_url: str) -> None:
    async with arena(sqlite_url) as it:
        await it.enroll(1)
        await it.run()
        await ear.hear(it, _away(), _away("I will be back on 30 March 2026."))
        until = datetime(2026, 3, 31, tzinfo=UTC)
        assert await _pause(it) == ("paused", "out_of_office", until)


async def test_who_has_left_for_good_waits_for_a_person(sqlite_url: str) -> None:
    async with arena(sqlite_url) as it:
        await it.enroll(1)
        await it.run()
        await ear.hear(it, _away("Lea no longer works at Co."))
        assert await _pause(it) == ("paused", "gone", None)


async def test_an_absence_gives_the_claim_under_way_back(database_url: str) -> None:
    async with arena(database_url) as it:
        await it.enroll(1)
        await it.run()
        it.clock.forward(timedelta(days=3))
        claimed = (await it.tick()).claimed
        await ear.hear(it, _away())
        await it.deliver(claimed)
        assert it.wire.counts == {LEA: 1}
        assert await _pause(it) == ("paused", "out_of_office", BACK)
        it.clock.at = BACK + timedelta(days=2, hours=10)
        await it.run()
        assert (it.wire.counts, await it.ledger()) == (
            {LEA: 2},
            [("sent", 1), ("sent", 1)],
        )


async def test_a_reply_after_the_absence_still_ends_it(sqlite_url: str) -> None:
    async with arena(sqlite_url) as it:
        await it.enroll(1)
        await it.run()
        await ear.hear(it, _away(), ear.mail(LEA, "I am back. What is it?"))
        assert await it.states() == [("finished", "replied")]
        it.clock.forward(timedelta(days=40))
        await it.run()
        assert it.wire.counts == {LEA: 1}


async def test_an_absence_opens_nothing_that_a_person_closed(sqlite_url: str) -> None:
    async with arena(sqlite_url) as it:
        await it.enroll(1)
        await it.run()
        await ear.hear(it, ear.mail(LEA), _away())
        assert await it.states() == [("finished", "replied")]


async def test_a_hard_bounce_buries_the_address(database_url: str) -> None:
    async with arena(database_url) as it:
        await deployment.keep(it.engine, "other")
        ids = await it.leads(2)
        await it.enter(ids)
        await it.enter(ids, "other")
        await it.run()
        named = (await ear.message_ids(it))[0]
        await ear.hear(it, _dsn(HARD, LEA, named))
        assert await it.states() == [("finished", "bounced"), ("active", "")] * 2
        assert await ear.suppressed(it) == [(LEA, "bounced")]
        (told,) = await ear.events(it, "bounce.hard")
        assert told["status"] == "5.1.1"
        it.clock.forward(timedelta(days=3))
        await it.run()
        assert it.wire.counts == {LEA: 2, LEO: 4}


@pytest.mark.parametrize(
    ("code", "reason"), [(SOFT, "bounced_soft"), (BLOCK, "bounced_block")]
)
async def test_a_bounce_that_is_not_the_addresss_fault_only_pauses(
    database_url: str, code: tuple[str, str], reason: str
) -> None:
    async with arena(database_url) as it:
        await it.enroll(1)
        await it.run()
        (named,) = await ear.message_ids(it)
        await ear.hear(it, _dsn(code, LEA, named))
        assert await _pause(it) == ("paused", reason, None)
        assert await ear.suppressed(it) == []


async def test_a_soft_bounce_ends_an_absence_that_would_end_by_itself(
    sqlite_url: str,
) -> None:
    async with arena(sqlite_url) as it:
        await it.enroll(1)
        await it.run()
        (named,) = await ear.message_ids(it)
        await ear.hear(it, _away(), _dsn(SOFT, LEA, named))
        assert await _pause(it) == ("paused", "bounced_soft", None)


async def test_what_a_sequence_makes_of_a_soft_bounce_stands(sqlite_url: str) -> None:
    steps = deployment.SEQUENCE + "on: {bounce: [{pause: 5 days}]}"
    async with arena(sqlite_url, steps=steps) as it:
        await it.enroll(1)
        await it.run()
        (named,) = await ear.message_ids(it)
        await ear.hear(it, _dsn(SOFT, LEA, named))
        until = deployment.NOW + timedelta(days=5)
        assert await _pause(it) == ("paused", "sequence", until)


async def test_a_report_on_another_address_buries_nobody(sqlite_url: str) -> None:
    async with arena(sqlite_url) as it:
        await it.enroll(1)
        await it.run()
        (named,) = await ear.message_ids(it)
        await ear.hear(it, _dsn(HARD, "someone@else.example", named))
        assert await _pause(it) == ("paused", "bounced_soft", None)
        assert await ear.suppressed(it) == []


async def test_a_bounce_proves_a_touch_in_doubt_and_is_obeyed(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        await it.enroll(1)
        await it.mark((await it.tick()).claimed)
        await it.write("touches", 1, state="in_doubt")
        (named,) = await ear.message_ids(it)
        await ear.hear(it, _dsn(HARD, LEA, named))
        assert await it.ledger() == [("sent", 1)]
        assert await it.states() == [("finished", "bounced")]


async def test_a_lead_that_a_mixed_report_calls_late_has_not_bounced(
    sqlite_url: str,
) -> None:
    async with arena(sqlite_url) as it:
        named = (await ear.sent(it))[0]
        said = {"status": "5.1.1", "diagnostic": "550 no such user", "about": named}
        bounce = ear.report(ear.DSN, address="gone@far.example", **said)
        ours = b"rfc822; lead0@co0.example\r\nAction: delayed\r\nStatus: 4.4.1\r\n\r\n"
        field = b"Final-Recipient: "
        await ear.hear(it, bounce.replace(field, field + ours + field, 1))
        kinds = [row["kind"] for row in await it.rows("events")]
        assert [kind for kind in kinds if kind.startswith(("bounce", "delay"))] == [
            "delay"
        ]
        assert (await it.states())[0] == ("active", "")
