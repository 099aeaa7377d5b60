"""The person's words are told from the quote, in plain text and HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.markup import html_to_text
from outreach.core.inbound.replytext import Reply, read_reply
from tests.core.inbound.letter import CORPORA, corpus

REPLY = CORPORA / "reply"
ATTRIBUTIONS = [
    "On Mon, Feb 1, 2026 at 4:58 AM Anna Lee <anna@acme.example> wrote:",
    "Am 03.02.2026 um 15:35 schrieb Anna Lee <anna@acme.example>:",
    "Le lun. 1 févr. 2026 à 10:00, Anna Lee <anna@acme.example> a écrit :",
    "El lun, 1 feb 2026 a las 10:00, Anna Lee (<anna@acme.example>) escribió:",
    "Il giorno lun 1 feb 2026 alle ore 10:00 Anna <anna@acme.example> ha scritto:",
    "Op ma 1 feb. 2026 om 10:00 schreef Anna Lee <anna@acme.example>:",
    "2026年2月1日(月) 10:00 Anna Lee <anna@acme.example>:",
    "-----Original Message-----",
    "-----Ursprüngliche Nachricht-----",
    "________________________________",
    "From: Anna Lee <anna@acme.example>\nSent: Monday\nTo: Lena\nSubject: Hi",
    "Von: Anna Lee <anna@acme.example>\nGesendet: Montag\nAn: Lena\nBetreff: Hi",
    "De : Anna Lee <anna@acme.example>\nEnvoyé : lundi\nÀ : Lena\nObjet : Hi",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_what_stands_below_an_attribution_is_not_the_answer(attribution: str) -> None:
    text = f"Yes, gladly.\n\nLena\n\n{attribution}\n\nHi Lena, click to unsubscribe\n"

    assert read_reply(text) == Reply(
        text="Yes, gladly.\n\nLena", own="Yes, gladly.\n\nLena"
    )


def test_inline_answers_are_kept_with_what_they_answer() -> None:
    text = (
        "See below.\n\nOn Mon, Feb 1, 2026 at 4:58 AM Anna <a@acme.example> wrote:\n"
        "> Do you use a CRM?\nYes.\n> Which one?\nHubSpot.\n> Bye\n"
    )

    assert read_reply(text) == Reply(
        text="See below.\n\n> Do you use a CRM?\nYes.\n> Which one?\nHubSpot.",
        own="See below.\n\nYes.\nHubSpot.",
    )


@pytest.mark.parametrize(
    "tail",
    [
        "-- \nLena\n+1 555",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "—\nLena",
    ],
)
def test_signatures_are_not_the_answer(tail: str) -> None:
    assert read_reply(f"Fine.\n\n{tail}\n").text == "Fine."


def test_the_address_block_under_a_name_is_shown_but_not_judged() -> None:
    text = (
        "Yes.\n\nBest regards,\nLena Park\nHead of Ops\n+49 30 1234567\nlena@c.example"
    )

    assert read_reply(text) == Reply(text=text, own="Yes.\n\nBest regards,\nLena Park")


def test_what_goes_on_after_thanks_is_judged() -> None:
    text = "Thanks.\nI am busy.\nPlease stop contacting me at lena@client.example"

    assert read_reply(text).own == text


def test_a_wish_below_the_quote_is_judged() -> None:
    text = (
        "Thanks for the note.\n\nOn Mon, Feb 1, 2026 at 4:58 AM Anna <a@acme.example> "
        "wrote:\n> Hi\n\nPlease remove me from your list.\n"
    )

    assert read_reply(text).own.split("\n")[-1] == "Please remove me from your list."


def test_a_mail_of_one_line_is_what_it_says() -> None:
    assert (
        read_reply("Sent from the heart, thanks").text == "Sent from the heart, thanks"
    )


def test_html_quotes_and_signatures_come_out_as_plain_mail_marks_them() -> None:
    source = (
        '<div dir="ltr">Sounds&nbsp;good<br><div class="gmail_signature">Lena</div></div>'
        '<div class="gmail_quote"><div class="gmail_attr">Anna 1 Feb</div>'
        "<blockquote><p>Hi</p></blockquote></div>"
    )

    assert html_to_text(source) == "Sounds good\n-- \nLena\n> Anna 1 Feb\n>\n> Hi\n>"
    assert read_reply(html_to_text(source)).text == "Sounds good"


@given(st.text(alphabet="ab >\n-:<On1wrote", max_size=200))
def test_own_words_are_never_quoted_lines(text: str) -> None:
    assert not [
        x for x in read_reply(text).own.split("\n") if x.lstrip().startswith(">")
    ]


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are absent")
def test_real_replies_are_trimmed_exactly() -> None:
    folder = REPLY / "email_reply_trimmer"
    names = [file.name for file in (folder / "emails").iterdir()]
    exact = sum(
        read_reply((folder / "emails" / name).read_text("utf-8")).text.strip()
        == (folder / "trimmed" / name).read_text("utf-8").strip()
        for name in names
    )

    assert (len(names), exact >= 31) == (32, True)  # measured: 32


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are absent")
def test_the_replies_of_common_clients_are_read() -> None:
    mails = {
        file.stem: read_reply(read_mail(file.read_bytes()).text).text.split("\n")[0]
        for file in corpus("reply", "talon", "fixtures", "standard_replies")
        if file.suffix == ".eml"
    }
    pages = {
        file.stem: " ".join(
            read_reply(html_to_text(file.read_text("utf-8", "replace"))).text.split()
        )
        for file in corpus("reply", "talon", "fixtures", "html_replies")
    }

    assert set(mails.values()) == {"Hello"}
    assert set(pages.values()) == {"Hi. I am fine. Thanks, Alex"}
