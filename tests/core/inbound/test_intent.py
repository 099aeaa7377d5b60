"""What answers mean: the labelled set and its figures, dates, names, and what is unsure."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.intent import (
    FRESH,
    LABELS,
    LATER,
    NEAR,
    RECEIVED_AT,
    by_rules,
    halves,
    labelled,
    rules_report,
    score,
)
from outreach.core.inbound.certainty import SURE_ENOUGH
from outreach.core.inbound.intent import Intent, read_intent
from outreach.core.inbound.language import LATIN, tongues_of
from outreach.core.inbound.later import later_date
from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.reading import Kind
from outreach.core.inbound.referral import Contact
from outreach.core.inbound.second import weighed
from outreach.core.inbound.word import fold_in_place, named

if TYPE_CHECKING:
    from outreach.core.inbound.phrase.tongue import Tongue

ROOT = Path(__file__).resolve().parents[3]
TODAY = date(2026, 2, 11)  # a Wednesday
DOMAIN = re.compile(r"@([\w.-]+\w)|https?://([\w.-]+\w)")


def test_the_set_is_wide_and_names_nobody_real() -> None:
    whole = labelled()
    languages = Counter(one.language for one in whole)
    domains = [
        match[1] or match[2]
        for one in [*whole, *labelled(LATER), *labelled(FRESH)]
        for match in DOMAIN.finditer(one.text)
    ]
    assert len(whole) >= 480
    assert len(languages) >= 12
    assert languages.pop("en") >= 120
    assert min(languages.values()) >= 25
    assert {one.label for one in whole} == set(LABELS)
    assert [each for each in domains if not each.endswith(".example")] == []


def test_the_halves_are_halves() -> None:
    tuned, aside = halves()
    assert abs(len(tuned) - len(aside)) < 0.1 * len(labelled())


def test_the_half_set_aside_is_read_as_well_as_promised() -> None:
    _, aside = halves()
    found = score(aside, [by_rules(one.text) for one in aside])
    assert found.right >= 0.85
    assert found.precision("interested") >= 0.9
    assert found.precision("not_interested") >= 0.9


def test_the_docs_tell_what_is_measured() -> None:
    page = (ROOT / "docs" / "reference" / "intent.md").read_text("utf-8")
    assert "\n".join(rules_report()) in page


def test_days_to_ask_again_on_are_those_that_people_meant() -> None:
    dated = [one for one in labelled() if one.until is not None]
    wrong = []
    for one in dated:
        intent = by_rules(one.text).intent
        day = None if intent is None else intent.ask_again_on
        if day is None or one.until is None or abs(day - one.until) > NEAR:
            wrong.append((one.text, day))
    assert len(wrong) <= 0.1 * len(dated), wrong


def test_those_named_instead_are_found() -> None:
    referring = [one for one in labelled() if one.refer_to]
    wrong = []
    for one in referring:
        intent = by_rules(one.text).intent
        if intent is None or one.refer_to not in (
            intent.refer_to,
            intent.contact and intent.contact.name,
        ):
            wrong.append((one.language, one.refer_to, intent and intent.contact))
    assert len(wrong) <= 0.35 * len(referring), wrong


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("👍", Meaning.INTERESTED),
        ("Great to meet you too! Let's talk next week.", Meaning.INTERESTED),
        ("Busy now, let's talk again next month.", Meaning.NOT_NOW),
        ("Haben Sie nächste Woche Zeit für ein Telefonat?", Meaning.INTERESTED),
        ("Does it work with our CRM?", Meaning.QUESTION),
        ("Does it work for you on Tuesday?", Meaning.INTERESTED),
        ("I like the idea but we can't hire before June.", Meaning.NOT_NOW),
        ("Looks interesting but we'd not have the people.", Meaning.OTHER),
        ("Glad to talk once the freeze is lifted.", Meaning.NOT_NOW),
        ("That would be helpful, thank you.", Meaning.INTERESTED),
        ("Interesting, but we're locked in until 2027.", Meaning.NOT_NOW),
        ("Nee, daar zitten we niet op te wachten.", Meaning.NOT_INTERESTED),
        ("Me interesa, cuénteme más.", Meaning.INTERESTED),
        ("No problem, Tuesday it is.", Meaning.INTERESTED),
        ("Not now nor in the future.", Meaning.NOT_INTERESTED),
        ("Please send these to vendors@lead.example.", Meaning.REFERRAL),
        ("ok", Meaning.OTHER),
        ("Hi Anna, no thanks.", Meaning.NOT_INTERESTED),
        ("Interested, but not before Q3.", Meaning.NOT_NOW),
        ("Sounds good. How much is it?", Meaning.INTERESTED),
        ("Not interested. Who gave you my address?", Meaning.NOT_INTERESTED),
        ("Not for me, but talk to Ben Ray in sales.", Meaning.REFERRAL),
        ("I'll discuss it with my boss and let you know.", Meaning.OTHER),
        ("We already have a tool, but I'd love a demo.", Meaning.INTERESTED),
        ("Sounds interesting, but we don't need it.", Meaning.NOT_INTERESTED),
        ("Please send more details.\n\nBest,\nJo\nNot now Ltd", Meaning.INTERESTED),
        ("ICH HABE KEIN INTERESSE", Meaning.NOT_INTERESTED),
        ("No me interesa", Meaning.NOT_INTERESTED),
        ("Yes. What does it cost?", Meaning.INTERESTED),
        ("A whole percent. How will I ever sleep. Pass.", Meaning.NOT_INTERESTED),
        ("Can you tell me more about how billing works?", Meaning.QUESTION),
        ("Come back to me once we've closed our round.", Meaning.NOT_NOW),
        ("I'm an engineer, I don't buy software", Meaning.WRONG_PERSON),
        ("I only do payroll here", Meaning.WRONG_PERSON),
        ("Bel me maandag maar even", Meaning.INTERESTED),
        ("Procurement does that. tenders@lead.example", Meaning.REFERRAL),
        ("interessé par votre offre, rappelez moi", Meaning.INTERESTED),
    ],
)
def test_of_several_meanings_the_one_decides_that_says_what_to_do(
    words: str, expected: Meaning
) -> None:
    assert read_intent(words, TODAY).meaning is expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ping me in q2", date(2026, 4, 1)),
        ("in march", date(2026, 3, 1)),
        ("in january", date(2027, 1, 1)),
        ("mid-march", date(2026, 3, 15)),
        ("after the summer", date(2026, 9, 1)),
        ("nach dem sommer", date(2026, 9, 1)),
        ("revenez en septembre", date(2026, 9, 1)),
        ("dans deux mois", date(2026, 4, 11)),
        ("in two months", date(2026, 4, 11)),
        ("in 2 weeks", date(2026, 2, 25)),
        ("next quarter", date(2026, 4, 1)),
        ("next year", date(2027, 1, 1)),
        ("the second half of the year", date(2026, 7, 1)),
        ("after easter", date(2026, 4, 6)),
        ("el proximo ano", date(2027, 1, 1)),
        ("9月頃", date(2026, 9, 1)),
        ("3개월 후", date(2026, 5, 11)),
        ("明年", date(2027, 1, 1)),
        ("on 3 june", date(2026, 6, 3)),
        ("not before q2 2027", date(2027, 4, 1)),
        ("im marz 2027", date(2027, 3, 1)),
        ("2027年4月", date(2027, 4, 1)),
        ("colm in estates", None),
        ("some day", None),
        ("we may talk", None),
    ],
)
def test_a_time_to_come_back_is_read(words: str, expected: date | None) -> None:
    assert later_date(words, TODAY) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "Please contact Priya Nair, our Head of Sales Ops.",
            Contact("", "Priya Nair", "our Head of Sales Ops"),
        ),
        (
            "Talk to Tom at tom@lead.example please",
            Contact("tom@lead.example", "Tom", ""),
        ),
        ("Bitte wenden Sie sich an Frau Lena Hofmann.", Contact("", "Lena Hofmann")),
        ("Contactez plutôt mon collègue.", Contact()),
    ],
)
def test_a_referral_says_to_whom(words: str, expected: Contact) -> None:
    intent = read_intent(words, TODAY)
    assert (intent.meaning, intent.contact) == (Meaning.REFERRAL, expected)


def test_what_is_unsure_is_other_with_a_guess() -> None:
    intent = read_intent("Unfortunately this came to a colleague's desk", TODAY)
    assert intent.meaning is Meaning.OTHER
    assert intent.guess is not None
    assert intent.confidence < SURE_ENOUGH


@pytest.mark.parametrize(
    ("words", "guess"),
    [
        ("It sounds good; all of this is done by hand here.", "interested"),
        ("The slopes open in a week and boilers fail. Do you ship?", "question"),
        ("Call me, the lease on this place runs to 2028", "interested"),
        ("No budget, no need, no staff.", "not_now"),
        ("Forwarding to the partners, they meet in a month", "referral"),
    ],
)
def test_one_clue_amid_much_else_is_a_guess(words: str, guess: str) -> None:
    intent = read_intent(words, TODAY)
    assert (intent.meaning, intent.guess) == (Meaning.OTHER, Meaning(guess))


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("We swapped vendors twice and both times it broke. Call me.", "interested"),
        ("Kind of you to think of a school as small as ours. No.", "not_interested"),
        ("Not for us. It is nothing for a team of five.", "not_interested"),
    ],
)
def test_a_clue_that_is_a_sentence_or_stands_twice_is_no_guess(
    words: str, meaning: str
) -> None:
    assert read_intent(words, TODAY).meaning is Meaning(meaning)


def test_of_what_is_read_for_sure_hardly_any_is_wrong() -> None:
    fresh = labelled(FRESH)
    readings = [by_rules(one.text) for one in fresh]
    found = score(fresh, readings)
    assert found.precision("not_interested") >= 0.97
    assert found.precision("interested") >= 0.95
    assert found.sure_right >= 0.95


@given(st.text(max_size=400), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_no_text_raises_and_every_reading_is_whole(text: str, on: date) -> None:
    intent = read_intent(text, on)
    assert 0 <= intent.confidence <= 1
    assert intent.sure or intent.meaning is Meaning.OTHER
    assert intent.guess is None or not intent.sure
    assert intent.ask_again_on is None or intent.ask_again_on > on
    assert read_intent(text, on) == intent


SAID = [one.text for one in labelled()]


@given(st.lists(st.sampled_from(SAID), min_size=2, max_size=4), st.integers(0, 60))
def test_answers_cut_and_put_together_raise_nothing(
    several: list[str], cut: int
) -> None:
    intent = read_intent("\n".join(text[cut:] + text[:cut] for text in several), TODAY)
    assert (intent.contact is not None) <= (
        Meaning.REFERRAL in (intent.meaning, intent.guess)
    )


@given(st.text())
def test_folding_moves_no_character(text: str) -> None:
    folded = fold_in_place(text)
    assert len(folded) == len(text)
    assert len(named(text, folded)) == len(text)


@given(st.integers(1, 24), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_span_of_months_is_that_many(number: int, on: date) -> None:
    day = later_date(f"in {number} months", on)
    known = number in (1, 2, 3, 4, 5, 6, 8, 9, 10, 12)
    if known:
        assert day is not None
        assert abs((day - on) - timedelta(days=30.44 * number)) < timedelta(days=4)


@pytest.mark.parametrize(
    "text",
    ["a" * 4000, "not " * 1000, "we are just " * 300, "担当は" * 900, "? " * 1000],
)
def test_a_hostile_text_is_read_all_the_same(text: str) -> None:
    assert read_intent(text, TODAY).confidence >= 0


def test_every_phrase_of_every_language_can_be_compiled() -> None:
    texts = ("hello", "안녕", "はい", "好", "да", "نعم")
    known: set[Tongue] = {*LATIN, *(t for text in texts for t in tongues_of(text))}
    for tongue in known:
        for meaning in Meaning:
            assert tongue.said(meaning).search("") is None
            assert tongue.said(meaning, hint=True).search("") is None


def test_a_model_changes_the_label_and_nothing_else() -> None:
    text = "Talk to ben@lead.example in May"
    rules = read_intent(text, TODAY)
    same = weighed(rules, rules.meaning, 0.9, text, "m")
    disputed = weighed(rules, Meaning.NOT_NOW, 0.95, text, "m")
    unsure = read_intent("Purple in May, how about it", TODAY)
    other = weighed(unsure, Meaning.NOT_NOW, 0.95, text, "m")
    vague = weighed(rules, Meaning.INTERESTED, 0.2, text, "m")
    assert (same.meaning, same.refer_to) == (Meaning.REFERRAL, "ben@lead.example")
    assert (other.meaning, other.ask_again_on) == (Meaning.NOT_NOW, date(2026, 5, 1))
    assert (other.by, other.contact) == ("m", None)
    assert (disputed.meaning, disputed.guess) == (Meaning.OTHER, Meaning.NOT_NOW)
    assert (vague.meaning, vague.guess) == (Meaning.OTHER, Meaning.INTERESTED)


def test_a_wish_to_be_left_alone_has_no_intent() -> None:
    found = by_rules("Sounds great, but please unsubscribe me.")
    assert (found.kind, found.intent) == (Kind.OPT_OUT, None)
    assert RECEIVED_AT.date() == TODAY
    assert Intent(Meaning.OTHER, 1.0).sure
