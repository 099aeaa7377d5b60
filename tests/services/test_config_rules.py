"""Rules of the pipeline that no event may follow."""

from __future__ import annotations

from tests.services.outreach_yaml import SENDER
from tests.services.test_config_faults import complained


def test_a_rule_that_an_open_would_follow_is_refused() -> None:
    rules = (
        "[{on: mail.opened, stage: contacted}, {on: link.clicked, stage: contacted}]"
    )
    text = f"pipeline: {{rules: {rules}}}\n{SENDER}"
    assert complained(text) == ["1:25 stage-on-open"]


def test_a_machine_s_hit_moves_no_stage_either() -> None:
    rules = "[{on: link.scanned, stage: contacted}]"
    assert complained(f"pipeline: {{rules: {rules}}}\n{SENDER}") == [
        "1:25 unknown-event"
    ]
