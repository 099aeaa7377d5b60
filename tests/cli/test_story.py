"""A lead's story is short enough to be read."""

from __future__ import annotations

from datetime import UTC, datetime

from outreach.cli.story import LONGEST_DETAIL, details
from outreach.services.show_lead import Moment


def test_a_long_letter_buries_nothing_else_in_a_story() -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    letter = "a" * LONGEST_DETAIL
    told = {"text": letter, "from": "lea@co.example"}
    short = Moment(at, "reply.other", "hello", told)
    long = Moment(at, "reply.other", "hello", told | {"text": letter + "bcd"})
    assert details(short) == f"text={letter} from=lea@co.example"
    assert details(long) == (
        f"text={letter}... (3 characters more) from=lea@co.example"
    )


def test_an_answer_tells_by_which_number_it_is_shown_whole() -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    moment = Moment(at, "reply.other", "hello", {"text": "Hm."}, 12)
    assert details(moment) == "mail=12 text=Hm."


def test_what_was_misread_is_told_to_count_no_more() -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    moment = Moment(at, "opt_out", "", {"why": "stop"}, 12, misread=True)
    assert details(moment) == "misread=counts no more mail=12 why=stop"
