"""The judge must see what it is there to see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from outreach.sandbox.clock import Moment, VirtualClock
from outreach.sandbox.judge import Judge, Stop, Taken

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ADA = "ada@lovelace.example"
STEPS = {"<1@acme.example>": "founders/1/intro", "<2@acme.example>": "founders/1/bump"}


def taken(number: int, moment: Moment, rcpt_to: str = ADA) -> Taken:
    name = f"<{number}@acme.example>"
    return Taken(name, "anna@acme.example", rcpt_to, b"", moment)


def at(hours: float, turn: int = 0) -> Moment:
    return Moment(NOON + timedelta(hours=hours), turn)


def test_a_mail_to_each_step_is_no_duplicate() -> None:
    judge = Judge([taken(1, at(0)), taken(2, at(72))])
    assert judge.duplicates(STEPS) == []


def test_one_message_id_taken_twice_is_a_duplicate() -> None:
    judge = Judge([taken(1, at(0)), taken(1, at(1))])
    assert judge.duplicates(STEPS) == ["<1@acme.example> taken 2 times"]


def test_one_step_under_two_ids_is_a_duplicate() -> None:
    judge = Judge([taken(1, at(0)), taken(2, at(1), ADA.upper())])
    both = dict.fromkeys(STEPS, "founders/1/intro")
    assert judge.duplicates(both) == [f"{ADA} got step founders/1/intro 2 times"]


def test_one_step_by_two_people_is_no_duplicate() -> None:
    judge = Judge([taken(1, at(0)), taken(2, at(1), "ben@babbage.example")])
    assert judge.duplicates(dict.fromkeys(STEPS, "founders/1/intro")) == []


def test_a_mail_after_a_stop_is_seen() -> None:
    stop = Stop(ADA, at(1), "it asked us to")
    judge = Judge([taken(1, at(0)), taken(2, at(2), ADA.upper())], [stop])
    assert judge.sent_after_stop() == [
        f"{ADA.upper()} got <2@acme.example> after: it asked us to"
    ]


def test_within_one_instant_the_order_counts() -> None:
    clock = VirtualClock(NOON)
    before = taken(1, clock.moment())
    stop = Stop(ADA, clock.moment(), "it asked us to")
    after = taken(2, clock.moment())
    assert Judge([before], [stop]).sent_after_stop() == []
    assert len(Judge([before, after], [stop]).sent_after_stop()) == 1


def test_a_pause_forbids_until_it_is_over() -> None:
    until = NOON + timedelta(days=5)
    stop = Stop(ADA, at(0), "away", until)
    early, late = taken(1, Moment(until - timedelta(seconds=1), 1)), taken(2, at(120))
    assert [stop.forbids(early), stop.forbids(late)] == [True, False]


def test_a_stop_is_of_one_person() -> None:
    stop = Stop(ADA, at(0), "it asked us to")
    assert not stop.forbids(taken(1, at(1), "ben@babbage.example"))


def test_the_clock_never_goes_back() -> None:
    clock = VirtualClock(NOON)
    clock.advance(NOON + timedelta(hours=1))
    clock.advance(NOON)
    assert clock.now() == NOON + timedelta(hours=1)
