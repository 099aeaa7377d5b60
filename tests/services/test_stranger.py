"""Who speaks for a lead beside it, and what becomes of a stranger's mail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from outreach.core.mailbox import mailbox_of
from outreach.errors import Refused
from outreach.ports import Batch, Cursor, RawMessage
from outreach.services.assign import assign
from outreach.services.erase import erase
from outreach.services.ingest import interpret
from outreach.services.list_inbound import list_inbound
from outreach.store import inbound
from tests.services import ear
from tests.services.arena import arena

LEA, LEO = "lead0@co0.example", "lead1@co1.example"
TOM = "tom@co0.example"
HOME = "lea@home.example"
GOING, REPLIED = ("active", ""), ("finished", "replied")


async def test_an_alias_in_the_thread_is_known_afterwards(database_url: str) -> None:
    async with arena(database_url) as it:
        named = (await ear.sent(it))[0]
        await it.write("leads", 1, last_name="Smith", first_name="Lea")
        other = "lea.smith@mail.example"
        await ear.hear(it, ear.mail(other, In_Reply_To=named))
        await ear.hear(it, ear.mail(other, "And one thing more.", Subject="News"))
        assert await it.states() == [REPLIED, GOING]
        assert await ear.matched(it) == [
            ("read", 1, "message_id"),
            ("read", 1, "alias"),
        ]
        (alias,) = await it.rows("aliases")
        assert (alias["mailbox"], alias["kind"], alias["lead_id"]) == (
            other,
            "alias",
            1,
        )


async def test_a_colleague_in_the_thread_is_known_and_is_not_written_to(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        named = (await ear.sent(it))[0]
        await ear.hear(it, ear.mail(TOM, "I take this.", In_Reply_To=named))
        assert await it.states() == [REPLIED, GOING]
        (alias,) = await it.rows("aliases")
        assert (alias["mailbox"], alias["kind"]) == (TOM, "colleague")
        (tom,) = await it.leads(1, first=7, email=TOM, identity=f"email:{TOM}")
        (refused,) = (await it.enter([tom])).refused
        assert (refused.code, refused.detail) == (
            "answers_for",
            f"has answered in the thread of {LEA}",
        )
        await ear.hear(it, ear.mail(TOM, "Hello again.", Subject="New"))
        assert (await ear.matched(it))[-1] == ("read", tom, "address")


async def test_a_fresh_mail_of_somebody_in_the_thread_counts_for_the_lead(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        named = (await ear.sent(it))[0]
        copied = ear.mail(LEA, "Tom will see.", In_Reply_To=named, Cc=f"<{TOM}>")
        await ear.hear(it, copied)
        await ear.hear(it, ear.mail(TOM, "Let us talk.", Subject="Our call"))
        assert await ear.matched(it) == [
            ("read", 1, "message_id"),
            ("read", 1, "person"),
        ]
        (alias,) = await it.rows("aliases")
        assert (alias["mailbox"], alias["kind"]) == (TOM, "copied")
        (tom,) = await it.leads(1, first=7, email=TOM, identity=f"email:{TOM}")
        assert (await it.enter([tom])).refused == []


async def test_a_lead_in_anothers_thread_has_answered_for_itself_too(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        named = (await ear.sent(it, 3))[0]
        await ear.hear(it, ear.mail(LEO, "We are fine.", In_Reply_To=named))
        assert await it.states() == [REPLIED, REPLIED, GOING]
        heard = [
            row for row in await it.rows("events") if row["kind"].startswith("reply.")
        ]
        assert [row["lead_id"] for row in heard] == [1, 2]


@pytest.mark.parametrize(
    ("stands", "writes"),
    [
        ("lea+news@co0.example", "lea@co0.example"),
        ("l.e.a@gmail.com", "lea@googlemail.com"),
        ("lea@googlemail.com", "L.ea@gmail.com"),
    ],
)
async def test_an_address_is_known_in_every_spelling(
    sqlite_url: str, stands: str, writes: str
) -> None:
    async with arena(sqlite_url) as it:
        await it.enroll(
            1, email=stands, identity=f"email:{stands}", mailbox=mailbox_of(stands)
        )
        await ear.hear(it, ear.mail(writes))
        assert await ear.matched(it) == [("read", 1, "address")]
        assert await it.states() == [REPLIED]


async def test_one_person_under_two_addresses_is_stopped_under_both(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        for n, address in enumerate(("lea+a@co0.example", "lea+b@co0.example")):
            await it.enroll(
                1,
                first=n,
                email=address,
                identity=f"email:{address}",
                mailbox=mailbox_of(address),
            )
        await it.run()
        await ear.hear(it, ear.mail("lea@co0.example", "unsubscribe"))
        assert await it.states() == [("finished", "opted_out")] * 2
        assert sorted(value for value, _ in await ear.suppressed(it)) == [
            "lea+a@co0.example",
            "lea+b@co0.example",
            "lea@co0.example",
        ]


async def test_what_is_older_than_every_sequence_answers_none(
    sqlite_url: str,
) -> None:
    async with arena(sqlite_url) as it:
        old = it.clock.now()
        it.clock.forward(timedelta(days=1))
        await it.enroll(1)
        async with it.engine.database.writing() as connection:
            batch = Batch([RawMessage(1, 1, ear.mail(LEA), old)], Cursor(1, 1))
            await inbound.keep(connection, "anna", "INBOX", batch, it.clock.now())
        assert await interpret(it.engine) == 0
        assert await it.states() == [GOING]
        (row,) = await list_inbound(it.engine)
        assert (row.state, row.lead, row.whose) == (
            "read",
            LEA,
            "address older than all the lead is in",
        )


async def test_strangers_are_listed_with_why(database_url: str) -> None:
    async with arena(database_url) as it:
        await ear.sent(it)
        await ear.hear(
            it,
            ear.mail("a@knows.example", "Who are you?", Subject="Hm"),
            ear.mail("b@knows.example", In_Reply_To="<other@knows.example>"),
            ear.mail("c@knows.example", f"Hi.\r\n\r\n> To: <{LEA}>\r\n> Hello"),
            ear.mail("zoe@acme.example", "Lunch?"),
        )
        listed = await list_inbound(it.engine, strangers=True)
        assert [(each.author, each.whose) for each in reversed(listed)] == [
            ("a@knows.example", "a new mail from an address of no lead"),
            (
                "b@knows.example",
                "answers no mail of ours, from an address of no lead",
            ),
            (
                "c@knows.example",
                f"a new mail from an address of no lead; quotes {LEA}",
            ),
        ]
        ours = (await list_inbound(it.engine))[0]
        assert (ours.author, ours.whose) == (
            "zoe@acme.example",
            "from our own people, and in no thread we know",
        )


async def test_a_persons_word_gives_a_strangers_mail_to_a_lead(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        await ear.sent(it)
        await ear.hear(it, ear.mail(HOME, "Yes, call me."))
        done = await assign(it.engine, 1, LEA, by="zoe")
        assert (done.lead.id, done.kind, done.moved) == (1, "reply", 1)
        assert await it.states() == [REPLIED, GOING]
        (row,) = await list_inbound(it.engine)
        assert (row.state, row.whose) == ("read", "assigned by zoe")
        await ear.hear(it, ear.mail(HOME, "Or write.", Subject="Me again"))
        assert (await ear.matched(it))[-1] == ("read", 1, "person")
        with pytest.raises(Refused) as refused:
            await assign(it.engine, 1, LEO)
        assert refused.value.code == "already_matched"


async def test_an_assigned_opt_out_silences_both_addresses(sqlite_url: str) -> None:
    async with arena(sqlite_url) as it:
        await ear.sent(it)
        await ear.hear(it, ear.mail(HOME, "unsubscribe"))
        await assign(it.engine, 1, LEA)
        assert sorted(await ear.suppressed(it)) == [(HOME, "opt_out"), (LEA, "opt_out")]
        assert await it.states() == [("finished", "opted_out"), GOING]


async def test_what_is_learned_of_a_lead_is_forgotten_with_it(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        named = (await ear.sent(it))[0]
        await ear.hear(it, ear.mail(TOM, In_Reply_To=named))
        assert len(await it.rows("aliases")) == len(await it.rows("threads")) == 1
        await erase(it.engine, LEA)
        assert await it.rows("aliases") == await it.rows("threads") == []
        await ear.hear(it, ear.mail(TOM, "Hello again.", Subject="New"))
        assert (await ear.matched(it))[-1] == ("unmatched", None, "")


async def test_an_address_of_several_leads_is_each_ones_in_a_fresh_mail(
    sqlite_url: str,
) -> None:
    async with arena(sqlite_url) as it:
        first, second, _ = await ear.sent(it, 3)
        shared = "info@group.example"
        for named in (first, second):
            await ear.hear(it, ear.mail(shared, "Thanks.", In_Reply_To=named))
        await it.write("aliases", 1, kind="alias")
        await it.write("aliases", 2, kind="alias")
        await ear.hear(it, ear.mail(shared, "unsubscribe", Subject="Stop"))
        assert (await ear.matched(it))[-1] == ("read", 2, "alias")
        assert sorted(await ear.suppressed(it)) == [
            (shared, "opt_out"),
            (LEA, "opt_out"),
            (LEO, "opt_out"),
        ]


async def test_a_colleague_who_is_forgotten_is_named_in_no_thread(
    sqlite_url: str,
) -> None:
    async with arena(sqlite_url) as it:
        named = (await ear.sent(it))[0]
        await ear.hear(it, ear.mail(LEO, In_Reply_To=named))
        (alias,) = await it.rows("aliases")
        assert (alias["mailbox"], alias["lead_id"]) == (LEO, 1)
        await erase(it.engine, LEO)
        assert await it.rows("aliases") == []


async def test_who_was_erased_is_not_written_down_again_by_a_stop_in_a_thread(
    database_url: str,
) -> None:
    async with arena(database_url) as it:
        named = (await ear.sent(it))[0]
        await erase(it.engine, LEO)
        kept = await ear.suppressed(it)
        await ear.hear(it, ear.mail(LEO, "unsubscribe", In_Reply_To=named))
        said = dict(await ear.suppressed(it))
        hashes = {value for value, _ in kept}
        assert said == {LEA: "opt_out", **dict.fromkeys(hashes, "opt_out")}
        assert LEO not in said
