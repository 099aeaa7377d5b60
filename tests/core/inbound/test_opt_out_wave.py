"""Waves of wishes and their look-alikes, each labelled and read once before mending on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.inbound.certainty import SURE_ENOUGH
from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.opt_out import opt_out_words
from outreach.core.inbound.opt_out_frame import doubted_wish, framed_wish
from outreach.core.inbound.reading import Kind, Reading
from tests.core.inbound.letter import judged

FOLDER = Path(__file__).parents[2] / "data" / "opt_out_fresh"
ENOUGH = 0.97  # of the wishes; the rest is left to a person
TITLE = "Subject: "


def wave(name: str) -> list[tuple[str, Reading]]:
    """Return the mails of a wave: what each says, and what it is read as."""
    lines = (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    return [(line, said(line.split(" ", 2)[2].replace("\\n", "\n"))) for line in lines]


def said(words: str) -> Reading:
    """Return the reading of an answer that says this, under its own subject if it has one."""
    subject = "Re: Your first AE"
    if words.startswith(TITLE):
        subject, _, words = words.removeprefix(TITLE).partition("\n\n")
    return judged(words, subject=subject, **{"in-reply-to": "<touch@acme.example>"})


@pytest.mark.parametrize("name", sorted(one.stem for one in FOLDER.glob("*.txt")))
def test_a_wave_of_wishes_is_heard_and_no_look_alike_is(name: str) -> None:
    read = wave(name)
    wishes = [(line, one) for line, one in read if line.startswith("+")]
    missed = [(line, one) for line, one in wishes if one.kind is not Kind.OPT_OUT]
    alarms = [line for line, one in read if line[0] == "-" and one.kind is Kind.OPT_OUT]

    assert alarms == []
    assert len(missed) <= (1 - ENOUGH) * len(wishes)
    assert [line for line, one in missed if one.intent and one.intent.sure] == []


@pytest.mark.parametrize(
    "words",
    [
        "This is unsolicited.",
        "Our lawyers will be in touch.",
        "Das war unaufgefordert.",
        "Withdraw? I never gave consent.",
        "Nous ne voulons plus faire partie de votre liste",
        "I need to cancel my account there and be removed from your list",
        "Wo sind unsere Daten gespeichert? Bitte sofort löschen.",
        "Verilerim silinir mi? Silin lütfen.",
    ],
)
def test_what_may_be_a_wish_is_left_to_a_person(words: str) -> None:
    reading = said(words)

    assert reading.kind is Kind.REPLY
    assert reading.intent is not None
    assert reading.doubt
    assert reading.intent.meaning is Meaning.OTHER
    assert reading.intent.confidence < SURE_ENOUGH


@pytest.mark.parametrize(
    "words",
    [
        "Не звоните и не пишите на почту",
        "Пожалуйста, не пишите и не звоните",
        "You did not stop, do not contact me again",
    ],
)
def test_a_wish_beside_a_stop_or_a_call_is_heard(words: str) -> None:
    assert said(words).kind is Kind.OPT_OUT


def test_a_subject_of_ones_own_is_read_and_an_answered_one_is_not() -> None:
    own, answered = "Subject: STOP EMAILING ME\n\n", "Subject: Re: Stop emailing me\n\n"

    assert said(own).kind is Kind.OPT_OUT
    assert said(answered).kind is Kind.REPLY


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(framed_wish([text]) + doubted_wish([text]), str)
    opt_out_words(text)
