"""A workspace as `init` writes it, empty or with leads."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
import structlog

from outreach import log as _log  # noqa: F401 - all is silent from its import on
from tests.cli.shell import Shell, typing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Have nothing logged after a command that had: the next one runs in this very process."""
    root = logging.getLogger()
    handlers, level, before = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**before)


@pytest.fixture
def outreach(tmp_path: Path) -> Shell:
    """Return a hand in a new workspace."""
    folder = tmp_path / "hello"
    typing("init", str(folder))
    return Shell(folder)


@pytest.fixture
def peopled(outreach: Shell) -> Shell:
    """Return a hand in a workspace with three leads."""
    outreach.tell("leads", "import", outreach.folder / "leads.csv")
    return outreach


@pytest.fixture
def enrolled(peopled: Shell) -> Shell:
    """Return a hand in a workspace whose three leads are in `hello`."""
    peopled.tell("enroll", "hello")
    return peopled
