"""Bounces that were written, and labelled, before the rules met them are read whole."""

from __future__ import annotations

import pytest

from tests.core.inbound.fresh_bounce import Fresh, fresh
from tests.core.inbound.report import heard, kind_of, recipients

CASES = {one.name: one for file in ("first",) for one in fresh(file)}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_a_bounce_nobody_tuned_to_is_read_whole(case: Fresh) -> None:
    reading = heard(case.raw)

    wanted = [(one.address, one.type, one.reason, one.status) for one in case.wanted]
    told = [
        (one.address, one.type, one.reason, one.status) for one in recipients(reading)
    ]
    assert (reading.kind, told) == (kind_of(case.wanted), wanted)
