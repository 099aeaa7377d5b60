"""The breaker's gate: what a host that fails means for a touch, claimed or not, or trying it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from outreach.core.breaker import HostFacts
from outreach.core.gate import GATES, Answer, Facts
from tests.core.test_gate import LANE, NOW, OPEN

SOON, LATER = NOW + timedelta(minutes=3), NOW + timedelta(minutes=9)
HOST = HostFacts("smtp.acme.example:587", NOW, 5, "refused", NOW, probing=False)
WAITS = replace(HOST, tries_at=SOON)
TRIED = replace(HOST, probing=True)


def facts(
    host: HostFacts | None,
    rest: datetime | None = None,
    *,
    claimed: bool = False,
    probes: bool = False,
) -> Facts:
    lane = replace(LANE, host=host, rest_until=rest)
    return replace(OPEN, lane=lane, claimed=claimed, probes=probes)


@pytest.mark.parametrize(
    ("case", "answer", "reason", "passes_at"),
    [
        (facts(None), Answer.PASS, "", None),
        (facts(HOST), Answer.PASS, "", None),  # it may be the one that tries
        (facts(HOST, claimed=True), Answer.WAIT, "host_down", NOW),
        (facts(HOST, claimed=True, probes=True), Answer.PASS, "", None),
        (facts(TRIED), Answer.WAIT, "host_down", None),
        (facts(TRIED, claimed=True), Answer.WAIT, "host_down", None),
        (facts(TRIED, claimed=True, probes=True), Answer.PASS, "", None),
        (facts(WAITS), Answer.WAIT, "host_down", SOON),
        (facts(WAITS, claimed=True), Answer.WAIT, "host_down", SOON),
        # What holds longer is told.
        (facts(WAITS, rest=LATER), Answer.WAIT, "sender_resting", LATER),
        (facts(replace(HOST, tries_at=LATER), rest=SOON), Answer.WAIT, "host_down", LATER),
        (facts(TRIED, rest=SOON, claimed=True, probes=True), Answer.WAIT, "sender_resting", SOON),
    ],
)  # fmt: skip
def test_a_host_that_fails(
    case: Facts, answer: Answer, reason: str, passes_at: datetime | None
) -> None:
    verdict = GATES["breaker"](case)
    assert (verdict.answer, verdict.reason, verdict.passes_at) == (
        answer,
        reason,
        passes_at,
    )


def test_the_evidence_names_host_time_words_and_when_it_is_tried() -> None:
    since = f"since {NOW:%Y-%m-%d %H:%M} UTC: refused"
    told = f"smtp.acme.example:587 has been failing {since}"
    found = [
        GATES["breaker"](case).evidence
        for case in (facts(WAITS), facts(TRIED), facts(HOST))
    ]
    assert found == [
        f"{told}; one touch tries it at {SOON:%H:%M:%S} UTC",
        f"{told}; one touch tries it now",
        f"{told}; the next one tries it",
    ]
