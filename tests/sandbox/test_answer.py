"""What people of the sandbox write is real mail, and means what they mean."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from outreach.core.compose import Letter as Written
from outreach.core.compose import compose
from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.reading import Kind as Judged
from outreach.core.inbound.reading import Reading, classify
from outreach.sandbox import answer
from outreach.sandbox.letter import read_letter
from outreach.sandbox.person import Kind, people
from outreach.sandbox.phrase import SAID

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
MESSAGE_ID = "<touch@acme.example>"
ONE_CLICK = "http://127.0.0.1:8000/u/token"
WRITTEN = Written(
    from_name="Anna Lee",
    from_address="anna@acme.example",
    to_name="Núria Ibáñez",
    to_address="nuria@olivar.example",
    subject="Olivar and its first AE",
    text="Hi Núria,\n\nis that something you look after?\n\nAnna Lee\n\nStop: x\n",
    html='<p>Hi Núria, <a href="https://acme.example/tour">look</a></p>',
    message_id=MESSAGE_ID,
    boundary="=_0123456789abcdef",
    date=NOW,
    references=("<before@acme.example>",),
    list_unsubscribe=(ONE_CLICK, "mailto:anna@acme.example"),
    one_click=True,
)
LETTER = read_letter(compose(WRITTEN))
EVERYONE = people(24, 3)  # of every style and most places
MEANINGS = {
    Kind.INTERESTED: "interested",
    Kind.QUESTION: "question",
    Kind.NOT_NOW: "not_now",
    Kind.PLEASE_STOP: "opt_out",
}


def judged(content: bytes) -> Reading:
    return classify(read_mail(content), received_at=NOW, own_domains={"acme.example"})


def test_a_mail_is_read_as_a_persons_program_reads_it() -> None:
    assert (LETTER.message_id, LETTER.references) == (
        MESSAGE_ID,
        ("<before@acme.example>",),
    )
    assert (LETTER.one_click, LETTER.links) == (
        ONE_CLICK,
        ("https://acme.example/tour",),
    )
    assert (LETTER.sender_name, LETTER.to_name) == ("Anna Lee", "Núria Ibáñez")


@pytest.mark.parametrize("field", [b"From", b"Date", b"Message-ID"])
def test_a_mail_nobody_can_answer_is_refused(field: bytes) -> None:
    content = compose(WRITTEN).replace(b"\r\n" + field, b"\r\nX-Was", 1)
    if field == b"From":
        content = content.replace(b"From", b"X-Was", 1)
    with pytest.raises(ValueError, match="without From"):
        read_letter(content)


def test_a_mail_without_a_button_offers_none() -> None:
    content = compose(WRITTEN).replace(b"List-Unsubscribe-Post", b"X-Was")
    assert read_letter(content).one_click == ""


@pytest.mark.parametrize("kind", SAID)
def test_every_phrase_means_what_it_should_in_every_style(kind: Kind) -> None:
    phrases = [phrase for several in SAID[kind].values() for phrase in several]
    for person in EVERYONE:
        for words in phrases:
            made = answer.reply(person, LETTER, words, NOW, seed=1)
            found = judged(made.content)
            meaning = found.intent.meaning if found.intent else found.kind
            assert (meaning, found.our_message_ids[0]) == (MEANINGS[kind], MESSAGE_ID)


def test_a_note_of_absence_says_when_its_person_is_back() -> None:
    back = date(2026, 3, 12)
    for person in EVERYONE:
        found = judged(answer.away(person, LETTER, back, NOW).content)
        assert found.kind is Judged.AUTO_REPLY
        assert found.auto_reply is not None
        assert found.auto_reply.return_on == back


def test_a_late_bounce_names_the_mail_and_the_address() -> None:
    for person in EVERYONE:
        found = judged(answer.bounce(person, LETTER, NOW).content)
        assert (found.kind, found.our_message_ids[0]) == (Judged.BOUNCE, MESSAGE_ID)
        assert found.bounce is not None
        (recipient,) = found.bounce.recipients
        assert (recipient.address, recipient.status) == (person.email, "5.1.1")
