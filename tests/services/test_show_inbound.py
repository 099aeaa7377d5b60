"""A mail is shown with what it was read as, a person's word, and what followed from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.services.follow import Followed
from outreach.services.label import label
from outreach.services.list_inbound import list_inbound
from outreach.services.show_inbound import raw_inbound, show_inbound
from tests.services import ear, hearing
from tests.services.arena import arena

if TYPE_CHECKING:
    from outreach.services.show_inbound import ShownMail
    from tests.services.arena import Arena

CASES = ("interested", "out_of_office", "bounced", "opt_out", "other", "nothing")


def _address(meaning: str) -> str:
    number = 2 * CASES.index(meaning)
    return f"lead{number}@co{number}.example"


def _colleague(meaning: str) -> str:
    number = 2 * CASES.index(meaning) + 1
    return f"lead{number}@co{number}.example"


async def _shown(it: Arena) -> dict[str, ShownMail]:
    """Let each thing be said by a lead that has a colleague; return how each is shown."""
    told = {}
    for n, _ in enumerate(CASES):
        ids = await it.leads(2, first=2 * n, company_key=f"company{n}.example")
        await it.enter(ids)
        told[n] = ids[0]
    await it.run()
    for n, meaning in enumerate(CASES):
        await hearing.said(it, told[n], meaning)
    return {
        meaning: await show_inbound(it.engine, n)
        for n, meaning in enumerate(CASES, start=1)
    }


def _told(shown: ShownMail) -> list[tuple[str, str, str, str, str]]:
    return [
        (each.lead, each.what, hearing.unnumbered(each.name), each.was, each.now)
        for each in shown.followed
    ]


async def test_what_followed_is_told_of_each(database_url: str) -> None:
    async with arena(database_url, steps=hearing.STEPS) as it:
        found = await _shown(it)
    lead, other = map(_address, ("interested", "other"))
    enrolled = ("enrollment", "hello", "active")
    assert _told(found["interested"]) == [
        (lead, "fields", "", "none", "city=Paris"),
        (lead, "stage", "", "contacted", "qualified"),
        (lead, "tags", "", "none", "answered"),
        (lead, *enrolled, "finished (replied)"),
        (_colleague("interested"), *enrolled, "paused (company_replied)"),
        (lead, "task", hearing.unnumbered("#1 Answer Lea0"), "no", "to do"),
    ]
    assert _told(found["out_of_office"]) == [
        (
            _address("out_of_office"),
            *enrolled,
            "paused (out_of_office until 2026-03-21 00:00 UTC)",
        )
    ]
    assert _told(found["bounced"]) == [
        (_address("bounced"), "tags", "", "none", "bounced"),
        (_address("bounced"), *enrolled, "finished (bounced)"),
        ("", "suppression", hearing.unnumbered(_address("bounced")), "no", "bounced"),
    ]
    assert found["opt_out"].followed[-1] == Followed(
        "", "suppression", _address("opt_out"), "no", "opt_out"
    )
    assert _told(found["other"])[-1][:2] == (other, "task")
    assert found["nothing"].followed == ()


async def test_what_it_was_read_as_is_told_whole(sqlite_url: str) -> None:
    async with arena(sqlite_url, steps=hearing.STEPS) as it:
        found = await _shown(it)
        listed = {each.id: each.means for each in await list_inbound(it.engine)}
    readings = {meaning: shown.reading for meaning, shown in found.items()}
    interested, away = readings["interested"], readings["out_of_office"]
    bounced = readings["bounced"]
    assert interested is not None
    assert interested.intent is not None
    assert interested.intent.words == ("Sounds interesting", "let's talk")
    assert away is not None
    assert away.auto_reply is not None
    assert str(away.auto_reply.return_on) == "2026-03-20"
    assert bounced is not None
    assert bounced.bounce is not None
    (recipient,) = bounced.bounce.recipients
    assert (recipient.address, recipient.type, recipient.status) == (
        _address("bounced"),
        "hard",
        "5.1.1",
    )
    assert listed == dict(enumerate(CASES, start=1))


async def test_a_persons_word_stands_beside_the_rules_reading(sqlite_url: str) -> None:
    async with arena(sqlite_url, steps=hearing.STEPS) as it:
        await _shown(it)
        await label(it.engine, _address("interested"), "not_interested", by="zoe")
        shown = await show_inbound(it.engine, 1)
    assert (shown.about.means, shown.word["by"]) == ("not_interested", "zoe")
    assert shown.reading is not None
    assert shown.reading.intent is not None
    assert shown.reading.intent.meaning == "interested"
    whose = {each.what for each in shown.followed}
    # The task is withdrawn and the field is as before.
    assert whose == {"stage", "tags", "enrollment"}


async def test_what_is_not_read_yet_has_no_reading(sqlite_url: str) -> None:
    async with arena(sqlite_url) as it:
        await ear.keep(it, ear.mail("lead0@co0.example"))
        shown = await show_inbound(it.engine, 1)
    assert (shown.reading, shown.word, shown.followed) == (None, {}, ())
    assert (shown.about.state, shown.about.means) == ("received", "")


async def test_a_strangers_objection_tells_that_its_address_is_closed(
    sqlite_url: str,
) -> None:
    async with arena(sqlite_url) as it:
        await ear.hear(
            it,
            ear.mail("who@far.example", "Please remove me from your list."),
            ear.mail("else@far.example", "Hello there, who are you?"),
        )
        first = await show_inbound(it.engine, 1)
        second = await show_inbound(it.engine, 2)
    closed = Followed("", "suppression", "who@far.example", "no", "opt_out")
    assert (first.about.lead, first.followed) == ("", (closed,))
    assert (second.about.lead, second.followed) == ("", ())


async def test_a_copy_is_shown_with_the_bytes_of_the_first(sqlite_url: str) -> None:
    async with arena(sqlite_url) as it:
        await it.enroll(1)
        await it.run()
        mail = ear.mail("lead0@co0.example", "Purple.")
        filed = b"X-Filed: yes\r\n" + mail
        await ear.hear(it, mail, filed, mail)
        first, *copies = [await show_inbound(it.engine, n) for n in (1, 2, 3)]
        raw = [await raw_inbound(it.engine, n) for n in (1, 2, 3)]
    assert raw == [mail] * 3
    assert (first.copy_of, [each.copy_of for each in copies]) == (None, [1, 1])
    for each in copies:
        assert (each.about.author, each.about.subject, each.text) == (
            first.about.author,
            first.about.subject,
            first.text,
        )
        assert each.about.whose == "a copy of a mail that is kept already"
