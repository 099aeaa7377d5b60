"""Two enrolled people are out of office: Dovecot answers for them, and their sequences wait."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, cast

from outreach.adapters.channels.email import EmailChannel, SmtpAccount
from outreach.adapters.clock import SystemClock
from outreach.adapters.inbox.imap import ImapInbox
from outreach.core.away import Away
from outreach.core.model import SenderName
from outreach.services.deliver import Courier
from outreach.services.poll import poll
from outreach.services.report import report
from tests.adapters.inbox.dovecot import HOST
from tests.adapters.inbox.dovecot_vacation import running_post
from tests.services import deployment, ear
from tests.services.arena import arena

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from outreach.ports import Channel, Parcel
    from tests.adapters.inbox.dovecot_vacation import Post
    from tests.services.arena import Arena

DORA, LEN = "lead0@co0.example", "lead1@co1.example"
OFFICE = "anna@acme.example"
ANNA = replace(deployment.sender("anna"), hears=True, folders=("INBOX",))
STEPS = (
    deployment.SEQUENCE.replace("[anna, ben]", "[anna]")
    + 'window: {days: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00", holidays: none}\n'
)
MINUTE = timedelta(minutes=1)
AWAY = Away(after=timedelta(days=2), undated=timedelta(days=5))
GERMAN = """require ["vacation"];
vacation :days 7 :subject "Abwesenheitsnotiz" "Guten Tag,

vielen Dank für Ihre Nachricht. Ich bin bis einschließlich {day:%d.%m.%Y} nicht im Büro.
Ihre E-Mail wird nicht weitergeleitet.

In dringenden Fällen wenden Sie sich bitte an Jan Maier, jan.maier@co0.example.

Mit freundlichen Grüßen";
"""
ENGLISH = """require ["vacation"];
vacation :days 7 "I am on leave and will answer your message when I am back.";
"""


@asynccontextmanager
async def _office(url: str, post: Post) -> AsyncIterator[tuple[Arena, ImapInbox]]:
    clock = deployment.Clock(SystemClock().now().replace(microsecond=0))
    account = SmtpAccount(HOST, post.port, security="none")
    channel = EmailChannel({SenderName("anna"): account}, clock=clock)
    inbox = ImapInbox(post.dovecot.account(OFFICE))
    async with arena(url, clock=clock, steps=STEPS, senders={"anna": ANNA}) as it:
        it.engine = replace(it.engine, house=replace(it.engine.house, away=AWAY))
        it.courier = Courier(it.engine, {"email": cast("Channel[Parcel]", channel)})
        try:
            yield it, inbox
        finally:
            await channel.close()
            await inbox.close()


async def test_two_people_out_of_office_are_written_to_when_they_are_back(
    sqlite_url: str,
) -> None:
    with running_post() as post:
        async with _office(sqlite_url, post) as (it, inbox):
            last_day = (it.clock.now() + timedelta(days=10)).date()
            post.on_vacation(DORA, GERMAN.format(day=last_day))
            post.on_vacation(LEN, ENGLISH)
            assert await poll(it.engine, {"anna": inbox}, "anna") == 0
            await it.enroll(2)
            await it.run()
            assert await poll(it.engine, {"anna": inbox}, "anna") == 2

            midnight = datetime.combine(last_day, time.min, UTC)
            back = {1: midnight + timedelta(days=3), 2: it.clock.now() + AWAY.undated}
            rows = await it.rows("enrollments")
            assert {row["lead_id"]: row["due_at"] for row in rows} == back
            assert await it.states() == [("paused", "out_of_office")] * 2
            heard = await ear.events(it, "auto_reply")
            first_day = (last_day + timedelta(days=1)).isoformat()
            assert {(one["return_on"], one["contact"]) for one in heard} == {
                (first_day, "jan.maier@co0.example"),
                (None, ""),
            }

            for lead_id, sent in ((2, [1, 2]), (1, [2, 2])):
                before = [post.arrived(one) for one in (DORA, LEN)]
                for late, expected in ((-MINUTE, before), (MINUTE, sent)):
                    it.clock.at = back[lead_id] + late
                    await poll(it.engine, {"anna": inbox}, "anna")
                    await it.run()
                    assert [post.arrived(one) for one in (DORA, LEN)] == expected

            kinds = await it.kinds()
            assert not [kind for kind in kinds if kind.startswith("reply")]
            assert {row["stage"] for row in await it.rows("leads")} == {"contacted"}
            total = (await report(it.engine)).total
            assert (total.auto_replies, total.replies, total.replied) == (2, {}, 0)
