"""What a condition asks of the past, and that an answer that was kept is the answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.adapters.templates import JinjaTemplates
from outreach.core.model import Event, Lead, LeadId
from outreach.services.simulate_condition import Conditions, kinds_asked

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
TEMPLATES = JinjaTemplates({}, ("city", "id"))
CONDITIONS = (
    '"reply" in events',
    "'link.clicked' not in events and lead.country == 'FR'",
    '("reply" in events or "tagged" in events) and lead.city',
    '"cold" in lead.tags or lead.score > 2',
    'lead.id == "7"',
    "events | length > 1",
    "now.year == 2026 and lead.city",
)
LEADS = st.builds(
    Lead,
    id=st.just(LeadId(1)),
    country=st.sampled_from(["FR", "US", ""]),
    tags=st.sampled_from([(), ("cold",)]),
    score=st.sampled_from([0.0, 3.0]),
    fields=st.sampled_from([{}, {"city": "Bari"}, {"id": "7"}]),
)
KINDS = st.sampled_from(["sent", "reply.other", "link.clicked", "tagged"])
PASTS = st.lists(st.builds(Event, KINDS, st.just(NOW), st.just(LeadId(1))), max_size=3)


@pytest.mark.parametrize(
    ("expression", "kinds"),
    [
        ("lead.city", ()),
        ('"reply" in events', ("reply",)),
        ("not 'reply' in events", ("reply",)),
        ('lead.city if "a" in events else "b.c" not in events', ("a", "b.c")),
        ('"a" ~ "b" in events', None),
        ('"a" in events | length', None),
        ('"a" in events and events | length > 2', None),
        ('"a" == "b" in events', None),
    ],
)
def test_what_it_asks_of_the_past_is_told_or_all_of_it(
    expression: str, kinds: tuple[str, ...] | None
) -> None:
    assert kinds_asked(expression) == kinds


@given(st.lists(st.tuples(st.sampled_from(CONDITIONS), LEADS, PASTS), max_size=12))
def test_an_answer_that_was_kept_is_the_answer(
    asked: list[tuple[str, Lead, list[Event]]],
) -> None:
    conditions = Conditions(TEMPLATES)
    for expression, lead, events in asked:
        values = {"lead": lead, "events": events, "now": NOW}
        answer = conditions.holds(expression, lead, events, NOW)
        assert answer == TEMPLATES.holds(expression, values)
