"""A wish to be left alone is heard in a subject, an address and a word with any signature."""

from __future__ import annotations

import pytest

from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.opt_out import opt_out_words, read_opt_out
from tests.core.inbound.letter import raw_mail

SIGNATURES = [
    "",
    "\n\nLena Park\nHead of Ops\nClient Ltd | +1 555 0100 | www.client.example",
    "\nLena",
    "\n\nBest regards,\nLena Park\nhttps://client.example",
    "\n\nMit freundlichen Grüßen\n\nLena Park\nClient GmbH",
]


@pytest.mark.parametrize("signature", SIGNATURES)
@pytest.mark.parametrize(
    "word",
    ["STOP", "Unsubscribe", "Abmelden", "remove", "Stop.", "退订", "Désabonnement"],
)
@pytest.mark.parametrize("greeting", ["", "Hi Anna,\n\n"])
def test_one_word_is_enough(greeting: str, word: str, signature: str) -> None:
    assert opt_out_words(greeting + word + signature) is not None


@pytest.mark.parametrize(
    "subject",
    [
        "Unsubscribe",
        "Re: Unsubscribe",
        "STOP",
        "=?utf-8?B?6YCA6K6i?=",
        "Abmelden",
        "please remove me",
        "unsubscribe: lena@client.example",
        "수신거부",
    ],
)
def test_a_subject_alone_is_enough(subject: str) -> None:
    assert read_opt_out(read_mail(raw_mail("", subject=subject)), "") is not None


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Stop losing leads",
        "Re: Your first AE",
        "How to unsubscribe from noise",
        "Re: Stop",  # ours may have been called so
        "Opt-out rates in B2B",
    ],
)
def test_a_subject_about_it_is_none(subject: str) -> None:
    assert read_opt_out(read_mail(raw_mail("", subject=subject)), "") is None


def test_a_mail_to_the_unsubscribe_address_is_one() -> None:
    mail = read_mail(raw_mail("", to="unsubscribe+x1@acme.example", subject="-"))

    assert read_opt_out(mail, "") is not None


def test_a_long_letter_that_ends_with_a_newsletters_footer_is_none() -> None:
    news = "Our news of this month are many.\n\n" * 60

    assert opt_out_words(f"{news}Unsubscribe\n\nClick here to unsubscribe.") is None


def test_a_long_letter_that_ends_with_the_wish_is_one() -> None:
    letter = "We have thought about it for long.\n\n" * 60

    assert opt_out_words(f"{letter}Please do not contact me again.\n\nLena") is not None
