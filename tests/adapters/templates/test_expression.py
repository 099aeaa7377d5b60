"""Expressions: what holds, and what is refused to be answered."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from outreach.core.model import Event, LeadId
from outreach.errors import MissingData, RenderError
from tests.adapters.templates.world import LEAD, TEMPLATES

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
EVENTS = [
    Event("sent", AT, LeadId(7)),
    Event("reply.interested", AT, LeadId(7), data={"intent": "interested"}),
]


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("lead.city and lead.country == 'GB'", True),
        ("lead.phone and lead.country == 'GB'", False),
        ("not lead.phone", True),
        ("'reply' in events", True),
        ("'reply.interested' in events and 'bounced' not in events", True),
        ("'rep' in events", False),
        ("events | length > 1", True),
        ("events[1].kind == 'reply.interested'", True),
        ("events[-1].data.intent == 'interested'", True),
        ("(events | last).kind.startswith('reply')", True),
        ("now.weekday() == 0 and now.hour < 10", True),
        ("(now - events[0].at).days == 0", True),
        ("'vip' in lead.tags", True),
        ("lead.score >= 50", True),
        ("lead.email.endswith('.example')", True),
        ("lead.phone.endswith('1')", False),
        ("lead.note in ['x']", False),
    ],
)
def test_an_expression_holds_or_does_not(expression: str, *, holds: bool) -> None:
    values = {"lead": LEAD, "events": EVENTS, "now": AT}
    assert TEMPLATES.expression_problems(expression) == []
    assert TEMPLATES.holds(expression, values) is holds


def test_an_assignment_is_told_how_equality_is_written() -> None:
    (problem,) = TEMPLATES.expression_problems('lead.city = "Cork"')
    assert problem.message == "unexpected '=': equal is written =="


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("lead.country == ", "bad-expression"),
        ("", "bad-expression"),
        ("lead.city lead.city", "bad-expression"),
        ("lead.city }}{{ lead.city", "bad-expression"),
        ("spin('a')", "bad-expression"),
        ("lead.city()", "bad-expression"),
        ("2 ** 9", "bad-expression"),
        ("(" * 3_000, "bad-expression"),
        ("lead.nosuch", "undefined-variable"),
        ("lead['nosuch']", "undefined-variable"),
        ("first_name", "undefined-variable"),
        ("sender.name", "undefined-variable"),
    ],
)
def test_an_expression_that_cannot_be_read_is_found(expression: str, code: str) -> None:
    assert [p.code for p in TEMPLATES.expression_problems(expression)] == [code]
    with pytest.raises(RenderError):
        TEMPLATES.holds(expression, {"lead": LEAD, "events": [], "now": AT})


def test_a_comparison_that_makes_no_sense_is_an_error_not_an_answer() -> None:
    with pytest.raises(RenderError):
        TEMPLATES.holds("lead.city > 5", {"lead": LEAD})
    with pytest.raises(MissingData):
        TEMPLATES.holds("lead.note > 'a'", {"lead": LEAD})
