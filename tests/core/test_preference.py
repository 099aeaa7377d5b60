"""Which pause that stands is left as it is by another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from outreach.core.preference import ASKED_TO_WAIT, outlasts

DAY = datetime(2026, 3, 2, tzinfo=UTC)
SOONER, LATER = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("reason", "ends_at", "until", "stays"),
    [
        ("manual", None, DAY, True),
        ("manual", None, None, True),
        ("sequence", DAY, SOONER, False),
        (ASKED_TO_WAIT, DAY, SOONER, True),
        (ASKED_TO_WAIT, DAY, LATER, False),
        (ASKED_TO_WAIT, DAY, None, False),
    ],
)
def test_a_pause_for_a_person_or_for_peace_is_not_cut_short(
    reason: str, ends_at: datetime | None, until: datetime | None, *, stays: bool
) -> None:
    assert outlasts(reason, ends_at, until) == stays
