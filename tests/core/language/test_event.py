"""The names of events, and what others call them."""

from __future__ import annotations

import pytest

from outreach.core.language.event import elsewhere, is_custom, kinds


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("replied", "reply"),
        ("Out of office", "auto_reply"),
        ("email.opened", "mail.opened"),
        ("un-subscribe", None),
        ("unsubscribed", "opt_out"),
        ("task.completed", "task.done"),
        ("meeting-booked", "custom.meeting-booked"),
    ],
)
def test_what_others_call_it_is_known(theirs: str, ours: str | None) -> None:
    assert elsewhere(theirs) == ours
    assert ours is None or ours in kinds(()) or is_custom(ours)
