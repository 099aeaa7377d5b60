"""The verdict on a campaign tells each promise that was broken, and is silent else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.saboteur.http import Heard
from tests.system.crash_judge import Passage
from tests.system.crash_stop import Stopped
from tests.system.crash_verdict import Facts, judge_caps, judge_end, judge_ledger

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
MOMENT = timedelta(seconds=1)
TOUCH = {
    "id": 1,
    "enrollment_id": 1,
    "lead_id": 1,
    "channel": "email",
    "lane": "cleo",
    "state": "sent",
    "step": "intro",
    "attempt": 1,
    "sending_at": AT,
    "message_id": "<1@x>",
    "not_before": None,
    "detail": "",
}
ENROLLMENT = {
    "id": 1,
    "lead_id": 1,
    "state": "finished",
    "reason": "no_reply",
    "due_at": None,
    "waits_for": "",
    "company_key": "co",
    "touched": True,
}
STEPS = ("intro", "call", "bump", "bye")


def _passage(n: int) -> Passage:
    return Passage("c@x", AT + MOMENT, "lea@co", f"<{n}@x>", AT + 2 * MOMENT)


def _touch(n: int, step: str, **more: Any) -> dict[str, Any]:
    day = {"sending_at": AT + timedelta(days=n), "message_id": f"<{n}@x>"}
    return {**TOUCH, "id": n, "step": step, **day, **more}


def _event(n: int, kind: str, touch: int | None = None, **data: str) -> dict[str, Any]:
    whose = {"lead_id": 1, "enrollment_id": 1, "touch_id": touch}
    return {"id": n, "kind": kind, **whose, "data": data}


def _facts() -> Facts:
    """One lead that got all of its mails, one of which a killed worker had sent."""
    touches = [_touch(n, step, sending_at=AT) for n, step in enumerate(STEPS, 1)]
    touches[1] |= {"channel": "task", "message_id": None, "lane": "task"}
    events = [
        *(_event(n, "sent", n) for n in (1, 3, 4)),
        _event(5, "stage.contacted", None, **{"from": "prospect"}),
        _event(6, "finished.no_reply"),
    ]
    keys = ("lead:1", "note:1", "note:3", "note:4")
    told = {"type": "lead.upserted", "data": {"email": "lea@co", "stage": "contacted"}}
    return Facts(
        tables={
            "leads": [{"id": 1, "email": "lea@co", "stage": "contacted"}],
            "enrollments": [ENROLLMENT],
            "touches": touches,
            "events": events,
            "crm_outbox": [{"key": k, "state": "done", "detail": ""} for k in keys],
        },
        moves=[_move(None, None, "claimed", 1), _move("claimed", 1, "sending", 1)],
        passages=[_passage(n) for n in (1, 3, 4)],
        stops=[],
        uncertain=frozenset(),
        wire=frozenset({(1, 1)}),
        heard=[Heard("POST", "/", {}, json.dumps(told).encode())],
    )


def _move(was: str | None, n: int | None, to: str | None, m: int | None) -> Any:
    return {"touch_id": 1, "was": was, "was_attempt": n, "to": to, "attempt": m}


def _with(table: str, place: int, **changed: Any) -> Facts:
    facts = _facts()
    rows = [dict(row) for row in facts.tables[table]]
    rows[place] |= changed
    return replace(facts, tables={**facts.tables, table: rows})


def _without(table: str, place: int) -> Facts:
    facts = _facts()
    rows = [row for n, row in enumerate(facts.tables[table]) if n != place]
    return replace(facts, tables={**facts.tables, table: rows})


def _promises(facts: Facts) -> set[str]:
    return {each.promise for each in [*judge_ledger(facts), *judge_end(facts)]}


def test_of_a_campaign_that_kept_its_promises_nothing_is_told() -> None:
    assert _promises(_facts()) == set()


TWICE = replace(_facts(), passages=[*_facts().passages, _passage(1)])
LEFT_OVER = replace(_facts(), passages=[*_facts().passages, _passage(9)])
NEVER_TAKEN = replace(_facts(), passages=_facts().passages[1:])
STOP = replace(_facts(), stops=[Stopped(1, "stop", {1: 1, 3: 1})])
AGAIN = replace(_facts(), moves=[_move("in_doubt", 1, "claimed", 2)])
BACK = replace(_facts(), moves=[_move("sending", 1, "sending", 2)])


@pytest.mark.parametrize(
    ("facts", "promise"),
    [
        (TWICE, "never twice"),
        (LEFT_OVER, "nothing lost"),
        (NEVER_TAKEN, "nothing lost"),
        (_with("touches", 0, state="sending"), "nothing lost"),
        (_with("touches", 0, sending_at=AT + 5 * MOMENT), "nothing lost"),
        (_with("touches", 0, lead_id=2), "nothing lost"),
        (_with("enrollments", 0, state="active", reason=""), "nothing lost"),
        (_without("touches", 3), "nothing lost"),
        (STOP, "never after a stop"),
        (_with("touches", 3, state="in_doubt"), "in doubt is what was on the wire"),
        (AGAIN, "moves of the ledger"),
        (BACK, "moves of the ledger"),
        (_without("events", 0), "events agree"),
        (_with("events", 1, touch_id=1), "events agree"),
        (_without("events", 4), "events agree"),
        (_with("leads", 0, stage="prospect"), "stages agree"),
        (_with("events", 3, data={"from": "qualified"}), "stages agree"),
        (_without("crm_outbox", 2), "CRM outbox agrees"),
        (_with("crm_outbox", 0, state="pending"), "CRM told"),
    ],
)
def test_what_was_broken_is_told(facts: Facts, promise: str) -> None:
    assert promise in _promises(facts)


def test_more_than_a_cap_in_any_day_is_told() -> None:
    hours = [0, 1, 2, 3, 4, 5, 6, 23.9, 30]
    marked = [
        _touch(n, "intro", sending_at=AT + timedelta(hours=hour))
        for n, hour in enumerate(hours)
    ]
    of = {**_facts().tables, "touches": marked}
    assert judge_caps(replace(_facts(), tables=of)) == []
    of = {**of, "touches": [*marked, _touch(10, "intro", sending_at=AT + 9 * MOMENT)]}
    told = judge_caps(replace(_facts(), tables=of))
    assert [each.promise for each in told] == ["never over a cap"]


def test_two_marks_within_a_gap_are_told() -> None:
    close = [_touch(n, "intro", sending_at=AT + n * MOMENT / 3) for n in range(2)]
    of = {**_facts().tables, "touches": close}
    told = judge_caps(replace(_facts(), tables=of))
    assert [each.promise for each in told] == ["never over a cap"]
