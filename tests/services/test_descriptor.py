"""A process takes as many open files as its mailboxes want, or says that it may not."""

from __future__ import annotations

import resource
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from outreach.bootstrap.descriptor import A_MAILBOX, OTHERS, make_room

if TYPE_CHECKING:
    from collections.abc import Iterator

FEW = 256  # more than this process has open
LIMITED = """
import resource
from outreach.bootstrap.descriptor import make_room
limit = resource.RLIMIT_NOFILE
resource.setrlimit(limit, (256, 1000))
print(make_room(1), make_room(1000), resource.getrlimit(limit)[0])
"""


@pytest.fixture
def hard() -> Iterator[int]:
    """Lower the soft limit of this process meanwhile; give the hard one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (FEW, hard))
    yield hard
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _soft() -> int:
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def test_the_limit_rises_with_the_mailboxes(hard: int) -> None:
    make_room(100)
    wanted = OTHERS + 100 * A_MAILBOX
    assert _soft() == (wanted if hard < 0 else min(wanted, hard))
    make_room(1)
    assert _soft() == (wanted if hard < 0 else min(wanted, hard))  # never lowered


def test_a_limit_that_may_not_rise_far_enough_is_told() -> None:
    # In a process of its own: a hard limit that is lowered stays so.
    done = subprocess.run(
        [sys.executable, "-c", LIMITED], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "True False 1000"
