"""Each attack is stopped, by the error that it deserves, and lets nothing grow."""

from __future__ import annotations

import tracemalloc

import pytest

from outreach.errors import BoundExceeded, OutreachError
from tests.adapters.templates.attack import ATTACKS, BENIGN, Attack

MOST = 60_000_000  # bytes of memory, as traced


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_stopped_by_the_right_error(attack: Attack) -> None:
    with pytest.raises(OutreachError) as stopped:
        attack.run()
    assert type(stopped.value) is attack.error
    assert len(str(stopped.value)) < 100_000


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_check_reads_an_attack_to_its_end(attack: Attack) -> None:
    attack.check()


@pytest.mark.parametrize(
    "attack",
    [attack for attack in ATTACKS if attack.error is BoundExceeded],
    ids=lambda attack: attack.name,
)
def test_a_bound_holds_before_the_memory_is_taken(attack: Attack) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(BoundExceeded):
            attack.run()
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < MOST


def test_what_is_no_attack_passes() -> None:
    BENIGN.run()


def test_no_two_attacks_are_called_alike() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)
