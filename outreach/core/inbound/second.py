"""A model's opinion of an answer, weighed against the rules': it can change a label, no more."""

from __future__ import annotations

from dataclasses import replace

from outreach.core.inbound.certainty import DOUBTED, SURE, SURE_ENOUGH
from outreach.core.inbound.intent import Intent, read_contact_of
from outreach.core.inbound.meaning import Meaning


def weighed(
    rules: Intent, meaning: Meaning, confidence: float, text: str, model: str
) -> Intent:
    """Return the intent of a text that the rules and a model have both read.

    Where they agree it is sure. Where they differ the model's meaning stands, but against
    rules that were sure it is a guess alone. Dates and names are the rules', read from the
    answer's own words.
    """
    supposed = rules.guess or rules.meaning
    if supposed is meaning:
        sure = SURE if confidence >= SURE_ENOUGH else max(confidence, rules.confidence)
        return _as(rules, meaning, max(sure, rules.confidence), text, model)
    if rules.confidence >= SURE:
        confidence = min(confidence, DOUBTED)
    return _as(rules, meaning, confidence, text, model)


def _as(
    rules: Intent, meaning: Meaning, confidence: float, text: str, model: str
) -> Intent:
    settled = confidence >= SURE_ENOUGH or meaning is Meaning.OTHER
    contact = rules.contact
    if meaning is Meaning.REFERRAL and contact is None:
        contact = read_contact_of(text)
    return replace(
        rules,
        meaning=meaning if settled else Meaning.OTHER,
        guess=None if settled else meaning,
        confidence=confidence,
        ask_again_on=rules.named_day if meaning is Meaning.NOT_NOW else None,
        contact=contact if meaning is Meaning.REFERRAL else None,
        by=model,
    )
