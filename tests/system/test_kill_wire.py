"""Of what a victim had marked, its reading tells what was offered and what had to wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.system.crash_judge import Passage
from tests.system.crash_wire import Kill, Reading, by_address, read

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
MOMENT = timedelta(seconds=1)


def _passage(n: int, begun_at: datetime, answered_at: datetime | None) -> Passage:
    return Passage("a@x", begun_at, f"lea{n}@co", answered_at=answered_at)


def _read(many: int, passages: list[Passage]) -> Reading:
    """Read a kill that met so many touches of one lane."""
    numbers = range(many)
    marked = frozenset((n, 1) for n in numbers)
    mails = {n: {"lead_id": n, "lane": "anna", "sending_at": AT} for n in numbers}
    kill = Kill("worker", "at once", AT + 3 * MOMENT, 0, marked)
    emails = {n: f"lea{n}@co" for n in numbers}
    return read(kill, mails, emails, by_address(passages))


def test_a_lane_with_free_connections_had_the_others_on_the_way_to_one() -> None:
    passages = [_passage(n, AT + MOMENT, None) for n in range(5)]
    assert _read(8, passages) == Reading(begun=5, underway=3)


def test_who_waited_behind_busy_connections_was_marked_ahead() -> None:
    # Answered after the kill: its connection was busy all the same.
    passages = [_passage(n, AT + MOMENT, AT + 4 * MOMENT) for n in range(8)]
    assert _read(12, passages) == Reading(begun=8, ahead=4)


def test_an_answered_mail_has_left_its_connection_to_another() -> None:
    passages = [_passage(n, AT + MOMENT, AT + 2 * MOMENT) for n in range(8)]
    assert _read(12, passages) == Reading(begun=8, underway=4)


def test_an_offer_of_an_earlier_attempt_is_none_of_this_one() -> None:
    assert _read(1, [_passage(0, AT - MOMENT, None)]) == Reading(underway=1)


def test_a_kill_tells_its_line() -> None:
    kills = [
        Kill("worker", how, AT, 0)
        for how in ("services/mark.py:12#3", "0.100 s after 3 mails", "at its end")
    ]
    assert [kill.line for kill in kills] == ["services/mark.py:12", "", ""]
