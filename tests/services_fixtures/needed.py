"""What a test needs of the machine: skipped where it is missing, failed in CI."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import pytest

T = TypeVar("T")


def in_ci() -> bool:
    """Tell whether nothing may be skipped for want of a service."""
    return os.environ.get("CI") == "true"


def need(what: str, found: T | None) -> T:
    """Return `found`; without it skip the test, or fail it where CI=true.

    `what` names the missing thing and how to get it.
    """
    if found is not None:
        return found
    if in_ci():
        pytest.fail(f"this machine lacks {what}", pytrace=False)
    pytest.skip(f"this machine lacks {what}")


def need_program(name: str, *, package: str) -> Path:
    """Return the path of a program; the sbin folders count, where servers live."""
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
    found = shutil.which(name, path=path)
    return Path(need(f"{name} (Debian package {package}; see `make test`)", found))


def need_folder_of(module: str) -> Path:
    """Return the folder of an installed package without importing it."""
    spec = find_spec(module)
    places = spec.submodule_search_locations if spec else None
    return Path(need(f"the Python package {module}", places[0] if places else None))
