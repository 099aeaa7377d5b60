"""A stem stands wherever a wish does, so that who holds none need not be looked through."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.core.inbound.opt_out import opt_out_words
from outreach.core.inbound.opt_out_term import TERM, TERM_STEMS
from outreach.core.inbound.opt_out_tongue import Tongue
from outreach.core.inbound.opt_out_wish import TONGUES
from tests.core.inbound.phrase_draw import Dice, phrases

STEMMED = [*TONGUES, Tongue(tuple(TERM_STEMS), TERM)]


@pytest.mark.parametrize("tongue", STEMMED, ids=lambda one: one.stems[0].strip())
@settings(max_examples=20, deadline=None)
@given(dice=st.randoms(use_true_random=True))
def test_a_stem_stands_in_each_phrase_of_its_tongue(tongue: Tongue, dice: Dice) -> None:
    drawn = list(phrases(tongue.wish.compiled.pattern, dice))

    assert [one for one in drawn if not tongue.may_stand_in(f" {one.lower()} ")] == []
    assert drawn


@pytest.mark.parametrize(
    "words",
    [
        "How do I stop this?",
        "How do I stop getting your newsletter?",
        "Rahat bırak!",
        "Suppression de mes données",
        "Ons uitschrijven",
        "Ni un más mensajes",
        "Werbung einzustellen",
        "Mi tolga dalla lista",
        "Stuur ons niks meer",
        "Graag van de lijst halen.",
        "Bitte die Mails einstellen.",
        "I did not want you to contact me.",
    ],
)
def test_a_wish_is_heard_by_its_own_stem(words: str) -> None:
    assert opt_out_words(words) is not None


@pytest.mark.parametrize(
    "words",
    [
        "How can we stop this from happening?",
        "How do we stop the churn of our customers?",
        "Kunt u ons een factuur uitschrijven?",
        "Their lead is listed there.",
        "Sorry I didn't follow up again.",
        "Sorry I did not reach out again after our call.",
        "Wir überlegen, unsere Werbung einzustellen.",
        "Kannst du die Mail-Signatur einstellen?",
        "Kunt u dat product van de lijst halen?",
        "Tragen Sie die Kosten aus der Reise selbst?",
    ],
)
def test_what_only_holds_a_stem_is_no_wish(words: str) -> None:
    assert opt_out_words(words) is None
