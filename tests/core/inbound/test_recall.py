"""What was noted of a reading is read back as it was, whatever it is a reading of."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, date, datetime

import pytest

from outreach.core.inbound.autoreply import AutoReply
from outreach.core.inbound.complaint import Complaint
from outreach.core.inbound.label import MEANINGS, as_said, meaning_of
from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.reading import Kind, Reading, classify
from outreach.core.inbound.recall import recall
from outreach.services.attribute import _plain as plain

WORDS = (
    "Not now, ask me again in spring.",
    "Please talk to my colleague Zoe Fox instead: zoe@far.example.",
    "Yes, I am interested. Call me on Thursday!",
    "Please remove me from your list.",
)


def _back(reading: Reading) -> Reading | None:
    noted = plain(asdict(reading))
    assert isinstance(noted, dict)
    return recall(noted)


@pytest.mark.parametrize("words", WORDS)
def test_a_reply_is_read_back(words: str) -> None:
    content = f"From: <a@x.example>\r\nIn-Reply-To: <b@y.example>\r\n\r\n{words}\r\n"
    mail = read_mail(content.encode())
    read = classify(mail, received_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert _back(read) == read


@pytest.mark.parametrize("meaning", MEANINGS)
def test_a_persons_word_is_read_back_and_means_what_was_said(meaning: str) -> None:
    said = as_said(Reading(Kind.DELAY, 0.5, "why"), meaning, "ada@x.example")
    assert (meaning_of(said), _back(said)) == (meaning, said)


def test_all_that_a_reading_may_hold_is_read_back() -> None:
    note = AutoReply(
        date(2026, 3, 1), "zoe@x.example", gone=False, confidence=1, why=""
    )
    complaint = Complaint("abuse", ("a@x.example",), "<1@x.example>", "why")
    read = Reading(Kind.OTHER, 1.0, "why", auto_reply=note, complaint=complaint)
    assert _back(read) == read


def test_what_another_version_noted_is_read_as_far_as_it_can_be() -> None:
    noted = {"kind": "reply", "confidence": 0.9, "why": "x", "later": [1]}
    assert recall(noted) == Reading(Kind.REPLY, 0.9, "x")
    assert recall({"kind": "no such kind", "confidence": 1, "why": ""}) is None
    assert recall({}) is None
    assert recall({**noted, "bounce": {"recipients": 3}}) is None


def test_a_word_that_the_rules_had_found_leaves_what_they_read() -> None:
    note = AutoReply(date(2026, 3, 1), "", gone=False, confidence=1, why="")
    read = Reading(Kind.AUTO_REPLY, 1.0, "why", auto_reply=note)
    assert as_said(read, "out_of_office", "") is read
    assert meaning_of(replace(read, auto_reply=replace(note, gone=True))) == "gone"
    absent = replace(note, absent=False)
    assert meaning_of(replace(read, auto_reply=absent)) == "nothing"
